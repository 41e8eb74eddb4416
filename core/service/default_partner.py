"""A Demand Partner does not pay: collections are recalled, its deposit drawn, the rest written off.

Both can be said again without harm. Giving a claim up needs two people: the first call proposes,
and once it is approved the same call posts it.
"""

from dataclasses import dataclass
from hashlib import sha256

from core.domain.approval import Approval, ApprovalKind, Matter
from core.domain.entry import Entry
from core.domain.errors import NotFoundError, RuleError
from core.domain.money import Money
from core.domain.operator_act import ActKind
from core.domain.party import Role
from core.ledger.chart_of_accounts import account
from core.ledger.default_posting_rules import DRAWN_FROM, entry_for_default, entry_for_write_off
from core.service.acting import Acting, act
from core.service.approvals import word_of_two
from core.service.runtime import Runtime
from core.store.life_store import (
    balance_of,
    defaulted_balances,
    put_recalled,
    unpaid_collections,
    write_offs_of,
)
from core.store.reference_store import all_parties


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
        NotFoundError: No Demand Partner has that key.
    """

    def step(acting: Acting) -> tuple[Entry, ...]:
        _require_partner(acting, party)
        unpaid = unpaid_collections(acting.connection, party)
        made = []
        for collection, missing in unpaid:
            funds = [
                max(0, -balance_of(acting.connection, account(code, party), collection.currency))
                for code in DRAWN_FROM
            ]
            deposit, reserve = funds
            entry = entry_for_default(
                collection, missing, (deposit, reserve), acting.reason, acting.at
            )
            acting.post([entry])
            made.append(entry)
        recalled = [(one.instruction_id, missing) for one, missing in unpaid]
        put_recalled(acting.connection, recalled, (acting.who, acting.reason), acting.now)
        if made:
            acting.log(ActKind.DEFAULTED, party)
        return tuple(made)

    return act(runtime, f"default: {party}", reason, step)


def write_off(runtime: Runtime, party: str, reason: str) -> WriteOff:
    """Give up what a partner still owes of its defaults: propose it, or post it once approved.

    Raises:
        NotFoundError: No Demand Partner has that key.
        RuleError: It owes nothing of its defaults, or the proposal was rejected.
    """

    def step(acting: Acting) -> WriteOff:
        _require_partner(acting, party)
        owed = [one for one in defaulted_balances(acting.connection, party) if one.amount_minor > 0]
        if not owed:
            raise RuleError(f"write-off: {party} owes nothing of its defaults")
        number = write_offs_of(acting.connection, party) + 1
        approval = _approval(acting, party, number, owed)
        if not approval.is_approved:
            return WriteOff(approval)
        made = tuple(
            entry_for_write_off(party, lost, str(number), acting.reason, acting.at) for lost in owed
        )
        acting.post(made)
        acting.log(ActKind.WRITTEN_OFF, party)
        return WriteOff(approval, made)

    return act(runtime, f"write-off: {party}", reason, step)


def _approval(acting: Acting, party: str, number: int, owed: list[Money]) -> Approval:
    matter = Matter(
        kind=ApprovalKind.WRITE_OFF,
        subject=party,
        content_sha=sha256("\n".join((party, str(number), *map(str, owed))).encode()).hexdigest(),
    )
    return word_of_two(acting, matter, f"{acting.reason}: {', '.join(map(str, owed))}")


def _require_partner(acting: Acting, party: str) -> None:
    found = all_parties(acting.connection).get(party)
    if found is None or found.role is not Role.EMSP:
        raise NotFoundError(f"no Demand Partner {party!r} in these books")
