"""The sales of a session, as far as a refund took them back: what its credit notes are made of.

Each sale is taken back by the part that the DP got back. That is rounded, so what the refund posted
decides in the end: VAT by account, and what each party got back or gave, to the minor unit.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from core.domain.entry import Entry
from core.domain.money import rounded
from core.domain.supplied import Sale, Supplied
from core.ledger.chart_of_accounts import Code, account, code_of

_PARTIES = (Code.RECEIVABLE, Code.PAYABLE)


def shares_refund(refund: Entry) -> bool:
    """Whether everybody gives back, as they got it; goodwill is the network's alone."""
    return {code_of(leg.account) for leg in refund.postings} >= set(_PARTIES)


def refunded_sales(
    supplies: Sequence[Supplied], refund: Entry, network: str
) -> tuple[Supplied, ...]:
    """What a refund took back of the sales of its session, as amounts below zero.

    Args:
        supplies: The sales of the session.
        refund: The entry of the refund, in which everybody gives back.
        network: Key of the operator.
    """
    back = _Refund(refund, supplies[0].currency)
    dp = next(one.buyer for one in supplies if one.sale is Sale.SESSION_SOLD)
    cpo = next(one.seller for one in supplies if one.sale is Sale.SESSION_BOUGHT)

    def is_owed(one: Supplied) -> bool:
        return dp == one.buyer

    owed = sum(one.gross_minor for one in supplies if is_owed(one))
    part = Fraction(back.owed, owed)
    found = [_scaled(one, part) for one in supplies]
    _fit_vat(found, supplies, back, network)
    shares = {one.seller for one in supplies if one.sale is Sale.SHARE} - {cpo}
    for seller in sorted(shares):
        given_back = back.share if seller == dp else back.sums.get(account(Code.PARTNER, seller), 0)
        _fit(found, given_back, _shares_of(seller))
    _fit(found, back.owed, is_owed)
    of_cpo = [one for one in found if cpo in (one.seller, one.buyer)]
    given = sum(one.gross_minor if one.seller == cpo else -one.gross_minor for one in of_cpo)
    bought = next(at for at, one in enumerate(found) if one.sale is Sale.SESSION_BOUGHT)
    found[bought] = _plus_net(found[bought], back.payable - given)
    return tuple(one.reversed() for one in found)


class _Refund:
    """What a refund gave back, in the currency of the session; above zero."""

    def __init__(self, refund: Entry, currency: str) -> None:
        sums: dict[str, int] = {}
        converted = []
        for leg in refund.postings:
            if leg.currency == currency:
                code = code_of(leg.account)
                if code is Code.FX_POSITION:
                    converted.append(-leg.amount_minor)
                sums[leg.account] = sums.get(leg.account, 0) + leg.amount_minor
        self.sums = sums
        by_code: dict[Code, int] = {}
        for written, amount in sums.items():
            by_code[code_of(written)] = by_code.get(code_of(written), 0) + amount
        self.owed = -by_code.get(Code.RECEIVABLE, 0) + sum(one for one in converted if one > 0)
        self.share = by_code.get(Code.DP_SHARE, 0) - sum(one for one in converted if one < 0)
        self.payable = by_code.get(Code.PAYABLE, 0)


def _shares_of(seller: str) -> Callable[[Supplied], bool]:
    return lambda one: one.sale is Sale.SHARE and one.seller == seller


def _scaled(one: Supplied, part: Fraction) -> Supplied:
    share = Decimal(part.numerator) / Decimal(part.denominator)
    return replace(
        one,
        parts=tuple(
            replace(line, quantity=line.quantity * share, net_minor=rounded(line.net_minor * part))
            for line in one.parts
        ),
        vat_minor=rounded(one.vat_minor * part),
    )


def _fit_vat(found: list[Supplied], whole: Sequence[Supplied], back: _Refund, network: str) -> None:
    """VAT of the network's own sales and purchases is what was posted on its accounts."""
    ends: tuple[tuple[Code, int, Callable[[Supplied], str]], ...] = (
        (Code.OUTPUT_VAT, 1, lambda one: one.seller),
        (Code.INPUT_VAT, -1, lambda one: one.buyer),
    )
    for code, sign, end in ends:
        for place in sorted({one.vat.place for one in found if end(one) == network}):
            mine = [
                at
                for at, one in enumerate(whole)
                if end(one) == network and one.vat.place == place and one.vat_minor
            ]
            if mine:
                wanted = sign * back.sums.get(account(code, place), 0)
                short = wanted - sum(found[at].vat_minor for at in mine)
                first = max(mine, key=lambda at: whole[at].vat_minor)
                found[first] = replace(found[first], vat_minor=found[first].vat_minor + short)


def _fit(found: list[Supplied], wanted: int, belongs: Callable[[Supplied], bool]) -> None:
    mine = [at for at, one in enumerate(found) if belongs(one)]
    if mine:
        short = wanted - sum(found[at].gross_minor for at in mine)
        found[mine[0]] = _plus_net(found[mine[0]], short)


def _plus_net(one: Supplied, amount_minor: int) -> Supplied:
    first, *others = one.parts
    return replace(one, parts=(replace(first, net_minor=first.net_minor + amount_minor), *others))
