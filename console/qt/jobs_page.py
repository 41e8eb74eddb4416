"""Jobs: the runs of this window, each with progress and estimate, or why it failed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from console.present.job_lines import JobLine, JobState
from console.qt.card import Card
from console.qt.job_list import JobList, ListedJob
from console.qt.named import named
from console.qt.pane_layouts import fill_page, side_by_side
from console.qt.theme import mono_font

_STEPS = 1000


class JobsPage(QWidget):
    """All jobs at the left, the chosen one at the right."""

    command_wanted = Signal(str)
    """Id of a command about the chosen job, or about all."""

    def __init__(self, jobs: JobList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._state_words = {
            JobState.WAITING: self.tr("waiting"),
            JobState.RUNNING: self.tr("running"),
            JobState.PAUSED: self.tr("paused"),
            JobState.CANCELLING: self.tr("cancelling"),
            JobState.FINISHED: self.tr("finished"),
            JobState.CANCELLED: self.tr("cancelled"),
            JobState.FAILED: self.tr("failed"),
        }
        self.table = self._make_table()
        self.pause = named(QPushButton(self.tr("Pause")), self.tr("Pause or resume the job"))
        self.cancel = named(QPushButton(self.tr("Cancel")), self.tr("Cancel the job"))
        self.restart = named(
            QPushButton(self.tr("Restart")), self.tr("Do what the job did once more")
        )
        self.watch = named(QPushButton(self.tr("Watch")), self.tr("Show the run in Analyse"))
        self.books = named(QPushButton(self.tr("Show books")), self.tr("Show the books of the job"))
        self.copy = named(QPushButton(self.tr("Copy")), self.tr("Copy why the job failed"))
        self.clear = named(
            QPushButton(self.tr("Clear ended")), self.tr("Forget the jobs that have ended")
        )
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of the job"))
        self._state = QLabel()
        self._state.setObjectName("heading")
        self._facts = QLabel()
        self._facts.setObjectName("muted")
        self._facts.setWordWrap(True)
        self.failure = QPlainTextEdit()
        self.failure.setReadOnly(True)
        self.failure.setFont(mono_font())
        self.failure.setAccessibleName(self.tr("Why the job failed"))
        self._lay_out()
        self._connect()
        self._list()

    @property
    def chosen(self) -> ListedJob | None:
        """The job that is shown at the right."""
        item = self.table.item(self.table.currentRow(), 0)
        return None if item is None else self._jobs.numbered(int(item.text()))

    def _make_table(self) -> QTableWidget:
        heads = [
            self.tr("No."),
            self.tr("Job"),
            self.tr("State"),
            self.tr("Progress"),
            self.tr("Time"),
            self.tr("Books"),
        ]
        table = QTableWidget(0, len(heads))
        table.setAccessibleName(self.tr("Jobs of this window"))
        table.setHorizontalHeaderLabels(heads)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(24)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((44, 150, 96, 74, 124)):
            header.resizeSection(column, width)
        return table

    def _lay_out(self) -> None:
        self._list_card = Card(self.tr("Jobs of this window"))
        self._list_card.head.addWidget(self.clear)
        self._list_card.body.addWidget(self.table)
        self._card = Card(self.tr("Job"))
        buttons = QHBoxLayout()
        for button in (self.pause, self.cancel, self.restart, self.watch, self.books):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        for widget in (self._state, self.bar, self._facts):
            self._card.body.addWidget(widget)
        self._card.body.addLayout(buttons)
        self._card.body.addWidget(self.failure, 1)
        self._rest = QWidget()
        self._card.body.addWidget(self._rest, 1)
        fill_page(self, side_by_side((self._list_card, self._card), (760, 600)))

    def _connect(self) -> None:
        self._jobs.listed.connect(self._list)
        self._jobs.changed.connect(self._on_changed)
        self.table.currentCellChanged.connect(lambda *_: self._show_chosen())
        for button, id_ in (
            (self.clear, "run.clear"),
            (self.pause, "job.pause"),
            (self.cancel, "job.cancel"),
            (self.restart, "job.restart"),
            (self.watch, "job.watch"),
            (self.books, "job.books"),
        ):
            button.clicked.connect(lambda _=False, id_=id_: self.command_wanted.emit(id_))
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.failure.toPlainText())
        )

    def _list(self) -> None:
        jobs = self._jobs.jobs[::-1]
        self.table.setRowCount(len(jobs))
        for row, job in enumerate(jobs):
            self._fill(row, job.line())
        if jobs:
            self._list_card.show_content()
            self.table.setCurrentCell(0, 0)
        else:
            self._list_card.show_empty(
                self.tr(
                    "No jobs yet. A run that is started in Analyse (Alt+2) is listed here and"
                    " goes on whatever page is shown."
                )
            )
        self._show_chosen()

    def _fill(self, row: int, line: JobLine) -> None:
        percent = _percent(line)
        state = self._state_text(line.state)
        texts = (str(line.number), line.title, state, percent, line.time, line.books)
        for column, text in enumerate(texts):
            item = self.table.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                self.table.setItem(row, column, item)
            if item.text() != text:
                item.setText(text)
                item.setToolTip(text)

    def _state_text(self, state: JobState) -> str:
        """Its glyph and its word."""
        return f"{state.value.partition(' ')[0]} {self._state_words[state]}"

    def _on_changed(self, number: int) -> None:
        job = self._jobs.numbered(number)
        if job is None:
            return
        row = len(self._jobs.jobs) - 1 - self._jobs.jobs.index(job)
        self._fill(row, job.line())
        if job is self.chosen:
            self._show_chosen()

    def _show_chosen(self) -> None:
        job = self._jobs.chosen = self.chosen
        pool = self._jobs.pool
        workers = self.tr("{busy} of {size} workers at work")
        self._list_card.set_note(workers.format(busy=pool.busy_count, size=pool.size))
        self.clear.setEnabled(any(each.state.is_over for each in self._jobs.jobs))
        if job is None:
            self._card.show_empty(self.tr("Choose a job to see how it is getting on."))
            return
        line = job.line()
        over = line.state.is_over
        self._card.set_title(self.tr("Job {n}: {title}").format(n=line.number, title=line.title))
        self._card.show_content()
        self._state.setText(self._state_text(line.state))
        is_unknown = line.share is None and not over and line.state is not JobState.WAITING
        self.bar.setRange(0, 0 if is_unknown else _STEPS)
        self.bar.setValue(round(_STEPS * (line.share or 0.0)))
        self.bar.setFormat(_percent(line))
        worker = "" if job.run.pid is None else self.tr("process {pid}").format(pid=job.run.pid)
        books = self.tr("books {name}").format(name=line.books)
        parts = (line.phase, line.time, worker, books)
        self._facts.setText(" \N{MIDDLE DOT} ".join(filter(None, parts)))
        self.pause.setText(self.tr("Resume") if line.state is JobState.PAUSED else self.tr("Pause"))
        for button, enabled in (
            (self.pause, job.may_pause),
            (self.cancel, job.may_cancel),
            (self.restart, over),
            (self.watch, job.order.is_run),
            (self.books, job.has_books),
        ):
            button.setEnabled(enabled)
        self.failure.setVisible(bool(job.failure))
        self._rest.setVisible(not job.failure)
        self.copy.setVisible(bool(job.failure))
        if self.failure.toPlainText() != job.failure:
            self.failure.setPlainText(job.failure)


def _percent(line: JobLine) -> str:
    return "" if line.share is None else f"{line.share:.0%}"
