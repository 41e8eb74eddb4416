"""The one table on screen: follows its tail, sorts by its heads, hides columns, copies."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from numpy.typing import NDArray
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from console.present.table_look import TableColumn, filter_of_cell
from console.qt.cell_delegate import CellDelegate
from console.qt.look_words import look_text
from console.qt.paged_model import PagedTableModel
from console.qt.theme import FONT_PIXELS, Theme, ui_font
from core.service.pages import RowOrder

ROW_HEIGHT: Final = 22
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ColumnState = list[tuple[str, int, bool]]
"""(name, width in px, whether it is shown), from left to right."""


class PagedTableView(QTableView):
    """A table of fixed row heights over a ``PagedTableModel``."""

    following_changed = Signal(bool)
    row_chosen = Signal(int)
    """A row was clicked, Enter was pressed on it, or a key went to it."""
    menu_opening = Signal(object, object)
    """(record, menu): the menu of a cell is about to be shown, of a row that is read."""
    filter_wanted = Signal(str)
    """A filter made of a cell, to be added to the present one."""
    copy_wanted = Signal(list, str)
    """(rows, ``tsv`` or ``csv``): the chosen rows are to go to the clipboard."""

    def __init__(self, model: PagedTableModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._is_following = model.can_grow
        self.setModel(model)
        self.setItemDelegate(CellDelegate(model, theme))
        self.setAccessibleName(look_text(model.look.title))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit_rows()
        theme.changed.connect(lambda _: self._fit_rows())
        self.verticalHeader().setVisible(False)
        self._dress_header()
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._keep_tail())
        model.rowsInserted.connect(self._on_rows_inserted)
        model.reader.page_arrived.connect(self._widen)
        self.clicked.connect(lambda index: self.row_chosen.emit(index.row()))

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(
            ROW_HEIGHT * ui_font().pixelSize() // FONT_PIXELS
        )

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setResizeContentsPrecision(50)
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)
        header.sectionClicked.connect(self._sort_by)
        # A head asks every row whether its column is chosen: with ten million, for minutes.
        header.setSelectionModel(QItemSelectionModel(self._rows, header))
        self.reset_columns()

    # --- columns ---------------------------------------------------------------------------
    def reset_columns(self) -> None:
        """Order, widths and choice of columns as the look says."""
        self.restore_columns(
            [(one.name, one.width_px, not one.is_hidden) for one in self._rows.look.columns]
        )

    def columns_state(self) -> ColumnState:
        """Order, widths and choice of columns, for a saved layout."""
        header, columns = self.horizontalHeader(), self._rows.look.columns
        logical = [header.logicalIndex(visual) for visual in range(len(columns))]
        return [
            (columns[at].name, header.sectionSize(at), not header.isSectionHidden(at))
            for at in logical
        ]

    def restore_columns(self, state: Sequence[tuple[str, int, bool]]) -> None:
        """Apply a saved layout; columns it does not know stay, unknown names are passed over."""
        header = self.horizontalHeader()
        names = [column.name for column in self._rows.look.columns]
        known = [one for one in state if one[0] in names]
        for visual, (name, width_px, is_shown) in enumerate(known):
            at = names.index(name)
            header.moveSection(header.visualIndex(at), visual)
            header.setSectionHidden(at, False)
            header.resizeSection(at, width_px)
            header.setSectionHidden(at, not is_shown)

    def shown_columns(self) -> list[TableColumn]:
        """Columns from left to right, without the hidden ones."""
        by_name = {column.name: column for column in self._rows.look.columns}
        return [by_name[name] for name, _, is_shown in self.columns_state() if is_shown]

    def fill_columns(self, menu: QMenu) -> None:
        """Make a menu the column chooser."""
        menu.clear()
        header = self.horizontalHeader()
        shown = len(self.shown_columns())
        for at, column in enumerate(self._rows.look.columns):
            action = menu.addAction(look_text(column.title))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(at))
            action.setEnabled(header.isSectionHidden(at) or shown > 1)
            action.toggled.connect(
                lambda is_shown, at=at: header.setSectionHidden(at, not is_shown)
            )
        menu.addSeparator()
        menu.addAction(self.tr("Reset columns")).triggered.connect(self.reset_columns)

    def _offer_columns(self, at: QPoint) -> None:
        menu = QMenu(self)
        self.fill_columns(menu)
        self._pop_up(menu, self.horizontalHeader().mapToGlobal(at))

    def _sort_by(self, section: int) -> None:
        """One way, the other, and the table's own order again; of figures the largest first."""
        column, present = self._rows.look.columns[section], self._rows.order
        if column.field is None:
            return
        first = RowOrder(field=column.field, descending=column.is_numeric)
        second = RowOrder(field=column.field, descending=not column.is_numeric)
        order = {first: second, second: RowOrder()}.get(present, first)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(order.field is not None)
        header.setSortIndicator(
            section,
            Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder,
        )
        self._set_following(False)
        self._rows.show_rows(self._rows.source, self._rows.tree, order)

    def _widen(self, _page: int, rows: NDArray[Any]) -> None:
        for at, column in enumerate(self._rows.look.columns):
            if column.is_wide is not None and self.columnWidth(at) == column.width_px:
                self.setColumnWidth(at, column.wide_px if column.is_wide(rows) else column.width_px)

    # --- following -------------------------------------------------------------------------
    @property
    def is_following(self) -> bool:
        """Whether the newest row is kept in sight."""
        return self._is_following

    def follow(self) -> None:
        """Go to the newest row and stay there."""
        self._set_following(self._rows.can_grow)
        self.scrollToBottom()

    def stay(self) -> None:
        """Stay where the view is, whatever is added."""
        self._set_following(False)

    def _on_rows_inserted(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self._keep_tail()

    def _keep_tail(self) -> None:
        """The newest row stays in sight when rows come, and when the table gets lower."""
        if self._is_following:
            self.scrollToBottom()

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value < bar.maximum():
            self._set_following(False)
        elif bar.maximum() > 0:
            self._set_following(self._rows.can_grow)

    def _set_following(self, is_following: bool) -> None:  # noqa: FBT001 (a state)
        if is_following != self._is_following:
            self._is_following = is_following
            self.following_changed.emit(is_following)

    # --- keys, menu, clipboard -------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies, Home and End go to the first and the newest row."""
        before = self.currentIndex().row()
        self._on_key(event)
        now = self.currentIndex().row()
        if now not in (before, -1):
            self.row_chosen.emit(now)

    def _on_key(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy("tsv")
        elif key == Qt.Key.Key_End and not event.modifiers():
            self._go_to(self._rows.rowCount() - 1)
            self.follow()
        elif key == Qt.Key.Key_Home and not event.modifiers():
            self._go_to(0)
        elif key in _ENTER and self.currentIndex().isValid():
            self.row_chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def choose_row(self, row: int) -> None:
        """Point at a row from elsewhere: it is current and in sight, and the tail is left."""
        self._set_following(False)
        self._go_to(row)

    def _go_to(self, row: int) -> None:
        if row >= 0:
            column = max(self.currentIndex().column(), 0)
            self.setCurrentIndex(self._rows.index(row, column))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a cell."""
        index = self.indexAt(event.pos())
        if not index.isValid() and event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
        if index.isValid():
            self._pop_up(self.cell_menu(index), event.globalPos())

    def cell_menu(self, index: QModelIndex) -> QMenu:
        """Copy the cell or the rows, filter by the cell."""
        menu = QMenu(self)
        text = self._rows.texts_of(index.row())[index.column()]
        column = self._rows.look.columns[index.column()]
        record = self._rows.record(index.row())
        cell_filter = None if record is None else filter_of_cell(self._rows.look, column, record)
        self._add(menu, self.tr("Copy cell"), lambda: QGuiApplication.clipboard().setText(text))
        self._add(menu, self.tr("Copy rows for a spreadsheet"), lambda: self._copy("tsv"))
        self._add(menu, self.tr("Copy rows as CSV"), lambda: self._copy("csv"))
        menu.addSeparator()
        if cell_filter is not None:
            only, without = cell_filter, f"not {cell_filter}"
            self._add(menu, f"Only  {only}", lambda: self.filter_wanted.emit(only))
            self._add(menu, f"Without  {only}", lambda: self.filter_wanted.emit(without))
            self._add(
                menu, self.tr("Copy as filter"), lambda: QGuiApplication.clipboard().setText(only)
            )
        if record is not None:
            self.menu_opening.emit(record, menu)
        return menu

    def _add(self, menu: QMenu, title: str, then: Callable[[], Any]) -> QAction:
        action = menu.addAction(title)
        action.triggered.connect(lambda _checked: then())
        return action

    def _pop_up(self, menu: QMenu, at: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def selected_ranges(self) -> list[tuple[int, int]]:
        """(first row, how many) of the chosen rows, in their order; fast for any number."""
        chosen = self.selectionModel().selection()
        parts = [chosen.at(number) for number in range(chosen.count())]
        ranges = sorted((one.top(), one.bottom()) for one in parts)
        return [(top, bottom - top + 1) for top, bottom in dict.fromkeys(ranges)]

    def _copy(self, how: str) -> None:
        ranges = self.selected_ranges()
        if ranges:
            self.copy_wanted.emit(ranges, how)
