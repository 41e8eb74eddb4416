"""CDRs as received, their prices, and those that wait or cost nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, and_, exists, func, or_, select, tuple_

from core.domain.cdr import Assumed, Cdr, CreditCdr
from core.domain.errors import ConflictError
from core.domain.interval import Interval
from core.store.bulk import Row, insert_rows, known
from core.store.life_schema import pending_entry
from core.store.rows import cdr_body, energy_e4, sha_of, time_of, us_of
from core.store.schema import cdr, credit_cdr, entry, free_cdr, hold, priced_cdr
from core.store.waiting import keeps_back

_FINDINGS_MAX = 20
EvseKey = tuple[str, str]
"""CPO and uid: a uid is its CPO's own."""


@dataclass(frozen=True, slots=True)
class ReceivedCdr:
    """A CDR and when it reached the network."""

    cdr: Cdr
    received_at: datetime
    accepted_at: datetime | None = None
    """When it passed every review, where that was later; None: when it was received."""


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """A Credit CDR that has still to undo an entry."""

    key: str
    credited_key: str
    issued_at: datetime
    reason: str


def record_cdrs(connection: Connection, received: Sequence[ReceivedCdr]) -> list[ReceivedCdr]:
    """Keep CDRs that are new, and return those, in their order.

    Raises:
        ConflictError: A CDR is known with other content; nothing of the batch is kept.
    """
    keyed = [(one.cdr.key, cdr_sha(one.cdr), one) for one in received]
    shas = known(connection, cdr, "cdr_key", "sha", {key for key, _, _ in keyed})
    before = frozenset(shas)
    fresh: dict[str, ReceivedCdr] = {}
    for key, sha, one in keyed:
        if shas.setdefault(key, sha) != sha:
            raise ConflictError(
                f"{key}: known with other content; a CDR is immutable, undo it with a Credit CDR, "
                "or replay under other terms into another database (--db)"
            )
        if key not in before:
            fresh.setdefault(key, one)
    put_cdrs(connection, [(one, shas[key]) for key, one in fresh.items()])
    return list(fresh.values())


def put_cdrs(connection: Connection, fresh: Iterable[tuple[ReceivedCdr, str]]) -> None:
    """Keep CDRs that are new, each with its sha.

    Raises:
        CollisionError: One of them is known.
    """
    insert_rows(connection, cdr, [_row(one, sha) for one, sha in fresh])


def shas_of(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """Of those that are known."""
    return known(connection, cdr, "cdr_key", "sha", keys)


def credits_among(connection: Connection, keys: Collection[str]) -> set[str]:
    """Which of these keys are those of Credit CDRs."""
    return set(known(connection, credit_cdr, "cdr_key", "cdr_key", keys))


def cdr_sha(one: Cdr) -> str:
    """By what the same CDR is known again: all it says, whoever sent it."""
    body = cdr_body.dump_python(one, mode="json", exclude={"source"}, exclude_defaults=True)
    return sha_of(repr(body))


def _row(one: ReceivedCdr, sha: str) -> Row:
    record = one.cdr
    return (
        record.key,
        record.cdr_id,
        record.session_id,
        record.cpo,
        record.demand_partner,
        record.location_id,
        record.evse_uid,
        us_of(record.start),
        us_of(record.end),
        record.currency,
        energy_e4(record.energy_kwh),
        int(Assumed.DEMAND_PARTNER in record.assumed),
        us_of(one.received_at),
        cdr_body.dump_json(record).decode(),
        sha,
    )


def conflicting_cdrs(connection: Connection, cdrs: Sequence[Cdr]) -> set[str]:
    """Keys of CDRs that are known with other content."""
    before = known(connection, cdr, "cdr_key", "sha", {one.key for one in cdrs})
    return {one.key for one in cdrs if before.get(one.key, cdr_sha(one)) != cdr_sha(one)}


def credit_of(connection: Connection, credited_key: str) -> str | None:
    """Key of the Credit CDR that undoes a CDR."""
    return connection.execute(
        select(credit_cdr.c.cdr_key).where(credit_cdr.c.credited_key == credited_key)
    ).scalar()


def record_credits(
    connection: Connection, credits_: Iterable[CreditCdr], received_at: datetime
) -> list[CreditCdr]:
    """Keep Credit CDRs that are new, and return those.

    Raises:
        ConflictError: One is known with other content, or its CDR is undone by another; nothing
            of the batch is kept.
    """
    wanted = list(credits_)
    kept = known(connection, credit_cdr, "cdr_key", "credited_key", {one.key for one in wanted})
    undone_by = known(
        connection, credit_cdr, "credited_key", "cdr_key", {one.credited_key for one in wanted}
    )
    by_key: dict[str, CreditCdr] = {}
    for one in wanted:
        if one.key not in kept:
            by_key[one.key] = one
        if kept.setdefault(one.key, one.credited_key) != one.credited_key:
            raise ConflictError(
                f"{one.key}: known with other content; it undoes {kept[one.key]}, "
                f"not {one.credited_key}"
            )
        by = undone_by.setdefault(one.credited_key, one.key)
        if by != one.key:
            raise ConflictError(f"{one.key}: {one.credited_key} is undone already, by {by}")
    insert_rows(
        connection,
        credit_cdr,
        [
            (key, one.credited_key, one.reason, us_of(one.issued_at), us_of(received_at))
            for key, one in by_key.items()
        ],
    )
    return list(by_key.values())


def open_credits(connection: Connection) -> list[OpenCredit]:
    """Credit CDRs whose CDR is posted, and that have no entry of their own yet."""
    own = entry.alias()
    query = (
        select(credit_cdr)
        .where(exists().where(entry.c.entry_id == credit_cdr.c.credited_key))
        .where(~exists().where(own.c.entry_id == credit_cdr.c.cdr_key))
        .order_by(credit_cdr.c.issued_us, credit_cdr.c.cdr_key)
    )
    return [
        OpenCredit(row.cdr_key, row.credited_key, time_of(row.issued_us), row.reason)
        for row in connection.execute(query)
    ]


def uncarried_cdrs(connection: Connection, limit: int) -> list[ReceivedCdr]:
    """CDRs that were received but neither posted, pending, held nor found to cost nothing."""
    done = (
        exists().where(entry.c.entry_id == cdr.c.cdr_key),
        exists().where(hold.c.cdr_key == cdr.c.cdr_key),
        exists().where(free_cdr.c.cdr_key == cdr.c.cdr_key),
        exists().where(pending_entry.c.cdr_key == cdr.c.cdr_key),
    )
    query = (
        select(cdr.c.body, cdr.c.received_us)
        .where(and_(*(~one for one in done)))
        .order_by(cdr.c.end_us, cdr.c.cdr_key)
        .limit(limit)
    )
    return [
        ReceivedCdr(cdr_body.validate_json(row.body), time_of(row.received_us))
        for row in connection.execute(query)
    ]


def stays_at(
    connection: Connection, evses: Iterable[EvseKey], start: datetime, end: datetime
) -> list[tuple[EvseKey, str, Interval]]:
    """CDRs found sound at these EVSEs that touch the time: (EVSE, key, stay).

    Only what was priced counts: what is recorded and not carried yet has not had its turn. What a
    Credit CDR undid makes room for its replacement.
    """
    wanted = sorted(set(evses))
    query = select(cdr.c.cpo, cdr.c.evse_uid, cdr.c.cdr_key, cdr.c.start_us, cdr.c.end_us).where(
        tuple_(cdr.c.cpo, cdr.c.evse_uid).in_(wanted),
        cdr.c.start_us < us_of(end),
        cdr.c.end_us > us_of(start),
        exists().where(priced_cdr.c.cdr_key == cdr.c.cdr_key),
        ~keeps_back(cdr.c.cdr_key),
        ~exists().where(credit_cdr.c.credited_key == cdr.c.cdr_key),
    )
    return [
        ((row[0], row[1]), row[2], Interval(time_of(row[3]), time_of(row[4])))
        for row in connection.execute(query)
    ]


def credited_among(connection: Connection, keys: Collection[str]) -> set[str]:
    """Which of these CDRs a Credit CDR undoes."""
    return set(known(connection, credit_cdr, "credited_key", "cdr_key", keys))


def cdr_of(connection: Connection, key: str) -> ReceivedCdr | None:
    """The CDR of that key."""
    row = connection.execute(
        select(cdr.c.body, cdr.c.received_us).where(cdr.c.cdr_key == key)
    ).first()
    if row is None:
        return None
    return ReceivedCdr(cdr_body.validate_json(row.body), time_of(row.received_us))


def keys_named(connection: Connection, words: str, limit: int = 5) -> list[str]:
    """Keys of CDRs whose key, id or session is ``words``."""
    named = or_(cdr.c.cdr_key == words, cdr.c.cdr_id == words, cdr.c.session_id == words)
    query = select(cdr.c.cdr_key).where(named).order_by(cdr.c.cdr_key).limit(limit)
    return list(connection.execute(query).scalars())


def key_without(connection: Connection, words: str) -> str | None:
    """The first key of a CDR that does not contain ``words``; None if all do."""
    query = (
        select(cdr.c.cdr_key)
        .where(~cdr.c.cdr_key.contains(words, autoescape=True))
        .order_by(cdr.c.cdr_key)
        .limit(1)
    )
    return connection.execute(query).scalar()


def last_end(connection: Connection) -> datetime | None:
    """When the latest session of the books ended."""
    us = connection.execute(select(func.max(cdr.c.end_us))).scalar()
    return None if us is None else time_of(us)


def changed_cdrs(connection: Connection) -> list[str]:
    """CDRs that are not what was recorded; at most 20 are named."""
    rows = connection.execute(select(cdr.c.cdr_key, cdr.c.body, cdr.c.sha).order_by(cdr.c.cdr_key))
    changed = (row[0] for row in rows if cdr_sha(cdr_body.validate_json(row[1])) != row[2])
    return [f"{key} is not as it was recorded" for key in islice(changed, _FINDINGS_MAX)]


def received_among(connection: Connection, keys: Collection[str]) -> dict[str, ReceivedCdr]:
    """CDRs of these keys."""
    query = select(cdr.c.cdr_key, cdr.c.body, cdr.c.received_us).where(
        cdr.c.cdr_key.in_(sorted(keys))
    )
    return {
        row[0]: ReceivedCdr(cdr_body.validate_json(row[1]), time_of(row[2]))
        for row in connection.execute(query)
    }
