"""What takes the place of threading, queue and time under the standard library's own classes."""
