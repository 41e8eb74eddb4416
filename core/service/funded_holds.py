"""When what waited for a Demand Partner's money is free: when all of it came.

The bank confirmed it, or a default drew it from what the partner had lodged.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from core.domain.agreement import Agreement, ClockHours, ClockOrigin
from core.domain.bank_match import MatchKind
from core.domain.entry import EntryKind
from core.domain.holdback import Holdback, HoldbackReason
from core.ledger.bank_posting_rules import noon_of
from core.ledger.chart_of_accounts import code_of
from core.ledger.default_posting_rules import DRAWN_FROM
from core.settlement.cycle import Timetable
from core.store.bank_match_store import KeptLeg, legs_of_instructions
from core.store.cycle_store import instructions_of
from core.store.database import OpenTransaction
from core.store.holdback_store import collections_of
from core.store.journal_store import kept_entry


def when_free(
    connection: OpenTransaction,
    held: Sequence[Holdback],
    agreements: Sequence[Agreement],
    timetable: Timetable,
) -> dict[str, datetime]:
    """Id of each holdback whose Demand Partner has paid -> the moment from which it is due."""
    waiting = [one for one in held if one.reason is HoldbackReason.UNFUNDED]
    if not waiting:
        return {}
    asked = collections_of(connection, sorted({one.cycle_id for one in waiting}))
    free: dict[str, datetime] = {}
    for one in waiting:
        ids = asked.get((one.cycle_id, one.demand_partner), [])
        confirmed_at = _confirmed_at(connection, one, ids)
        if confirmed_at is not None:
            free[one.hold_id] = _due(one, confirmed_at, agreements, timetable)
    return free


def _confirmed_at(
    connection: OpenTransaction, hold: Holdback, ids: Sequence[str]
) -> datetime | None:
    """When the last of it came; None while something is missing."""
    came = datetime.fromisoformat(hold.cycle_id).replace(tzinfo=UTC)
    if not ids:
        return came
    amounts = {
        one.instruction_id: one.amount_minor for one in instructions_of(connection, hold.cycle_id)
    }
    legs = legs_of_instructions(connection, ids)
    for key in ids:
        received = [leg for leg in legs if _is_of(leg, key)]
        drawn_minor, drawn_at = _drawn(connection, key)
        if sum(leg.amount_minor for leg in received) + drawn_minor < amounts[key]:
            return None
        came = max([came, *drawn_at, *(noon_of(leg.entry.booked_on) for leg in received)])
    return came


def _drawn(connection: OpenTransaction, collection: str) -> tuple[int, list[datetime]]:
    """What a default drew of it from what the partner had lodged, and when: it paid so much."""
    kept = kept_entry(connection, f"{EntryKind.DEFAULTED}:{collection}")
    legs = () if kept is None else kept.entry.postings
    drawn = sum(leg.amount_minor for leg in legs if code_of(leg.account) in DRAWN_FROM)
    return drawn, [] if kept is None or not drawn else [kept.entry.effective_at]


def _is_of(leg: KeptLeg, instruction_id: str) -> bool:
    return leg.instruction_id == instruction_id and leg.kind is MatchKind.RECEIVED


def _due(
    hold: Holdback, confirmed_at: datetime, agreements: Sequence[Agreement], timetable: Timetable
) -> datetime:
    """At once, or where the clock starts with the funds, in the last cycle that is in time."""
    for one in agreements:
        # A hold is of debts in all countries, so the terms of none of them are its own.
        if one.covers(hold.cpo, hold.demand_partner, "", confirmed_at):
            if one.clock.origin is not ClockOrigin.FUNDS_CAPTURED:
                break
            days = timetable.in_force(confirmed_at.date()).days
            is_banking = one.clock.hours is ClockHours.BANKING
            due = confirmed_at + timedelta(hours=one.clock.delay_h)
            due = days.after(confirmed_at, one.clock.delay_h) if is_banking else due
            return timetable.cycle_taking(confirmed_at, due).cut_off_at
    return confirmed_at
