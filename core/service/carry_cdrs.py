"""Carry CDRs through the pipeline: record, review, price, split and post a batch, or none of it.

Everything is idempotent by the CDR's key: what was carried before is left alone, and what a dead
process recorded but did not finish is taken up by ``carry_on``.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.cdr import Cdr
from core.domain.entry import Entry
from core.domain.errors import UnknownPriceError
from core.domain.hold import Hold, HoldReason
from core.domain.interval import Interval
from core.domain.priced_cdr import PricedCdr
from core.ledger.posting_rules import entry_for_cdr
from core.ledger.split import Split, split
from core.pricing.price import price
from core.service.choose_terms import Chosen, choose_terms
from core.service.collision import again_after_collision
from core.service.known import Known, known_of
from core.service.review_cdr import Checks, Finding, review_cdr, review_price
from core.service.runtime import Runtime
from core.store.cdr_store import (
    EvseKey,
    ReceivedCdr,
    credited_among,
    record_cdrs,
    stays_at,
    uncarried_cdrs,
)
from core.store.chain_store import seal_entries
from core.store.database import OpenTransaction, alone
from core.store.fate_store import put_free, put_holds, put_priced
from core.store.journal_store import SplitRow, append_entries, put_splits

NO_COST = "its price is zero"
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a batch."""

    received: int
    """CDRs handed in."""
    duplicates: int
    """CDRs that were known already."""
    posted: int
    free: int
    held: Counter[HoldReason]


@dataclass(slots=True)
class _Batch:
    """What a batch will write; filled CDR by CDR."""

    holds: list[Hold] = field(default_factory=list)
    priced: list[PricedCdr] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    splits: list[SplitRow] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    stays: dict[EvseKey, list[tuple[str, Interval]]] = field(default_factory=dict)
    """Sound stays by EVSE, those of the books that touch the batch and those of the batch."""
    credited: Collection[str] = ()
    """CDRs of the batch that a Credit CDR undoes; they make room for their replacements."""


def received_at_end(cdr: Cdr) -> datetime:
    """The clock of a replay or a simulation: a CDR arrives when its session ends."""
    return cdr.end


def carry(
    runtime: Runtime,
    cdrs: Sequence[Cdr],
    *,
    checks: Checks | None = None,
    known: Known | None = None,
    received_at: Callable[[Cdr], datetime] = received_at_end,
) -> Carried:
    """Record, review, price and post CDRs in one transaction, then seal what was posted.

    Raises:
        ConflictError: A CDR is known with other content; nothing of the batch is kept.
        StoreError: The database cannot be written; nothing of the batch is kept.
    """
    arrived = [ReceivedCdr(cdr, received_at(cdr)) for cdr in cdrs]
    known = known_of(runtime) if known is None else known
    fresh, batch = again_after_collision(
        lambda: _record_and_carry(runtime, arrived, known, checks or Checks())
    )
    seal(runtime)
    return Carried(
        received=len(cdrs),
        duplicates=len(cdrs) - len(fresh),
        posted=len(batch.entries),
        free=len(batch.free),
        held=Counter(one.reason for one in batch.holds),
    )


def _record_and_carry(
    runtime: Runtime, arrived: Sequence[ReceivedCdr], known: Known, checks: Checks
) -> tuple[list[ReceivedCdr], _Batch]:
    with runtime.database.transaction() as connection:
        alone(connection)
        fresh = record_cdrs(connection, arrived)
        return fresh, _carry(connection, fresh, known, checks, runtime.now())


def carry_on(
    runtime: Runtime,
    *,
    checks: Checks | None = None,
    received_at: Callable[[Cdr], datetime] | None = None,
) -> int:
    """Take up CDRs that were recorded but not carried; return how many.

    Books that know no party yet leave them be: an import comes before its network. ``received_at``
    is for a replay, whose clock is its own; else the time of the import counts.
    """
    known = known_of(runtime)
    if not known.parties:
        return 0
    count = 0
    while True:
        with runtime.database.transaction() as connection:
            alone(connection)
            left = uncarried_cdrs(connection, _BATCH)
            if received_at is not None:
                left = [ReceivedCdr(one.cdr, received_at(one.cdr)) for one in left]
            _carry(connection, left, known, checks or Checks(), runtime.now())
        seal(runtime)
        count += len(left)
        if len(left) < _BATCH:
            return count


def seal(runtime: Runtime) -> int:
    """Number and chain what was committed; return how many entries."""
    with runtime.database.transaction() as connection:
        alone(connection)
        return seal_entries(connection, runtime.now())


def _carry(
    connection: OpenTransaction,
    received: Sequence[ReceivedCdr],
    known: Known,
    checks: Checks,
    now: datetime,
) -> _Batch:
    cdrs = [one.cdr for one in received]
    batch = _Batch(
        stays=_stays_near(connection, cdrs),
        credited=credited_among(connection, [one.key for one in cdrs]),
    )
    for one in received:
        finding = _carry_one(one, known, checks, batch)
        if finding is not None:
            reason, detail = finding
            batch.holds.append(Hold(cdr_key=one.cdr.key, reason=reason, detail=detail, held_at=now))
    put_holds(connection, batch.holds)
    put_priced(connection, batch.priced)
    put_free(connection, batch.free, NO_COST)
    put_splits(connection, batch.splits)
    append_entries(connection, batch.entries, now)
    return batch


def _carry_one(
    received: ReceivedCdr, known: Known, checks: Checks, batch: _Batch
) -> Finding | None:
    cdr = received.cdr
    finding = review_cdr(cdr, received.received_at, known, checks) or _overlap(cdr, batch)
    if finding is not None:
        return finding
    chosen = choose_terms(cdr, received.received_at, known)
    if not isinstance(chosen, Chosen):
        return chosen
    priced = _priced(cdr, chosen)
    if not isinstance(priced, PricedCdr):
        return priced
    batch.priced.append(priced)
    finding = review_price(priced, chosen.terms.agreement.tolerance_minor)
    if finding is not None:
        return finding
    if cdr.key not in batch.credited:
        stay = (cdr.key, Interval(cdr.start, cdr.end))
        batch.stays.setdefault((cdr.cpo, cdr.evse_uid), []).append(stay)
    parts = split(priced, chosen.terms.agreement, chosen.terms.vat)
    if priced.incl_minor == 0 or _leaves_nothing(parts):
        batch.free.append(cdr.key)
        return None
    batch.splits.append(split_row(cdr.key, parts))
    batch.entries.append(entry_for_cdr(priced, parts, chosen.terms))
    return None


def _priced(cdr: Cdr, chosen: Chosen) -> PricedCdr | Finding:
    try:
        rounding = chosen.terms.agreement.rounding
        return price(cdr, chosen.tariffs, chosen.time_zone, rounding=rounding)
    except UnknownPriceError as error:
        return HoldReason.PRICE_UNKNOWN, str(error)


def _leaves_nothing(parts: Split) -> bool:
    """Whether nobody owes anything: wholesale of a cent can round to none."""
    return not (parts.gross or parts.cpo_fee or parts.dp_fee)


def split_row(key: str, parts: Split) -> SplitRow:
    """A split as the books keep it."""
    """What the DP owes includes its fee, so that the parts add up to it."""
    return SplitRow(
        cdr_key=key,
        currency=parts.currency,
        gross=parts.gross + parts.dp_fee + parts.dp_fee_vat,
        vat=parts.vat + parts.dp_fee_vat,
        cpo_net=parts.cpo_net,
        dp_share=parts.dp_share,
        commission=parts.network_net,
        card_cost=parts.card_cost,
        cpo_vat=parts.cpo_vat,
    )


def _overlap(cdr: Cdr, batch: _Batch) -> Finding | None:
    stay = Interval(cdr.start, cdr.end)
    for key, other in batch.stays.get((cdr.cpo, cdr.evse_uid), ()):
        if stay.overlaps(other):
            return HoldReason.OVERLAP, f"{key} at the same EVSE"
    return None


def _stays_near(
    connection: OpenTransaction, cdrs: Iterable[Cdr]
) -> dict[EvseKey, list[tuple[str, Interval]]]:
    """Sound stays of the books that touch the time of a batch, by EVSE."""
    all_ = list(cdrs)
    if not all_:
        return {}
    start, end = min(cdr.start for cdr in all_), max(cdr.end for cdr in all_)
    stays: dict[EvseKey, list[tuple[str, Interval]]] = {}
    batch_keys = {cdr.key for cdr in all_}
    evses = [(cdr.cpo, cdr.evse_uid) for cdr in all_]
    for evse, key, stay in stays_at(connection, evses, start, end):
        if key not in batch_keys:
            stays.setdefault(evse, []).append((key, stay))
    return stays
