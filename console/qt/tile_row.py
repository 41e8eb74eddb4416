"""The row of tiles above the ledger."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from console.present.kpi_tiles import Tile, Tone
from console.qt.theme import Theme, ui_font

VALUE_PIXELS: Final = 21
VALUE_PIXELS_MIN: Final = 13


class TileFrame(QFrame):
    """One tile: title, figure, and a note led by a glyph."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._theme = theme
        self._tone = Tone.CALM
        self._full_note = ""
        self._title = QLabel()
        self._title.setObjectName("cardTitle")
        self._value = QLabel()
        self._value.setObjectName("tileValue")
        self._note = QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(2)
        for label in (self._title, self._value, self._note):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            layout.addWidget(label)
        theme.changed.connect(self._recolour)

    def show_tile(self, tile: Tile) -> None:
        """Show a figure; long notes are told in full by the tool tip."""
        self._tone = tile.tone
        glyph = f"{tile.tone.value} " if tile.tone.value else ""
        self._title.setText(tile.title)
        self._value.setText(tile.value)
        self._full_note = f"{glyph}{tile.note}"
        self._fit()
        self.setToolTip(f"{tile.title}: {tile.value}\n{tile.note}")
        self.setAccessibleName(f"{tile.title}: {tile.value}, {tile.note}")
        self._recolour()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the note visibly, with an ellipsis, where it does not fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 26
        sizes = range(VALUE_PIXELS, VALUE_PIXELS_MIN, -1)
        text = self._value.text()
        fits = (
            size
            for size in sizes
            if QFontMetrics(ui_font(size, QFont.Weight.DemiBold)).horizontalAdvance(text) <= room
        )
        self._value.setStyleSheet(f"font-size: {next(fits, VALUE_PIXELS_MIN)}px;")
        metrics = self._note.fontMetrics()
        self._note.setText(metrics.elidedText(self._full_note, Qt.TextElideMode.ElideRight, room))

    def _recolour(self) -> None:
        self._note.setStyleSheet(f"color: {self._theme.tokens.of_tone(self._tone)};")


class TileRow(QWidget):
    """All tiles side by side."""

    def __init__(self, theme: Theme, tiles: Sequence[Tile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._frames = [TileFrame(theme) for _ in tiles]
        for frame in self._frames:
            layout.addWidget(frame, 1)
        self.show_tiles(tiles)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show other figures in the same tiles."""
        for frame, tile in zip(self._frames, tiles, strict=True):
            frame.show_tile(tile)
