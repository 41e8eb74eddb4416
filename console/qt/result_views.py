"""Pictures of what replications came to: fans over days, waterfalls side by side, the week."""

from typing import Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from console.present.result_pictures import (
    convergence_fan,
    day_fan,
    day_tables,
    day_title,
    money_of_cell,
    week_of_cell,
)
from console.present.result_rows import title_of_cell
from console.qt.fan_plot import FanPlot
from console.qt.grid_plot import GridPlot
from console.qt.named import named
from console.qt.plot_card import PlotCard
from console.qt.steps_plot import StepsPlot
from console.qt.tab_bar import tab_bar
from console.qt.theme import Theme
from simulation.experiment.tally import Tally
from simulation.kpis import kpi_of


class ResultViews(QWidget):
    """One picture in front; a setting and a figure are chosen beside the tabs."""

    def __init__(self, theme: Theme, *, is_comparison: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_comparison = is_comparison
        self._tally: Tally | None = None
        self._currency = ""
        self._kpi = ""
        self.bar: Final = tab_bar(self.tr("Pictures of the result"))
        self.cell: Final = named(QComboBox(), self.tr("Setting that is shown"))
        self.figure: Final = named(QComboBox(), self.tr("Figure over days"))
        self.closing: Final = _fan_card(theme, self.tr("How the interval closes"))
        self.days: Final = _fan_card(theme, self.tr("Over the days"))
        self.money: Final = _steps_card(theme, self.tr("Where the money goes"))
        self.beside: Final = _steps_card(theme, self.tr("Beside it"))
        self.week: Final = PlotCard(
            self.tr("Use by hour of the week"), GridPlot(theme, self.tr("Use by hour of the week"))
        )
        self._stack: Final = QStackedLayout()
        self._lay_out()
        self.bar.currentChanged.connect(self._on_tab)
        self.cell.currentIndexChanged.connect(lambda _: self._draw())
        self.figure.currentIndexChanged.connect(lambda _: self._draw())
        self.show_tally(None)

    def _lay_out(self) -> None:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.money, 1)
        row.addWidget(self.beside, 1)
        self.beside.setVisible(self._is_comparison)
        pages: list[tuple[str, QWidget]] = [
            (self.tr("Interval"), self.closing),
            (self.tr("Days"), self.days),
            (self.tr("Waterfall"), both),
            (self.tr("Week"), self.week),
        ]
        for title, page in pages:
            self.bar.addTab(title)
            self._stack.addWidget(page)
        head = QHBoxLayout()
        head.addWidget(self.bar, 1)
        head.addWidget(self.figure)
        head.addWidget(self.cell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._stack, 1)

    def show_tally(self, tally: Tally | None, currency: str = "") -> None:
        """Show what was played; settings and figures stay chosen if they are still there.

        Args:
            tally: None: nothing yet.
            currency: Of the network, in which money over time is told.
        """
        self._tally, self._currency = tally, currency
        cells = range(0 if tally is None else len(tally.order.cells))
        titles = [title_of_cell(tally, cell) for cell in cells] if tally is not None else []
        if _texts(self.cell) != titles:
            self.cell.blockSignals(True)
            self.cell.clear()
            self.cell.addItems(titles)
            self.cell.setCurrentIndex(min(1, len(titles) - 1))
            self.cell.blockSignals(False)
        self.cell.setVisible(len(titles) > 1)
        names = () if tally is None or not titles else day_tables(tally, 0)
        if [self.figure.itemData(at) for at in range(self.figure.count())] != list(names):
            self.figure.blockSignals(True)
            self.figure.clear()
            for name in names:
                self.figure.addItem(day_title(name), name)
            self.figure.blockSignals(False)
        self._draw()

    def show_kpi(self, name: str) -> None:
        """Another figure is looked at in the table."""
        self._kpi = name
        self._draw()

    def _on_tab(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._draw()

    def _draw(self) -> None:
        """Only what is in front: the others are drawn when they are."""
        in_front = self.bar.currentIndex()
        self.figure.setVisible(in_front == 1 and self.figure.count() > 0)
        draw = (self._draw_closing, self._draw_days, self._draw_money, self._draw_week)[in_front]
        draw(max(0, self.cell.currentIndex()))

    def _draw_closing(self, cell: int) -> None:
        tally = self._tally
        fan = None if tally is None or not self._kpi else convergence_fan(tally, cell, self._kpi)
        if fan is None:
            self.closing.show_nothing(
                self.tr("From three replications on: mean and interval of the chosen figure.")
            )
            return
        self.closing.set_title(
            self.tr("How the interval closes: {kpi}").format(kpi=kpi_of(self._kpi).title)
        )
        _shown_fan(self.closing).show_fan(fan)
        self.closing.show_plot()

    def _draw_days(self, cell: int) -> None:
        name = self.figure.currentData()
        tally = self._tally
        fan = None if tally is None or not name else day_fan(tally, cell, name, self._currency)
        if fan is None:
            self.days.show_nothing(self.tr("No run has told a figure day by day yet."))
            return
        self.days.set_title(day_title(name))
        _shown_fan(self.days).show_fan(fan)
        self.days.show_plot()

    def _draw_money(self, cell: int) -> None:
        reference = 0 if self._is_comparison else cell
        self._draw_steps(self.money, reference)
        if self._is_comparison:
            self._draw_steps(self.beside, cell)
            both = [_shown_steps(card) for card in (self.money, self.beside)]
            low, high = min(one.ends[0] for one in both), max(one.ends[1] for one in both)
            for plot in both:
                plot.reach(low, high)

    def _draw_steps(self, card: PlotCard, cell: int) -> None:
        money = None if self._tally is None else money_of_cell(self._tally, cell)
        if self._tally is None or money is None or not money.currencies:
            card.show_nothing(self.tr("No money has moved yet."))
            return
        card.set_title(title_of_cell(self._tally, cell))
        _shown_steps(card).show_steps(money)
        card.show_plot()

    def _draw_week(self, cell: int) -> None:
        grid = None if self._tally is None else week_of_cell(self._tally, cell)
        if grid is None:
            self.week.show_nothing(self.tr("No run has told the use by hour of the week yet."))
            return
        plot = self.week.canvas
        assert isinstance(plot, GridPlot)
        plot.show_grid(grid)
        self.week.show_plot()


def _fan_card(theme: Theme, title: str) -> PlotCard:
    return PlotCard(title, FanPlot(theme, title))


def _steps_card(theme: Theme, title: str) -> PlotCard:
    return PlotCard(title, StepsPlot(theme, title))


def _shown_fan(card: PlotCard) -> FanPlot:
    plot = card.canvas
    assert isinstance(plot, FanPlot)
    return plot


def _texts(box: QComboBox) -> list[str]:
    return [box.itemText(at) for at in range(box.count())]


def _shown_steps(card: PlotCard) -> StepsPlot:
    plot = card.canvas
    assert isinstance(plot, StepsPlot)
    return plot
