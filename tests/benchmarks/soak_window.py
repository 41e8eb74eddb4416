"""The window of the soak: follows live books offscreen, and keeps account of what it is told."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer

from console.application.compose_window import FONTS, window_setup
from console.application.opened_books import OpenedBooks
from console.present.book_feed import Lost, Verified
from console.present.workspaces import Workspace
from console.qt.console_window import ConsoleWindow
from console.qt.late_plots import add_plots
from console.qt.launch import application
from console.qt.reader_feed import ReaderFeed
from console.qt.theme import DARK, Theme
from core.domain.environment import Environment
from tests.benchmarks.lateness import Lateness, loop_for

SAMPLE_MS = 1_000


class SoakWindow:
    """One console on one set of books."""

    def __init__(self, url: str, last_seq: int, folder: Path) -> None:
        """Open it; ``last_seq`` is the last entry there is, the first one that is told."""
        application(FONTS)
        theme = Theme()
        theme.use(DARK)
        setup = window_setup(OpenedBooks(url), Environment.LIVE, url=url, runs=folder)
        self._window = ConsoleWindow(setup, theme)
        add_plots(self._window)
        self._window.show()
        self._window.open_workspace(Workspace.OPERATE)
        self._next = last_seq
        self._gaps = 0
        self._told = 0
        self._losses = 0
        self._verified = Verified()
        self._window_mb: list[float] = []
        self._reader_mb: list[float] = []
        follower = self._window.shown._follower
        self._follower = follower
        follower.rows.connect(self._on_rows)
        follower.lost.connect(self._on_lost)
        follower.verified.connect(self._on_verified)
        self._sampling = QTimer()
        self._sampling.setInterval(SAMPLE_MS)
        self._sampling.timeout.connect(self._sample)
        self._late: Lateness | None = None

    @property
    def has_begun(self) -> bool:
        """Whether anything was told."""
        return self._told > 0

    def live(self, seconds: float) -> None:
        """Let it follow."""
        self._late = Lateness()
        self._sampling.start()
        loop_for(int(seconds * 1000))
        self._sampling.stop()
        self._late.stop()

    def live_until(self, is_enough: Callable[[], bool], most_s: float) -> None:
        """Let it follow until it has all there is."""
        end_s = monotonic() + most_s
        while not is_enough() and monotonic() < end_s:
            loop_for(100)

    def has_caught_up(self, last: int) -> bool:
        """Whether everything was told, shown and verified."""
        rows = self._window.operate.ledger.rowCount()
        return self._next == last + 1 and rows == last and self._verified.seq == last

    def figures(self, early: float) -> dict[str, Any]:
        """What it came to, by the names of ``Soaked``."""
        assert self._late is not None
        return {
            "told": self._told,
            "gaps": self._gaps,
            "rows_in_table": self._window.operate.ledger.rowCount(),
            "verified_to": self._verified.seq,
            "problem": self._verified.problem,
            "losses": self._losses,
            "window_mb_early": _around(self._window_mb, early),
            "window_mb_end": _around(self._window_mb, 1.0),
            "reader_mb_early": _around(self._reader_mb, early),
            "reader_mb_end": _around(self._reader_mb, 1.0),
            "late_p50_ms": self._late.quantile_ms(0.5),
            "late_p99_ms": self._late.quantile_ms(0.99),
        }

    def close(self) -> None:
        """Leave nothing behind."""
        self._window.close()
        self._window.deleteLater()
        loop_for(50)
        gc.collect()

    def _on_rows(self, rows: NDArray[Any]) -> None:
        seqs = rows["seq"]
        self._gaps += int(seqs[0] != self._next) + int(np.count_nonzero(np.diff(seqs) != 1))
        self._next = int(seqs[-1]) + 1
        self._told += len(rows)

    def _on_lost(self, _lost: Lost) -> None:
        self._losses += 1

    def _on_verified(self, verified: Verified) -> None:
        self._verified = verified

    def _sample(self) -> None:
        feed = self._follower.feed
        self._window_mb.append(_rss_mb(os.getpid()))
        if isinstance(feed, ReaderFeed) and feed.pid is not None:
            self._reader_mb.append(_rss_mb(feed.pid))


def _rss_mb(pid: int) -> float:
    """Resident memory of a process of this machine, in MB; Linux tells it."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _around(samples: list[float], share: float) -> float:
    """Mean of the twentieth of the samples that ends at a share of the time."""
    end = max(1, round(len(samples) * share))
    return float(np.mean(samples[max(0, end - max(1, len(samples) // 20)) : end]))
