"""Commands on what needs two people: ``approvals list``, ``show``, ``approve`` and ``reject``."""

from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import print_json, print_table
from console.application.told_approval import Note, tell_approval
from console.present.approval_rows import (
    APPROVAL_COLUMNS,
    approval_rows,
    plain_approvals,
)
from core.domain.approval import ApprovalStatus, Verdict
from core.service.approvals import decide_approval, list_approvals, show_approval

approvals_app = typer.Typer(
    help="What needs two people: proposals and who decided them.", no_args_is_help=True
)
ApprovalId = Annotated[str, typer.Argument(help="Its id, as ``approvals list`` says.")]


@approvals_app.command("list")
def approvals_list_command(
    status: Annotated[ApprovalStatus | None, typer.Option(help="Only those in this state.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List proposals, the latest first."""
    wanted = tuple(ApprovalStatus) if status is None else (status,)
    with existing_books(db) as runtime:
        found = list_approvals(runtime, wanted)
    if as_json:
        print_json(plain_approvals(found))
    else:
        print_table("Approvals", APPROVAL_COLUMNS, approval_rows(found), figures=False)


@approvals_app.command("show")
def approvals_show_command(approval: ApprovalId, db: Db = None, as_json: AsJson = False) -> None:
    """Show one proposal: what, by whom, and what was decided."""
    with existing_books(db) as runtime:
        found = show_approval(runtime, approval)
    tell_approval(found, as_json=as_json)


@approvals_app.command("approve")
def approvals_approve_command(
    approval: ApprovalId, note: Note = "", db: Db = None, as_json: AsJson = False
) -> None:
    """Approve what another one proposed; on SQLite that it is another one is only advisory."""
    _decide(approval, Verdict.APPROVED, note, db, as_json=as_json)


@approvals_app.command("reject")
def approvals_reject_command(
    approval: ApprovalId,
    note: Note,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Reject a proposal, one's own or another's."""
    _decide(approval, Verdict.REJECTED, note, db, as_json=as_json)


def _decide(approval: str, verdict: Verdict, note: str, db: str | None, *, as_json: bool) -> None:
    with existing_books(db) as runtime:
        decided = decide_approval(runtime, approval, verdict, note)
    tell_approval(decided, as_json=as_json)
