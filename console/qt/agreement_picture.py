"""The waterfall of one session in its card, with what makes the session above it."""

from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.present.agreement_bars import agreement_steps, parts_table, steps_before_parties
from console.present.money_steps import MoneySteps
from console.present.plot_table import PlotTable
from console.qt.framed_plot import added
from console.qt.plot_card import PlotCard
from console.qt.sample_row import SampleRow
from console.qt.steps_plot import StepsPlot
from console.qt.theme import Theme
from core.ledger.split import Split


class AgreementPlot(StepsPlot):
    """Down the steps, and up by who has the money; a line stands between the two."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._split: Split | None = None
        super().__init__(theme, name, parent)
        self._between: Any = added(self.view, pg.InfiniteLine(0, angle=90))
        self._between.setVisible(False)

    def show_split(self, split: Split | None) -> None:
        """Show another session, or none."""
        self._split = split
        self.show_steps(MoneySteps({}) if split is None else agreement_steps(split))

    def draw(self) -> None:
        """The bars, and the line."""
        super().draw()
        if self._split is not None:
            self._between.setPos(steps_before_parties(self._split) - 0.5)
            self._between.setPen(pg.mkPen(self.tokens.faint, width=1, style=Qt.PenStyle.DashLine))
        self._between.setVisible(self._split is not None)

    def table(self) -> PlotTable:
        """A row a step, and a row a party."""
        return super().table() if self._split is None else parts_table(self._split)


class AgreementPicture(PlotCard):
    """One session at a time, or why there is none."""

    def __init__(self, theme: Theme, sample: SampleRow, parent: QWidget | None = None) -> None:
        plot = AgreementPlot(theme, "")
        super().__init__("", plot, parent)
        title = self.tr("Waterfall of one session: its steps, then who has what")
        self.set_title(title)
        plot.setAccessibleName(title)
        self.plot: Final = plot
        self.body.insertWidget(0, sample)

    def show_split(self, split: Split, version: str) -> None:
        """Show who gets what."""
        self.plot.show_split(split)
        self.set_note(version)
        if split.moves_nothing:
            self.show_nothing(self.tr("This session costs nothing: nobody owes anything."))
        else:
            self.show_plot()

    def show_no_split(self, why: str) -> None:
        """No agreement is chosen."""
        self.plot.show_split(None)
        self.set_note("")
        self.show_nothing(why)
