"""The screen. The only package that imports textual."""

import os

TEXTUAL_FPS = "TEXTUAL_FPS"
"""Textual reads it once. The person's own setting stands, and a program that is run finds the environment as it was."""

SWIFT = "240"
"""Textual paints so many times a second at most. Its 60 would make the answer to a key that comes just after a frame wait
for a 60th of a second more; how many frames there are is decided in ``screens.play``."""

_theirs = os.environ.get(TEXTUAL_FPS)
os.environ.setdefault(TEXTUAL_FPS, SWIFT)
import textual.constants  # noqa: E402, F401

if _theirs is None:
    del os.environ[TEXTUAL_FPS]
