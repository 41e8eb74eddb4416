"""States of EVSEs at snapshots, as a matrix: one line an EVSE, one letter a snapshot.

The form of the MOBI.E history: ``status_matrix.csv`` with the columns evse_id, party, kw, standard
and history, and beside it ``dates.txt`` with the day of each snapshot. Letters: A available, C
charging, O out of order, U unknown, B blocked, I inoperative, P planned, R removed, ``.`` absent.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import SourceError
from core.service.resources import read_text

COLUMNS: Final = ("evse_id", "party", "kw", "standard", "history")
DATES: Final = "dates.txt"
THERE: Final = "ACOUBI"
"""States of an EVSE that is there."""
LETTERS: Final = frozenset(THERE + "PR.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatusTable:
    """Array ``state`` of shape (evse, snapshot), a letter's byte each."""

    state: NDArray[np.uint8]
    max_kw: NDArray[np.float64]
    """Shape (evse,)."""
    day: NDArray[np.int64]
    """Ordinal of the day of each snapshot, ascending; shape (snapshot,)."""

    def where(self, evses: NDArray[np.bool_]) -> Self:
        """Some of the EVSEs."""
        return type(self)(state=self.state[evses], max_kw=self.max_kw[evses], day=self.day)

    def split(self, share: float) -> tuple[Self, Self]:
        """Before and after that share of the time."""
        is_before = self.day < self.day[0] + share * (self.day[-1] - self.day[0])
        return self._at(is_before), self._at(~is_before)

    def _at(self, snapshots: NDArray[np.bool_]) -> Self:
        return type(self)(
            state=self.state[:, snapshots], max_kw=self.max_kw, day=self.day[snapshots]
        )

    def is_in(self, letters: str) -> NDArray[np.bool_]:
        """Where the state is one of the letters; shape (evse, snapshot)."""
        return np.isin(self.state, np.frombuffer(letters.encode(), dtype=np.uint8))


def is_status_history(path: Path) -> bool:
    """Whether the first line of a file is that of a status history."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline().strip().split(",") == list(COLUMNS)
    except OSError:
        return False


def read_status_history(path: Path) -> StatusTable:
    """The history in a file, with the days beside it.

    Raises:
        SourceError: It or the days cannot be read, or say something impossible; with the line.
    """
    days = _days(path.parent / DATES)
    lines = read_text(path).splitlines()
    if not lines or lines[0].split(",") != list(COLUMNS):
        raise SourceError(str(path), f"wanted the columns {', '.join(COLUMNS)}", 1)
    rows = list(csv.reader(lines[1:]))
    if not rows:
        raise SourceError(str(path), "wanted at least one EVSE, found none")
    read = [_row(row, len(days), str(path), line) for line, row in enumerate(rows, start=2)]
    states = b"".join(history.encode() for _, history in read)
    return StatusTable(
        state=np.frombuffer(states, dtype=np.uint8).reshape(len(read), len(days)),
        max_kw=np.array([kw for kw, _ in read]),
        day=np.array([day.toordinal() for day in days]),
    )


def _days(path: Path) -> list[date]:
    try:
        days = [date.fromisoformat(text) for text in read_text(path).split()]
    except ValueError as error:
        raise SourceError(str(path), f"wanted days as 2024-06-22: {error}") from error
    if len(days) < 2 or days != sorted(set(days)):
        raise SourceError(str(path), "wanted at least two days, ascending")
    return days


def _row(row: Sequence[str], snapshots: int, source: str, line: int) -> tuple[float, str]:
    if len(row) != len(COLUMNS):
        raise SourceError(source, f"wanted {len(COLUMNS)} fields, found {len(row)}", line)
    history = row[4]
    if len(history) != snapshots:
        raise SourceError(
            source, f"history: wanted {snapshots} letters, found {len(history)}", line
        )
    if wrong := set(history) - LETTERS:
        raise SourceError(source, f"history: no state {min(wrong)!r}", line)
    try:
        return float(row[2] or 0), history
    except ValueError:
        raise SourceError(source, f"kw: wanted a number, found {row[2]!r}", line) from None
