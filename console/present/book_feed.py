"""What a reader of books tells the window: frozen messages through one pipe.

The reader sends these by ``Connection.send``; rows travel as one structured numpy array a page.
The window sends ``STOP``, or closes its end.
"""

from dataclasses import dataclass
from typing import Any, Final

from numpy.typing import NDArray

from console.present.utilisation_heat import Heat
from core.service.snapshot import Summary

STOP: Final = "STOP"


@dataclass(frozen=True, slots=True)
class Verified:
    """How far the sealed chain is whole."""

    seq: int = 0
    """Number of the entry at the end of the last whole block."""
    block: int = 0
    hash: str = ""
    """Of that block."""
    problem: str = ""
    """What is wrong after it; empty while nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOrder:
    """Which books to follow, and from where on."""

    url: str
    after: int | None = None
    """Number of the last entry that was told; None: begin with the last one there is."""
    verified: Verified = Verified()
    attempt: int = 0
    """How often in a row the books could not be read before."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Entries that were not told before."""

    rows: NDArray[Any]
    """Array of shape (entries,) and dtype ``LEDGER_ROW``, ascending by seq."""


@dataclass(frozen=True, slots=True)
class Stood:
    """The books as they stand."""

    summary: Summary


@dataclass(frozen=True, slots=True)
class Used:
    """Use of the sites by hour."""

    heat: Heat


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The books do not answer, or the reader is gone; what was told stays true."""

    problem: str
    retry_in_s: float
    attempt: int
    """1 for the first one."""
    traceback: str = ""
    """Of a reader that died by a mistake of ours; else empty."""


@dataclass(frozen=True, slots=True)
class Found:
    """The books answer, for the first time or again."""

    after: int
    """Number of the entry after which they are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderDied:
    """The reader's last word: a mistake of ours."""

    message: str
    traceback: str


FeedMessage = Arrived | Stood | Used | Verified | Lost | Found | ReaderDied
