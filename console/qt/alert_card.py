"""The card of alerts: what is abnormal, who has seen it, and what was done before."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from console.present.alert_list import AlertLine
from console.present.command_list import command_of, hint
from console.qt.card import Card
from console.qt.theme import Theme

_KEY = Qt.ItemDataRole.UserRole


class AlertCard(Card):
    """A list that opens the rows behind an alert, and a history behind a button."""

    opened = Signal(object)
    """The ``RowsLink`` of an alert that was clicked, or on which Enter was pressed."""
    chosen = Signal()
    """Another alert is the current one, or none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Alerts"))
        self._theme = theme
        self._lines: tuple[AlertLine, ...] = ()
        self._history: tuple[str, ...] = ()
        self.acknowledge = QPushButton(self.tr("Acknowledge"))
        self.acknowledge.setAccessibleName(self.tr("Acknowledge the chosen alert"))
        self.acknowledge.setToolTip(hint(command_of("alerts.acknowledge")))
        self.acknowledge.setEnabled(False)
        self.past = QPushButton(self.tr("History"))
        self.past.setCheckable(True)
        self.past.setAccessibleName(self.tr("Show what was cleared and done before"))
        self.past.toggled.connect(lambda _: self._fill())
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Alerts"))
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_opened)
        self.list.itemActivated.connect(self._on_opened)
        self.list.currentRowChanged.connect(self._on_current)
        for button in (self.past, self.acknowledge):
            button.setFixedHeight(22)
            button.setStyleSheet("padding: 0 8px;")
            self.head.addWidget(button)
        self.body.addWidget(self.list)
        theme.changed.connect(lambda _: self._fill())
        self.setMinimumHeight(96)
        self.show_nothing()

    @property
    def lines(self) -> tuple[AlertLine, ...]:
        """What is listed."""
        return self._lines

    @property
    def current(self) -> AlertLine | None:
        """The chosen alert; None for none, and while the history is shown."""
        item = self.list.currentItem()
        key = None if item is None else item.data(_KEY)
        return next((line for line in self._lines if line.key == key), None)

    def show_nothing(self) -> None:
        """No books."""
        self._lines, self._history = (), ()
        self.past.setVisible(False)
        self.acknowledge.setVisible(False)
        self.set_note("")
        self.show_empty(self.tr("No books open: nothing to watch."))

    def show_alerts(self, lines: Sequence[AlertLine], history: Sequence[str]) -> None:
        """Show other alerts; who has chosen one keeps it.

        Args:
            lines: In their order.
            history: What was, the latest first.
        """
        if self._lines == tuple(lines) and self._history == tuple(history) and not self.is_empty:
            return
        self._lines, self._history = tuple(lines), tuple(history)
        count = sum(line.acknowledged is None for line in lines)
        seen = len(lines) - count
        text = self.tr("{count} open").format(count=count)
        self.set_note(f"{text}, {seen} {self.tr('seen')}" if seen else text)
        self.past.setVisible(True)
        self.acknowledge.setVisible(True)
        self._fill()

    def _fill(self) -> None:
        if not self.past.isVisibleTo(self):
            return
        kept = self.current
        key, scrolled = "" if kept is None else kept.key, self.list.verticalScrollBar().value()
        self.list.blockSignals(True)
        self.list.clear()
        if self.past.isChecked():
            for text in self._history:
                self._add(text, text, "", self._theme.tokens.muted)
        else:
            for line in self._lines:
                tokens = self._theme.tokens
                known = line.acknowledged is not None
                colour = tokens.muted if known else tokens.of_tone(line.tone)
                self._add(line.said, line.told, line.key, colour)
                if line.key == key:
                    self.list.setCurrentRow(self.list.count() - 1)
        self.list.blockSignals(False)
        self.list.verticalScrollBar().setValue(scrolled)
        if self.list.count():
            self.show_content()
        else:
            self.show_empty(
                self.tr("Nothing was cleared or done by hand yet.")
                if self.past.isChecked()
                else self.tr("Nothing is abnormal.")
            )
        self._on_current()

    def _add(self, text: str, told: str, key: str, colour: str) -> None:
        item = QListWidgetItem(text)
        item.setToolTip(told)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        item.setData(_KEY, key)
        item.setForeground(QColor(colour))
        self.list.addItem(item)

    def _on_opened(self, item: QListWidgetItem) -> None:
        line = next((one for one in self._lines if one.key == item.data(_KEY)), None)
        if line is not None:
            self.opened.emit(line.link)

    def _on_current(self, _row: int = 0) -> None:
        line = self.current
        self.acknowledge.setEnabled(line is not None and line.acknowledged is None)
        self.chosen.emit()
