"""The price of a session as a page to read: the total, what a longer stay changes, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from console.present.quote_rows import change_sentences
from core.pricing.explain import Explanation
from core.pricing.explain_layout import paid_words
from core.pricing.explain_lines import LineExplained
from core.pricing.quote import StayChange


@dataclass(frozen=True, slots=True)
class StoryColours:
    """Of a theme: ``#rrggbb``."""

    text: str
    muted: str
    line: str


def story_page(
    told: Explanation, longer: StayChange | None, colours: StoryColours, first: Sequence[str] = ()
) -> str:
    """The page; everything that came from outside is escaped.

    Args:
        told: The price.
        longer: What a longer stay changes; None: nothing is said of it.
        colours: To be drawn in.
        first: Sentences before all others.
    """
    return "".join(_parts(told, longer, colours, first))


def _parts(
    told: Explanation, longer: StayChange | None, colours: StoryColours, first: Sequence[str]
) -> Iterator[str]:
    yield f'<div style="color:{colours.text}">'
    for sentence in first:
        yield f"<p>{escape(sentence)}</p>"
    yield f"<p>{_strong(f'Total: {told.total}')}</p>"
    if longer is not None:
        yield _change(longer, colours)
    yield f'<p style="color:{colours.muted}">{escape(told.session)}</p>'
    rows = "".join(_row(line, told, colours) for line in told.lines)
    yield f'<table width="100%" cellspacing="0" cellpadding="4">{rows}</table>'
    for free in told.free:
        yield f"<p>Free: {escape(free)}</p>"
    yield from (f"<p>\N{BLACK UP-POINTING TRIANGLE} {escape(note.text)}</p>" for note in told.notes)
    quiet = (*told.taxes, told.rounding, *told.tariffs)
    yield f'<p style="color:{colours.muted}">{"<br>".join(map(escape, quiet))}</p></div>'


def _change(longer: StayChange, colours: StoryColours) -> str:
    total, *others = map(escape, change_sentences(longer))
    more = f'<br><span style="color:{colours.muted}">{" ".join(others)}</span>' if others else ""
    return f"<p>{total}{more}</p>"


def _row(line: LineExplained, told: Explanation, colours: StoryColours) -> str:
    details = (line.step, line.arithmetic, line.taxes, line.reason)
    small = "<br>".join(escape(f"{each.rstrip('.')}.") for each in details if each)
    edge = f"border-top:1px solid {colours.line}"
    return (
        f'<tr><td style="{edge}">{_strong(line.title)}<br>'
        f'<span style="color:{colours.muted}">{small}</span></td>'
        f'<td align="right" style="{edge}">'
        f"{escape(paid_words(line, told.price.currency))}</td></tr>"
    )


def _strong(text: str) -> str:
    """Of the weight that the bundled font has; ``<b>`` would smear a lighter one."""
    return f'<span style="font-weight:600">{escape(text)}</span>'
