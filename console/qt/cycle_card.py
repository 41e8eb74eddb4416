"""A settlement cycle's money in its card, with the currency to choose where there are several."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from console.present.cycle_sankey import money_sankey
from console.qt.plot_card import PlotCard
from console.qt.sankey_plot import SankeyPlot
from console.qt.theme import Theme
from core.service.cycle_flows import CycleFlows


class CycleCard(PlotCard):
    """The Sankey diagram of one cycle in one currency."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        self.plot = SankeyPlot(theme, title)
        super().__init__(title, self.plot, parent)
        self._flows: dict[str, CycleFlows] = {}
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Currency of the cycle"))
        self.choice.textActivated.connect(self._show_currency)
        self.head.insertWidget(2, self.choice)
        self.show_flows(())

    def show_flows(self, flows: Sequence[CycleFlows]) -> None:
        """Show another cycle: one value a currency; the currency stays if there still is one."""
        kept = self.choice.currentText()
        self._flows = {one.currency: one for one in flows if one.flows}
        self.choice.clear()
        self.choice.addItems(list(self._flows))
        self.choice.setVisible(len(self._flows) > 1)
        if not self._flows:
            self.set_note("")
            self.show_nothing(
                self.tr(
                    "No cycle was settled yet. A cycle takes the sessions that must be paid until"
                    " its cut-off; run a scenario, or settle, first."
                )
            )
            return
        self._show_currency(kept if kept in self._flows else next(iter(self._flows)))

    def _show_currency(self, currency: str) -> None:
        self.choice.setCurrentText(currency)
        flows = self._flows[currency]
        self.set_note(
            self.tr("cycle {cycle}, {currency}").format(cycle=flows.cycle_id, currency=currency)
        )
        self.plot.show_money(money_sankey(flows))
        self.show_plot()
