"""pyqtgraph takes as long to load as all the rest: it waits until the window is on screen."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOADED = "import sys, {module}; print('pyqtgraph' in sys.modules)"


def loads_pyqtgraph(module: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip() == "True"


def test_the_window_loads_without_pyqtgraph_and_the_plots_bring_it():
    assert not loads_pyqtgraph("console.qt.console_window")
    assert loads_pyqtgraph("console.qt.late_plots")
