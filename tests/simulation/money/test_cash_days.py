"""Money in time: who waits for how much, what the network lays out, and who loses by a default."""

from decimal import Decimal

import numpy as np
import pytest

from core.domain.settlement_rules import CreditMode
from simulation.cdr_of_visit import Registrar
from simulation.engines.engine_fast import observe
from simulation.money.cash_days import cash_of
from simulation.money.fixed_fees import fixed_fees_of
from simulation.money.money_kpis import MoneyFigures
from simulation.money.money_of_run import RunMoney
from simulation.money.money_sums import Kind, Sum
from simulation.money.served_visits import served_visits
from simulation.plays import plays_of
from simulation.scenario_money import CreditPart, FixedFeePart, LossBearer
from simulation.scenario_network import agreements_of, network_of
from simulation.visit_plan import plan_of

PARTNERS = ("NL*XYZ", "FR*OPQ")
XYZ = PARTNERS[0]


@pytest.fixture
def small(small_with):
    return small_with(("days = 2", "days = 6"))


@pytest.fixture
def sums(small):
    plan = plan_of(small, 1)
    seen = observe(plan, [part.evse_count for part in small.location], small.horizon_s)
    agreements = agreements_of(small.agreement, small)
    registrar = Registrar.of(small, 1)
    return RunMoney(served_visits(plan, seen), network_of(small), agreements, registrar).sums()


def played(small, *credit, fixed=()):
    changed = small.model_copy(update={"credit": credit, "fixed_fee": fixed})
    return changed, plays_of(changed)[0]


def total(sums, kind, partner=None):
    return sum(
        int(money.accrued.sum())
        for one, money in sums.open.items()
        if one.kind is kind and partner in (None, one.demand_partner)
    )


MODES = [
    CreditPart(),
    CreditPart(payment_after_days=30),
    CreditPart(mode=CreditMode.CAPTURED, payment_after_days=1),
    CreditPart(mode=CreditMode.PREFUNDED),
    CreditPart(returned_pct=Decimal(20), returned_after_days=9),
]


@pytest.mark.parametrize("credit", MODES, ids=lambda one: f"{one.mode}-{one.payment_after_days}")
def test_in_the_end_everything_was_paid_and_the_network_keeps_the_rest(small, sums, credit):
    cash = cash_of(sums, *played(small, credit))
    totals = sums.totals["EUR"].sum((0, 1))
    assert cash.balance[-1] == pytest.approx(totals[Sum.COMMISSION] - totals[Sum.CARD_BY_NETWORK])
    for party in cash.parties.values():
        assert party.open[-1] == pytest.approx(0, abs=1e-6)
    assert not cash.loss


def test_a_network_whose_partners_pay_a_month_later_lays_the_month_out(small, sums):
    later = MoneyFigures(sums, *played(small, CreditPart(payment_after_days=30)))
    at_once = MoneyFigures(sums, *played(small))
    name = "liquidity_peak_minor_eur"
    assert later.kpis()[name] == pytest.approx(total(sums, Kind.PAYABLE))
    assert later.kpis()[name] > 3 * at_once.kpis()[name]
    lost = at_once.kpis()["network_net_minor_eur"] - later.kpis()["network_net_minor_eur"]
    cost = "cost_of_capital_minor_eur"
    assert lost == pytest.approx(later.kpis()[cost] - at_once.kpis()[cost])
    gains = (
        later.kpis()[f"dp_result_minor_eur@{XYZ}"] - at_once.kpis()[f"dp_result_minor_eur@{XYZ}"]
    )
    assert gains > 0


@pytest.mark.parametrize("bearer", LossBearer)
def test_what_a_partner_in_default_does_not_pay_is_lost_by_who_bears_it(small, sums, bearer):
    credit = CreditPart(
        demand_partner=XYZ,
        default_on_day=0,
        deposit=Decimal(50),
        recovered_pct=Decimal(10),
        loss_bearer=bearer,
    )
    cash = cash_of(sums, *played(small, credit))
    unpaid = total(sums, Kind.RECEIVABLE, XYZ) - total(sums, Kind.SHARE, XYZ)
    wanted, payable = (unpaid - 5_000) * 0.9, total(sums, Kind.PAYABLE, XYZ)
    cpo = cash.parties["DE*ABC"]
    assert cash.loss[XYZ] + cpo.lost == pytest.approx(wanted)
    if bearer is LossBearer.NETWORK:
        assert cpo.lost == 0
        assert cpo.open[-1] == pytest.approx(0, abs=1e-6)
    else:
        assert cpo.lost == pytest.approx(min(wanted, wanted / unpaid * payable))
        assert cpo.written.sum() == cpo.lost > 0
    for party in cash.parties.values():
        assert party.open[-1] == pytest.approx(0, abs=1e-6)
    assert cash.parties[PARTNERS[1]].open[-1] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("bearer", LossBearer)
def test_money_that_is_lost_costs_no_capital_until_the_last_vat_is_paid(small, sums, bearer):
    def cost(default_on_day, vat_after_days):
        credit = CreditPart(
            demand_partner=XYZ,
            payment_after_days=10,
            default_on_day=default_on_day,
            loss_bearer=bearer,
        )
        scenario, play = played(small, credit)
        terms = scenario.money.model_copy(update={"vat_after_days": vat_after_days})
        figures = MoneyFigures(sums, scenario.model_copy(update={"money": terms}), play).kpis()
        assert (figures["loss_minor_eur"] > 0) == (
            default_on_day is not None and bearer is LossBearer.NETWORK
        )
        return figures["cost_of_capital_minor_eur"]

    extra = [cost(3, days) - cost(None, days) for days in (45, 300)]
    assert extra[0] == pytest.approx(extra[1])


def test_a_default_later_costs_less(small, sums):
    losses = []
    for day in (0, 4, 3_600):
        figures = MoneyFigures(sums, *played(small, CreditPart(default_on_day=day)))
        losses.append(figures.kpis()["loss_minor_eur"])
    assert losses[0] > losses[1] > losses[2] == 0


def test_a_wallet_costs_its_partner_capital_and_spares_the_network_any(small, sums):
    wallet = CreditPart(demand_partner=XYZ, mode=CreditMode.PREFUNDED, prefunded_days=14)
    prefunded = MoneyFigures(sums, *played(small, wallet)).kpis()
    postpaid = MoneyFigures(sums, *played(small, CreditPart(payment_after_days=14))).kpis()
    name = f"cost_of_capital_minor_eur@{XYZ}"
    assert prefunded[name] > 0 > postpaid[name]
    peak = "liquidity_peak_minor_eur"
    assert prefunded[peak] < postpaid[peak]


def test_cpos_wait_as_long_as_the_clock_says(small_with):
    found = {}
    for hours in (48, 1080):
        other = small_with(
            ("days = 2", "days = 6"),
            ('payout_currency = "EUR"', f'payout_currency = "EUR"\nclock_delay_h = {hours}'),
        )
        plan = plan_of(other, 1)
        seen = observe(plan, [part.evse_count for part in other.location], other.horizon_s)
        run = RunMoney(
            served_visits(plan, seen),
            network_of(other),
            agreements_of(other.agreement, other),
            Registrar.of(other, 1),
        )
        figures = MoneyFigures(run.sums(), *played(other))
        found[hours] = figures.kpis()
        ages = figures.tables()["payable_by_age"]
        assert (ages >= -1e-6).all()
        assert ages.sum(1)[-1] == pytest.approx(0, abs=1e-6)
    delay = "payment_delay_h@DE*ABC"
    assert 24 <= found[48][delay] <= 48
    assert found[1080][delay] - found[48][delay] == pytest.approx(1080 - 48)
    waits = "cost_of_capital_minor_eur@DE*ABC"
    assert found[1080][waits] > 10 * found[48][waits] > 0


def test_memberships_by_size_fall_due_without_a_session(small):
    def size(evses, year):
        return FixedFeePart(name="hub", cpo="*", per_year=Decimal(year), from_evses=evses)

    fees = (
        size(0, 5_000),
        size(5, 10_000),
        size(6, 15_000),
        FixedFeePart(name="app", demand_partner=XYZ, per_year=Decimal(365)),
    )
    scenario, play = played(small, fixed=fees)
    # Five EVSEs, six days.
    assert fixed_fees_of(play, scenario) == {"DE*ABC": 16_438, XYZ: 600}


def test_fixed_fees_and_waiting_are_what_a_cpo_has_less(small, sums):
    fee = FixedFeePart(name="hub", cpo="*", per_year=Decimal(5_000))
    figures = MoneyFigures(sums, *played(small, fixed=(fee,))).kpis()
    wanted = (
        figures["cpo_net_minor_eur@DE*ABC"]
        - figures["fixed_fees_minor_eur@DE*ABC"]
        - figures["cost_of_capital_minor_eur@DE*ABC"]
    )
    assert figures["cpo_result_minor_eur@DE*ABC"] == pytest.approx(wanted)
    assert figures["fixed_fees_minor_eur"] == figures["fixed_fees_minor_eur@DE*ABC"] == 8_219


def test_figures_of_parties_add_up_to_those_of_the_network(small, sums):
    figures = MoneyFigures(sums, *played(small)).kpis()
    totals = sums.totals["EUR"].sum((0, 1))
    for name in ("dp_share", "dp_net", "gross"):
        parts = [figures[f"{name}_minor_eur@{key}"] for key in PARTNERS]
        assert np.isfinite(parts).all()
    assert sum(figures[f"sessions@{key}"] for key in PARTNERS) == totals[0]
    assert sum(figures[f"dp_net_minor_eur@{key}"] for key in PARTNERS) == pytest.approx(
        figures["dp_net_minor_eur"]
    )
