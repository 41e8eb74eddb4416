"""Reads a scenario from a TOML file; every wrong field gets one line with file and line number.

First the form of each field is checked, then whether names that refer to something find it.
"""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.domain.errors import SourceError
from core.service.resources import read_text
from core.sessionfile.toml_text import (
    errors_of,
    line_of,
    lines_of_keys,
    name_of,
    problem_of,
    wrong_fields,
)
from simulation.scenario import Scenario
from simulation.scenario_document import table_of_toml, with_named_parts
from simulation.scenario_references import broken_references
from simulation.scenario_terms import AGREEMENT_KINDS
from simulation.scenario_world_references import Problem


def load_scenario(path: Path) -> Scenario:
    """The scenario of that file.

    Raises:
        NotFoundError: There is no file of sites of the name it has.
        SourceError: It cannot be read or says something impossible; one line for each problem.
    """
    return scenario_of(read_text(path), str(path))


def scenario_of(text: str, source: str) -> Scenario:
    """The scenario that a TOML text says.

    Args:
        text: The whole file.
        source: How to name it in messages.

    Raises:
        SourceError: As ``load_scenario``.
    """
    document = with_named_parts(table_of_toml(text, source), source)
    return scenario_of_document(document, text, source)


def scenario_of_document(document: dict[str, Any], text: str, source: str) -> Scenario:
    """The scenario that the content of a TOML text says, changed or not.

    Args:
        document: The content.
        text: The file it came from, for line numbers.
        source: How to name it in messages.

    Raises:
        SourceError: As ``load_scenario``.
    """
    try:
        scenario = Scenario.model_validate(document)
    except ValidationError as error:
        raise _source_error(text, source, [_problem(one) for one in errors_of(error)]) from error
    problems = list(broken_references(scenario))
    if problems:
        named = [(place, f"{name_of(place)}: {problem}") for place, problem in problems]
        raise _source_error(text, source, named)
    return scenario


def _source_error(text: str, source: str, problems: list[Problem]) -> SourceError:
    lines = lines_of_keys(text)
    found = sorted((line_of(place, lines) or 0, problem) for place, problem in problems)
    return wrong_fields(source, found)


def _problem(error: ErrorDetails) -> Problem:
    """Where and what, without the names of alternatives that pydantic puts into the place."""
    place = tuple(part for part in error["loc"] if part not in AGREEMENT_KINDS)
    if error["type"] == "value_error":
        return place, f"{name_of(place) or 'scenario'}: {error['ctx']['error']}"
    return place, problem_of({**error, "loc": place})
