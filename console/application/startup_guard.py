"""The start-up guard: refuses a runtime on which the console would be wrong, in one clear line.

PySide6 6.12.0 gives back one reference too many to None and True on Python before 3.12, and so
crashes after some thousand signals; 6.11.0 and 6.11.1 break the docks of a main window.
"""

import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Final

PYTHON_MIN: Final = (3, 11)
PYTHON_MAX: Final = (3, 13)
QT_PINNED: Final = "6.11.3"
QT_DOCKS_BROKEN: Final = ("6.11.0", "6.11.1")
QT_COUNTS_BROKEN: Final = "6.12.0"
PYTHON_IMMORTAL: Final = (3, 12)
"""The first Python whose None and True cannot be counted down to their end."""


def refuse_broken_runtime() -> None:
    """Return if this runtime is sound.

    Raises:
        SystemExit: It is not; the message says in one line why, and what to do.
    """
    reason = broken_runtime(sys.version_info[:2], qt_installed(), asserting=__debug__)
    if reason is not None:
        raise SystemExit(f"networkcore: {reason}")


def qt_installed() -> str | None:
    """Return the version of PySide6 without importing it; None where there is none."""
    try:
        return version("PySide6-Essentials")
    except PackageNotFoundError:
        return None


def broken_runtime(python: tuple[int, int], qt: str | None, *, asserting: bool) -> str | None:
    """Return why the console must not start on this runtime, None if it may.

    Args:
        python: Major and minor version of Python.
        qt: Version of PySide6; None if it is not installed, as on a server without windows.
        asserting: Whether assertions are carried out.
    """
    running = f"{python[0]}.{python[1]}"
    if not PYTHON_MIN <= python <= PYTHON_MAX:
        return f"needs Python 3.11, 3.12 or 3.13, and this is {running}"
    if not asserting:
        return "assertions guard the books: start Python without -O and without PYTHONOPTIMIZE"
    if qt in QT_DOCKS_BROKEN:
        return f"PySide6 {qt} breaks the window's docks: install PySide6-Essentials=={QT_PINNED}"
    if qt == QT_COUNTS_BROKEN and python < PYTHON_IMMORTAL:
        return (
            f"PySide6 {qt} crashes on Python {running}: install PySide6-Essentials=={QT_PINNED}"
            " or use Python 3.12"
        )
    return None
