"""Commands on disputed sessions: ``dispute open``, ``win``, ``lose`` and ``list``."""

from collections.abc import Sequence
from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import print_json, print_table
from console.present.dispute_rows import DISPUTE_COLUMNS, dispute_rows
from console.present.plain_values import plain
from core.domain.dispute import Dispute, DisputeStatus
from core.service.dispute_session import decide_dispute, list_disputes, open_dispute

dispute_app = typer.Typer(
    help="Sessions that a party objects to: held, then paid or taken back.", no_args_is_help=True
)
Session = Annotated[str, typer.Argument(help="Key or id of a CDR, or id of its session.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the dispute and in the log.")]


@dispute_app.command("open")
def dispute_open_command(
    session: Session, reason: Reason, db: Db = None, as_json: AsJson = False
) -> None:
    """Dispute a session: what is not paid yet waits, else the CPO's reserve does."""
    with existing_books(db) as runtime:
        opened = open_dispute(runtime, session, reason)
    _show([opened], as_json=as_json)


@dispute_app.command("win")
def dispute_win_command(
    session: Session, reason: Reason, db: Db = None, as_json: AsJson = False
) -> None:
    """The session stands: what was held is paid with the next cycle."""
    _decide(session, DisputeStatus.WON, reason, db, as_json=as_json)


@dispute_app.command("lose")
def dispute_lose_command(
    session: Session, reason: Reason, db: Db = None, as_json: AsJson = False
) -> None:
    """The session is undone by a Credit CDR, which the next cycle nets."""
    _decide(session, DisputeStatus.LOST, reason, db, as_json=as_json)


@dispute_app.command("list")
def dispute_list_command(
    only_open: Annotated[bool, typer.Option("--open", help="Only those not decided.")] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List disputes, oldest first."""
    with existing_books(db) as runtime:
        found = list_disputes(runtime, only_open=only_open)
    _show(found, as_json=as_json)


def _decide(
    session: str, status: DisputeStatus, reason: str, db: str | None, *, as_json: bool
) -> None:
    with existing_books(db) as runtime:
        ended = decide_dispute(runtime, session, status, reason)
    _show([ended], as_json=as_json)


def _show(found: Sequence[Dispute], *, as_json: bool) -> None:
    if as_json:
        print_json({"disputes": plain(found)})
    else:
        print_table("Disputes", DISPUTE_COLUMNS, dispute_rows(found), figures=False)
