"""The program's own source files: rewritten on import, so that lines and shared accesses are scheduling points."""
