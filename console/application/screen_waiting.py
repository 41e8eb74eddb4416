"""Waits for a window that is being drawn to files, as nobody is there who would look again."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

WAIT_MS: Final = 120_000
WITHOUT_PLOTS: Final = "render_screens: the window has no plots"


def until(condition: Callable[[], bool]) -> None:
    """Let the window work until something holds; end the program if it never does."""
    deadline = QDeadlineTimer(WAIT_MS)
    while not condition():
        if deadline.hasExpired():
            raise SystemExit(f"render_screens: waited {WAIT_MS / 1000:.0f} s in vain")
        pause()


def pause() -> None:
    """Let the window catch up."""
    for _ in range(3):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
