"""The record that was chosen: what led to it, its fields, and what is stored of it, linked.

A field marks its place in what is stored, and the cursor there its field.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from console.present.detail_sections import Detail
from console.present.visits import Visits
from console.qt.card import Card
from console.qt.named import named
from console.qt.pane_layouts import stacked
from console.qt.raw_view import RawView
from console.qt.section_tree import SectionTree
from console.qt.theme import Theme
from console.qt.trail_line import STEPS_SHOWN, TrailLine
from core.service.snapshot import Story

_PATIENCE_MS: Final = 200
_WARNING: Final = "\N{BLACK UP-POINTING TRIANGLE}"


class DetailCard(Card):
    """One record at a time, or why there is none."""

    link_opened = Signal(object)
    """The ``Link`` that was clicked."""
    back_wanted = Signal()
    forward_wanted = Signal()
    train_wanted = Signal()
    """The session that is shown, or that is behind what is shown, is to be stepped."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Detail"))
        self._detail: Detail | None = None
        self._retry: Callable[[], None] | None = None
        self.back: Final = self._step("\N{LEFTWARDS ARROW}", self.tr("Back (Alt+Left)"))
        self.forward: Final = self._step("\N{RIGHTWARDS ARROW}", self.tr("Forward (Alt+Right)"))
        self.back.clicked.connect(self.back_wanted)
        self.forward.clicked.connect(self.forward_wanted)
        self.show_stored: Final = named(
            QPushButton(self.tr("Raw")), self.tr("Show what is stored below the fields")
        )
        self.show_stored.setCheckable(True)
        self.show_stored.setChecked(True)
        self.in_train: Final = named(
            QPushButton(self.tr("Open in Train")), self.tr("Open this session in Train (Ctrl+T)")
        )
        self.in_train.clicked.connect(self.train_wanted)
        self._again = named(QPushButton(self.tr("Try again")), self.tr("Read the record again"))
        self._again.clicked.connect(self._on_again)
        self.trail: Final = TrailLine()
        self.trail.step_chosen.connect(self.link_opened)
        self.fields: Final = SectionTree(theme, self.tr("Fields of the record"), has_links=True)
        self.raw: Final = RawView(theme)
        self.panes: Final = stacked((self.fields, self.raw), (300, 190))
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self.set_note(self.tr("reading")))
        self._lay_out()
        self._connect()
        self.show_nothing("")

    def _step(self, text: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setObjectName("step")
        return named(button, name)

    def _lay_out(self) -> None:
        self.head.insertWidget(0, self.back)
        self.head.insertWidget(1, self.forward)
        for button in (self._again, self.show_stored, self.in_train):
            self.head.addWidget(button)
        self.body.addWidget(self.trail)
        self.body.addWidget(self.panes, 1)

    def _connect(self) -> None:
        self.fields.link_opened.connect(self.link_opened)
        self.fields.pointer_chosen.connect(self.raw.choose_pointer)
        self.raw.pointer_chosen.connect(self.fields.choose_pointer)
        self.show_stored.toggled.connect(self.raw.setVisible)

    # --- what is shown -------------------------------------------------------------------------
    @property
    def detail(self) -> Detail | None:
        """The record that is shown; None while there is none."""
        return self._detail

    @property
    def story(self) -> Story | None:
        """The session that is shown; None for another record, or none."""
        return None if self._detail is None else self._detail.story

    def show_detail(self, detail: Detail, visits: Visits) -> None:
        """Show a record, and what led to it."""
        self._end_reading()
        is_same = self._detail is not None and self._detail.link == detail.link
        pointer = self.raw.pointer if is_same else ""
        bars = (self.fields.verticalScrollBar(), self.raw.text.verticalScrollBar())
        scrolled = [bar.value() for bar in bars]
        self._detail = detail
        self.set_title("")  # the trail says what it is
        self.trail.show_trail(visits.trail(STEPS_SHOWN)[:-1], detail.title)
        self.fields.show_sections(detail.sections)
        self.raw.show_raw(detail.raw)
        if pointer:
            self.fields.choose_pointer(pointer)
            self.raw.choose_pointer(pointer)
        else:
            self.fields.choose_first()
        if is_same:
            for bar, value in zip(bars, scrolled, strict=True):
                bar.setValue(value)
        self.in_train.setVisible(detail.session_key is not None)
        self.show_stored.setVisible(True)
        self.show_steps(visits)
        self.show_content()

    def show_steps(self, visits: Visits) -> None:
        """Offer the ways back and forward."""
        self.back.setEnabled(visits.before is not None)
        self.forward.setEnabled(visits.after is not None)

    def show_nothing(self, why: str) -> None:
        """No record was chosen."""
        self._clear()
        self.show_steps(Visits())
        self.set_title(self.tr("Detail"))
        self.show_empty(why)

    def begin_reading(self) -> None:
        """A record is being read; what is shown stays until it is there."""
        self._patience.start()

    def show_problem(self, message: str, retry: Callable[[], None]) -> None:
        """The record cannot be read: say why, and offer to try again."""
        self._clear()
        self._retry = retry
        self._again.setVisible(True)
        self.show_empty(f"{_WARNING} {message}")

    def _clear(self) -> None:
        self._end_reading()
        self._detail = None
        self.fields.show_sections(())
        self.in_train.setVisible(False)
        self.show_stored.setVisible(False)

    def _end_reading(self) -> None:
        self._patience.stop()
        self.set_note("")
        self._retry = None
        self._again.setVisible(False)

    def _on_again(self) -> None:
        if self._retry is not None:
            self._retry()

    def start_search(self) -> None:
        """Search what is stored; it is shown if it was not."""
        self.show_stored.setChecked(True)
        self.raw.start_search()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for what is not on screen."""
        self._patience.stop()
        super().hideEvent(event)
