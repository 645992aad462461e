"""What to do about how a run ended, where an option of the command line helps."""

from threadtui.world.state import World


def advice(world: World) -> str:
    """One sentence, or nothing."""
    if any(failure.type == "EOFError" for failure in world.errors):
        return "Standard input was at its end: --stdin FILE gives the program something to read."
    return ""
