"""The tariff workbench: a text, the prices of its week, a session to play with, a CDR to hold up.

What is computed is computed beside the window's thread, and only the latest of each kind is shown.
The plots come when their library is loaded (``tariff_plots``), and listen to the signals here.
"""

from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.present.tariff_session import SessionWish
from console.qt.cdr_pane import CdrPane
from console.qt.errand import Errands
from console.qt.latest_errand import LatestErrand
from console.qt.session_sliders import SessionSliders
from console.qt.story_view import StoryView
from console.qt.tariff_text_pane import TariffTextPane
from console.qt.theme import Theme
from console.qt.week_controls import OTHERWISE, WeekControls
from console.qt.workbench_panes import CDR_TAB, CURVE_TAB, WorkbenchPanes
from core.domain.errors import SourceError
from core.domain.tariff import Tariff
from core.pricing.time_zones import zone_named
from core.pricing.week_prices import WeekPrices, week_prices
from core.service.examine_cdr import ExaminedCdr, examine_cdr
from core.service.examine_tariff import ExaminedTariff, examine_tariff
from core.service.quote_stay import QuotedStay, quote_stay
from core.service.tariff_files import PricingText, TextKind, pricing_text, read_pricing_text


class TariffWorkbench(QWidget):
    """Three columns: text and findings; week and curves, or a CDR; a session and its price."""

    week_priced = Signal(object)
    """``WeekPrices``."""
    stay_quoted = Signal(object)
    """``QuotedStay``."""
    price_shown = Signal(object)
    """The ``RoundedPrice`` in front: of the session, or of the CDR; None: there is none."""
    tariff_lost = Signal()
    """There is no tariff any more: the text is empty."""
    opened = Signal(str)
    """A file of tariffs was opened: its path."""
    taken = Signal()
    """A file that was dropped somewhere is shown here."""
    not_for_here = Signal(str)
    """A JSON file that holds neither tariffs nor one CDR: its path."""
    said = Signal(str)
    """Something to be said below the window."""

    def __init__(self, theme: Theme, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Final = theme
        self._tariff: Tariff | None = None
        self._time_zone = OTHERWISE
        self._cdr_text = ""
        self._cdr: ExaminedCdr | None = None
        self._stay: QuotedStay | None = None
        self.pane: Final = TariffTextPane(theme)
        self.week: Final = WeekControls(today)
        self.sliders: Final = SessionSliders()
        self.story: Final = StoryView(theme)
        self.cdr: Final = CdrPane(theme)
        self._errands = Errands(self)
        self._texts: LatestErrand[ExaminedTariff] = LatestErrand(
            self._errands, self._on_examined, self.said.emit
        )
        self._weeks: LatestErrand[WeekPrices] = LatestErrand(
            self._errands, self.week_priced.emit, self.said.emit
        )
        self._stays: LatestErrand[QuotedStay] = LatestErrand(
            self._errands, self._on_quoted, self.said.emit
        )
        self._cdrs: LatestErrand[ExaminedCdr] = LatestErrand(
            self._errands, self._on_cdr, self.said.emit
        )
        self.panes: Final = WorkbenchPanes(self.pane, self.sliders, self.story, self.cdr)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 10)
        row.addWidget(self.panes)
        self._connect()

    @property
    def is_idle(self) -> bool:
        """Whether all that was asked is shown."""
        asked = (self._texts, self._weeks, self._stays, self._cdrs)
        return all(one.is_idle for one in asked)

    @property
    def has_findings(self) -> bool:
        """Whether there is a finding to go to."""
        return bool(self.pane.findings.rows)

    def open_file(self, path: str) -> None:
        """Read a file of tariffs or of CDRs, and show it whatever it is."""
        self._errands.ask(
            lambda: read_pricing_text(Path(path)), lambda found: self._on_file(path, found)
        )

    def offer_file(self, path: str) -> None:
        """Show a file if it holds tariffs or one CDR, else say that it is not for here."""

        def show(found: PricingText) -> None:
            few = self.isVisible() or found.count == 1
            if found.kind is TextKind.TARIFF or (found.kind is TextKind.CDR and few):
                self._on_file(path, found)
                self.taken.emit()
            else:
                self.not_for_here.emit(path)

        self._errands.ask(lambda: _peek(path), show)

    def show_text(self, text: str) -> None:
        """Show a text: of a CDR beside the tariff, else as the tariff."""
        if pricing_text(text).kind is TextKind.CDR:
            self._take_cdr(text)
        else:
            self.pane.show_text(text)

    def paste(self) -> None:
        """Show what is on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.show_text(text)
        else:
            self.said.emit(self.tr("There is no text on the clipboard."))

    def next_finding(self) -> None:
        """Go to the next finding."""
        self.pane.findings.step()

    def start_at(self, minute: int) -> None:
        """Let the session begin at a minute of the week."""
        wish = self.sliders.wish.with_start(minute)
        self.sliders.show_wish(wish)
        self._on_wish(wish)

    def stop(self) -> None:
        """Ask nothing any more; before the window goes."""
        self.pane.stop()
        self._errands.close()

    def _connect(self) -> None:
        self.pane.changed.connect(self._ask_text)
        self.pane.recent_wanted.connect(self.open_file)
        self.week.changed.connect(self._ask_week)
        self.week.week.dateChanged.connect(lambda _: self._ask_stay())
        self.week.zone_changed.connect(self._ask_text)
        self.sliders.changed.connect(self._on_wish)
        self.cdr.asked_again.connect(self._ask_cdr)
        self.panes.tabs.currentChanged.connect(lambda _: self._show_price())
        self._errands.failed.connect(self.said)

    def _ask_text(self) -> None:
        text, number, zone = self.pane.text.toPlainText(), self.pane.number, self.week.time_zone
        self._texts.ask(lambda: examine_tariff(text, number, zone, OTHERWISE))

    def _on_examined(self, found: ExaminedTariff) -> None:
        self.pane.show_examined(found)
        if found.tariff is None:
            if found.problem is None:
                self._tariff = None
                self.tariff_lost.emit()
                self._show_price()
            return
        self._tariff, self._time_zone = found.tariff, found.time_zone
        self.week.show_tariff(found.tariff, found.time_zone)
        self._ask_week()
        self._ask_stay()
        self._ask_cdr()

    def _ask_week(self) -> None:
        tariff, zone = self._tariff, self._time_zone
        if tariff is not None:
            dimension, monday, so_far = self.week.dimension, self.week.monday, self.week.so_far
            self._weeks.ask(
                lambda: week_prices(tariff, dimension, monday, zone_named(zone), so_far)
            )

    def _on_wish(self, _wish: SessionWish) -> None:
        if self._cdr is not None:
            self.panes.tabs.setCurrentIndex(CURVE_TAB)
        self._ask_stay()

    def _ask_stay(self) -> None:
        tariff = self._tariff
        if tariff is not None:
            stay = self.sliders.wish.stay(self.week.monday, self._time_zone)
            self._stays.ask(lambda: quote_stay(tariff, stay))

    def _on_quoted(self, found: QuotedStay) -> None:
        self._stay = found
        self.stay_quoted.emit(found)
        self._show_price()

    def _on_file(self, path: str, found: PricingText) -> None:
        if found.kind is TextKind.CDR:
            self._take_cdr(found.text)
        else:
            self.pane.show_text(found.text)
            self.opened.emit(path)

    def _take_cdr(self, text: str) -> None:
        self._cdr_text = text
        self.cdr.choice.setCurrentIndex(0)
        self._ask_cdr()
        self.panes.tabs.setCurrentIndex(CDR_TAB)

    def _ask_cdr(self) -> None:
        text = self._cdr_text
        if text:
            tariffs = () if self._tariff is None else (self._tariff,)
            zone = self.week.time_zone or (self._time_zone if tariffs else None)
            number, wanted = self.cdr.number, self.cdr.wanted
            self._cdrs.ask(lambda: examine_cdr(text, tariffs, zone, number=number, wanted=wanted))

    def _on_cdr(self, found: ExaminedCdr) -> None:
        self._cdr = found
        self.cdr.show_cdr(found)
        self._show_price()

    def _show_price(self) -> None:
        """What is in front is explained: a CDR, else the session of the sliders."""
        by_cdr = self.panes.tabs.currentIndex() == CDR_TAB and self._cdr is not None
        told = None
        if by_cdr and self._cdr is not None:
            told, longer = self._cdr.told, None
        elif self._stay is not None and self._tariff is not None:
            told, longer = self._stay.quote.explanation, self._stay.longer
        else:
            longer = None
        self.panes.session.set_note(self.tr("shown below: the CDR") if by_cdr else "")
        if told is None:
            self.story.show_nothing()
        else:
            self.story.show_story(told, longer)
        self.price_shown.emit(None if told is None else told.price)


def _peek(path: str) -> PricingText:
    """A file that nobody asked to look at: what cannot be read is for others."""
    try:
        return read_pricing_text(Path(path))
    except SourceError:
        return PricingText("", TextKind.OTHER, 0)
