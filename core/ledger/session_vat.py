"""The VAT of everything that one session makes the parties sell to each other.

The CPO sells the session to the network and the network to the DP, each in its own name; beside
it stand services: commission and roaming fees of the network, and the DP's share, which the
network pays in a POOL and the CPO, with the network as its agent, under STACKED.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from core.domain.agreement import Agreement, CommissionModel
from core.domain.party import Party, Role, country_of
from core.domain.vat import (
    ChainModel,
    RateRef,
    Supply,
    VatCategory,
    VatDecision,
    VatKey,
)
from core.domain.waterfall import Actor, Step, VatTreatment
from core.ledger.vat_table import VatTable

NOTE: Final = "vat "
"""How a note of an entry begins that holds a decision."""
_PARTS: Final = " | "
WORDS: Final = {
    "bought": "session from CPO",
    "sold": "session to DP",
    "to_cpo": "service to CPO",
    "to_dp": "service to DP",
    "share": "DP share",
}
"""What each supply is called in notes."""


@dataclass(frozen=True, slots=True)
class Traders:
    """The three who sell to each other."""

    network: Party
    cpo: Party
    demand_partner: Party
    others: tuple[Party, ...] = ()
    """Third parties that terms pay, as site hosts, as far as they are known."""

    def named(self, payee: str, currency: str) -> Party:
        """Who an actor or a party key is; one that nobody described is a usual taxable party."""
        named = {
            Actor.NETWORK.value: self.network,
            Actor.CPO.value: self.cpo,
            Actor.DP.value: self.demand_partner,
        } | {one.key: one for one in self.others}
        return named.get(payee) or Party(
            country_code=country_of(payee),
            party_id=payee[3:],
            name=payee,
            role=Role.CPO,
            currency=currency,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionVat:
    """The decision for each supply."""

    bought: VatDecision
    """The session, from the CPO to the network."""
    sold: VatDecision
    """The session, from the network to the DP."""
    to_cpo: VatDecision
    """Commission and roaming fee, from the network to the CPO."""
    to_dp: VatDecision
    """Roaming fee, from the network to the DP."""
    share: VatDecision
    """The DP's share, from the DP to who pays it."""
    notes: tuple[str, ...]
    """The decisions of supplies that take place, as entries keep them; equal ones are one."""
    others: tuple[tuple[str, str, VatDecision], ...] = ()
    """Services between other pairs, where terms are written out: (payer, payee, decision)."""

    def of_step(self, step: Step) -> VatDecision | None:
        """What is decided of the service that a step pays for; None where it pays for none."""
        if step.vat is VatTreatment.NONE:
            return None
        if step.payee == Actor.NETWORK:
            return self.to_cpo if step.payer == Actor.CPO else self.to_dp
        for payer, payee, decision in self.others:
            if (payer, payee) == (step.payer, step.payee):
                return decision
        return self.share


@dataclass(frozen=True, slots=True)
class VatNote:
    """A note of an entry, read again."""

    supplies: str
    decision: str
    key: str
    text: str


def vat_of_session(
    table: VatTable, agreement: Agreement, traders: Traders, location: str, day: date
) -> SessionVat:
    """Decide every supply of a session.

    Args:
        table: Rows and rates.
        agreement: The terms: who pays the share, in whose name the DP's side buys.
        traders: The parties.
        location: Country of the charge point.
        day: Time of supply: the day on which the session ended, local to the charge point.

    Raises:
        UndecidedVatError: The table has no answer for one of them.
    """
    network, cpo, dp = traders.network, traders.cpo, traders.demand_partner
    chain = chain_of(agreement)
    pool = agreement.commission_model is CommissionModel.POOL

    def decide(supply: Supply, seller: Party, buyer: Party, acting: ChainModel) -> VatDecision:
        key = _key(supply, acting, seller, buyer, location)
        return _with_agreed_rate(table.decide(key, day), agreement)

    decisions = {
        "bought": decide(Supply.ELECTRICITY, cpo, network, chain),
        "sold": decide(Supply.ELECTRICITY, network, dp, chain),
        "to_cpo": decide(Supply.SERVICE, network, cpo, chain),
        "to_dp": decide(Supply.SERVICE, network, dp, chain),
        "share": decide(
            Supply.SERVICE, dp, network if pool else cpo, chain if pool else ChainModel.AGENT
        ),
    }
    others = []
    for payer, payee in _other_pairs(agreement):
        acting = chain if payer == Actor.NETWORK else ChainModel.AGENT
        seller = traders.named(payee, agreement.payout_currency)
        buyer = traders.named(payer, agreement.payout_currency)
        others.append((payer, payee, decide(Supply.SERVICE, seller, buyer, acting)))
    notes = tuple(_notes(decisions, others, agreement))
    return SessionVat(**decisions, notes=notes, others=tuple(others))


def _other_pairs(agreement: Agreement) -> list[tuple[str, str]]:
    """Who else pays whom for a service, where the terms are written out."""
    return sorted(
        {
            (step.payer, step.payee)
            for step in agreement.steps[:-1]
            if step.vat is VatTreatment.SERVICE and step.payee != Actor.NETWORK
        }
    )


def chain_of(agreement: Agreement) -> ChainModel:
    """Who buys below the public tariff resells for its own account; else it is commissionaire."""
    part_bp = agreement.steps[-1].rate_bp if agreement.steps else agreement.wholesale_bp
    wholesale = part_bp < 10_000
    return ChainModel.BUY_SELL if wholesale else ChainModel.COMMISSIONAIRE


def vat_before_the_table(
    agreement: Agreement, network: str, cpo: str, demand_partner: str, location: str
) -> SessionVat:
    """What entries without a VAT note were posted by: countries only, and no border for sessions.

    Sessions bore the tariff's VAT throughout; services the agreement's rate between parties of
    one country, and none across a border. Countries are ISO 3166 alpha-2.
    """
    session = _before(Supply.ELECTRICITY, cpo, network, location, None)

    def service(seller: str, buyer: str) -> VatDecision:
        pct = agreement.vat_pct_in(seller) if seller == buyer else Decimal(0)
        return _before(Supply.SERVICE, seller, buyer, buyer, pct)

    pool = agreement.commission_model is CommissionModel.POOL
    return SessionVat(
        bought=session,
        sold=session,
        to_cpo=service(network, cpo),
        to_dp=service(network, demand_partner),
        share=service(network if pool else cpo, demand_partner),
        notes=(),
    )


def vat_notes(notes: tuple[str, ...]) -> tuple[VatNote, ...]:
    """The decisions among the notes of an entry."""
    ours = (note.removeprefix(NOTE).split(_PARTS, 3) for note in notes if note.startswith(NOTE))
    return tuple(VatNote(*parts) for parts in ours if len(parts) == 4)


def without_wording(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Notes as they decide amounts: the legal text of a row may be worded better later."""
    return tuple(
        _PARTS.join(note.split(_PARTS, 3)[:3]) if note.startswith(NOTE) else note for note in notes
    )


def _key(supply: Supply, chain: ChainModel, seller: Party, buyer: Party, location: str) -> VatKey:
    return VatKey(
        supply=supply,
        chain=chain,
        seller=seller.country_code,
        buyer=buyer.country_code,
        location=location,
        seller_taxable=seller.vat.taxable,
        buyer_taxable=buyer.vat.taxable,
        buyer_is_dealer=buyer.vat.taxable and buyer.vat.dealer,
        seller_registered_in_location=location in (seller.country_code, *seller.vat.registrations),
    )


def _with_agreed_rate(decision: VatDecision, agreement: Agreement) -> VatDecision:
    if decision.rate is not RateRef.AGREEMENT:
        return decision
    return replace(decision, pct=agreement.vat_pct_in(decision.place))


def _takes_place(agreement: Agreement) -> dict[str, bool]:
    """Which supplies there are."""
    if agreement.steps:
        to_network = {step.payer for step in agreement.steps if step.payee == Actor.NETWORK}
        services = {"to_cpo": Actor.CPO in to_network, "to_dp": Actor.DP in to_network}
        return {"bought": True, "sold": True, **services, "share": False}
    return {
        "bought": True,
        "sold": True,
        "to_cpo": bool(agreement.commission_bp or agreement.cpo_session_fee),
        "to_dp": bool(agreement.dp_session_fee),
        "share": bool(agreement.commission_bp and agreement.dp_share_bp)
        if agreement.commission_model is CommissionModel.POOL
        else bool(agreement.dp_share_bp),
    }


def _notes(
    decisions: dict[str, VatDecision],
    others: list[tuple[str, str, VatDecision]],
    agreement: Agreement,
) -> Iterator[str]:
    takes_place = _takes_place(agreement)
    supplies: dict[VatDecision, list[str]] = {}
    for name, decision in decisions.items():
        if takes_place[name]:
            supplies.setdefault(decision, []).append(WORDS[name])
    for payer, payee, decision in others:
        supplies.setdefault(decision, []).append(f"service of {payee} to {payer}")
    for decision, names in supplies.items():
        told = f"{decision}, {decision.vatex}" if decision.vatex else str(decision)
        yield NOTE + _PARTS.join((", ".join(names), told, str(decision.key), decision.text))


def _before(
    supply: Supply, seller: str, buyer: str, place: str, pct: Decimal | None
) -> VatDecision:
    return VatDecision(
        key=VatKey(
            supply=supply,
            chain=ChainModel.COMMISSIONAIRE,
            seller=seller,
            buyer=buyer,
            location=place,
        ),
        row_id="before-the-table",
        place=place,
        category=VatCategory.STANDARD,
        rate=RateRef.TARIFF if pct is None else RateRef.AGREEMENT,
        pct=pct,
        vatex="",
        text="",
    )
