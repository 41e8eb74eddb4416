"""A comparison that is kept as a file: a question, the settings that answer it, what to look at.

The form of ``resources/comparisons/*.toml``. What it comes to is told by ``comparison_words``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator

from core.service.resources import ResourceKind, read_text, resource_names, resource_path
from core.service.toml_fields import Name
from core.sessionfile.toml_text import StrictModel, model_from_toml
from simulation.experiment.order import REPLICATIONS, Cell, Order, OrderKind
from simulation.experiment.point import Change, EngineName, Point
from simulation.scenario_file import load_scenario
from simulation.scenario_money import BooksKind

Value = StrictBool | StrictInt | float | StrictStr
Settings = dict[str, Value]
Text = Annotated[str, Field(min_length=1)]


class Asker(StrEnum):
    """Whose question it is."""

    CPO = "CPO"
    DP = "DP"
    NETWORK = "NETWORK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A figure that answers the question, or helps to."""

    kpi: str
    """Its name in a result: ``cpo_net_minor_eur@NL*DLT``."""
    why: str
    """What it stands for here, in plain words; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A question and how it is answered."""

    name: str
    """Of the file."""
    title: str
    question: str
    """In the words of who asks."""
    asked_by: Asker
    explanation: str
    """What is held, what differs, and how to read the answer, in plain words."""
    scenario: str
    """Name or path of the scenario."""
    changes: tuple[Change, ...]
    """Of the scenario, in every alternative."""
    alternatives: tuple[Cell, ...]
    """At least two; the first is what the others are compared with."""
    watched: tuple[Watched, ...]
    """At least one; the first decides."""
    replications: int
    engine: EngineName
    books: BooksKind


class _AlternativeToml(StrictModel):
    title: Name
    variant: str = ""
    settings: Settings = Field(default={}, alias="set")


class _WatchToml(StrictModel):
    kpi: Name
    why: str = ""


class _ComparisonToml(StrictModel):
    format: Annotated[Literal[1], StrictInt]
    title: Name
    question: Text
    asked_by: Asker
    explanation: Text
    scenario: Name
    replications: Annotated[int, Field(strict=True, ge=2, le=1_000)] = REPLICATIONS
    engine: EngineName = EngineName.SIMPY
    books: BooksKind = BooksKind.COLUMNS
    settings: Settings = Field(default={}, alias="set")
    alternative: tuple[_AlternativeToml, ...] = Field(min_length=2)
    watch: tuple[_WatchToml, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _titles_differ(self) -> Self:
        titles = [one.title for one in self.alternative]
        if len(set(titles)) < len(titles):
            raise ValueError("alternative: wanted titles that differ")
        return self


def load_comparison(name: str) -> Comparison:
    """The comparison of a name (``resources/comparisons``) or of a path.

    Raises:
        NotFoundError: There is none; the message lists the names that exist.
        SourceError: The file is wrong: one line for each wrong field.
    """
    path = resource_path(ResourceKind.COMPARISON, name)
    return comparison_of(read_text(path), str(path), path.stem)


def saved_comparisons() -> tuple[str, ...]:
    """Names of those that come with the program."""
    return resource_names(ResourceKind.COMPARISON)


def comparison_of(text: str, source: str, name: str) -> Comparison:
    """The comparison that a TOML text says; ``source`` is named in messages.

    Raises:
        SourceError: As ``load_comparison``.
    """
    told = model_from_toml(text, source, _ComparisonToml)
    return Comparison(
        name=name,
        title=told.title,
        question=told.question.strip(),
        asked_by=told.asked_by,
        explanation=told.explanation.strip(),
        scenario=told.scenario,
        changes=_changes(told.settings),
        alternatives=tuple(
            Cell(title=one.title, variant=one.variant, changes=_changes(one.settings))
            for one in told.alternative
        ),
        watched=tuple(Watched(kpi=one.kpi, why=one.why) for one in told.watch),
        replications=told.replications,
        engine=told.engine,
        books=told.books,
    )


def comparison_order(
    comparison: Comparison, replications: int | None = None, seed: int | None = None
) -> Order:
    """What is run to answer it.

    Args:
        comparison: The question.
        replications: Instead of its own.
        seed: Instead of the scenario's.

    Raises:
        NotFoundError: No such scenario.
        SourceError: The scenario is wrong.
    """
    path = resource_path(ResourceKind.SCENARIO, comparison.scenario)
    if seed is None:
        seed = load_scenario(path).seed
    base = Point(
        scenario=read_text(path),
        source=str(path),
        changes=comparison.changes,
        engine=comparison.engine,
        books=comparison.books,
        seed=seed,
    )
    return Order(
        kind=OrderKind.COMPARE,
        base=base,
        cells=comparison.alternatives,
        replications=comparison.replications if replications is None else replications,
    )


def _changes(settings: Settings) -> tuple[Change, ...]:
    return tuple(Change(path=path, value=value) for path, value in settings.items())
