"""In the program's process: scheduler, primitives, instrumentation. Standard library only."""
