"""A report into the files that a command was asked for."""

from collections.abc import Callable
from pathlib import Path

from console.application.terminal import write_bytes
from simulation.outputs.report_html import report_html
from simulation.outputs.report_parts import Report
from simulation.outputs.report_pdf import report_pdf


def write_reports(made: Callable[[], Report], html: Path | None, pdf: Path | None) -> None:
    """Write it where a path is given; where none is, it is not even made.

    Raises:
        RoamingError: There is nothing to report, or a file cannot be written.
    """
    if html is None and pdf is None:
        return
    report = made()
    if html is not None:
        write_bytes(html, report_html(report).encode())
    if pdf is not None:
        write_bytes(pdf, report_pdf(report))
