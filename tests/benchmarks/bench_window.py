"""How soon the window is there, and how late its event loop is while a run streams into it.

Lateness is measured by a precise timer of 10 ms: how much later than asked each tick comes, with
the ledger on screen and following its tail. The limits are those of the product; the run is city
over a quarter, so that it streams for some seconds.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer

from console.application.compose_window import FONTS, scenario_card, window_setup
from console.present.workspaces import Workspace
from console.qt.console_window import ConsoleWindow
from console.qt.late_plots import add_plots
from console.qt.launch import application
from console.qt.theme import DARK, Theme

ROOT = Path(__file__).parents[2]
CITY = ROOT / "resources" / "scenarios" / "city.toml"
DAYS = 90
ROUNDS = 3
TICK_S = 0.010
IDLE_MS = 3_000
FIRST_WINDOW_LIMIT_S = 1.5
LATENESS_LIMIT_MS = 30.0

FIRST_WINDOW = """
import console.application.command_line
from console.application.compose_window import FONTS, window_setup
from console.qt.console_window import ConsoleWindow
from console.qt.launch import application
from console.qt.theme import DARK, Theme

app = application(FONTS)
theme = Theme()
theme.use(DARK)
window = ConsoleWindow(window_setup(), theme)
window.show()
window.repaint()
print("painted", flush=True)
"""


def run() -> list[dict[str, Any]]:
    """Start-up and lateness, each against its limit."""
    first_window_s = min(_first_window_s() for _ in range(ROUNDS))
    idle_ms, streaming_ms, rows = _lateness_ms()
    return [
        _figure("window: process start to first paint", first_window_s, "s", FIRST_WINDOW_LIMIT_S),
        _figure("window: lateness p99, idle", idle_ms, "ms", LATENESS_LIMIT_MS),
        _figure(
            f"window: lateness p99 while {rows:,} ledger rows stream in",
            streaming_ms,
            "ms",
            LATENESS_LIMIT_MS,
        ),
    ]


def _figure(name: str, value: float, unit: str, limit: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "baseline": f"limit of {limit:g} {unit}",
        "ratio": value / limit,
    }


def _first_window_s() -> float:
    began = perf_counter()
    command = [sys.executable, "-c", FIRST_WINDOW]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "painted\n"
        return perf_counter() - began


def _lateness_ms() -> tuple[float, float, int]:
    app = application(FONTS)
    theme = Theme()
    theme.use(DARK)
    with TemporaryDirectory(prefix="networkcore-bench-") as folder:
        path = Path(folder) / "city.toml"
        text = re.sub(r"(?m)^days = \d+$", f"days = {DAYS}", CITY.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        window = ConsoleWindow(window_setup(runs=Path(folder)), theme)
        add_plots(window)
        window.show()
        window.open_workspace(Workspace.OPERATE)
        app.processEvents()
        idle = _Lateness()
        _loop_until(IDLE_MS)
        idle_ms = idle.stop()
        streaming = _Lateness()
        window.start_run(scenario_card(path), None)
        loop = QEventLoop()
        assert window.job is not None
        window.job.ended.connect(loop.quit)
        loop.exec()
        streaming_ms = streaming.stop()
        rows = window.operate.ledger.rowCount()
        assert "Finished" in window.analyse.panel.state, window.analyse.panel.state
        window.close()
    return idle_ms, streaming_ms, rows


def _loop_until(after_ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(after_ms, loop.quit)
    loop.exec()


class _Lateness:
    """Collects how late each tick is, from its making on."""

    def __init__(self) -> None:
        self._late_s: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(int(TICK_S * 1000))
        self._timer.timeout.connect(self._on_tick)
        self._last = perf_counter()
        self._timer.start()

    def _on_tick(self) -> None:
        now = perf_counter()
        self._late_s.append(max(0.0, now - self._last - TICK_S))
        self._last = now

    def stop(self) -> float:
        """The 99th percentile so far, in ms."""
        self._timer.stop()
        return float(np.quantile(self._late_s, 0.99)) * 1000
