"""Work every true-up out again, from the sessions that the books held then, and compare."""

from dataclasses import replace

from core.domain.fx_rate import FxRate
from core.ledger.true_up import Group
from core.ledger.true_up_entry import Amounts, entry_for_case, less, moved_by
from core.service.known import Known, known_in
from core.service.true_up_period import MonthOf
from core.store.database import OpenTransaction
from core.store.journal_store import KeptEntry
from core.store.true_up_store import last_session_before, true_ups

_FINDINGS_MAX = 20


def untrue_true_ups(connection: OpenTransaction) -> list[str]:
    """True-ups that do not follow from the sessions before them and their terms."""
    known = known_in(connection)
    months: dict[tuple[str, int], MonthOf] = {}
    moved: dict[str, dict[str, Amounts]] = {}
    found: list[str] = []
    try:
        for kept in true_ups(connection):
            problem = _problem(connection, kept, known, months, moved)
            if problem is not None:
                found.append(f"{kept.entry.entry_id}: {problem}")
                if len(found) == _FINDINGS_MAX:
                    break
    except (AssertionError, ValueError):  # somebody made of a row what can be no value at all
        found.append("a true-up or a session that cannot exist; the other checks name it")
    return found


def _problem(
    connection: OpenTransaction,
    kept: KeptEntry,
    known: Known,
    months: dict[tuple[str, int], MonthOf],
    moved: dict[str, dict[str, Amounts]],
) -> str | None:
    entry = kept.entry.as_served
    agreement = known.agreement_version(entry.terms)
    prefix, _, number = entry.entry_id.rpartition(":")
    parts = prefix.removeprefix(f"true_up:{entry.terms}:").split(":")
    if agreement is None or len(parts) != 3 or not number.isdecimal():
        return f"no terms {entry.terms}, or no such true-up"
    period, group = parts[0], Group(*parts[1:])
    seen = (entry.source_id, last_session_before(connection, kept.number))
    if seen not in months:
        months[seen] = MonthOf(connection, known, agreement, period, before=kept.number)
    month = months[seen]
    if group not in month.groups:
        return "nobody of its group charged or is named by its terms"
    case = replace(month.case(group), rate=_rate(kept, known))
    before = moved.get(prefix, {})
    again = entry_for_case(case, less(month.parts(group), before), int(number))
    moved[prefix] = _together(before, moved_by(entry.notes))
    if again is None or replace(again, due_at=None) != replace(entry, due_at=None):
        return "it is not what its sessions and terms say"
    return None


def _rate(kept: KeptEntry, known: Known) -> FxRate | None:
    named = (note.split(" ")[1] for note in kept.entry.notes if note.startswith("rate "))
    return known.rate_named(next(named, ""))


def _together(one: dict[str, Amounts], other: dict[str, Amounts]) -> dict[str, Amounts]:
    both = dict(one)
    for step_id, (amount, vat) in other.items():
        was = both.get(step_id, (0, 0))
        both[step_id] = (was[0] + amount, was[1] + vat)
    return both
