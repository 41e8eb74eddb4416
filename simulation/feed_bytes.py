"""The messages of ``feed`` through a pipe: entries of the ledger as they lie in memory.

They are copied by nobody but the system; all other messages are small and pickled. Both ends are
our own processes; nothing here reads what a peer sent.
"""

import pickle
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

import numpy as np

from simulation.feed import LEDGER_ROW, LedgerBatch, Message

_ROWS_FOLLOW: Final = b"R"
"""No pickle begins so."""


@dataclass(frozen=True, slots=True)
class Idle:
    """A worker is ready for a task."""

    done: int
    """How many it has carried out; 0 when it has just started."""


def send_message(connection: Connection, message: Message | Idle) -> None:
    """Send one message.

    Raises:
        BrokenPipeError: Nobody reads any more.
    """
    if isinstance(message, LedgerBatch):
        assert len(message.rows), "a batch has rows"
        assert message.rows.dtype == LEDGER_ROW, message.rows.dtype
        connection.send_bytes(_ROWS_FOLLOW)
        connection.send_bytes(np.ascontiguousarray(message.rows).view(np.uint8).data)
    else:
        connection.send_bytes(pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL))


def receive_message(connection: Connection) -> Message | Idle:
    """Wait for one message; rows are read where they arrived, and cannot be written.

    Raises:
        EOFError: The other end was closed.
        OSError: It was closed within a message.
    """
    parcel = connection.recv_bytes()
    if parcel == _ROWS_FOLLOW:
        return LedgerBatch(rows=np.frombuffer(connection.recv_bytes(), LEDGER_ROW))
    message: Message | Idle = pickle.loads(parcel)  # noqa: S301 (see the first line)
    return message
