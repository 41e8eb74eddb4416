"""A view that is read from the books: what it says before, and when reading fails."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QPushButton, QWidget

from console.qt.card import Card
from console.qt.operate_tabs import OperateTab

_WARNING: Final = "\N{BLACK UP-POINTING TRIANGLE}"


class ReadTab(OperateTab):
    """Between ``TabReader`` and a page: what was read stays until the next answer is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._retry: Callable[[], None] = lambda: None
        self.again: Final = QPushButton(self.tr("Try again"))
        self.again.clicked.connect(lambda _checked: self._retry())

    @property
    def _told(self) -> Card:
        """The card whose note says that it was not read anew."""
        raise NotImplementedError

    @property
    def _is_read(self) -> bool:
        """Whether an answer is shown."""
        raise NotImplementedError

    def _show_why(self, why: str) -> None:
        """Show nothing, and say why."""
        raise NotImplementedError

    def show_reading(self) -> None:
        """Nothing is known yet."""
        self._show_why(self.tr("Reading \N{HORIZONTAL ELLIPSIS}"))

    def show_problem(self, message: str, retry: Callable[[], None]) -> None:
        """The books cannot be read; what was read stays."""
        if self._is_read:
            self._told.set_note(f"{_WARNING} {self.tr('not read anew')}")
            self._told.setToolTip(message)
        else:
            self._show_why(f"{_WARNING} {message}")
        self._retry = retry
        self.again.setVisible(True)

    def _show_read(self) -> None:
        """An answer is there: no problem is told any more."""
        self.again.setVisible(False)
        self._told.setToolTip("")
