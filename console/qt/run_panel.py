"""How a run is getting on: bar, estimate, Pause and Cancel."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from console.present.amount_text import duration_text, simulated_clock_text
from console.present.job_lines import JobState
from simulation.feed import Failed, Finished, Progress

_STEPS = 1000


class RunPanel(QWidget):
    """Shows progress and asks for a pause, a resumption or a cancellation."""

    pause_wanted = Signal()
    resume_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, ends_early: bool = False, counted: str = ""
    ) -> None:
        """Make the panel.

        Args:
            parent: Owner.
            ends_early: Whether cancelling keeps a result, as of an experiment, and no books.
            counted: What one that ends early tells; empty: ``{done} of {total} points``.
        """
        super().__init__(parent)
        self._paused = False
        self._ends_early = ends_early
        self._counted = counted or self.tr("{done} of {total} points")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Progress of the run"))
        self._bar.setRange(0, _STEPS)
        self._bar.setValue(0)
        self._state = QLabel()
        self._state.setObjectName("cardNote")
        self.pause = QPushButton(self.tr("Pause"))
        self.pause.setAccessibleName(self.tr("Pause or resume the run"))
        self.cancel = QPushButton(self.tr("End early") if ends_early else self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel the run"))
        self.pause.clicked.connect(self._on_pause)
        self.cancel.clicked.connect(self.cancel_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._bar, 1)
        row.addWidget(self.pause)
        row.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self._state)
        self._rest(self.tr("No run yet."))
        self._bar.setFormat("")

    @property
    def state(self) -> str:
        """What is said about the run."""
        return self._state.text()

    def show_started(self) -> None:
        """A run was just asked for."""
        self._paused = False
        self._bar.setRange(0, 0)
        self._bar.setFormat("")
        self._state.setText(self.tr("Beginning\N{HORIZONTAL ELLIPSIS}"))
        self.pause.setText(self.tr("Pause"))
        self.pause.setEnabled(True)
        self.cancel.setEnabled(True)

    def show_progress(self, progress: Progress) -> None:
        """Show how far the run is and how long it will still take."""
        self._bar.setRange(0, _STEPS)
        self._bar.setValue(_STEPS * progress.done // max(1, progress.total))
        self._bar.setFormat("%p %")
        left = (
            self.tr("estimating\N{HORIZONTAL ELLIPSIS}")
            if progress.remaining_s is None
            else self.tr("about {left} left").format(left=duration_text(progress.remaining_s))
        )
        sessions = self.tr("{count} sessions").format(count=f"{progress.sessions:,}")
        parts = (
            self.tr("\N{BLACK SQUARE} paused") if self._paused else progress.phase,
            "" if self._ends_early else simulated_clock_text(progress.simulated_s),
            self._counted.format(done=f"{progress.done:,}", total=f"{progress.total:,}")
            if self._ends_early
            else sessions,
            self.tr("{time} so far").format(time=duration_text(progress.elapsed_s)),
            left,
        )
        self._state.setText(" \N{MIDDLE DOT} ".join(filter(None, parts)))

    def show_finished(self, finished: Finished) -> None:
        """The run is done, or was cancelled."""
        time = duration_text(finished.seconds)
        if finished.cancelled and self._ends_early:
            text = self.tr("\N{BLACK SQUARE} Ended early after {time}; what was played is kept.")
        elif finished.cancelled:
            text = self.tr("\N{MULTIPLICATION SIGN} Cancelled after {time}; the books keep it all.")
        else:
            text = self.tr("\N{CHECK MARK} Finished in {time}.")
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(_STEPS)
        self._rest(text.format(time=time))

    def show_failed(self, failed: Failed) -> None:
        """The worker died."""
        self.show_problem(failed.message)

    def show_problem(self, why: str) -> None:
        """It could not even be asked for."""
        self._rest(f"\N{MULTIPLICATION SIGN} {why.splitlines()[0]}")

    def show_withdrawn(self) -> None:
        """The run was cancelled before a worker had it."""
        self._rest(self.tr("\N{EMPTY SET} Cancelled before it began."))

    def _rest(self, text: str) -> None:
        self._bar.setRange(0, _STEPS)
        self._state.setText(text)
        self._state.setToolTip(text)
        self._paused = False
        self.pause.setText(self.tr("Pause"))
        self.pause.setEnabled(False)
        self.cancel.setEnabled(False)

    def show_state(self, state: JobState) -> None:
        """The run waits, goes on, or was asked to end; whoever asked it."""
        if state is JobState.WAITING:
            self._state.setText(self.tr("Waiting for a worker\N{HORIZONTAL ELLIPSIS}"))
            self.pause.setEnabled(False)
            return
        self.pause.setEnabled(self.cancel.isEnabled())
        paused = state is JobState.PAUSED
        if paused and not self._paused:
            self._state.setText(self.tr("\N{BLACK SQUARE} paused after ") + self._state.text())
        self._paused = paused
        self.pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
        if state is JobState.CANCELLING and self.cancel.isEnabled():
            self.pause.setEnabled(False)
            self.cancel.setEnabled(False)
            self._state.setText(self.tr("Cancelling\N{HORIZONTAL ELLIPSIS}"))

    def _on_pause(self) -> None:
        (self.resume_wanted if self._paused else self.pause_wanted).emit()
