"""The messages of ``feed`` as bytes: entries of the ledger as they lie in memory, others pickled.

The first byte says which. Both ends are our own processes; nothing here reads what a peer sent.
"""

import pickle
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.feed import LEDGER_ROW, LedgerBatch, Message

_ROWS: Final = b"R"
_OTHER: Final = b"O"


@dataclass(frozen=True, slots=True)
class Idle:
    """A worker is ready for a task."""

    done: int
    """How many it has carried out; 0 when it has just started."""


def packed(message: Message | Idle) -> bytes:
    """A message as one parcel for a pipe."""
    if isinstance(message, LedgerBatch):
        assert message.rows.dtype == LEDGER_ROW, message.rows.dtype
        return _ROWS + message.rows.tobytes()
    return _OTHER + pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(parcel: bytes) -> Message | Idle:
    """The message of a parcel; rows are read where they lie, and cannot be written."""
    if parcel[:1] == _ROWS:
        return LedgerBatch(rows=np.frombuffer(parcel, LEDGER_ROW, offset=1))
    assert parcel[:1] == _OTHER, parcel[:1]
    message: Message | Idle = pickle.loads(memoryview(parcel)[1:])  # noqa: S301 (see the first line)
    return message
