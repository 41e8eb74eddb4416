"""Work every posted session out again, from its record to its entry, and compare (I15).

The record, the tariff version, the terms and the rate are those that the books name; what comes
out must be the price, the split and the entry that the books hold, to the last cent and note.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.domain.agreement import Agreement
from core.domain.entry import Entry
from core.domain.party import country_of
from core.domain.priced_cdr import PricedCdr
from core.domain.reconciliation import Resolution
from core.ledger.posting_rules import CLOCK_NOTE, Terms, entry_for_cdr
from core.ledger.session_vat import (
    SessionVat,
    vat_before_the_table,
    vat_notes,
    without_wording,
)
from core.ledger.split import split
from core.pricing.accepted_total import at_total
from core.pricing.price import price
from core.service.choose_vat import choose_vat
from core.service.known import Known, known_in
from core.service.recompute_conversions import untrue_conversions
from core.service.review_cdr import Finding
from core.service.work_out_cdrs import split_row
from core.store.case_store import ends_among
from core.store.cdr_store import ReceivedCdr, received_among
from core.store.database import OpenTransaction
from core.store.fate_store import prices_of
from core.store.journal_store import SplitRow, entries_by_id, posted_batches, splits_of

_FINDINGS_MAX = 20


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the books hold of one posted session."""

    received: ReceivedCdr
    priced: PricedCdr | None
    parts: SplitRow | None
    entry: Entry
    at_cdr_total: bool
    """Two people accepted the total that the CDR states."""


def untrue_amounts(connection: OpenTransaction) -> list[str]:
    """Sessions whose price, split or entry does not follow from what they were made of.

    What cut-offs converted of them is worked out again, too.
    """
    known = known_in(connection)
    found: list[str] = []
    try:
        for kept in _posted(connection):
            problem = _problem(kept, known)
            if problem is not None:
                found.append(f"{kept.received.cdr.key}: {problem}")
                if len(found) == _FINDINGS_MAX:
                    break
        found += untrue_conversions(connection, known)
    except (AssertionError, ValueError):  # somebody made of a row what can be no value at all
        found.append("a record or an entry that cannot exist; the other checks name it")
    return found[:_FINDINGS_MAX]


def _posted(connection: OpenTransaction) -> Iterator[_Kept]:
    for batch in posted_batches(connection):
        received = received_among(connection, batch)
        prices = prices_of(connection, [one.cdr for one in received.values()])
        entries = entries_by_id(connection, batch)
        parts = splits_of(connection, batch)
        ends = ends_among(connection, batch)
        for key, one in received.items():
            accepted = key in ends and ends[key].resolution is Resolution.CDR_TOTAL
            yield _Kept(one, prices.get(key), parts.get(key), entries[key], accepted)


def _problem(kept: _Kept, known: Known) -> str | None:
    cdr, priced = kept.received.cdr, kept.priced
    if priced is None:
        return "posted without a price"
    tariff = known.tariff_version(cdr.cpo, priced.tariff_id, priced.tariff_version)
    agreement = known.agreement_version(kept.entry.terms)
    if tariff is None or agreement is None:
        return f"no tariff {priced.tariff_id} {priced.tariff_version} or terms {kept.entry.terms}"
    tariffs = (tariff, *known.other_tariffs(cdr, tariff))
    again = price(cdr, tariffs, known.time_zone_of(cdr), rounding=agreement.rounding)
    if kept.at_cdr_total and cdr.total_cost is not None:
        again = at_total(again)
    if again != priced:
        was, now = (f"{one.excl_minor} + {one.vat_minor}" for one in (priced, again))
        return f"priced at {was}, worked out again {now}"
    return _problem_of_money(kept, again, agreement, known)


def _problem_of_money(
    kept: _Kept, priced: PricedCdr, agreement: Agreement, known: Known
) -> str | None:
    vat = _vat(kept, agreement, known)
    if not isinstance(vat, SessionVat):
        return f"posted, but {vat[1]}"
    cdr = priced.cdr
    around = known.circumstances_of(cdr) if agreement.asks_circumstances else None
    parts = split(priced, agreement, vat, around)
    row = split_row(cdr.key, parts)
    if not vat_notes(kept.entry.notes):
        row = replace(row, cpo_vat=None)  # rows of then leave it open
    if row != kept.parts:
        return "its split is not what its terms say"
    terms = Terms(
        agreement=agreement,
        received_at=kept.received.received_at,
        rate=known.rate_named(_rate_id(kept.entry)),
        vat=vat,
    )
    if _as_compared(entry_for_cdr(priced, parts, terms)) != _as_compared(kept.entry):
        return "its entry is not what its price and terms say"
    return None


def _as_compared(entry: Entry) -> Entry:
    """When it fell due depends on when a replay says it arrived; what is owed does not.

    Nor does it depend on whether its period was closed when it came.
    """
    served = entry.as_served
    notes = (one for one in without_wording(served.notes) if not one.startswith(CLOCK_NOTE))
    return replace(served, due_at=None, notes=tuple(notes))


def _vat(kept: _Kept, agreement: Agreement, known: Known) -> SessionVat | Finding:
    """Decided again by the table; an entry without a VAT note is older than the table."""
    cdr = kept.received.cdr
    if vat_notes(kept.entry.notes):
        return choose_vat(cdr, agreement, known)
    network = "" if known.network is None else known.network.country_code
    parties = (country_of(cdr.cpo), country_of(cdr.demand_partner))
    return vat_before_the_table(agreement, network, *parties, cdr.country_code)


def _rate_id(entry: Entry) -> str:
    """The rate that a note names: ``rate EUR/CHF@2026-01-02 0.94``; empty where none does."""
    named = (note.split(" ")[1] for note in entry.notes if note.startswith("rate "))
    return next(named, "")
