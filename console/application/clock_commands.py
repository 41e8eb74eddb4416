"""The command ``clock``: how fast CPOs had their money against what was promised."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import print_json, print_table
from console.present.clock_rows import CLOCK_COLUMNS, clock_rows, plain_clock
from core.service.settlement_clock import report_clock


def clock_command(
    since: Annotated[
        datetime | None, typer.Option(help="Only sessions that fell due from then on, UTC.")
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Show from the start of the settlement clock to the money: p50, p95, and the share in time."""
    moment = None if since is None else since.replace(tzinfo=since.tzinfo or UTC)
    with existing_books(db) as runtime:
        report = report_clock(runtime, moment)
    if as_json:
        print_json(plain_clock(report))
    else:
        print_table("Time to money", CLOCK_COLUMNS, clock_rows(report))
