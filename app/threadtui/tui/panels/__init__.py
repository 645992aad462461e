"""One panel a file; a panel is a function of a view."""
