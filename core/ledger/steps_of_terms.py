"""Terms become steps: those written out as they are, the short form of the presets compiled.

So there is one engine: commission, share, fees, wholesale and card are steps as any other.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from core.domain.agreement import Agreement, Bearer, CommissionModel
from core.domain.waterfall import (
    OF,
    Actor,
    Measure,
    Step,
    StepKind,
    StepRounding,
    VatTreatment,
    Waterfall,
)
from core.domain.waterfall_rules import waterfall

COMMISSION, SHARE, CPO_FEE, DP_FEE, CARD, REST = (
    "commission",
    "dp-share",
    "cpo-fee",
    "dp-fee",
    "card",
    "rest",
)
"""Ids of the steps that the short form makes."""
_BEARERS: Final = {Bearer.CPO: Actor.CPO, Bearer.DP: Actor.DP, Bearer.NETWORK: Actor.NETWORK}


@lru_cache(maxsize=1_024)
def waterfall_of(agreement: Agreement) -> Waterfall:
    """The waterfall that an agreement states."""
    return waterfall(agreement.steps or tuple(_compiled(agreement)))


def _compiled(agreement: Agreement) -> Iterator[Step]:
    yield from _commission_and_share(agreement)
    for step_id, payer, fee in (
        (CPO_FEE, Actor.CPO, agreement.cpo_session_fee),
        (DP_FEE, Actor.DP, agreement.dp_session_fee),
    ):
        if fee:
            yield Step(
                step_id=step_id,
                payer=payer,
                payee=Actor.NETWORK,
                kind=StepKind.PER_SESSION,
                basis=Measure.SESSIONS,
                amount=fee,
            )
    if agreement.card.bearer is not Bearer.NOBODY:
        yield card_step(_BEARERS[agreement.card.bearer], agreement)
    yield remainder(agreement.wholesale_bp)


def _commission_and_share(agreement: Agreement) -> Iterator[Step]:
    pool = agreement.commission_model is CommissionModel.POOL
    if agreement.commission_bp:
        yield _percent(COMMISSION, Actor.CPO, Actor.NETWORK, agreement.commission_bp)
    if agreement.dp_share_bp and not pool:
        yield _percent(SHARE, Actor.CPO, Actor.DP, agreement.dp_share_bp)
    if agreement.dp_share_bp and pool and agreement.commission_bp:
        # Of one cent that both could have, the network, named first, keeps it.
        yield Step(
            step_id=SHARE,
            payer=Actor.NETWORK,
            payee=Actor.DP,
            kind=StepKind.PERCENT,
            basis=OF + COMMISSION,
            rate_bp=agreement.dp_share_bp,
            rounding=StepRounding.HALF_DOWN,
        )


def _percent(step_id: str, payer: Actor, payee: Actor, rate_bp: int) -> Step:
    return Step(step_id=step_id, payer=payer, payee=payee, kind=StepKind.PERCENT, rate_bp=rate_bp)


def card_step(payer: Actor, agreement: Agreement) -> Step:
    """What collecting by card costs its bearer."""
    return Step(
        step_id=CARD,
        payer=payer,
        payee=Actor.CARD,
        kind=StepKind.PASS_THROUGH,
        basis=Measure.GROSS,
        rate_bp=agreement.card.rate_bp,
        amount=Decimal(agreement.card.fixed),
        vat=VatTreatment.NONE,
    )


def remainder(wholesale_bp: int = 10_000) -> Step:
    """The rest, which the DP owes and the CPO keeps."""
    return Step(
        step_id=REST,
        payer=Actor.DP,
        payee=Actor.CPO,
        kind=StepKind.REMAINDER,
        rate_bp=wholesale_bp,
    )
