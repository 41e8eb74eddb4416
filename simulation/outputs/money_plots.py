"""Money over time: fans of what is of each day, and what CPOs are owed by its age.

Tables are in the network's currency, in minor units, unless their name says another.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.kpis import SCOPE, NamedKpi, kpi_of
from simulation.outputs.chart_fan import fan_chart
from simulation.outputs.chart_stack import stack_chart
from simulation.outputs.report_parts import Block, Picture
from simulation.outputs.subject import Subject

BY_DAY: Final = "_by_day"
AGES: Final = "payable_by_age"
AGE_NAMES: Final = ("up to 1 day", "up to 2 days", "up to 7 days", "up to 30 days", "older")
_LEVELS: Final = ("liquidity", "receivable", "payable", "exposure")
"""What stands at the end of each day; all else is of the day, and is shown added up."""
_TITLES: Final = {
    "liquidity": ("Liquidity", "What was collected less what was paid out: below 0 is advanced."),
    "collected": ("Collected", "What Demand Partners paid to the network."),
    "paid_out": ("Paid out", "What the network paid to CPOs and Demand Partners."),
}
Table = NDArray[np.float64]


def money_over_time(subject: Subject, cell: int) -> Iterator[Block]:
    """Fans, then ages."""
    for name in subject.table_names(cell):
        stem, found, key = name.partition(BY_DAY)
        if found:
            yield _fan(subject, cell, name, f"{stem}{key}")
    yield from _ageing(subject, cell)


def _fan(subject: Subject, cell: int, name: str, named: str) -> Block:
    title, unit, scale, meaning = _named(subject, named)
    values = _days(subject, cell, name) / scale
    base = _days(subject, 0, name) / scale if cell else np.empty((0, 0))
    drawing = fan_chart(
        values,
        unit=f"{title}, {unit}" if unit else title,
        base=base if base.size else None,
        base_name=subject.cell_title(0),
    )
    note = "At the end of each day." if _is_level(name) else "Added up from the start."
    return Picture(f"{title} by day", drawing, f"{meaning} {note}")


def _named(subject: Subject, named: str) -> tuple[str, str, float, str]:
    """Title, unit, what divides a value, and what it is."""
    stem, _, key = named.partition(SCOPE)
    if stem in _TITLES:
        title, meaning = _TITLES[stem]
        money = _network_money(subject)
        return f"{title}, {key}" if key else title, money.unit, money.scale, meaning
    kpi = kpi_of(named)
    return kpi.title, kpi.unit, kpi.scale, kpi.definition


def _network_money(subject: Subject) -> NamedKpi:
    """A figure in the network's currency; without a unit where the scenario is not here."""
    scenario = subject.scenario
    currency = "" if scenario is None else scenario.operator.currency
    return kpi_of(f"payable_minor_{currency.lower()}" if currency else "payable")


def _days(subject: Subject, cell: int, name: str) -> Table:
    """Array of shape (replication, day), in the table's own unit; as long as the shortest run."""
    tables = [one.tables[name] for one in subject.tally.played(cell) if name in one.tables]
    shortest = min((len(one) for one in tables), default=0)
    values = np.array([one[:shortest] for one in tables])
    if _is_level(name) or not values.size:
        return values
    return np.cumsum(values, axis=1)


def _is_level(name: str) -> bool:
    return name.startswith(_LEVELS)


def _ageing(subject: Subject, cell: int) -> Iterator[Block]:
    tables = [one.tables[AGES] for one in subject.tally.played(cell) if AGES in one.tables]
    shortest = min((len(one) for one in tables), default=0)
    if shortest < 2:
        return
    money = _network_money(subject)
    mean = np.mean([one[:shortest] for one in tables], axis=0) / money.scale
    title = f"Owed to CPOs, {money.unit}" if money.unit else "Owed to CPOs"
    note = "Days since the session ended. Mean over replications, at the end of each day."
    yield Picture("Settlement by age", stack_chart(AGE_NAMES, mean, unit=title), note)
