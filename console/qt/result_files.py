"""Writes what an experiment came to: a report as HTML or PDF, its figures as a table.

The ending of the file's name says in which form. What writes is loaded when it is first used: that
takes some tenths of a second, beside the window's thread.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from core.domain.errors import RuleError
from simulation.experiment.tally import Tally
from simulation.outputs.subject import Question, Subject
from simulation.validation.check import Check

REPORTS: Final = (".html", ".pdf")
TABLES: Final = (".xlsx", ".csv", ".parquet")


def write_result(tally: Tally, question: Question, path: Path) -> None:
    """Write a file.

    Args:
        tally: What was played.
        question: Why.
        path: Where to; its ending is one of ``REPORTS`` or ``TABLES``.

    Raises:
        RuleError: Another ending, or nothing was played.
        OSError: It cannot be written.
    """
    ending = path.suffix.lower()
    if ending in REPORTS:
        path.write_bytes(_report(tally, question, is_pdf=ending == ".pdf"))
    elif ending in TABLES:
        path.write_bytes(_table(tally, question, ending))
    else:
        wanted = ", ".join((*REPORTS, *TABLES))
        raise RuleError(f"{path.name}: wanted one of {wanted}, found {ending!r}")


def write_checks(checks: Sequence[Check], seed: int, path: Path) -> None:
    """Write the report of a validation.

    Args:
        checks: At least one.
        seed: Of their dice.
        path: Where to; its ending is one of ``REPORTS``.

    Raises:
        RuleError: Another ending.
        OSError: It cannot be written.
    """
    from simulation.outputs.report_html import report_html  # noqa: PLC0415 (see above)
    from simulation.outputs.report_pdf import report_pdf  # noqa: PLC0415
    from simulation.outputs.validation_report import validation_report  # noqa: PLC0415

    ending = path.suffix.lower()
    if ending not in REPORTS:
        raise RuleError(f"{path.name}: wanted one of {', '.join(REPORTS)}, found {ending!r}")
    report = validation_report(checks, seed)
    path.write_bytes(report_pdf(report) if ending == ".pdf" else report_html(report).encode())


def _report(tally: Tally, question: Question, *, is_pdf: bool) -> bytes:
    from simulation.outputs.experiment_report import experiment_report  # noqa: PLC0415 (see above)
    from simulation.outputs.report_html import report_html  # noqa: PLC0415
    from simulation.outputs.report_pdf import report_pdf  # noqa: PLC0415

    report = experiment_report(tally, question)
    return report_pdf(report) if is_pdf else report_html(report).encode()


def _table(tally: Tally, question: Question, ending: str) -> bytes:
    from simulation.outputs import result_columns, write_columns  # noqa: PLC0415 (see above)

    subject = Subject(tally=tally, question=question)
    figures = result_columns.figure_columns(subject)
    if ending == ".csv":
        return write_columns.csv_bytes(figures)
    if ending == ".parquet":
        return write_columns.parquet_bytes(result_columns.point_columns(subject))
    tables = [figures, result_columns.point_columns(subject)]
    if len(tally.order.cells) > 1:
        tables.insert(0, result_columns.difference_columns(subject))
    return write_columns.xlsx_bytes(tables)
