"""The last net under the window: an exception nobody expected becomes a dialog, not a dead window.

Exceptions of other threads come by a queued signal, so that the dialog is always of the window's
thread. Warnings of Qt are written to standard error and remembered for the report.
"""

import platform
import sys
import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Final

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QApplication

from console.present.crash_report import report_text, traceback_text
from console.qt.crash_dialog import CrashDialog

TRACEBACKS_KEPT: Final = 5
"""A fault in a timer happens again and again: the first ones tell what there is to tell."""
_NOTES_KEPT: Final = 20
_HARMLESS: Final = "This plugin does not support propagateSizeHints"


class CrashGuard(QObject):
    """Installed once, for the length of the program."""

    _happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.commands: Callable[[], tuple[str, ...]] = tuple
        """Tells the ids of the last commands."""
        self._tracebacks: list[str] = []
        self._notes: deque[str] = deque(maxlen=_NOTES_KEPT)
        self._dialog: CrashDialog | None = None
        self._happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    @property
    def dialog(self) -> CrashDialog | None:
        """The dialog that is open; None where there is none."""
        return self._dialog

    def install(self) -> None:
        """From now on every unexpected exception comes here."""
        sys.excepthook = self.caught
        threading.excepthook = self._caught_in_thread
        qInstallMessageHandler(self._on_message)

    def remove(self) -> None:
        """As it was before."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Write the traceback to standard error, and show it when the event loop is back."""
        text = traceback_text(error, trace)
        sys.stderr.write(text)
        if issubclass(kind, Exception):
            self._happened.emit(text)

    def _caught_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self.caught(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _on_message(self, kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or _HARMLESS in message:
            return
        sys.stderr.write(f"{message}\n")
        self._notes.append(f"{kind.name}: {message}")

    def _on_happened(self, text: str) -> None:
        if len(self._tracebacks) < TRACEBACKS_KEPT:
            self._tracebacks.append(text)
        if self._dialog is not None:
            self._dialog.show_report(self._report())
            return
        self._dialog = dialog = CrashDialog(self._report(), QApplication.activeWindow())
        dialog.finished.connect(self._on_answered)
        dialog.open()

    def _on_answered(self, answer: int) -> None:
        assert self._dialog is not None
        self._dialog.deleteLater()
        self._dialog = None
        self._tracebacks.clear()
        if answer == CrashDialog.DialogCode.Rejected.value:
            QApplication.exit(1)

    def _report(self) -> str:
        versions = (
            ("Python", platform.python_version()),
            ("Qt", qVersion()),
            ("system", platform.platform()),
        )
        return report_text(self._tracebacks, versions, self.commands(), tuple(self._notes))
