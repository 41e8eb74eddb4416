"""A report as a PDF of A4 pages; the same report is the same bytes."""

from core.invoicing.pdf_sheet import HEIGHT, LEFT, SOFT, Sheet, TableColumn, sheets
from core.service.render_documents import document_fonts
from simulation.outputs.pdf_drawing import draw_on
from simulation.outputs.report_parts import Block, Grid, Passage, Picture, Report


def report_pdf(report: Report) -> bytes:
    """The file."""

    def draw(sheet: Sheet) -> None:
        sheet.y += 22
        sheet.text(LEFT, sheet.y, report.title, size=17, bold=True)
        sheet.y += 4
        sheet.paragraph(report.subtitle, colour=SOFT)
        for section in report.sections:
            sheet.heading(section.title)
            for block in section.blocks:
                _draw(sheet, block)

    return sheets(report.title, report.foot, document_fonts(), draw)


def _draw(sheet: Sheet, block: Block) -> None:
    match block:
        case Passage():
            sheet.paragraph(block.words)
        case Grid():
            columns = [TableColumn(one.title, one.width, one.is_figure) for one in block.heads]
            sheet.table(columns, block.rows)
            sheet.y += 6
        case Picture():
            _draw_picture(sheet, block)


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
