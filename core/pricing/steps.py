"""Billing in whole steps.

Source: OCPI mod_tariffs and mod_cdrs, step_size: once a session, on the total of what is billed;
energy in Wh, time in seconds, on parking where any is billed, else on charging; the step is that
of the component that applied last, which also bills what the step adds. 0 means no steps.
"""

from decimal import Decimal
from typing import Final

from core.domain.price_note import PriceNote
from core.pricing.billed import EXACTLY, Billed
from core.pricing.gather import Leg

_WH_EXPONENT: Final = -3
_NONE: Final = Decimal(0)


def apply_steps(leg: Leg) -> tuple[PriceNote, ...]:
    """Round the totals of a leg up to whole steps; a new tariff begins a new leg.

    Returns:
        Notes where a step of more than one Wh or second added something.
    """
    notes = []
    if _step_up(leg.energy, _WH_EXPONENT):
        notes.append(PriceNote.STEP_SIZE_ENERGY)
    reserved, stayed = _step_up(leg.reserved, 0), _step_up(leg.parking or leg.time, 0)
    if reserved or stayed:
        notes.append(PriceNote.STEP_SIZE_TIME)
    return tuple(notes)


def _step_up(billed: list[Billed], exponent: int) -> bool:
    if not billed:
        return False
    last = billed[-1]
    step_size = last.candidate.price.step_size
    if step_size == 0:
        return False
    total = last.quantity
    for one in billed[:-1]:
        total = EXACTLY.add(total, one.quantity)
    step = Decimal(step_size).scaleb(exponent)
    beyond = EXACTLY.remainder(total, step)
    if beyond <= _NONE:  # Nothing beyond, or energy that was fed back: no step is taken on it.
        return False
    last.extend(EXACTLY.subtract(step, beyond))
    return step_size > 1
