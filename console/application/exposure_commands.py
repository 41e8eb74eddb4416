"""The command ``exposure``: what the network risks with each Demand Partner."""

from contextlib import closing
from typing import Annotated

import typer

from console.application.opened_books import OpenedBooks
from console.application.options import AsJson, Db, default_books_url, existing_books
from console.application.terminal import FINDINGS_EXIT, print_json, print_table
from console.present.exposure_rows import (
    DAY_COLUMNS,
    EXPOSURE_COLUMNS,
    day_rows,
    exposure_rows,
    plain_days,
    plain_exposure,
)
from core.service.exposure_days import exposure_days


def exposure_command(
    days: Annotated[
        int, typer.Option(help="Also at the end of each of so many days.", min=0, max=3660)
    ] = 0,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Show what every Demand Partner owes, has lodged, and may still use.

    Exit code 1 if one is over its limit.
    """
    with existing_books(db) as runtime, closing(OpenedBooks(db or default_books_url())) as books:
        found = exposure_days(runtime, books.environment, days or 1)
    view = found.now
    if as_json:
        print_json(plain_exposure(view) | (plain_days(found) if days else {}))
    else:
        print_table("Exposure", EXPOSURE_COLUMNS, exposure_rows(view), figures=False)
        if days:
            print_table("At the end of each day", DAY_COLUMNS, day_rows(found), figures=False)
    if any(one.is_over for one in view.partners):
        raise typer.Exit(FINDINGS_EXIT)
