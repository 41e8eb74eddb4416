"""Agreements: their versions, one session under the chosen one, its steps, and what differs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.present.agreement_differences import (
    difference_count,
    party_rows,
    version_lines,
    version_rows,
)
from console.present.agreement_rows import (
    example_rows,
    examples_text,
    standing_text,
    step_rows,
    terms_rows,
)
from console.qt.agreement_cards import ToldCard, VersionsCard
from console.qt.errand import Errands
from console.qt.latest_errand import LatestErrand
from console.qt.operate_tabs import OperateTab
from console.qt.pane_layouts import fill_page, side_by_side, stacked
from console.qt.sample_row import SampleRow
from console.qt.theme import Theme
from console.qt.what_if_pane import WhatIfPane
from core.domain.agreement import Agreement
from core.domain.approval import Principal
from core.ledger.split import Split
from core.ledger.steps_of_terms import waterfall_of
from core.service.preview_session import SampleSession, split_of_sample
from core.service.view_agreements import AgreementsView, ListedTerms

PictureMaker = Callable[[Theme, SampleRow], Any]


@dataclass(frozen=True, slots=True)
class Parted:
    """One session under the chosen version, and under the one that it is compared with."""

    chosen: Agreement
    split: Split
    other: Agreement | None
    other_split: Split | None


class AgreementsPage(OperateTab):
    """Versions at the left; at the right the waterfall, and below it what is told of it."""

    file_wanted = Signal()
    """A draft is to be opened from a file."""
    chosen_changed = Signal()
    """Another version is looked at, or none."""

    def __init__(
        self, theme: Theme, day: datetime, errands: Errands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: AgreementsView | None = None
        self._listed: tuple[ListedTerms, ...] = ()
        self._files: tuple[ListedTerms, ...] = ()
        self.principal: Principal | None = None
        """Who we are to the books."""
        self.versions: Final = VersionsCard(theme)
        self.sample: Final = SampleRow(day.date())
        self.picture: Any = None
        """The ``AgreementPicture``, once the plots are loaded."""
        self._picture_place = QWidget()
        self._pictured: Callable[[Any], None] = _nothing
        self._retry: Callable[[], None] = lambda: None
        self.told: Final = ToldCard(theme)
        self.what_if: Final = WhatIfPane(theme, day)
        self.told.add(self.tr("What if"), self.what_if)
        self._splits: LatestErrand[Parted] = LatestErrand(errands, self._show, self._say_problem)
        self._lay_out()
        self.versions.table.row_chosen.connect(self._on_chosen)
        self.versions.open.clicked.connect(self.file_wanted)
        self.versions.again.clicked.connect(lambda _checked: self._retry())
        self.sample.changed.connect(self._ask)
        self.told.difference.choice.activated.connect(lambda _: self._ask())
        self.show_no_books()

    @property
    def first(self) -> QWidget:
        """The versions."""
        return self.versions.table

    @property
    def chosen(self) -> ListedTerms | None:
        """The version that is looked at."""
        return self._terms_of(self.versions.table.key)

    @property
    def listed(self) -> tuple[ListedTerms, ...]:
        """What the books have."""
        return self._listed

    @property
    def is_idle(self) -> bool:
        """Whether the waterfall is that of the chosen version and session."""
        return self._splits.is_idle

    def make_picture(self, make: PictureMaker) -> None:
        """Build the waterfall, once pyqtgraph is loaded."""
        self.picture = make(self._theme, self.sample)
        room = QHBoxLayout(self._picture_place)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(self.picture)
        self._pictured(self.picture)

    def _draw(self, draw: Callable[[Any], None]) -> None:
        """Draw now, and again when there is something to draw on."""
        self._pictured = draw
        if self.picture is not None:
            draw(self.picture)

    # --- what the books say ----------------------------------------------------------------------
    def show_no_books(self) -> None:
        """There is nothing to read; files can be looked at."""
        self._view, self._listed = None, ()
        self._show_versions(
            self.tr("No books are open. Open books (Ctrl+O), or a file of terms to look at it.")
        )

    def show_reading(self) -> None:
        """Nothing is known yet."""
        self._view, self._listed = None, ()
        self._show_versions(self.tr("Reading the agreements\N{HORIZONTAL ELLIPSIS}"))

    def show_problem(self, message: str, retry: Callable[[], None]) -> None:
        """The books cannot be read; what was read stays."""
        self._view = None  # What comes next is shown, even if it is the same.
        told = f"\N{BLACK UP-POINTING TRIANGLE} {message}"
        self._show_versions(told)
        if self._listed:
            self.versions.set_note(told)
        self._retry = retry
        self.versions.again.setVisible(True)

    def show_answer(self, view: AgreementsView) -> None:
        """Show what the books have."""
        if self._view == view:
            return  # Whoever looks at it is not disturbed by news of the books.
        self._view = view
        self._listed, self.principal = view.terms, view.principal
        known = {one.key for one in view.terms}
        self._files = tuple(one for one in self._files if one.key not in known)
        self._show_versions(self.tr("These books have no agreement yet."))

    def show_file(self, terms: ListedTerms) -> None:
        """Show terms of a file before those of the books; the same terms once."""
        self._files = (terms, *(one for one in self._files if one.key != terms.key))
        self._show_versions("")
        self.versions.table.choose(terms.key)

    def _show_versions(self, otherwise: str) -> None:
        self.versions.again.setVisible(False)
        every = (*self._files, *self._listed)
        self.versions.set_note(self.tr("{n} versions").format(n=len(every)) if every else "")
        if every:
            self.versions.show_content()
        else:
            self.versions.show_empty(otherwise)
        self._offer_others(every)
        self.versions.table.show_rows(terms_rows(every))
        self._on_chosen("")

    def _offer_others(self, every: Sequence[ListedTerms]) -> None:
        choice = self.told.difference.choice
        kept = choice.currentData()
        with QSignalBlocker(choice):
            choice.clear()
            for one in every:
                choice.addItem(
                    f"{one.agreement.version} ({one.state.value}, {one.sha[:8]})", one.key
                )
            at = choice.findData(kept)
            choice.setCurrentIndex(at if at >= 0 else min(1, len(every) - 1))

    # --- one session -----------------------------------------------------------------------------
    def _on_chosen(self, _key: str) -> None:
        chosen = self.chosen
        if chosen is None:
            self.versions.standing.setText("")
        else:
            terms = chosen.agreement
            told = f"{standing_text(chosen)} {examples_text(terms)}"
            self.versions.standing.setText(told)
            self.told.examples.show_rows(example_rows(terms))
            self.sample.show_currency(terms.payout_currency)
        self._ask()
        self.chosen_changed.emit()

    def _ask(self) -> None:
        chosen = self.chosen
        if chosen is None:
            self._show_nothing(self.tr("Choose an agreement to see who gets what of a session."))
            return
        other = self._terms_of(self.told.difference.choice.currentData() or "")
        sample = self.sample.sample
        terms = chosen.agreement, None if other is None else other.agreement
        self._splits.ask(lambda: _parted(*terms, sample))

    def _show(self, found: Parted) -> None:
        if self.chosen is None or self.chosen.agreement != found.chosen:
            return
        self._draw(lambda picture: picture.show_split(found.split, found.chosen.version))
        self.told.show_content()
        remainder = waterfall_of(found.chosen).remainder
        self.told.steps.show_rows(step_rows(found.split, remainder))
        self._show_difference(found)

    def _show_difference(self, found: Parted) -> None:
        pane = self.told.difference
        if found.other is None or found.other_split is None:
            return
        lines = version_lines(found.other, found.chosen)
        count = difference_count(lines)
        pane.sentence.setText(
            self.tr("{n} of {all} terms differ").format(n=count, all=len(lines))
            if count
            else self.tr("the terms are the same")
        )
        pane.fields.show_rows(version_rows(lines))
        pane.parties.show_rows(
            party_rows(found.other_split, found.split)
            if found.other_split.currency == found.split.currency
            else ()
        )

    def _show_nothing(self, why: str) -> None:
        self._draw(lambda picture: picture.show_no_split(why))
        self.told.show_empty(why)

    def _say_problem(self, message: str) -> None:
        self._draw(lambda picture: picture.show_problem(message))
        self.told.show_empty(message)

    def _terms_of(self, key: str) -> ListedTerms | None:
        return next((one for one in (*self._files, *self._listed) if one.key == key), None)

    def _lay_out(self) -> None:
        right = stacked((self._picture_place, self.told), (420, 330))
        fill_page(self, side_by_side((self.versions, right), (480, 920)))


def _nothing(_picture: object) -> None:
    """Nothing was to be drawn yet."""


def _parted(chosen: Agreement, other: Agreement | None, sample: SampleSession) -> Parted:
    return Parted(
        chosen,
        split_of_sample(chosen, sample),
        other,
        None if other is None else split_of_sample(other, sample),
    )
