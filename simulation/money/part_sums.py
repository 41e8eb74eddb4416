"""Who has what of every session in the end, as the books keep it: ``Split.sums`` in columns."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.waterfall import Actor, Step, StepKind
from core.ledger.split_columns import PartColumn, SplitColumns
from simulation.money.money_sums import Sum

Ints = NDArray[np.int64]
_POCKETS: Final = (Actor.CARD, Actor.DRIVER)
_FEES: Final = (StepKind.PER_SESSION, StepKind.FIXED)
_PAYEES: Final = {
    Actor.CPO.value: Sum.CPO_NET,
    Actor.NETWORK.value: Sum.COMMISSION,
    Actor.DP.value: Sum.DP_SHARE,
    Actor.CARD.value: Sum.CARD_COST,
}


def part_sums(parts: SplitColumns) -> dict[Sum, Ints]:
    """Arrays of shape (session,), before VAT where the name does not say otherwise."""
    found = {name: np.zeros_like(parts.net) for name in Sum if Sum.GROSS <= name < Sum.UNBILLED}
    beside_vat = np.zeros_like(parts.net)
    found[Sum.CPO_NET] = parts.net.copy()
    for part in parts.parts:
        payer, payee, amount = part.step.payer, part.step.payee, part.amount
        outside = payee in _POCKETS
        match payer:
            case Actor.CPO:
                found[Sum.CPO_NET] -= amount
            case Actor.DP:
                beside_vat += part.vat
                found[Sum.CARD_BY_DP if outside else Sum.FEES_OF_DP] += amount
            case _ if outside:
                found[Sum.CARD_BY_NETWORK] += amount
            case _:
                found[Sum.COMMISSION] -= amount
        for name in _of_payee(part, parts.parts[part.root].step):
            found[name] += amount
    found[Sum.GROSS] = parts.net + parts.vat + found[Sum.FEES_OF_DP] + beside_vat
    found[Sum.VAT] = parts.vat + beside_vat
    return found


def tax_of(parts: SplitColumns) -> Ints:
    """VAT that the network charges less what it is charged; others' services it only passes on."""
    tax = parts.vat - parts.cpo_vat
    for part in parts.parts:
        if part.step.payee == Actor.NETWORK:
            tax = tax + part.vat
        if part.step.payer == Actor.NETWORK:
            tax = tax - part.vat
    return tax


def _of_payee(part: PartColumn, root: Step) -> Iterator[Sum]:
    """What a part adds to besides its payer's side."""
    by_cpo, payee = part.step.payer == Actor.CPO, part.step.payee
    to = _PAYEES.get(payee)
    if to is not None:
        yield to
    if part.step.is_third_party or (by_cpo and payee == Actor.DRIVER):
        yield Sum.OTHERS
    if by_cpo and payee == Actor.NETWORK and root.kind in _FEES:
        yield Sum.FEES_OF_CPO
