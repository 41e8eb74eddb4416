"""Options of commands that experiment, and what their words mean: settings, spans, crews."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer

from core.service.resources import ResourceKind, read_text, resource_path
from simulation.experiment.crew_choice import CLUSTER
from simulation.experiment.designs import Axis, Span
from simulation.experiment.optimise import Constraint
from simulation.experiment.order import SEED, Target
from simulation.experiment.point import Change, EngineName, Point
from simulation.scenario_file import load_scenario

VARIANT: Final = "@"
"""Between a scenario and one of its variants: ``portugal@RESELLER``."""
STEPS: Final = 5
"""Values of an axis that says only its ends."""

Engine = Annotated[EngineName, typer.Option(help="Who plays it.")]
Replications = Annotated[int, typer.Option(help="Of each setting, on other random numbers.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="demand.hub_150.energy_scale_kwh=40"),
]
Seed = Annotated[int | None, typer.Option(help="Instead of the scenario's own.")]
Workers = Annotated[
    int | None, typer.Option(help="Processes of this machine; one a processor by default.")
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="local|tcp://HOST:PORT", help="Play on a Dask cluster instead."),
]
Into = Annotated[
    Path | None,
    typer.Option(help="Folder for points and table; what is there of it already is not repeated."),
]
Kpis = Annotated[
    list[str] | None, typer.Option("--kpi", metavar="NAME", help="Only these figures.")
]


class Design(StrEnum):
    """How a sweep lays out its cells."""

    GRID = "grid"
    LHS = "lhs"
    SOBOL = "sobol"
    TORNADO = "tornado"
    MORRIS = "morris"
    INDICES = "indices"
    OPTIMUM = "optimum"


def base_point(
    name: str, seed: int | None, engine: EngineName, settings: list[str] | None
) -> Point:
    """What a scenario, or ``scenario@variant``, and its settings come to.

    Raises:
        NotFoundError: No such scenario.
        SourceError: The scenario is wrong.
        BadParameter: A setting is not ``PATH=VALUE``.
    """
    scenario, _, variant = name.partition(VARIANT)
    path = resource_path(ResourceKind.SCENARIO, scenario)
    return Point(
        scenario=read_text(path),
        source=str(path),
        changes=tuple(change_of("--set", one) for one in settings or ()),
        variant=variant,
        engine=engine,
        seed=load_scenario(path).seed if seed is None else seed,
    )


def crew_word(workers: int | None, cluster: str | None) -> str:
    """As ``crew_of`` takes it."""
    if cluster is not None:
        return f"{CLUSTER}{cluster}"
    return "" if workers is None else str(workers)


def change_of(option: str, written: str) -> Change:
    """``PATH=VALUE``; a value is a number, true, false, or else text.

    Raises:
        BadParameter: It is not of that form, or would change the seed.
    """
    path, found, value = written.partition("=")
    if not found or not path.strip():
        raise typer.BadParameter(f"wanted PATH=VALUE, found {written!r}", param_hint=option)
    if path.strip() == SEED:
        raise typer.BadParameter("seed is no setting; use --seed instead", param_hint=option)
    return Change(path=path.strip(), value=_value(value.strip()))


def axis_of(written: str) -> Axis:
    """``PATH=1,2,5``, or ``PATH=LOW:HIGH:STEPS`` with both ends.

    Raises:
        BadParameter: It is not of these forms.
    """
    path, _, values = written.partition("=")
    if ":" not in values:
        change_of("--vary", written)
        return Axis(path=path.strip(), values=tuple(_value(one) for one in values.split(",")))
    ends, _, steps = values.rpartition(":") if values.count(":") > 1 else (values, "", str(STEPS))
    span = span_of(f"{path}={ends}")
    if not steps.isdecimal() or not 2 <= int(steps) <= 1_000:
        raise typer.BadParameter(f"wanted 2 to 1000 steps, found {steps!r}", param_hint="--vary")
    between = np.linspace(span.low, span.high, int(steps)).tolist()
    taken = dict.fromkeys(span.change(one).value for one in between)
    return Axis(path=span.path, values=tuple(taken))


def span_of(written: str) -> Span:
    """``PATH=LOW:HIGH``; two whole numbers are ends of whole numbers.

    Raises:
        BadParameter: It is not of that form.
    """
    path, _, ends = written.partition("=")
    low, _, high = ends.partition(":")
    found = _value(low.strip()), _value(high.strip())
    if not path or not all(isinstance(one, int | float) for one in found):
        raise typer.BadParameter(f"wanted PATH=LOW:HIGH, found {written!r}", param_hint="--vary")
    change_of("--vary", written)
    return Span(
        path=path.strip(),
        low=float(found[0]),
        high=float(found[1]),
        is_whole=all(isinstance(one, int) for one in found),
    )


def target_of(written: str) -> Target:
    """``KPI=0.03``: half the interval is at most 3 % of the mean.

    Raises:
        BadParameter: It is not of that form.
    """
    change = change_of("--until", written)
    if isinstance(change.value, str):
        raise typer.BadParameter(f"wanted KPI=PART, found {written!r}", param_hint="--until")
    return Target(kpi=change.path, half_width=float(change.value))


def constraint_of(written: str) -> Constraint:
    """``KPI>=VALUE`` or ``KPI<=VALUE``.

    Raises:
        BadParameter: It is not of these forms.
    """
    for sign in (">=", "<="):
        kpi, found, text = written.partition(sign)
        value = _value(text.strip())
        if found and kpi.strip() and isinstance(value, int | float):
            bound = {"at_least" if sign == ">=" else "at_most": float(value)}
            return Constraint(kpi=kpi.strip(), **bound)
    raise typer.BadParameter(
        f"wanted KPI>=VALUE or KPI<=VALUE, found {written!r}", param_hint="--where"
    )


def _value(text: str) -> str | int | float | bool:
    """As a scenario's file would read it; what it could not read is text."""
    try:
        found = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    value = found.get("value") if len(found) == 1 else None
    return value if isinstance(value, str | int | float | bool) else text
