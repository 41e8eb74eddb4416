"""What the bank told: its files, booked movements, and the payments that it refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from core.domain.bank_entry import BankEntry
from core.store.bank_schema import bank_entry, bank_file, payment, payment_refusal
from core.store.bulk import insert_rows, slices
from core.store.rows import time_of, us_of


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file of the bank that was read."""

    sha: str
    """sha256 of it."""
    kind: str
    """``camt.053``, ``camt.054`` or ``pain.002``."""
    message_id: str
    name: str
    entries: int
    """New movements, or statuses, in it."""
    pending: int


def put_file(connection: Connection, file: KeptFile, imported_at: datetime) -> None:
    """Keep that a file was read."""
    row = (file.sha, file.kind, file.message_id, file.name, file.entries, file.pending)
    insert_rows(connection, bank_file, [(*row, us_of(imported_at))])


def is_file_known(connection: Connection, sha: str) -> bool:
    """Whether a file of that sha256 was read before."""
    query = select(bank_file.c.sha).where(bank_file.c.sha == sha)
    return connection.execute(query).first() is not None


def put_entries(connection: Connection, entries: Sequence[BankEntry], sha: str) -> None:
    """Keep movements, each part once, with the file that told of them first."""
    insert_rows(
        connection,
        bank_entry,
        [
            (
                one.entry_key,
                one.part,
                sha,
                one.iban,
                one.booked_on.isoformat(),
                one.value_on.isoformat(),
                one.currency,
                one.amount_minor,
                one.total_minor,
                one.bank_code,
                one.end_to_end_id,
                one.payment_info_id,
                one.reference,
                one.counterparty_iban,
                one.counterparty_name,
                one.return_reason,
            )
            for one in entries
        ],
    )


def known_totals(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """(minor units, currency) of the whole of each movement that is known, by its key."""
    columns = (bank_entry.c.entry_key, bank_entry.c.total_minor, bank_entry.c.currency)
    return {
        row[0]: (row[1], row[2])
        for some in slices(sorted(keys))
        for row in connection.execute(select(*columns).where(bank_entry.c.entry_key.in_(some)))
    }


def entry_named(connection: Connection, name: str) -> BankEntry | None:
    """The movement, or part of one, of that name.

    A key ends in its direction, so what stands after ``#`` is the part and never a reference.
    """
    key, _, written = name.rpartition("#") if name[-2:] not in _SIDES else (name, "", "1")
    part = int(written) if written.isdecimal() and written.isascii() else 0
    query = select(bank_entry).where(bank_entry.c.entry_key == key, bank_entry.c.part == part)
    row = connection.execute(query).first()
    return None if row is None else entry_of(row)


def entry_of(row: Row[Any]) -> BankEntry:
    """A movement as it was read."""
    fields = row._asdict()
    return BankEntry(
        booked_on=date.fromisoformat(fields.pop("booked_day")),
        value_on=date.fromisoformat(fields.pop("value_day")),
        **{name: fields[name] for name in _PLAIN},
    )


_SIDES = (":C", ":D")
_PLAIN = (
    *("entry_key", "part", "iban", "currency", "amount_minor", "total_minor", "bank_code"),
    *("end_to_end_id", "payment_info_id", "reference", "counterparty_iban"),
    *("counterparty_name", "return_reason"),
)
"""Columns that are fields as they stand."""


def put_refusals(
    connection: Connection, refusals: Iterable[tuple[str, str]], sha: str, refused_at: datetime
) -> None:
    """Keep (instruction, reason) of payments that the bank refused."""
    refused_us = us_of(refused_at)
    insert_rows(
        connection,
        payment_refusal,
        [(instruction_id, sha, reason, refused_us) for instruction_id, reason in refusals],
    )


def refused_among(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these instructions the bank refused."""
    column = payment_refusal.c.instruction_id
    return {
        one
        for some in slices(sorted(ids))
        for one in connection.execute(select(column).where(column.in_(some))).scalars()
    }


def refused_payees(connection: Connection) -> list[tuple[str, str, str, datetime]]:
    """(party, IBAN, reason, time) of every refused payment."""
    query = select(
        payment.c.party,
        payment.c.creditor_iban,
        payment_refusal.c.reason,
        payment_refusal.c.refused_us,
    ).join(payment, payment.c.instruction_id == payment_refusal.c.instruction_id)
    return [(row[0], row[1], row[2], time_of(row[3])) for row in connection.execute(query)]
