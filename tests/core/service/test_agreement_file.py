"""An agreement file is read strictly; the presets say what the product compares."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.domain.agreement import (
    ANY,
    Bearer,
    ClockHours,
    ClockOrigin,
    CommissionModel,
    PayoutCondition,
    SettlementClock,
)
from core.domain.errors import NotFoundError, SourceError
from core.service.agreement_file import agreement_from_toml, load_agreement
from core.service.resources import ResourceKind, resource_names

TEXT = """\
agreement_id = "one"
preset = "OWN"
effective_from = 2026-01-01T01:00:00+01:00
commission_model = "POOL"
commission_bp = 1000
dp_share_bp = 4000
cpo_session_fee = 0.40
service_vat_pct = 8.1
payout_currency = "CHF"
"""


def read(text=TEXT, **changes):
    return agreement_from_toml(text, "one.toml", **changes)


def test_the_clock_and_the_condition_of_a_payout_are_terms():
    clock = '[clock]\norigin = "FUNDS_CAPTURED"\ndelay_h = 24\nhours = "BANKING"\n'
    agreement = read(f'{TEXT}payout_condition = "FUNDED"\n{clock}')
    assert agreement.clock == SettlementClock(ClockOrigin.FUNDS_CAPTURED, 24, ClockHours.BANKING)
    assert agreement.payout_condition is PayoutCondition.FUNDED
    assert read().payout_condition is PayoutCondition.NETWORK_CREDIT
    with pytest.raises(SourceError, match="payout_condition"):
        read(f'{TEXT}payout_condition = "LATER"\n')


def test_what_an_agreement_does_not_say_is_the_default_of_the_terms():
    agreement = read()
    assert (agreement.cpo, agreement.demand_partner) == (ANY, ANY)
    assert agreement.effective.start == datetime(2026, 1, 1, tzinfo=UTC)
    assert agreement.effective.end is None
    assert agreement.version == "one@2026-01-01"
    assert (agreement.commission_bp, agreement.cpo_session_fee) == (1000, Decimal("0.40"))
    assert (agreement.service_vat_pct, agreement.wholesale_bp) == (Decimal("8.1"), 10_000)
    assert agreement.card.bearer is Bearer.NOBODY
    assert agreement.clock.delay_h == 48


def test_everything_can_be_said():
    text = TEXT + (
        'cpo = "NL*ABC"\ndemand_partner = "DE*XYZ"\neffective_to = 2027-01-01T00:00:00Z\n'
        "fx_margin_bp = 50\ntolerance_minor = 2\n"
        '[card]\nfixed = 0.15\nrate_bp = 350\nbearer = "NETWORK"\n'
        '[clock]\norigin = "CDR_RECEIVED"\ndelay_h = 24\n'
    )
    agreement = read(text)
    assert (agreement.precedence, agreement.fx_margin_bp) == (3, 50)
    assert (agreement.tolerance_minor, read().tolerance_minor) == (2, 1)
    assert agreement.effective.end == datetime(2027, 1, 1, tzinfo=UTC)
    assert (agreement.card.fixed, agreement.card.rate_bp) == (Decimal("0.15"), 350)
    assert agreement.clock.origin is ClockOrigin.CDR_RECEIVED


def test_who_loads_it_may_say_the_currency():
    assert read(currency="CHF").payout_currency == "CHF"
    with pytest.raises(SourceError, match=r"one\.toml:9: payout_currency: wanted GBP.*found CHF"):
        read(currency="GBP")
    without = TEXT.replace('payout_currency = "CHF"\n', "")
    assert read(without, currency="GBP").payout_currency == "GBP"
    with pytest.raises(SourceError, match="payout_currency: wanted one"):
        read(without)
    with pytest.raises(SourceError, match=r"one\.toml: currency: wanted an ISO 4217 code"):
        read(without, currency="XXX")


def test_vat_of_services_may_differ_by_country():
    text = TEXT.replace("8.1", '{ NL = 21, CH = 8.1, "*" = 20 }')
    rates = [read(text, country_code=code).service_vat_pct for code in ("NL", "CH", "GB", None)]
    assert rates == [21, Decimal("8.1"), 20, 20]
    with pytest.raises(SourceError, match=r"one\.toml:8: service_vat_pct: none for country GB"):
        read(TEXT.replace("8.1", "{ NL = 21 }"), country_code="GB")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("1000", "10001", "one.toml:5: commission_bp: wanted less than or equal to 10000"),
        ("1000", "10.5", "one.toml:5: commission_bp: wanted a valid integer, found 10.5"),
        ('"POOL"', '"SHARED"', "one.toml:4: commission_model: wanted 'POOL' or 'STACKED'"),
        ("01:00:00+01:00", "01:00:00", "one.toml:3: effective_from: wanted a time with its off"),
        ("0.40", "-0.40", "one.toml:7: cpo_session_fee: wanted greater than or equal to 0"),
        ('"CHF"', '"XXX"', "one.toml:9: payout_currency: wanted an ISO 4217 code"),
        ('preset = "OWN"', "", "one.toml: preset: missing"),
        ("dp_share_bp", "dp_share_pct", "one.toml:6: dp_share_pct: unknown field"),
        ('"CHF"', '"CHF"\ncpo = "NL"', "one.toml:10: cpo: wanted pattern "),
        ("8.1", '"much"', "one.toml:8: service_vat_pct.*: wanted a valid decimal, found 'much'"),
        ("8.1", "{ NLD = 21 }", "one.toml:8: service_vat_pct.NLD.[key]: wanted pattern"),
        ('"CHF"', '"CHF"\neffective_to = 2025-01-01T00:00:00Z', "one.toml: interval: end 2025"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(old, new, problem):
    assert old in TEXT
    with pytest.raises(SourceError) as caught:
        read(TEXT.replace(old, new, 1))
    assert any(line.startswith(problem) for line in str(caught.value).splitlines())


PRESETS = {
    # name: preset, model, commission, DP share, wholesale, fee CPO, fee DP, days to payout
    "networkcore": ("NETWORKCORE", "POOL", 1000, 4000, 10_000, "0", "0", 2),
    "networkcore-stacked": ("NETWORKCORE", "STACKED", 600, 400, 10_000, "0", "0", 2),
    "reseller": ("RESELLER", "POOL", 0, 0, 9500, "0.40", "0.40", 45),
    "pass-through": ("PASS_THROUGH", "POOL", 0, 0, 10_000, "0", "0.35", 38),
    "hub-and-clearing": ("HUB_AND_CLEARING", "POOL", 200, 0, 10_000, "0", "0.40", 38),
    "direct": ("DIRECT", "POOL", 0, 0, 10_000, "0", "0", 2),
}


def test_these_presets_come_with_the_program():
    written_out = {"networkcore-site-host", "networkcore-volume"}
    assert set(resource_names(ResourceKind.AGREEMENT)) == set(PRESETS) | written_out


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_it_stands_for_in_any_currency(name):
    preset, model, commission_bp, dp_share_bp, wholesale_bp, cpo_fee, dp_fee, days = PRESETS[name]
    agreement = load_agreement(name, "GBP", "GB")
    assert (agreement.agreement_id, agreement.preset) == (name, preset)
    assert agreement.commission_model is CommissionModel(model)
    assert (agreement.commission_bp, agreement.dp_share_bp) == (commission_bp, dp_share_bp)
    assert agreement.wholesale_bp == wholesale_bp
    assert (agreement.cpo_session_fee, agreement.dp_session_fee) == (
        Decimal(cpo_fee),
        Decimal(dp_fee),
    )
    assert agreement.clock.delay_h == days * 24
    assert (agreement.payout_currency, agreement.service_vat_pct) == ("GBP", 20)
    assert agreement.covers("GB*DCC", "NL*RJD", "GB", datetime(2014, 1, 1, tzinfo=UTC))


def test_a_card_at_the_charge_point_is_borne_by_the_cpo():
    card = load_agreement("direct", "EUR").card
    assert (card.fixed, card.rate_bp, card.bearer) == (Decimal("0.15"), 350, Bearer.CPO)


def test_an_unknown_agreement_is_told_the_known_ones():
    with pytest.raises(NotFoundError, match=r"no 'gentlemen', .* one of: direct, hub-and-clearing"):
        load_agreement("gentlemen")
