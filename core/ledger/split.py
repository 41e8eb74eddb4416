"""Who gets what of one priced session: its waterfall run, in whole minor units, before any posting.

Every step is a stated part of a stated basis, rounded once as it says, and the CPO keeps the
rest, so the parts add up exactly. Worked examples: tests/core/ledger/test_split.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from core.domain.agreement import Agreement, Bearer
from core.domain.money import rounded_ratio, share_bp
from core.domain.priced_cdr import CostLine, LineKind, PricedCdr
from core.domain.tariff import TariffDimension
from core.domain.vat import RateRef, VatDecision
from core.domain.waterfall import Actor, Circumstances, Measure, Settle, Waterfall
from core.ledger.run_steps import Measured, Part, run_steps
from core.ledger.session_vat import SessionVat
from core.ledger.step_conditions import condition_met
from core.ledger.steps_of_terms import waterfall_of

_DIMENSIONS = {
    TariffDimension.ENERGY: Measure.ENERGY,
    TariffDimension.TIME: Measure.TIME,
    TariffDimension.PARKING_TIME: Measure.TIME,
    TariffDimension.FLAT: Measure.FEE,
}
"""Which measure the lines of a dimension are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One session's money, in minor units of ``currency``."""

    currency: str
    net: int
    """What the DP owes for the session before VAT (the tariff, or the wholesale part of it)."""
    vat: int
    """VAT on that."""
    cpo_vat: int
    """VAT on the same net where the CPO sells it to the network."""
    parts: tuple[Part, ...]
    """What each step moves, in their order; the remainder is ``cpo_net``."""

    @property
    def gross(self) -> int:
        """The session with its VAT, as the DP owes it."""
        return self.net + self.vat

    @property
    def moves_nothing(self) -> bool:
        """Whether nobody owes anything: wholesale of a cent can round to none."""
        return not self.gross and not any(part.amount for part in self.parts)

    def sums(self) -> "Sums":
        """What the books keep of it, in one pass."""
        by_cpo = by_dp = by_dp_vat = share = network = card = others = 0
        for part in self.parts:
            payer, payee, amount = part.step.payer, part.step.payee, part.amount
            card += amount * (payee == Actor.CARD)
            share += amount * (payee == Actor.DP)
            by_cpo += amount * ((payer == Actor.CPO) - (payee == Actor.CPO))
            outside = payee in _POCKETS
            by_dp += amount * (payer == Actor.DP and not outside)
            by_dp_vat += part.vat * (payer == Actor.DP)
            network += amount * (payee == Actor.NETWORK)
            network -= amount * (payer == Actor.NETWORK and not outside)
            others += amount * (part.step.is_third_party)
            others += amount * (payer == Actor.CPO and payee == Actor.DRIVER)
        return Sums(self.net - by_cpo, share, network, card, others, by_dp, by_dp_vat)

    def between(self, payer: str | None = None, payee: str | None = None) -> Iterator[Part]:
        """Parts from a payer (None: any) to a payee (None: any)."""
        for part in self.parts:
            step = part.step
            if payer in (None, step.payer) and payee in (None, step.payee):
                yield part

    def amount(self, payer: str | None = None, payee: str | None = None) -> int:
        """Sum of such parts before VAT."""
        return sum(part.amount for part in self.between(payer, payee))

    @property
    def commission(self) -> int:
        """The network's part before VAT: what it keeps of commissions, paid shares taken off."""
        taken = sum(one.amount for one in self.between(payee=Actor.NETWORK) if not one.is_fee)
        given = sum(
            one.amount
            for one in self.between(payer=Actor.NETWORK)
            if one.step.payee not in (Actor.CARD, Actor.DRIVER)
        )
        return taken - given

    @property
    def dp_share(self) -> int:
        """The DP's part before VAT."""
        return self.amount(payee=Actor.DP)

    @property
    def card_cost(self) -> int:
        """What collecting by card costs, whoever bears it."""
        return self.amount(payee=Actor.CARD)

    @property
    def card_bearer(self) -> Bearer:
        """Who bears that; the first where several do."""
        for part in self.between(payee=Actor.CARD):
            return Bearer(part.step.payer)
        return Bearer.NOBODY

    @property
    def cpo_net(self) -> int:
        """What is left to the CPO before VAT."""
        return self.sums().cpo_net

    @property
    def network_net(self) -> int:
        """What is left to the network before VAT, card cost and rebates."""
        return self.sums().network_net


class Sums(NamedTuple):
    """A session's money by who has it in the end, before VAT, in minor units.

    Card cost and rebates that the network or the DP bears come from their own pockets: they are
    in ``card_cost`` and nowhere else.
    """

    cpo_net: int
    dp_share: int
    network_net: int
    card_cost: int
    others: int
    """Of third parties, and of drivers by a rebate that the CPO funds."""
    dp_extra: int
    """What the DP owes beside the session."""
    dp_extra_vat: int


_POCKETS: Final = (Actor.CARD, Actor.DRIVER)


def split(
    priced: PricedCdr,
    agreement: Agreement,
    decided: SessionVat,
    around: Circumstances | None = None,
) -> Split:
    """Part a priced session by the terms.

    Args:
        priced: The session and its cost lines.
        agreement: The terms in force when it began.
        decided: Which VAT each supply bears.
        around: What conditions ask of it; None where the terms have none.
    """
    falls = waterfall_of(agreement)
    net, tariff_vat = _owed(priced, falls.wholesale_bp)
    measured = _measured(priced, falls, net, tariff_vat)
    taken = tuple(
        step.settle is Settle.PER_SESSION and condition_met(step.condition, priced.cdr, around)
        for step in falls.steps[:-1]
    )
    return Split(
        currency=priced.currency,
        net=net,
        vat=_session_vat(priced, falls.wholesale_bp, decided.sold, tariff_vat),
        cpo_vat=_session_vat(priced, falls.wholesale_bp, decided.bought, tariff_vat),
        parts=run_steps(falls, measured, decided, taken),
    )


def measured_of(priced: PricedCdr, falls: Waterfall) -> Measured:
    """What the steps of a session are parts of."""
    return _measured(priced, falls, *_owed(priced, falls.wholesale_bp))


def _measured(priced: PricedCdr, falls: Waterfall, net: int, tariff_vat: int) -> Measured:
    return Measured(
        currency=priced.currency,
        net=net,
        gross=net + tariff_vat,
        lines=_by_dimension(priced, falls.wholesale_bp) if falls.measures_lines else {},
        energy_kwh=priced.cdr.energy_kwh,
    )


def _by_dimension(priced: PricedCdr, wholesale_bp: int) -> dict[str, int]:
    """What lines of a measure cost before VAT; limits of the whole price are of none."""
    sums: dict[str, int] = {}
    for line in priced.lines:
        if line.kind is LineKind.COMPONENT:
            measure = _DIMENSIONS[line.dimension]
            sums[measure] = sums.get(measure, 0) + _part_excl(line, wholesale_bp)
    return sums


def _owed(priced: PricedCdr, wholesale_bp: int) -> tuple[int, int]:
    """What the DP owes before VAT, and its VAT: of the tariff, or line by line of a part of it."""
    if wholesale_bp == 10_000:
        return priced.excl_minor, priced.vat_minor
    return (
        sum(_part_excl(line, wholesale_bp) for line in priced.lines),
        sum(_wholesale_vat(line, wholesale_bp) for line in priced.lines),
    )


def _part_excl(line: CostLine, wholesale_bp: int) -> int:
    return share_bp(line.excl_minor, wholesale_bp)


def _session_vat(
    priced: PricedCdr, wholesale_bp: int, decision: VatDecision, tariff_vat: int
) -> int:
    """VAT of the session in one sale, rounded per line: the tariff's own, or at another rate."""
    if decision.rate is RateRef.TARIFF:
        return tariff_vat
    assert decision.pct is not None, decision
    return sum(_part_of_line(line, wholesale_bp, decision.pct) for line in priced.lines)


def _part_of_line(line: CostLine, wholesale_bp: int, pct: Decimal) -> int:
    top, bottom = pct.as_integer_ratio()
    return rounded_ratio(line.excl_minor * wholesale_bp * top, 10_000 * 100 * bottom)


def _wholesale_vat(line: CostLine, wholesale_bp: int) -> int:
    """VAT of the wholesale part of a line, rounded once, from the part before it is rounded."""
    if line.vat_pct is None:  # A limit's line has taxes, of the lines that it limits, and no rate.
        return share_bp(line.vat_minor, wholesale_bp)
    return _part_of_line(line, wholesale_bp, line.vat_pct)
