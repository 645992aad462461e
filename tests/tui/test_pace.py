"""How often Textual may paint: set before it is imported, and nowhere to be seen for the programs that are run."""

import os
import subprocess
import sys

import pytest

ASKED = "import threadtui.tui, textual.constants, os; print(textual.constants.MAX_FPS, os.environ.get('TEXTUAL_FPS'))"


@pytest.mark.parametrize(("theirs", "told"), [(None, "240 None"), ("30", "30 30")])
def test_the_persons_setting_stands_and_ours_leaves_no_trace(theirs: str | None, told: str) -> None:
    env = {name: value for name, value in os.environ.items() if name != "TEXTUAL_FPS"}
    env.update({"TEXTUAL_FPS": theirs} if theirs else {})
    done = subprocess.run([sys.executable, "-c", ASKED], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == told
