"""Commands on what the bank told: ``bank import``."""

from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson, Db, books_at, default_books_url
from console.application.terminal import OUT, print_json, print_table
from console.present.bank_rows import (
    MATCH_COLUMNS,
    REFUSAL_COLUMNS,
    match_rows,
    plain_bank_import,
    refusal_rows,
)
from core.service.read_bank_statement import BankImport, read_bank_statement

bank_app = typer.Typer(
    help="Money that moved: statements and status reports of the bank.", no_args_is_help=True
)


@bank_app.callback()
def bank() -> None:
    """Money that moved: statements and status reports of the bank."""


@bank_app.command("import")
def bank_import_command(
    file: Annotated[Path, typer.Argument(help="XML: camt.053, camt.054 or pain.002.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Read a file of the bank, match it with payouts and collections, post it; twice is once."""
    with books_at(db or default_books_url(), existing=True) as runtime:
        told = read_bank_statement(runtime, file)
    if as_json:
        print_json(plain_bank_import(told))
    else:
        _show(file, told)


def _show(file: Path, told: BankImport) -> None:
    if told.matches:
        print_table(str(file), MATCH_COLUMNS, match_rows(told.matches), figures=False)
    if told.refusals:
        print_table(str(file), REFUSAL_COLUMNS, refusal_rows(told.refusals), figures=False)
    counts = (
        f"{len(told.matches):,} new movements, {len(told.unallocated):,} of them wait for a match",
        f"{told.known:,} known already" if told.known else "",
        f"{told.pending:,} not booked yet" if told.pending else "",
        f"{len(told.refusals):,} payments refused" if told.refusals else "",
    )
    said = "; ".join(filter(None, counts)) if told.is_new else "read before; nothing was changed"
    OUT.print(f"{file}: {told.kind} {told.message_id}: {said}", markup=False)
