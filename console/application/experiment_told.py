"""What commands tell of an experiment: plain values for scripts, tables for people."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path

from console.application.terminal import OUT, print_table
from console.present.plain_values import Plain
from core.domain.errors import NotFoundError
from simulation.experiment.estimates import Difference, Estimate
from simulation.experiment.play_point import scenario_of_point
from simulation.experiment.tally import Tally
from simulation.experiment.warm_up_cut import WarmUp
from simulation.imputed_prices import imputed_note
from simulation.kpis import kpi_of, rank_of
from simulation.scenario import Scenario


def chosen_kpis(tally: Tally, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """Those that were asked for, or all, in the order in which they are shown.

    Raises:
        NotFoundError: No run has a figure of that name.
    """
    known = tally.kpis()
    missing = next((one for one in wanted or () if one not in known), None)
    if missing is not None:
        names = ", ".join(sorted(known, key=rank_of))
        raise NotFoundError(f"kpi: no run has {missing!r}, only {names}")
    return tuple(wanted or sorted(known, key=rank_of))


def plain_origin(tally: Tally, into: Path | None, seconds: float) -> Plain:
    """What was run, enough to run it again."""
    order = tally.order
    played = next((one for cell in range(len(order.cells)) for one in tally.played(cell)), None)
    told: Plain = {
        "source": order.base.source,
        "seed": order.base.seed,
        "engine": order.base.engine,
        "replications": min(tally.count(cell) for cell in range(len(order.cells))),
        "points": tally.done,
        "seconds": round(seconds, 3),
    }
    if played is not None:
        told |= asdict(played.provenance)
    note = imputed_note(scenario_of_point(order.base))
    if note:
        told["note"] = note
    return told if into is None else told | {"folder": str(into)}


def plain_estimate(estimate: Estimate) -> Plain:
    """Mean, interval and quantiles; no interval after one replication."""
    told: Plain = {"mean": estimate.mean, "count": estimate.count}
    if isfinite(estimate.half_width):
        told |= {
            "half_width": estimate.half_width,
            "low": estimate.low,
            "high": estimate.high,
            "deviation": estimate.deviation,
        }
    return told | {f"p{round(100 * one.share)}": one.value for one in estimate.quantiles}


def plain_difference(difference: Difference, titles: Sequence[str]) -> Plain:
    """Of a cell to the reference; no interval of a single pair."""
    told: Plain = {
        "kpi": difference.kpi,
        "alternative": titles[difference.cell],
        "reference": titles[0],
        "reference_mean": difference.reference_mean,
        "mean": difference.mean,
        "pairs": difference.count,
        "p_adjusted": difference.p_adjusted,
        "verdict": difference.verdict,
    }
    if isfinite(difference.half_width):
        told |= {"half_width": difference.half_width, "low": difference.low}
        told |= {"high": difference.high}
    return told


def plain_cells(tally: Tally, kpis: Iterable[str]) -> list[Plain]:
    """Every cell: its title, what it sets, its figures."""
    names = tuple(kpis)
    return [
        {
            "title": cell.title,
            "variant": cell.variant,
            "set": {change.path: change.value for change in cell.changes},
            "kpis": {one.kpi: plain_estimate(one) for one in tally.estimates(number, names)},
        }
        for number, cell in enumerate(tally.order.cells)
    ]


def show_estimates(title: str, estimates: Iterable[Estimate]) -> None:
    """A table: figure, mean, give or take, P5, P50, P95."""
    rows = []
    for one in estimates:
        kpi = kpi_of(one.kpi)
        width = kpi.text(one.half_width) if isfinite(one.half_width) else ""
        quantiles = (kpi.text(each.value) for each in one.quantiles)
        rows.append((_name(one.kpi), kpi.text(one.mean), width, *quantiles))
    print_table(title, ("Figure", "Mean", "\N{PLUS-MINUS SIGN} 95 %", "P5", "P50", "P95"), rows)


def show_cells(title: str, tally: Tally, kpis: Sequence[str]) -> None:
    """A table: a row a cell, a column a figure."""
    rows = []
    for number, cell in enumerate(tally.order.cells):
        found = (tally.estimate(number, kpi) for kpi in kpis)
        texts = ("" if one is None else kpi_of(one.kpi).text(one.mean) for one in found)
        rows.append((cell.title, *texts))
    print_table(title, ("Cell", *map(_name, kpis)), rows)


def show_imputed(scenario: Scenario) -> None:
    """Say beside its amounts how many of a scenario's prices nobody published; else nothing."""
    note = imputed_note(scenario)
    if note:
        OUT.print(note, markup=False)


def warm_up_words(begun: WarmUp) -> str:
    """How long the empty beginning shows, in a sentence."""
    if begun.cut_h is None:
        return "The run has no steady part (MSER-5): its sites are not used as they stay."
    if not begun.cut_h:
        return "The empty beginning does not show (MSER-5)."
    return f"The empty beginning shows for {begun.cut_h} h (MSER-5); they are counted."


def _name(kpi: str) -> str:
    found = kpi_of(kpi)
    return f"{found.title}, {found.unit}" if found.unit else found.title
