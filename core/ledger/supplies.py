"""What one posted session made its parties sell to each other: the stuff of their documents.

Nothing is priced again: the lines are those that the books keep, the amounts those of the split
that was posted, the VAT what the notes of the entry say was decided.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from core.domain.agreement import Agreement
from core.domain.money import allocate, share_bp
from core.domain.priced_cdr import CostLine, LineContext, LineKind, PricedCdr, Unit
from core.domain.supplied import Sale, SalePart, SaleVat, Supplied
from core.domain.tariff import TariffDimension
from core.domain.vat import ChainModel, RateRef, Supply, VatCategory, VatDecision, VatKey
from core.domain.waterfall import Actor, Step
from core.ledger.run_steps import Part
from core.ledger.session_vat import SessionVat
from core.ledger.split import Split
from core.ledger.steps_of_terms import waterfall_of

KWH, HOUR, ONE = "KWH", "HUR", "C62"
"""Codes of UN/ECE recommendation 20."""
_NAMES: Final = {
    TariffDimension.ENERGY: "Energy",
    TariffDimension.TIME: "Charging time",
    TariffDimension.PARKING_TIME: "Parking time",
    TariffDimension.FLAT: "Start of session",
}
_LIMITS: Final = {
    LineKind.MIN_PRICE: "Up to the least price",
    LineKind.MAX_PRICE: "Down to the greatest price",
    LineKind.ACCEPTED: "To the total of the CDR, which was accepted",
}
SERVICE_NAMES: Final = {
    Sale.COMMISSION: "Commission on sessions",
    Sale.CPO_FEE: "Roaming fee",
    Sale.DP_FEE: "Roaming fee",
    Sale.SHARE: "Share in sessions",
}
_NO_VAT: Final = VatDecision(
    key=VatKey(
        supply=Supply.SERVICE,
        chain=ChainModel.COMMISSIONAIRE,
        seller="",
        buyer="",
        location="",
    ),
    row_id="",
    place="",
    category=VatCategory.OUTSIDE,
    rate=RateRef.NONE,
    pct=Decimal(0),
    vatex="VATEX-EU-O",
    text="The terms ask for no VAT on this share.",
)
_HOUR_S: Final = Decimal(3_600)
_Service = tuple[Sale, str, str, tuple[SalePart, ...], int, VatDecision]


def supplies_of(
    priced: PricedCdr, parts: Split, agreement: Agreement, vat: SessionVat, network: str
) -> tuple[Supplied, ...]:
    """The sales of a session; those of no amount are left out.

    Args:
        priced: The price lines that the books keep.
        parts: How its money was parted.
        agreement: The terms that it was posted by.
        vat: What was decided for each sale.
        network: Key of the operator.
    """
    actors = {
        Actor.CPO.value: priced.cdr.cpo,
        Actor.DP.value: priced.cdr.demand_partner,
        Actor.NETWORK.value: network,
    }
    cpo, dp = priced.cdr.cpo, priced.cdr.demand_partner
    wholesale_bp = waterfall_of(agreement).wholesale_bp
    bought = _session_parts(priced, wholesale_bp, vat.bought)
    sold = _session_parts(priced, wholesale_bp, vat.sold)
    sales = (
        (Sale.SESSION_BOUGHT, cpo, network, bought, parts.cpo_vat, vat.bought),
        (Sale.SESSION_SOLD, network, dp, sold, parts.vat, vat.sold),
        *_services(parts, actors),
    )
    return tuple(
        Supplied(
            sale=sale,
            seller=seller,
            buyer=buyer,
            country=priced.cdr.country_code,
            currency=parts.currency,
            parts=lines,
            vat_minor=taxes,
            vat=SaleVat(decision.category, decision.vatex, decision.text, decision.place),
        )
        for sale, seller, buyer, lines, taxes, decision in sales
        if taxes or any(line.net_minor for line in lines)
    )


def _services(parts: Split, actors: Mapping[str, str]) -> Iterator[_Service]:
    """What steps pay for as services; the payee, who may be a third party, sells to the payer."""
    kinds: dict[tuple[str, str, bool, str], list[Part]] = {}
    for one in parts.parts:
        step = one.step
        sold = decision_of_sale(step, one.decision)
        if sold is not None:
            kinds.setdefault((step.payer, step.payee, one.is_fee, sold.category), []).append(one)
    for (payer, payee, is_fee, _), moved in kinds.items():
        decision = decision_of_sale(moved[0].step, moved[0].decision)
        assert decision is not None, moved
        sale = sale_of(payer, payee, is_fee=is_fee)
        lines = tuple(_service_part(sale, one, decision) for one in moved if one.amount)
        taxes = sum(one.vat for one in moved)
        yield sale, actors.get(payee, payee), actors[payer], lines, taxes, decision


def decision_of_sale(step: Step, decision: VatDecision | None) -> VatDecision | None:
    """What a document says of the VAT of a step; None where it pays for nothing that is sold.

    A third party bills what it is paid though its terms ask for no VAT.
    """
    return _NO_VAT if decision is None and step.is_third_party else decision


def sale_of(payer: str, payee: str, *, is_fee: bool) -> Sale:
    """What a step pays for."""
    if payee != Actor.NETWORK:
        return Sale.SHARE
    if payer == Actor.DP:
        return Sale.DP_FEE
    return Sale.CPO_FEE if is_fee else Sale.COMMISSION


def _service_part(sale: Sale, one: Part, decision: VatDecision) -> SalePart:
    assert decision.pct is not None, decision
    return SalePart(
        name=SERVICE_NAMES[sale],
        unit=ONE,
        quantity=Decimal(1),
        unit_price=None,
        vat_pct=decision.pct,
        net_minor=one.amount,
    )


def _session_parts(
    priced: PricedCdr, wholesale_bp: int, decision: VatDecision
) -> tuple[SalePart, ...]:
    return tuple(
        SalePart(
            name=name_of_line(line, priced, wholesale_bp),
            unit=unit_of_line(line),
            quantity=quantity_of_line(line),
            unit_price=None if line.component == 0 else line.unit_price * wholesale_bp / 10_000,
            vat_pct=pct,
            net_minor=net,
        )
        for line in priced.lines
        for pct, net in _by_rate(line, priced, share_bp(line.excl_minor, wholesale_bp), decision)
    )


def _by_rate(
    line: CostLine, priced: PricedCdr, net_minor: int, decision: VatDecision
) -> Iterator[tuple[Decimal, int]]:
    """The line at its rate; a limit is parted by the rates of the lines that it limits."""
    rate = line.vat_pct if decision.pct is None else decision.pct
    if rate is not None:
        yield rate, net_minor
        return
    weights: dict[Decimal, int] = {}
    for one in priced.lines:
        if one.vat_pct is not None:
            weights[one.vat_pct] = weights.get(one.vat_pct, 0) + max(0, one.excl_minor)
    if not any(weights.values()):
        weights = {next(iter(weights), Decimal(0)): 1}
    yield from zip(weights, allocate(net_minor, list(weights.values())), strict=True)


def name_of_line(line: CostLine, priced: PricedCdr, wholesale_bp: int = 10_000) -> str:
    """What a price line pays for, as documents write it."""
    what = _LIMITS.get(line.kind) or _NAMES[line.dimension]
    if line.context is LineContext.RESERVATION:
        what = f"Reservation, {what.lower()}"
    part = "" if wholesale_bp == 10_000 else f", {wholesale_bp / 100:g} % of it"
    return f"{what}, tariff {line.tariff_id or priced.tariff_id}{part}"


def unit_of_line(line: CostLine) -> str:
    """The unit of its quantity: KWH, HUR or C62."""
    match line.unit:
        case Unit.KWH:
            return KWH
        case Unit.SECOND:
            return HOUR
        case Unit.SESSION:  # pragma: no branch (there is no fourth unit)
            return ONE


def quantity_of_line(line: CostLine) -> Decimal:
    """How much of that unit."""
    return line.quantity / _HOUR_S if line.unit is Unit.SECOND else line.quantity
