"""How the programs beside this one ask."""

ARGUMENTS = (TypeError, ValueError, OverflowError)
"""What C functions say of arguments that they do not like; each Python words it otherwise."""


def ask(name, call, *args, **kwargs):
    """One line: what the call returned or raised."""
    try:
        print(name, "->", repr(call(*args, **kwargs)))
    except Exception as error:
        print(name, "raised", type(error).__name__, "" if isinstance(error, ARGUMENTS) else error)
