"""The parts of a report, whatever it is written as: texts, tables and plots, in sections."""

from dataclasses import dataclass

from simulation.outputs.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a table."""

    title: str
    width: float
    """Part of the page's width; those of a table add up to 1."""
    is_figure: bool = False
    """Figures line up at the right."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph."""

    words: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; every row has a cell for every column."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A plot, what it shows above it, and what must be known to read it beneath."""

    title: str
    drawing: Drawing
    note: str = ""


Block = Passage | Grid | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; at least one block."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report."""

    title: str
    subtitle: str
    """What was run, in one line."""
    foot: str
    """Stands on every page: how to tell this report from others."""
    sections: tuple[Section, ...]
