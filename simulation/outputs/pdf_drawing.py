"""A drawing on a page of a PDF, whose axis points up while drawings count down."""

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from core.invoicing.pdf_sheet import BOLD, REGULAR
from simulation.outputs.drawing import Anchor, Box, Drawing, Trace, Words


def draw_on(canvas: Canvas, drawing: Drawing, left: float, top: float) -> None:
    """Draw with the left upper corner there, ``top`` counted from the bottom of the page."""
    for shape in drawing.shapes:
        match shape:
            case Trace():
                _trace(canvas, shape, left, top)
            case Box():
                canvas.setFillColor(HexColor(shape.fill))
                at_y = top - shape.y - shape.height
                canvas.rect(left + shape.x, at_y, shape.width, shape.height, stroke=0, fill=1)
            case Words():
                _words(canvas, shape, left, top)


def _trace(canvas: Canvas, trace: Trace, left: float, top: float) -> None:
    path = canvas.beginPath()
    (first_x, first_y), *others = trace.places
    path.moveTo(left + first_x, top - first_y)
    for x, y in others:
        path.lineTo(left + x, top - y)
    if trace.fill:
        path.close()
        canvas.setFillColor(HexColor(trace.fill))
    if trace.stroke:
        canvas.setStrokeColor(HexColor(trace.stroke))
        canvas.setLineWidth(trace.width)
        canvas.setDash(*trace.dash) if trace.dash else canvas.setDash()
    canvas.setLineJoin(1)
    canvas.drawPath(path, stroke=int(bool(trace.stroke)), fill=int(bool(trace.fill)))
    canvas.setDash()


def _words(canvas: Canvas, words: Words, left: float, top: float) -> None:
    canvas.saveState()
    canvas.setFont(BOLD if words.is_bold else REGULAR, words.size)
    canvas.setFillColor(HexColor(words.colour))
    canvas.translate(left + words.x, top - words.y)
    if words.is_upward:
        canvas.rotate(90)
    match words.anchor:
        case Anchor.START:
            canvas.drawString(0, 0, words.words)
        case Anchor.MIDDLE:
            canvas.drawCentredString(0, 0, words.words)
        case Anchor.END:
            canvas.drawRightString(0, 0, words.words)
    canvas.restoreState()
