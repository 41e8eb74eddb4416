"""What replications came to, as rows: means with intervals, quantiles, paired differences.

A verdict is a glyph and a word; its colour only repeats whether the difference is for the better.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from math import isfinite
from typing import Final

from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Head, Row, row_of
from simulation.experiment.comparison_words import difference_in_words
from simulation.experiment.estimates import Difference, Estimate, Verdict
from simulation.experiment.tally import Tally
from simulation.kpi import Better
from simulation.kpis import kpi_of, rank_of

PLUS_MINUS: Final = "\N{PLUS-MINUS SIGN}"
NO_INTERVAL: Final = "n = 1"
MORE: Final = "\N{BLACK UP-POINTING TRIANGLE}"
LESS: Final = "\N{BLACK DOWN-POINTING TRIANGLE}"
ALIKE: Final = "\N{ALMOST EQUAL TO}"
SAME: Final = "="
ROWS_MAX: Final = 300
"""A table on screen shows no more; the export has all."""


class Choice(Enum):
    """Which figures a table shows."""

    WATCHED = "watched"
    """Those that answer the question."""
    NETWORK = "network"
    KEYED = "keyed"
    """Of parties, classes and sites."""


def names_shown(tally: Tally, choice: Choice, watched: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of the figures in the order of their registry."""
    known = tally.kpis()
    if choice is Choice.WATCHED:
        return tuple(name for name in watched if name in set(known))
    is_keyed = choice is Choice.KEYED
    every = (name for name in known if bool(kpi_of(name).key) is is_keyed)
    return tuple(sorted(every, key=rank_of))[:ROWS_MAX]


def estimate_heads() -> tuple[Head, ...]:
    """Columns of ``estimate_rows``."""
    numbers = ("Mean", f"{PLUS_MINUS} 95 %", "P5", "P50", "P95")
    return (Head("Figure"), Head("Unit"), *(Head(one, is_number=True) for one in numbers))


def estimate_rows(tally: Tally, cell: int, names: Iterable[str]) -> tuple[Row, ...]:
    """A row a figure of one setting."""
    return tuple(_estimate_row(one) for one in tally.estimates(cell, names))


def _estimate_row(one: Estimate) -> Row:
    kpi = kpi_of(one.kpi)
    quantiles = (kpi.text(quantile.value) for quantile in one.quantiles)
    return row_of(
        Cell(kpi.title, tip=definition_of(one.kpi)),
        kpi.unit,
        kpi.text(one.mean),
        _half_width_text(one.kpi, one.half_width),
        *quantiles,
        key=one.kpi,
    )


def _half_width_text(name: str, half_width: float) -> str:
    return kpi_of(name).text(half_width) if isfinite(half_width) else NO_INTERVAL


def paired_heads(tally: Tally) -> tuple[Head, ...]:
    """Columns of ``paired_rows``: the reference, then each other setting's difference."""
    reference, *others = (title_of_cell(tally, cell) for cell in range(len(tally.order.cells)))
    return (
        Head("Figure"),
        Head("Unit"),
        Head(f"{reference} {PLUS_MINUS} 95 %", is_number=True),
        *(Head(f"{title}, difference", is_number=True) for title in others),
    )


def paired_rows(tally: Tally, names: Sequence[str], watched: Sequence[str] = ()) -> tuple[Row, ...]:
    """A row a figure; verdicts are judged over all that are shown together."""
    found = {(one.kpi, one.cell): one for one in tally.differences(names)}
    cells = range(1, len(tally.order.cells))
    rows = []
    for name in names:
        kpi, reference = kpi_of(name), tally.estimate(0, name)
        level = "" if reference is None else _level_text(reference)
        rows.append(
            row_of(
                Cell(kpi.title, tip=definition_of(name)),
                kpi.unit,
                level,
                *(_difference_cell(tally, found.get((name, cell))) for cell in cells),
                key=name,
                is_marked=name in watched,
            )
        )
    return tuple(rows)


def _level_text(one: Estimate) -> str:
    return (
        f"{kpi_of(one.kpi).text(one.mean)} {PLUS_MINUS} {_half_width_text(one.kpi, one.half_width)}"
    )


def _difference_cell(tally: Tally, one: Difference | None) -> Cell:
    if one is None:
        return Cell("")
    text = kpi_of(one.kpi).text(one.mean, signed=True)
    spread = _half_width_text(one.kpi, one.half_width)
    sign, tone = verdict_sign(one)
    words = difference_in_words(one, title_of_cell(tally, one.cell), title_of_cell(tally, 0))
    return Cell(f"{text} {PLUS_MINUS} {spread} {sign}", tone, tip=words)


def verdict_sign(one: Difference) -> tuple[str, Tone | None]:
    """The glyph of a verdict, and whether the difference is for the better."""
    if not one.mean and not one.half_width:
        return SAME, None
    if one.verdict is Verdict.NOT_DISTINGUISHABLE:
        return ALIKE, None
    sign, wish = (MORE if one.mean > 0 else LESS), kpi_of(one.kpi).kpi.better
    if wish is Better.NEITHER:
        return sign, None
    return sign, Tone.GOOD if (one.mean > 0) is (wish is Better.HIGHER) else Tone.BAD


def verdict_legend() -> str:
    """What the glyphs mean."""
    return f"{MORE} {LESS} different   {ALIKE} not distinguishable   {SAME} the same"


def definition_of(name: str) -> str:
    """Title, definition, and which way is better."""
    kpi = kpi_of(name)
    wish = kpi.kpi.better
    better = "" if wish is Better.NEITHER else f" Better: {wish.value}."
    return f"{kpi.title}: {kpi.definition}{better}"


def title_of_cell(tally: Tally, cell: int) -> str:
    """How a setting is called."""
    setting = tally.order.cells[cell]
    return setting.title or setting.variant or "the scenario"


def counted(tally: Tally) -> str:
    """``20 replications``, of the setting that has the fewest."""
    fewest = min(tally.count(cell) for cell in range(len(tally.order.cells)))
    return f"{fewest} replication{'' if fewest == 1 else 's'}"
