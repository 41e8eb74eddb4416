"""Reconciliation: the queue of cases, and the chosen one side by side, with its history."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from console.present.case_lines import (
    class_text,
    figure_lines,
    findings_text,
    history_lines,
    queue_note,
    queue_rows,
    side_lines,
    subject_text,
)
from console.present.plain_rows import Head
from console.qt.card import Card
from console.qt.case_card import CaseCard
from console.qt.operate_tabs import OperateTab
from console.qt.pane_layouts import fill_page, side_by_side
from console.qt.plain_table import PlainTable
from console.qt.theme import Theme
from core.domain.approval import Principal
from core.domain.reconciliation import Case
from core.service.case_stakes import StakedQueue
from core.service.view_reconciliation import CaseDetail


class ReconciliationPage(OperateTab):
    """The queue at the left; at the right the case, and below it its history."""

    detail_wanted = Signal(str)
    """Id of the case whose detail is to be read and given to ``show_detail``."""
    session_wanted = Signal(str)
    """Key of a CDR that is to be shown in the ledger."""
    chosen_changed = Signal()
    """Another case is looked at, or more is known of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._staked: StakedQueue | None = None
        self.detail: CaseDetail | None = None
        """Of the chosen case; None while it is not read."""
        self.filter: Final = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter: words that occur"))
        self.filter.setAccessibleName(self.tr("Only cases in whose row all of these words occur"))
        self.filter.setClearButtonEnabled(True)
        self.queue: Final = PlainTable(theme, self.tr("Cases that are not closed"), self._heads())
        self.queue_card: Final = Card(self.tr("Cases"))
        self.again: Final = QPushButton(self.tr("Try again"))
        self.again.setAccessibleName(self.tr("Read the cases again"))
        self.case: Final = CaseCard(theme)
        self._retry: Callable[[], None] = lambda: None
        self._lay_out()
        self.filter.textChanged.connect(lambda _: self._show_queue())
        self.again.clicked.connect(lambda _checked: self._retry())
        self.queue.row_chosen.connect(self._on_chosen)
        self.queue.row_opened.connect(lambda _: self._open_session())
        self.case.to_session.clicked.connect(self._open_session)
        self.show_no_books()

    @property
    def first(self) -> QWidget:
        """The queue."""
        return self.queue

    @property
    def chosen(self) -> Case | None:
        """The case that is looked at."""
        cases = () if self._staked is None else self._staked.queue.cases
        return next((one for one in cases if one.case_id == self.queue.key), None)

    @property
    def principal(self) -> Principal | None:
        """Who we are to the books."""
        return None if self._staked is None else self._staked.principal

    # --- what the books say ----------------------------------------------------------------------
    def show_no_books(self) -> None:
        """There is nothing to read."""
        self._show_why(self.tr("No books are open: open some with Ctrl+O."))

    def show_reading(self) -> None:
        """Nothing is known yet."""
        self._show_why(self.tr("Reading the cases\N{HORIZONTAL ELLIPSIS}"))

    def show_problem(self, message: str, retry: Callable[[], None]) -> None:
        """The books cannot be read; what was read stays."""
        told = f"\N{BLACK UP-POINTING TRIANGLE} {message}"
        if self._staked is None:
            self._show_why(told)
        else:
            self.queue_card.set_note(told)
        self._retry = retry
        self.again.setVisible(True)

    def show_answer(self, staked: StakedQueue) -> None:
        """Show the queue, and read the chosen case anew."""
        self._staked = staked
        self.again.setVisible(False)
        self._show_queue()
        self._on_chosen(self.queue.key)

    def show_detail(self, detail: CaseDetail) -> None:
        """Show a case, if it is still the one that is looked at."""
        chosen = self.chosen
        if chosen is None or chosen.case_id != detail.case.case_id:
            return
        self.detail = detail
        case = detail.case
        self.case.set_title(f"{class_text(case)}: {subject_text(case)}")
        self.case.told.setText(findings_text(detail))
        self.case.sides.show_rows(side_lines(detail))
        self.case.figures.show_rows(figure_lines(detail))
        self.case.history.show_rows(history_lines(detail))
        self.case.to_session.setEnabled(case.cdr_key is not None)
        self.case.show_content()
        self.chosen_changed.emit()

    def show_no_detail(self, message: str) -> None:
        """The case cannot be read."""
        self.detail = None
        self.case.show_empty(f"\N{BLACK UP-POINTING TRIANGLE} {message}")
        self.chosen_changed.emit()

    def _show_why(self, why: str) -> None:
        self._staked = self.detail = None
        self.again.setVisible(False)
        self.queue.show_rows(())
        self.queue_card.set_note("")
        self.queue_card.show_empty(why)
        self.case.set_title(self.tr("Case"))
        self.case.show_empty(why)
        self.chosen_changed.emit()

    def _show_queue(self) -> None:
        staked = self._staked
        if staked is None:
            return
        rows = queue_rows(staked, self.filter.text())
        self.queue_card.set_note(queue_note(staked, len(rows)))
        if staked.queue.cases:
            self.queue_card.show_content()
        else:
            self.queue_card.show_empty(
                self.tr("Nothing waits: every CDR was priced and posted, and agrees.")
            )
        self.queue.show_rows(rows)

    def _on_chosen(self, case_id: str) -> None:
        if self.detail is not None and self.detail.case.case_id != case_id:
            self.detail = None
        if case_id:
            self.detail_wanted.emit(case_id)
        elif self._staked is not None:
            self.case.set_title(self.tr("Case"))
            self.case.show_empty(self.tr("Choose a case to see what differs."))
        self.chosen_changed.emit()

    def _open_session(self) -> None:
        chosen = self.chosen
        if chosen is not None and chosen.cdr_key is not None:
            self.session_wanted.emit(chosen.cdr_key)

    def _heads(self) -> tuple[Head, ...]:
        return (
            Head(""),
            Head(self.tr("Age")),
            Head(self.tr("Class")),
            Head(self.tr("CDR or session")),
            Head(self.tr("At stake"), is_number=True),
            Head(self.tr("Cur.")),
            Head(self.tr("State")),
            Head(self.tr("Owner")),
            Head(self.tr("DP")),
        )

    def _lay_out(self) -> None:
        self.queue_card.head.addWidget(self.again)
        self.queue_card.body.addWidget(self.filter)
        self.queue_card.body.addWidget(self.queue, 1)
        fill_page(self, side_by_side((self.queue_card, self.case), (700, 700)))
