"""Private names, as the compiler spells them."""


def mangle(owner: str, name: str) -> str:
    """The name as compiled inside the class ``owner`` (empty outside of classes): ``__x`` becomes ``_Owner__x``."""
    stripped = owner.lstrip("_")
    if not stripped or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    return f"_{stripped}{name}"
