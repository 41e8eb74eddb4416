"""Commands on wallets while somebody charges: ``prefund hold``, ``release`` and ``list``."""

from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import FINDINGS_EXIT, OUT, print_json, print_table
from console.present.plain_values import plain
from console.present.prefund_rows import HOLD_COLUMNS, hold_rows
from core.service.hold_prefund import hold_prefund, list_holds, release_prefund
from core.service.trade_currency import money_named

prefund_app = typer.Typer(
    help="Sessions that begin: put aside of a wallet what they may cost, or let it go.",
    no_args_is_help=True,
)
Authorization = Annotated[str, typer.Argument(help="Its reference, as the CDR will state it.")]


@prefund_app.command("hold")
def prefund_hold_command(
    authorization: Authorization,
    partner: Annotated[str, typer.Argument(help="Key of a Demand Partner, as NL*XYZ.")],
    amount: Annotated[
        str, typer.Argument(help="The most that it may cost, as '45.00 EUR'; the DP's currency.")
    ],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Ask whether a session may begin, and put aside what it may cost; exit code 1 if not."""
    asked = money_named(amount)
    with existing_books(db) as runtime:
        told = hold_prefund(runtime, authorization, partner, asked)
    if as_json:
        print_json(plain(told))
    elif told.hold is not None:
        OUT.print(f"{authorization}: may begin; {told.hold.held} put aside", markup=False)
    elif told.decision.allowed:
        OUT.print(f"{authorization}: may begin; nothing is put aside", markup=False)
    else:
        OUT.print(f"{authorization}: refused: {told.decision.reason}", markup=False)
    if not told.decision.allowed:
        raise typer.Exit(FINDINGS_EXIT)


@prefund_app.command("release")
def prefund_release_command(
    authorization: Authorization,
    reason: Annotated[str, typer.Option(help="Why; kept in the ledger.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Let go what was put aside for a session that did not start; twice is once."""
    with existing_books(db) as runtime:
        gone = release_prefund(runtime, authorization, reason)
    if as_json:
        print_json({"released": plain(gone)})
    else:
        OUT.print(f"{authorization}: {gone.held} is free", markup=False)


@prefund_app.command("list")
def prefund_list_command(db: Db = None, as_json: AsJson = False) -> None:
    """List what is put aside now, the oldest first."""
    with existing_books(db) as runtime:
        found = list_holds(runtime)
    if as_json:
        print_json({"holds": plain(found)})
    else:
        print_table("Put aside", HOLD_COLUMNS, hold_rows(found), figures=False)
