"""The line at the bottom: the engine, the ledger, and the jobs."""

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from console.present.kpi_tiles import ledger_state_text
from core.service.snapshot import Summary
from simulation.feed import Finished, Progress


class StatusLine(QStatusBar):
    """Three texts that never hide."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.engine = QLabel(self.tr("engine: no worker"))
        self.ledger = QLabel(self.tr("ledger: no books open"))
        self.jobs = QLabel(self.tr("no running jobs"))
        for label in (self.engine, self.ledger, self.jobs):
            self.addWidget(label)

    def show_started(self, name: str, pid: int | None) -> None:
        """A worker was started for a scenario."""
        self.jobs.setText(self.tr("1 running job: {name}").format(name=name))
        self.engine.setText(self.tr("engine: process {pid}").format(pid=pid))
        self.ledger.setText(self.tr("ledger: empty"))

    def show_progress(self, progress: Progress, pid: int | None) -> None:
        """How fast the worker is."""
        rate = progress.sessions / progress.elapsed_s if progress.elapsed_s else 0
        self.engine.setText(
            self.tr("engine: process {pid} \N{MIDDLE DOT} {rate} sessions/s").format(
                pid=pid, rate=f"{rate:,.0f}"
            )
        )

    def show_paused(self, *, paused: bool) -> None:
        """The job waits, or goes on."""
        self.jobs.setText(self.tr("1 job paused") if paused else self.tr("1 running job"))

    def show_finished(self, finished: Finished) -> None:
        """The job is done."""
        self.jobs.setText(
            self.tr("last job cancelled") if finished.cancelled else self.tr("last job finished")
        )

    def show_failed(self) -> None:
        """The job died."""
        self.jobs.setText(self.tr("\N{MULTIPLICATION SIGN} last job failed"))

    def show_ended(self) -> None:
        """The worker is gone."""
        self.engine.setText(self.tr("engine: no worker"))

    def show_summary(self, summary: Summary) -> None:
        """Where the ledger stands and whether it balances."""
        self.ledger.setText(ledger_state_text(summary))

    def show_unread(self, problem: str) -> None:
        """The books could not be read."""
        self.ledger.setText(f"\N{MULTIPLICATION SIGN} {problem}")
