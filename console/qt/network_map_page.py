"""Map: the sites of the built scenario by class, use or price, and what a partner reaches."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from console.present.kpi_tiles import Tone
from console.present.network_dots import (
    Colouring,
    NetworkDot,
    price_top,
    reach_grid,
    reach_heads,
    reach_rows,
)
from console.qt.card import Card
from console.qt.grid_plot import GridPlot
from console.qt.map_plot import load_outlines
from console.qt.named import named
from console.qt.network_map_plot import NetworkMapPlot
from console.qt.pane_layouts import fill_page, side_by_side, stacked
from console.qt.plain_table import PlainTable
from console.qt.plot_card import PlotCard
from console.qt.run_panel import RunPanel
from console.qt.theme import Theme
from core.service.resources import RESOURCES
from simulation.networks.network_map import NetworkMap
from simulation.networks.reach import Reach


class NetworkMapPage(QWidget):
    """Shows what ``NetworkMapDesk`` has; its buttons are commands."""

    command_wanted = Signal(str)
    """Id of a command that a button stands for."""
    look_wanted = Signal()
    """Another colouring or partner is chosen."""

    def __init__(self, theme: Theme, scenarios: QComboBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice: Final = named(QComboBox(), self.tr("Scenario on the map"))
        self.choice.setModel(scenarios.model())
        self.colour: Final = named(QComboBox(), self.tr("What the colours say"))
        for one in Colouring:
            self.colour.addItem(self.tr(one.value), one)
        self.partner: Final = named(QComboBox(), self.tr("Whose reach is shown"))
        self.start: Final = named(QPushButton(self.tr("Run once")), self.tr("Run once for the map"))
        self.start.setObjectName("primary")
        self.start.clicked.connect(lambda _checked: self.command_wanted.emit("map.run"))
        self.panel: Final = RunPanel(ends_early=True, counted=self.tr("run {done} of {total}"))
        self.what: Final = _muted()
        self.table: Final = PlainTable(theme, self.tr("What is reached"), reach_heads())
        self.reach: Final = Card(self.tr("Reach"))
        self.hours: Final = PlotCard(
            self.tr("Free by hour"), GridPlot(theme, self.tr("Free sites by hour"))
        )
        title = self.tr("Sites of the scenario")
        self.map: Final = NetworkMapPlot(theme, title, load_outlines(RESOURCES))
        self.places: Final = PlotCard(title, self.map)
        self._lay_out()
        self.colour.currentIndexChanged.connect(lambda _: self.look_wanted.emit())
        self.partner.currentIndexChanged.connect(lambda _: self.look_wanted.emit())
        self.show_nothing(self.tr("The scenario is being read\N{HORIZONTAL ELLIPSIS}"))

    def _lay_out(self) -> None:
        what = Card(self.tr("Map"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Scenario"), self.choice)
        form.addRow(self.tr("Colour &by"), self.colour)
        form.addRow(self.tr("R&each of"), self.partner)
        what.body.addLayout(form)
        row = QHBoxLayout()
        row.addWidget(self.start)
        row.addStretch(1)
        what.body.addLayout(row)
        what.body.addWidget(self.panel)
        what.body.addWidget(self.what)
        what.body.addStretch(1)
        self.reach.body.addWidget(self.table)
        left = stacked((what, self.reach, self.hours), (260, 260, 190))
        fill_page(self, side_by_side((left, self.places), (440, 810)))

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.colour

    @property
    def colouring(self) -> Colouring:
        """What the colours say."""
        chosen = self.colour.currentData()
        assert isinstance(chosen, Colouring)
        return chosen

    @property
    def partner_key(self) -> str:
        """The Demand Partner whose reach is shown; empty: nobody's."""
        return self.partner.currentData() or ""

    def show_nothing(self, why: str) -> None:
        """There are no sites."""
        self.places.show_nothing(why)
        self.places.set_note("")
        self.what.setText("")
        self.show_reach(None)
        self.start.setEnabled(False)

    def show_partners(self, partners: Sequence[tuple[str, str]]) -> None:
        """Offer Demand Partners by key and name; who was chosen stays if still there."""
        kept = self.partner_key
        self.partner.blockSignals(True)
        self.partner.clear()
        self.partner.addItem(self.tr("nobody: all sites"), "")
        for key, name in partners:
            self.partner.addItem(f"{key} {name}", key)
        self.partner.setCurrentIndex(max(0, self.partner.findData(kept)))
        self.partner.blockSignals(False)

    def show_network(
        self, found: NetworkMap, dots: tuple[NetworkDot, ...], *, has_use: bool
    ) -> None:
        """Show the sites.

        Args:
            found: The network.
            dots: Its sites.
            has_use: Whether their use is known.
        """
        top = price_top(found)
        self.map.show_network(dots, self.colouring, top, found.currency)
        self.places.show_plot()
        cpos = len({one.cpo for one in dots})
        self.places.set_note(
            self.tr("{sites} sites, {cpos} CPOs").format(sites=f"{len(dots):,}", cpos=f"{cpos:,}")
        )
        notes = [f"{Tone.WARNING.value} {found.imputed}" if found.imputed else ""]
        if self.colouring is Colouring.USE and not has_use:
            notes.append(self.tr("Press Run once: the use of the sites is not known yet."))
        self.what.setText("\n".join(filter(None, notes)))

    def show_reach(self, reach: Reach | None) -> None:
        """Show what a partner reaches; None: no partner is chosen."""
        if reach is None:
            self.reach.set_title(self.tr("Reach"))
            why = self.tr("Choose a Demand Partner: what its drivers can reach is counted here.")
            self.reach.show_empty(why)
            self.hours.show_nothing(self.tr("By hour: choose a Demand Partner, and run once."))
            return
        self.reach.set_title(self.tr("Reach of {name}").format(name=reach.name))
        self.table.show_rows(reach_rows(reach))
        self.reach.show_content()
        grid = reach_grid(reach)
        if grid is None:
            self.hours.show_nothing(self.tr("Press Run once: free hours are those of a run."))
            return
        plot = self.hours.canvas
        assert isinstance(plot, GridPlot)
        plot.show_grid(grid)
        self.hours.show_plot()


def _muted() -> QLabel:
    label = QLabel()
    label.setObjectName("muted")
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
