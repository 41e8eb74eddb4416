"""A list of steps is a waterfall or is refused with a sentence; tiers and roundings by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError
from core.domain.waterfall import (
    Measure,
    Settle,
    StepKind,
    StepRounding,
    Tier,
    VatTreatment,
    blended_rate,
    rounded_step,
)
from core.domain.waterfall_rules import waterfall
from tests.waterfalls import BANDS, REST, a_card, a_rebate, a_step


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([a_step()], "steps: wanted exactly one remainder, found none"),
        ([REST, REST], "steps: wanted exactly one remainder, found rest, rest"),
        ([REST, a_step()], "step rest: wanted the remainder last, found commission after it"),
        (
            [a_card(), a_card(step_id="other"), REST],
            "steps: wanted at most one pass_through, found card, other",
        ),
        ([a_step(), a_step(), REST], "step commission: wanted an id of its own, found it twice"),
        (
            [a_step(step_id="Fee!"), REST],
            "step Fee!: wanted an id of small letters, digits and -, found 'Fee!'",
        ),
        (
            [a_step(basis="of:later"), a_step(step_id="later"), REST],
            "step commission: basis of:later: wanted an earlier step (none), found 'later'",
        ),
        (
            [a_step(), a_step(step_id="share", basis="after:share"), REST],
            "step share: basis after:share: wanted an earlier step (commission), found 'share'",
        ),
        (
            [a_step(payee="CPO"), REST],
            "step commission: wanted a payee other than the payer, found CPO twice",
        ),
        (
            [a_step(payee="somebody"), REST],
            (
                "step commission: payee: wanted one of CPO, DP, NETWORK, CARD, DRIVER or a "
                "party as NL*ABC, found 'somebody'"
            ),
        ),
        (
            [a_step(payer="DRIVER"), REST],
            "step commission: payer: wanted one of CPO, DP, NETWORK, found 'DRIVER'",
        ),
        (
            [a_step(basis="profit"), REST],
            (
                "step commission: basis: wanted one of gross, net, energy, time, fee, kwh, "
                "sessions, of:STEP or after:STEP, found 'profit'"
            ),
        ),
        (
            [a_step(basis="kwh"), REST],
            "step commission: basis: wanted money for a percent, found kwh",
        ),
        (
            [a_step(rate_bp=10_001), REST],
            "step commission: rate_bp: wanted 0 to 10000, found 10001",
        ),
        (
            [a_step(kind=StepKind.FIXED, rate_bp=0, amount=Decimal(5)), REST],
            (
                "step commission: settle: wanted period_true_up of a fixed amount; for a session "
                "use per_session"
            ),
        ),
        (
            [a_step(kind=StepKind.MAXIMUM, rate_bp=0), REST],
            "step commission: basis: wanted what is limited, as of:STEP or after:STEP, found 'net'",
        ),
        (
            [
                a_step(),
                a_step(step_id="cap", kind=StepKind.MAXIMUM, payee="DP", basis="of:commission"),
                REST,
            ],
            "step cap: wanted the payee of commission, NETWORK, found DP",
        ),
        (
            [a_step(kind=StepKind.TIER_WHOLE, rate_bp=0, tiers=BANDS[1:]), REST],
            "step commission: tiers: wanted bands that begin at 0 and rise, found ['100', '500']",
        ),
        (
            [a_rebate(vat=VatTreatment.SERVICE), REST],
            "step rebate: vat: wanted none for what DRIVER gets, found service",
        ),
        ([a_rebate(payee="DP"), REST], "step rebate: wanted a rebate for the DRIVER, found DP"),
        (
            [
                a_step(settle=Settle.PERIOD_TRUE_UP),
                a_step(step_id="share", payer="NETWORK", payee="DP", basis="of:commission"),
                REST,
            ],
            (
                "step share: basis of:commission: wanted a step of each session, "
                "found one of the period"
            ),
        ),
    ],
)
def test_what_is_no_waterfall_is_refused_with_a_sentence(steps, told):
    with pytest.raises(InvalidValueError) as refused:
        waterfall(steps)
    assert told in str(refused.value).splitlines()


def test_every_broken_rule_is_told_at_once():
    with pytest.raises(InvalidValueError) as refused:
        waterfall([a_step(payee="CPO", rate_bp=-1), REST])
    assert len(str(refused.value).splitlines()) == 2


def test_a_limit_of_a_limit_is_of_one_step():
    falls = waterfall(
        [
            a_step(),
            a_step(step_id="cap", kind=StepKind.MAXIMUM, rate_bp=0, basis="of:commission"),
            a_step(step_id="floor", kind=StepKind.MINIMUM, rate_bp=0, basis="of:cap"),
            REST,
        ]
    )
    assert [falls.root_of(step.step_id).step_id for step in falls.steps] == [
        "commission",
        "commission",
        "commission",
        "rest",
    ]


# 0 to 100 at 10 %, to 500 at 8 %, above at 5 %.
@pytest.mark.parametrize(
    ("volume", "marginal", "whole"),
    [
        (0, 1000, 1000),
        (50, 1000, 1000),
        (100, 1000, 800),
        (200, Fraction(100 * 1000 + 100 * 800, 200), 800),
        (1000, Fraction(100 * 1000 + 400 * 800 + 500 * 500, 1000), 500),
        (-200, Fraction(100 * 1000 + 100 * 800, 200), 800),
    ],
)
def test_a_band_has_a_rate_of_its_own_or_the_whole_has_that_of_its_band(volume, marginal, whole):
    rates = [
        blended_rate(a_step(kind=kind, tiers=BANDS, basis=Measure.KWH), Fraction(volume))
        for kind in (StepKind.TIER_MARGINAL, StepKind.TIER_WHOLE)
    ]
    assert rates == [marginal, whole]


@given(st.integers(0, 10_000))
def test_more_volume_in_falling_marginal_bands_never_costs_less(volume):
    step = a_step(kind=StepKind.TIER_MARGINAL, tiers=BANDS, basis=Measure.KWH)
    costs = [blended_rate(step, Fraction(kwh)) * kwh for kwh in (volume, volume + 1)]
    assert costs[0] <= costs[1]


def test_one_band_is_a_rate_whatever_the_volume():
    step = a_step(kind=StepKind.TIER_MARGINAL, tiers=(Tier(Decimal(0), Decimal(700)),))
    assert {blended_rate(step, Fraction(volume)) for volume in (0, 1, 10**9)} == {700}


@pytest.mark.parametrize(
    ("rounding", "half", "more", "three_halves"),
    [
        (StepRounding.HALF_UP, 1, 1, 2),
        (StepRounding.HALF_EVEN, 0, 1, 2),
        (StepRounding.HALF_DOWN, 0, 1, 1),
        (StepRounding.UP, 1, 1, 2),
        (StepRounding.DOWN, 0, 0, 1),
    ],
)
def test_each_rounding_of_a_half_of_more_and_of_three_halves(rounding, half, more, three_halves):
    found = [rounded_step(top, 10, rounding) for top in (5, 6, 15)]
    assert found == [half, more, three_halves]
    assert [rounded_step(-top, 10, rounding) for top in (5, 6, 15)] == [-one for one in found]
