"""Totals of all sessions: summed once over everything, then brought forward by what is new.

Entries commit in the order of their numbers, so everything after a number is new. What cannot be
found by a number - credits, free and held CDRs - is in small tables, which are summed each time.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from core.store.case_schema import priced_again
from core.store.report_store import SplitSums
from core.store.schema import cdr, credit_cdr, entry, free_cdr, priced_cdr, split
from core.store.waiting import gross_that_counts, kept_back

_PARTS = ("sessions", "gross", "vat", "cpo_net", "dp_share", "commission", "card_cost", "others")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedTotals:
    """All entries of sessions up to a number."""

    number: int = 0
    """Of the last entry that is in it."""
    energy_e4: int = 0
    """Of the CDRs that are posted, in ten-thousandths of a kWh."""
    sums: tuple[SplitSums, ...] = ()
    """By currency, in the order of their names."""
    at_tariff: tuple[tuple[str, int], ...] = ()
    """(currency, what posted sessions cost at the public tariff); credited ones are still in it."""


def posted_totals(connection: Connection, before: PostedTotals) -> PostedTotals:
    """Totals as they are now, given those of an earlier time; the first time costs a scan."""
    last = connection.execute(select(func.max(entry.c.id))).scalar() or 0
    if last == before.number:
        return before
    after = before.number
    return PostedTotals(
        number=last,
        energy_e4=before.energy_e4 + _energy(connection, after),
        sums=_added((*before.sums, *_sums(connection, after))),
        at_tariff=_merged((*before.at_tariff, *_at_tariff(connection, after))),
    )


def cdr_totals(connection: Connection, posted: PostedTotals) -> tuple[int, int]:
    """How many CDRs, and their energy in ten-thousandths of a kWh, in whatever state they are."""
    count: int = connection.execute(select(func.count()).select_from(cdr)).scalar_one()
    known = sum(one.sessions for one in posted.sums)
    energy_e4 = posted.energy_e4
    for keys in (select(free_cdr.c.cdr_key), kept_back()):
        query = select(func.count(), func.coalesce(func.sum(cdr.c.energy_e4), 0)).where(
            cdr.c.cdr_key.in_(keys)
        )
        row = connection.execute(query).one()
        known, energy_e4 = known + int(row[0]), energy_e4 + int(row[1])
    if known != count:  # some are recorded and have no fate yet: only a scan finds them
        energy_e4 = int(connection.execute(select(func.sum(cdr.c.energy_e4))).scalar_one())
    return count, energy_e4


def tariff_totals(connection: Connection, posted: PostedTotals) -> dict[str, int]:
    """What posted sessions, less those credited, cost at the public tariff, by currency."""
    credited = (
        select(priced_cdr.c.currency, -func.sum(gross_that_counts()))
        .select_from(credit_cdr)
        .join(priced_cdr, priced_cdr.c.cdr_key == credit_cdr.c.credited_key)
        .join(split, split.c.cdr_key == priced_cdr.c.cdr_key)
        .outerjoin(priced_again, priced_again.c.cdr_key == priced_cdr.c.cdr_key)
        .group_by(priced_cdr.c.currency)
    )
    undone = [(row[0], int(row[1])) for row in connection.execute(credited)]
    return dict(_merged((*posted.at_tariff, *undone)))


def _new(query: Select[Any], key: ColumnElement[str], after: int) -> Select[Any]:
    """Only rows whose key is that of an entry after a number; 0 takes all without looking."""
    if not after:
        return query
    return query.join(entry, entry.c.entry_id == key).where(entry.c.id > after)


def _energy(connection: Connection, after: int) -> int:
    energy = func.coalesce(func.sum(cdr.c.energy_e4), 0)
    query = select(energy).join(split, split.c.cdr_key == cdr.c.cdr_key)
    return int(connection.execute(_new(query, split.c.cdr_key, after)).scalar_one())


def _sums(connection: Connection, after: int) -> list[SplitSums]:
    query = (
        select(
            split.c.currency,
            func.count(cdr.c.cdr_key).label("sessions"),
            *(func.coalesce(func.sum(split.c[name]), 0).label(name) for name in _PARTS[1:]),
        )
        .outerjoin(cdr, cdr.c.cdr_key == split.c.cdr_key)
        .group_by(split.c.currency)
    )
    return [
        SplitSums(currency=row.currency, **{name: int(getattr(row, name)) for name in _PARTS})
        for row in connection.execute(_new(query, split.c.cdr_key, after))
    ]


def _at_tariff(connection: Connection, after: int) -> list[tuple[str, int]]:
    query = (
        select(priced_cdr.c.currency, func.sum(gross_that_counts()))
        .join(split, split.c.cdr_key == priced_cdr.c.cdr_key)
        .outerjoin(priced_again, priced_again.c.cdr_key == priced_cdr.c.cdr_key)
        .group_by(priced_cdr.c.currency)
    )
    rows = connection.execute(_new(query, split.c.cdr_key, after))
    return [(row[0], int(row[1])) for row in rows]


def _merged(amounts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = defaultdict(int)
    for currency, amount in amounts:
        totals[currency] += amount
    return tuple(sorted(totals.items()))


def _added(sums: Iterable[SplitSums]) -> tuple[SplitSums, ...]:
    totals: dict[str, list[int]] = defaultdict(lambda: [0] * len(_PARTS))
    for one in sums:
        for index, name in enumerate(_PARTS):
            totals[one.currency][index] += getattr(one, name)
    return tuple(
        SplitSums(currency=currency, **dict(zip(_PARTS, parts, strict=True)))
        for currency, parts in sorted(totals.items())
    )
