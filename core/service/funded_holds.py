"""When what waited for a Demand Partner's money is free: when nothing of it is awaited any more.

The bank confirmed it; or the partner is in default, and nothing of that is owed any more: it was
drawn from what it had lodged, came late, was taken back, or was given up and its loss shared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.domain.agreement import Agreement, ClockHours, ClockOrigin
from core.domain.bank_match import MatchKind
from core.domain.defaulted_claim import DefaultedClaim
from core.domain.holdback import Holdback, HoldbackReason
from core.ledger.bank_posting_rules import noon_of
from core.settlement.cycle import Timetable
from core.store.bank_match_store import KeptLeg, legs_of_instructions
from core.store.cycle_store import instructions_of
from core.store.database import OpenTransaction
from core.store.holdback_store import collections_of


@dataclass(frozen=True, slots=True)
class WhenDue:
    """By what a payout falls due once it is funded."""

    agreements: Sequence[Agreement]
    timetable: Timetable


def when_free(
    connection: OpenTransaction,
    held: Sequence[Holdback],
    claims: Sequence[DefaultedClaim],
    by: WhenDue,
) -> dict[str, datetime]:
    """Id of each holdback that waits for no money -> the moment from which it is due."""
    in_default = {one.claim_id: one for one in claims}
    waiting = [one for one in held if one.reason is HoldbackReason.UNFUNDED]
    if not waiting:
        return {}
    asked = collections_of(connection, sorted({one.cycle_id for one in waiting}))
    free: dict[str, datetime] = {}
    for one in waiting:
        ids = asked.get((one.cycle_id, one.demand_partner), [])
        ours = [in_default[key] for key in ids if key in in_default]
        confirmed_at = _confirmed_at(connection, one, ids, in_default)
        if confirmed_at is not None:
            is_lost = any(claim.lost_minor for claim in ours)
            # Who bears a part of a loss bears it in the cycle in which it is paid the rest.
            free[one.hold_id] = confirmed_at if is_lost else _due(one, confirmed_at, by)
    return free


def _confirmed_at(
    connection: OpenTransaction,
    hold: Holdback,
    ids: Sequence[str],
    in_default: Mapping[str, DefaultedClaim],
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
        if key in in_default:
            if in_default[key].owed_minor:
                return None
            came = max(came, in_default[key].changed_at)
            continue
        received = [leg for leg in legs if _is_of(leg, key)]
        if sum(leg.amount_minor for leg in received) < amounts[key]:
            return None
        came = max([came, *(noon_of(leg.entry.booked_on) for leg in received)])
    return came


def _is_of(leg: KeptLeg, instruction_id: str) -> bool:
    return leg.instruction_id == instruction_id and leg.kind is MatchKind.RECEIVED


def _due(hold: Holdback, confirmed_at: datetime, by: WhenDue) -> datetime:
    """At once, or where the clock starts with the funds, in the last cycle that is in time."""
    timetable = by.timetable
    for one in by.agreements:
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
