"""The legs of a split in the session's own currency: whom each step debits and credits.

What a DP owes and is owed stands elsewhere (``posting_rules``), for it may be converted. Services
between two others go through their accounts with the network as agent; of its own the network
has output VAT on what it is paid and input VAT on what it pays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.domain.waterfall import Actor
from core.ledger.chart_of_accounts import Code, account
from core.ledger.run_steps import Part
from core.ledger.session_vat import SessionVat
from core.ledger.split import Split

Leg = tuple[str, int]
"""An account and minor units, debit above zero; zero legs are nobody's."""


@dataclass(slots=True)
class Moved:
    """What parts move, by account, in minor units; one pass, for it is made for every session."""

    dp_owes: int = 0
    """With VAT."""
    dp_gets: int = 0
    """With VAT."""
    cpo_pays: int = 0
    """Less what it is paid, with VAT."""
    rebate: int = 0
    commission: int = 0
    """Less what the network pays of it."""
    fee: int = 0
    incentive: int = 0
    """Rebates that the network funds."""
    card: int = 0
    card_by_network: int = 0
    vat_of_cpo: int = 0
    """On the network's services to the CPO."""
    vat_of_dp: int = 0
    """On those to the DP."""
    inputs: list[Leg] = field(default_factory=list)
    """VAT of services that the network pays for."""
    partners: dict[str, int] = field(default_factory=dict)
    """What each third party is owed, with VAT."""

    def add(self, part: Part) -> None:
        """Count a part, from its payer and to its payee."""
        amount = part.amount
        match part.step.payer:
            case Actor.CPO:
                self.cpo_pays += amount + part.vat
            case Actor.DP:
                self.dp_owes += amount + part.vat
            case _:
                self._by_network(part)
        match part.step.payee:
            case Actor.NETWORK:
                self._to_network(part)
            case Actor.DP:
                self.dp_gets += amount + part.vat
            case Actor.CPO:
                self.cpo_pays -= amount + part.vat
            case Actor.CARD:
                self.card += amount
            case Actor.DRIVER:
                self.rebate += amount
            case partner:
                owed = self.partners.get(partner, 0)
                self.partners[partner] = owed + amount + part.vat

    def _by_network(self, part: Part) -> None:
        if part.step.payee == Actor.CARD:
            self.card_by_network += part.amount
        elif part.step.payee == Actor.DRIVER:
            self.incentive += part.amount
        else:
            self.commission -= part.amount
            if part.decision is not None:
                self.inputs.append((account(Code.INPUT_VAT, part.decision.place), part.vat))

    def _to_network(self, part: Part) -> None:
        if part.is_fee:
            self.fee += part.amount
        else:
            self.commission += part.amount
        if part.step.payer == Actor.CPO:
            self.vat_of_cpo += part.vat
        else:
            self.vat_of_dp += part.vat

    def output_vat(self, vat: SessionVat) -> Iterator[Leg]:
        """VAT of the network's services, to the CPO and to the DP."""
        yield account(Code.OUTPUT_VAT, vat.to_cpo.place), -self.vat_of_cpo
        yield account(Code.OUTPUT_VAT, vat.to_dp.place), -self.vat_of_dp

    def network_legs(self) -> Iterator[Leg]:
        """Revenue and expenses of the network, then what third parties are owed."""
        yield account(Code.COMMISSION), -self.commission
        yield account(Code.ROAMING_FEE), -self.fee
        yield account(Code.INCENTIVE_EXPENSE), self.incentive
        yield account(Code.CARD_COST), self.card_by_network
        yield account(Code.CARD_CLEARING), -self.card
        for partner, amount in self.partners.items():
            yield account(Code.PARTNER, partner), -amount


def moved_by_parts(parts: Iterable[Part]) -> Moved:
    """What parts move, by account."""
    moved = Moved()
    for part in parts:
        if part.amount or part.vat:
            moved.add(part)
    return moved


def session_legs(parts: Split, moved: Moved, cpo: str, vat: SessionVat) -> list[Leg]:
    """Every leg of a session but those on the accounts of the DP."""
    return [
        (account(Code.INPUT_VAT, vat.bought.place), parts.cpo_vat),
        *moved.inputs,
        (account(Code.OUTPUT_VAT, vat.sold.place), -parts.vat),
        *moved.output_vat(vat),
        (account(Code.PAYABLE, cpo), moved.cpo_pays - parts.net - parts.cpo_vat),
        *moved.network_legs(),
    ]
