"""Work out again what every cut-off converted, from what its cycle took, and compare."""

from collections import defaultdict
from collections.abc import Iterator

from core.domain.entry import Entry, EntryKind
from core.domain.fx_rate import FxRate
from core.ledger.chart_of_accounts import code_of, owner_of
from core.ledger.conversion_rules import (
    CONVERTIBLE,
    ToConvert,
    conversion_id,
    entry_for_conversion,
)
from core.service.known import Known
from core.store.conversion_store import converting_cycles, entries_taken
from core.store.database import OpenTransaction


def untrue_conversions(connection: OpenTransaction, known: Known) -> Iterator[str]:
    """Conversions that do not follow from what their cycles took, the terms of it and the rate."""
    for cycle_id in converting_cycles(connection):
        converted: list[Entry] = []
        legs: dict[tuple[str, str], list[ToConvert]] = defaultdict(list)
        for kept in entries_taken(connection, cycle_id):
            if kept.entry.kind is EntryKind.FX_CONVERSION:
                converted.append(kept.entry.as_served)
            else:
                _collect(kept.entry, known, legs)
        ids = {conversion_id(cycle_id, *whose): whose for whose in legs}
        for found in converted:
            whose, rate = ids.get(found.entry_id, ("", "")), _rate(found, known)
            again = None
            if rate is not None:
                at = found.effective_at
                again = entry_for_conversion(cycle_id, whose, legs[whose], rate, at)
            if again != found:
                yield f"{found.entry_id}: it is not what its cycle took, its terms and rate say"


def _collect(taken: Entry, known: Known, legs: dict[tuple[str, str], list[ToConvert]]) -> None:
    terms = known.agreement_version(taken.terms)
    margin_bp = 0 if terms is None else terms.fx_margin_bp
    for leg in taken.postings:
        owner = known.parties.get(owner_of(leg.account))
        if owner is None or code_of(leg.account) not in CONVERTIBLE:
            continue
        if owner.currency != leg.currency:
            one = ToConvert(leg.account, leg.amount_minor, margin_bp)
            legs[owner.key, leg.currency].append(one)


def _rate(found: Entry, known: Known) -> FxRate | None:
    named = (note.split(" ")[1] for note in found.notes if note.startswith("rate "))
    return known.rate_named(next(named, ""))
