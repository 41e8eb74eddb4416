"""Starts Qt, shows the window, and stays until it is closed."""

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from console.qt.console_window import ConsoleWindow
from console.qt.crash_guard import CrashGuard
from console.qt.garbage_clock import GarbageClock
from console.qt.theme import Theme, load_fonts, tokens_named
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
    settings = setup.memory.settings
    theme = Theme()
    theme.use(tokens_named(settings.theme), settings.font_px)
    guard = CrashGuard()
    guard.install()
    with theme.dressing_later():
        window = ConsoleWindow(setup, theme)
    guard.commands = window.recent_commands
    window.show()
    garbage = GarbageClock(app)
    QTimer.singleShot(0, lambda: _finish(window, garbage))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends it and its worker.
    code = app.exec()
    end_window(window)
    garbage.stop()
    guard.remove()
    return code


def end_window(window: QWidget) -> None:
    """Close a window, and have Qt delete it now, from the outside in.

    Left to Python it would be deleted whenever its garbage is collected, in any order.
    """
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _finish(window: ConsoleWindow, garbage: GarbageClock) -> None:
    from console.qt.late_plots import add_plots  # noqa: PLC0415 (0.4 s, after the first paint)

    add_plots(window)
    garbage.start()
    window.desk.warm()
