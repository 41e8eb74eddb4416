"""The row of tiles above the ledger."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from console.present.kpi_tiles import RowsLink, Tile, Tone
from console.qt.theme import Theme, ui_font

VALUE_PIXELS: Final = 21
VALUE_PIXELS_MIN: Final = 13
_OPENING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TileFrame(QFrame):
    """One tile: title, figure, and a note led by a glyph; it opens the rows behind the figure."""

    chosen = Signal(object)
    """The ``RowsLink`` of a tile that was clicked, or on which Enter or Space was pressed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._theme = theme
        self._tone = Tone.CALM
        self._link: RowsLink | None = None
        self._percent: float | None = None
        self._notes: tuple[str, ...] = ("",)
        self._title = QLabel()
        self._title.setObjectName("cardTitle")
        self._value = QLabel()
        self._value.setObjectName("tileValue")
        self._note = QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 9)
        layout.setSpacing(2)
        for label in (self._title, self._value, self._note):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            layout.addWidget(label)
        theme.changed.connect(self._recolour)

    def show_tile(self, tile: Tile) -> None:
        """Show a figure; long notes are told in full by the tool tip."""
        self._tone = tile.tone
        self._percent = tile.percent
        glyph = f"{tile.tone.value} " if tile.tone.value else ""
        self._title.setText(tile.title)
        self._value.setText(tile.value)
        self._notes = tuple(f"{glyph}{note}" for note in (tile.note, *tile.shorter))
        self._fit()
        told = tile.details or tile.note
        opens = "" if tile.link is None else self.tr("Enter shows") + f" {tile.link.said}"
        self.setToolTip("\n".join([f"{tile.title}: {tile.value}", told, *([opens] * bool(opens))]))
        spoken = [f"{tile.title}: {tile.value}", *told.split("\n"), *([opens] * bool(opens))]
        self.setAccessibleName(", ".join(spoken))
        self._use_link(tile.link)
        self._recolour()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A thin bar at the bottom shows the share of a limit that the note says."""
        super().paintEvent(event)
        if self._percent is None:
            return
        tokens = self._theme.tokens
        track = QRectF(12.5, self.height() - 7.5, self.width() - 25, 3)
        full = QRectF(track)
        full.setWidth(track.width() * min(self._percent, 100.0) / 100)
        painter = QPainter(self)
        painter.fillRect(track, QColor(tokens.raised))
        painter.fillRect(full, QColor(tokens.of_tone(self._tone)))
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the rows."""
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and self.rect().contains(event.position().toPoint()):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open the rows."""
        if event.key() in _OPENING and self._link is not None:
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self._link is not None:
            self.chosen.emit(self._link)

    def _use_link(self, link: RowsLink | None) -> None:
        self._link = link
        if link is None:
            self.unsetCursor()
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where the note does not fit; cut the shortest visibly, with an ellipsis."""
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
        whole = (note for note in self._notes if metrics.horizontalAdvance(note) < room)
        cut = metrics.elidedText(self._notes[-1], Qt.TextElideMode.ElideRight, room)
        self._note.setText(next(whole, cut))

    def _recolour(self) -> None:
        self._note.setStyleSheet(f"color: {self._theme.tokens.of_tone(self._tone)};")
        self.update()


class TileRow(QWidget):
    """All tiles side by side."""

    chosen = Signal(object)
    """The ``RowsLink`` whose rows are to be shown."""

    def __init__(self, theme: Theme, tiles: Sequence[Tile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.frames = [TileFrame(theme) for _ in tiles]
        for frame in self.frames:
            layout.addWidget(frame, 1)
            frame.chosen.connect(self.chosen)
        self.show_tiles(tiles)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show other figures in the same tiles."""
        for frame, tile in zip(self.frames, tiles, strict=True):
            frame.show_tile(tile)
