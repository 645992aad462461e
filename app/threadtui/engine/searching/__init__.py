"""One program, run again and again in one process: turns without events, carriers that are cheap to switch, a fresh start."""
