"""Values as the database keeps them: times as integers, whole values as canonical JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Final

from pydantic import TypeAdapter

from core.domain.agreement import Agreement
from core.domain.cdr import Cdr
from core.domain.entry import Entry
from core.domain.money import rounded
from core.domain.priced_cdr import CostLine
from core.domain.tariff import Tariff
from core.domain.vat import VatFacts

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)

cdr_body: Final = TypeAdapter(Cdr)
tariff_body: Final = TypeAdapter(Tariff)
agreement_body: Final = TypeAdapter(Agreement)
lines_body: Final = TypeAdapter(tuple[tuple[CostLine, ...], tuple[str, ...]])
vat_facts_body: Final = TypeAdapter(VatFacts)
notes_body: Final = TypeAdapter(tuple[str, ...])
counts_body: Final = TypeAdapter(dict[str, int])


def us_of(instant: datetime) -> int:
    """Microseconds since 1970 of an aware time."""
    return (instant - EPOCH) // _US


def time_of(us: int) -> datetime:
    """The time, in UTC, of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=us)


def energy_e4(energy_kwh: Decimal) -> int:
    """Energy in ten-thousandths of a kWh, for sums; the exact figure stays in the body."""
    return rounded(Fraction(energy_kwh) * 10_000)


def sha_of(text: str) -> str:
    """sha256 of a text, in hex."""
    return sha256(text.encode()).hexdigest()


def bytes_sha(content: bytes) -> str:
    """sha256 of bytes, in hex."""
    return sha256(content).hexdigest()


def entry_sha(entry: Entry) -> str:
    """sha256 over everything that the event decided; what the journal adds is left out."""
    due_us = None if entry.due_at is None else us_of(entry.due_at)
    return sha_of(entry_text(entry, us_of(entry.effective_at), due_us))


def entry_text(entry: Entry, effective_us: int, due_us: int | None) -> str:
    """What an entry's sha is of: one line a fact, in an order that never changes."""
    head = (
        f"{entry.entry_id}\n{entry.kind}\n{effective_us}\n{due_us}\n{entry.source_id}\n"
        f"{entry.terms}\n{entry.reverses}"
    )
    legs = [f"{leg.account} {leg.currency} {leg.amount_minor}" for leg in entry.postings]
    return "\n".join((head, *entry.notes, *legs))


def block_hash(previous: str, shas: Sequence[str]) -> str:
    """Hash of a block: the previous block's hash and the sha of every entry, in order."""
    return sha_of("\n".join((previous, *shas)))
