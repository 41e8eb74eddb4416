"""Files dropped on the window: scenarios, books, sessions, JSON; anything else is said to be none.

What a file of JSON holds is told by its content: tariffs and CDRs are looked at, the rest replayed.
"""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from console.present.book_address import FileKind, kind_of_file, url_of_file


class FileDrop(QObject):
    """Watches one widget; lives as long as it does."""

    scenario = Signal(str)
    """Path."""
    books = Signal(str)
    """URL."""
    sessions = Signal(str)
    """Path."""
    json = Signal(str)
    """Path."""
    refused = Signal(str)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Take files that are dragged in, and say what was dropped."""
        if isinstance(event, QDragEnterEvent) and event.mimeData().hasUrls():
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            for url in event.mimeData().urls():
                self._take(url.toLocalFile())
            event.acceptProposedAction()
            return True
        return False

    def _take(self, path: str) -> None:
        kind = kind_of_file(path)
        if kind is FileKind.SCENARIO:
            self.scenario.emit(path)
        elif kind is FileKind.BOOKS:
            self.books.emit(url_of_file(path))
        elif kind is FileKind.SESSIONS:
            (self.json if path.lower().endswith(".json") else self.sessions).emit(path)
        else:
            wanted = ", ".join(ending for each in FileKind for ending in each.value)
            text = self.tr("{path}: wanted a file that ends with one of {wanted}")
            self.refused.emit(text.format(path=path, wanted=wanted))
