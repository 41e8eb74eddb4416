"""Commands on money that is to move: ``payments export``, ``list`` and ``collections``."""

from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson, Db, books_at, default_books_url
from console.application.terminal import (
    ERR,
    FINDINGS_EXIT,
    OUT,
    print_json,
    print_table,
    write_bytes,
)
from console.present.payment_rows import (
    BATCH_COLUMNS,
    COLLECTION_COLUMNS,
    batch_rows,
    collection_rows,
    plain_batches,
    plain_collections,
    plain_export,
)
from core.service.export_payments import (
    Export,
    export_payments,
    exported_file,
    list_payments,
)
from core.service.list_collections import list_collections

payments_app = typer.Typer(
    help="Money that leaves: payment files for the bank.", no_args_is_help=True
)
Folder = Annotated[Path, typer.Option(help="Folder that the file is written to.")]


@payments_app.command("export")
def export_command(
    cycle: Annotated[
        str | None, typer.Option(help="Payouts of this cycle, as 2026-06-03; of all by default.")
    ] = None,
    batch: Annotated[
        str | None, typer.Option(help="Write this file again, byte by byte; nothing is added.")
    ] = None,
    out: Folder = Path(),
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Write payouts that are in no payment file yet into one (pain.001.001.09), each once.

    Exit code 1 if a payout lacks a bank account; the others are written.
    """
    if batch is not None and cycle is not None:
        raise typer.BadParameter("wanted --cycle or --batch, found both", param_hint="--batch")
    with books_at(db or default_books_url(), existing=True) as runtime:
        if batch is None:
            export = export_payments(runtime, cycle)
        else:
            export = Export(files=(exported_file(runtime, batch),), is_new=False, unpayable=())
    paths = [str(out / one.name) for one in export.files]
    for path, one in zip(paths, export.files, strict=True):
        write_bytes(Path(path), one.content)
    if as_json:
        print_json(plain_export(export, paths))
    else:
        _show(export, paths)
    if export.unpayable:
        raise typer.Exit(FINDINGS_EXIT)


def _show(export: Export, paths: list[str]) -> None:
    for path, one in zip(paths, export.files, strict=True):
        told = f"{one.batch.payments:,} payments, control sum {one.batch.control_sum:f}"
        again = "" if export.is_new else "; exported before, the same bytes"
        OUT.print(f"{path}: {told}, sha256 {one.batch.sha}{again}", markup=False)
    if not export.files:
        OUT.print("nothing to export: every payout that can be paid is in a file", markup=False)
    for problem in export.unpayable:
        ERR.print(f"networkcore: {problem}", markup=False, style="red")


@payments_app.command("list")
def list_command(db: Db = None, as_json: AsJson = False) -> None:
    """List every payment file that was made, with its sums and its sha256."""
    with books_at(db or default_books_url(), existing=True) as runtime:
        batches = list_payments(runtime)
    if as_json:
        print_json(plain_batches(batches))
    else:
        print_table("Payment files", BATCH_COLUMNS, batch_rows(batches), figures=False)


@payments_app.command("collections")
def collections_command(db: Db = None, as_json: AsJson = False) -> None:
    """List what is to be received: each with what is left of it, and the reference to quote."""
    with books_at(db or default_books_url(), existing=True) as runtime:
        collections = list_collections(runtime)
        today = runtime.now().date()
    if as_json:
        print_json(plain_collections(collections))
    else:
        rows = collection_rows(collections, today)
        print_table("To be received", COLLECTION_COLUMNS, rows, figures=False)
