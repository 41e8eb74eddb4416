"""A box for one figure with its unit; what is typed counts when it is complete."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QWidget


class FigureBox(QDoubleSpinBox):
    """A number from a least to a most, to some decimals."""

    def __init__(
        self,
        name: str,
        ends: tuple[float, float],
        decimals: int,
        unit: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setRange(*ends)
        self.setDecimals(decimals)
        self.setSuffix(f" {unit}")
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    @property
    def exact(self) -> Decimal:
        """The figure with its decimals."""
        return Decimal(f"{self.value():.{self.decimals()}f}")
