"""A report as one file of HTML that needs nothing else: fonts and plots are within it."""

from base64 import b64encode
from typing import Final

from core.service.render_documents import document_fonts
from simulation.outputs.report_colours import ACCENT, BORDER, GRID, MUTED, TEXT
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Picture, Report, Section
from simulation.outputs.svg_drawing import markup, svg_of

_STYLE: Final = f"""
body {{ margin: 0; background: #f3f5f8; color: {TEXT}; font: 15px/1.5 Report, sans-serif; }}
main {{ max-width: 62rem; margin: 0 auto; padding: 2.5rem 3rem; background: #fff; }}
h1 {{ font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }}
h2 {{ font-size: 1.15rem; margin: 2.4rem 0 .6rem; padding-top: .8rem;
  border-top: 2px solid {ACCENT}; }}
h3 {{ font-size: .95rem; margin: 1.4rem 0 .3rem; }}
h1, h2, h3, th {{ font-weight: 600; }}
p {{ margin: .4rem 0; max-width: 46rem; }}
.subtitle, figcaption, footer {{ color: {MUTED}; font-size: .85rem; }}
figure {{ margin: 0 0 1rem; break-inside: avoid; }}
svg {{ width: 100%; height: auto; font-family: Report, sans-serif; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: .85rem; margin: .6rem 0; }}
th, td {{ padding: .3rem .5rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid {BORDER}; overflow-wrap: anywhere; }}
th {{ background: {GRID}; color: {MUTED}; font-size: .78rem; }}
.figure {{ text-align: right; font-variant-numeric: tabular-nums; }}
footer {{ margin-top: 2.5rem; border-top: 1px solid {BORDER}; padding-top: .6rem; }}
@media print {{ body {{ background: #fff; }} main {{ padding: 0; }} tr {{ break-inside: avoid; }} }}
@media (max-width: 40rem) {{ main {{ padding: 1.2rem; }} }}
"""


def report_html(report: Report) -> str:
    """The page."""
    sections = "".join(map(_section, report.sections))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{markup(report.title)}</title><style>{_fonts()}{_STYLE}</style></head>"
        f'<body><main><h1>{markup(report.title)}</h1><p class="subtitle">'
        f"{markup(report.subtitle)}</p>{sections}"
        f"<footer>{markup(report.foot)}</footer></main></body></html>\n"
    )


def _fonts() -> str:
    fonts = document_fonts()
    return "".join(
        "@font-face { font-family: Report; font-weight: "
        f"{weight}; src: url(data:font/ttf;base64,{b64encode(content).decode()}); }}"
        for weight, content in ((400, fonts.regular), (600, fonts.bold))
    )


def _section(section: Section) -> str:
    blocks = "".join(map(_block, section.blocks))
    return f"<section><h2>{markup(section.title)}</h2>{blocks}</section>"


def _block(block: Block) -> str:
    match block:
        case Passage():
            return f"<p>{markup(block.words)}</p>"
        case Grid():
            return _grid(block)
        case Picture():
            note = f"<figcaption>{markup(block.note)}</figcaption>" if block.note else ""
            return f"<figure><h3>{markup(block.title)}</h3>{svg_of(block.drawing)}{note}</figure>"


def _grid(grid: Grid) -> str:
    heads = "".join(
        f'<th scope="col"{_class(head)} style="width:{head.width:.0%}">{markup(head.title)}</th>'
        for head in grid.heads
    )
    rows = "".join(f"<tr>{_cells(grid.heads, row)}</tr>" for row in grid.rows)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _cells(heads: tuple[Head, ...], row: tuple[str, ...]) -> str:
    return "".join(
        f"<td{_class(head)}>{markup(cell)}</td>" for head, cell in zip(heads, row, strict=True)
    )


def _class(head: Head) -> str:
    return ' class="figure"' if head.is_figure else ""
