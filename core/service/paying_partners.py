"""How Demand Partners pay in the cycles of a plan: from cards, from wallets, or when asked.

Changes as cycles are closed, so that cycles closed at once come to what they come to day by day.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.entry import Entry
from core.domain.instruction import Instruction, InstructionKind
from core.domain.money import Money
from core.domain.settlement_rules import CreditMode, SettlementRules
from core.ledger.chart_of_accounts import Code, account, code_of, owner_of
from core.ledger.holdback_rules import entry_for_capture
from core.ledger.prefund_posting_rules import entry_for_prefund_used
from core.settlement.cycle import Cycle
from core.store.cycle_store import OpenLeg
from core.store.database import OpenTransaction
from core.store.exposure_store import Amounts, unpaid_collections
from core.store.holdback_store import balances_on, open_receivables

_OWED = (Code.RECEIVABLE, Code.DP_SHARE)


@dataclass(slots=True)
class PayingPartners:
    """What partners have lodged and owe, as the cycles of a plan go on."""

    rules: SettlementRules
    wallets: Amounts
    """(partner, currency) -> what is left in it, above zero."""
    unpaid: Amounts
    """(party, currency) -> collections that are not received."""
    receivables: list[tuple[int, datetime, str, str, int]]
    """(entry, effective at, partner, currency, minor units), of partners with a limit."""
    _taken: set[int] = field(default_factory=set)

    def entries_of(self, cycle: Cycle, legs: Sequence[OpenLeg]) -> list[Entry]:
        """What partners pay of a cycle without being asked: captures, and draws from wallets."""
        made = []
        for (partner, currency), amount in sorted(net_of_partners(legs).items()):
            mode = self.rules.credit_of(partner, cycle.day).mode
            at = cycle.cut_off_at
            if mode is CreditMode.CAPTURED:
                gross = gross_of(legs, partner, currency)
                if gross > 0:
                    taken = Money(gross, currency)
                    made.append(entry_for_capture(cycle.cycle_id, partner, taken, at))
            elif mode is CreditMode.PREFUNDED:
                drawn = min(amount, self.wallets.get((partner, currency), 0))
                if drawn > 0:
                    self.wallets[partner, currency] -= drawn
                    used = Money(drawn, currency)
                    made.append(entry_for_prefund_used(partner, used, cycle.cycle_id, at))
        return made

    def is_over_limit(self, partner: str, cycle: Cycle, entity_of: Mapping[str, str]) -> bool:
        """Whether a partner owes more than the network's credit, in any currency, at a cut-off."""
        limit = self.rules.credit_of(partner, cycle.day).limit_minor
        if limit is None:
            return False
        owed: dict[str, int] = defaultdict(int)
        for number, effective_at, owner, currency, amount in self.receivables:
            is_open = number not in self._taken and effective_at <= cycle.cut_off_at
            if owner == partner and is_open:
                owed[currency] += amount
        payer = entity_of.get(partner, partner)
        for party, currency in self.unpaid:
            if party == payer:
                owed[currency] += self.unpaid[party, currency]
        return any(
            amount - self.wallets.get((partner, currency), 0) > limit
            for currency, amount in owed.items()
        )

    def close(self, legs: Sequence[OpenLeg], instructions: Sequence[Instruction]) -> None:
        """A cycle took these legs and asked for these collections."""
        self._taken |= {leg.entry for leg in legs}
        for one in instructions:
            if one.kind is InstructionKind.COLLECTION:
                where = (one.party, one.currency)
                self.unpaid[where] = self.unpaid.get(where, 0) + one.amount_minor


def paying_partners(connection: OpenTransaction, rules: SettlementRules) -> PayingPartners:
    """As the books stand now; what no rule needs is not read."""
    limited = {one.demand_partner for one in rules.credit_lines if one.limit_minor is not None}
    lodged = balances_on(connection, [Code.PREFUND]) if rules.credit_lines else {}
    receivables = open_receivables(connection, Code.RECEIVABLE) if limited else []
    return PayingPartners(
        rules=rules,
        wallets={(owner_of(where), ccy): -amount for (where, ccy), amount in lodged.items()},
        unpaid=unpaid_collections(connection) if limited else {},
        receivables=[
            (number, effective_at, owner_of(where), currency, amount)
            for number, effective_at, where, currency, amount in receivables
            if owner_of(where) in limited
        ],
    )


def net_of_partners(legs: Sequence[OpenLeg]) -> dict[tuple[str, str], int]:
    """(partner, currency) -> what it owes for these legs less its share of them."""
    owed: dict[tuple[str, str], int] = defaultdict(int)
    for leg in legs:
        if code_of(leg.account) in _OWED:
            owed[owner_of(leg.account), leg.currency] += leg.amount_minor
    return owed


def gross_of(legs: Sequence[OpenLeg], partner: str, currency: str) -> int:
    """What it owes for them, its share apart."""
    where = account(Code.RECEIVABLE, partner)
    return sum(leg.amount_minor for leg in legs if (leg.account, leg.currency) == (where, currency))
