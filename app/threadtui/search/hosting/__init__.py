"""The real program as a host: what ``model`` asks for, from the engine."""
