"""What parties in default owe, collection by collection, read from the journal."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.domain.bank_match import MatchKind
from core.domain.defaulted_claim import CpoRisk, DefaultedClaim
from core.domain.entry import Entry, EntryKind
from core.domain.holdback import HoldbackReason
from core.domain.instruction import Instruction
from core.ledger.bank_posting_rules import noon_of
from core.ledger.chart_of_accounts import Code, account, code_of
from core.ledger.default_posting_rules import DRAWN_FROM, OFFSET
from core.store.bank_match_store import KeptLeg, legs_of_instructions
from core.store.bulk import slices
from core.store.claim_store import (
    defaulted_balances,
    entries_of_claims,
    recalled_collections,
)
from core.store.cycle_store import entities_in, obligations_of
from core.store.database import OpenTransaction
from core.store.holdback_store import HoldbackFate, fates_of_holdbacks
from core.store.reference_store import partner_keys

OF_PARTNERS = (Code.RECEIVABLE, Code.DP_SHARE, Code.INCENTIVE)
"""Accounts on which a Demand Partner owes and is owed."""
_CAME = (MatchKind.RECEIVED, MatchKind.RECOVERED)


def claims_in(connection: OpenTransaction, party: str | None = None) -> list[DefaultedClaim]:
    """Every collection that was recalled, of one party or of all, oldest first."""
    collections = recalled_collections(connection, party)
    if not collections:
        return []
    partners = partner_keys(connection)
    posted = _by_claim(entries_of_claims(connection, collections), collections)
    came = _came(connection, [one.instruction_id for one in collections])
    claims = []
    for one in collections:
        parties, offset = _netted(connection, one)
        claims.append(
            _claim(
                (one, parties, own_account(one.party, partners)),
                posted[one.instruction_id],
                came.get(one.instruction_id, ()),
                offset,
            )
        )
    claims = _with_risks(connection, claims, posted)
    return _as_owed(connection, claims)


def own_account(party: str, partners: Collection[str]) -> str:
    """On which account a party owes what it did not pay."""
    return account(Code.RECEIVABLE if party in partners else Code.PAYABLE, party)


def _by_claim(
    entries: Iterable[Entry], collections: Sequence[Instruction]
) -> dict[str, list[Entry]]:
    ids = {one.instruction_id for one in collections}
    found: dict[str, list[Entry]] = defaultdict(list)
    for one in entries:
        if one.kind is not EntryKind.DEFAULTED:
            found[one.source_id].append(one)
            continue
        named = one.entry_id.partition(":")[2]
        claim_id = named if named in ids else named.rpartition(":")[0]
        found[claim_id].append(one)
    return found


def _came(connection: OpenTransaction, ids: Sequence[str]) -> dict[str, list[KeptLeg]]:
    found: dict[str, list[KeptLeg]] = defaultdict(list)
    for some in slices(ids):
        for leg in legs_of_instructions(connection, some):
            if leg.kind in _CAME:
                found[leg.instruction_id or ""].append(leg)
    return found


def _netted(connection: OpenTransaction, one: Instruction) -> tuple[frozenset[str], int]:
    """Whose debts a collection asked for, and what of them was offset before it was asked."""
    entities = entities_in(connection, one.cycle_id)
    parties = frozenset({one.party, *(key for key, by in entities.items() if by == one.party)})
    owed = sum(
        due.amount_minor
        for due in obligations_of(connection, one.cycle_id)
        if due.party in parties
        and due.currency == one.currency
        and code_of(due.account) in OF_PARTNERS
    )
    return parties, max(0, owed - one.amount_minor)


def _claim(
    whose: tuple[Instruction, frozenset[str], str],
    entries: Sequence[Entry],
    came: Sequence[KeptLeg],
    offset: int,
) -> DefaultedClaim:
    collection, parties, own = whose
    deposit, reserve = (_sum(entries, account(code, collection.party)) for code in DRAWN_FROM)
    late = sum(leg.amount_minor for leg in came if leg.kind is MatchKind.RECOVERED)
    clearing = account(Code.SETTLEMENT, collection.party)
    set_off = [one for one in entries if one.entry_id.startswith(f"{OFFSET}:")]
    others = [one for one in entries if one.kind is not EntryKind.LOSS_SHARED]
    times = [*(one.effective_at for one in entries), *map(_counts_at, came)]
    return DefaultedClaim(
        collection=collection,
        parties=parties,
        account=own,
        owed_minor=_sum(others, own) - late,
        lost_minor=_sum(others, account(Code.BAD_DEBT)),
        drawn_minor=deposit,
        came_minor=sum(leg.amount_minor for leg in came)
        + reserve
        + _sum(set_off, clearing)
        + offset,
        changed_at=max(times),
    )


def _counts_at(leg: KeptLeg) -> datetime:
    return noon_of(leg.entry.booked_on)


def _sum(entries: Iterable[Entry], where: str) -> int:
    return sum(leg.amount_minor for one in entries for leg in one.postings if leg.account == where)


def _with_risks(
    connection: OpenTransaction,
    claims: Sequence[DefaultedClaim],
    posted: Mapping[str, Sequence[Entry]],
) -> list[DefaultedClaim]:
    """With the payouts that waited for each; one that waited for several is the first one's."""
    given: set[str] = set()
    fates: dict[str, tuple[HoldbackFate, ...]] = {}
    found = []
    for one in claims:
        cycle_id = one.collection.cycle_id
        if cycle_id not in fates:
            fates[cycle_id] = fates_of_holdbacks(connection, cycle_id)
        waited = [
            fate
            for fate in fates[cycle_id]
            if fate.hold.reason is HoldbackReason.UNFUNDED
            and fate.hold.demand_partner in one.parties
            and fate.hold.hold_id not in given
        ]
        given.update(fate.hold.hold_id for fate in waited)
        risks = tuple(_risk(fate, posted[one.claim_id]) for fate in waited)
        found.append(replace(one, risks=risks))
    return found


def _risk(fate: HoldbackFate, entries: Sequence[Entry]) -> CpoRisk:
    hold = fate.hold
    shared = [one for one in entries if one.entry_id.startswith(f"loss_shared:{hold.hold_id}:")]
    return CpoRisk(
        hold_id=hold.hold_id,
        cpo=hold.cpo,
        currency=hold.currency,
        at_risk_minor=max(0, hold.amount_minor - fate.taken_back_minor),
        borne_minor=_sum(shared, account(Code.PAYABLE, hold.cpo)),
        moves=len(shared),
    )


def _as_owed(connection: OpenTransaction, claims: Sequence[DefaultedClaim]) -> list[DefaultedClaim]:
    """Less what books of before reduced without saying of which collection: the oldest first."""
    more: dict[tuple[str, str], int] = defaultdict(int)
    for one in claims:
        more[one.account, one.collection.currency] += one.owed_minor
    for where in {account_ for account_, _ in more}:
        for owed in defaulted_balances(connection, where):
            more[where, owed.currency] -= owed.amount_minor
    found = []
    for one in claims:
        key = (one.account, one.collection.currency)
        less = max(0, min(more[key], one.owed_minor))
        more[key] -= less
        found.append(replace(one, owed_minor=one.owed_minor - less))
    return found
