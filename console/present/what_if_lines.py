"""What other terms would have made of a period, on screen: a row a party, paired."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Row, row_of
from console.present.what_if_rows import paired_rows, skipped_words
from core.domain.interval import Interval
from core.service.what_if import WhatIf

_DIFFERENCE: Final = 4
_SIGNS: Final = {1: "+", 0: "\N{EQUALS SIGN}", -1: "\N{MINUS SIGN}"}


def what_if_lines(found: WhatIf) -> tuple[Row, ...]:
    """A row a side, then a row a CPO and a DP; those that differ are marked by sign and weight."""
    return tuple(map(_line, paired_rows(found)))


def _line(texts: tuple[str, ...]) -> Row:
    difference = Decimal(texts[_DIFFERENCE])
    sign = (difference > 0) - (difference < 0)
    tone = Tone.WARNING if sign else Tone.CALM
    cells = [Cell(_number(text)) for text in texts]
    cells[0] = Cell(texts[0])
    cells[_DIFFERENCE] = Cell(_number(texts[_DIFFERENCE], signed=True), tone if sign else None)
    return row_of(Cell(_SIGNS[sign], tone), *cells, key=texts[0], is_marked=bool(sign))


def _number(text: str, *, signed: bool = False) -> str:
    """As a reader wants it: grouped, with a true minus sign."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        return text.replace("-", "\N{MINUS SIGN}")
    sign = "\N{MINUS SIGN}" if value < 0 else "+" if signed and value else ""
    return f"{sign}{abs(value):,f}"


def what_if_sentence(found: WhatIf) -> str:
    """What was compared, and what was left out."""
    skipped = skipped_words(found)
    told = f"{found.sessions:,} sessions that ended {_days(found.time)} under {found.version}"
    return ", ".join(filter(None, (told, f"amounts in {found.currency}", skipped)))


def _days(time: Interval) -> str:
    """Both days are in it."""
    if time.end is None:
        return f"from {time.start:%Y-%m-%d} on"
    return f"{time.start:%Y-%m-%d} to {time.end - timedelta(microseconds=1):%Y-%m-%d}"
