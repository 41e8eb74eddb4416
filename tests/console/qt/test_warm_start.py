"""The console as it is started: workers are warm when the window is there, and gone after it."""

import os
import subprocess
import sys
from multiprocessing.connection import wait
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LONG_S = 60
CONSOLE = """
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from console.application.compose_window import FONTS, window_setup
from console.qt.console_window import ConsoleWindow
from console.qt.launch import application, show_window


def look():
    tops = QApplication.topLevelWidgets()
    window = next((each for each in tops if isinstance(each, ConsoleWindow)), None)
    if window is None:
        return
    pool = window.desk.jobs.pool
    if pool.warm_count == pool.size:
        timer.stop()
        print(*pool.pids, "resting" if pool.is_resting else "ticking", flush=True)
        if sys.stdin.readline().strip() == "close":
            window.close()


if __name__ == "__main__":
    app = application(FONTS)
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    sys.exit(show_window(window_setup(runs=Path(sys.argv[1])), FONTS))
"""


@pytest.mark.parametrize(("end", "code"), [("close", 0), ("kill", -9)])
def test_the_workers_of_a_started_console_are_warm_and_end_with_it(tmp_path, end, code):
    script = tmp_path / "started.py"
    script.write_text(CONSOLE)
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "runs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as console:
        *pids, clock = console.stdout.readline().split()
        assert clock == "resting"
        watches = [os.pidfd_open(int(pid)) for pid in pids]
        console.stdin.write(f"{end}\n")
        console.stdin.flush()
        if end == "kill":
            console.kill()
        assert console.wait(LONG_S) == code
    assert watches
    for watch in watches:
        assert wait([watch], LONG_S), "a worker outlives its console"
        os.close(watch)
