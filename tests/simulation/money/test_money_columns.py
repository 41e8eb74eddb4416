"""Money in columns is the money of the books, to the cent: over random small networks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.domain.agreement import Bearer, CardTerms, ClockOrigin, CommissionModel, SettlementClock
from core.domain.interval import Interval
from core.domain.money import RoundingMode
from core.domain.rounding import RoundedAt, RoundingPolicy
from core.domain.tariff import DayOfWeek, PriceLimit, TariffDimension
from core.domain.waterfall import ALWAYS, Condition, Step, StepKind, VatTreatment
from core.pricing.batch import price_columns
from core.pricing.batch_columns import columns_of
from core.pricing.periods import charging_periods
from core.pricing.time_zones import zone_named
from core.service.snapshot import Watch
from simulation.cdr_of_visit import Registrar
from simulation.money.money_columns import money_sums, why_not_columns
from simulation.money.money_of_run import RunMoney
from simulation.money.period_columns import Stays, period_columns
from simulation.money.served_visits import NEVER, ServedVisits
from simulation.money.session_terms import TermsBook
from simulation.scenario import Scenario
from simulation.scenario_file import scenario_of
from simulation.scenario_network import network_of
from tests.builders import a_component, a_tariff, a_usage, an_agreement, an_element

START = datetime(2026, 3, 27, tzinfo=UTC)
"""The clock is put forward two days later."""
DAYS = 5
ZONE = "Europe/Zurich"
PARTIES = """
[[cpo]]
country_code = "DE"
party_id = "ABC"
name = "Abc"
currency = "EUR"
[[cpo]]
country_code = "CH"
party_id = "BSL"
name = "Bsl"
currency = "CHF"
[[demand_partner]]
country_code = "NL"
party_id = "XYZ"
name = "Xyz"
currency = "EUR"
demand_weight = 3
[[demand_partner]]
country_code = "CH"
party_id = "ALP"
name = "Alp"
currency = "CHF"
demand_weight = 1
"""
SITE = """
[[location]]
location_id = "{0}"
cpo = "{1}"
name = "{0}"
country_code = "{2}"
time_zone = "{3}"
latitude_deg = 50.5
longitude_deg = 7.5
charge_point_class = "dc"
evse_count = 40
tariff_id = "{4}"
"""
SITES = (
    ("north", "DE*ABC", "DE", "Europe/Berlin", "T1"),
    ("south", "DE*ABC", "DE", "Europe/Berlin", "T2"),
    ("west", "DE*ABC", "FR", "Europe/Paris", "T1"),
    ("basel", "CH*BSL", "CH", "Europe/Zurich", "T3"),
)
RATES = """
[[fx_rate]]
base = "EUR"
quote = "CHF"
rate = {0}
day = {1}
source = "test"
"""


def a_scenario(small_text: str) -> Scenario:
    """Two CPOs of two currencies, two Demand Partners, four sites, two days with a rate."""
    head = small_text[: small_text.index("[[cpo]]")]
    middle = small_text[small_text.index("[[tariff]]") : small_text.index("[[location]]")]
    tail = small_text[small_text.index("[[agreement]]") :]
    head = head.replace("2026-03-02", "2026-03-27").replace("days = 2", f"days = {DAYS}")
    tariffs = middle + "".join(
        f'[[tariff]]\ntariff_id = "{name}"\ncpo = "{cpo}"\ncurrency = "{currency}"\n'
        "energy_price_per_kwh = 0.4\nvat_pct = 8.1\n"
        for name, cpo, currency in (("T2", "DE*ABC", "EUR"), ("T3", "CH*BSL", "CHF"))
    )
    rates = RATES.format("0.9317", "2026-03-27") + RATES.format("0.9411", "2026-03-29")
    sites = "".join(SITE.format(*one) for one in SITES)
    return scenario_of(head + PARTIES + tariffs + sites + tail + rates, "small.toml")


ORIGINS = [one for one in ClockOrigin if one is not ClockOrigin.FUNDS_CAPTURED]
prices = st.integers(1, 12_000).map(lambda tenths: str(Decimal(tenths).scaleb(-4)))
clocks = st.sampled_from([None, "06:00", "07:30", "18:00", "22:00", "02:30"])


@st.composite
def restrictions(draw):
    found = {}
    for name in ("start_time", "end_time"):
        clock = draw(clocks)
        if clock is not None:
            found[name] = time.fromisoformat(clock)
    if draw(st.booleans()):
        found["min_duration_s"] = draw(st.sampled_from([1800, 2700, 7200]))
    if draw(st.integers(0, 3)) == 0:
        found["day_of_week"] = (DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)
    if draw(st.integers(0, 9)) == 0:
        found["min_kwh"] = Decimal(draw(st.integers(1, 30)))
    if draw(st.integers(0, 5)) == 0:
        found["start_date"] = date(2026, 3, 29)
    return found


@st.composite
def tariffs(draw, tariff_id="T1", cpo="DE*ABC", currency="EUR"):
    elements = [
        an_element(*draw(components()), **draw(restrictions()))
        for _ in range(draw(st.integers(0, 2)))
    ]
    elements.append(an_element(*draw(components())))
    limits = {}
    if draw(st.integers(0, 4)) == 0:
        limits["min_price"] = PriceLimit(Decimal(draw(st.integers(1, 9))), None)
    return a_tariff(*elements, tariff_id=tariff_id, cpo=cpo, currency=currency, **limits)


@st.composite
def components(draw):
    dimensions = draw(st.sets(st.sampled_from(list(TariffDimension)), min_size=1, max_size=3))
    vat_pct = draw(st.sampled_from(["19", "8.1", "0"]))
    return [
        a_component(one, draw(prices), vat_pct, draw(st.sampled_from([1, 1, 60])))
        for one in sorted(dimensions)
    ]


@st.composite
def agreements(draw, currency):
    base_points = st.integers(0, 3_000)
    model = draw(st.sampled_from(list(CommissionModel)))
    card = CardTerms(Decimal("0.15"), 350, draw(st.sampled_from(list(Bearer))))
    rounding = RoundingPolicy(RoundedAt.LINE, None, draw(st.sampled_from(list(RoundingMode))))
    fees = st.sampled_from([Decimal(0), Decimal("0.35"), Decimal("0.40")])
    return replace(
        an_agreement(model),
        agreement_id=f"terms-{currency}",
        effective=Interval(datetime(2020, 1, 1, tzinfo=UTC)),
        commission_bp=draw(base_points),
        dp_share_bp=draw(base_points),
        wholesale_bp=draw(st.sampled_from([10_000, 10_000, 9_500, 9_137])),
        cpo_session_fee=draw(fees),
        dp_session_fee=draw(fees),
        card=card,
        clock=SettlementClock(
            draw(st.sampled_from(ORIGINS)), draw(st.sampled_from([0, 2, 48, 912]))
        ),
        payout_currency=currency,
        fx_margin_bp=draw(st.sampled_from([0, 37, 150])),
        rounding=rounding,
        cpo="DE*ABC" if currency == "EUR" else "CH*BSL",
        preset="own",
    )


WHEN = (
    Condition(hours=(time(18), time(7))),
    Condition(hours=(time(8), time(20)), days=(DayOfWeek.SATURDAY, DayOfWeek.FRIDAY)),
    Condition(countries=("FR",)),
    Condition(locations=("north",), power_kw_from=Decimal(100)),
    Condition(power_kw_below=Decimal(100)),
)
"""Each met by some sessions at some sites, or by none."""


@st.composite
def agreements_in_steps(draw):
    """The same as written out: a share, and a rebate and a fee under conditions."""
    share = Step(
        step_id="commission",
        payer="CPO",
        payee="NETWORK",
        kind=StepKind.PERCENT,
        rate_bp=draw(st.integers(1, 2_000)),
        condition=draw(st.sampled_from((ALWAYS, *WHEN))),
    )
    rebate = Step(
        step_id="rebate",
        payer="CPO",
        payee="DRIVER",
        kind=StepKind.REBATE,
        basis="kwh",
        amount=Decimal("0.03"),
        condition=draw(st.sampled_from(WHEN)),
        vat=VatTreatment.NONE,
    )
    fee = Step(
        step_id="fee",
        payer="DP",
        payee="NETWORK",
        kind=StepKind.PER_SESSION,
        basis="sessions",
        amount=Decimal("0.35"),
        condition=draw(st.sampled_from(WHEN)),
    )
    rest = Step(step_id="rest", payer="DP", payee="CPO", kind=StepKind.REMAINDER, rate_bp=10_000)
    short = draw(agreements("EUR"))
    return replace(
        short,
        commission_bp=0,
        dp_share_bp=0,
        wholesale_bp=10_000,
        cpo_session_fee=Decimal(0),
        dp_session_fee=Decimal(0),
        card=CardTerms(),
        steps=(share, rebate, fee, rest),
    )


@st.composite
def visits(draw):
    count = draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    charging_s = random.integers(60, 4 * 3600, count)
    idle_s = np.where(random.random(count) < 0.3, 0, random.integers(0, 8 * 3600, count))
    plugged_s = random.integers(0, DAYS * 86_400 - 13 * 3600, count)
    energy_wh = (charging_s * random.integers(0, 155_000, count)) // 3600
    left_s = plugged_s + charging_s + idle_s
    late_s = np.where(random.random(count) < 0.2, random.integers(0, 200_000, count), 0)
    received_s = np.minimum(left_s + late_s * draw(st.booleans()), DAYS * 86_400)
    received_s[random.random(count) < 0.1 * draw(st.booleans())] = NEVER
    return ServedVisits(
        number=np.arange(1, count + 1),
        site=random.integers(0, len(SITES), count),
        evse=np.arange(count),
        demand_partner=random.integers(0, 2, count),
        driver=np.zeros(count, np.int64),
        plugged_s=plugged_s,
        charging_s=charging_s,
        idle_s=idle_s,
        energy_wh=energy_wh,
        received_s=received_s,
    )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(
    visits(),
    st.tuples(tariffs(), tariffs("T2"), tariffs("T3", "CH*BSL", "CHF")),
    st.tuples(st.one_of(agreements("EUR"), agreements_in_steps()), agreements("CHF")),
)
def test_columns_come_to_what_the_books_come_to(small_text, served, priced_by, terms):
    run = a_run(a_scenario(small_text), served, priced_by, terms)
    found, wanted = run.by_columns(), run.by_books()
    assert not any(wanted.trial_balance.values())
    if (served.received_s == served.left_s)[served.is_billed].all():
        assert comparable(found) == comparable(wanted)
    # A late CDR may fall into a cycle that had nothing to settle, which the books reopen.
    assert without_payouts(found) == without_payouts(wanted)


def a_run(scenario, served, priced_by, terms) -> RunMoney:
    network = replace(network_of(scenario), tariffs=priced_by)
    by_id = {one.tariff_id: one for one in priced_by}
    registrar = Registrar(
        scenario=scenario,
        seed=1,
        locations=network.locations,
        tariffs=tuple(by_id[part.tariff_id] for part in scenario.location),
    )
    return RunMoney(served, network, terms, registrar)


def without_payouts(summary):
    """What does not depend on which cycle took what."""
    by_currency = {
        key: replace(one, payouts=0) for key, one in comparable(summary).by_currency.items()
    }
    return replace(comparable(summary), by_currency=by_currency, receivable={}, payable={})


def comparable(summary):
    """What both can say; balances of nothing are as good as none."""
    return replace(
        summary,
        trial_balance={},
        last_seq=0,
        watch=Watch(),
        receivable={key: amount for key, amount in summary.receivable.items() if amount},
        payable={key: amount for key, amount in summary.payable.items() if amount},
        by_currency={key: one for key, one in summary.by_currency.items() if one != type(one)()},
    )


@settings(max_examples=40, deadline=None)
@given(visits(), tariffs())
def test_periods_in_columns_cost_what_those_of_the_core_cost(served, tariff):
    start_s = int(START.timestamp()) + served.plugged_s
    stays = Stays(
        start_s=start_s,
        charging_s=served.charging_s,
        idle_s=served.idle_s,
        energy_e4=served.energy_e4,
    )
    zone = zone_named(ZONE)
    usages = []
    for row in range(len(served)):
        start = datetime.fromtimestamp(int(start_s[row]), UTC)
        energy_kwh = Decimal(int(served.energy_wh[row])).scaleb(-3)
        times = int(served.charging_s[row]), int(served.idle_s[row])
        periods = charging_periods(start, *times, energy_kwh, tariff, zone)
        usages.append(a_usage(*periods, end=start + timedelta(seconds=sum(times))))
    wanted = price_columns(columns_of(usages)[0], tariff, ZONE)
    if not any(element.restrictions.min_kwh for element in tariff.elements):
        found = price_columns(period_columns(stays, tariff, zone), tariff, ZONE)
        assert found.before.tolist() == wanted.before.tolist()
        assert found.after.tolist() == wanted.after.tolist()


def test_blocks_of_sessions_add_up_to_all_of_them(small_text):
    scenario = a_scenario(small_text)
    served = _some_visits()
    terms = (
        replace(an_agreement(), agreement_id="eur", cpo="DE*ABC", preset="own"),
        replace(
            an_agreement(payout_currency="CHF"), agreement_id="chf", cpo="CH*BSL", preset="own"
        ),
    )
    currencies = (("T1", "EUR"), ("T2", "EUR"), ("T3", "CHF"))
    run = a_run(
        scenario,
        served,
        tuple(a_tariff(tariff_id=name, currency=currency) for name, currency in currencies),
        terms,
    )
    book = TermsBook(run.network, terms)
    halves = [served.taken(np.arange(start, len(served), 2)) for start in (0, 1)]
    one, other = (money_sums(half, book, run.registrar) for half in halves)
    whole = money_sums(served, book, run.registrar)
    both = one.plus(other)
    assert both.held == whole.held
    for currency, totals in whole.totals.items():
        assert (both.totals[currency] == totals).all()
    for where, money in whole.open.items():
        assert (both.open[where].cleared == money.cleared).all()
        assert (both.open[where].accrued == money.accrued).all()


def _some_visits() -> ServedVisits:
    random = np.random.default_rng(1)
    count = 200
    plugged_s = random.integers(0, 300_000, count)
    charging_s = random.integers(100, 10_000, count)
    idle_s = random.integers(0, 10_000, count)
    return ServedVisits(
        number=np.arange(1, count + 1),
        site=random.integers(0, len(SITES), count),
        evse=np.arange(count) % 40,
        demand_partner=random.integers(0, 2, count),
        driver=np.zeros(count, np.int64),
        plugged_s=plugged_s,
        charging_s=charging_s,
        idle_s=idle_s,
        energy_wh=random.integers(100, 20_000, count),
        received_s=plugged_s + charging_s + idle_s,
    )


def test_terms_that_columns_do_not_hold_are_named():
    assert not why_not_columns([an_agreement()])
    waits = replace(an_agreement(), dispute_window_days=3)
    assert "dispute window" in why_not_columns([an_agreement(), waits])
    captured = replace(an_agreement(), clock=SettlementClock(ClockOrigin.FUNDS_CAPTURED))
    assert "FUNDS_CAPTURED" in why_not_columns([captured])
