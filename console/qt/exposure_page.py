"""Exposure: what each Demand Partner uses of its credit, and what that is made of."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from console.present.credit_rows import (
    BAR_COLUMN,
    CREDIT_HEADS,
    FIGURE_HEADS,
    Standing,
    credit_bar,
    credit_row,
    exposure_note,
    figure_rows,
    largest_use,
    partner_links,
    standings,
)
from console.present.exposure_curve import exposure_series
from console.qt.bar_delegate import BarDelegate
from console.qt.card import Card
from console.qt.pane_layouts import side_by_side, stacked
from console.qt.plain_table import PlainTable
from console.qt.read_tab import ReadTab
from console.qt.theme import Theme
from core.domain.alert import AlertRules
from core.service.exposure_days import ExposureDays

BAR_PX: Final = 150


class ExposurePage(ReadTab):
    """All partners at the left, the days of the chosen one below, its figures at the right."""

    rows_wanted = Signal(object)
    """The ``RowsLink`` of what was opened."""

    def __init__(
        self, theme: Theme, rules: Callable[[], AlertRules], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.again.setAccessibleName(self.tr("Read exposure again"))
        self._rules = rules
        self._theme = theme
        self.shown: tuple[Standing, ...] = ()
        self.view: ExposureDays | None = None
        self.days: Any = None
        """The card of the days; None until the plots are built."""
        self._days_place: Final = QWidget()
        self.partners: Final = PlainTable(
            theme, self.tr("Demand Partners by exposure"), CREDIT_HEADS
        )
        self._bars = BarDelegate(self.partners, BAR_COLUMN, theme)
        self.figures: Final = PlainTable(theme, self.tr("Figures of the partner"), FIGURE_HEADS)
        self.links: Final = tuple(
            QPushButton(text)
            for text in (
                self.tr("Sessions not settled"),
                self.tr("Collections"),
                self.tr("Ledger entries"),
            )
        )
        self._lay_out()
        self.partners.row_chosen.connect(lambda _: self._show_partner())
        self.partners.row_opened.connect(lambda _: self._open(0))
        for number, button in enumerate(self.links):
            button.clicked.connect(lambda _checked, number=number: self._open(number))

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
    def chosen(self) -> Standing | None:
        """The chosen partner."""
        key = self.partners.key
        return next((one for one in self.shown if one.credit.demand_partner == key), None)

    def _lay_out(self) -> None:
        self.card = Card(self.tr("Used against limit"))
        self.card.head.addWidget(self.again)
        self.card.body.addWidget(self.partners, 1)
        key = QLabel(
            self.tr(
                "A bar is what is posted, then what was asked for and not received, then what"
                " sessions under way may cost. Lines across it: what is lodged, and the limit."
            )
        )
        key.setObjectName("muted")
        key.setWordWrap(True)
        self.card.body.addWidget(key)
        self.partner_card = Card(self.tr("Partner"))
        self.partner_card.body.addWidget(self.figures, 1)
        for button in self.links:
            self.partner_card.body.addWidget(button)
        room = QVBoxLayout(self._days_place)
        room.setContentsMargins(0, 0, 0, 0)
        left = stacked((self.card, self._days_place), (400, 300))
        panes = side_by_side((left, self.partner_card), (775, 405))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 10)
        layout.addWidget(panes)

    def make_plots(self, make_days: Callable[[Theme], Any]) -> None:
        """Build the plot, once pyqtgraph is loaded."""
        self.days = make_days(self._theme)
        layout = self._days_place.layout()
        assert layout is not None, "laid out before"
        layout.addWidget(self.days)
        self._show_days()

    # --- what is known ---------------------------------------------------------------------
    def show_no_books(self) -> None:
        """There is nothing to read."""
        self._show_why(self.tr("No books open: nobody owes anything."))

    def show_answer(self, answer: ExposureDays) -> None:
        """Show what was read."""
        self.view = answer
        self._show_read()
        self.shown = standings(answer.now.partners, self._rules())
        self.card.set_note(exposure_note(self.shown) if self.shown else "")
        if not self.shown:
            self.card.show_empty(self.tr("These books know no Demand Partner."))
        else:
            self.card.show_content()
        self.partners.show_rows([credit_row(one) for one in self.shown])
        most = largest_use(self.shown)
        self._bars.show_bars(
            {
                one.credit.demand_partner: credit_bar(one, most[one.credit.currency])
                for one in self.shown
            }
        )
        self.partners.setColumnWidth(BAR_COLUMN, BAR_PX)
        self._show_partner()

    def _show_why(self, why: str) -> None:
        self.view, self.shown = None, ()
        self.again.setVisible(False)
        self.partners.show_rows(())
        for card in (self.card, self.partner_card):
            card.set_note("")
            card.show_empty(why)
        self._show_days()

    def _show_days(self) -> None:
        if self.days is None:
            return
        one = self.chosen
        partner = "" if one is None or self.view is None else one.credit.demand_partner
        series = (
            exposure_series(self.view, partner, self._rules())
            if partner and self.view is not None
            else ()
        )
        self.days.show_days(partner, series)

    def _show_partner(self) -> None:
        self._show_days()
        one = self.chosen
        if one is None:
            self.partner_card.set_title(self.tr("Partner"))
            if self.view is not None:
                self.partner_card.show_empty(self.tr("Choose a partner to see its figures."))
            return
        self.partner_card.set_title(one.credit.demand_partner)
        self.figures.show_rows(figure_rows(one))
        for button, link in zip(self.links, partner_links(one.credit.demand_partner), strict=True):
            button.setToolTip(link.said)
            button.setAccessibleDescription(link.said)
        self.partner_card.show_content()

    def _open(self, number: int) -> None:
        if self.chosen is not None:
            self.rows_wanted.emit(partner_links(self.chosen.credit.demand_partner)[number])
