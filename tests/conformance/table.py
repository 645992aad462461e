"""Writes ``docs/conformance.md``: interpreter × module × passed / not applicable. ``python tests/conformance/table.py [SEEDS]``.

Runs every suite on every interpreter with so many seeds (1 unless told), which takes minutes a seed.
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
from tests.conformance.suites import SUITES, Suite  # noqa: E402
from tests.engine.harness import interpreters  # noqa: E402

PAGE = ROOT / "docs" / "conformance.md"
HEAD = """\
# CPython's own tests under threadtui

Made by `python tests/conformance/table.py {seeds}`: each suite is run plainly and under threadtui (random strategy,
granularity sync, {seeds} seed{s}), on every CPython of the machine. A suite passes where every run ends like the plain one:
the same exit status, the same number of tests, the same outcome of each. A test that fails or is skipped in the plain run
counts where it does the same under threadtui.
"""


def cell(suite: Suite, python: str, seeds: int) -> str:
    """What is said of one suite on one interpreter."""
    plain = run_plainly(suite.name, python)
    if plain.result is None:
        return "not shipped"
    wrong: set[str] = set()
    for seed in range(seeds):
        wrong.update(differences(plain, run_stepwise(suite.name, python, seed)))
    for difference in sorted(wrong):
        print(f"  {difference}", flush=True)
    out = len(left_out(suite, python))
    counted = f"{plain.result['ran']} passed" if not wrong else f"**{len(wrong)} differ** of {plain.result['ran']}"
    return f"{counted}, {out} not applicable" if out else counted


def main(seeds: int) -> None:
    pythons = interpreters()
    lines = [HEAD.format(seeds=seeds, s="" if seeds == 1 else "s")]
    lines.append("| suite | " + " | ".join(f"Python {version_of(python)}" for python in pythons) + " |")
    lines.append("| --- |" + " --- |" * len(pythons))
    for suite in SUITES:
        cells = []
        for python in pythons:
            print(suite.name, version_of(python), flush=True)
            cells.append(cell(suite, python, seeds))
        lines.append(f"| {suite.name} | " + " | ".join(cells) + " |")
    lines += ["", "## Not applicable", ""]
    lines += [f"- `{test['id']}` ({', '.join(test['python'])}): {test['reason']}." for test in not_applicable()]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1)
