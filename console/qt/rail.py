"""The rail at the left: one button a workspace, Alt and its number."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from console.qt.icons import icon
from console.qt.theme import Theme, Tokens


class Rail(QFrame):
    """Chooses the workspace."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        workspaces = (
            (self.tr("Operate"), "monitor-dashboard"),
            (self.tr("Analyse"), "chart-timeline-variant"),
            (self.tr("Train"), "school-outline"),
            (self.tr("Jobs"), "progress-clock"),
            (self.tr("Settings"), "cog-outline"),
        )
        self.setObjectName("rail")
        self.setFixedWidth(76)
        self._icons = [icon for _, icon in workspaces]
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(2)
        for number, (title, _) in enumerate(workspaces):
            button = QToolButton()
            button.setText(title)
            button.setAccessibleName(title)
            button.setToolTip(f"{title} (Alt+{number + 1})")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(22, 22))
            button.setCheckable(True)
            button.setFixedSize(75, 62)
            self._group.addButton(button, number)
            layout.addWidget(button)
        layout.addStretch(1)
        self._group.idClicked.connect(self.chosen)
        theme.changed.connect(self._recolour)
        self._recolour(theme.tokens)

    def mark(self, number: int) -> None:
        """Show which workspace is open; none of ours where the rail has no button for it."""
        button = self._group.button(number)
        self._group.setExclusive(False)
        for each in self._group.buttons():
            each.setChecked(each is button)
        self._group.setExclusive(True)

    def _recolour(self, tokens: Tokens) -> None:
        for button, name in zip(self._group.buttons(), self._icons, strict=True):
            button.setIcon(icon(name, tokens.muted, tokens.text))
