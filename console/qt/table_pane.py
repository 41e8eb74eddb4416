"""A whole table for a page: filter line, rows, and what there is to say about them.

Empty, loading, failed and lost are said in words; rows that are known stay on screen meanwhile.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.present.export_rows import Exported, ExportFormat
from console.present.row_source import Keys, RowSource
from console.present.table_look import TableLook
from console.qt.export_job import ExportJob
from console.qt.filter_line import FilterLine
from console.qt.look_words import look_text
from console.qt.paged_model import PagedTableModel, Stage
from console.qt.paged_view import PagedTableView
from console.qt.theme import Theme
from core.domain.filter_tree import Filter

COPY_ROWS_MAX: Final = 100_000
"""More do not go to the clipboard; they are exported."""
_PATIENCE_MS: Final = 150
_FORMATS: Final = {ExportFormat.CSV: "CSV (*.csv)", ExportFormat.XLSX: "Excel (*.xlsx)"}


class TablePane(QWidget):
    """One look over one source at a time."""

    record_chosen = Signal(object)
    """The ``Record`` of a row that was opened."""
    state_changed = Signal()
    """Count, stage, following or export: ``note`` says it in words."""

    def __init__(self, look: TableLook, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._loss = ""
        self._told = ""
        self._job: ExportJob | None = None
        self.model = PagedTableModel(look, self)
        self.view = PagedTableView(self.model, theme)
        self.filter_line = FilterLine(theme, look.fields)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._show_rows_or_why)
        self._why = QLabel()
        self._why.setObjectName("empty")
        self._why.setWordWrap(True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem = QLabel()
        self._problem.setObjectName("problem")
        self._problem.setWordWrap(True)
        self._retry = self._button(self.tr("Retry"), self.model.retry)
        self._follow = self._button(self.tr("Follow"), self.view.follow)
        self._follow.setToolTip(self.tr("Go to the newest row and stay there (End)"))
        self._note = QLabel()
        self._note.setObjectName("muted")
        self._progress = QProgressBar()
        self._progress.setAccessibleName(self.tr("Export"))
        self._progress.setFixedWidth(180)
        self._cancel = self._button(self.tr("Cancel export"), self.cancel_export)
        self._columns = self._menu_button(self.tr("Columns"))
        self._export = self._menu_button(self.tr("Export"))
        self._lay_out()
        self._connect()
        self._say()

    def _button(self, title: str, then: Callable[[], None]) -> QPushButton:
        button = QPushButton(title)
        button.setAccessibleName(f"{title}: {look_text(self._look.title)}")
        button.clicked.connect(lambda _checked: then())
        return button

    def _menu_button(self, title: str) -> QToolButton:
        button = QToolButton()
        button.setText(title)
        button.setAccessibleName(f"{title}: {look_text(self._look.title)}")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.filter_line, 1)
        for button in (self._columns, self._export):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._why)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._problem, 1)
        foot.addWidget(self._retry)
        foot.addWidget(self._note)
        foot.addStretch(1)
        foot.addWidget(self._progress)
        foot.addWidget(self._cancel)
        foot.addWidget(self._follow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(self._stack, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.filter_line.applied.connect(self._on_applied)
        self.view.filter_wanted.connect(self.filter_line.add)
        self.view.copy_wanted.connect(self.copy_rows)
        self.view.row_chosen.connect(self._on_row_chosen)
        self.view.following_changed.connect(lambda _: self._say())
        self.model.stage_changed.connect(self._say)
        self.model.reader.known.connect(self.filter_line.know)
        self.model.rowsInserted.connect(lambda *_: self._say())
        columns = self._columns.menu()
        columns.aboutToShow.connect(lambda: self.view.fill_columns(columns))
        for how, title in _FORMATS.items():
            action = self._export.menu().addAction(title)
            action.triggered.connect(lambda _checked, how=how: self._ask_and_export(how))

    # --- rows ------------------------------------------------------------------------------
    def show_source(self, source: RowSource | None) -> None:
        """Show rows of a source under the filter that is applied; None for no source."""
        self._loss = self._told = ""
        self.model.show_rows(source, self.model.tree)
        self.model.reader.ask_known()
        self.view.follow()

    def grow(self) -> None:
        """The source has more rows; they come in with the next frame."""
        self.model.grow()

    def lose(self, problem: str) -> None:
        """Say that the connection is lost; what is known stays."""
        self._loss = problem
        self._say()

    def recover(self) -> None:
        """The connection is back; read what was missed."""
        self._loss = ""
        self.model.retry()
        self._say()

    def close_reader(self) -> None:
        """Let go of the threads; before the window goes."""
        if self._job is not None:
            self._job.close()
        self._patience.stop()
        self.model.close()

    @property
    def note(self) -> str:
        """Count and state in words."""
        return self._note.text()

    def _on_applied(self, tree: Filter | None) -> None:
        was_following = self.view.is_following
        self.model.show_rows(self.model.source, tree, self.model.order)
        if was_following:
            self.view.follow()

    def _on_row_chosen(self, row: int) -> None:
        record = self.model.record(row)
        if record is not None:
            self.record_chosen.emit(record)

    # --- out -------------------------------------------------------------------------------
    def copy_rows(self, ranges: list[tuple[int, int]], how: str) -> None:
        """Put rows on the clipboard, from the source if they are not here."""
        count = sum(size for _, size in ranges)
        if count > COPY_ROWS_MAX:
            self._tell(self.tr("{count} rows are too many to copy; export them instead"), count)
            return
        job = self._start_job([self.model.keys(first, size) for first, size in ranges])
        if job is not None:
            job.finished.connect(lambda done: self._copied(job, done))
            job.write_to_text(ExportFormat(how))

    def _copied(self, job: ExportJob, done: Exported) -> None:
        if not done.is_cancelled:
            QGuiApplication.clipboard().setText(job.text)
            self._tell(self.tr("{count} rows copied"), done.rows)

    def export(self, path: Path, how: ExportFormat) -> ExportJob | None:
        """Write all rows under the present filter and order; None while another job runs."""
        job = self._start_job([self.model.keys()])
        if job is not None:
            written = self.tr("{count} rows written to {name}")
            cancelled = self.tr("cancelled; nothing was written")
            job.finished.connect(
                lambda done: self._tell(
                    cancelled if done.is_cancelled else written, done.rows, path.name
                )
            )
            job.write_file(path, how)
        return job

    def cancel_export(self) -> None:
        """Stop the export under way; it leaves nothing behind."""
        if self._job is not None:
            self._job.cancel()

    def _ask_and_export(self, how: ExportFormat) -> None:
        title, suggested = self.tr("Export rows"), f"{self._look.name}.{how.value}"
        name, _ = QFileDialog.getSaveFileName(self, title, suggested, _FORMATS[how])
        if name:
            self.export(Path(name), how)

    def _start_job(self, keys: list[Keys]) -> ExportJob | None:
        source = self.model.source
        if self._job is not None or source is None:
            return None
        self._told = ""
        self._job = ExportJob(source, keys, self.view.shown_columns(), self)
        self._job.progressed.connect(self._on_progress)
        self._job.finished.connect(lambda _: self._end_job(""))
        self._job.failed.connect(self._end_job)
        self._on_progress(0, self._job.row_count)
        return self._job

    def _on_progress(self, written: int, total: int) -> None:
        self._progress.setRange(0, max(total, 1))
        self._progress.setValue(written)
        self._say()

    def _end_job(self, problem: str) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job, self._told = None, problem
        self._say()

    # --- words -----------------------------------------------------------------------------
    def _tell(self, words: str, count: int, name: str = "") -> None:
        self._told = words.format(count=f"{count:,}", name=name)
        self._say()

    def _say(self) -> None:
        stage, count = self.model.stage, self.model.rowCount()
        problem = self._loss or self.model.problem
        self._problem.setText(f"\N{BLACK SQUARE} {problem}" if problem else "")
        self._problem.setVisible(bool(problem))
        self._retry.setVisible(stage is Stage.FAILED)
        is_growing = self.model.can_grow and count > 0
        self._follow.setVisible(is_growing and not self.view.is_following)
        for widget in (self._progress, self._cancel):
            widget.setVisible(self._job is not None)
        self._export.setEnabled(self._job is None and count > 0)
        self._note.setText(self._count_words(stage, count))
        if count == 0:
            self._why.setText(self._why_empty(stage))
        self._patience.stop()
        if stage is Stage.LOADING and not self.model.problem:
            self._patience.start()  # what comes at once needs no word of its being read
        else:
            self._show_rows_or_why()
        self.state_changed.emit()

    def _show_rows_or_why(self) -> None:
        self._stack.setCurrentWidget(self.view if self.model.rowCount() else self._why)

    def _count_words(self, stage: Stage, count: int) -> str:
        if not count:
            return self._told
        words = [self.tr("1 row") if count == 1 else f"{count:,} {self.tr('rows')}"]
        if self.model.tree is not None:
            words.append(self.tr("filtered"))
        if stage is Stage.READING:
            words.append(self.tr("reading on"))
        if self.model.can_grow and not self._loss:
            words.append(
                self.tr("\N{BLACK DOWN-POINTING TRIANGLE} following the newest")
                if self.view.is_following
                else self.tr("\N{BLACK SQUARE} paused: scrolled up")
            )
        return " \N{MIDDLE DOT} ".join([*words, *([self._told] if self._told else [])])

    def _why_empty(self, stage: Stage) -> str:
        if self.model.problem:
            return self.tr("The rows cannot be read.") + f"\n{self.model.problem}"
        if stage is Stage.LOADING:
            return self.tr("Reading \N{HORIZONTAL ELLIPSIS}")
        if self.model.tree is not None:
            return self.tr("No row matches the filter. Clear it to see every row.")
        return look_text(self._look.empty_text)
