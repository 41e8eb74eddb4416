"""Operate: tiles, throughput, utilisation, tables; at the right alerts and the chosen row."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.present.books import Books
from console.present.kpi_tiles import empty_tiles
from console.present.utilisation_heat import Heat
from console.qt.alert_card import AlertCard
from console.qt.book_tabs import BookTabs
from console.qt.card import Card
from console.qt.detail_card import DetailCard
from console.qt.paged_model import PagedTableModel
from console.qt.paged_view import PagedTableView
from console.qt.pane_layouts import side_by_side, stacked
from console.qt.theme import Theme
from console.qt.tile_row import TileRow
from core.domain.table_fields import BookTable
from core.service.snapshot import Story, Summary

PlotMaker = Callable[[Theme], Any]


class OperatePage(QWidget):
    """The operator's workspace."""

    sites_wanted = Signal()
    """The map is looked at: the sites are to be read and given to ``use.show_sites``."""
    evses_wanted = Signal(str)
    """The EVSEs of a location are to be read and given to ``use.show_evses``."""
    summary_shown = Signal(object)
    """The ``Summary`` that was told last; tiles and alerts are made of it."""
    books_shown = Signal(object, bool)
    """(the ``Books`` that are shown or expected, whether they are followed); None for none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heat: Heat | None = None
        self._summary: Summary | None = None
        self._expected: tuple[Books, bool] | None = None
        self.throughput: Any = None
        self.use: Any = None
        """The ``UseCard``, once the plots are built."""
        self.tiles = TileRow(theme, empty_tiles())
        self.alerts = AlertCard(theme)
        self._throughput_place, self._use_place = QWidget(), QWidget()
        self.tables = BookTabs(theme)
        self._ledger_card = Card("")
        self._ledger_card.head.insertWidget(0, self.tables.bar)
        self._ledger_card.head.addWidget(self.tables.again)
        self._ledger_card.body.addWidget(self.tables)
        self.detail = DetailCard(theme)
        self._lay_out()
        self.tiles.chosen.connect(self.tables.open_rows)
        self.alerts.opened.connect(self.tables.open_rows)
        self.show_nothing()

    def _lay_out(self) -> None:
        plots = side_by_side((self._throughput_place, self._use_place), (480, 450))
        left = stacked((plots, self._ledger_card), (250, 430))
        right = stacked((self.alerts, self.detail), (190, 490))
        panes = side_by_side((left, right), (930, 470))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.tiles)
        layout.addWidget(panes, 1)

    def make_plots(self, make_use: PlotMaker, make_throughput: PlotMaker) -> None:
        """Build the plots, once pyqtgraph is loaded; the window is on screen by then."""
        self.throughput, self.use = make_throughput(self._theme), make_use(self._theme)
        for plot, place in (
            (self.throughput, self._throughput_place),
            (self.use, self._use_place),
        ):
            plot.rows_wanted.connect(self.tables.open_rows)
            room = QVBoxLayout(place)
            room.setContentsMargins(0, 0, 0, 0)
            room.addWidget(plot)
        self.use.sites_wanted.connect(self.sites_wanted)
        self.use.evses_wanted.connect(self.evses_wanted)
        if self._heat is not None:
            self.show_heat(self._heat)
        if self._summary is not None:
            self.summary_shown.emit(self._summary)

    @property
    def story(self) -> Story | None:
        """The session whose detail is shown; None while there is none."""
        return self.detail.story

    @property
    def ledger(self) -> PagedTableModel:
        """The entries of the books."""
        return self.tables.ledger.model

    @property
    def ledger_view(self) -> PagedTableView:
        """The entries on screen."""
        return self.tables.ledger.view

    def follow_ledger(self) -> None:
        """Show the newest entry and stay there."""
        self.tables.open_table(BookTable.ENTRIES)
        self.ledger_view.follow()

    def show_nothing(self) -> None:
        """No books, or other books that were not read yet."""
        self._heat = None
        self._summary = None
        self._expected = None
        self.tables.show_books(None)
        self.tiles.show_tiles(empty_tiles())
        self.books_shown.emit(None, False)
        if self.use is not None:
            self.use.show_nothing()
        self._ledger_card.show_empty(
            self.tr(
                "No sessions yet. Run a scenario in Analyse (Alt+2), or open the books of a"
                " deployment with  networkcore --db URL"
            )
        )
        self.detail.show_nothing(
            self.tr("Choose a row to see who authorised the session, what it cost, and why.")
        )

    def show_summary(self, summary: Summary) -> None:
        """Take other figures; the rows behind them follow."""
        is_first, is_same = self._summary is None, self._summary == summary
        self._summary = summary
        if self._expected is not None:
            self.grow()
        elif not is_first and not is_same:
            self.tables.grow()
            self.tables.age()
        self.summary_shown.emit(summary)

    def show_books(self, books: Books, *, follows_tail: bool) -> None:
        """Show the tables of these books."""
        is_new = self._expected is None
        self._expected = None
        self._ledger_card.show_content()
        self.tables.show_books(books, follows_tail=follows_tail)
        if is_new:
            self.books_shown.emit(books, True)

    def expect_books(self, books: Books, *, follows_tail: bool) -> None:
        """Show the tables of books that a run is about to make, once it told of something."""
        self._expected = (books, follows_tail)
        self.books_shown.emit(books, False)

    def grow(self) -> None:
        """The books that are shown have more entries in them."""
        if self._expected is not None:
            books, follows_tail = self._expected
            self.show_books(books, follows_tail=follows_tail)
        else:
            self.tables.grow()

    def show_heat(self, heat: Heat) -> None:
        """Show the use of the sites."""
        self._heat = heat
        if self.use is not None:
            self.use.show_heat(heat)
