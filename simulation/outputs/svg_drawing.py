"""A drawing as SVG within a page of HTML; it refers to nothing outside."""

from html import escape

from simulation.outputs.drawing import Box, Drawing, Shape, Trace, Words


def svg_of(drawing: Drawing) -> str:
    """The element ``svg``, which grows with the width that it is given."""
    shapes = "".join(map(_shape, drawing.shapes))
    return (
        f'<svg viewBox="0 0 {_figure(drawing.width)} {_figure(drawing.height)}" role="img"'
        f' aria-label="{markup(drawing.summary)}" xmlns="http://www.w3.org/2000/svg">'
        f"{shapes}</svg>"
    )


def markup(words: str) -> str:
    """Text of whoever wrote it as text of a page; what cannot be shown there is a space."""
    return escape("".join(one if one.isprintable() else " " for one in words))


def _shape(shape: Shape) -> str:
    match shape:
        case Trace():
            return _trace(shape)
        case Box():
            size = f'width="{_figure(shape.width)}" height="{_figure(shape.height)}"'
            place = f'x="{_figure(shape.x)}" y="{_figure(shape.y)}"'
            return _with_title("rect", f'{place} {size} fill="{shape.fill}"', shape.said)
        case Words():
            return _words(shape)


def _trace(trace: Trace) -> str:
    places = " ".join(f"{_figure(x)},{_figure(y)}" for x, y in trace.places)
    look = f'points="{places}" fill="{trace.fill or "none"}"'
    if trace.stroke:
        look += f' stroke="{trace.stroke}" stroke-width="{_figure(trace.width)}"'
        look += ' stroke-linejoin="round"'
    if trace.dash:
        look += f' stroke-dasharray="{" ".join(map(_figure, trace.dash))}"'
    return _with_title("polygon" if trace.fill else "polyline", look, trace.said)


def _words(words: Words) -> str:
    x, y = _figure(words.x), _figure(words.y)
    look = f'x="{x}" y="{y}" font-size="{_figure(words.size)}" fill="{words.colour}"'
    look += f' text-anchor="{words.anchor}"'
    if words.is_bold:
        look += ' font-weight="600"'
    if words.is_upward:
        look += f' transform="rotate(-90 {x} {y})"'
    return f"<text {look}>{markup(words.words)}</text>"


def _with_title(element: str, look: str, said: str) -> str:
    if not said:
        return f"<{element} {look}/>"
    return f"<{element} {look}><title>{markup(said)}</title></{element}>"


def _figure(value: float) -> str:
    """Two decimals are finer than any screen or printer, and the same on all machines."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
