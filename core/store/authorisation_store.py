"""Authorisations, for good, and what sessions under way may still cost their Demand Partners."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import Connection, Insert, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.domain.authorisation import Authorisation, RefusalReason
from core.domain.money import Money
from core.store.advisory_lock import Turn, take_turn
from core.store.bulk import insert_rows
from core.store.kept_schema import authorisation, open_claim, stated_reference
from core.store.rows import time_of, us_of

_CLOCKS: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClaim:
    """What a session under way may cost, until it is posted or given up."""

    claim: str
    """Reference of its authorisation; ``session:NL*ABC:4711`` of one that has none."""
    demand_partner: str
    amount: Money
    """In the partner's currency."""
    until: datetime


def one_at_a_time(connection: Connection) -> None:
    """Wait until no other process authorises; held until the commit.

    Two that read the same headroom would both use it.
    """
    take_turn(connection, Turn.AUTHORISATIONS)


def put_authorisations(connection: Connection, decided: Sequence[Authorisation]) -> None:
    """Keep what was decided."""
    insert_rows(
        connection,
        authorisation,
        [
            (
                one.reference,
                us_of(one.at),
                one.cpo,
                one.demand_partner,
                one.token,
                one.location_id,
                one.evse_uid,
                one.decided_by,
                int(one.allowed),
                None if one.reason is None else one.reason.value,
                one.detail,
                None if one.asked is None else one.asked.currency,
                None if one.asked is None else one.asked.amount_minor,
            )
            for one in decided
        ],
    )


def authorisations_of(
    connection: Connection, references: Collection[str]
) -> dict[str, Authorisation]:
    """What was decided under these references."""
    if not references:
        return {}
    query = select(authorisation).where(authorisation.c.reference.in_(sorted(references)))
    return {
        row.reference: Authorisation(
            reference=row.reference,
            at=time_of(row.at_us),
            cpo=row.cpo,
            demand_partner=row.demand_partner,
            token=row.token,
            location_id=row.location_id,
            evse_uid=row.evse_uid,
            decided_by=row.decided_by,
            reason=None if row.reason is None else RefusalReason(row.reason),
            detail=row.detail,
            asked=None if row.asked_minor is None else Money(row.asked_minor, row.currency),
        )
        for row in connection.execute(query)
    }


def put_stated(connection: Connection, one: Authorisation, stated: str) -> None:
    """Keep what the Demand Partner calls an authorisation: so its session and CDR will name it."""
    if stated != one.reference:
        insert_rows(connection, stated_reference, [(one.demand_partner, stated, one.reference)])


def authorisation_of_session(
    connection: Connection, demand_partner: str, stated: str, start: datetime
) -> Authorisation | None:
    """By what a session was let in: the last answer of that name that is not younger than it.

    A quarter of an hour of difference between clocks is let pass.
    """
    query = select(stated_reference.c.reference).where(
        stated_reference.c.demand_partner == demand_partner, stated_reference.c.stated == stated
    )
    names = {stated, *connection.execute(query).scalars()}
    found = [
        one
        for one in authorisations_of(connection, names).values()
        if one.demand_partner == demand_partner and one.at <= start + _CLOCKS
    ]
    return max(found, key=lambda one: one.at, default=None)


def put_claims(connection: Connection, claims: Sequence[OpenClaim]) -> None:
    """Keep what sessions may cost, and until when; of a known one the new figures count."""
    if not claims:
        return
    rows = [
        {
            "claim": one.claim,
            "demand_partner": one.demand_partner,
            "currency": one.amount.currency,
            "amount_minor": one.amount.amount_minor,
            "until_us": us_of(one.until),
        }
        for one in claims
    ]
    connection.execute(_claiming(connection.dialect.name), rows)


@cache
def _claiming(dialect: str) -> Insert:
    """The statement, worded once: to word it costs more than to carry it out."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    told = insert(open_claim)
    return told.on_conflict_do_update(
        index_elements=["claim"],
        set_={name: told.excluded[name] for name in ("currency", "amount_minor", "until_us")},
        where=open_claim.c.demand_partner == told.excluded.demand_partner,
    )


def claims_of(connection: Connection, names: Collection[str]) -> dict[str, OpenClaim]:
    """Claims of these names."""
    if not names:
        return {}
    query = select(open_claim).where(open_claim.c.claim.in_(sorted(names)))
    return {
        row.claim: OpenClaim(
            claim=row.claim,
            demand_partner=row.demand_partner,
            amount=Money(row.amount_minor, row.currency),
            until=time_of(row.until_us),
        )
        for row in connection.execute(query)
    }


def end_claims(connection: Connection, ended: Collection[tuple[str, str]], now: datetime) -> None:
    """Let go of claims, each named with its Demand Partner; one that nobody has is none."""
    if not ended:
        return
    now_us = us_of(now)
    rows = [{"name": name, "partner": of, "now_us": now_us} for name, of in sorted(ended)]
    connection.execute(_ENDING, rows)


_ENDING: Final = (
    update(open_claim)
    .where(
        open_claim.c.claim == bindparam("name"),
        open_claim.c.demand_partner == bindparam("partner"),
        open_claim.c.until_us > bindparam("now_us"),
    )
    .values(until_us=bindparam("now_us"))
)
_CLAIMED: Final = select(func.coalesce(func.sum(open_claim.c.amount_minor), 0)).where(
    open_claim.c.demand_partner == bindparam("partner"),
    open_claim.c.until_us > bindparam("now_us"),
    open_claim.c.currency == bindparam("currency"),
)


def claimed_minor(connection: Connection, demand_partner: str, currency: str, now: datetime) -> int:
    """What sessions under way may cost a partner, in minor units of its currency."""
    asked = {"partner": demand_partner, "now_us": us_of(now), "currency": currency}
    return int(connection.execute(_CLAIMED, asked).scalar_one())
