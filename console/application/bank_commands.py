"""Commands on what the bank told: files, what waits, and matches and deposits by hand."""

from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import OUT, print_json, print_table
from console.present.bank_rows import (
    MATCH_COLUMNS,
    REFUSAL_COLUMNS,
    WAITING_COLUMNS,
    match_rows,
    plain_bank_import,
    plain_match,
    plain_waiting,
    refusal_rows,
    waiting_rows,
)
from core.domain.bank_match import BankMatch
from core.service.read_bank_statement import BankImport, read_bank_statement
from core.service.rematch_movement import (
    ByHand,
    card_receipt_by_hand,
    charge_by_hand,
    deposit_by_hand,
    exchange_by_hand,
    match_by_hand,
    recover_by_hand,
    release_match,
    waiting_movements,
)

bank_app = typer.Typer(
    help="Money that moved: statements and status reports of the bank.", no_args_is_help=True
)

Movement = Annotated[str, typer.Argument(help="Name of the movement, as ``bank list`` says.")]
DemandPartner = Annotated[str, typer.Argument(help="Key of the Demand Partner, as NL*XYZ.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the operator's log.")]


@bank_app.command("import")
def bank_import_command(
    file: Annotated[Path, typer.Argument(help="XML: camt.053, camt.054 or pain.002.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Read a file of the bank, match it with payouts and collections, post it; twice is once."""
    with existing_books(db) as runtime:
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


@bank_app.command("list")
def bank_list_command(db: Db = None, as_json: AsJson = False) -> None:
    """List money at the bank that waits for somebody who knows what it is, oldest first."""
    with existing_books(db) as runtime:
        waiting = waiting_movements(runtime)
        today = runtime.now().date()
    if as_json:
        print_json(plain_waiting(waiting, today))
    else:
        print_table("Unallocated", WAITING_COLUMNS, waiting_rows(waiting, today), figures=False)


@bank_app.command("match")
def bank_match_command(
    movement: Movement,
    instructions: Annotated[
        list[str],
        typer.Argument(help="Its instruction, as 2026-06-03:NL*ABC:EUR; of one receipt, several."),
    ],
    reason: Reason,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Say which instruction a movement is of, or which collections a receipt pays in this order.

    What it was matched with before is undone.
    """
    with existing_books(db) as runtime:
        match = match_by_hand(runtime, movement, instructions, _by_hand(reason))
    _show_match(match, as_json=as_json)


@bank_app.command("deposit")
def bank_deposit_command(
    movement: Movement,
    demand_partner: DemandPartner,
    reason: Reason,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Say that a receipt fills a Demand Partner's wallet, or is its deposit (2200)."""
    with existing_books(db) as runtime:
        match = deposit_by_hand(runtime, movement, demand_partner, _by_hand(reason))
    _show_match(match, as_json=as_json)


@bank_app.command("recover")
def bank_recover_command(
    movement: Movement,
    demand_partner: DemandPartner,
    reason: Reason,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Say that a receipt is of what a Demand Partner owes since its default."""
    with existing_books(db) as runtime:
        match = recover_by_hand(runtime, movement, demand_partner, _by_hand(reason))
    _show_match(match, as_json=as_json)


@bank_app.command("exchange")
def bank_exchange_command(
    movement: Movement,
    deal: Annotated[
        str, typer.Argument(help="The bank's name for the deal, as ``fx deal`` had it.")
    ],
    reason: Reason,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Say that a movement is one side of a currency deal."""
    with existing_books(db) as runtime:
        match = exchange_by_hand(runtime, movement, deal, _by_hand(reason))
    _show_match(match, as_json=as_json)


@bank_app.command("charge")
def bank_charge_command(
    movement: Movement, reason: Reason, db: Db = None, as_json: AsJson = False
) -> None:
    """Say that a movement is what the bank took for its services (5400)."""
    with existing_books(db) as runtime:
        match = charge_by_hand(runtime, movement, _by_hand(reason))
    _show_match(match, as_json=as_json)


@bank_app.command("card")
def bank_card_command(
    movement: Movement, reason: Reason, db: Db = None, as_json: AsJson = False
) -> None:
    """Say that a receipt is what the card scheme owes for captured sessions (1115)."""
    with existing_books(db) as runtime:
        match = card_receipt_by_hand(runtime, movement, _by_hand(reason))
    _show_match(match, as_json=as_json)


@bank_app.command("release")
def bank_release_command(
    movement: Movement, reason: Reason, db: Db = None, as_json: AsJson = False
) -> None:
    """Take the match of a movement back; it waits again, and its instruction is open again."""
    with existing_books(db) as runtime:
        match = release_match(runtime, movement, _by_hand(reason))
    _show_match(match, as_json=as_json)


def _by_hand(reason: str) -> ByHand:
    return ByHand(who=getuser(), reason=reason)


def _show_match(match: BankMatch, *, as_json: bool) -> None:
    if as_json:
        print_json(plain_match(match))
    else:
        print_table(match.entry.name, MATCH_COLUMNS, match_rows([match]), figures=False)
