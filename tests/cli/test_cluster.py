"""``explore --cluster``: the same search over the workers of a Dask scheduler on this machine."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.command import APP, SECONDS, mistake, threadtui

CLUSTER = """
import json, subprocess, sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        for words in json.loads(sys.argv[1]):
            command = [sys.executable, "-m", "threadtui", "explore", "--format", "json", "--cluster"]
            done = subprocess.run([*command, cluster.scheduler_address, *words], capture_output=True, text=True)
            print(json.dumps([done.returncode, done.stdout, done.stderr]))
"""


def explored(tmp_path: Path, *commands: list[str]) -> list[tuple[int, Any]]:
    """What each of these commands says, with one cluster for all."""
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER)
    done = subprocess.run(
        [sys.executable, str(script), json.dumps(commands)],
        env={"PYTHONPATH": str(APP), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=2 * SECONDS, check=True,
    )  # fmt: skip
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return [(status, json.loads(out)) for status, out, _ in results]


def test_a_cluster_finds_and_proves_what_one_process_does(tmp_path: Path) -> None:
    (failed, fails), (held, holds) = explored(tmp_path, ["lost_wakeup"], ["--strategy", "dpor", "race_fixed_by_lock"])
    assert (failed, fails["verdict"], fails["failures"][0]["confirmed"]) == (1, "fails", True)
    alone = threadtui("explore", "--format", "json", "--strategy", "dpor", "race_fixed_by_lock").json
    assert (held, holds["verdict"], holds["traces"]) == (0, "holds", alone["traces"])


def test_without_the_extra_it_is_a_mistake_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError('as where it is not installed')\n")
    path = os.pathsep.join((str(tmp_path), str(APP)))
    result = threadtui("explore", "--cluster", "tcp://127.0.0.1:1", "lost_wakeup", PYTHONPATH=path)
    assert "--cluster needs distributed: python3 -m pip install 'threadtui[cluster]'" in mistake(result)


def test_a_scheduler_that_does_not_answer_is_a_mistake_of_one_line() -> None:
    assert "no Dask scheduler answers at" in mistake(
        threadtui("explore", "--cluster", "tcp://127.0.0.1:1", "lost_wakeup")
    )
