"""How the figures of a report were made, enough to make them again; after STRESS.

STRESS (Monks and others, 2019) asks of a simulation study its purpose, its logic and entities, its
data with their sources, how long and how often it ran, with which random numbers and programs.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from platform import python_version
from typing import Final

from simulation.experiment.point import Change
from simulation.imputed_prices import imputed_note
from simulation.outputs.report_parts import Grid, Head, Passage, Section
from simulation.outputs.subject import Subject, short_name
from simulation.scenario import SEED_END, Scenario

_HEADS: Final = (Head("What", 0.24), Head("How", 0.76))
_LIBRARIES: Final = ("numpy", "scipy", "simpy")
Row = tuple[str, str]


def origin_section(subject: Subject) -> Section:
    """The table of how it was made."""
    rows = (*_model(subject), *_runs(subject), *_program(subject))
    lead = Passage(
        "Whoever has the same version of the program and these inputs gets the same figures, to "
        "the last bit."
    )
    return Section("How this was made", (lead, Grid(_HEADS, rows)))


def _model(subject: Subject) -> Iterator[Row]:
    if subject.question.words:
        yield "Question", subject.question.words
    yield "Scenario", subject.source
    scenario = subject.scenario
    if scenario is None:
        yield "Network", "the scenario names files that are not here"
        return
    yield "What it is", " ".join(scenario.description.split())
    yield "Network", _entities(scenario)
    yield "Imputed", _imputed(scenario)
    yield (
        "Simulated time",
        (
            f"{scenario.days} days from {scenario.start:%Y-%m-%d %H:%M} UTC; the run ends there "
            "(terminating), begins with empty sites, and all of it counts"
        ),
    )


def _entities(scenario: Scenario) -> str:
    evses = sum(one.evse_count for one in scenario.location)
    classes = ", ".join(one.name for one in scenario.charge_point_class)
    return (
        f"{_counted(scenario.cpo, 'CPO')}, {_counted(scenario.demand_partner, 'Demand Partner')}, "
        f"{_counted(scenario.location, 'site')}, {evses:,} EVSEs of the classes {classes}"
    )


def _counted(parts: Sequence[object], name: str) -> str:
    return f"{len(parts):,} {name}{'s' if len(parts) != 1 else ''}"


def _imputed(scenario: Scenario) -> str:
    note = imputed_note(scenario)
    if not note:
        return "nothing: every site has the prices that the scenario states for it"
    return f"{note} Figures of money that rest on them are marked."


def _runs(subject: Subject) -> Iterator[Row]:
    order = subject.tally.order
    counts = [subject.tally.count(cell) for cell in range(len(order.cells))]
    low, high = min(counts), max(counts)
    yield "Replications", f"{low}" if low == high else f"{low} to {high}, the order is not done"
    yield (
        "Random numbers",
        (
            f"seed {order.base.seed}; replication r has the root seed + r x {SEED_END:,}. Settings "
            "of one replication share all draws: streams are keyed by purpose and entity"
        ),
    )
    yield "Engine, money", f"{order.base.engine}, {order.base.books}"
    if order.base.changes:
        yield "Changed in all settings", _changes(order.base.changes)
    for number, cell in enumerate(order.cells[:40]):
        parts = [f"variant {cell.variant}"] if cell.variant else []
        parts += [_changes(cell.changes)] if cell.changes else []
        if parts:
            yield f"Setting: {subject.cell_title(number)}", "; ".join(parts)
    yield (
        "Statistics",
        (
            "mean and Student's t over replications, paired t for differences, Holm over those "
            "asked together; never within one run"
        ),
    )


def _program(subject: Subject) -> Iterator[Row]:
    tally = subject.tally
    made = [one.provenance for cell in range(len(tally.order.cells)) for one in tally.played(cell)]
    for code in dict.fromkeys(one.code_version for one in made):
        yield "Program", f"networkcore {code}"
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    yield "Report written with", f"Python {python_version()}, {libraries}"
    inputs = dict.fromkeys(place for one in made for place in one.input_digests.items())
    for name, digest in inputs:
        yield "Input, SHA-256", f"{short_name(name)}: {digest}"


def _changes(changes: tuple[Change, ...]) -> str:
    return ", ".join(f"{one.path} = {one.value}" for one in changes)
