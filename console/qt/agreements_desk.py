"""The view of agreements in the window: who reads it, and the files of terms that are opened."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.present.books import Books
from console.qt.agreements_page import AgreementsPage, PictureMaker
from console.qt.command_registry import Deed
from console.qt.operator_desk import OperatorDesk
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.tab_reader import TabReader
from console.qt.theme import Theme
from core.domain.agreement import Agreement
from core.service.agreement_file import agreement_from_toml
from core.service.resources import read_text
from core.service.view_agreements import AgreementsView, listed_file

OTHERWISE = "EUR"
"""The currency of terms that name none, where no books say another."""


class AgreementsDesk(QObject):
    """Builds the page when it is first opened."""

    not_terms = Signal(str)
    """A file of TOML that is none of ours: its path."""

    def __init__(
        self,
        screens: Screens,
        shown: ShownBooks,
        theme: Theme,
        operator: OperatorDesk,
        show: Callable[[], None],
    ) -> None:
        super().__init__(operator.window)
        self._screens = screens
        self._shown = shown
        self._theme = theme
        self._operator = operator
        self._window: QWidget = operator.window
        self._show = show
        self._page: AgreementsPage | None = None
        self._make_picture: PictureMaker | None = None

    def deeds(self) -> dict[str, Deed]:
        """Id of each of our commands and what it does."""
        return {"agreements.open": self.ask_file}

    @property
    def page(self) -> AgreementsPage:
        """The page, built now if it was not yet."""
        if self._page is None:
            setup = self._operator.setup
            self._page = AgreementsPage(self._theme, setup.now().date(), self._shown.errands)
            self._page.file_wanted.connect(self.ask_file)
            if self._make_picture is not None:
                self._page.make_picture(self._make_picture)
            TabReader(self._page, self._page, _agreements, self._screens.operate, self._shown)
        return self._page

    def make_pictures(self, make: PictureMaker) -> None:
        """The library of plots is loaded."""
        self._make_picture = make
        if self._page is not None:
            self._page.make_picture(make)

    def ask_file(self) -> None:
        """Ask for a file of terms, and show it as a draft."""
        title = self.tr("Open a draft of terms")
        path = self._operator.setup.questions.file(
            self._window, title, self.tr("Terms (*.toml);;All files (*)")
        )
        if path is not None:
            self.open_file(path)

    def open_file(self, path: str) -> None:
        """Show the terms of a file, or what is wrong with it."""
        currency = self._currency()

        def show(found: Agreement) -> None:
            self._show()
            self.page.show_file(listed_file(found))

        def refuse(error: BaseException) -> None:
            title = self.tr("These terms cannot be read")
            self._operator.setup.questions.tell(self._window, title, str(error))

        self._shown.errands.ask(lambda: _read(path, currency), show, refuse)

    def offer_file(self, path: str) -> None:
        """Show a file that was dropped if it states terms, else say that it does not."""

        def go_on(is_terms: bool) -> None:  # noqa: FBT001 (an answer)
            if is_terms:
                self.open_file(path)
            else:
                self.not_terms.emit(path)

        self._shown.errands.ask(lambda: _states_terms(path), go_on)

    def _currency(self) -> str:
        """What terms that name no currency are taken to be in: as those of the books."""
        listed = () if self._page is None else self._page.listed
        return listed[0].agreement.payout_currency if listed else OTHERWISE


def _agreements(books: Books) -> AgreementsView:
    return books.agreements()


def _states_terms(path: str) -> bool:
    """Whether a file names an agreement; what cannot be read is for others."""
    try:
        return "agreement_id" in tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False


def _read(path: str, currency: str) -> Agreement:
    text = read_text(Path(path))
    try:
        stated = tomllib.loads(text).get("payout_currency")
    except tomllib.TOMLDecodeError:
        stated = None  # which field is wrong is said by who reads it all
    return agreement_from_toml(text, path, None if stated else currency)
