"""Commands that experiment: sweep a scenario's settings, compare alternatives on the same dice."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Annotated, Final

import typer

from console.application.book_commands import exit_on_findings
from console.application.experiment_options import (
    Cluster,
    Design,
    Engine,
    Into,
    Kpis,
    Replications,
    Seed,
    Settings,
    Workers,
    base_point,
    crew_word,
)
from console.application.experiment_told import (
    chosen_kpis,
    plain_cells,
    plain_difference,
    plain_origin,
    show_cells,
)
from console.application.options import AsJson
from console.application.played_order import played_order
from console.application.sweep_designs import (
    SweepWords,
    findings_of,
    order_of_words,
    searched,
    show_findings,
)
from console.application.terminal import OUT, print_json
from simulation.experiment.comparison_file import comparison_order, load_comparison
from simulation.experiment.comparison_words import difference_in_words, told_in_words
from simulation.experiment.crew_choice import crew_of
from simulation.experiment.order import REPLICATIONS, Cell, Order, compare_order
from simulation.experiment.point import EngineName
from simulation.experiment.rerun import POINTS, rerun
from simulation.experiment.result_folder import read_result
from simulation.experiment.tally import Tally
from simulation.kpis import kpi_of

SHOWN: Final = ("sessions", "energy_kwh", "served_share_pct")
"""Figures of a sweep that people see where they name none."""


def sweep_command(
    scenario: Annotated[str, typer.Argument(help="Scenario, name or path, or NAME@VARIANT.")],
    vary: Annotated[
        list[str],
        typer.Option(metavar="PATH=VALUES", help="1,2,5 or LOW:HIGH or LOW:HIGH:STEPS."),
    ],
    design: Annotated[Design, typer.Option(help="How cells are laid out.")] = Design.GRID,
    points: Annotated[
        int, typer.Option(help="Cells of lhs and sobol; trajectories; rows of indices.")
    ] = 64,
    replications: Replications = REPLICATIONS,
    where: Annotated[
        list[str] | None, typer.Option(metavar="KPI>=VALUE", help="Of optimum: must hold.")
    ] = None,
    seed: Seed = None,
    engine: Engine = EngineName.SIMPY,
    settings: Settings = None,
    kpis: Kpis = None,
    into: Into = None,
    workers: Workers = None,
    cluster: Cluster = None,
    as_json: AsJson = False,
) -> None:
    """Run a scenario under many settings: a grid, a sample, a tornado, or in search of the best."""
    began = perf_counter()
    words = SweepWords(
        base=base_point(scenario, seed, engine, settings),
        design=design,
        vary=tuple(vary),
        points=points,
        replications=replications,
        kpis=tuple(kpis or ()),
        where=tuple(where or ()),
    )
    crew = crew_word(workers, cluster)
    if design is Design.OPTIMUM:
        told = searched(words, crew, quiet=as_json)
        if as_json:
            print_json(told | {"seconds": round(perf_counter() - began, 3)})
        return
    tally = played_order(order_of_words(words), crew, into, quiet=as_json)
    findings = findings_of(words, tally)
    if as_json:
        names = chosen_kpis(tally, kpis)
        origin = plain_origin(tally, into, perf_counter() - began)
        print_json(origin | {"cells": plain_cells(tally, names)} | findings)
    elif findings:
        show_findings(findings)
    else:
        shown = kpis or [one for one in SHOWN if one in tally.kpis()]
        show_cells(f"{scenario}: {tally.done} points", tally, chosen_kpis(tally, shown))


def compare_command(
    names: Annotated[
        list[str], typer.Argument(help="A saved comparison, or scenarios as NAME or NAME@VARIANT.")
    ],
    replications: Annotated[int | None, typer.Option(help="Pairs of each alternative.")] = None,
    seed: Seed = None,
    settings: Settings = None,
    kpis: Kpis = None,
    into: Into = None,
    workers: Workers = None,
    cluster: Cluster = None,
    as_json: AsJson = False,
) -> None:
    """Compare alternatives pair by pair on the same random numbers, with a verdict on each."""
    began = perf_counter()
    comparison = load_comparison(names[0]) if len(names) == 1 else None
    if comparison is None:
        order = _order_of(names, replications, seed, settings)
    else:
        order = comparison_order(comparison, replications, seed)
        more = base_point(comparison.scenario, order.base.seed, order.base.engine, settings)
        changes = (*order.base.changes, *more.changes)
        order = replace(order, base=replace(order.base, changes=changes))
    tally = played_order(order, crew_word(workers, cluster), into, quiet=as_json)
    watched = None if comparison is None else [one.kpi for one in comparison.watched]
    chosen = chosen_kpis(tally, kpis or watched)
    sentences = _sentences(tally, chosen) if comparison is None else None
    if comparison is not None:
        sentences = told_in_words(comparison, tally)
    if as_json:
        told = plain_origin(tally, into, perf_counter() - began)
        if comparison is not None:
            told |= {"comparison": comparison.name, "question": comparison.question}
            told |= {"explanation": comparison.explanation}
        titles = [cell.title for cell in order.cells]
        differences = [plain_difference(one, titles) for one in tally.differences(chosen)]
        cells = plain_cells(tally, chosen)
        print_json(told | {"told": sentences, "differences": differences, "cells": cells})
        return
    if comparison is not None:
        OUT.print(f"{comparison.question}\n\n{comparison.explanation}\n", markup=False)
    for sentence in sentences or ():
        OUT.print(sentence, markup=False)


def rerun_command(
    result: Annotated[Path, typer.Argument(help="Folder of an experiment.")],
    points: Annotated[int, typer.Option(min=1, help="So many, spread over all.")] = POINTS,
    workers: Workers = None,
    cluster: Cluster = None,
    as_json: AsJson = False,
) -> None:
    """Play points of an experiment again: are they the same to the bit? Exit 1 if one is not."""
    tally = read_result(result)
    with closing(crew_of(crew_word(workers, cluster))) as crew:
        found = tuple(rerun(tally, crew, points))
    different = [one for one in found if not one.is_alike]
    if as_json:
        places = [{"cell": one.cell, "replication": one.replication} for one in different]
        told = {"points": len(found), "alike": len(found) - len(different), "different": places}
        print_json(told | {"same_code": all(one.is_same_code for one in found)})
    else:
        OUT.print(f"{len(found) - len(different)} of {len(found)} points are the same to the bit")
        if not all(one.is_same_code for one in found):
            OUT.print("They were made by another version of the program.")
    exit_on_findings(len(different))


def _order_of(
    names: list[str], replications: int | None, seed: int | None, settings: list[str] | None
) -> Order:
    """Of scenarios by name; the first one's seed is that of all."""
    first = base_point(names[0], seed, EngineName.SIMPY, settings)
    cells = []
    for name in names:
        point = base_point(name, first.seed, EngineName.SIMPY, None)
        cell = Cell(title=name, variant=point.variant, scenario=point.scenario, source=point.source)
        cells.append(cell)
    count = REPLICATIONS if replications is None else replications
    return compare_order(replace(first, variant=""), tuple(cells), count)


def _sentences(tally: Tally, kpis: tuple[str, ...]) -> tuple[str, ...]:
    """One for each figure and each alternative."""
    titles = [cell.title for cell in tally.order.cells]
    return tuple(
        f"{kpi_of(one.kpi).title}, {difference_in_words(one, titles[one.cell], titles[0])}"
        for one in tally.differences(kpis)
    )
