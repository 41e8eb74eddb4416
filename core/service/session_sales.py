"""Posted sessions, read from the books as what they made the parties sell to each other."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from core.domain.agreement import Agreement
from core.domain.cdr import Cdr
from core.domain.entry import Entry, EntryKind
from core.domain.party import country_of
from core.domain.priced_cdr import PricedCdr
from core.domain.supplied import Supplied
from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.ledger.noted_vat import noted_vat
from core.ledger.refunded_sales import refunded_sales, shares_refund
from core.ledger.session_vat import SessionVat, vat_before_the_table
from core.ledger.split import split
from core.ledger.supplies import supplies_of
from core.ledger.true_up_sales import group_of_true_up, true_up_sales
from core.service.known import Known
from core.service.period_vat import vat_of_group
from core.service.true_up_period import month_named
from core.store.cdr_store import received_among
from core.store.database import OpenTransaction
from core.store.fate_store import prices_of
from core.store.journal_store import KeptEntry, entries_by_id, entries_numbered

BATCH = 1_000
_LAST: Final = timedelta(microseconds=1)
SESSION_KINDS = (EntryKind.CDR, EntryKind.CREDIT, EntryKind.REFUND, EntryKind.REVERSAL)
"""Kinds of which sales can be told; the last one, where it undoes a refund."""
_SIGNS: Final = {EntryKind.CDR: 1, EntryKind.CREDIT: -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSales:
    """One entry of a session, or of its credit, and the sales that it posted."""

    kept: KeptEntry
    cdr: Cdr | None
    """None where it is of no single session: a true-up."""
    traders: tuple[str, str]
    """The CPO and the Demand Partner; ``*`` where it is of all of them."""
    supplies: tuple[Supplied, ...]
    """In a credit the mirror of the session's, in a refund a part of that."""
    currency: str
    """What the session is priced in."""

    @property
    def sign(self) -> int:
        """1 for a session, -1 for its credit, 0 for what takes a part of it back."""
        return _SIGNS.get(self.kept.entry.kind, 0)

    def moved(self, party: str) -> dict[str, int]:
        """What the entry moved on all accounts of a party, by currency; debits above zero."""
        moved: dict[str, int] = {}
        for leg in self.kept.entry.postings:
            if owner_of(leg.account) == party:
                moved[leg.currency] = moved.get(leg.currency, 0) + leg.amount_minor
        return moved

    def margin(self, currency: str) -> int:
        """What the network took for the conversion, in that currency; above zero: it was paid."""
        return -sum(
            leg.amount_minor
            for leg in self.kept.entry.postings
            if code_of(leg.account) is Code.FX_MARGIN and leg.currency == currency
        )


def entries_in_turn(
    connection: OpenTransaction, numbers: Sequence[int], known: Known
) -> Iterator[SessionSales | KeptEntry]:
    """Entries by their numbers, those of sessions with their sales; a thousand at a time."""
    for at in range(0, len(numbers), BATCH):
        kept = list(entries_numbered(connection, numbers[at : at + BATCH]))
        of_sessions = [one for one in kept if one.entry.kind in SESSION_KINDS]
        sales = _sales(connection, of_sessions, known)
        sales |= {one.number: _trued_up(one, known) for one in kept if _is_true_up(one)}
        for one in kept:
            yield sales.get(one.number, one)


def _sales(
    connection: OpenTransaction, kept: Collection[KeptEntry], known: Known
) -> dict[int, SessionSales]:
    kept = [one for one in kept if one.entry.source_id.startswith("cdr:")]
    keys = sorted({one.entry.source_id for one in kept})
    cdrs = {key: one.cdr for key, one in received_among(connection, keys).items()}
    prices = prices_of(connection, list(cdrs.values()))
    behind = {one.entry.source_id for one in kept if one.entry.kind is not EntryKind.CDR}
    behind |= {one.entry.reverses for one in kept if one.entry.reverses}
    entries = entries_by_id(connection, behind)
    entries |= {one.entry.entry_id: one.entry for one in kept}
    found = {}
    for one in kept:
        key = one.entry.source_id
        supplies = sales_of(cdrs[key], prices[key], entries[key], known)
        posted = _as_posted(one.entry, supplies, entries, known)
        if posted is not None:
            found[one.number] = SessionSales(
                kept=one,
                cdr=cdrs[key],
                traders=(cdrs[key].cpo, cdrs[key].demand_partner),
                supplies=posted,
                currency=prices[key].currency,
            )
    return found


def _is_true_up(one: KeptEntry) -> bool:
    return one.entry.kind is EntryKind.TRUE_UP and one.entry.source_id.startswith("true_up:")


def _trued_up(one: KeptEntry, known: Known) -> SessionSales:
    agreement = known.agreement_version(one.entry.terms)
    assert agreement is not None, one.entry.terms
    assert known.network is not None, one.entry.entry_id
    group = group_of_true_up(one.entry)
    month = month_named(one.entry.source_id.rpartition(":")[2])
    assert month.end is not None
    vat = vat_of_group(known, agreement, group, (month.end - _LAST).date())
    return SessionSales(
        kept=one,
        cdr=None,
        traders=(group.cpo, group.demand_partner),
        supplies=true_up_sales(one.entry, agreement, vat, known.network.key),
        currency=agreement.payout_currency,
    )


def _as_posted(
    entry: Entry, supplies: tuple[Supplied, ...], entries: Mapping[str, Entry], known: Known
) -> tuple[Supplied, ...] | None:
    """The sales that an entry of a session posted; None where it posted none."""
    assert known.network is not None, entry.entry_id
    if entry.kind is EntryKind.CDR:
        return supplies
    if entry.kind is EntryKind.CREDIT:
        return tuple(sale.reversed() for sale in supplies)
    refund = entry if entry.kind is EntryKind.REFUND else entries[entry.reverses or ""]
    if refund.kind is not EntryKind.REFUND or not shares_refund(refund):
        return None
    taken = refunded_sales(supplies, refund, known.network.key)
    return taken if refund is entry else tuple(sale.reversed() for sale in taken)


def sales_of(cdr: Cdr, priced: PricedCdr, posted: Entry, known: Known) -> tuple[Supplied, ...]:
    """The sales of one posted session."""
    agreement = known.agreement_version(posted.terms)
    assert agreement is not None, posted.terms
    assert known.network is not None, cdr.key
    vat = noted_vat(posted.notes) or _vat_of_before(cdr, agreement, known)
    around = known.circumstances_of(cdr) if agreement.asks_circumstances else None
    parts = split(priced, agreement, vat, around)
    return supplies_of(priced, parts, agreement, vat, known.network.key)


def _vat_of_before(cdr: Cdr, agreement: Agreement, known: Known) -> SessionVat:
    network = "" if known.network is None else known.network.country_code
    parties = (country_of(cdr.cpo), country_of(cdr.demand_partner))
    return vat_before_the_table(agreement, network, *parties, cdr.country_code)
