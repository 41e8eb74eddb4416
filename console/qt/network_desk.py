"""The views of the hub in the window: who reads them, and what is done about a partner."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal

from console.present.command_value import Fact
from console.present.network_deeds import (
    NETWORK_FACTS,
    NetworkDeed,
    came_of_asking,
    came_of_platform,
    resuming_text,
    suspending_text,
    why_not_network,
)
from console.present.operate_views import OperateView
from console.qt.command_registry import Deed
from console.qt.deed_desk import DeedDesk
from console.qt.messages_page import MessagesPage
from console.qt.network_page import NetworkPage
from console.qt.operator_desk import OperatorDesk
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.tab_reader import TabReader
from console.qt.theme import Theme
from core.domain.platform import Platform


class NetworkDesk(DeedDesk):
    """Builds the pages when they are first opened."""

    command_wanted = Signal(str)
    """Id of the command of a button that was pressed."""
    train_wanted = Signal(str)
    """Key of a session that is to be opened in Train."""

    def __init__(
        self,
        screens: Screens,
        shown: ShownBooks,
        theme: Theme,
        operator: OperatorDesk,
        show: Callable[[OperateView], None],
    ) -> None:
        super().__init__(operator.setup, operator.actions, operator.arming, operator.window)
        self._screens: Final = screens
        self._shown: Final = shown
        self._theme: Final = theme
        self._operator: Final = operator
        self._show: Final = show
        self._page: NetworkPage | None = None
        self._messages: MessagesPage | None = None
        operator.add_facts(self.facts)

    @property
    def page(self) -> NetworkPage:
        """The page of partners, built now if it was not yet."""
        if self._page is None:
            self._page = NetworkPage(self._theme)
            self._page.chosen_changed.connect(self._show_deeds)
            self._page.messages_wanted.connect(self._show_messages_of)
            self._page.deeds.command_wanted.connect(self.command_wanted)
            self._page.view_reader = self._reader = TabReader(
                self._page,
                self._page,
                lambda books: books.network(),
                self._screens.operate,
                self._shown,
            )
            self._show_deeds()
        return self._page

    @property
    def messages(self) -> MessagesPage:
        """The page of messages, built now if it was not yet."""
        if self._messages is None:
            page = self._messages = MessagesPage(self._theme)
            reader = TabReader(
                page,
                page,
                lambda books: books.messages(page.wanted),
                self._screens.operate,
                self._shown,
            )
            page.view_reader = reader
            page.filter_changed.connect(reader.read)
            page.session_wanted.connect(lambda link: self.train_wanted.emit(link.id))
        return self._messages

    def deeds(self) -> dict[str, Deed]:
        """Id of each of our commands and what it does."""
        return {
            NetworkDeed.CONNECT.command_id: self._connect,
            NetworkDeed.SUSPEND.command_id: self._suspend,
            NetworkDeed.RESUME.command_id: self._resume,
        }

    def facts(self) -> dict[Fact, bool]:
        """What holds now."""
        return {fact: not self._why_not(deed) for deed, fact in NETWORK_FACTS.items()}

    def _why_not(self, deed: NetworkDeed) -> str:
        page = self._page
        view, chosen = (None, None) if page is None else (page.view, page.chosen)
        return why_not_network(deed, view, chosen)

    def _show_deeds(self) -> None:
        if self._page is not None:
            why_not = {deed.command_id: self._why_not(deed) for deed in NetworkDeed}
            self._show_on(self._page.deeds, why_not, "")

    def _show_messages_of(self, party: str) -> None:
        self._show(OperateView.MESSAGES)
        self.messages.show_only(f"party:{party}")

    # --- what is done ----------------------------------------------------------------------------
    def _connect(self) -> None:
        operator = self._operator
        books = operator.actions.books
        assert books is not None
        asked = operator.setup.questions.partner(operator.window, books.title)
        title = self.tr("Connect a partner")
        if asked is None or not operator.actions.are_still_shown(books, title):
            return
        role, url, token = asked
        operator.actions.do(
            books, None, lambda: came_of_asking(books.ask_handshake(role, url, token))
        )

    def _suspend(self) -> None:
        one = self._chosen()
        self._decisions.with_note(
            self.tr("Suspend the partner"),
            suspending_text(one),
            self.tr("Suspend"),
            lambda books, note: came_of_platform(books.suspend_platform(one.platform_id, note)),
        )

    def _resume(self) -> None:
        one = self._chosen()
        self._decisions.with_note(
            self.tr("Resume the partner"),
            resuming_text(one),
            self.tr("Resume"),
            lambda books, note: came_of_platform(books.resume_platform(one.platform_id, note)),
        )

    def _chosen(self) -> Platform:
        chosen = self.page.chosen
        assert chosen is not None
        return chosen
