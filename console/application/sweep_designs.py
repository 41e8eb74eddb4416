"""From the words of ``sweep`` to its order, and what its design finds out beyond the cells."""

from dataclasses import asdict, dataclass
from math import isfinite
from typing import Final

import typer

from console.application.experiment_options import Design, axis_of, constraint_of, span_of
from console.application.experiment_told import chosen_kpis, plain_estimate
from console.application.played_order import played_order
from console.application.terminal import OUT, print_table
from console.present.plain_values import Plain
from simulation.experiment.designs import Span, grid_order, spans_about, tornado_order
from simulation.experiment.optimise import Search, Tried, optimum_of
from simulation.experiment.order import Order
from simulation.experiment.point import Point
from simulation.experiment.sensitivity import (
    morris_effects,
    morris_order,
    sobol_indices,
    sobol_order,
    tornado_of,
)
from simulation.experiment.space_designs import latin_hypercube_order, sobol_sequence_order
from simulation.experiment.tally import Tally
from simulation.kpis import kpi_of

ASKS_ONE_KPI: Final = (Design.TORNADO, Design.MORRIS, Design.INDICES, Design.OPTIMUM)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepWords:
    """What was said on the line."""

    base: Point
    design: Design
    vary: tuple[str, ...]
    points: int
    replications: int
    kpis: tuple[str, ...]
    where: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.design in ASKS_ONE_KPI and not self.kpis:
            raise typer.BadParameter(f"{self.design} asks for a figure", param_hint="--kpi")
        if self.where and self.design is not Design.OPTIMUM:
            raise typer.BadParameter("only --design optimum has constraints", param_hint="--where")


def order_of_words(words: SweepWords) -> Order:
    """The cells of the design.

    Raises:
        BadParameter: A word is not of its form.
        RoamingError: The design cannot be.
    """
    base, replications = words.base, words.replications
    match words.design:
        case Design.GRID:
            return grid_order(base, [axis_of(one) for one in words.vary], replications)
        case Design.TORNADO:
            return tornado_order(base, _spans(words), replications)
        case Design.LHS:
            return latin_hypercube_order(base, _spans(words), words.points, replications)
        case Design.SOBOL:
            return sobol_sequence_order(base, _spans(words), words.points, replications)
        case Design.MORRIS:
            return morris_order(base, _spans(words), words.points, replications)
        case Design.INDICES:
            return sobol_order(base, _spans(words), words.points, replications)
        case Design.OPTIMUM:
            raise AssertionError("a search has no single order")


def findings_of(words: SweepWords, tally: Tally) -> Plain:
    """What the design tells of the figure it was asked for; empty for a mere layout."""
    match words.design:
        case Design.TORNADO:
            chosen_kpis(tally, words.kpis)
            return {"tornado": [_plain_bar(one) for one in tornado_of(tally, words.kpis[0])]}
        case Design.MORRIS:
            found = morris_effects(tally, _spans(words), words.points, words.kpis[0])
            return {"morris": [asdict(one) for one in found]}
        case Design.INDICES:
            indices = sobol_indices(tally, _spans(words), words.kpis[0])
            return {"sobol": [asdict(one) for one in indices]}
        case _:
            return {}


def show_findings(findings: Plain) -> None:
    """As a table: a row a factor."""
    for title, rows in findings.items():
        if not rows:
            continue
        columns = tuple(rows[0])
        texts = (tuple(_text(row.get(one)) for one in columns) for row in rows)
        print_table(title, columns, texts)


def searched(words: SweepWords, crew: str, *, quiet: bool) -> Plain:
    """Search for the best value of the one path that varies; shown unless a script listens.

    Raises:
        BadParameter: Another number of paths than one.
        RoamingError: A setting cannot be played.
    """
    if len(words.vary) != 1:
        raise typer.BadParameter("optimum varies exactly one path", param_hint="--vary")
    search = Search(
        base=words.base,
        span=span_of(words.vary[0]),
        kpi=words.kpis[0],
        constraints=tuple(constraint_of(one) for one in words.where),
        replications=words.replications,
    )
    found = optimum_of(search, lambda order: played_order(order, crew, None, quiet=quiet))
    if not quiet:
        kpi = kpi_of(search.kpi)
        rows = (
            (
                f"{one.value:g}",
                kpi.text(one.objective.mean),
                kpi.text(one.objective.half_width) if isfinite(one.objective.half_width) else "",
                "yes" if one.is_allowed else "no",
            )
            for one in found.tried
        )
        title = f"{kpi.title}{f', {kpi.unit}' if kpi.unit else ''}"
        print_table(found.path, ("Value", title, "\N{PLUS-MINUS SIGN} 95 %", "Allowed"), rows)
        best = "no value keeps the constraints" if found.best is None else f"{found.best.value:g}"
        OUT.print(f"Best: {best}", markup=False)
    told: Plain = {"path": found.path, "tried": [_plain_tried(one) for one in found.tried]}
    return told if found.best is None else told | {"best": _plain_tried(found.best)}


def _spans(words: SweepWords) -> tuple[Span, ...]:
    """A path alone moves by a fifth to each side of what the scenario states."""
    return tuple(
        span_of(one) if "=" in one else spans_about(words.base, (one,))[0] for one in words.vary
    )


def _plain_bar(bar: object) -> Plain:
    told = {name: getattr(bar, name) for name in ("path", "low_value", "high_value")}
    for end in ("low", "high"):
        difference = getattr(bar, end)
        told[f"{end}_difference"] = difference.mean
        if isfinite(difference.half_width):
            told[f"{end}_half_width"] = difference.half_width
        told[f"{end}_verdict"] = difference.verdict
    return told


def _plain_tried(tried: Tried) -> Plain:
    return {
        "value": tried.value,
        "objective": plain_estimate(tried.objective),
        "constrained": {one.kpi: plain_estimate(one) for one in tried.constrained},
        "is_allowed": tried.is_allowed,
    }


def _text(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value or "")
