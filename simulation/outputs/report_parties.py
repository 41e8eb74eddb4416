"""Figures of a setting by CPO, by Demand Partner and by class of charge point, a row each."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Final

from simulation.kpis import keyed, kpi_of
from simulation.outputs.chart_frame import number_text
from simulation.outputs.report_figures import NO_INTERVAL
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Section
from simulation.outputs.subject import Subject
from simulation.scenario import Scenario

ROWS_MAX: Final = 60
"""Of a table; the exports have all."""
_CURRENCY: Final = "CUR"
_LARGE: Final = 1_000
_MARK: Final = " (imputed)"
"""Prices that nobody published are in the row's money."""


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of each party."""

    title: str
    name: str
    """``CUR`` stands for the currency."""
    is_interval: bool = False
    """Half the width of its interval instead of its mean."""


@dataclass(frozen=True, slots=True)
class Parties:
    """A table."""

    title: str
    keys: tuple[tuple[str, str], ...]
    """Of each party or class: its key and its name."""
    columns: tuple[Column, ...]
    rank_by: str
    """Name of the figure that rows are sorted by, the largest first."""


def parties_section(subject: Subject, cell: int) -> Iterator[Section]:
    """The tables; no section where the scenario is not here or has no such figures."""
    if subject.scenario is None:
        return
    blocks = [
        block
        for parties in _parties_of(subject.scenario)
        for block in _table(subject, cell, parties)
    ]
    if blocks:
        title = f"By party and class: {subject.cell_title(cell)}"
        yield Section(title, (Passage("Means over replications."), *blocks))


def _parties_of(scenario: Scenario) -> tuple[Parties, ...]:
    net, dp_net = "cpo_net_minor_CUR", "dp_net_minor_CUR"
    return (
        Parties(
            "CPO",
            tuple((one.key, f"{one.name}, {one.key}") for one in scenario.cpo),
            (
                Column("Sessions", "sessions"),
                Column("Gross at tariff", "gross_at_tariff_minor_CUR"),
                Column("Net", net),
                Column("±", net, is_interval=True),
                Column("Net a kWh", f"{net}_per_kwh"),
                Column("a stall-day", f"{net}_per_stall_day"),
            ),
            net,
        ),
        Parties(
            "Demand Partner",
            tuple((one.key, f"{one.name}, {one.key}") for one in scenario.demand_partner),
            (
                Column("Sessions", "sessions"),
                Column("Owes", "gross_minor_CUR"),
                Column("Net", dp_net),
                Column("±", dp_net, is_interval=True),
                Column("Net a kWh", f"{dp_net}_per_kwh"),
                Column("a session", f"{dp_net}_per_session"),
            ),
            dp_net,
        ),
        Parties(
            "Class",
            tuple((one.name, one.name) for one in scenario.charge_point_class),
            (
                Column("Utilisation, %", "utilisation_pct"),
                Column("±", "utilisation_pct", is_interval=True),
                Column("Uptime, %", "uptime_pct"),
                Column("Net a kWh", f"{net}_per_kwh"),
                Column("a session", f"{net}_per_session"),
                Column("a stall-day", f"{net}_per_stall_day"),
            ),
            f"{net}_per_stall_day",
        ),
    )


def _table(subject: Subject, cell: int, parties: Parties) -> Iterator[Block]:
    known = set(subject.tally.kpis())
    rows = []
    for currency in _currencies(known):
        rank_by = parties.rank_by.replace(_CURRENCY, currency)
        for key, title in parties.keys:
            found = subject.tally.estimate(cell, keyed(rank_by, key))
            if found is not None:
                cells = _cells(subject, cell, parties, (key, currency))
                mark = _MARK if subject.has_imputed([keyed(rank_by, key)]) else ""
                rows.append((found.mean, (f"{title}{mark}", currency.upper(), *cells)))
    rows.sort(key=lambda row: -row[0])
    if not rows:
        return
    width = 0.68 / len(parties.columns)
    heads = (Head(one.title, width, is_figure=True) for one in parties.columns)
    first = (Head(parties.title, 0.25), Head("In", 0.07))
    yield Grid((*first, *heads), tuple(row for _, row in rows[:ROWS_MAX]))
    left = len(rows) - ROWS_MAX
    if left > 0:
        yield Passage(f"The largest first; {left:,} more are in the exported tables.")


def _cells(subject: Subject, cell: int, parties: Parties, of: tuple[str, str]) -> Iterator[str]:
    key, currency = of
    for column in parties.columns:
        name = _named(column.name.replace(_CURRENCY, currency), key)
        found = subject.tally.estimate(cell, name)
        if found is None:
            yield ""
        elif column.is_interval:
            yield _text(name, found.half_width) if isfinite(found.half_width) else NO_INTERVAL
        else:
            yield _text(name, found.mean)


def _named(name: str, key: str) -> str:
    """Utilisation has its class within its name."""
    return f"utilisation_{key}_pct" if name == "utilisation_pct" else keyed(name, key)


def _text(name: str, value: float) -> str:
    """Large amounts without their cents: a row has many figures."""
    kpi = kpi_of(name)
    shown = kpi.shown(value)
    is_large = bool(kpi.currency) and abs(shown) >= _LARGE
    return number_text(shown, 0) if is_large else kpi.text(value)


def _currencies(names: set[str]) -> list[str]:
    """Of all money by party, in lower letters."""
    return sorted({kpi_of(name).currency.lower() for name in names} - {""})
