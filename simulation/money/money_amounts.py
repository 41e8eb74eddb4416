"""Amounts and counts of a part of a network under their names: plain, and by quantity."""

from simulation.kpis import keyed
from simulation.money.money_sums import Ints, Sum
from simulation.plays import SHOWN
from simulation.scenario import Scenario
from simulation.scenario_network import tariffs_of

Figures = dict[str, float]


def currencies_of(scenario: Scenario) -> list[str]:
    """In what each site charges, whether anybody comes or not."""
    by_tariff = {one.tariff_id: one.currency for one in tariffs_of(scenario)}
    return [by_tariff[site.tariff_id] for site in scenario.location]


def nothing_of(scenario: Scenario) -> Figures:
    """The figures of the money of a run in which nobody charged: sums are 0, not unknown."""
    names = [
        *((name, one) for one in currencies_of(scenario) for name in ("driver_paid", *SHOWN)),
        *(("receivable", part.currency) for part in scenario.demand_partner),
        *(("payable", part.currency) for part in scenario.cpo),
    ]
    return {f"{name}_minor_{currency.lower()}": 0.0 for name, currency in names}


def keyed_amounts(amounts: Figures, currency: str, key: str) -> Figures:
    """Amounts of a party, in minor units."""
    return {
        keyed(f"{name}_minor_{currency.lower()}", key): amount for name, amount in amounts.items()
    }


def by_quantity(amounts: Figures, sums: Ints, currency: str, key: str, stall_days: int) -> Figures:
    """The same by kWh, session and EVSE day; by nothing of which there is none.

    Args:
        amounts: In minor units, by name.
        sums: Of the sessions, array of shape (sum,).
        currency: Of the amounts.
        key: Of the part; empty: the whole network.
        stall_days: Its EVSEs by the days of the run; 0: not asked.
    """
    quantities = {
        "per_kwh": float(sums[Sum.ENERGY_E4]) / 10_000,
        "per_session": float(sums[Sum.SESSIONS]),
        "per_stall_day": float(stall_days),
    }
    found = {}
    for name, amount in amounts.items():
        for ending, quantity in quantities.items():
            if quantity:
                whole = f"{name}_minor_{currency.lower()}_{ending}"
                found[keyed(whole, key) if key else whole] = amount / quantity
    return found


def counts_of(sums: Ints, key: str) -> Figures:
    """What a party has of sessions and energy."""
    return {
        keyed("sessions", key): float(sums[Sum.SESSIONS]),
        keyed("unbilled_sessions", key): float(sums[Sum.UNBILLED]),
        keyed("energy_kwh", key): float(sums[Sum.ENERGY_E4]) / 10_000,
    }
