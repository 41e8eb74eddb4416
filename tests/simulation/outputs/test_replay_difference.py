"""Real sessions, otherwise: worked by hand, and equal to what the books' own what-if says."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError, RuleError
from core.domain.tariff import PriceLimit, TaxIncluded
from core.service.carry_cdrs import carry
from core.service.what_if import what_if
from simulation.outputs.otherwise import Otherwise, scaled
from simulation.outputs.replay_difference import replay_difference
from simulation.outputs.replay_report import difference_rows, otherwise_text, replay_report
from simulation.outputs.report_html import report_html
from tests.books import open_network
from tests.builders import CPO, DP, START, a_cdr, a_component, a_tariff, an_agreement, an_element
from tests.core.service.test_what_if import DRAFT, TIME
from tests.made_books import books_in


@pytest.fixture
def books():
    """Four days with a session of 20 kWh and 10.00 before VAT each, 12.10 with it."""
    runtime = books_in("sqlite://")
    open_network(runtime)
    carry(runtime, [a_cdr(str(day), start=START + timedelta(days=day)) for day in range(4)])
    yield runtime
    runtime.database.close()


def totals(found, side):
    return {name: found.total(name, side) for name in found.names()}


def test_where_nothing_is_otherwise_nothing_differs(books):
    found = replay_difference(books, Otherwise(), TIME)
    assert (found.sessions, found.day_count) == (4, 4)
    assert totals(found, 0) == totals(found, 1) == totals(found, 2)
    assert found.total("cpo_net_minor_eur", 0) == 4 * 900
    assert {one.verdict.value for one in found.differences(responded=False)} == {
        "NOT_DISTINGUISHABLE"
    }
    assert otherwise_text(found.otherwise) == "nothing is otherwise"


def test_other_terms_come_to_what_the_books_own_what_if_says(books):
    found = replay_difference(books, Otherwise(terms=DRAFT), TIME)
    known = what_if(books, DRAFT, TIME)
    for name, side in (("cpo_net", "cpo"), ("dp_net", "dp"), ("network_net", "network")):
        kpi = f"{name}_minor_eur"
        assert (found.total(kpi, 0), found.total(kpi, 1)) == (
            known.sides[side].before,
            known.sides[side].after,
        )
    assert found.total(f"cpo_net_minor_eur@{CPO}", 1) == known.by_cpo[CPO].after
    assert found.total(f"dp_net_minor_eur@{DP}", 1) == known.by_dp[DP].after


def test_terms_that_are_not_for_a_session_leave_it_as_it_was(books):
    swiss = an_agreement(agreement_id="chf", payout_currency="CHF", commission_bp=0)
    found = replay_difference(books, Otherwise(terms=swiss), TIME)
    assert (found.other_terms, found.sessions) == (4, 4)
    assert totals(found, 0) == totals(found, 1)


@pytest.mark.parametrize(("markup_bp", "left"), [(2_000, "0.76"), (2_500, "0.72"), (3_000, "0.67")])
def test_a_markup_leaves_of_the_volume_what_was_worked_out_by_hand(books, markup_bp, left):
    # Result 4 of the product: elasticity -1.5.
    otherwise = Otherwise(markup_bp=markup_bp, elasticity=Decimal("-1.5"))
    found = replay_difference(books, otherwise, TIME)
    assert found.total("sessions", 1) == 4
    share = found.total("sessions", 2) / found.total("sessions", 0)
    assert f"{share:.2f}" == left
    energy = found.total("energy_kwh", 2) / found.total("energy_kwh", 0)
    assert energy == pytest.approx(share, abs=1e-6)
    # Drivers pay more a session, and the DP has what they pay on top, before VAT.
    paid = 4 * 1210 * (10_000 + markup_bp) / 10_000
    assert found.total("driver_paid_minor_eur", 1) == pytest.approx(paid, abs=2)
    more = found.total("dp_net_minor_eur", 1) - found.total("dp_net_minor_eur", 0)
    assert more == 4 * 1000 * markup_bp / 10_000


def test_prices_of_one_cpo_are_changed_by_the_engine_that_prices(books):
    found = replay_difference(books, Otherwise(price_bp=9_000, cpo=CPO), TIME)
    assert found.total("gross_at_tariff_minor_eur", 1) == 4 * 1089
    assert found.total("cpo_net_minor_eur", 1) == 4 * 810
    others = replay_difference(books, Otherwise(price_bp=9_000, cpo="DE*XYZ"), TIME)
    assert totals(others, 0) == totals(others, 1)


def test_another_tariff_prices_the_same_sessions(books):
    dear = a_tariff(an_element(a_component(price="1.00")), tariff_id="NEW")
    found = replay_difference(books, Otherwise(tariffs=(dear,)), TIME)
    assert found.total("gross_at_tariff_minor_eur", 1) == 4 * 2420
    foreign = a_tariff(an_element(a_component(price="1.00")), tariff_id="NEW", currency="CHF")
    same = replay_difference(books, Otherwise(tariffs=(foreign,)), TIME)
    assert totals(same, 0) == totals(same, 1)


def test_a_price_that_cannot_be_known_leaves_its_session_out_and_is_counted(books):
    element = an_element(a_component(vat_pct=None))
    unknown = a_tariff(element, tariff_id="NEW", tax_included=TaxIncluded.YES)
    found = replay_difference(books, Otherwise(tariffs=(unknown,)), TIME)
    assert (found.unpriced, found.sessions) == (4, 0)
    with pytest.raises(RuleError, match="nothing to report"):
        replay_report(found, "books", ())


def test_waiting_for_money_costs_interest(books):
    slow = an_agreement(agreement_id="slow", clock=an_agreement().clock)
    found = replay_difference(books, Otherwise(terms=slow, capital_bp=800), TIME)
    # 9.00 of each of 4 sessions for 48 hours at 8 % a year.
    wanted = 4 * 900 * 0.08 * 2 / 365
    assert found.total("waiting_cost_minor_eur", 1) == pytest.approx(wanted, abs=1e-4)
    assert found.total(f"waiting_cost_minor_eur@{CPO}", 0) == pytest.approx(wanted, abs=1e-4)
    none = replay_difference(books, Otherwise(), TIME)
    assert "waiting_cost_minor_eur" not in none.names()


@settings(max_examples=10)
@given(
    price_bp=st.integers(1_000, 30_000),
    markup_bp=st.integers(0, 5_000),
    elasticity=st.decimals(-3, 0, places=2),
)
def test_what_sides_have_adds_up_to_the_price_and_the_markup(price_bp, markup_bp, elasticity):
    runtime = books_in("sqlite://")
    try:
        open_network(runtime)
        carry(runtime, [a_cdr(str(day), start=START + timedelta(days=day)) for day in range(2)])
        otherwise = Otherwise(price_bp=price_bp, markup_bp=markup_bp, elasticity=elasticity)
        found = replay_difference(runtime, otherwise, TIME)
    finally:
        runtime.database.close()
    sides = ("cpo_net", "dp_net", "network_net", "card_cost")
    had = sum(found.total(f"{side}_minor_eur", 1) for side in sides)
    excl = 2 * round(price_bp / 10)
    assert had == pytest.approx(excl + excl * markup_bp / 10_000, abs=4)
    ratio = found.total("driver_paid_minor_eur", 1) / found.total("driver_paid_minor_eur", 0)
    left = found.total("sessions", 2) / found.total("sessions", 0)
    assert left == pytest.approx(ratio ** float(elasticity), abs=2e-6)


def test_prices_are_scaled_exactly_limits_too():
    tariff = a_tariff()
    assert scaled(tariff, 10_000) is tariff
    half = scaled(tariff, 5_000)
    before = [one.price for element in tariff.elements for one in element.price_components]
    after = [one.price for element in half.elements for one in element.price_components]
    assert after == [price / 2 for price in before]
    limits = {"min_price": PriceLimit(Decimal(4)), "max_price": PriceLimit(Decimal(8), Decimal(9))}
    limited = scaled(a_tariff(**limits), 5_000)
    assert (limited.min_price, limited.max_price) == (
        PriceLimit(Decimal(2)),
        PriceLimit(Decimal(4), Decimal("4.5")),
    )


def test_what_is_otherwise_is_said_with_whose_it_is():
    otherwise = Otherwise(tariffs=(a_tariff(tariff_id="NEW"),), price_bp=10_500, cpo=CPO)
    words = f"tariff NEW instead of those of {CPO}; prices of {CPO} at 105 %"
    assert otherwise_text(otherwise) == words


@pytest.mark.parametrize(
    ("field", "value"),
    [("price_bp", 0), ("markup_bp", -1), ("elasticity", Decimal(1)), ("capital_bp", 20_000)],
)
def test_what_cannot_be_otherwise_is_refused_by_name(field, value):
    with pytest.raises(InvalidValueError, match=f"{field}: wanted"):
        Otherwise(**{field: value})


def test_one_day_has_no_interval():
    runtime = books_in("sqlite://")
    try:
        open_network(runtime)
        carry(runtime, [a_cdr("1")])
        found = replay_difference(runtime, Otherwise(markup_bp=1_000), TIME)
    finally:
        runtime.database.close()
    rows = list(difference_rows(found, responded=False))
    assert {row[4] for row in rows} == {"n = 1"}


def test_a_report_says_what_was_otherwise_and_that_demand_is_an_assumption(books):
    otherwise = Otherwise(terms=DRAFT, markup_bp=2_500, elasticity=Decimal("-1.5"), price_bp=9_500)
    found = replay_difference(books, otherwise, TIME)
    report = replay_report(found, "june.csv", (("Program", "networkcore 1"),))
    assert [one.title for one in report.sections] == [
        "The same sessions",
        "With demand response",
        "How this was made",
        "Definitions",
    ]
    html = report_html(report)
    assert f"under {DRAFT.version}" in html
    assert "prices at 95 %; DPs add 25 %; demand with elasticity -1.5" in html
    assert "an assumption, not an observation" in html


def test_progress_is_told(books):
    told = []
    replay_difference(books, Otherwise(), TIME, lambda done, total: told.append((done, total)))
    assert told == [(4, 4)]
