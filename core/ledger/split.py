"""Who gets what of one priced session: the split, in whole minor units, before any posting.

POOL: one commission, funded by the CPO, parted between network and DP.
STACKED: commission and DP share are lines of their own, both paid by the CPO.
Every part is a stated share of a stated base, half up, and the CPO keeps the rest, so the parts
add up exactly. Worked examples: tests/core/ledger/test_split.py.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.domain.agreement import Agreement, Bearer, CommissionModel
from core.domain.money import allocate, money, rounded, rounded_ratio, share_bp
from core.domain.priced_cdr import CostLine, PricedCdr
from core.domain.vat import RateRef, VatDecision
from core.ledger.session_vat import SessionVat


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
    commission: int
    """The network's part before VAT."""
    commission_vat: int
    dp_share: int
    """The DP's part before VAT."""
    dp_share_vat: int
    cpo_fee: int
    """Roaming fee the CPO owes, before VAT."""
    cpo_fee_vat: int
    dp_fee: int
    """Roaming fee the DP owes, before VAT."""
    dp_fee_vat: int
    card_cost: int
    card_bearer: Bearer

    @property
    def gross(self) -> int:
        """The session with its VAT, as the DP owes it."""
        return self.net + self.vat

    @property
    def cpo_net(self) -> int:
        """What is left to the CPO before VAT."""
        borne = self.card_cost if self.card_bearer is Bearer.CPO else 0
        return self.net - self.commission - self.dp_share - self.cpo_fee - borne

    @property
    def network_net(self) -> int:
        """What is left to the network before VAT and card cost."""
        return self.commission + self.cpo_fee + self.dp_fee


def split(priced: PricedCdr, agreement: Agreement, decided: SessionVat) -> Split:
    """Part a priced session by the terms.

    Args:
        priced: The session and its cost lines.
        agreement: The terms in force when it began.
        decided: Which VAT each supply bears.
    """
    net, tariff_vat = _owed(priced, agreement.wholesale_bp)
    commission, dp_share = _commission_and_share(net, agreement)
    cpo_fee = money(agreement.cpo_session_fee, priced.currency).amount_minor
    dp_fee = money(agreement.dp_session_fee, priced.currency).amount_minor
    return Split(
        currency=priced.currency,
        net=net,
        vat=_session_vat(priced, agreement.wholesale_bp, decided.sold, tariff_vat),
        cpo_vat=_session_vat(priced, agreement.wholesale_bp, decided.bought, tariff_vat),
        commission=commission,
        commission_vat=_vat(_commission_base(commission, dp_share, agreement), decided.to_cpo),
        dp_share=dp_share,
        dp_share_vat=_vat(dp_share, decided.share),
        cpo_fee=cpo_fee,
        cpo_fee_vat=_vat(cpo_fee, decided.to_cpo),
        dp_fee=dp_fee,
        dp_fee_vat=_vat(dp_fee, decided.to_dp),
        card_cost=_card_cost(net + tariff_vat, priced.currency, agreement),
        card_bearer=agreement.card.bearer,
    )


def is_pool(agreement: Agreement) -> bool:
    """Whether the DP's share comes out of the commission."""
    return agreement.commission_model is CommissionModel.POOL


def _owed(priced: PricedCdr, wholesale_bp: int) -> tuple[int, int]:
    """What the DP owes before VAT, and its VAT: of the tariff, or line by line of a part of it."""
    if wholesale_bp == 10_000:
        return priced.excl_minor, priced.vat_minor
    return (
        sum(share_bp(line.excl_minor, wholesale_bp) for line in priced.lines),
        sum(_wholesale_vat(line, wholesale_bp) for line in priced.lines),
    )


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


def _commission_and_share(net: int, agreement: Agreement) -> tuple[int, int]:
    taken = share_bp(net, agreement.commission_bp)
    if not is_pool(agreement):
        return taken, share_bp(net, agreement.dp_share_bp)
    network_bp = 10_000 - agreement.dp_share_bp
    network, dp = allocate(taken, (network_bp, agreement.dp_share_bp))
    return network, dp


def _commission_base(commission: int, dp_share: int, agreement: Agreement) -> int:
    """What the network invoices to the CPO: in a POOL that includes the DP's part."""
    return commission + dp_share if is_pool(agreement) else commission


def _vat(base: int, decision: VatDecision) -> int:
    assert decision.pct is not None, decision
    top, bottom = decision.pct.as_integer_ratio()
    return rounded_ratio(base * top, bottom * 100)


def _card_cost(gross: int, currency: str, agreement: Agreement) -> int:
    card = agreement.card
    if card.bearer is Bearer.NOBODY or gross <= 0:
        return 0
    fixed = money(card.fixed, currency).amount_minor
    return fixed + rounded(Fraction(gross * card.rate_bp, 10_000))
