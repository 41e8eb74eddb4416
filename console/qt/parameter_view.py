"""The parameters of a scenario as a tree: base, scenario and sweep side by side, typed in place."""

from enum import IntEnum
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from console.present.kpi_tiles import Tone
from console.present.parameter_tree import Group, Parameter, kind_words
from console.present.scenario_draft import Draft, Problem
from console.qt.theme import Theme, ui_font

_PATH: Final = Qt.ItemDataRole.UserRole
_CELL_PX: Final = 150
Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """Its place."""

    NAME = 0
    UNIT = 1
    BASE = 2
    SCENARIO = 3
    SWEEP = 4


_TYPED_IN: Final = (Column.SCENARIO, Column.SWEEP)


class ParameterView(QTreeWidget):
    """F2, Enter or typing changes a value; what is wrong with it is told while it is typed."""

    path_chosen = Signal(str)
    """Of the current parameter; empty on a title."""
    typed = Signal(str, bool, str)
    """Path, whether it is the sweep's cell, and the text that is there now."""
    typing = Signal(str, bool, str)
    """The same, of a text that is not finished."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: dict[str, QTreeWidgetItem] = {}
        self._draft = Draft(text="", source="")
        self._parameters: dict[str, Parameter] = {}
        self._problems: tuple[Problem, ...] = ()
        self.setAccessibleName(self.tr("Parameters of the scenario"))
        self.setColumnCount(len(Column))
        self.setHeaderLabels(
            [
                self.tr("Parameter"),
                self.tr("Unit"),
                self.tr("Base"),
                self.tr("Scenario"),
                self.tr("Sweep"),
            ]
        )
        self.setAlternatingRowColors(True)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setItemDelegate(_CellEditors(self))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in ((0, 206), (1, 96), (2, 112), (3, 108)):
            header.resizeSection(column, width)
        self.currentItemChanged.connect(lambda item, _: self.path_chosen.emit(_path_of(item)))
        theme.changed.connect(lambda _: self._refresh())

    def show_groups(self, groups: tuple[Group, ...]) -> None:
        """Replace the tree; the tables of lists are closed."""
        self.clear()
        self._items, self._parameters = {}, {}
        self.addTopLevelItems([self._group_item(group) for group in groups])
        for at in range(self.topLevelItemCount()):
            self._open(at)

    def _open(self, at: int) -> None:
        item = self.topLevelItem(at)
        assert item is not None, at
        item.setExpanded(at == 0)

    def show_draft(self, draft: Draft, problems: tuple[Problem, ...]) -> None:
        """Show the typed values, those that cannot be marked by a cross and a reason."""
        self._draft, self._problems = draft, problems
        self._refresh()

    def show_only(self, wanted: str) -> None:
        """Show the parameters whose name, unit or path has every one of these words."""
        words = wanted.lower().split()
        for path, item in self._items.items():
            parameter = self._parameters[path]
            known = f"{parameter.label} {path} {parameter.unit}".lower()
            item.setHidden(not all(word in known for word in words))
        for at in range(self.topLevelItemCount()):
            top = self.topLevelItem(at)
            assert top is not None, at
            _hide_empty(top, is_open=bool(words))

    def choose(self, path: str) -> None:
        """Make a parameter the current one."""
        item = self._items.get(path)
        if item is not None:
            self.setCurrentItem(item, Column.SCENARIO)
            self.scrollToItem(item)

    def edit_cell(self, path: str, column: Column) -> None:
        """Begin to type into a cell."""
        self.choose(path)
        self.editItem(self._items[path], column)

    @property
    def path(self) -> str:
        """Of the current parameter; empty where there is none."""
        return _path_of(self.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins to type: into the scenario's value unless the sweep's cell is current."""
        item = self.currentItem()
        is_typing = (
            self.state() is QAbstractItemView.State.EditingState
        )  # Its Enter comes here too.
        if item is None or not _path_of(item) or is_typing:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            column = self.currentColumn()
            self.editItem(item, column if column in _TYPED_IN else Column.SCENARIO)
        elif event.key() == Qt.Key.Key_Delete:
            self.typed.emit(_path_of(item), self.currentColumn() == Column.SWEEP, "")
        else:
            super().keyPressEvent(event)

    def _group_item(self, group: Group) -> QTreeWidgetItem:
        item = QTreeWidgetItem([group.title])
        item.setFont(0, ui_font(weight=QFont.Weight.DemiBold))
        item.setToolTip(0, group.title)
        item.addChildren([self._parameter_item(one) for one in group.parameters])
        item.addChildren([self._group_item(one) for one in group.groups])
        return item

    def _parameter_item(self, parameter: Parameter) -> QTreeWidgetItem:
        item = QTreeWidgetItem([parameter.label, parameter.unit, parameter.base, "", ""])
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setData(0, _PATH, parameter.path)
        told = (parameter.about, kind_words(parameter), parameter.path)
        item.setToolTip(Column.NAME, "\n".join(filter(None, told)))
        default = self.tr("the default: the file leaves it alone")
        item.setToolTip(Column.BASE, default if parameter.is_default else parameter.base)
        self._items[parameter.path] = item
        self._parameters[parameter.path] = parameter
        return item

    def _refresh(self) -> None:
        wrong = {problem.path: problem for problem in self._problems if problem.path}
        for path, item in self._items.items():
            base = self._parameters[path].base
            self._show(item, Column.SCENARIO, self._draft.changes.get(path), base, wrong.get(path))
            self._show(item, Column.SWEEP, self._draft.sweeps.get(path), "", wrong.get(path))
            muted = QBrush(QColor(self._theme.tokens.muted))
            item.setForeground(Column.UNIT, muted)
            if self._parameters[path].is_default:
                item.setForeground(Column.BASE, muted)

    def _show(
        self,
        item: QTreeWidgetItem,
        column: Column,
        typed: str | None,
        otherwise: str,
        problem: Problem | None,
    ) -> None:
        tokens = self._theme.tokens
        is_wrong = problem is not None and problem.value == typed
        sign = f"{Tone.BAD.value} " if is_wrong else ""
        item.setText(column, f"{sign}{otherwise if typed is None else typed}")
        item.setToolTip(column, problem.reason if problem is not None and is_wrong else "")
        font = ui_font()
        font.setBold(typed is not None)
        item.setFont(column, font)
        colour = tokens.bad if is_wrong else tokens.muted if typed is None else tokens.accent
        item.setForeground(column, QBrush(QColor(colour)))

    def cell_text(self, path: str, column: int) -> str:
        """What is typed in a cell, to be typed on."""
        if column == Column.SWEEP:
            return self._draft.sweeps.get(path, "")
        return self._draft.changes.get(path, self._parameters[path].base)

    def cell_name(self, path: str, column: int) -> str:
        """What a cell is called while it is typed into."""
        name = self.tr("Sweep of {p}") if column == Column.SWEEP else self.tr("Value of {p}")
        return name.format(p=self._parameters[path].label)


class _CellEditors(QStyledItemDelegate):
    """A line to type into, in the two columns that can be changed."""

    def __init__(self, view: ParameterView) -> None:
        super().__init__(view)
        self._view = view

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line; None where nothing can be typed."""
        path = str(index.sibling(index.row(), 0).data(_PATH) or "")
        if index.column() not in _TYPED_IN or not path:
            return None  # type: ignore[return-value]  # Qt's word for: not to be typed into.
        line = QLineEdit(parent)
        line.setObjectName("cellEditor")
        line.setAccessibleName(self._view.cell_name(path, index.column()))
        is_sweep = index.column() == Column.SWEEP
        if is_sweep:
            line.setPlaceholderText(self.tr("1, 2, 5 or from:to:step"))
        line.textEdited.connect(lambda text: self._view.typing.emit(path, is_sweep, text))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What was typed, without its cross."""
        assert isinstance(editor, QLineEdit)
        path = str(index.sibling(index.row(), 0).data(_PATH) or "")
        editor.setText(self._view.cell_text(path, index.column()))
        editor.selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Tell what was typed; the tree shows it when it is in the draft."""
        assert isinstance(editor, QLineEdit)
        path = str(index.sibling(index.row(), 0).data(_PATH) or "")
        self._view.typed.emit(path, index.column() == Column.SWEEP, editor.text())


def _path_of(item: QTreeWidgetItem | None) -> str:
    return "" if item is None else str(item.data(0, _PATH) or "")


def _hide_empty(item: QTreeWidgetItem, *, is_open: bool) -> bool:
    """Hide a title under which nothing is shown; whether it is shown."""
    shown = False
    for at in range(item.childCount()):
        child = item.child(at)
        assert child is not None, at
        is_shown = not child.isHidden()
        if child.childCount():
            is_shown = _hide_empty(child, is_open=is_open)
        shown = shown or is_shown
    item.setHidden(not shown)
    if is_open:
        item.setExpanded(shown)
    return shown
