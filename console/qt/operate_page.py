"""Operate: the tiles, the utilisation, the live ledger, and the trace of the chosen row."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from console.present.kpi_tiles import empty_tiles, tiles_of
from console.present.ledger_table import COLUMNS, cell_texts, session_key_of
from console.present.story_sections import Line, Section, sections_of
from console.present.utilisation_heat import Heat
from console.qt.card import Card
from console.qt.ledger_model import LedgerModel
from console.qt.ledger_view import LedgerView
from console.qt.section_tree import SectionTree
from console.qt.theme import Theme
from console.qt.tile_row import TileRow
from core.service.snapshot import Story, Summary

HeatPlotMaker = Callable[[Theme], Any]


class OperatePage(QWidget):
    """The operator's workspace."""

    story_wanted = Signal(str)
    """Key of a session whose trace is to be shown."""
    train_wanted = Signal(object)
    """The ``Story`` to step in Train."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._story: Story | None = None
        self._heat: Heat | None = None
        self._heat_plot: Any = None
        self.tiles = TileRow(theme, empty_tiles())
        self.ledger = LedgerModel(theme, self)
        self.ledger_view = LedgerView(self.ledger)
        self._ledger_card = Card(self.tr("Live ledger"))
        self._follow = QPushButton(self.tr("Follow"))
        self._follow.setAccessibleName(self.tr("Follow the newest entry"))
        self._follow.setToolTip(self.tr("Go to the newest entry and stay there (End)"))
        self._follow.clicked.connect(self.ledger_view.follow)
        self._ledger_card.head.addWidget(self._follow)
        self._ledger_card.body.addWidget(self.ledger_view)
        self._heat_card = Card(self.tr("Utilisation by site and hour"))
        self._trace_card = Card(self.tr("Trace"))
        self.trace = SectionTree(theme, self.tr("Trace of the session"))
        self._in_train = QPushButton(self.tr("Show in Train"))
        self._in_train.setAccessibleName(self.tr("Show this session in Train"))
        self._in_train.setVisible(False)
        self._in_train.clicked.connect(lambda: self.train_wanted.emit(self._story))
        self._trace_card.head.addWidget(self._in_train)
        self._trace_card.body.addWidget(self.trace)
        self._lay_out()
        self.ledger_view.row_chosen.connect(self._on_row_chosen)
        self.ledger_view.following_changed.connect(lambda _: self._say_state())
        self.show_nothing()

    def _lay_out(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self._heat_card)
        left.addWidget(self._ledger_card)
        left.setSizes([260, 420])
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.addWidget(left)
        panes.addWidget(self._trace_card)
        panes.setSizes([930, 470])
        for splitter in (left, panes):
            splitter.setHandleWidth(8)
            splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.tiles)
        layout.addWidget(panes, 1)

    def make_plots(self, make: HeatPlotMaker) -> None:
        """Build the plot, once pyqtgraph is loaded; the window is on screen by then."""
        self._heat_plot = make(self._theme)
        self._heat_plot.pointed.connect(self._heat_card.set_note)
        self._heat_card.body.addWidget(self._heat_plot)
        if self._heat is not None:
            self.show_heat(self._heat)

    @property
    def story(self) -> Story | None:
        """The session whose trace is shown; None while there is none."""
        return self._story

    def show_nothing(self) -> None:
        """No books, or other books that were not read yet."""
        self._story = None
        self._heat = None
        self.ledger.clear()
        self.trace.show_sections(())
        self.tiles.show_tiles(empty_tiles())
        self._in_train.setVisible(False)
        self._heat_card.show_empty(
            self.tr("No use of any site yet. The map of sites and hours fills while sessions end.")
        )
        self._ledger_card.show_empty(
            self.tr(
                "No sessions yet. Run a scenario in Analyse (Alt+2), or open the books of a"
                " deployment with  networkcore --db URL"
            )
        )
        self._trace_card.show_empty(
            self.tr("Choose a row of the ledger to see who authorised it, what it cost, and why.")
        )
        self._say_state()

    def show_summary(self, summary: Summary) -> None:
        """Show other figures in the tiles."""
        self.tiles.show_tiles(tiles_of(summary))

    def append_rows(self, rows: NDArray[Any]) -> None:
        """Add the entries of one frame to the ledger."""
        self._ledger_card.show_content()
        self.ledger.append(rows)
        self._say_state()

    def show_heat(self, heat: Heat) -> None:
        """Show the use of the sites."""
        self._heat = heat
        if self._heat_plot is not None and len(heat.sites):
            self._heat_plot.show_heat(heat)
            self._heat_card.show_content()

    def show_story(self, story: Story) -> None:
        """Show the trace of a session."""
        self._story = story
        self._trace_card.set_title(self.tr("Trace of {key}").format(key=story.cdr.key))
        self._trace_card.show_content()
        self.trace.show_sections(sections_of(story))
        self._in_train.setVisible(True)

    def _on_row_chosen(self, row: int) -> None:
        record = self.ledger.record(row)
        key = session_key_of(record)
        if key is not None:
            self.story_wanted.emit(key)
            return
        titles = (column.title for column in COLUMNS)
        lines = [Line(*pair) for pair in zip(titles, cell_texts(record), strict=True) if pair[1]]
        self._story = None
        self._in_train.setVisible(False)
        self._trace_card.set_title(self.tr("Entry of a cycle"))
        self._trace_card.show_content()
        self.trace.show_sections((Section(str(record["entry_id"]), tuple(lines)),))

    def _say_state(self) -> None:
        count = self.ledger.rowCount()
        following = self.ledger_view.following
        state = (
            self.tr("\N{BLACK DOWN-POINTING TRIANGLE} following the tail")
            if following
            else self.tr("\N{BLACK SQUARE} paused: scrolled up")
        )
        self._follow.setVisible(count > 0 and not following)
        self._ledger_card.set_note(
            self.tr("{count} entries \N{MIDDLE DOT} {state}").format(
                count=f"{count:,}", state=state
            )
            if count
            else ""
        )
