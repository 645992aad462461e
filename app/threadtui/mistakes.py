"""The one error of those who type; on its own, so that telling it loads nothing else."""


class UsageMistake(Exception):
    """What the user got wrong, in one line. Exit status 2."""
