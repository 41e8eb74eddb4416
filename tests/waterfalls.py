"""Steps with defaults, and waterfalls of any kind for laws."""

from decimal import Decimal

from hypothesis import strategies as st

from core.domain.waterfall import (
    LIMITS,
    Actor,
    Step,
    StepKind,
    StepRounding,
    Tier,
    VatTreatment,
)
from core.ledger.steps_of_terms import remainder

REST = remainder()
HOST = "NL*HST"
BANDS = (
    Tier(Decimal(0), Decimal(1000)),
    Tier(Decimal(100), Decimal(800)),
    Tier(Decimal(500), Decimal(500)),
)


def a_step(**changes):
    """A commission of 10 % of net, from the CPO to the network."""
    fields = {
        "step_id": "commission",
        "payer": "CPO",
        "payee": "NETWORK",
        "kind": StepKind.PERCENT,
        "rate_bp": 1000,
    } | changes
    if fields["kind"] is not StepKind.PERCENT and "rate_bp" not in changes:
        fields["rate_bp"] = 0
    return Step(**fields)


def a_rebate(**changes):
    """0.05 a kWh for the driver, which the network funds."""
    fields = {
        "step_id": "rebate",
        "payer": "NETWORK",
        "payee": "DRIVER",
        "kind": StepKind.REBATE,
        "basis": "kwh",
        "amount": Decimal("0.05"),
        "vat": VatTreatment.NONE,
    }
    return Step(**(fields | changes))


def a_card(**changes):
    """Card cost of 1 % of gross, which the network bears."""
    fields = {
        "step_id": "card",
        "payer": "NETWORK",
        "payee": "CARD",
        "kind": StepKind.PASS_THROUGH,
        "basis": "gross",
        "rate_bp": 100,
        "vat": VatTreatment.NONE,
    }
    return Step(**(fields | changes))


AMOUNTS = st.decimals(0, 5, places=3)
PARTIES = (Actor.CPO, Actor.DP, Actor.NETWORK, HOST)


@st.composite
def session_steps(draw):
    """A waterfall of up to six steps of each session, of any kind and between any two."""
    steps = []
    for number in range(draw(st.integers(0, 6))):
        steps.append(draw(_step(f"s{number}", tuple(steps))))
    return (*steps, remainder(draw(st.sampled_from((10_000, 10_000, 9_500, 5_000)))))


@st.composite
def _step(draw, step_id, earlier):
    kinds = ["percent", "per_kwh", "per_session", "tier", "rebate"]
    kinds += ["limit"] if limitable(earlier) else []
    kinds += ["card"] if len(limitable(earlier)) == len(earlier) else []
    kind = draw(st.sampled_from(kinds))
    payer = draw(st.sampled_from(PARTIES[:3]))
    common = {"step_id": step_id, "payer": payer, "rounding": draw(st.sampled_from(StepRounding))}
    if kind == "card":
        return Step(
            **common | {"rounding": StepRounding.HALF_UP},
            payee=Actor.CARD,
            kind=StepKind.PASS_THROUGH,
            basis="gross",
            rate_bp=350,
            amount=draw(AMOUNTS),
            vat=VatTreatment.NONE,
        )
    if kind == "rebate":
        return Step(
            **common,
            payee=Actor.DRIVER,
            kind=StepKind.REBATE,
            basis=draw(st.sampled_from(("net", "kwh", "sessions"))),
            rate_bp=draw(st.integers(0, 2_000)),
            amount=draw(AMOUNTS),
            vat=VatTreatment.NONE,
        )
    if kind == "limit":
        return draw(_limit(step_id, earlier))
    common |= {
        "payee": draw(st.sampled_from([one for one in PARTIES if one != payer])),
        "vat": draw(st.sampled_from(VatTreatment)),
    }
    money = ["net", "gross", "energy", "time", "fee"]
    money += [f"{word}:{one.step_id}" for one in earlier for word in ("of", "after")]
    if kind == "percent":
        return Step(
            **common,
            kind=StepKind.PERCENT,
            basis=draw(st.sampled_from(money)),
            rate_bp=draw(st.integers(0, 10_000)),
        )
    if kind == "tier":
        return Step(
            **common,
            kind=draw(st.sampled_from((StepKind.TIER_MARGINAL, StepKind.TIER_WHOLE))),
            basis=draw(st.sampled_from((*money[:5], "kwh"))),
            tiers=BANDS,
        )
    basis = "kwh" if kind == "per_kwh" else "sessions"
    return Step(**common, kind=StepKind(kind), basis=basis, amount=draw(AMOUNTS))


def limitable(steps):
    """A card cost is what it is."""
    return [one for one in steps if one.payee != Actor.CARD]


@st.composite
def _limit(draw, step_id, earlier):
    limited = draw(st.sampled_from(limitable(earlier)))
    return Step(
        step_id=step_id,
        payer=limited.payer,
        payee=limited.payee,
        kind=draw(st.sampled_from(LIMITS)),
        basis=f"{draw(st.sampled_from(('of', 'after')))}:{limited.step_id}",
        amount=draw(AMOUNTS),
        rounding=limited.rounding,
        vat=limited.vat,
    )
