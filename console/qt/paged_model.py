"""The one table model: rows by page from any source, placeholders until a page is there.

Roles are compared as integers; the row count is the true one; a filter or an order is a list of
keys, never a proxy; rows that were added come in by one ``beginInsertRows`` a frame.
"""

from collections import OrderedDict
from enum import Enum
from typing import Any, Final

from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from console.present.row_source import KeyList, Keys, RowSource
from console.present.table_look import Record, TableLook, record_of
from console.qt.look_words import look_text
from console.qt.page_reader import PageReader
from core.domain.filter_tree import Filter
from core.service.pages import OLDEST_FIRST, RowOrder

PAGE_ROWS: Final = 256
FRAME_MS: Final = 33
PLACEHOLDER: Final = "\N{HORIZONTAL ELLIPSIS}"
_PAGES_KEPT: Final = 48
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignRight)
_LEFT: Final = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignLeft)
_NO_INDEX: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class Stage(Enum):
    """How far the table is with what it was asked."""

    EMPTY = "empty"
    """No rows, or no source."""
    LOADING = "loading"
    """No row is known yet."""
    READING = "reading"
    """Rows are shown, and there may be more."""
    READY = "ready"
    FAILED = "failed"
    """See ``problem``; rows that are known stay."""


class _Page:
    """Rows of one page, and their texts once somebody looked."""

    __slots__ = ("rows", "texts")

    def __init__(self, rows: NDArray[Any]) -> None:
        self.rows = rows
        self.texts: dict[int, tuple[str, ...]] = {}


class PagedTableModel(QAbstractTableModel):
    """Rows of one look."""

    stage_changed = Signal()

    def __init__(self, look: TableLook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look: Final = look
        self.stage = Stage.EMPTY
        self.problem = ""
        self.tree: Filter | None = None
        self.order = OLDEST_FIRST
        self._source: RowSource | None = None
        self._keys = KeyList()
        self._highest = 0
        self._has_all_keys = False
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._wanted: set[int] = set()
        self._texts = tuple(column.text for column in look.columns)
        self._alignments = tuple(_RIGHT if one.is_numeric else _LEFT for one in look.columns)
        self._want_timer = self._timer(0, self._want_pages)
        self._grow_timer = self._timer(FRAME_MS, self._grow)
        self.reader = PageReader(self)
        self.reader.keys_arrived.connect(self._take_keys)
        self.reader.keys_ended.connect(self._end_keys)
        self.reader.page_arrived.connect(self._take_page)
        self.reader.grown.connect(self._take_new)
        self.reader.failed.connect(self._fail)

    def _timer(self, after_ms: int, then: Any) -> QTimer:  # noqa: ANN401 (a slot)
        timer = QTimer(self, singleShot=True, interval=after_ms)
        timer.timeout.connect(then)
        return timer

    @property
    def source(self) -> RowSource | None:
        """Where the rows come from."""
        return self._source

    def show_rows(
        self, source: RowSource | None, tree: Filter | None = None, order: RowOrder = OLDEST_FIRST
    ) -> None:
        """Show other rows: of a source, that a filter selects, in an order."""
        self.beginResetModel()
        self._source, self.tree, self.order = source, tree, order
        self._keys, self._highest, self._has_all_keys = KeyList(), 0, False
        self._pages.clear()
        self._wanted.clear()
        self.endResetModel()
        self._set_stage(Stage.EMPTY if source is None else Stage.LOADING)
        self.reader.ask(source, tree, order)

    def retry(self) -> None:
        """Ask again what failed; rows that are known stay where they are."""
        if not self._has_all_keys:
            self.show_rows(self._source, self.tree, self.order)
            return
        self._set_stage(Stage.READY if len(self._keys) else Stage.EMPTY)
        self.grow()

    @property
    def can_grow(self) -> bool:
        """Whether rows that are added show up by themselves: oldest first, dense keys."""
        is_own_order = self.order.field in (None, self.look.key) and not self.order.descending
        return bool(self.look.key) and is_own_order and self._source is not None

    def grow(self) -> None:
        """The source may have more rows; at most once a frame it is asked for them."""
        if self.can_grow and not self._grow_timer.isActive():
            self._grow_timer.start()

    def close(self) -> None:
        """Let go of the thread; nothing is read any more."""
        self._want_timer.stop()
        self._grow_timer.stop()
        self.reader.close()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many rows there are, as far as known."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many columns there are, shown or not."""
        return 0 if parent.isValid() else len(self._texts)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:  # noqa: ANN401 (Qt)
        """Text and alignment of a cell."""
        if role == _DISPLAY:
            return self.texts_of(index.row())[index.column()] if index.isValid() else None
        if role == _ALIGNMENT:
            return self._alignments[index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: ANN401 (Qt)
        """Titles of the columns; rows have none."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._texts):
            return None
        if role == _DISPLAY:
            return look_text(self.look.columns[section].title)
        return self._alignments[section] if role == _ALIGNMENT else None

    def texts_of(self, row: int) -> tuple[str, ...]:
        """All cells of a row; placeholders while its page is on its way."""
        number, at = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None or at >= len(page.rows):
            self._want(number)
            return (PLACEHOLDER,) * len(self._texts)
        texts = page.texts.get(at)
        if texts is None:
            record = record_of(page.rows[at])
            texts = page.texts[at] = tuple(text(record) for text in self._texts)
        return texts

    def record(self, row: int) -> Record | None:
        """The row, if its page is there."""
        number, at = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        return record_of(page.rows[at]) if page is not None and at < len(page.rows) else None

    def keys(self, first: int = 0, size: int | None = None) -> Keys:
        """Keys of rows, for whoever reads them all (export, copy)."""
        return self._keys.part(first, len(self._keys) if size is None else size)

    def row_of(self, key: int | str) -> int | None:
        """Where the row of a key is shown."""
        return self._keys.position_of(key)

    def _want(self, number: int) -> None:
        if 0 <= number * PAGE_ROWS < len(self._keys):
            self._wanted.add(number)
            if not self._want_timer.isActive():
                self._want_timer.start()

    def _want_pages(self) -> None:
        wanted, self._wanted = self._wanted, set()
        pages = {number: self._keys.part(number * PAGE_ROWS, PAGE_ROWS) for number in wanted}
        self.reader.want(pages)

    def _take_keys(self, keys: Keys) -> None:
        is_first = not len(self._keys)
        self._insert(keys)
        if is_first and len(keys) <= PAGE_ROWS:  # read it before the search for more goes on
            self._wanted.add(0)
            self._want_pages()
        self._set_stage(Stage.READING)

    def _end_keys(self) -> None:
        self._has_all_keys = True
        if self.look.key and len(self._keys):
            self._highest = max(self._highest, int(self._keys.last()))
        self._set_stage(Stage.READY if len(self._keys) else Stage.EMPTY)

    def _take_new(self, keys: Keys, highest: int) -> None:
        self._highest = highest
        self._insert(keys)
        if self.stage is not Stage.READING:
            self._set_stage(Stage.READY if len(self._keys) else Stage.EMPTY)

    def _insert(self, keys: Keys) -> None:
        if not len(keys):
            return
        first = len(self._keys)
        self.beginInsertRows(QModelIndex(), first, first + len(keys) - 1)
        self._keys.extend(keys)
        self.endInsertRows()
        if first % PAGE_ROWS:
            self._want(first // PAGE_ROWS)  # its page was read while it was shorter

    def _take_page(self, number: int, rows: NDArray[Any]) -> None:
        self._pages[number] = _Page(rows)
        self._pages.move_to_end(number)
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        first = number * PAGE_ROWS
        last = min(first + PAGE_ROWS, len(self._keys)) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._texts) - 1))

    def _grow(self) -> None:
        if self.can_grow:
            self.reader.grow(self.tree, lambda: self._highest)

    def _fail(self, problem: str) -> None:
        self.problem = problem
        self._set_stage(Stage.FAILED)

    def _set_stage(self, stage: Stage) -> None:
        if stage is not Stage.FAILED:
            self.problem = ""
        self.stage = stage
        self.stage_changed.emit()
