"""How soon ten million rows are on screen, how a frame of scrolling feels, and what a filter costs.

The table is the ledger at 1280 x 800, offscreen. Scrolling and the first page are measured on ten
million entries made on demand (no database); filters on a SQLite file of one million entries with
the indexes that books have; masks on two million rows in memory. The limits are the product's.
"""

import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.append(str(Path(__file__).parents[2]))  # sources of rows stand among the tests

from PySide6.QtCore import QCoreApplication

from console.application.book_pages import BookPages
from console.application.compose_window import FONTS
from console.present.book_tables import LOOKS
from console.present.filter_columns import mask_of
from console.present.row_source import RowSource
from console.qt.launch import application
from console.qt.paged_model import PLACEHOLDER, Stage
from console.qt.table_pane import TablePane
from console.qt.theme import DARK, Theme
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.table_fields import FIELDS, BookTable
from tests.benchmarks.large_books import large_books
from tests.console.qt.table_sources import MadeLedger, entries_of

ENTRIES = BookTable.ENTRIES
TEN_MILLION = 10_000_000
IN_BOOKS = 1_000_000
IN_MEMORY = 2_000_000
FRAMES = 200
ROUNDS = 5
FILTER = "dp:NL*D07 amount>20"
Figure = dict[str, Any]


def run() -> list[Figure]:
    """The figures, each against its limit where there is one."""
    app = application(FONTS)
    theme = Theme()
    theme.use(DARK)
    figures = [*_ten_million(theme), *_masks()]
    with TemporaryDirectory(prefix="networkcore-bench-") as folder:
        runtime = large_books(Path(folder) / "large.sqlite", IN_BOOKS)
        try:
            figures += _books(theme, BookPages(lambda: runtime, ENTRIES))
        finally:
            runtime.database.close()
    app.processEvents()
    return figures


def _ten_million(theme: Theme) -> Iterator[Figure]:
    before_mb = _memory_mb()
    firsts = []
    for _ in range(ROUNDS):
        pane = _pane(theme)
        began = perf_counter()
        _show(pane, MadeLedger(TEN_MILLION))
        firsts.append(perf_counter() - began)
        if len(firsts) < ROUNDS:
            _end(pane)
    yield _figure("table: 10 M rows made on demand, first page", 1e3 * min(firsts), "ms", 50)
    frames = _scroll(pane)
    yield _figure("table: scroll frame, median", 1e3 * float(np.median(frames)), "ms", 16)
    yield _figure("table: scroll frame, p95", 1e3 * float(np.quantile(frames, 0.95)), "ms", 33)
    pane.view.selectAll()
    yield _figure("table: choose all 10 M rows", 1e3 * _timed(_repaint(pane)), "ms", 50)
    yield _figure(
        "table: memory of 10 M rows and 4 closed tables", _memory_mb() - before_mb, "MB", 50
    )
    _end(pane)


def _masks() -> Iterator[Figure]:
    rows = entries_of(range(1, IN_MEMORY + 1))
    for text in ("amount>20 before:2026-06-10", "dp:NL*XYZ", "4711"):
        tree = parse_filter(text, FIELDS[ENTRIES])
        assert tree is not None
        assert not isinstance(tree, FilterProblem)
        columns = LOOKS[ENTRIES].array_columns
        took = min(_timed(lambda: mask_of(tree, columns, rows)) for _ in range(3))  # noqa: B023
        yield _figure(f"filter {text!r} as a mask over 2 M rows", 1e3 * took, "ms", None)


def _books(theme: Theme, source: RowSource) -> Iterator[Figure]:
    pane = _pane(theme)
    began = perf_counter()
    _show(pane, source)
    yield _figure(
        "table: SQLite books of 1 M entries, first page", 1e3 * (perf_counter() - began), "ms", 50
    )
    began = perf_counter()
    pane.filter_line.show_text(FILTER)
    _until(lambda: pane.model.rowCount() > 0 and _is_filled(pane, 0))
    first = perf_counter() - began
    _until(lambda: pane.model.stage is Stage.READY)
    whole = perf_counter() - began
    yield _figure(f"filter {FILTER!r} on SQLite: first page on screen", 1e3 * first, "ms", 100)
    count = pane.model.rowCount()
    yield _figure(f"filter {FILTER!r} on SQLite: all {count:,} keys", 1e3 * whole, "ms", None)
    frames = _scroll(pane)
    yield _figure(
        "table: scroll frame over SQLite books, median", 1e3 * float(np.median(frames)), "ms", 16
    )
    _end(pane)


def _pane(theme: Theme) -> TablePane:
    pane = TablePane(LOOKS[ENTRIES], theme)
    pane.resize(1280, 800)
    pane.show()
    QCoreApplication.processEvents()
    return pane


def _show(pane: TablePane, source: RowSource) -> None:
    pane.show_source(source)
    _until(lambda: pane.model.rowCount() > 0 and _is_filled(pane, pane.view.rowAt(0)))
    pane.view.viewport().repaint()


def _is_filled(pane: TablePane, row: int) -> bool:
    return row >= 0 and pane.model.texts_of(row)[0] != PLACEHOLDER


def _scroll(pane: TablePane) -> list[float]:
    bar = pane.view.verticalScrollBar()
    took = []
    for step in range(FRAMES):
        began = perf_counter()
        bar.setValue(max(0, bar.maximum() - 40 - step * 3))
        pane.view.viewport().repaint()
        took.append(perf_counter() - began)
        QCoreApplication.processEvents()
    return took


def _repaint(pane: TablePane) -> Callable[[], None]:
    return lambda: (pane.view.viewport().repaint(), pane.view.horizontalHeader().repaint())[0]


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _until(is_so: Callable[[], bool]) -> None:
    deadline = perf_counter() + 60
    while not is_so():
        assert perf_counter() < deadline
        QCoreApplication.processEvents()


def _end(pane: TablePane) -> None:
    pane.close_reader()
    pane.close()


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _figure(name: str, value: float, unit: str, limit: float | None) -> Figure:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "baseline": None if limit is None else f"limit of {limit:g} {unit}",
        "ratio": None if limit is None else value / limit,
    }
