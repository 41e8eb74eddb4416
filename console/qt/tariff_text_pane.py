"""The text of tariffs: opened, pasted or typed, which of several, what is wrong, what was found."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.present.tariff_findings import FindingRow, finding_list, verdict
from console.qt.card import Card
from console.qt.finding_list import FindingList
from console.qt.json_text import JsonText
from console.qt.pane_layouts import stacked
from console.qt.theme import Theme
from core.service.examine_tariff import ExaminedTariff

DEBOUNCE_MS = 200
"""So long after the last key the text is read."""


class TariffTextPane(Card):
    """One card: buttons, text, findings."""

    changed = Signal()
    """The text, or which tariff of it is meant, is another; said when typing pauses."""
    recent_wanted = Signal(str)
    """Path."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Tariff"), parent)
        self._theme = theme
        self._examined = ExaminedTariff()
        self.open = QPushButton(self.tr("Open\N{HORIZONTAL ELLIPSIS}"))
        self.open.setAccessibleName(self.tr("Open a file of tariffs"))
        self.paste = QPushButton(self.tr("Paste"))
        self.paste.setAccessibleName(self.tr("Replace the text by the clipboard"))
        self.recent = QPushButton(self.tr("Recent"))
        self.recent.setAccessibleName(self.tr("Files of tariffs that were open before"))
        self._recent_menu = QMenu(self.recent)
        self.recent.setMenu(self._recent_menu)
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Which tariff of the text"))
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(12)
        self.text = JsonText(theme, self.tr("Text of the tariff, JSON"))
        self.text.setPlaceholderText(
            self.tr("Paste or drop a tariff here: OCPI 2.2.1 or 2.3.0, one, a list or a response.")
        )
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setAccessibleName(self.tr("Whether the text is a tariff"))
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.findings = FindingList(theme)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE_MS)
        self._lay_out()
        self._pause.timeout.connect(self.changed)
        self.text.textChanged.connect(self._pause.start)
        self.text.line_entered.connect(self.findings.show_line)
        self.findings.finding_chosen.connect(self._show_finding)
        self.choice.activated.connect(lambda _: self.changed.emit())
        theme.changed.connect(lambda _: self._say_verdict())
        self.show_recent(())
        self.show_examined(self._examined)

    @property
    def number(self) -> int:
        """Which tariff of the text is meant, from 0."""
        return max(0, self.choice.currentIndex())

    def show_text(self, text: str) -> None:
        """Another text, read at once; the first tariff in it is meant."""
        self.choice.setCurrentIndex(0)
        self.text.replace_all(text)
        self._pause.stop()
        self.changed.emit()

    def show_recent(self, paths: tuple[str, ...]) -> None:
        """List files, the latest first."""
        self._recent_menu.clear()
        self.recent.setEnabled(bool(paths))
        for path in paths:
            action = self._recent_menu.addAction(path)
            action.triggered.connect(lambda _=False, path=path: self.recent_wanted.emit(path))

    def show_examined(self, examined: ExaminedTariff) -> None:
        """Say what the text is, and mark what was found in it."""
        self._examined = examined
        if [self.choice.itemText(at) for at in range(self.choice.count())] != list(examined.titles):
            self.choice.clear()
            self.choice.addItems(examined.titles)
        self.choice.setCurrentIndex(examined.number if examined.titles else -1)
        self.choice.setVisible(len(examined.titles) > 1)
        rows = finding_list(examined)
        signs = {row.first_line: (row.sign, row.tone) for row in reversed(rows)}
        problem = examined.problem
        wrong = None if problem is None else (problem.place.first_line, problem.place.last_line)
        self.text.mark(signs, wrong)
        self.findings.show_rows(rows)
        self.findings.setVisible(bool(rows))
        self.findings.show_line(self.text.line)
        self._say_verdict()

    def stop(self) -> None:
        """Read nothing any more; before the window goes."""
        self._pause.stop()

    def _show_finding(self, row: FindingRow) -> None:
        self.text.show_lines(row.first_line, row.last_line)

    def _say_verdict(self) -> None:
        tone, sentence = verdict(self._examined)
        self.verdict.setText(sentence)
        self.verdict.setStyleSheet(f"color: {self._theme.tokens.of_tone(tone)};")

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.open, self.paste, self.recent):
            buttons.addWidget(button)
        buttons.addWidget(self.choice, 1)
        buttons.addStretch(0)
        self.body.addLayout(buttons)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text, 1)
        column.addWidget(self.verdict)
        self.parts = stacked((upper, self.findings), (480, 220))
        self.body.addWidget(self.parts, 1)
