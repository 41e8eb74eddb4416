"""Commands that write what an experiment found: reports to read, tables to work with."""

from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson
from console.application.terminal import print_json, print_table, write_bytes
from core.domain.errors import NotFoundError
from simulation.experiment.comparison_file import load_comparison
from simulation.experiment.result_folder import read_result
from simulation.experiment.tally import Tally
from simulation.outputs.experiment_report import experiment_report
from simulation.outputs.question import known_question, question_of
from simulation.outputs.report_html import report_html
from simulation.outputs.report_pdf import report_pdf
from simulation.outputs.result_columns import (
    Columns,
    difference_columns,
    figure_columns,
    point_columns,
)
from simulation.outputs.subject import Question, Subject
from simulation.outputs.visit_columns import visit_columns
from simulation.outputs.write_columns import csv_bytes, fitting, parquet_bytes, xlsx_bytes


def report_command(
    result: Annotated[Path, typer.Argument(help="Folder of an experiment.")],
    html: Annotated[bool, typer.Option("--html", help="One page that needs nothing else.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="The same report on A4 pages.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Figures and points as lines.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Figures and points as sheets.")] = False,
    parquet: Annotated[
        bool, typer.Option("--parquet", help="Figures and points as columns.")
    ] = False,
    sessions: Annotated[
        bool, typer.Option("--sessions", help="Every visit of one run, as Parquet.")
    ] = False,
    setting: Annotated[int, typer.Option(help="Of those visits, from 1.", min=1)] = 1,
    replication: Annotated[int, typer.Option(help="Of those visits, from 0.", min=0)] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; else that of the experiment.")
    ] = None,
    question: Annotated[
        str | None, typer.Option(help="Saved comparison, name or path, that was asked.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write what an experiment found; without an option, the report as HTML and PDF."""
    tally = read_result(result)
    if not (html or pdf or csv or xlsx or parquet or sessions):
        html = pdf = True
    asked = question_of(load_comparison(question), tally) if question else known_question(tally)
    files = written_reports(tally, asked, html=html, pdf=pdf)
    files |= written_tables(tally, csv=csv, xlsx=xlsx, parquet=parquet)
    if sessions:
        files["sessions.parquet"] = parquet_bytes(_visits(tally, setting - 1, replication))
    folder = out or result
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_bytes(folder / name, content)
    paths = {name: str(folder / name) for name in files}
    if as_json:
        print_json({"points": tally.done, "files": paths})
    else:
        rows = ((path, f"{len(files[name]):,}") for name, path in paths.items())
        print_table(f"Report of {tally.done} points", ("File", "Bytes"), rows)


def _visits(tally: Tally, cell: int, replication: int) -> Columns:
    """Every visit of one run.

    Raises:
        NotFoundError: There is no such setting.
    """
    count = len(tally.order.cells)
    if cell >= count:
        raise NotFoundError(f"--setting: wanted 1 to {count}, found {cell + 1}")
    return visit_columns(Subject(tally=tally, question=Question()), cell, replication)


def written_reports(tally: Tally, question: Question, *, html: bool, pdf: bool) -> dict[str, bytes]:
    """Reports by the names of their files.

    Raises:
        RuleError: Nothing was played yet.
    """
    report = experiment_report(tally, question)
    files = {}
    if html:
        files["report.html"] = report_html(report).encode()
    if pdf:
        files["report.pdf"] = report_pdf(report)
    return files


def written_tables(tally: Tally, *, csv: bool, xlsx: bool, parquet: bool) -> dict[str, bytes]:
    """Tables by the names of their files; the spreadsheet says which one was too long for it."""
    subject = Subject(tally=tally, question=Question())
    tables = [figure_columns(subject), point_columns(subject)]
    if len(tally.order.cells) > 1:
        tables.append(difference_columns(subject))
    files = {}
    for table in tables:
        name = table.title.lower()
        if csv:
            files[f"{name}.csv"] = csv_bytes(table)
        if parquet:
            files[f"{name}.parquet"] = parquet_bytes(table)
    if xlsx:
        files["figures.xlsx"] = xlsx_bytes(fitting(tables))
    return files
