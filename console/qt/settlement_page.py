"""Settlement: cycles and their payment files; clearing accounts by age; how long the money took."""

from collections.abc import Callable
from typing import Any, Final, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from console.present.ageing_rows import (
    AGEING_HEADS,
    BAR_COLUMN,
    account_link,
    aged_bar,
    aged_key,
    aged_row,
    shown_accounts,
)
from console.present.day_cells import day_cells, strip_note
from console.present.file_deeds import FileDeed, next_text
from console.present.settlement_rows import (
    CYCLE_HEADS,
    FILE_HEADS,
    cycle_link,
    cycle_note,
    cycle_row,
    file_row,
    times_verdict,
)
from console.qt.bar_delegate import BarDelegate
from console.qt.card import Card
from console.qt.day_strip import DayStrip
from console.qt.deed_buttons import DeedButtons
from console.qt.pane_layouts import side_by_side, stacked
from console.qt.plain_table import PlainTable
from console.qt.read_tab import ReadTab
from console.qt.theme import Theme
from core.service.file_lines import FileLine
from core.service.view_settlement import CycleLine, SettlementView
from core.settlement.time_to_money import TimeToMoney

BAR_PX: Final = 150


class TimesShown(Protocol):
    """A card of the times; its plot needs pyqtgraph, which is loaded after the window."""

    def show_times(self, times: TimeToMoney) -> None:
        """Replace the figures."""
        ...

    def show_nothing(self, why: str) -> None:
        """Say why there is nothing to see."""
        ...

    def set_note(self, note: str) -> None:
        """Change the text at the right of the title."""
        ...


class SettlementPage(ReadTab):
    """Cycles and files at the left, accounts and times at the right."""

    rows_wanted = Signal(object)
    """The ``RowsLink`` of what was opened."""
    command_wanted = Signal(str)
    """Id of a command about the chosen cycle or payment file."""
    chosen = Signal()
    """Another cycle or payment file is the current one, or what is known of it has changed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.again.setAccessibleName(self.tr("Read settlement again"))
        self._theme = theme
        self.view: SettlementView | None = None
        self.times: TimesShown | None = None
        self._why = ""
        self.cycles: Final = PlainTable(theme, self.tr("Settlement cycles"), CYCLE_HEADS)
        self.files: Final = PlainTable(theme, self.tr("Payment files of the cycle"), FILE_HEADS)
        self.accounts: Final = PlainTable(theme, self.tr("Open clearing accounts"), AGEING_HEADS)
        self.days: Final = DayStrip(theme, self.tr("Calendar of settlement"))
        titles = {
            FileDeed.PREPARE: self.tr("Prepare"),
            FileDeed.PROPOSE: self.tr("Propose"),
            FileDeed.APPROVE: self.tr("Approve"),
            FileDeed.REJECT: self.tr("Reject"),
            FileDeed.EXPORT: self.tr("Export"),
        }
        self.deeds: Final = DeedButtons({deed.command_id: title for deed, title in titles.items()})
        self._next = QLabel()
        self._next.setObjectName("muted")
        self._next.setWordWrap(True)
        self._bars = BarDelegate(self.accounts, BAR_COLUMN, theme)
        self._lay_out()
        self._connect()

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.cycles

    @property
    def _told(self) -> Card:
        """Where it is said that this was not read anew."""
        return self.cycle_card

    @property
    def _is_read(self) -> bool:
        """Whether there is an answer."""
        return self.view is not None

    def _lay_out(self) -> None:
        self.day_card = Card(self.tr("Calendar"))
        self.day_card.body.addWidget(self.days)
        self.day_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.cycle_card = Card(self.tr("Cycles"))
        self.cycle_card.head.addWidget(self.again)
        self.cycle_card.body.addWidget(self.cycles)
        self.file_card = Card(self.tr("Payment files"))
        self.file_card.body.addWidget(self.files, 1)
        self.file_card.body.addWidget(self._next)
        self.file_card.add_foot(self.deeds)
        self.account_card = Card(self.tr("Clearing accounts by age"))
        self.account_card.body.addWidget(self.accounts)
        self._times_place = QWidget()
        left = stacked((self.cycle_card, self.account_card), (340, 340))
        right = stacked((self.file_card, self._times_place), (340, 340))
        panes = side_by_side((left, right), (700, 480))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.day_card)
        layout.addWidget(panes, 1)

    def _connect(self) -> None:
        self.days.cycle_chosen.connect(self._choose_cycle)
        self.cycles.row_chosen.connect(lambda _: self._show_cycle())
        self.cycles.row_opened.connect(self._open_cycle)
        self.files.row_chosen.connect(self._on_file)
        self.deeds.command_wanted.connect(self.command_wanted)
        self.accounts.row_opened.connect(self._open_account)

    @property
    def cycle(self) -> CycleLine | None:
        """The chosen cycle."""
        lines = () if self.view is None else self.view.cycles
        return next((one for one in lines if one.cycle_id == self.cycles.key), None)

    @property
    def file(self) -> FileLine | None:
        """The chosen payment file."""
        lines = () if self.view is None else self.view.files
        return next((one for one in lines if one.batch_id == self.files.key), None)

    def make_plots(self, make_times: Callable[[Theme], Any]) -> None:
        """Build the plots, once pyqtgraph is loaded."""
        card = make_times(self._theme)
        self.times = card
        room = QVBoxLayout(self._times_place)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(card)
        self._show_times()

    # --- what is known ---------------------------------------------------------------------
    def show_no_books(self) -> None:
        """There is nothing to read."""
        self._show_why(self.tr("No books open: there is nothing to settle."))

    def show_answer(self, answer: SettlementView) -> None:
        """Show what was read."""
        self.view = answer
        self._show_read()
        self.cycle_card.set_note("")
        if answer.cycles:
            self.cycle_card.show_content()
            self.cycles.show_rows([cycle_row(one) for one in answer.cycles])
        else:
            self.cycle_card.show_empty(
                self.tr(
                    "No cycle yet. One is due when sessions were posted and its cut-off is over."
                )
            )
        self._show_days(answer)
        self._show_cycle()
        self._show_accounts(answer)
        self._show_times()

    def _show_why(self, why: str) -> None:
        self.view, self._why = None, why
        self.again.setVisible(False)
        self._show_times()
        self.days.show_cells(())
        self.day_card.setVisible(False)
        for card in (self.cycle_card, self.file_card, self.account_card):
            card.set_note("")
            card.show_empty(why)
        for table in (self.cycles, self.files, self.accounts):
            table.show_rows(())
        self.chosen.emit()

    def _show_cycle(self) -> None:
        view, cycle = self.view, self.cycle
        if view is None:
            return
        ids = view.cycle_files.get(cycle.cycle_id, ()) if cycle is not None else ()
        lines = [one for one in view.files if one.batch_id in ids]
        self.file_card.set_note("" if cycle is None else cycle_note(cycle))
        self.files.show_rows([file_row(one) for one in lines])
        if lines:
            self.file_card.show_content()
        elif cycle is None:
            self.file_card.show_empty(self.tr("Choose a cycle to see what pays it."))
        else:
            self.file_card.show_empty(self.tr("No payment file pays this cycle yet."))
        self._show_next()
        self.chosen.emit()

    def _on_file(self, _key: str) -> None:
        self._show_next()
        self.chosen.emit()

    def _show_next(self) -> None:
        text = "" if self.view is None else next_text(self.view, self.file)
        self._next.setText(text)
        self._next.setVisible(bool(text))

    def _show_days(self, view: SettlementView) -> None:
        self.day_card.set_note(strip_note(view.days) if view.days else "")
        self.days.show_cells(day_cells(view.days, view.cycles))
        self.day_card.setVisible(bool(view.days))

    def _show_accounts(self, view: SettlementView) -> None:
        lines = shown_accounts(view.open_accounts)
        if lines:
            self.account_card.show_content()
            self.accounts.show_rows([aged_row(one) for one in lines])
            self._bars.show_bars({aged_key(one): aged_bar(one) for one in lines})
            self.accounts.setColumnWidth(BAR_COLUMN, BAR_PX)
        else:
            self.account_card.show_empty(self.tr("Every clearing account is even."))

    def _show_times(self) -> None:
        if self.times is None:
            return
        if self.view is None:
            self.times.set_note("")
            self.times.show_nothing(self._why)
        else:
            self.times.set_note(times_verdict(self.view.times))
            self.times.show_times(self.view.times)

    # --- what is opened --------------------------------------------------------------------
    def _choose_cycle(self, cycle_id: str) -> None:
        self.cycles.choose(cycle_id)
        self.cycles.setFocus()

    def _open_cycle(self, _key: str) -> None:
        if self.cycle is not None:
            self.rows_wanted.emit(cycle_link(self.cycle))

    def _open_account(self, key: str) -> None:
        lines = () if self.view is None else self.view.open_accounts
        line = next((one for one in lines if aged_key(one) == key), None)
        if line is not None:
            self.rows_wanted.emit(account_link(line))
