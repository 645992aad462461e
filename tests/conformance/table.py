"""Writes ``docs/conformance.md``: interpreter × module × passed / not applicable.

``python tests/conformance/table.py [SEEDS [SUITE…]]``: runs every suite on every interpreter with so many seeds (1 unless
told), which takes minutes a seed; or the suites named alone, and leaves the other rows as they are. Seeds that a row has
already are not run again, unless a run of it differed: remove the row of a suite that is to begin anew.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "app")]

from tests.conformance.compare import (  # noqa: E402
    differences,
    left_out,
    not_applicable,
    run_plainly,
    run_stepwise,
    version_of,
)
from tests.conformance.suites import BY_NAME, SUITES, Suite  # noqa: E402
from tests.engine.harness import interpreters  # noqa: E402

PAGE = ROOT / "docs" / "conformance.md"
HEAD = """\
# CPython's own tests under threadtui

Made by `python tests/conformance/table.py SEEDS`: each suite is run plainly and under threadtui (random strategy,
granularity `sync`, with the seeds from 0 that its row tells), on every CPython of the machine. A suite passes where every
run ends like the plain one: the same exit status, the same number of tests, the same outcome of each. A test that fails or
is skipped in the plain run counts where it does the same under threadtui. "Every operation a point": the tests themselves
count as the program's own code, so that their every operation is a step. `tests/conformance/suites.py` says which classes
of a module a suite has.
"""


def cell(suite: Suite, python: str, seeds: range) -> str:
    """What is said of one suite on one interpreter."""
    plain = run_plainly(suite.name, python)
    if plain.result is None:
        return "not shipped"
    wrong: set[str] = set()
    for seed in seeds:
        wrong.update(differences(plain, run_stepwise(suite.name, python, seed)))
    for difference in sorted(wrong):
        print(f"  {difference}", flush=True)
    out = len(left_out(suite, python))
    counted = f"{plain.result['ran']} passed" if not wrong else f"**{len(wrong)} differ** of {plain.result['ran']}"
    return f"{counted}, {out} not applicable" if out else counted


def seeds_done(line: str) -> int:
    """How many seeds a row has that need not be run again."""
    return 0 if not line or "differ" in line else int(line.split("|")[2])


def row(suite: Suite, seeds: int, before: str) -> str:
    """A line of the table; ``before`` is the one that is there, or empty."""
    done = seeds_done(before)
    if done >= seeds:
        return before
    cells = []
    for python in interpreters():
        print(suite.name, version_of(python), flush=True)
        cells.append(cell(suite, python, range(done, seeds)))
    return f"| {suite.name} | {seeds} | " + " | ".join(cells) + " |"


def rows_written() -> dict[str, str]:
    """The rows that the page has already, by suite."""
    if not PAGE.exists():
        return {}
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {line.split("|")[1].strip(): line for line in rows}


def page(rows: dict[str, str]) -> str:
    """The whole page around these rows."""
    versions = [f"Python {version_of(python)}" for python in interpreters()]
    lines = [HEAD, "| suite | seeds | " + " | ".join(versions) + " |", "| --- | --- |" + " --- |" * len(versions)]
    lines += [rows[suite.name] for suite in SUITES if suite.name in rows]
    lines += ["", "## Not applicable", ""]
    lines += [f"- `{test['id']}` ({', '.join(test['python'])}): {test['reason']}." for test in not_applicable()]
    return "\n".join(lines) + "\n"


def main(seeds: int, names: list[str]) -> None:
    PAGE.parent.mkdir(exist_ok=True)
    for name in names:
        made = row(BY_NAME[name], seeds, rows_written().get(name, ""))
        PAGE.write_text(page({**rows_written(), name: made}), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1, sys.argv[2:] or [suite.name for suite in SUITES])
