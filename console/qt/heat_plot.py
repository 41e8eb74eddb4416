"""The use of the sites by hour of the day, as Operate shows it."""

from PySide6.QtWidgets import QWidget

from console.present.heat_grid import grid_of_heat
from console.present.utilisation_heat import Heat
from console.qt.grid_plot import GridPlot
from console.qt.theme import Theme


class HeatPlot(GridPlot):
    """A heatmap of sites and hours."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.setAccessibleName(self.tr("Utilisation by site and hour"))

    def show_heat(self, heat: Heat) -> None:
        """Replace the grid."""
        self.show_grid(grid_of_heat(heat))
