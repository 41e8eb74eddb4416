"""The view of reconciliation in the window: who reads it, and what is done about a case."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal

from console.present.books import Books
from console.present.case_deeds import (
    CASE_FACTS,
    CaseDeed,
    approving_text,
    came_of_case,
    came_of_retry,
    case_text,
    proposing_text,
    why_not_case,
)
from console.present.case_lines import resolution_text
from console.present.command_value import Fact
from console.present.operate_views import OperateView
from console.present.record_link import session_link
from console.present.two_people import you_text
from console.qt.command_registry import Deed
from console.qt.deed_desk import DeedDesk
from console.qt.operator_desk import OperatorDesk
from console.qt.reconciliation_page import ReconciliationPage
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.tab_reader import TabReader
from console.qt.theme import Theme
from core.domain.approval import Verdict
from core.domain.reconciliation import Case
from core.service.case_stakes import StakedQueue


class ReconciliationDesk(DeedDesk):
    """Builds the page when it is first opened; of several cases asked for only the last is read."""

    command_wanted = Signal(str)
    """Id of the command of a button that was pressed."""

    def __init__(
        self,
        screens: Screens,
        shown: ShownBooks,
        theme: Theme,
        operator: OperatorDesk,
        show: Callable[[OperateView], None],
    ) -> None:
        super().__init__(operator.setup, operator.actions, operator.arming, operator.window)
        self._screens = screens
        self._shown = shown
        self._theme = theme
        self._operator = operator
        self._show = show
        self._page: ReconciliationPage | None = None
        self._is_asking = False
        self._wanted = ""
        screens.operate.tables.books_changed.connect(self._forget)
        operator.add_facts(self.facts)

    @property
    def page(self) -> ReconciliationPage:
        """The page, built now if it was not yet."""
        if self._page is None:
            self._page = ReconciliationPage(self._theme)
            self._page.detail_wanted.connect(self._want)
            self._page.session_wanted.connect(self._open_session)
            self._page.chosen_changed.connect(self._show_deeds)
            self._page.case.deeds.command_wanted.connect(self.command_wanted)
            self._reader = TabReader(
                self._page, self._page, _cases, self._screens.operate, self._shown
            )
            self._show_deeds()
        return self._page

    def deeds(self) -> dict[str, Deed]:
        """Id of each of our commands and what it does."""
        return {
            CaseDeed.ASSIGN.command_id: self._assign,
            CaseDeed.PROPOSE.command_id: self._propose,
            CaseDeed.APPROVE.command_id: self._approve,
            CaseDeed.REJECT.command_id: self._reject,
            CaseDeed.RETRY.command_id: self._retry,
        }

    def facts(self) -> dict[Fact, bool]:
        """What holds now."""
        return {fact: not self._why_not(deed) for deed, fact in CASE_FACTS.items()}

    @property
    def is_idle(self) -> bool:
        """Whether what is shown is all that was asked."""
        return not self._is_asking and (self._reader is None or self._reader.is_idle)

    def _forget(self) -> None:
        """Other books: no answer of the old ones comes."""
        self._is_asking, self._wanted = False, ""

    def _want(self, case_id: str) -> None:
        self._wanted = case_id
        if not self._is_asking:
            self._ask()

    def _ask(self) -> None:
        case_id, self._wanted = self._wanted, ""
        self._is_asking = True
        self._shown.ask(lambda books: books.case(case_id), self._take, self._take)

    def _take(self, answer: Any) -> None:  # noqa: ANN401 (a detail, or what went wrong)
        self._is_asking = False
        if self._wanted:
            self._ask()
        elif isinstance(answer, BaseException):
            self.page.show_no_detail(str(answer))
        else:
            self.page.show_detail(answer)

    def _open_session(self, key: str) -> None:
        self._show(OperateView.OVERVIEW)
        self._screens.operate.detail.link_opened.emit(session_link(key))

    # --- what is done ----------------------------------------------------------------------------
    def _why_not(self, deed: CaseDeed) -> str:
        page = self._page
        if page is None:
            return why_not_case(deed, None, None)
        return why_not_case(deed, page.detail, page.principal)

    def _show_deeds(self) -> None:
        if self._page is not None:
            you = "" if self._page.detail is None else you_text(self._page.principal)
            why_not = {deed.command_id: self._why_not(deed) for deed in CaseDeed}
            self._show_on(self._page.case.deeds, why_not, you)

    def _assign(self) -> None:
        case = self._case()
        self._decisions.with_answer(
            self.tr("Assign the case"),
            self.tr("Owner"),
            case_text(case),
            self.tr("Assign"),
            lambda books, owner: came_of_case(books.assign_case(case.case_id, owner)),
            first=case.owner or self._operator.setup.user,
        )

    def _propose(self) -> None:
        detail = self.page.detail
        assert detail is not None
        case, title = detail.case, self.tr("Propose for the case")
        offered = {resolution_text(one): one for one in detail.offered}
        operator = self._operator
        told = operator.setup.questions.choice(
            operator.window, title, self.tr("What is to become of it"), list(offered)
        )
        if told is None:
            return
        chosen = offered[told]
        self._decisions.with_note(
            title,
            proposing_text(case, chosen),
            self.tr("Propose"),
            lambda books, note: came_of_case(books.propose_case(case.case_id, chosen, note)),
        )

    def _approve(self) -> None:
        case = self._case()
        self._decisions.with_note(
            self.tr("Approve for the case"),
            approving_text(case),
            self.tr("Approve"),
            lambda books, note: came_of_case(
                books.decide_case(case.case_id, Verdict.APPROVED, note)
            ),
        )

    def _reject(self) -> None:
        case = self._case()
        self._decisions.with_note(
            self.tr("Reject for the case"),
            case_text(case),
            self.tr("Reject"),
            lambda books, note: came_of_case(
                books.decide_case(case.case_id, Verdict.REJECTED, note)
            ),
        )

    def _retry(self) -> None:
        case = self._case()
        self._decisions.with_note(
            self.tr("Try the case again"),
            case_text(case),
            self.tr("Try again"),
            lambda books, note: came_of_retry(case, books.retry_case(case.case_id, note)),
        )

    def _case(self) -> Case:
        detail = self.page.detail
        assert detail is not None
        return detail.case


def _cases(books: Books) -> StakedQueue:
    return books.cases()
