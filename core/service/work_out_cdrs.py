"""Work out what becomes of CDRs: review, price and split them; nothing is written here.

Carrying what arrives and trying again what was held come to the same words.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.domain.cdr import Cdr
from core.domain.entry import Entry
from core.domain.errors import UnknownPriceError
from core.domain.hold import Hold, HoldReason
from core.domain.interval import Interval
from core.domain.priced_cdr import PricedCdr
from core.ledger.posting_rules import entry_for_cdr
from core.ledger.split import Split, split
from core.pricing.accepted_total import at_total
from core.pricing.price import price
from core.service.choose_terms import Chosen, choose_terms
from core.service.evse_stays import EvseStays
from core.service.known import Known
from core.service.review_cdr import Checks, Finding, review_cdr, review_price
from core.store.cdr_store import ReceivedCdr, credited_among, stays_at
from core.store.database import OpenTransaction
from core.store.journal_store import SplitRow


@dataclass(slots=True)
class Batch:
    """What a batch will write; filled CDR by CDR."""

    holds: list[Hold] = field(default_factory=list)
    priced: list[PricedCdr] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    splits: list[SplitRow] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    pending: list[tuple[Entry, SplitRow, datetime]] = field(default_factory=list)
    """What waits out a dispute window, each with its split and the end of the window."""
    stays: EvseStays = field(default_factory=EvseStays)
    """Sound stays by EVSE, those of the books that touch the batch and those of the batch."""
    credited: Collection[str] = ()
    """CDRs of the batch that a Credit CDR undoes; they make room for their replacements."""

    @property
    def sound(self) -> list[PricedCdr]:
        """What was priced and is not held."""
        held = {one.cdr_key for one in self.holds}
        return [one for one in self.priced if one.cdr.key not in held]


def work_out(
    connection: OpenTransaction,
    received: Sequence[ReceivedCdr],
    known: Known,
    checks: Checks,
    now: datetime,
) -> Batch:
    """What becomes of CDRs, in their order."""
    cdrs = [one.cdr for one in received]
    batch = Batch(
        stays=_stays_near(connection, cdrs),
        credited=credited_among(connection, [one.key for one in cdrs]),
    )
    for one in received:
        finding = _work_out_one(one, known, checks, batch)
        if finding is not None:
            reason, detail = finding
            batch.holds.append(Hold(cdr_key=one.cdr.key, reason=reason, detail=detail, held_at=now))
    return batch


def _work_out_one(
    received: ReceivedCdr, known: Known, checks: Checks, batch: Batch
) -> Finding | None:
    cdr = received.cdr
    finding = review_cdr(cdr, received.received_at, known, checks) or _overlap(cdr, checks, batch)
    if finding is not None:
        return finding
    chosen = choose_terms(cdr, received.received_at, known, received.accepted_at)
    if not isinstance(chosen, Chosen):
        return chosen
    priced = _priced(cdr, chosen)
    if not isinstance(priced, PricedCdr):
        return priced
    if checks.at_cdr_total:
        priced = at_total(priced)
    batch.priced.append(priced)
    finding = review_price(priced, chosen.terms.agreement.tolerance_minor)
    if finding is not None and finding[0] not in checks.waived:
        return finding
    if cdr.key not in batch.credited:
        batch.stays.add((cdr.cpo, cdr.evse_uid), cdr.key, Interval(cdr.start, cdr.end))
    around = known.circumstances_of(cdr) if chosen.terms.agreement.asks_circumstances else None
    parts = split(priced, chosen.terms.agreement, chosen.terms.vat, around)
    if priced.incl_minor == 0 or parts.moves_nothing:
        batch.free.append(cdr.key)
        return None
    _post_or_wait(received, entry_for_cdr(priced, parts, chosen.terms), parts, chosen, batch)
    return None


def _post_or_wait(
    received: ReceivedCdr, entry: Entry, parts: Split, chosen: Chosen, batch: Batch
) -> None:
    row = split_row(received.cdr.key, parts)
    days = chosen.terms.agreement.dispute_window_days
    if not days:
        batch.splits.append(row)
        batch.entries.append(entry)
        return
    window = timedelta(days=days)
    assert entry.due_at is not None, entry.entry_id
    batch.pending.append(
        (replace(entry, due_at=entry.due_at + window), row, received.received_at + window)
    )


def _priced(cdr: Cdr, chosen: Chosen) -> PricedCdr | Finding:
    try:
        rounding = chosen.terms.agreement.rounding
        return price(cdr, chosen.tariffs, chosen.time_zone, rounding=rounding)
    except UnknownPriceError as error:
        return HoldReason.PRICE_UNKNOWN, str(error)


def split_row(key: str, parts: Split) -> SplitRow:
    """A split as the books keep it; what the DP owes includes what it pays beside the session."""
    sums = parts.sums()
    return SplitRow(
        cdr_key=key,
        currency=parts.currency,
        gross=parts.gross + sums.dp_extra + sums.dp_extra_vat,
        vat=parts.vat + sums.dp_extra_vat,
        cpo_net=sums.cpo_net,
        dp_share=sums.dp_share,
        commission=sums.network_net,
        card_cost=sums.card_cost,
        cpo_vat=parts.cpo_vat,
        others=sums.others or None,
    )


def _overlap(cdr: Cdr, checks: Checks, batch: Batch) -> Finding | None:
    if HoldReason.OVERLAP in checks.waived:
        return None
    key = batch.stays.overlapping((cdr.cpo, cdr.evse_uid), Interval(cdr.start, cdr.end))
    return None if key is None else (HoldReason.OVERLAP, f"{key} at the same EVSE")


def _stays_near(connection: OpenTransaction, cdrs: Iterable[Cdr]) -> EvseStays:
    """Sound stays of the books that touch the time of a batch, by EVSE."""
    all_ = list(cdrs)
    stays = EvseStays()
    if not all_:
        return stays
    start, end = min(cdr.start for cdr in all_), max(cdr.end for cdr in all_)
    batch_keys = {cdr.key for cdr in all_}
    evses = [(cdr.cpo, cdr.evse_uid) for cdr in all_]
    for evse, key, stay in stays_at(connection, evses, start, end):
        if key not in batch_keys:
            stays.add(evse, key, stay)
    return stays
