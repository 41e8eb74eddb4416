"""How Demand Partners pay in the cycles of a plan: from cards, from wallets, or when asked.

Changes as cycles are closed, so that cycles closed at once come to what they come to day by day.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
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
from core.store.holdback_store import Receivable, balances_on, open_receivables

_OWED = (Code.RECEIVABLE, Code.DP_SHARE)


@dataclass(slots=True)
class PayingPartners:
    """What partners have lodged and owe, as the cycles of a plan go on."""

    rules: SettlementRules
    wallets: Amounts
    """(partner, currency) -> what is left in it, above zero."""
    unpaid: Amounts
    """(party, currency) -> collections that are not received."""
    receivables: deque[Receivable]
    """Of partners with a limit, that no cycle took; the earliest first."""
    _reached: dict[int, Receivable] = field(default_factory=dict)
    """Those that counted at the last cut-off, by entry."""
    _owed: Amounts = field(default_factory=dict)
    """Their sums by partner and currency."""

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
                    used = Money(drawn, currency)
                    made.append(entry_for_prefund_used(partner, used, cycle.cycle_id, at))
        return made

    def over_limit(
        self, partner: str, cycle: Cycle, entity_of: Mapping[str, str], in_default: Amounts
    ) -> set[int]:
        """Numbers of the entries that are over the network's credit at a cut-off.

        The latest are: whatever came before them was within it. One that is in part is over it.

        Args:
            partner: Key of the Demand Partner.
            cycle: Whose cut-off it is.
            entity_of: Party -> the party that settles for it, where that is another.
            in_default: (party, currency) -> what it owes since a default.
        """
        limit = self.rules.credit_of(partner, cycle.day).limit_minor
        if limit is None:
            return set()
        self._reach(cycle.cut_off_at)
        owed: dict[str, int] = defaultdict(int)
        for (owner, currency), amount in self._owed.items():
            if owner == partner:
                owed[currency] += amount
        payer = entity_of.get(partner, partner)
        for amounts in (self.unpaid, in_default):
            for party, currency in amounts:
                if party == payer:
                    owed[currency] += amounts[party, currency]
        found: set[int] = set()
        for currency, amount in owed.items():
            over = amount - self.wallets.get((partner, currency), 0) - limit
            found.update(self._latest(partner, currency, over))
        return found

    def _latest(self, partner: str, currency: str, over_minor: int) -> Iterator[int]:
        """The latest entries that come to so much together."""
        if over_minor <= 0:
            return
        ours = [
            one
            for one in self._reached.values()
            if (one.partner, one.currency) == (partner, currency) and one.amount_minor > 0
        ]
        for one in sorted(ours, key=_when, reverse=True):
            if over_minor <= 0:
                return
            over_minor -= one.amount_minor
            yield one.entry

    def _reach(self, cut_off_at: datetime) -> None:
        """Count what had happened at a cut-off; cut-offs come in their order."""
        while self.receivables and self.receivables[0].effective_at <= cut_off_at:
            one = self.receivables.popleft()
            self._reached[one.entry] = one
            self._count(one, one.amount_minor)

    def _count(self, one: Receivable, amount_minor: int) -> None:
        where = (one.partner, one.currency)
        self._owed[where] = self._owed.get(where, 0) + amount_minor

    def close(
        self,
        cycle: Cycle,
        legs: Sequence[OpenLeg],
        made: Sequence[Entry],
        instructions: Sequence[Instruction],
    ) -> None:
        """A cycle took these legs, made these entries and asked for these collections."""
        self._reach(cycle.cut_off_at)
        for leg in (leg for one in made for leg in one.postings):
            if code_of(leg.account) is Code.PREFUND:
                wallet = (owner_of(leg.account), leg.currency)
                self.wallets[wallet] = self.wallets.get(wallet, 0) - leg.amount_minor
        for number in {leg.entry for leg in legs} & self._reached.keys():
            taken = self._reached.pop(number)
            self._count(taken, -taken.amount_minor)
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
        receivables=deque(
            sorted((one for one in receivables if one.partner in limited), key=_when)
        ),
    )


def _when(one: Receivable) -> tuple[datetime, int]:
    return one.effective_at, one.entry


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
