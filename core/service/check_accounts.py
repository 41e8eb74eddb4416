"""Accounts are of the currency, and on the side, that their kind and owner say (I3, I8).

An account has no row of its own: its code says what it is and its owner whose, and both decide.
"""

from collections.abc import Iterator
from typing import Final

from core.domain.agreement import ANY, FxLock
from core.domain.money import EXPONENTS
from core.domain.party import Party, Role
from core.ledger.chart_of_accounts import Code, owner_of
from core.store.database import OpenTransaction
from core.store.journal_store import balances
from core.store.reference_store import all_agreements, all_parties

_FINDINGS_MAX: Final = 20
OF_PARTNER: Final = (
    *(Code.RECEIVABLE, Code.DISPUTED, Code.PREFUND, Code.PREFUND_HELD),
    *(Code.INCENTIVE, Code.DP_SHARE),
)
"""In the currency that the Demand Partner settles in."""
OF_SESSIONS: Final = (Code.RECEIVABLE, Code.DISPUTED, Code.INCENTIVE, Code.DP_SHARE)
"""Of those, in the session's currency too, where terms lock its rate at settlement."""
OF_CPO: Final = (Code.PAYABLE, Code.RESERVE, Code.HELD, Code.WAITING)
"""In a currency that an agreement with the CPO pays out in."""
NEVER_DEBIT: Final = (
    Code.PREFUND,
    Code.PREFUND_HELD,
    Code.RESERVE,
    Code.WAITING,
)
"""What we hold for others: nobody draws more than there is.

Shares and rebates are not among them: what is refunded or lost after a cycle paid them is owed
back until the next one nets it.
"""


def strange_currencies(connection: OpenTransaction) -> list[str]:
    """I3: accounts with postings in a currency that is not theirs."""
    parties = all_parties(connection)
    paid_in: dict[str, set[str]] = {}
    until_settled: dict[str, set[str]] = {}
    for one in all_agreements(connection):
        paid_in.setdefault(one.cpo, set()).add(one.payout_currency)
        if one.fx_lock is FxLock.SETTLEMENT:
            until_settled.setdefault(one.demand_partner, set()).add(one.payout_currency)
    found = []
    for account, currency in sorted(balances(connection)):
        wanted = _wanted(account, parties.get(owner_of(account)), paid_in, until_settled)
        if currency not in EXPONENTS or (wanted and currency not in wanted):
            listed = ", ".join(sorted(wanted)) or "ISO 4217"
            found.append(f"{account}: wanted {listed}, found {currency}")
    return found[:_FINDINGS_MAX]


def _wanted(
    account: str,
    owner: Party | None,
    paid_in: dict[str, set[str]],
    until_settled: dict[str, set[str]],
) -> set[str]:
    """Currencies that an account may have; empty where it may have any."""
    if owner is None:
        return set()
    if owner.role is Role.EMSP and account[:4] in OF_PARTNER:
        if account[:4] in OF_SESSIONS:
            return (
                {owner.currency}
                | until_settled.get(owner.key, set())
                | until_settled.get(ANY, set())
            )
        return {owner.currency}
    if owner.role is Role.CPO and account[:4] in OF_CPO:
        return paid_in.get(owner.key, set()) | paid_in.get(ANY, set())
    return set()


def overdrawn_accounts(connection: OpenTransaction) -> list[str]:
    """I8: accounts of what we hold for others that more was drawn from than they had."""
    return list(_overdrawn(connection))[:_FINDINGS_MAX]


def _overdrawn(connection: OpenTransaction) -> Iterator[str]:
    for (account, currency), amount in sorted(balances(connection).items()):
        if account[:4] in NEVER_DEBIT and amount > 0:
            yield f"{account} {currency} {amount}"
