"""Writes ``docs/scenarios.md``: scenario × how often it ended how, over many seeds.

``python tests/scenarios/table.py [SEEDS [SCENARIO…]]``: every scenario, or those named alone, with the seeds below SEEDS
(200 unless told), a tenth of a second each on an idle machine. What the page tells already is not run again: remove the line of a scenario
that has changed, or the page, to begin anew. Exit status 1 where a run did not end as declared, or a declared verdict never
showed.
"""

import re
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "app")]

from tests.scenarios.catalogue import (  # noqa: E402
    BY_NAME,
    MAX_STEPS,
    NEVER_SEEN,
    OURS,
    UNLIMITED,
    failures,
    run,
)
from tests.scenarios.nursery import Nursery  # noqa: E402
from threadtui.targets import Scenario  # noqa: E402

PAGE = ROOT / "docs" / "scenarios.md"
HEAD = """\
# The scenarios under many seeds

Made by `python tests/scenarios/table.py SEEDS`: each scenario is run with the seeds from 0 that its line tells, as by
`threadtui run --seed N NAME` (random strategy, granularity `access`). Each run has a process of its own; most of these were
forked from one that has the engine loaded and nothing of the program, for speed: `tests/scenarios/test_nursery.py` holds their
events to be the same as in a process started anew. *Declared* is every verdict that
`scenarios/index.toml` allows; *seen* is how often each one came, and the first seed that shows it. A verdict that is not
declared, and one that is and never came, stands in bold. A scenario that is declared `passed` alone is correct: every other
verdict of it would be a false one.

| scenario | declared | seeds | seen |
| --- | --- | --- | --- |
"""

ROUND = 100
"""So many seeds of one scenario, then the next one's: all get about equally far in the time that there is."""

NEVER_SEEN_FOR = "A sleep would have to end while a thread that could go on is kept waiting: that needs a delay."

TOGETHER = 2
"""Runs at a time."""

SEEN = re.compile(r"(\w+) (\d+)× \(seed (\d+)\)")
LINE = re.compile(r"\| (?P<case>\w+.*?) \| .*? \| (?P<seeds>\d+) \| (?P<seen>.*) \|")


class Case(NamedTuple):
    """A line of the page. One whose limit is not the usual one is there for a verdict that shows by it alone."""

    scenario: Scenario
    max_steps: int = UNLIMITED

    @property
    def label(self) -> str:
        limit = "" if self.max_steps == UNLIMITED else f", `--max-steps {self.max_steps}`"
        return self.scenario.name + limit


class Seen(NamedTuple):
    """How often a verdict came, and the first seed that gave it."""

    times: int
    first: int


@dataclass(frozen=True)
class Tally:
    """What the seeds below ``seeds`` gave, by verdict."""

    seeds: int = 0
    seen: dict[str, Seen] = field(default_factory=dict)

    def with_next(self, verdict: str) -> "Tally":
        """One seed more."""
        times, first = self.seen.get(verdict, Seen(0, self.seeds))
        return Tally(self.seeds + 1, {**self.seen, verdict: Seen(times + 1, first)})


Tallies = dict[str, Tally]
"""By a case's label."""


def cases(scenario: Scenario) -> list[Case]:
    limits = [MAX_STEPS[scenario.name]] if scenario.name in MAX_STEPS else []
    return [Case(scenario), *(Case(scenario, limit) for limit in limits)]


nursery = cache(Nursery)
"""One in each process that makes runs."""


def verdict(case: Case, seed: int) -> str:
    """Of a run in a process of its own."""
    done = nursery().run(case.scenario.name, seed, case.max_steps)
    if done.verdict not in case.scenario.expected:
        print(f"NOT DECLARED: {case.label}, seed {seed}: {done.verdict}: {done.message}", flush=True)
    return done.verdict


def go_on(tally: Tally, case: Case, seeds: int, pool: ProcessPoolExecutor) -> Tally:
    """With the seeds below ``seeds`` that it does not have yet."""
    for found in pool.map(partial(verdict, case), range(tally.seeds, seeds)):
        tally = tally.with_next(found)
    return tally


def missing(scenario: Scenario, tallies: Tallies) -> set[str]:
    """Declared verdicts that no line of a scenario has, though they can be seen."""
    seen = {found for case in cases(scenario) for found in tallies.get(case.label, Tally()).seen}
    return set(scenario.expected) - seen - NEVER_SEEN.get(scenario.name, set())


def undeclared(scenario: Scenario, tallies: Tallies) -> set[str]:
    """Verdicts that came and must not."""
    return {found for case in cases(scenario) for found in tallies.get(case.label, Tally()).seen} - set(scenario.expected)


def line(case: Case, tallies: Tallies) -> str:
    """A line of the table."""
    tally, expected = tallies[case.label], case.scenario.expected
    cells = []
    for found, (times, first) in sorted(tally.seen.items()):
        text = f"{found} {times}× (seed {first})"
        cells.append(text if found in expected else f"**{text}, not declared**")
    cells += [f"**{never} never**" for never in sorted(missing(case.scenario, tallies))]
    return f"| {case.label} | {', '.join(expected)} | {tally.seeds} | {', '.join(cells)} |"


def what_goes_wrong(case: Case, tally: Tally) -> list[str]:
    """A sentence for each failure that is declared and was seen: what the first run that shows it says."""
    texts = []
    for name in sorted(failures(case.scenario) & set(tally.seen)):
        seed = tally.seen[name].first
        message = run(case.scenario.name, seed, max_steps=case.max_steps).message
        texts.append(f"- {case.label}, seed {seed}: {name}: {message}")
    return texts


def told(text: str) -> Tallies:
    """What a page tells already."""
    return {
        match["case"]: Tally(
            int(match["seeds"]),
            {name: Seen(int(times), int(first)) for name, times, first in SEEN.findall(match["seen"])},
        )
        for match in map(LINE.fullmatch, text.splitlines())
        if match
    }


def page(tallies: Tallies) -> str:
    """The whole page around these numbers."""
    there = [case for scenario in OURS for case in cases(scenario) if case.label in tallies]
    lines = [line(case, tallies) for case in there]
    lines += ["", "## What goes wrong", "", "As the first run that shows it says:", ""]
    lines += [text for case in there for text in what_goes_wrong(case, tallies[case.label])]
    lines += ["", "## Declared, and beyond these schedules", ""]
    lines += [f"- {name}: {', '.join(sorted(never))}. {NEVER_SEEN_FOR}" for name, never in NEVER_SEEN.items()]
    return HEAD + "\n".join(lines) + "\n"


def main(seeds: int, names: Iterable[str]) -> int:
    chosen = [case for name in names for case in cases(BY_NAME[name])]
    tallies = told(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    with ProcessPoolExecutor(TOGETHER) as pool:
        for end in range(ROUND, seeds + ROUND, ROUND):
            for case in chosen:
                tallies[case.label] = go_on(tallies.get(case.label, Tally()), case, min(end, seeds), pool)
                PAGE.write_text(page(tallies), encoding="utf-8")
                print(line(case, tallies), flush=True)
    return int(any(missing(case.scenario, tallies) | undeclared(case.scenario, tallies) for case in chosen))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 200, sys.argv[2:] or list(BY_NAME)))
