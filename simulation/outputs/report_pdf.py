"""A report as a PDF of A4 pages; the same report is the same bytes."""

from typing import Final

from core.invoicing.pdf_sheet import HEIGHT, LEFT, RIGHT, SOFT, Sheet, TableColumn, sheets
from core.service.render_documents import document_fonts
from simulation.outputs.drawing import shortened
from simulation.outputs.pdf_drawing import draw_on
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Picture, Report

_HEAD: Final = 7.5
"""Size of the titles of columns."""
_BEGUN: Final = 150.0
"""A section is begun only where so much of it has room."""


def report_pdf(report: Report) -> bytes:
    """The file."""

    def draw(sheet: Sheet) -> None:
        sheet.y += 22
        sheet.text(LEFT, sheet.y, report.title, size=17, bold=True)
        sheet.y += 4
        sheet.paragraph(report.subtitle, colour=SOFT)
        for section in report.sections:
            sheet.room_for(_BEGUN)
            sheet.heading(section.title)
            for block in section.blocks:
                _draw(sheet, block)

    return sheets(report.title, report.foot, document_fonts(), draw)


def _draw(sheet: Sheet, block: Block) -> None:
    match block:
        case Passage():
            sheet.paragraph(block.words)
        case Grid():
            columns = [_column(one) for one in block.heads]
            sheet.table(columns, block.rows)
            sheet.y += 6
        case Picture():
            _draw_picture(sheet, block)


def _column(head: Head) -> TableColumn:
    """Titles have one line."""
    title = shortened(head.title, head.width * (RIGHT - LEFT) - 6, _HEAD)
    return TableColumn(title, head.width, head.is_figure)


def _draw_picture(sheet: Sheet, picture: Picture) -> None:
    sheet.room_for(picture.drawing.height + 30)
    sheet.y += 14
    sheet.text(LEFT, sheet.y, picture.title, size=9, bold=True)
    sheet.y += 6
    draw_on(sheet.canvas, picture.drawing, LEFT, HEIGHT - sheet.y)
    sheet.y += picture.drawing.height
    if picture.note:
        sheet.paragraph(picture.note, size=7.5)
    sheet.y += 4
