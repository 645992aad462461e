"""Looking for the schedule that breaks a program, and proving that none does."""
