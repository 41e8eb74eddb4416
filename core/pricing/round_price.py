"""An exact price, rounded as parties agreed."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from core.domain.exact_price import ExactLine, ExactPrice, Ratio
from core.domain.money import rounded
from core.domain.rounded_price import RoundedLine, RoundedPrice, RoundedTax
from core.domain.rounding import EXACT, MINOR_UNIT, RoundedAt, RoundingPolicy
from core.pricing.taxes import tax_lines

_Units = int | None
"""A count of the policy's smallest amount; None where unknowable."""


def rounded_price(price: ExactPrice, policy: RoundingPolicy = MINOR_UNIT) -> RoundedPrice:
    """Every amount by one policy; the lines add up to the totals, taxes to their difference.

    By INVOICE nothing is rounded yet: amounts have twelve decimals, and ``invoice_totals`` rounds.
    """
    if policy.where is RoundedAt.INVOICE:
        return rounded_price(price, EXACT)
    decimals = policy.decimals_of(price.currency)
    lines = (_lines_of_total if policy.where is RoundedAt.CDR else _lines)(price, policy, decimals)
    before = _total(one for one, _ in lines)
    after = _total(one for _, one in lines)
    return RoundedPrice(
        currency=price.currency,
        policy=policy,
        lines=tuple(
            RoundedLine(line, _major(net, decimals), _major(gross, decimals))
            for line, (net, gross) in zip(price.lines, lines, strict=True)
        ),
        taxes=_taxes(price, before, after, decimals),
        before_taxes=_major(before, decimals),
        after_taxes=_major(after, decimals),
        notes=price.notes,
    )


def invoice_totals(
    prices: Iterable[ExactPrice], policy: RoundingPolicy
) -> tuple[Decimal | None, Decimal | None]:
    """The sum of many prices of one currency before and after taxes, rounded once."""
    every = list(prices)
    assert len({one.currency for one in every}) == 1, "an invoice has one currency"
    decimals = policy.decimals_of(every[0].currency)
    before = sum_known(one.before_taxes for one in every)
    after = sum_known(one.after_taxes for one in every)
    return (
        _major(_units(before, policy, decimals), decimals),
        _major(_units(after, policy, decimals), decimals),
    )


def _lines(price: ExactPrice, policy: RoundingPolicy, decimals: int) -> list[tuple[_Units, _Units]]:
    return [_line(line, policy, decimals) for line in price.lines]


def _line(line: ExactLine, policy: RoundingPolicy, decimals: int) -> tuple[_Units, _Units]:
    """A line before and after taxes; the tax is rounded beside the net, as invoices do.

    Where prices hold taxes, what the driver was shown is rounded: before and after by themselves.
    """
    shares = [Fraction(1)]
    if policy.where is RoundedAt.COMPONENT and line.quantity:
        shares = [Fraction(part) / Fraction(line.quantity) for part in line.parts]
    before, after = line.before_taxes, line.after_taxes
    net = _total(_units(_times(before, share), policy, decimals) for share in shares)
    if line.gross or before is None or after is None:
        return net, _total(_units(_times(after, share), policy, decimals) for share in shares)
    tax = _total(_units((after - before) * share, policy, decimals) for share in shares)
    return net, _total((net, tax))


def _lines_of_total(
    price: ExactPrice, policy: RoundingPolicy, decimals: int
) -> list[tuple[_Units, _Units]]:
    """Lines parted from the rounded totals, each within one unit of its exact amount."""
    nets = _parted([line.before for line in price.lines], price.before_taxes, policy, decimals)
    grosses = _parted([line.after for line in price.lines], price.after_taxes, policy, decimals)
    return list(zip(nets, grosses, strict=True))


def _parted(
    amounts: Sequence[Ratio | None], total: Fraction | None, policy: RoundingPolicy, decimals: int
) -> list[_Units]:
    exact = [None if one is None else Fraction(*one) * 10**decimals for one in amounts]
    wanted = _units(total, policy, decimals)
    known = [one for one in exact if one is not None]
    if wanted is None or len(known) != len(exact):
        return [None if one is None else rounded(one, policy.mode) for one in exact]
    floors: list[_Units] = [one.numerator // one.denominator for one in known]
    left = wanted - sum(one.numerator // one.denominator for one in known)
    by_rest = sorted(range(len(known)), key=lambda at: (-(known[at] % 1), at))
    for at in by_rest[:left]:
        floors[at] = (floors[at] or 0) + 1
    return floors


def _taxes(
    price: ExactPrice, before: _Units, after: _Units, decimals: int
) -> tuple[RoundedTax, ...]:
    """Taxes by rate that add up to the difference of the rounded totals."""
    exact = tax_lines(price)
    if exact is None or before is None or after is None:
        return ()
    scale = 10**decimals
    floors = [one.amount * scale // 1 for one in exact]
    left = after - before - sum(floors)
    by_rest = sorted(range(len(exact)), key=lambda at: (-(exact[at].amount * scale % 1), at))
    for turn in range(abs(left)):
        floors[by_rest[turn % len(by_rest)]] += 1 if left > 0 else -1
    return tuple(
        RoundedTax(one.vat_pct, Decimal(units).scaleb(-decimals))
        for one, units in zip(exact, floors, strict=True)
    )


def _units(amount: Fraction | None, policy: RoundingPolicy, decimals: int) -> _Units:
    return None if amount is None else rounded(amount * 10**decimals, policy.mode)


def _times(amount: Fraction | None, share: Fraction) -> Fraction | None:
    return None if amount is None else amount * share


def _total(units: Iterable[_Units]) -> _Units:
    total = 0
    for one in units:
        if one is None:
            return None
        total += one
    return total


def sum_known(amounts: Iterable[Fraction | None]) -> Fraction | None:
    """The sum; None if one of them is unknowable."""
    total = Fraction(0)
    for one in amounts:
        if one is None:
            return None
        total += one
    return total


def _major(units: _Units, decimals: int) -> Decimal | None:
    return None if units is None else Decimal(units).scaleb(-decimals)
