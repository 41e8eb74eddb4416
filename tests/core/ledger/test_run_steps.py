"""Any waterfall parts a session to the cent; each kind of step by hand; every entry is zero.

The session is the worked one: 20 kWh at 0.50 in the Netherlands, 10.00 net, 12.10 gross.
"""

from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import CommissionModel
from core.domain.errors import InvalidValueError
from core.domain.tariff import DayOfWeek
from core.domain.waterfall import (
    Actor,
    Circumstances,
    Condition,
    Measure,
    Settle,
    StepKind,
)
from core.ledger.posting_rules import Terms, entry_for_cdr, entry_for_credit
from core.ledger.split import split
from core.ledger.steps_of_terms import waterfall_of
from tests.builders import START, a_priced, a_rate, a_session_vat, an_agreement
from tests.core.ledger.test_split import PRICED, agreements
from tests.sums import balances_of, trial_balance
from tests.waterfalls import BANDS, HOST, REST, a_card, a_rebate, a_step, session_steps

FRIDAY_21H = Circumstances(local_start=datetime(2026, 6, 5, 21), power_kw=Decimal(50))  # noqa: DTZ001 (local)


def terms_of(steps, **changes):
    nothing = {"commission_bp": 0, "dp_share_bp": 0, "preset": "OWN"}
    return an_agreement(steps=tuple(steps), **(nothing | changes))


def run(steps, priced=None, around=None):
    priced, terms = priced or a_priced(), terms_of(steps)
    return split(priced, terms, a_session_vat(priced, terms), around)


def amounts(steps, **changes):
    return {part.step.step_id: part.amount for part in run(steps, **changes).parts}


def post(priced, terms, rate=None, around=None):
    vat = a_session_vat(priced, terms)
    parts = split(priced, terms, vat, around)
    known = Terms(agreement=terms, received_at=priced.cdr.end, rate=rate, vat=vat)
    return entry_for_cdr(priced, parts, known)


@pytest.mark.parametrize(
    ("step", "amount"),
    [
        (a_step(), 100),
        (a_step(basis="gross"), 121),
        (a_step(basis="energy"), 100),
        (a_step(basis="time"), 0),
        (a_step(kind=StepKind.PER_KWH, basis="kwh", amount=Decimal("0.0123")), 25),
        (a_step(kind=StepKind.PER_SESSION, basis="sessions", amount=Decimal("0.35")), 35),
        # 20 kWh are in the first band: 10 % of 10.00.
        (a_step(kind=StepKind.TIER_WHOLE, tiers=BANDS, tier_by=Measure.KWH), 100),
        # By net cost in major units: 10.00 is in the first band too.
        (a_step(kind=StepKind.TIER_MARGINAL, tiers=BANDS), 100),
        # 20 kWh at 1000 a kWh.
        (a_step(kind=StepKind.TIER_WHOLE, basis="kwh", tiers=BANDS), 2_000_000),
        (a_rebate(), 100),
        (a_rebate(basis="net", rate_bp=200, amount=Decimal("0.10")), 30),
    ],
)
def test_each_kind_of_step_by_hand(step, amount):
    assert amounts([step, REST])[step.step_id] == amount


def test_a_cap_gives_back_what_is_above_and_a_floor_tops_up_with_their_vat():
    cap = a_step(step_id="cap", kind=StepKind.MAXIMUM, basis="of:commission", amount=Decimal("0.8"))
    floor = replace(cap, step_id="floor", kind=StepKind.MINIMUM, amount=Decimal("1.5"))
    capped = run([a_step(), cap, REST])
    assert [(part.amount, part.vat) for part in capped.parts] == [(100, 21), (-20, -4)]
    assert (capped.commission, capped.cpo_net) == (80, 920)
    floored = run([a_step(), floor, REST])
    # 21 % of 1.50 is 0.315, half up 0.32; 0.21 of it came with the commission.
    assert [(part.amount, part.vat) for part in floored.parts] == [(100, 21), (50, 11)]
    assert amounts([a_step(), replace(cap, amount=Decimal(2)), REST])["cap"] == 0


def test_a_host_gets_a_part_of_what_is_left_to_who_pays_it():
    share = a_step(
        step_id="share", payer="NETWORK", payee="DP", basis="of:commission", rate_bp=4000
    )
    host = a_step(step_id="host", payer="NETWORK", payee=HOST, basis="after:card", rate_bp=6000)
    rent = a_step(step_id="rent", payee=HOST, basis="after:host", rate_bp=500)
    # 1.00 less 0.40 less 0.12 leaves 0.48 to the network; 60 % of it. The CPO has 9.00 left.
    found = amounts([a_step(), share, a_card(), host, rent, REST])
    assert found == {"commission": 100, "share": 40, "card": 12, "host": 29, "rent": 45}


def legs(entry):
    return [(leg.account, leg.amount_minor) for leg in entry.postings]


def test_a_rebate_of_the_network_and_a_host_leg_by_leg():
    host = a_step(step_id="host", payer="NETWORK", payee=HOST, basis="of:commission", rate_bp=3000)
    entry = post(a_priced(), terms_of([a_step(), host, a_rebate(amount=Decimal("0.01")), REST]))
    assert legs(entry) == [
        ("1200:NL*XYZ", 1210),
        ("1500:NL", 210),
        ("1500:NL", 6),
        ("2500:NL", -210),
        ("2500:NL", -21),
        ("2100:NL*ABC", -1089),
        ("4200", -70),
        ("5200", 20),
        ("2350:NL*HST", -36),
        ("2300:NL*XYZ", -20),
    ]
    assert entry.notes[1].startswith("vat service to CPO, service of NL*HST to NETWORK | S 21 %")


@pytest.mark.parametrize(
    ("payer", "moved"),
    [
        ("CPO", {"2100:NL*ABC": -1110}),
        ("DP", {"1200:NL*XYZ": 1310}),
        ("NETWORK", {"5200": 100}),
    ],
)
def test_a_rebate_is_a_line_of_its_own_that_its_funder_pays(payer, moved):
    usual = {"1200:NL*XYZ": 1210, "2100:NL*ABC": -1210}
    balances = balances_of([post(a_priced(), terms_of([a_rebate(payer=payer), REST]))])
    assert balances["2300:NL*XYZ", "EUR"] == -100
    for where, amount in (usual | moved).items():
        assert balances[where, "EUR"] == amount


def test_a_rebate_of_a_partner_abroad_is_owed_in_its_currency():
    entry = post(a_priced(demand_partner="CH*ALP"), terms_of([a_rebate(), REST]), a_rate())
    # 1.00 EUR at 0.94.
    assert ("2300:CH*ALP", -94) in legs(entry)
    assert trial_balance(balances_of([entry])) == {"EUR": 0, "CHF": 0}


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (Condition(hours=(time(18), time(22))), True),
        (Condition(hours=(time(21), time(22))), True),
        (Condition(hours=(time(18), time(21))), False),
        (Condition(hours=(time(20), time(6))), True),
        (Condition(hours=(time(22), time(6))), False),
        (Condition(days=(DayOfWeek.FRIDAY,)), True),
        (Condition(days=(DayOfWeek.MONDAY,)), False),
        (Condition(countries=("NL", "DE")), True),
        (Condition(countries=("DE",)), False),
        (Condition(locations=("L1",)), True),
        (Condition(locations=("L2",)), False),
        (Condition(power_kw_from=Decimal(50)), True),
        (Condition(power_kw_below=Decimal(50)), False),
    ],
)
def test_a_step_applies_where_its_condition_is_met(condition, met):
    steps = [a_step(condition=condition), REST]
    assert amounts(steps, around=FRIDAY_21H) == {"commission": 100 if met else 0}


def test_a_charge_point_of_unknown_power_is_of_no_class():
    steps = [a_step(condition=Condition(power_kw_below=Decimal(50))), REST]
    unknown = replace(FRIDAY_21H, power_kw=None)
    assert amounts(steps, around=unknown) == {"commission": 0}


def test_what_a_period_settles_moves_nothing_at_a_session():
    tier = a_step(settle=Settle.PERIOD_TRUE_UP)
    assert amounts([tier, REST]) == {"commission": 0}


def test_terms_are_short_or_written_out_and_not_both():
    with pytest.raises(InvalidValueError, match="steps: found commission_bp, dp_share_bp or"):
        terms_of([REST], commission_bp=100)
    fixed = a_step(
        kind=StepKind.FIXED, amount=Decimal(100), settle=Settle.PERIOD_TRUE_UP, payer="DP"
    )
    with pytest.raises(InvalidValueError, match="no session means no fee, and a fixed amount"):
        terms_of([fixed, REST], preset="NETWORKCORE")
    assert terms_of([fixed, REST]).steps[0] is fixed


@given(agreements())
def test_short_terms_and_their_steps_written_out_part_alike(short):
    steps = waterfall_of(short).steps
    written = terms_of(steps, preset="OWN", commission_model=CommissionModel.POOL)
    priced = a_priced()
    one, other = (split(priced, terms, a_session_vat(priced, terms)) for terms in (short, written))
    assert replace(one, parts=()) == replace(other, parts=())
    assert [(p.step, p.amount, p.vat) for p in one.parts] == [
        (p.step, p.amount, p.vat) for p in other.parts
    ]


@given(PRICED, session_steps())
def test_whatever_the_waterfall_its_parts_add_up_exactly(priced, steps):
    parts = run(steps, priced)
    held = {actor: parts.amount(payee=actor) - parts.amount(payer=actor) for actor in Actor}
    third = sum(one.amount for one in parts.parts if one.step.is_third_party)
    assert parts.cpo_net == parts.net + held[Actor.CPO]
    assert sum(held.values()) + third == 0
    sums = parts.sums()
    assert (sums.cpo_net, sums.dp_share) == (parts.cpo_net, parts.dp_share)
    in_from = parts.net + sums.dp_extra
    out_to = sums.cpo_net + sums.dp_share + sums.network_net + sums.others
    assert in_from - out_to == parts.amount(Actor.CPO, Actor.CARD)


@given(PRICED, session_steps(), st.none() | st.decimals("0.01", 200, places=4))
def test_whatever_the_waterfall_an_entry_is_zero_and_its_credit_the_mirror(priced, steps, rate):
    terms = terms_of(steps)
    if run(steps, priced).moves_nothing:
        return
    entry = post(priced, terms, None if rate is None else a_rate(rate=rate))
    assert set(trial_balance(balances_of([entry])).values()) == {0}
    credit = entry_for_credit(entry, "cdr:NL*ABC:1-C", START, "wrong meter")
    assert set(balances_of([entry, credit]).values()) == {0}


def mirrored(priced):
    lines = tuple(
        replace(one, excl_minor=-one.excl_minor, vat_minor=-one.vat_minor, quantity=-one.quantity)
        for one in priced.lines
    )
    cdr = replace(priced.cdr, energy_kwh=-priced.cdr.energy_kwh)
    return replace(priced, cdr=cdr, lines=lines)


def is_proportional(step):
    """Steps whose amount has the sign of the session."""
    return step.kind in (StepKind.PERCENT, StepKind.PER_KWH, StepKind.REMAINDER)


@given(PRICED, session_steps().filter(lambda steps: all(map(is_proportional, steps))))
def test_a_session_of_the_other_sign_moves_the_mirror_of_every_part(priced, steps):
    there, back = run(steps, priced), run(steps, mirrored(priced))
    assert [part.amount for part in back.parts] == [-part.amount for part in there.parts]
    assert (back.cpo_net, back.network_net) == (-there.cpo_net, -there.network_net)


@given(st.integers(0, 10**6), st.integers(1, 50), st.integers(0, 10_000))
def test_a_percent_of_many_times_as_much_is_as_many_times_to_half_a_cent_each(excl, times, rate):
    steps = [a_step(rate_bp=rate), REST]
    one = run(steps, a_priced(excl_minor=excl)).commission
    many = run(steps, a_priced(excl_minor=excl * times)).commission
    assert abs(many - one * times) * 2 <= times + 1
