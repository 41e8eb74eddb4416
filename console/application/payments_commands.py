"""Commands on money that is to move: payment files, their release, and what is to be received."""

from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import (
    ERR,
    FINDINGS_EXIT,
    OUT,
    print_json,
    print_table,
    write_bytes,
)
from console.application.told_approval import Note, tell_approval
from console.present.payment_rows import (
    ADVISORY,
    BATCH_COLUMNS,
    COLLECTION_COLUMNS,
    batch_rows,
    collection_rows,
    one_line_a_reason,
    plain_batches,
    plain_collections,
    plain_export,
)
from core.domain.approval import Verdict
from core.service.list_collections import list_collections
from core.service.release_payments import (
    Exported,
    decide_batch,
    export_released,
    list_batches,
    propose_batch,
)

payments_app = typer.Typer(
    help="Money that leaves: payment files for the bank.", no_args_is_help=True
)
Batch = Annotated[str, typer.Argument(help="Id of the payment file, as ``payments list`` says.")]
Folder = Annotated[Path, typer.Option(help="Folder that the file is written to.")]


@payments_app.command("export")
def export_command(
    cycle: Annotated[
        str | None, typer.Option(help="Payouts of this cycle, as 2026-06-03; of all by default.")
    ] = None,
    batch: Annotated[
        str | None, typer.Option(help="Write only this file; nothing is added.")
    ] = None,
    out: Folder = Path(),
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Put payouts that are in no payment file yet into one (pain.001.001.09); write approved files.

    A file is written when it was proposed and approved, by two people; what must be done first is
    said. Exit code 1 if a file waits for that, or a payout lacks a bank account.
    """
    if batch is not None and cycle is not None:
        raise typer.BadParameter("wanted --cycle or --batch, found both", param_hint="--batch")
    with existing_books(db) as runtime:
        told = export_released(runtime, cycle, batch)
    paths = [str(out / one.file.name) for one in told.released]
    for path, one in zip(paths, told.released, strict=True):
        write_bytes(Path(path), one.file.content)
    if as_json:
        print_json(plain_export(told, paths))
    else:
        _show(told, paths)
    if told.waiting or told.unpayable:
        raise typer.Exit(FINDINGS_EXIT)


def _show(told: Exported, paths: list[str]) -> None:
    for path, one in zip(paths, told.released, strict=True):
        batch = one.file.batch
        sums = f"{batch.payments:,} payments, control sum {batch.control_sum:f}"
        again = "" if one.is_first else "; exported before, the same bytes"
        OUT.print(f"{path}: {sums}, sha256 {batch.sha}{again}", markup=False)
        if one.is_advisory:
            ERR.print(f"networkcore: {batch.batch_id}: {ADVISORY}", markup=False)
    for waiting in told.waiting:
        ERR.print(
            f"networkcore: {waiting.batch.batch_id} is {waiting.state.value.lower()} and not "
            f"written; next: {waiting.next_step}",
            markup=False,
        )
    if not (told.released or told.waiting):
        OUT.print("nothing to export: every payout that can be paid is in a file", markup=False)
    for problem in one_line_a_reason(told.unpayable):
        ERR.print(f"networkcore: {problem}", markup=False, style="red")


@payments_app.command("propose")
def propose_command(batch: Batch, note: Note = "", db: Db = None, as_json: AsJson = False) -> None:
    """Ask for the release of a payment file; another person approves it."""
    with existing_books(db) as runtime:
        approval = propose_batch(runtime, batch, note)
    tell_approval(approval, as_json=as_json)


@payments_app.command("approve")
def approve_command(batch: Batch, note: Note = "", db: Db = None, as_json: AsJson = False) -> None:
    """Approve a file that another proposed; on SQLite that it is another one is only advisory."""
    _decide(batch, Verdict.APPROVED, note, db, as_json=as_json)


@payments_app.command("reject")
def reject_command(
    batch: Batch,
    note: Note,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Reject the release of a file, proposed by oneself or another."""
    _decide(batch, Verdict.REJECTED, note, db, as_json=as_json)


def _decide(batch: str, verdict: Verdict, note: str, db: str | None, *, as_json: bool) -> None:
    with existing_books(db) as runtime:
        decided = decide_batch(runtime, batch, verdict, note)
    tell_approval(decided, as_json=as_json)


@payments_app.command("list")
def list_command(db: Db = None, as_json: AsJson = False) -> None:
    """List every payment file that was made: how far its release is, its sums and its sha256."""
    with existing_books(db) as runtime:
        batches = list_batches(runtime)
    if as_json:
        print_json(plain_batches(batches))
    else:
        print_table("Payment files", BATCH_COLUMNS, batch_rows(batches), figures=False)


@payments_app.command("collections")
def collections_command(db: Db = None, as_json: AsJson = False) -> None:
    """List what is to be received: each with what is left of it, and the reference to quote."""
    with existing_books(db) as runtime:
        collections = list_collections(runtime)
        today = runtime.now().date()
    if as_json:
        print_json(plain_collections(collections))
    else:
        rows = collection_rows(collections, today)
        print_table("To be received", COLLECTION_COLUMNS, rows, figures=False)
