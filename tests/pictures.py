"""Makes the pictures of the screen: ``python tests/pictures.py screenshots [NAME…]``.

Each picture is the real app with a real program, at a fixed size, after fixed keys; so the same command gives the same picture
as long as the screen is the same, but for how long a search took. Needs a monospace font (DejaVu Sans Mono).
"""

import asyncio
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resvg_py
from textual.pilot import Pilot

from threadtui.session import Options
from threadtui.targets import Target, resolve
from threadtui.tui.app import ThreadtuiApp
from threadtui.tui.exploring import OVER as OVER_PHASE
from threadtui.tui.screens.play import PlayScreen
from threadtui.tui.theme import THEME_LIGHT

FONT = "DejaVu Sans Mono"
PROGRAMS = Path("/tmp/scenarios")
SETTLED_LOOKS = 4
"""So many looks in a row must find nothing new before a picture is taken."""

LOOK_SECONDS = 0.02
MOST_LOOKS = 500
OVER = "+ + + + + + + + + space until-over"
LOST_UPDATE = "1 1 1 1 1 1 2 2 2 2 3 3 3 3 2 3 2 2 3"
"""By hand to where thread 2 has written and thread 3, which read before, is about to."""

BRANCHES = f"{OVER} j 5 enter 2 2 2 2 2 2 space until-over j 4 enter 3 3 3 B B j 5 enter"
"""A deadlock, a fork of it in which all goes well, one that rests; and back to where they part."""
TWO_IN_ONE_INCREMENT = " ".join("1" * 80 + "2" * 15 + "3" * 16)
"""By hand to where threads 2 and 3 stand between the read and the write of one ``+=``."""


@dataclass(frozen=True)
class Picture:
    """``keys`` are Textual key names, in order; ``until-over`` waits for the verdict, ``until-found`` for a search's."""

    name: str
    target: str | None
    size: tuple[int, int]
    keys: str = ""
    light: bool = False
    ascii: bool = False
    seed: int = 7
    granularity: str = "access"


PICTURES = [
    Picture("race-120x36", "race_two_threads", (120, 36), LOST_UPDATE),
    Picture("race-80x24", "race_two_threads", (80, 24), LOST_UPDATE),
    Picture("race-200x50", "race_two_threads", (200, 50), LOST_UPDATE),
    Picture("race-60x18", "race_two_threads", (60, 18), LOST_UPDATE),
    Picture("race-light", "race_two_threads", (120, 36), LOST_UPDATE, light=True),
    Picture("race-ascii", "race_two_threads", (120, 36), LOST_UPDATE, ascii=True),
    Picture("race-past", "race_two_threads", (120, 36), f"{LOST_UPDATE} left left left left"),
    Picture("branches", "abba_deadlock", (120, 36), BRANCHES, seed=0),
    Picture("branches-compared", "abba_deadlock", (120, 36), f"{BRANCHES} b up b", seed=0),
    Picture("race-lost", "race_two_threads", (120, 36), OVER),
    Picture("race-by-line", "race_two_threads", (120, 36), "g s s s s s s s s s s s s"),
    Picture("bytecode-120x36", "bytecode_increment", (120, 36), TWO_IN_ONE_INCREMENT, granularity="bytecode"),
    Picture("bytecode-200x50", "bytecode_increment", (200, 50), TWO_IN_ONE_INCREMENT, granularity="bytecode"),
    Picture("deadlock", "deadlock_self", (120, 36), "s s s s"),
    Picture("deadlock-80x24", "deadlock_self", (80, 24), "s s s s"),
    Picture("deadlock-circle", "abba_deadlock", (120, 36), OVER, seed=0, granularity="sync"),
    Picture("deadlock-circle-80x24", "abba_deadlock", (80, 24), OVER, seed=0, granularity="sync"),
    Picture("deadlock-circle-200x50", "dining_philosophers", (200, 50), OVER, seed=2, granularity="sync"),
    Picture("pipeline-never-exits", "pipeline_never_exits", (120, 36), OVER, seed=0),
    Picture("why", "pipeline_never_exits", (120, 36), f"{OVER} k", seed=0),
    Picture("why-race-80x24", "race_two_threads", (80, 24), f"{OVER} k"),
    Picture("found", "race_two_threads", (120, 36), "e until-found", seed=0),
    Picture("found-80x24", "abba_deadlock", (80, 24), "e until-found", seed=0),
    Picture("found-200x50", "lost_wakeup", (200, 50), "e until-found", seed=0),
    Picture("holds", "race_fixed_by_lock", (120, 36), "e until-found", seed=0),
    Picture("hints", "dining_philosophers", (120, 36), OVER, seed=0),
    Picture("lost-wakeup", "lost_wakeup", (120, 36), OVER, seed=0),
    Picture("lost-wakeup-decided", "lost_wakeup", (120, 36), f"{OVER} d", seed=0),
    Picture("queue", "pipeline_queue", (120, 36), " ".join("s" * 60)),
    Picture("queue-200x50", "pipeline_queue", (200, 50), " ".join("s" * 60)),
    Picture("barrier", "barrier_init", (120, 36), " ".join("s" * 24)),
    Picture("semaphore", "semaphore_pool", (120, 36), " ".join("s" * 30)),
    Picture("picker", None, (120, 36), "down down"),
    Picture("picker-80x24", None, (80, 24), "down down"),
    Picture("help", "race_two_threads", (120, 36), f"{LOST_UPDATE} question_mark"),
    Picture("help-80x24", "race_two_threads", (80, 24), f"{LOST_UPDATE} question_mark"),
]


def of(name: str) -> Target:
    """A scenario, at a path that is the same wherever the pictures are made: tracebacks show it."""
    target = resolve(name)
    assert target.path is not None
    PROGRAMS.mkdir(exist_ok=True)
    return target._replace(path=str(shutil.copy(target.path, PROGRAMS)))


async def settle(app: ThreadtuiApp, pilot: Pilot[Any], over: bool = False) -> None:
    """Until the program stands still and the screen has drawn it; ``over``: until its verdict."""
    same, last = 0, None
    for _ in range(MOST_LOOKS):
        await pilot.pause(LOOK_SECONDS)
        now = _state(app)
        same = same + 1 if now == last else 0
        last = now
        if same >= SETTLED_LOOKS and (now is None or (now[1] and (now[2] or not over))):
            return
    raise RuntimeError(f"the screen does not settle: {last}")


async def searched(app: ThreadtuiApp, pilot: Pilot[Any]) -> None:
    """Until the search is over and what it found has been repeated."""
    for _ in range(MOST_LOOKS):
        await pilot.pause(LOOK_SECONDS)
        play = next(screen for screen in app.screen_stack if isinstance(screen, PlayScreen))
        if play.player.exploring is not None and play.player.exploring.phase == OVER_PHASE:
            return
    raise RuntimeError("the search does not end")


def _state(app: ThreadtuiApp) -> tuple[Any, ...] | None:
    play = next((screen for screen in app.screen_stack if isinstance(screen, PlayScreen)), None)
    if play is None:
        return None
    run = play.player.run
    if play.player.coming is not None:
        return play.player.world.step, False, False, None
    return play.player.world.step, run.answered and not play.player.changed, run.over, run.parked


async def take(picture: Picture, folder: Path) -> Path:
    """Run the app, press the keys, save the picture."""
    target = of(picture.target) if picture.target else None
    options = Options(seed=picture.seed, granularity=picture.granularity)
    app = ThreadtuiApp(target, options, ascii=picture.ascii)
    async with app.run_test(size=picture.size) as pilot:
        if picture.light:
            app.theme = THEME_LIGHT.name
        await settle(app, pilot)
        for key in picture.keys.split():
            if key == "until-found":
                await searched(app, pilot)
            elif key != "until-over":
                await pilot.press(key)
            await settle(app, pilot, over=key == "until-over")
        svg = app.export_screenshot()
        app.close_programs()
    path = folder / f"{picture.name}.png"
    path.write_bytes(_png(svg))
    return path


def _png(svg: str) -> bytes:
    svg = svg.replace("Fira Code", FONT)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_family=FONT, monospace_family=FONT))


def main() -> None:
    folder, *names = sys.argv[1:]
    for picture in PICTURES:
        if not names or picture.name in names:
            print(asyncio.run(take(picture, Path(folder))))


if __name__ == "__main__":
    main()
