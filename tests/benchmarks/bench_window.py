"""How soon the window is there, and how late its event loop is while a run streams into it.

Lateness is measured by a precise timer of 10 ms (``lateness.py``), with the ledger on screen and
following its tail. The limits are those of the product; the run is city over a quarter, so that it
streams for some seconds.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.append(str(Path(__file__).parents[2]))  # the writer stands among the tests

from PySide6.QtCore import QEventLoop

from console.application.compose_window import FONTS, scenario_card, window_setup
from console.present.scenario_choice import ScenarioCard
from console.present.workspaces import Workspace
from console.qt.console_window import ConsoleWindow
from console.qt.late_plots import add_plots
from console.qt.launch import application
from console.qt.theme import DARK, Theme
from tests.benchmarks.lateness import Lateness, loop_for
from tests.benchmarks.soak import writer
from tests.benchmarks.soak_writer import prepare

ROOT = Path(__file__).parents[2]
CITY = ROOT / "resources" / "scenarios" / "city.toml"
DAYS = 90
LIVE_BEFORE = 2_000
"""Sessions that are in the live ledger at the beginning."""
ROUNDS = 3
IDLE_MS = 3_000
FIRST_WINDOW_LIMIT_S = 1.5
LATENESS_LIMIT_MS = 30.0

FIRST_WINDOW = """
import gc
gc.disable()  # as __main__ and open_window have it
import console.application.command_line
from console.application.compose_window import FONTS, window_setup
from console.qt.console_window import ConsoleWindow
from console.qt.launch import application
from console.qt.theme import DARK, Theme

app = application(FONTS)
theme = Theme()
theme.use(DARK)
with theme.dressing_later():
    window = ConsoleWindow(window_setup(), theme)
window.show()
window.repaint()
print("painted", flush=True)
"""


def run() -> list[dict[str, Any]]:
    """Start-up and lateness, each against its limit."""
    first_window_s = min(_first_window_s() for _ in range(ROUNDS))
    idle_ms, streaming_ms, rows = _lateness_ms()
    live_ms, live_rows = _live_lateness_ms()
    return [
        _figure("window: process start to first paint", first_window_s, "s", FIRST_WINDOW_LIMIT_S),
        _figure("window: lateness p99, idle", idle_ms, "ms", LATENESS_LIMIT_MS),
        _figure(
            f"window: lateness p99 while {rows:,} ledger rows stream in",
            streaming_ms,
            "ms",
            LATENESS_LIMIT_MS,
        ),
        _figure(
            f"window: lateness p99, a run and {live_rows:,} rows of a live ledger",
            live_ms,
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


@contextmanager
def _window(folder: str) -> Iterator[ConsoleWindow]:
    app = application(FONTS)
    theme = Theme()
    theme.use(DARK)
    window = ConsoleWindow(window_setup(runs=Path(folder)), theme)
    add_plots(window)
    window.show()
    window.open_workspace(Workspace.OPERATE)
    app.processEvents()
    yield window
    window.close()


def _long_city(folder: str) -> ScenarioCard:
    path = Path(folder) / "city.toml"
    text = re.sub(r"(?m)^days = \d+$", f"days = {DAYS}", CITY.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return scenario_card(path)


def _press_run(window: ConsoleWindow, card: ScenarioCard) -> None:
    """Run the scenario by the button of a page that is not looked at."""
    window.analyse.offer(card)
    window.analyse.run.click()


def _run_to_its_end(window: ConsoleWindow) -> float:
    """The 99th percentile of the lateness while the run that was started goes on, in ms."""
    late = Lateness()
    loop = QEventLoop()
    assert window.job is not None
    window.job.ended.connect(loop.quit)
    loop.exec()
    late.stop()
    assert "Finished" in window.analyse.panel.state, window.analyse.panel.state
    return late.quantile_ms(0.99)


def _lateness_ms() -> tuple[float, float, int]:
    with TemporaryDirectory(prefix="networkcore-bench-") as folder, _window(folder) as window:
        idle = Lateness()
        loop_for(IDLE_MS)
        idle.stop()
        _press_run(window, _long_city(folder))
        streaming_ms = _run_to_its_end(window)
        return idle.quantile_ms(0.99), streaming_ms, window.operate.ledger.rowCount()


def _live_lateness_ms() -> tuple[float, int]:
    """A run goes on, and beside it a live ledger is followed into which another process writes."""
    with TemporaryDirectory(prefix="networkcore-bench-") as folder, _window(folder) as window:
        url = f"sqlite:///{folder}/live.db"
        before = prepare(url, LIVE_BEFORE)
        with writer(url, LIVE_BEFORE) as pipe:
            _press_run(window, _long_city(folder))
            window.shown.open(url)
            late_ms = _run_to_its_end(window)
            pipe.send("stop")
            pipe.recv()
        assert window.shown.url == url
        return late_ms, window.operate.ledger.rowCount() - before
