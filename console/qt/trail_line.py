"""What led to the record that is shown: the kinds of those before it, and its own name."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from console.present.record_link import RecordLink
from console.qt.elided_label import ElidedLabel
from console.qt.named import named

STEPS_SHOWN: Final = 3
_NEXT: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


class TrailLine(QWidget):
    """``Payout > Entry > Session cdr:NL*ABC:4711``; each step back is a button."""

    step_chosen = Signal(object)
    """The ``RecordLink`` of a step before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(4)
        self.steps: tuple[QPushButton, ...] = ()
        self._angles: tuple[QLabel, ...] = ()
        self.name: Final = ElidedLabel()
        self._line.addWidget(self.name, 1)

    def show_trail(self, before: Sequence[RecordLink], title: str) -> None:
        """Show what led here, the nearest last, and what is here."""
        for widget in (*self.steps, *self._angles):
            self._line.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        shown = list(before)[-STEPS_SHOWN:]
        self.steps = tuple(self._step(link) for link in shown)
        self._angles = tuple(QLabel(_NEXT) for _ in shown)
        for number, (button, angle) in enumerate(zip(self.steps, self._angles, strict=True)):
            angle.setObjectName("muted")
            self._line.insertWidget(2 * number, button)
            self._line.insertWidget(2 * number + 1, angle)
        self.name.say(title)

    def _step(self, link: RecordLink) -> QPushButton:
        name = self.tr("Back to {what}").format(what=link.said)
        button = named(QPushButton(self.tr(link.kind.value).capitalize()), name)
        button.setObjectName("crumb")
        button.clicked.connect(lambda: self.step_chosen.emit(link))
        return button
