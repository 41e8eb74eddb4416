"""The view of agreements in the window: who reads it, files of terms, and their way into force."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.present.agreement_deeds import (
    NO_TERMS,
    TERMS_FACTS,
    TermsDeed,
    came_of_terms,
    terms_text,
    why_not_terms,
)
from console.present.book_address import file_of_url
from console.present.books import Books
from console.present.command_value import Fact
from console.present.two_people import you_text
from console.qt.agreements_page import AgreementsPage, PictureMaker
from console.qt.command_registry import Deed
from console.qt.deed_desk import DeedDesk
from console.qt.job_list import JobList
from console.qt.operator_desk import OperatorDesk
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.tab_reader import TabReader
from console.qt.theme import Theme
from console.qt.what_if_desk import WhatIfDesk
from core.domain.agreement import Agreement
from core.domain.approval import Verdict
from core.service.agreement_file import agreement_from_toml
from core.service.resources import read_text
from core.service.snapshot import Summary
from core.service.view_agreements import AgreementsView, ListedTerms, listed_file

OTHERWISE = "EUR"
"""The currency of terms that name none, where no books say another."""


class AgreementsDesk(DeedDesk):
    """Builds the page when it is first opened."""

    command_wanted = Signal(str)
    """Id of the command of a button that was pressed."""
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
        super().__init__(operator.setup, operator.actions, operator.arming, operator.window)
        self._screens = screens
        self._shown = shown
        self._theme = theme
        self._operator = operator
        self._window: QWidget = operator.window
        self._show = show
        self._page: AgreementsPage | None = None
        self._make_picture: PictureMaker | None = None
        self._what_if: WhatIfDesk | None = None
        self._clock: datetime | None = None
        screens.operate.summary_shown.connect(self._on_summary)
        screens.operate.tables.books_changed.connect(self._on_books)
        operator.add_facts(self.facts)

    def deeds(self) -> dict[str, Deed]:
        """Id of each of our commands and what it does."""
        return {
            "agreements.open": self.ask_file,
            TermsDeed.KEEP.command_id: self._keep,
            TermsDeed.PROPOSE.command_id: self._propose,
            TermsDeed.APPROVE.command_id: partial(self._decide, Verdict.APPROVED),
            TermsDeed.REJECT.command_id: partial(self._decide, Verdict.REJECTED),
            TermsDeed.ACTIVATE.command_id: self._activate,
            "agreements.what_if": self._compare,
        }

    def facts(self) -> dict[Fact, bool]:
        """What holds now."""
        held = {fact: not self._why_not(deed) for deed, fact in TERMS_FACTS.items()}
        return {**held, Fact.COMPARABLE: not self._why_not_compare()}

    def have_jobs(self, jobs: JobList) -> None:
        """Compare periods in these jobs."""
        setup = self._operator.setup
        self._what_if = WhatIfDesk(setup, jobs, lambda: self.page.what_if, self)
        self._what_if.told.connect(self._screens.status.say)

    @property
    def page(self) -> AgreementsPage:
        """The page, built now if it was not yet."""
        if self._page is None:
            setup = self._operator.setup
            self._page = AgreementsPage(self._theme, setup.now(), self._shown.errands)
            self._page.file_wanted.connect(self.ask_file)
            if self._make_picture is not None:
                self._page.make_picture(self._make_picture)
            self._page.chosen_changed.connect(self._show_deeds)
            self._page.what_if.wanted.connect(
                lambda: self.command_wanted.emit("agreements.what_if")
            )
            self._show_clock()
            self._page.versions.deeds.command_wanted.connect(self.command_wanted)
            self._reader = TabReader(
                self._page, self._page, _agreements, self._screens.operate, self._shown
            )
            self._show_deeds()
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
        """What terms that name no currency are taken to be in: as the widest of the books."""
        listed = () if self._page is None else self._page.listed
        widest = min(
            (one.agreement for one in listed), key=lambda one: one.precedence, default=None
        )
        return OTHERWISE if widest is None else widest.payout_currency

    # --- what is done ----------------------------------------------------------------------------
    def _why_not(self, deed: TermsDeed) -> str:
        page = self._page
        if page is None:
            return why_not_terms(deed, None, None)
        return why_not_terms(deed, page.chosen, page.principal)

    def _show_deeds(self) -> None:
        if self._page is not None:
            you = "" if self._page.chosen is None else you_text(self._page.principal)
            why_not = {deed.command_id: self._why_not(deed) for deed in TermsDeed}
            self._show_on(self._page.versions.deeds, why_not, you)
            self._page.what_if.show_deed(self._why_not_compare())

    def _why_not_compare(self) -> str:
        page = self._page
        if page is None or page.chosen is None:
            return NO_TERMS
        if not self._shown.any:
            return self.tr("no books are open whose sessions could be compared")
        if file_of_url(self._shown.url) is None and self._shown.url.startswith("sqlite"):
            return self.tr("these books are in memory, where no job can read them")
        return ""

    def _compare(self) -> None:
        page, desk = self.page, self._what_if
        assert desk is not None
        chosen = self._chosen()
        if page.what_if.is_period:
            page.told.show_tab(page.what_if)
            desk.start(chosen.agreement, self._shown.url)
        else:
            self._screens.status.say(self.tr("The period ends before it begins."))

    def _on_summary(self, summary: Summary) -> None:
        self._clock = summary.watch.clock or self._clock
        self._show_clock()

    def _show_clock(self) -> None:
        if self._page is not None and self._clock is not None:
            self._page.what_if.show_until(self._clock)

    def _on_books(self) -> None:
        self._clock = None
        if self._page is not None and self._what_if is not None:
            self._what_if.forget()
        self._show_deeds()

    def _keep(self) -> None:
        chosen = self._chosen()
        self._decisions.with_note(
            self.tr("Keep the terms as a draft"),
            terms_text(chosen),
            self.tr("Keep"),
            lambda books, note: came_of_terms(books.keep_terms(chosen.agreement, note)),
        )

    def _propose(self) -> None:
        chosen = self._chosen()
        self._decisions.with_note(
            self.tr("Propose the terms"),
            terms_text(chosen),
            self.tr("Propose"),
            lambda books, note: came_of_terms(books.propose_terms(chosen.sha, note)),
        )

    def _decide(self, verdict: Verdict) -> None:
        chosen, agrees = self._chosen(), verdict is Verdict.APPROVED
        self._decisions.with_note(
            self.tr("Approve the terms") if agrees else self.tr("Reject the terms"),
            terms_text(chosen),
            self.tr("Approve") if agrees else self.tr("Reject"),
            lambda books, note: came_of_terms(books.decide_terms(chosen.sha, verdict, note)),
        )

    def _activate(self) -> None:
        chosen, actions = self._chosen(), self._operator.actions
        books = actions.books
        assert books is not None
        text = self.tr("Sessions that begin from {day} on are under these terms:")
        day = f"{chosen.agreement.effective.start:%Y-%m-%d}"
        told = f"{text.format(day=day)}\n\n{terms_text(chosen)}"
        title = self.tr("Put the terms into force")
        if actions.agrees(books, title, told, self.tr("Put into force")):
            actions.do(books, None, lambda: came_of_terms(books.activate_terms(chosen.sha)))

    def _chosen(self) -> ListedTerms:
        chosen = self.page.chosen
        assert chosen is not None
        return chosen


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
