"""The command ``exposure``: what the network risks with each Demand Partner."""

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import FINDINGS_EXIT, print_json, print_table
from console.present.exposure_rows import EXPOSURE_COLUMNS, exposure_rows, plain_exposure
from core.service.credit_exposure import view_exposure


def exposure_command(db: Db = None, as_json: AsJson = False) -> None:
    """Show what every Demand Partner owes, has lodged, and may still use.

    Exit code 1 if one is over its limit.
    """
    with existing_books(db) as runtime:
        view = view_exposure(runtime)
    if as_json:
        print_json(plain_exposure(view))
    else:
        print_table("Exposure", EXPOSURE_COLUMNS, exposure_rows(view), figures=False)
    if any(one.is_over for one in view.partners):
        raise typer.Exit(FINDINGS_EXIT)
