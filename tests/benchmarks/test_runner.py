"""The runner of the benchmarks writes what they return, and refuses what is not a figure."""

import json
import subprocess
import sys
from pathlib import Path

RUNNER = Path(__file__).parent
ONE_FIGURE = """
def run():
    return [
        {"name": "posted", "value": 3000.0, "unit": "sessions/s", "baseline": "goal", "ratio": 2.0}
    ]
"""


def bench(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, RUNNER, "--of", folder, "--into", folder / "build", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_figures_are_written_and_shown(tmp_path: Path):
    (tmp_path / "bench_posting.py").write_text(ONE_FIGURE)
    done = bench(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "posted" in done.stdout
    assert "2.00" in done.stdout
    report = json.loads((tmp_path / "build" / "benchmarks.json").read_text())
    assert report["figures"] == [
        {"name": "posted", "value": 3000.0, "unit": "sessions/s", "baseline": "goal", "ratio": 2.0}
    ]


def test_only_the_named_benchmark_runs(tmp_path: Path):
    (tmp_path / "bench_posting.py").write_text(ONE_FIGURE)
    (tmp_path / "bench_broken.py").write_text("raise SystemExit('ran')")
    assert bench(tmp_path, "--only", "posting").returncode == 0
    assert "ran" in bench(tmp_path, "--only", "broken").stderr


def test_a_name_that_no_benchmark_has_is_said(tmp_path: Path):
    done = bench(tmp_path, "--only", "nothing")
    assert done.returncode == 1
    assert "'nothing'" in done.stderr


def test_a_figure_without_its_unit_is_refused(tmp_path: Path):
    (tmp_path / "bench_posting.py").write_text("def run():\n    return [{'name': 'posted'}]\n")
    done = bench(tmp_path)
    assert done.returncode != 0
    assert "bench_posting.py: ['name'] instead of" in done.stderr
