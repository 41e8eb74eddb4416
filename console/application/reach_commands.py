"""The command ``reach``: what the drivers of a Demand Partner can charge at."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from console.application.options import AsJson
from console.application.terminal import OUT, print_json, print_table
from core.service.resources import ResourceKind, resource_path
from simulation.imputed_prices import imputed_note
from simulation.networks.reach import Reach, ReachPart, reach_of
from simulation.networks.run_reach import run_reach
from simulation.scenario_file import load_scenario

COLUMNS: Final = ("Sites", "EVSEs", "kW", "EVSEs at imputed prices")


def reach_command(
    scenario: Annotated[str, typer.Argument(help="Scenario, name or path.")],
    partner: Annotated[str, typer.Argument(help="Demand Partner, as PT*LUA.", metavar="DP")],
    seed: Annotated[int | None, typer.Option(help="Instead of the scenario's own.")] = None,
    hours: Annotated[
        bool, typer.Option("--hours/--no-hours", help="Run it, to say what is free at which hour.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Say what a Demand Partner reaches: CPOs, countries, kW, and the share of sites by hour."""
    loaded = load_scenario(resource_path(ResourceKind.SCENARIO, scenario))
    reach = run_reach(loaded, partner, seed) if hours else reach_of(loaded, partner)
    note = imputed_note(loaded)
    if as_json:
        print_json(plain_reach(reach) | {"scenario": loaded.name, "note": note})
    else:
        _show(reach, note)


def plain_reach(reach: Reach) -> dict[str, object]:
    """The report as a script reads it; shares are 0 to 1."""
    return {
        "demand_partner": reach.demand_partner,
        "name": reach.name,
        "reached": _plain(reach.reached),
        "network": _plain(reach.network),
        "cpo_count": reach.cpo_count,
        "cpos": [_plain(one) for one in reach.cpos],
        "countries": [_plain(one) for one in reach.countries],
        "classes": [_plain(one) for one in reach.classes],
        "usable_share_by_hour": [f"{one:.4f}" for one in reach.usable_by_hour],
        "free_share_by_hour": [f"{one:.4f}" for one in reach.free_by_hour],
    }


def _plain(part: ReachPart) -> dict[str, object]:
    return {
        "key": part.key,
        "sites": part.sites,
        "evses": part.evses,
        "power_kw": part.power_kw,
        "imputed_evses": part.imputed_evses,
    }


def _show(reach: Reach, note: str) -> None:
    OUT.print(f"{reach.demand_partner} {reach.name}", markup=False)
    whole = ("", *COLUMNS)
    print_table("Reach", whole, [_row("Reached", reach.reached), _row("All", reach.network)])
    print_table(
        f"CPOs: {len(reach.cpos)} of {reach.cpo_count}",
        ("CPO", *COLUMNS),
        _rows(reach.cpos),
    )
    print_table("Countries", ("Country", *COLUMNS), _rows(reach.countries))
    print_table("Classes", ("Class", *COLUMNS), _rows(reach.classes))
    if reach.usable_by_hour:
        print_table(
            "Where a driver can plug in, by local hour",
            ("Hour", "Of all sites, %", "Of those reached, %"),
            [
                (f"{hour:02}", f"{100 * usable:.1f}", f"{100 * free:.1f}")
                for hour, (usable, free) in enumerate(
                    zip(reach.usable_by_hour, reach.free_by_hour, strict=True)
                )
            ],
        )
    if note:
        OUT.print(note, markup=False)


def _rows(parts: Sequence[ReachPart]) -> list[tuple[str, ...]]:
    return [_row(one.key if one.key == one.name else f"{one.key} {one.name}", one) for one in parts]


def _row(name: str, part: ReachPart) -> tuple[str, ...]:
    return (
        name,
        f"{part.sites:,}",
        f"{part.evses:,}",
        f"{part.power_kw:,.0f}",
        f"{part.imputed_evses:,}",
    )
