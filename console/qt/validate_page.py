"""Validate: the checks of the simulator, what they compare it with, and how each came out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from console.present.check_rows import check_heads, check_rows, check_text, checks_counted
from console.qt.card import Card
from console.qt.named import named
from console.qt.pane_layouts import fill_page, side_by_side
from console.qt.plain_table import PlainTable
from console.qt.run_panel import RunPanel
from console.qt.theme import Theme
from simulation.validation.check import Check
from simulation.validation.run_checks import CHECK_SEED

_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
_FILES_PX: Final = 120
_SEED_MOST: Final = 999_999


class ValidatePage(QWidget):
    """Shows what ``ValidateDesk`` has; its buttons are commands."""

    command_wanted = Signal(str)
    """Id of a command that a button stands for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks: tuple[Check, ...] = ()
        self.panel: Final = RunPanel(ends_early=True, counted=self.tr("{done} of {total} steps"))
        self.seed: Final = named(QSpinBox(), self.tr("Seed of the checks"))
        self.seed.setRange(1, _SEED_MOST)
        self.seed.setValue(CHECK_SEED)
        self.files: Final = named(QListWidget(), self.tr("Files that checks compare with"))
        self.start: Final = self._button("validate.run", self.tr("Run the checks"))
        self.start.setObjectName("primary")
        self.report: Final = self._button("validate.report", self.tr("Report") + _ELLIPSIS)
        self.add: Final = self._button("validate.open", self.tr("Add a file") + _ELLIPSIS)
        self.forget: Final = self._button("validate.forget", self.tr("No files"))
        self.table: Final = PlainTable(theme, self.tr("Checks"), check_heads())
        self.told: Final = QLabel()
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.results: Final = Card(self.tr("Checks"))
        self.note: Final = _muted("")
        self._lay_out()
        self.table.row_chosen.connect(lambda _: self._show_told())
        self.show_files(())
        self.show_checks(())

    def _lay_out(self) -> None:
        what = Card(self.tr("Validate the simulator"))
        what.body.addWidget(
            _muted(
                self.tr(
                    "Formulas of queueing theory, laws that hold in every run, and, of the files"
                    " below, sessions and outages of the last third that the fit has not seen."
                )
            )
        )
        form = QFormLayout()
        form.addRow(self.tr("&Seed"), self.seed)
        what.body.addLayout(form)
        what.body.addLayout(_row(self.start, self.report))
        what.body.addWidget(self.panel)
        what.body.addSpacing(8)
        what.body.addWidget(self.note)
        self.files.setFixedHeight(_FILES_PX)
        what.body.addWidget(self.files)
        what.body.addLayout(_row(self.add, self.forget))
        what.body.addStretch(1)
        self.results.body.addWidget(self.table, 1)
        self.results.body.addWidget(self.told)
        fill_page(self, side_by_side((what, self.results), (350, 900)))

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.start

    def show_files(self, files: Sequence[str]) -> None:
        """Replace the files that the next checks compare with."""
        self.files.clear()
        for path in files:
            item = QListWidgetItem(Path(path).name)
            item.setToolTip(path)
            self.files.addItem(item)
        self.forget.setEnabled(bool(files))
        self.files.setVisible(bool(files))
        self.note.setText(
            self.tr("Files that the checks are made on:")
            if files
            else self.tr("No files: sessions and outages are left out.")
        )

    def show_checks(self, checks: Sequence[Check], note: str = "") -> None:
        """Replace the checks."""
        self._checks = tuple(checks)
        self.table.show_rows(check_rows(checks))
        self.results.set_note(note or checks_counted(checks))
        if not checks:
            self.results.show_empty(
                self.tr("No checks yet. Press Run the checks: they take less than a minute.")
            )
            return
        self.results.show_content()
        self._show_told()

    def show_deeds(self, *, is_running: bool) -> None:
        """Offer what can be done now."""
        self.start.setEnabled(not is_running)
        self.report.setEnabled(bool(self._checks) and not is_running)

    def _show_told(self) -> None:
        found = next((one for one in self._checks if one.name == self.table.key), None)
        self.told.setText("" if found is None else check_text(found))

    def _button(self, id_: str, text: str) -> QPushButton:
        button = named(QPushButton(text), text)
        button.clicked.connect(lambda _checked: self.command_wanted.emit(id_))
        return button


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
