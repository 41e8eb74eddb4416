"""What the views of experiments share: a run with its panel, and the buttons about its result."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QWidget

from console.present.kpi_tiles import Tone
from console.present.result_rows import definition_of
from console.qt.experiment_run import ExperimentRun
from console.qt.named import named
from console.qt.run_panel import RunPanel
from simulation.experiment.order import REPLICATIONS, REPLICATIONS_END
from simulation.feed import Failed, Finished, Progress
from simulation.outputs.subject import Question


class ExperimentPage(QWidget):
    """A view of one experiment; ``ExperimentDesk`` carries out what its buttons stand for."""

    command_wanted = Signal(str)
    """Id of a command that a button stands for."""

    def __init__(self, run: ExperimentRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run: Final = run
        self.panel: Final = RunPanel(ends_early=True)
        self.replications: Final = named(QSpinBox(), self.tr("Replications of each setting"))
        self.replications.setRange(2, REPLICATIONS_END)
        self.replications.setValue(REPLICATIONS)
        self.start: Final = self._button("experiment.run", self.tr("Run"))
        self.start.setObjectName("primary")
        self.extend: Final = self._button("experiment.extend", self.tr("Add as many"))
        self.report: Final = self._button(
            "experiment.report", self.tr("Report\N{HORIZONTAL ELLIPSIS}")
        )
        self.export: Final = self._button(
            "experiment.export", self.tr("Export\N{HORIZONTAL ELLIPSIS}")
        )
        self.panel.pause_wanted.connect(run.pause_or_resume)
        self.panel.resume_wanted.connect(run.pause_or_resume)
        self.panel.cancel_wanted.connect(run.stop)
        run.began.connect(self._on_began)
        run.progress.connect(self._on_progress)
        run.finished.connect(self._on_finished)
        run.failed.connect(self._on_failed)
        run.state_changed.connect(self._on_state)
        run.changed.connect(self.show_tally)

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        raise NotImplementedError

    @property
    def why_not(self) -> str:
        """Why nothing can be run; empty where it can."""
        raise NotImplementedError

    def run_shown(self) -> None:
        """Run what is shown."""
        raise NotImplementedError

    def show_tally(self) -> None:
        """More was played, or nothing yet."""
        raise NotImplementedError

    def question(self) -> Question:
        """What the experiment answers, for the report."""
        raise NotImplementedError

    def told_of(self, name: str) -> str:
        """What a figure is, and what of its prices nobody has published."""
        imputed = self.run.about.imputed
        marked = f"{Tone.WARNING.value} {imputed}" if imputed else ""
        return "\n".join(filter(None, (definition_of(name) if name else "", marked)))

    def show_deeds(self) -> None:
        """Offer what can be done now."""
        self.start.setEnabled(not self.why_not)
        self.start.setAccessibleDescription(self.why_not)
        for button in (self.extend, self.report, self.export):
            button.setEnabled(self.run.is_done)

    def button_row(self) -> QHBoxLayout:
        """All buttons in a row."""
        row = QHBoxLayout()
        for button in (self.start, self.extend, self.report, self.export):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _button(self, id_: str, text: str) -> QPushButton:
        button = named(QPushButton(text), text)
        button.clicked.connect(lambda _checked: self.command_wanted.emit(id_))
        return button

    def _on_began(self) -> None:
        self.panel.show_started()
        self.show_tally()
        self.show_deeds()

    def _on_progress(self, progress: Progress) -> None:
        self.panel.show_progress(progress)

    def _on_finished(self, finished: Finished) -> None:
        self.panel.show_finished(finished)
        self.show_deeds()

    def _on_failed(self, failed: Failed) -> None:
        self.panel.show_failed(failed)
        self.show_deeds()

    def _on_state(self) -> None:
        job = self.run.job
        if job is None:
            return
        if not job.state.is_over:
            self.panel.show_state(job.state)
        elif job.outcome is None:
            self.panel.show_withdrawn()
        self.show_deeds()
