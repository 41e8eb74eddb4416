"""Works a point out: the one task of every experiment, whoever carries it out."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Final

from core.domain.errors import NotFoundError
from simulation.cdr_of_visit import Registrar
from simulation.engines.engine_of_scenario import observed
from simulation.experiment.point import EngineName, Point, PointResult, Provenance
from simulation.measures import kpis_of
from simulation.money.money_amounts import Figures, nothing_of
from simulation.money.money_columns import why_not_columns
from simulation.money.money_kpis import MoneyFigures, Tables
from simulation.money.money_of_run import RunMoney
from simulation.money.money_summary import summary_of_sums
from simulation.money.served_visits import served_visits
from simulation.observations import Observations
from simulation.plan_of_play import plan_of_play
from simulation.plays import Play, money_figures, plays_of
from simulation.scenario import SEED_END, Scenario
from simulation.scenario_changes import changed_document
from simulation.scenario_document import digests_of_named
from simulation.scenario_file import scenario_of_document
from simulation.scenario_money import BooksKind
from simulation.scenario_network import agreements_of, network_of
from simulation.use_tables import use_tables
from simulation.visit_plan import VisitPlan

SOURCE_FOLDERS: Final = ("core", "simulation")
"""Folders whose source a result depends on."""


def play_point(point: Point) -> PointResult:
    """The figures of a point.

    Raises:
        SourceError: The scenario, or a change of it, is wrong.
        NotFoundError: No variant of that name.
        RuleError: The numpy engine cannot play it; names the field.
    """
    began = perf_counter()
    scenario = scenario_of_point(point)
    kpis, tables = _figures(scenario, play_of_point(point, scenario), point)
    return PointResult(
        point=point,
        kpis=kpis,
        tables=tables,
        provenance=provenance_of(point),
        seconds=perf_counter() - began,
    )


def scenario_of_point(point: Point) -> Scenario:
    """The scenario with the changes of the point.

    Raises:
        SourceError: As ``play_point``.
    """
    changes = ((change.path, change.value) for change in point.changes)
    document = changed_document(point.scenario, point.source, changes)
    return scenario_of_document(document, point.scenario, point.source)


def play_of_point(point: Point, scenario: Scenario) -> Play:
    """Terms and demand of the variant that the point names; of the first if it names none.

    Raises:
        NotFoundError: No variant of that name.
    """
    plays = plays_of(scenario)
    if not point.variant:
        return plays[0]
    for play in plays:
        if play.name == point.variant:
            return play
    names = ", ".join(play.name for play in plays if play.name) or "none"
    raise NotFoundError(f"{point.source}: no variant {point.variant!r}, only {names}")


def seen_of_point(point: Point, scenario: Scenario, play: Play) -> tuple[VisitPlan, Observations]:
    """The visits of a point, as they were drawn and as its engine saw them.

    Raises:
        RuleError: The numpy engine cannot play it; names the field.
    """
    plan = plan_of_play(scenario, root_of(point), play)
    return plan, observed(scenario, plan, fast=point.engine is EngineName.NUMPY)


def root_of(point: Point) -> int:
    """The root of a point's random streams: the seed itself in replication 0."""
    return point.seed + point.replication * SEED_END


def provenance_of(point: Point) -> Provenance:
    """Code and inputs of a point."""
    changes = ((change.path, change.value) for change in point.changes)
    return Provenance(
        code_version=code_version(),
        input_digests={point.source: sha256(point.scenario.encode()).hexdigest()}
        | digests_of_named(point.scenario, point.source, changes),
    )


def code_version() -> str:
    """Version of the program, and the beginning of the digest of its source."""
    return f"{version('networkcore')}+{source_digest()[:12]}"


@cache
def source_digest() -> str:
    """SHA-256 over the source of the packages that a result depends on, in hexadecimal."""
    root = Path(__file__).parents[2]
    digest = sha256()
    for folder in SOURCE_FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _figures(scenario: Scenario, play: Play, point: Point) -> tuple[Figures, Tables]:
    plan, seen = seen_of_point(point, scenario, play)
    agreements = agreements_of(play.terms, scenario)
    registrar = Registrar.of(scenario, point.seed)
    run = RunMoney(served_visits(plan, seen), network_of(scenario), agreements, registrar)
    by_columns = not why_not_columns(agreements)
    sums = run.sums() if by_columns else None
    if sums is not None and point.books is BooksKind.COLUMNS:
        summary = summary_of_sums(sums, scenario)
    else:
        summary = run.by_books()
    kpis = kpis_of(scenario, plan, seen) | nothing_of(scenario) | money_figures(play, summary)
    if sums is None:
        return kpis, use_tables(scenario, seen)
    figures = MoneyFigures(sums, scenario, play)
    return kpis | figures.kpis(), use_tables(scenario, seen) | figures.tables()
