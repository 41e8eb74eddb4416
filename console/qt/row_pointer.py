"""Points at the row of a record: at once where the table has it, else when its keys have come."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from console.qt.book_tabs import BookTabs
from console.qt.paged_model import Stage
from core.domain.table_fields import BookTable
from core.service.pages import Key

_OVER = frozenset({Stage.READY, Stage.EMPTY, Stage.FAILED})
"""No more keys come by themselves."""


class RowPointer(QObject):
    """Remembers one row at a time that is to be pointed at."""

    def __init__(self, tables: BookTabs, parent: QObject) -> None:
        super().__init__(parent)
        self._tables = tables
        self._pending: tuple[BookTable, Key] | None = None
        for table, pane in tables.panes.items():
            pane.state_changed.connect(lambda table=table: self._go_on(table))

    def point(self, places: Sequence[tuple[BookTable, Key]]) -> None:
        """Bring the first table to the front that has, or may come to have, the row.

        Args:
            places: Key of the row in each table that has one, the table that is wanted most first.
        """
        self._pending = None
        for table, key in places:
            if self._choose(table, key):
                return
        for table, key in places:
            if self._tables.panes[table].model.source is None:  # it was never looked at
                self._pending = (table, key)
                self._tables.open_table(table)
                self._go_on(table)
                return

    def forget(self) -> None:
        """Nothing is to be pointed at any more."""
        self._pending = None

    def _choose(self, table: BookTable, key: Key) -> bool:
        pane = self._tables.panes[table]
        row = pane.model.row_of(key)
        if row is None:
            return False
        self._tables.open_table(table)
        pane.view.choose_row(row)
        return True

    def _go_on(self, table: BookTable) -> None:
        if self._pending is None or self._pending[0] is not table:
            return
        if self._choose(*self._pending) or self._tables.panes[table].model.stage in _OVER:
            self._pending = None
