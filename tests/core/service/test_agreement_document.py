"""An agreement written to a file and read again is the same agreement."""

from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import (
    ANY,
    Agreement,
    Bearer,
    CardTerms,
    ClockHours,
    ClockOrigin,
    FxLock,
    PayoutCondition,
    SettlementClock,
)
from core.domain.agreement_example import Example
from core.domain.errors import SourceError
from core.domain.interval import Interval
from core.domain.money import RoundingMode
from core.domain.rounding import RoundedAt, RoundingPolicy
from core.domain.waterfall import ALWAYS, Condition, Measure, Settle, StepKind
from core.service.agreement_document import toml_of
from core.service.agreement_file import agreement_from_toml, load_agreement
from core.service.resources import ResourceKind, resource_names
from core.service.step_fields import WhenToml
from core.store.agreement_store import content_sha
from tests.builders import an_agreement
from tests.core.ledger.test_split import agreements
from tests.waterfalls import BANDS, REST, a_card, a_rebate, a_step, session_steps

WHEN = WhenToml(
    hours="18:00-22:30", days=("SATURDAY", "SUNDAY"), countries=("NL",), locations=("L 1",)
).condition()
EVERYTHING = an_agreement(
    agreement_id='every"thing',
    preset="OWN",
    cpo="NL*ABC",
    demand_partner="DE*XYZ",
    country="BE",
    commission_bp=0,
    dp_share_bp=0,
    effective=Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, 12, tzinfo=UTC)),
    vat_pct_by_country=(("CH", Decimal("8.1")),),
    clock=SettlementClock(ClockOrigin.CDR_RECEIVED, 24, ClockHours.BANKING),
    payout_condition=PayoutCondition.FUNDED,
    fx_margin_bp=50,
    fx_lock=FxLock.QUOTE,
    fx_max_age_days=5,
    tolerance_minor=2,
    dispute_window_days=7,
    rounding=RoundingPolicy(RoundedAt.CDR, None, RoundingMode.UP),
    steps=(
        a_step(condition=WHEN),
        a_step(step_id="cap", kind=StepKind.MAXIMUM, basis="of:commission", amount=Decimal("2.5")),
        a_step(
            step_id="volume",
            payer="NETWORK",
            payee="CPO",
            kind=StepKind.TIER_WHOLE,
            tiers=BANDS,
            tier_by=Measure.KWH,
            settle=Settle.PERIOD_TRUE_UP,
        ),
        a_step(
            step_id="host",
            payer="NETWORK",
            payee="NL*HST",
            basis="after:cap",
            condition=Condition(power_kw_from=Decimal(50), power_kw_below=Decimal(150)),
        ),
        a_card(),
        a_rebate(),
        REST,
    ),
    examples=(
        Example(
            name="20 kWh",
            energy_kwh=Decimal(20),
            energy_cost=Decimal("10.00"),
            local_start=datetime(2026, 6, 6, 21),  # noqa: DTZ001 (local)
            power_kw=Decimal(50),
            sessions=3,
            expected=(("CPO", Decimal("9.00")), ("commission", Decimal("1.00"))),
        ),
    ),
)


SHORT_ONLY = {
    "commission_model",
    "commission_bp",
    "dp_share_bp",
    "wholesale_bp",
    "cpo_session_fee",
    "dp_session_fee",
    "card",
    "service_vat_pct",
}
"""Fields of the short form, and one of which there is no default."""


def test_the_example_says_something_of_every_field():
    """So that a field that somebody adds is not lost on the way."""
    usual = an_agreement()
    same = {one.name for one in fields(Agreement)} - SHORT_ONLY
    same = {name for name in same if getattr(EVERYTHING, name) == getattr(usual, name)}
    assert same == {"payout_currency"}


def again(agreement):
    return agreement_from_toml(toml_of(agreement), "again.toml")


def test_everything_that_can_be_said_is_read_again():
    assert EVERYTHING.steps[0].condition != ALWAYS
    assert again(EVERYTHING) == EVERYTHING
    assert content_sha(again(EVERYTHING)) == content_sha(EVERYTHING)


@given(agreements(), st.sampled_from(Bearer))
def test_short_terms_are_read_again(agreement, bearer):
    assert again(agreement) == agreement
    card = CardTerms(Decimal("0.15"), 350, bearer)
    assert again(an_agreement(card=card)) == an_agreement(card=card)


@given(session_steps())
def test_any_waterfall_is_read_again(steps):
    written = an_agreement(commission_bp=0, dp_share_bp=0, preset="OWN", steps=steps)
    assert again(written) == written


@pytest.mark.parametrize("name", resource_names(ResourceKind.AGREEMENT))
def test_every_agreement_that_comes_with_the_program_is_read_again(name):
    agreement = load_agreement(name, "EUR", "NL")
    assert again(agreement) == agreement


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "commission_model: missing, and no [[step]] either"),
        (
            '[[step]]\nid = "x"\npayer = "CPO"\npayee = "NETWORK"\nkind = "percent"\n',
            "steps: wanted exactly one remainder, found none",
        ),
        (
            '[[step]]\nid = "x"\npayer = "CPO"\npayee = "NETWORK"\nkind = "gift"\n',
            "x.toml:9: step[0].kind: wanted 'percent', 'per_kwh'",
        ),
        (
            (
                '[[step]]\nid = "x"\npayer = "CPO"\npayee = "NETWORK"\nkind = "percent"\n'
                'when = { hours = "18-18" }\n'
            ),
            "step[0].when.hours: wanted two times of day, as 18:00-22:00, found '18-18'",
        ),
    ],
)
def test_what_is_wrong_with_a_step_is_told(written, told):
    head = (
        'agreement_id = "x"\npreset = "OWN"\neffective_from = 2026-01-01T00:00:00Z\n'
        "service_vat_pct = 21\n"
    )
    with pytest.raises(SourceError) as refused:
        agreement_from_toml(head + written, "x.toml", "EUR")
    assert told in str(refused.value)


def test_the_scope_of_a_country_is_read():
    assert (EVERYTHING.scope, again(EVERYTHING).country) == ("NL*ABC x DE*XYZ, BE", "BE")
    assert load_agreement("networkcore", "EUR").country == ANY
