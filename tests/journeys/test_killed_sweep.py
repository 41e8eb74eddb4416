"""A sweep that is killed in the middle goes on where it was, to the same bytes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.conftest import SMALL

ROOT = Path(__file__).parents[2]
RATE = "demand.dc.sessions_per_evse_per_day"
TABLE = "points.parquet"


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def _sweep(small, folder):
    words = ("sweep", small, "--vary", f"{RATE}=2,4,6,8,10", "--replications", 16)
    words = (*words, "--workers", 2, "--into", folder, "--json")
    return subprocess.Popen(
        [sys.executable, "-m", "console", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _lines(folder):
    path = folder / "points.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_a_sweep_killed_in_the_middle_goes_on_to_the_same_bytes(small, tmp_path):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    process = _sweep(small, killed)
    while _lines(killed) < 3:
        assert process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    kept = _lines(killed)
    assert 3 <= kept < 80
    assert not (killed / TABLE).exists()
    for folder in (killed, whole):
        out, err = _sweep(small, folder).communicate(timeout=300)
        assert out.count("\n") == 1, err
    assert _lines(killed) == _lines(whole) == 80
    assert (killed / TABLE).read_bytes() == (whole / TABLE).read_bytes()
