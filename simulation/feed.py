"""What a running simulation tells its window: frozen messages through one pipe.

The worker process sends these by ``Connection.send``; rows travel as one structured numpy array a
batch. The window sends back one of the words in ``Control``.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.service.snapshot import Summary

LEDGER_ROW: Final = np.dtype(
    [
        ("seq", "i8"),
        ("effective_s", "i8"),  # seconds since 1970, UTC
        ("kind", "U24"),
        ("entry_id", "U80"),
        ("cpo", "U6"),
        ("demand_partner", "U6"),
        ("evse_uid", "U48"),
        ("energy_wh", "i8"),
        ("currency", "U3"),
        ("gross_minor", "i8"),
        ("commission_minor", "i8"),
        ("assumed", "?"),
    ]
)
"""One entry of the journal; see ``core.service.snapshot.LedgerRow``."""


NO_BOOKS: Final = Summary(
    sessions=0,
    posted=0,
    free=0,
    held={},
    energy_kwh=Decimal(0),
    by_currency={},
    trial_balance={},
    receivable={},
    payable={},
    last_seq=0,
)
"""What a job says of books that writes none."""


class Control(StrEnum):
    """What the window may ask of a running job."""

    CANCEL = "CANCEL"
    PAUSE = "PAUSE"
    RESUME = "RESUME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is."""

    phase: str
    """``simulate``, ``post`` or ``settle``; shown as it is."""
    done: int
    total: int
    sessions: int
    simulated_s: int
    """Simulated seconds since the scenario began."""
    elapsed_s: float
    """Seconds of real time since the job began, pauses not counted."""
    remaining_s: float | None
    """Estimate of the real time left; None while there is nothing to estimate from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerBatch:
    """Entries that were just posted and committed."""

    rows: NDArray[Any]
    """Array of shape (entries,) and dtype ``LEDGER_ROW``, ascending by seq."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utilisation:
    """Share of EVSE time in which a vehicle was connected, so far in the run."""

    sites: tuple[str, ...]
    connected: NDArray[np.float64]
    """Array of shape (site, 24): 0 to 1, by hour of the day, local time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The books as they stand now."""

    summary: Summary


@dataclass(frozen=True, slots=True)
class Found:
    """A part of what a job finds out, as soon as it is known."""

    part: object
    """For who asked; can be pickled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The job is done, or was cancelled; what it committed stays."""

    cancelled: bool
    summary: Summary
    kpis: dict[str, float]
    """Figures of the run by name, with the unit at the end of the name."""
    seconds: float
    answer: object = None
    """What a job that only reads has found out, for who asked; can be pickled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The job died; what it committed stays."""

    message: str
    traceback: str


Message = Progress | LedgerBatch | Utilisation | Standing | Found | Finished | Failed
