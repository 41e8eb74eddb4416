"""An explanation as text for a terminal or a letter, and as one HTML page that stands alone."""

from collections.abc import Iterator
from html import escape
from typing import Final

from core.pricing.explain import Explanation
from core.pricing.explain_lines import LineExplained, amount_words

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td{padding:.5rem 0;vertical-align:top;"
    "border-top:1px solid #8886}td:last-child{text-align:right;white-space:nowrap}"
    "small{display:block;opacity:.75}"
)


def explanation_text(told: Explanation) -> str:
    """Lines of text; the arithmetic is indented below what it is for."""
    return "\n".join(_text_lines(told)) + "\n"


def _text_lines(told: Explanation) -> Iterator[str]:
    yield told.session
    yield from told.tariffs
    yield ""
    for number, line in enumerate(told.lines, start=1):
        yield f"{number}. {line.title}: {paid_words(line, told.price.currency)}"
        for detail in _details(line):
            yield f"   {detail}"
    for free in told.free:
        yield f"-  {free}"
    yield ""
    yield f"Total: {told.total}"
    for tax in told.taxes:
        yield f"   {tax}"
    yield told.rounding
    for note in told.notes:
        yield f"Note: {note.text}"


def _details(line: LineExplained) -> Iterator[str]:
    sentences = (line.step, line.arithmetic, line.taxes, line.reason)
    yield from (f"{one.rstrip('.')}." for one in sentences if one)


def paid_words(line: LineExplained, currency: str) -> str:
    """With taxes where that is known, as the driver pays it; which it is, if there are two."""
    before, after = line.line.before_taxes, line.line.after_taxes
    if before == after:
        return amount_words(after, currency)
    if after is None:
        return f"{amount_words(before, currency)} before taxes"
    return f"{amount_words(after, currency)} with taxes"


def explanation_html(told: Explanation) -> str:
    """One page; everything that came from outside is escaped."""
    rows = "".join(_row(line, told) for line in told.lines)
    free = "".join(f"<li>{escape(one)}</li>" for one in told.free)
    taxes = "".join(f"<small>{escape(one)}</small>" for one in told.taxes)
    notes = "".join(f"<li>{escape(note.text)}</li>" for note in told.notes)
    tariffs = "".join(f"<p>{escape(one)}</p>" for one in told.tariffs)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Price of a charging session</title><style>{_STYLE}</style></head><body>"
        f"<h1>Price of a charging session</h1><p>{escape(told.session)}</p>{tariffs}"
        f"<table>{rows}</table>{_listed('Free', free)}"
        f"<h2>Total: {escape(told.total)}</h2>{taxes}"
        f"<p>{escape(told.rounding)}</p>{_listed('Notes', notes)}</body></html>\n"
    )


def _row(line: LineExplained, told: Explanation) -> str:
    details = "".join(f"<small>{escape(one)}</small>" for one in _details(line))
    amount = escape(paid_words(line, told.price.currency))
    return f"<tr><td><b>{escape(line.title)}</b>{details}</td><td>{amount}</td></tr>"


def _listed(title: str, items: str) -> str:
    return f"<h2>{title}</h2><ul>{items}</ul>" if items else ""
