"""What a person can want of a program that is played: commands to it at now, moves of the cursor in the past.

Rules:
1. At now, an intent is a command to the program. In the past it moves the cursor; nothing runs there, and a step is a fork.
2. Looking back stops a program that plays: it never moves on unseen.
3. An intent that cannot be done changes nothing, sends nothing, and its answer says why.
"""

from threadtui.tui.intents import branching, go_on, look_back, searching, settings, stopping
from threadtui.tui.intents.base import INTENTS

__all__ = ["INTENTS", "branching", "go_on", "look_back", "searching", "settings", "stopping"]
