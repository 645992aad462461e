"""The engine in a process that has been running: around a function that is alive there, with all that it holds."""
