"""The program's process seen from the watching side: start it, command it, receive what it says, end it."""
