"""Opens the window; Qt is imported only then, so that every other command starts without it."""

import gc
import os
import sys
from typing import Final

from console.application.opened_books import OpenedBooks
from core.domain.environment import Environment
from core.domain.errors import NotFoundError

_DISPLAYS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def refuse_without_display() -> None:
    """Return if there is a display, or another place that Qt was told to draw to.

    Raises:
        NotFoundError: There is none; Qt would abort the process.
    """
    if sys.platform == "linux" and not any(map(os.environ.get, _DISPLAYS)):
        raise NotFoundError(
            "there is no display to open a window on; every command works without one, "
            "try 'networkcore demo' or 'networkcore -h'"
        )


def open_window(url: str | None = None) -> int:
    """Show the console until it is closed.

    Args:
        url: Books to show, as LIVE unless a simulation or a replay made them; None begins with
            empty screens and a scenario ready to run.

    Returns:
        The exit code of the process.

    Raises:
        RoamingError: The books cannot be opened.
    """
    books = None if url is None else OpenedBooks(url)
    # Books that cannot be read are told here, before there is a window.
    environment = Environment.SIMULATION if books is None else books.environment
    gc.disable()  # until the window is painted; from then on its GarbageClock collects
    from console.application.compose_window import show  # noqa: PLC0415 (see the first line)

    return show(books, url, environment)
