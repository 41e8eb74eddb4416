"""Network: the partners of the hub, how each is connected and answers, and what was asked of it."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from console.present.network_deeds import NetworkDeed
from console.present.network_rows import (
    NETWORK_HEADS,
    REQUEST_HEADS,
    network_note,
    network_row,
    parties_text,
    platform_sections,
    request_row,
)
from console.qt.card import Card
from console.qt.deed_buttons import DeedButtons
from console.qt.named import named
from console.qt.pane_layouts import side_by_side, stacked
from console.qt.plain_table import PlainTable
from console.qt.read_tab import ReadTab
from console.qt.section_tree import SectionTree
from console.qt.theme import Theme
from core.domain.platform import Platform
from core.service.view_network import NetworkView, Traffic


class NetworkPage(ReadTab):
    """Partners and what was asked at the left, the chosen one at the right."""

    chosen_changed = Signal()
    """Another partner is chosen, or it is in another state."""
    messages_wanted = Signal(str)
    """Party whose messages are to be shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.again.setAccessibleName(self.tr("Read partners again"))
        self.view: NetworkView | None = None
        self.partners: Final = PlainTable(theme, self.tr("Partners of the hub"), NETWORK_HEADS)
        self.requests: Final = PlainTable(theme, self.tr("Handshakes asked for"), REQUEST_HEADS)
        self.facts: Final = SectionTree(theme, self.tr("The partner in full"))
        self.to_messages: Final = named(
            QPushButton(self.tr("Its messages")), self.tr("Messages of the partner")
        )
        self.to_messages.clicked.connect(lambda _checked: self._open_messages())
        self.deeds: Final = DeedButtons(
            {
                NetworkDeed.CONNECT.command_id: self.tr("Connect\N{HORIZONTAL ELLIPSIS}"),
                NetworkDeed.SUSPEND.command_id: self.tr("Suspend\N{HORIZONTAL ELLIPSIS}"),
                NetworkDeed.RESUME.command_id: self.tr("Resume\N{HORIZONTAL ELLIPSIS}"),
            }
        )
        self._lay_out()
        self.partners.row_chosen.connect(lambda _: self._show_partner())
        self.partners.row_opened.connect(lambda _: self._open_messages())

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.partners

    @property
    def _told(self) -> Card:
        """Where it is said that this was not read anew."""
        return self.card

    @property
    def _is_read(self) -> bool:
        """Whether there is an answer."""
        return self.view is not None

    @property
    def chosen(self) -> Platform | None:
        """The chosen partner."""
        found = () if self.view is None else self.view.platforms
        return next((one for one in found if one.platform_id == self.partners.key), None)

    def _lay_out(self) -> None:
        self.card = Card(self.tr("Partners"))
        self.card.head.addWidget(self.again)
        self.card.body.addWidget(self.partners, 1)
        self.request_card = Card(self.tr("Handshakes asked for"))
        self.request_card.body.addWidget(self.requests, 1)
        self.partner_card = Card(self.tr("Partner"))
        self.partner_card.body.addWidget(self.facts, 1)
        self.partner_card.body.addWidget(self.to_messages)
        left = stacked((self.card, self.request_card), (430, 180))
        panes = side_by_side((left, self.partner_card), (800, 380))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 10)
        layout.addWidget(panes, 1)
        layout.addWidget(self.deeds)

    # --- what is known ---------------------------------------------------------------------
    def show_no_books(self) -> None:
        """There is nothing to read."""
        self._show_why(self.tr("No books open: nobody is connected."))

    def show_answer(self, answer: NetworkView) -> None:
        """Show what was read."""
        self.view = answer
        self._show_read()
        self.card.set_note(network_note(answer) if answer.platforms else "")
        if answer.platforms:
            self.card.show_content()
        else:
            self.card.show_empty(self._why_nobody(answer))
        self.partners.show_rows(
            [network_row(one, answer.traffic[one.platform_id]) for one in answer.platforms]
        )
        self.requests.show_rows([request_row(one) for one in answer.requests])
        if answer.requests:
            self.request_card.show_content()
        else:
            self.request_card.show_empty(
                self.tr("None. Connect asks the hub to register with a partner.")
            )
        self._show_partner()

    def _why_nobody(self, answer: NetworkView) -> str:
        if answer.hub_url is None:
            return self.tr(
                "No hub was started on these books. networkcore serve starts one,"
                " networkcore party add invites a partner."
            )
        return self.tr("No partner yet. networkcore party add invites one.")

    def _show_why(self, why: str) -> None:
        self.view = None
        self.again.setVisible(False)
        self.partners.show_rows(())
        self.requests.show_rows(())
        for card in (self.card, self.request_card, self.partner_card):
            card.set_note("")
            card.show_empty(why)
        self.chosen_changed.emit()

    def _show_partner(self) -> None:
        one = self.chosen
        if one is None or self.view is None:
            self.partner_card.set_title(self.tr("Partner"))
            self.partner_card.show_empty(self.tr("Choose a partner to see it in full."))
        else:
            self.partner_card.set_title(parties_text(one))
            traffic = self.view.traffic.get(one.platform_id, Traffic())
            self.facts.show_sections(platform_sections(one, traffic))
            self.partner_card.show_content()
        self.chosen_changed.emit()

    def _open_messages(self) -> None:
        if self.chosen is not None:
            self.messages_wanted.emit(self.chosen.parties[0])
