"""The legs of a split in the session's own currency: whom each step debits and credits.

What a DP owes and is owed stands elsewhere (``posting_rules``), for it may be converted. Services
between two others go through their accounts with the network as agent; of its own the network
has output VAT on what it is paid and input VAT on what it pays.
"""

from collections.abc import Iterable, Iterator

from core.domain.waterfall import Actor
from core.ledger.chart_of_accounts import Code, account
from core.ledger.run_steps import Part
from core.ledger.session_vat import SessionVat
from core.ledger.split import Split

Leg = tuple[str, int]
"""An account and minor units, debit above zero; zero legs are nobody's."""


def session_legs(parts: Split, cpo: str, vat: SessionVat) -> list[Leg]:
    """Every leg but those on the accounts of the DP."""
    keeps = parts.net + parts.cpo_vat - paid_by(parts.parts, Actor.CPO)
    return [
        (account(Code.INPUT_VAT, vat.bought.place), parts.cpo_vat),
        *input_vat(parts.parts),
        (account(Code.OUTPUT_VAT, vat.sold.place), -parts.vat),
        *network_output_vat(parts.parts, vat),
        (account(Code.PAYABLE, cpo), -keeps),
        *network_legs(parts.parts),
        *partner_legs(parts.parts),
    ]


def paid_by(parts: Iterable[Part], actor: Actor) -> int:
    """What an actor pays less what it is paid, with VAT."""
    return sum(
        part.incl * ((part.step.payer == actor) - (part.step.payee == actor)) for part in parts
    )


def input_vat(parts: Iterable[Part]) -> Iterator[Leg]:
    """VAT of services that the network pays for."""
    for part in parts:
        if part.step.payer == Actor.NETWORK and part.decision is not None:
            yield account(Code.INPUT_VAT, part.decision.place), part.vat


def network_output_vat(parts: Iterable[Part], vat: SessionVat) -> Iterator[Leg]:
    """VAT of the network's services, to the CPO and to the DP."""
    for payer, decision in ((Actor.CPO, vat.to_cpo), (Actor.DP, vat.to_dp)):
        tax = sum(
            part.vat
            for part in parts
            if part.step.payee == Actor.NETWORK and part.step.payer == payer
        )
        yield account(Code.OUTPUT_VAT, decision.place), -tax


def network_legs(parts: Iterable[Part]) -> Iterator[Leg]:
    """Revenue and expenses of the network: commission, roaming fee, rebates, card cost."""
    commission = fee = rebate = card = by_network = 0
    for part in parts:
        step, amount = part.step, part.amount
        if step.payee == Actor.NETWORK:
            fee, commission = (fee + amount * part.is_fee, commission + amount * (not part.is_fee))
        elif step.payee == Actor.CARD:
            card += amount
            by_network += amount * (step.payer == Actor.NETWORK)
        elif step.payer == Actor.NETWORK and step.payee == Actor.DRIVER:
            rebate += amount
        elif step.payer == Actor.NETWORK:
            commission -= amount
    yield account(Code.COMMISSION), -commission
    yield account(Code.ROAMING_FEE), -fee
    yield account(Code.INCENTIVE_EXPENSE), rebate
    yield account(Code.CARD_COST), by_network
    yield account(Code.CARD_CLEARING), -card


def partner_legs(parts: Iterable[Part]) -> Iterator[Leg]:
    """What each third party is owed, with VAT."""
    owed: dict[str, int] = {}
    for part in parts:
        if part.step.is_third_party:
            owed[part.step.payee] = owed.get(part.step.payee, 0) + part.incl
    for partner, amount in owed.items():
        yield account(Code.PARTNER, partner), -amount
