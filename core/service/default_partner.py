"""A party does not pay: collections are recalled, its deposit drawn, the rest written off.

It is a Demand Partner, a CPO of which more was taken back than it earned, or whoever settles for a
legal entity; what comes of it later is told in ``core.service.set_off`` and ``rematch_movement``.

Both can be said again without harm. Giving a claim up needs two people: the first call proposes,
and once it is approved the same call posts it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from core.domain.approval import Approval, ApprovalKind, Matter
from core.domain.defaulted_claim import DefaultedClaim
from core.domain.entry import Entry
from core.domain.errors import NotFoundError, RuleError
from core.domain.instruction import Instruction
from core.domain.money import Money
from core.domain.operator_act import ActKind
from core.domain.party import Role
from core.ledger.chart_of_accounts import account
from core.ledger.default_posting_rules import (
    DRAWN_FROM,
    entry_for_default,
    entry_for_shared_loss,
    entry_for_write_off,
)
from core.service.acting import Acting, act
from core.service.approvals import word_of_two
from core.service.defaulted_claims import claims_in, own_account
from core.service.runtime import Runtime
from core.store.life_store import (
    balance_of,
    put_recalled,
    unpaid_collections,
    write_offs_of,
)
from core.store.reference_store import all_parties, partner_keys


@dataclass(frozen=True, slots=True)
class WriteOff:
    """Where a write-off stands."""

    approval: Approval
    entries: tuple[Entry, ...] = ()
    """What was posted; none while it is only proposed."""


def take_default(runtime: Runtime, party: str, reason: str) -> tuple[Entry, ...]:
    """Take a partner to be in default: nothing of what it was asked for will come.

    Each collection that the bank did not confirm leaves transit, and is paid out of the partner's
    deposit and reserve as far as they go; what is left stays owed, and no cycle asks for it again.

    Returns:
        The entries that were posted; none if nothing is outstanding.

    Raises:
        NotFoundError: No party that settles has that key.
    """

    def step(acting: Acting) -> tuple[Entry, ...]:
        _require_party(acting, party)
        unpaid = unpaid_collections(acting.connection, party)
        made = [recall(acting, one, missing, 1) for one, missing in unpaid]
        recalled = [(one.instruction_id, missing) for one, missing in unpaid]
        put_recalled(acting.connection, recalled, (acting.who, acting.reason), acting.now)
        if made:
            acting.log(ActKind.DEFAULTED, party)
        return tuple(made)

    return act(runtime, f"default: {party}", reason, step)


def write_off(runtime: Runtime, party: str, reason: str) -> WriteOff:
    """Give up what a partner still owes of its defaults: propose it, or post it once approved.

    CPOs whose payouts waited for that money bear their part of the loss, and what is left of
    those payouts waits no longer.

    Raises:
        NotFoundError: No party that settles has that key.
        RuleError: It owes nothing of its defaults, or the proposal was rejected.
    """

    def step(acting: Acting) -> WriteOff:
        _require_party(acting, party)
        claims = [one for one in claims_in(acting.connection, party) if one.owed_minor]
        owed = _by_currency(claims)
        if not owed:
            raise RuleError(f"write-off: {party} owes nothing of its defaults")
        number = write_offs_of(acting.connection, [party, *(one.claim_id for one in claims)]) + 1
        approval = _approval(acting, party, number, owed)
        if not approval.is_approved:
            return WriteOff(approval)
        made = [entry_for_write_off(one, str(number), acting.reason, acting.at) for one in claims]
        acting.post(made)
        shared = [entry for one in claims for entry in share_loss(acting, one.written_off())]
        acting.log(ActKind.WRITTEN_OFF, party)
        return WriteOff(approval, (*made, *shared))

    return act(runtime, f"write-off: {party}", reason, step)


def recall(acting: Acting, collection: Instruction, missing_minor: int, number: int) -> Entry:
    """Take what is missing of a collection out of transit, and off what its party left with us."""
    party, currency = collection.party, collection.currency
    deposit, reserve = (
        max(0, -balance_of(acting.connection, account(code, party), currency))
        for code in DRAWN_FROM
    )
    again = (own_account(party, partner_keys(acting.connection)), number)
    funds = (deposit, reserve)
    entry = entry_for_default(collection, missing_minor, funds, acting.reason, acting.at, again)
    acting.post([entry])
    return entry


def share_loss(acting: Acting, claim: DefaultedClaim) -> list[Entry]:
    """Post what CPOs bear more, or have back, of what is lost of a claim now."""
    event = (acting.reason, acting.at)
    after, changes = claim.shared()
    made = [entry_for_shared_loss(after, risk, more, event) for risk, more in changes]
    acting.post(made)
    return made


def _by_currency(claims: Sequence[DefaultedClaim]) -> list[Money]:
    sums: dict[str, int] = {}
    for one in claims:
        currency = one.collection.currency
        sums[currency] = sums.get(currency, 0) + one.owed_minor
    return [Money(amount, currency) for currency, amount in sorted(sums.items())]


def _approval(acting: Acting, party: str, number: int, owed: list[Money]) -> Approval:
    matter = Matter(
        kind=ApprovalKind.WRITE_OFF,
        subject=party,
        content_sha=sha256("\n".join((party, str(number), *map(str, owed))).encode()).hexdigest(),
    )
    return word_of_two(acting, matter, f"{acting.reason}: {', '.join(map(str, owed))}")


def _require_party(acting: Acting, party: str) -> None:
    found = all_parties(acting.connection).get(party)
    if found is None or found.role is Role.HUB:
        raise NotFoundError(f"no party {party!r} that settles in these books")
