"""State as a fold of events; pure, no I/O, standard library only."""
