"""One process at a time where more would spoil it; each such matter has its own lock."""

from enum import IntEnum

from sqlalchemy import Connection, text


class Turn(IntEnum):
    """What is done by one at a time; the values are any numbers, as PostgreSQL wants them."""

    JOURNAL = 0x6E63
    PLATFORMS = 0x6E64
    AUTHORISATIONS = 0x6E6361


def take_turn(connection: Connection, turn: Turn) -> None:
    """Wait until nobody else has it; held until the commit.

    SQLite needs nothing: BEGIN IMMEDIATE lets one writer in.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(turn)})
