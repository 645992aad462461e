"""threadtui: see the threads of a Python program run, one step at a time."""

__version__ = "0.1.0"
