"""Starts Qt, shows the window, and stays until it is closed."""

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from console.qt.console_window import ConsoleWindow
from console.qt.theme import DARK, Theme, load_fonts
from console.qt.window_setup import Setup


def application(fonts: Path) -> QApplication:
    """The one application: Fusion everywhere, with the bundled fonts."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("networkcore")
    app.setApplicationDisplayName("NetworkCore Console")
    app.setStyle("Fusion")
    load_fonts(fonts)
    return app


def show_window(setup: Setup, fonts: Path) -> int:
    """Show the console until it is closed; return the exit code of the process."""
    app = application(fonts)
    theme = Theme()
    theme.use(DARK)
    window = ConsoleWindow(setup, theme)
    window.show()
    QTimer.singleShot(0, lambda: _add_plots(window))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends it and its worker.
    return app.exec()


def _add_plots(window: ConsoleWindow) -> None:
    from console.qt.late_plots import add_plots  # noqa: PLC0415 (0.4 s, after the first paint)

    add_plots(window)
