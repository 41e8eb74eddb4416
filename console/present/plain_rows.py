"""A small table as values: heads, and rows of cells with a key each; ``PlainTable`` shows it."""

from dataclasses import dataclass

from console.present.kpi_tiles import Tone


@dataclass(frozen=True, slots=True)
class Head:
    """One column."""

    title: str
    """In the language of the window; empty for a column of signs."""
    is_number: bool = False
    """Whether its cells stand at the right."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One text, and what to think of it."""

    text: str
    tone: Tone | None = None
    """None: as any text. A tone only repeats what a sign or a word of the row already says."""
    tip: str = ""
    """The whole of what the text says the beginning of; empty: the text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    cells: tuple[Cell, ...]
    key: str = ""
    """What it stands for; kept in sight when the rows are replaced."""
    is_marked: bool = False
    """Whether it stands out, in bold, as what differs or what is the sum."""


def row_of(*texts: str | Cell, key: str = "", is_marked: bool = False) -> Row:
    """A row of texts, or of cells where there is something to think of one."""
    cells = tuple(one if isinstance(one, Cell) else Cell(one) for one in texts)
    return Row(cells, key, is_marked)
