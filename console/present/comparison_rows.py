"""Saved comparisons: a list by who asks, and what one is about."""

from collections.abc import Sequence
from typing import Final

from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Head, Row, row_of
from simulation.experiment.comparison_file import Asker, Comparison

_ASKERS: Final = {Asker.CPO: "CPO", Asker.DP: "Demand Partner", Asker.NETWORK: "Network"}


def comparison_heads() -> tuple[Head, ...]:
    """Columns of ``comparison_rows``."""
    return Head("Asked by"), Head("Comparison")


def comparison_rows(
    found: Sequence[Comparison],
    problems: Sequence[tuple[str, str]] = (),
    own: Sequence[Comparison] = (),
) -> tuple[Row, ...]:
    """Those of what is built; a row a file, a CPO's first; then the files that are wrong."""
    order = list(_ASKERS)
    ranked = sorted(found, key=lambda one: (order.index(one.asked_by), one.title))
    rows = [
        row_of(_ASKERS[one.asked_by], Cell(one.title, tip=one.question), key=one.name)
        for one in ranked
    ]
    wrong = [
        row_of(Cell(Tone.BAD.value, Tone.BAD), Cell(name, Tone.BAD, tip=why), key=name)
        for name, why in problems
    ]
    yours = [row_of("Build", Cell(one.title, tip=one.question), key=one.name) for one in own]
    return (*yours, *rows, *wrong)


def comparison_text(one: Comparison) -> str:
    """Question, explanation, and what is run."""
    settings = ", ".join(cell.title or cell.variant for cell in one.alternatives)
    return "\n\n".join(
        (
            one.question,
            _flowed(one.explanation),
            f"Scenario {_stem(one.scenario)}, engine {one.engine.value}. Settings: {settings}.",
            f"Each is held against {one.alternatives[0].title} on the same random numbers.",
        )
    )


def _stem(scenario: str) -> str:
    """The name of a scenario that may be named by its path."""
    return scenario.replace("\\", "/").rpartition("/")[2].removesuffix(".toml")


def _flowed(text: str) -> str:
    """Lines of a file joined; a new sentence after an empty line begins a paragraph."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)
