"""The line at the bottom: the engine, the ledger and its seal, the jobs, and what was said last."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStatusBar, QWidget

from console.present.book_feed import Verified
from console.present.job_lines import JobState, jobs_text
from console.present.kpi_tiles import Tone, ledger_state_text
from console.present.verified_text import verified_details, verified_text
from console.qt.elided_label import ElidedLabel
from core.service.snapshot import Summary
from simulation.feed import Progress


class StatusLine(QStatusBar):
    """Texts that never hide, and a notice at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.engine = QLabel(self.tr("engine: idle"))
        self.ledger = QLabel(self.tr("ledger: no books open"))
        self.chain = ElidedLabel()
        self.chain.hide()
        self._is_lost = False
        self._ledger_text = ""
        self.jobs = QPushButton(jobs_text(()))
        self.jobs.setFlat(True)
        self.jobs.setObjectName("jobs")
        self.jobs.setAccessibleName(self.tr("Show the jobs"))
        self.jobs.setToolTip(self.tr("Show the jobs (Alt+4)"))
        self._said = ""
        self._notice = QLabel()
        self._notice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.engine, self.ledger, self.chain, self.jobs):
            self.addWidget(widget)
        self.addPermanentWidget(self._notice, 1)

    @property
    def notice(self) -> str:
        """What was said last, in full."""
        return self._said

    def say(self, text: str) -> None:
        """Say something that need not be answered; the next word replaces it."""
        self._said = text
        self._notice.setToolTip(text)
        self._fit()

    def say_problem(self, problem: str) -> None:
        """Say that a question could not be answered."""
        self.say(f"{Tone.BAD.value} {problem}")

    def show_jobs(self, states: Sequence[JobState]) -> None:
        """How many jobs there are, and how they are."""
        self.jobs.setText(jobs_text(tuple(states)))

    def show_started(self, pid: int | None) -> None:
        """A worker has a run."""
        self.engine.setText(self.tr("engine: process {pid}").format(pid=pid))

    def show_progress(self, progress: Progress, pid: int | None) -> None:
        """How fast the worker is."""
        rate = progress.sessions / progress.elapsed_s if progress.elapsed_s else 0
        self.engine.setText(
            self.tr("engine: process {pid} \N{MIDDLE DOT} {rate} sessions/s").format(
                pid=pid, rate=f"{rate:,.0f}"
            )
        )

    def show_ended(self) -> None:
        """No worker has a job any more."""
        self.engine.setText(self.tr("engine: idle"))

    def show_new_books(self) -> None:
        """A run is about to fill books."""
        self.ledger.setText(self.tr("ledger: empty"))

    def show_no_books(self) -> None:
        """The books were closed."""
        self._is_lost = False
        self._say_ledger(self.tr("ledger: no books open"))
        self.show_verified(Verified())

    def show_summary(self, summary: Summary) -> None:
        """Where the ledger stands and whether it balances."""
        self._ledger_text = ledger_state_text(summary)
        if not self._is_lost:
            self._say_ledger(self._ledger_text)

    def show_verified(self, verified: Verified) -> None:
        """How far the sealed chain is whole, and what is wrong after that."""
        text = verified_text(verified)
        self.chain.say(text)
        self.chain.setToolTip(verified_details(verified))
        self.chain.setVisible(bool(text))
        _mark(self.chain, is_bad=bool(verified.problem))

    def show_lost(self, text: str, details: str) -> None:
        """The books do not answer; what was said of them stays in mind until they do."""
        self._is_lost = True
        self._say_ledger(f"{Tone.BAD.value} {text}", details, is_bad=True)

    def show_found(self) -> None:
        """The books answer again."""
        if self._is_lost:
            self._is_lost = False
            self._say_ledger(self._ledger_text)

    def _say_ledger(self, text: str, details: str = "", *, is_bad: bool = False) -> None:
        self.ledger.setText(text)
        self.ledger.setToolTip(details)
        _mark(self.ledger, is_bad=is_bad)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the notice visibly, with an ellipsis, where it does not fit."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit the notice again when the texts at its left have taken their room."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        room = max(0, self._notice.width() - 24)
        metrics = self._notice.fontMetrics()
        shown = metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, room)
        if shown != self._notice.text():
            self._notice.setText(shown)


def _mark(label: QLabel, *, is_bad: bool) -> None:
    """In red, or as the others."""
    name = "problem" if is_bad else ""
    if label.objectName() != name:
        label.setObjectName(name)
        label.style().unpolish(label)
        label.style().polish(label)
