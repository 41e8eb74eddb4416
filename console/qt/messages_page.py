"""Messages: what passed through the hub, the latest first; one of them with both bodies."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from console.present.message_rows import (
    FILTER_HINT,
    LIMIT,
    MESSAGE_HEADS,
    body_text,
    message_row,
    message_sections,
    session_of_message,
    wanted_of,
)
from console.qt.card import Card
from console.qt.json_text import JsonText
from console.qt.named import named
from console.qt.pane_layouts import side_by_side
from console.qt.plain_table import PlainTable
from console.qt.problem_mark import ProblemMark
from console.qt.read_tab import ReadTab
from console.qt.section_tree import SectionTree
from console.qt.theme import Theme
from core.domain.errors import InvalidValueError
from core.domain.hub_message import HubMessage, WantedMessages


class MessagesPage(ReadTab):
    """The log at the left with its filter, the chosen message at the right."""

    filter_changed = Signal()
    """Other messages are wanted."""
    session_wanted = Signal(object)
    """``RecordLink`` of the session that is to be opened in Train."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.again.setAccessibleName(self.tr("Read messages again"))
        self.shown: tuple[HubMessage, ...] | None = None
        self.wanted = WantedMessages(limit=LIMIT)
        self.filter: Final = named(QLineEdit(), self.tr("Filter of the messages"))
        self.filter.setPlaceholderText(FILTER_HINT)
        self.filter.setClearButtonEnabled(True)
        self.filter.editingFinished.connect(self._on_filter)
        self.mark: Final = ProblemMark(theme)
        self.log: Final = PlainTable(theme, self.tr("Messages of the hub"), MESSAGE_HEADS)
        self.facts: Final = SectionTree(theme, self.tr("The message in full"))
        self.request: Final = JsonText(theme, self.tr("Body of the request"))
        self.answer: Final = JsonText(theme, self.tr("Body of the answer"))
        for text in (self.request, self.answer):
            text.setReadOnly(True)
        self.same: Final = named(
            QPushButton(self.tr("All of this request")), self.tr("Messages with the same id")
        )
        self.same.clicked.connect(lambda _checked: self._show_same())
        self.in_train: Final = named(
            QPushButton(self.tr("Open in Train")), self.tr("Open the session in Train")
        )
        self.in_train.clicked.connect(lambda _checked: self._open_session())
        self._lay_out()
        self.log.row_chosen.connect(lambda _: self._show_message())
        self.log.row_opened.connect(lambda _: self._open_session())

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.log

    @property
    def _told(self) -> Card:
        """Where it is said that this was not read anew."""
        return self.card

    @property
    def _is_read(self) -> bool:
        """Whether there is an answer."""
        return self.shown is not None

    @property
    def chosen(self) -> HubMessage | None:
        """The chosen message."""
        return next((one for one in self.shown or () if one.message_id == self.log.key), None)

    def show_only(self, words: str) -> None:
        """Have a filter, as if it had been typed."""
        self.filter.setText(words)
        self._on_filter()

    def _lay_out(self) -> None:
        self.card = Card(self.tr("Messages"))
        self.card.head.addWidget(self.again)
        self.card.body.addWidget(self.filter)
        self.card.body.addWidget(self.mark)
        self.card.body.addWidget(self.log, 1)
        self.message_card = Card(self.tr("Message"))
        bodies = QTabWidget()
        bodies.addTab(self.facts, self.tr("Headers"))
        bodies.addTab(self.request, self.tr("Request"))
        bodies.addTab(self.answer, self.tr("Answer"))
        self.message_card.body.addWidget(bodies, 1)
        below = QHBoxLayout()
        below.addWidget(self.same)
        below.addWidget(self.in_train)
        below.addStretch(1)
        self.message_card.body.addLayout(below)
        panes = side_by_side((self.card, self.message_card), (760, 420))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 10)
        layout.addWidget(panes)

    # --- what is known ---------------------------------------------------------------------
    def show_no_books(self) -> None:
        """There is nothing to read."""
        self._show_why(self.tr("No books open: nothing passes."))

    def show_answer(self, answer: Sequence[HubMessage]) -> None:
        """Show what was read."""
        self.shown = tuple(answer)
        self._show_read()
        self.card.show_content()
        count = len(self.shown)
        if not count:
            self.card.set_note(self.tr("nothing passed, or nothing like this"))
        elif count == LIMIT:
            self.card.set_note(self.tr("the latest {count}").format(count=count))
        else:
            self.card.set_note(self.tr("{count} messages").format(count=count))
        self.log.show_rows([message_row(one) for one in self.shown])
        self._show_message()

    def _show_why(self, why: str) -> None:
        self.shown = None
        self.again.setVisible(False)
        self.log.show_rows(())
        for card in (self.card, self.message_card):
            card.set_note("")
            card.show_empty(why)

    def _show_message(self) -> None:
        one = self.chosen
        if one is None:
            self.message_card.set_title(self.tr("Message"))
            self.message_card.show_empty(self.tr("Choose a message to see it in full."))
            return
        self.message_card.set_title(f"{one.method} {one.module}")
        self.facts.show_sections(message_sections(one))
        for text, body in ((self.request, one.request), (self.answer, one.answer)):
            written = body_text(body)
            if text.toPlainText() != written:
                text.setPlainText(written)
        self.in_train.setEnabled(session_of_message(one) is not None)
        self.message_card.show_content()

    def _on_filter(self) -> None:
        try:
            wanted = wanted_of(self.filter.text())
        except InvalidValueError as error:
            self.mark.say(str(error))
            return
        self.mark.say("")
        if wanted != self.wanted:
            self.wanted = wanted
            self.filter_changed.emit()

    def _show_same(self) -> None:
        if self.chosen is not None:
            self.show_only(f"correlation:{self.chosen.correlation_id}")

    def _open_session(self) -> None:
        link = None if self.chosen is None else session_of_message(self.chosen)
        if link is not None:
            self.session_wanted.emit(link)
