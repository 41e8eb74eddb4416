"""Commands on what waits for people: ``reconcile list``, ``show``, ``assign``, and what follows."""

from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import OUT, print_json, print_table
from console.present.case_rows import (
    CASE_COLUMNS,
    HISTORY_COLUMNS,
    SIDE_COLUMNS,
    case_rows,
    history_rows,
    plain_case,
    plain_detail,
    plain_queue,
    plain_retried,
    side_rows,
)
from core.domain.reconciliation import Case, CaseStatus, Resolution
from core.service.reconcile import (
    approve_resolution,
    assign_case,
    propose_resolution,
    reject_resolution,
    retry_case,
    retry_waiting,
)
from core.service.runtime import Runtime
from core.service.view_reconciliation import case_detail, reconciliation_queue

reconcile_app = typer.Typer(
    help="Cases: what was held, is missing or differs, and what people decide.",
    no_args_is_help=True,
)
CaseId = Annotated[str, typer.Argument(help="Its id, as ``reconcile list`` says.")]
Note = Annotated[str, typer.Option(help="Why; kept with the case.")]


@reconcile_app.command("list")
def reconcile_list_command(
    status: Annotated[CaseStatus | None, typer.Option(help="Only those in this state.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only those of this person.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only those held or found for this.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List cases that are not closed, those that wait longest first."""
    with existing_books(db) as runtime:
        queue = reconciliation_queue(runtime)
    cases = [
        one
        for one in queue.cases
        if status in {None, one.status}
        and owner in {None, one.owner}
        and reason in {None, one.reason}
    ]
    if as_json:
        print_json(plain_queue(queue, cases))
    else:
        print_table("Cases", CASE_COLUMNS, case_rows(cases, queue.at), figures=False)
        OUT.print(f"{queue.held:,} CDRs are held; {len(cases):,} cases shown", markup=False)


@reconcile_app.command("show")
def reconcile_show_command(case: CaseId, db: Db = None, as_json: AsJson = False) -> None:
    """Show a case side by side: the session, the CDR, our price; and what was done about it."""
    with existing_books(db) as runtime:
        detail = case_detail(runtime, case)
    if as_json:
        print_json(plain_detail(detail))
        return
    print_table(detail.case.case_id, SIDE_COLUMNS, side_rows(detail), figures=False)
    for reason, told in detail.findings:
        OUT.print(f"{reason.replace('_', ' ')}: {told}", markup=False)
    print_table("History", HISTORY_COLUMNS, history_rows(detail), figures=False)
    offered = ", ".join(detail.offered)
    if offered:
        OUT.print(f"can be proposed: {offered}", markup=False)


@reconcile_app.command("assign")
def reconcile_assign_command(
    case: CaseId,
    owner: Annotated[str, typer.Argument(help="Whose it is from now on.")],
    note: Note = "",
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Say whose case it is."""
    with existing_books(db) as runtime:
        _show(runtime, assign_case(runtime, case, owner, note), as_json=as_json)


@reconcile_app.command("propose")
def reconcile_propose_command(
    case: CaseId,
    resolution: Annotated[Resolution, typer.Argument(help="What is to become of it.")],
    note: Note,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Propose what is to become of a case; another one approves it."""
    with existing_books(db) as runtime:
        _show(runtime, propose_resolution(runtime, case, resolution, note), as_json=as_json)


@reconcile_app.command("approve")
def reconcile_approve_command(
    case: CaseId, note: Note = "", db: Db = None, as_json: AsJson = False
) -> None:
    """Approve what another one proposed, and carry it out; on SQLite that is advisory."""
    with existing_books(db) as runtime:
        _show(runtime, approve_resolution(runtime, case, note), as_json=as_json)


@reconcile_app.command("reject")
def reconcile_reject_command(
    case: CaseId, note: Note, db: Db = None, as_json: AsJson = False
) -> None:
    """Reject what is proposed."""
    with existing_books(db) as runtime:
        _show(runtime, reject_resolution(runtime, case, note), as_json=as_json)


@reconcile_app.command("retry")
def reconcile_retry_command(
    case: Annotated[
        str | None, typer.Argument(help="One case; all that are held by default.")
    ] = None,
    note: Note = "",
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Try held CDRs again after data was mended; all of them once a day, up to 90 days."""
    with existing_books(db) as runtime:
        retried = retry_waiting(runtime) if case is None else retry_case(runtime, case, note)
    if as_json:
        print_json(plain_retried(retried))
        return
    for end in retried.ended:
        OUT.print(f"{end.case_id}: {end.fate}: {end.note}", markup=False)
    told = f"{retried.tried:,} tried, {len(retried.ended):,} ended, {len(retried.waiting):,} wait"
    OUT.print(told, markup=False)


def _show(runtime: Runtime, case: Case, *, as_json: bool) -> None:
    now = runtime.now()
    if as_json:
        print_json(plain_case(case, now))
    else:
        print_table("Case", CASE_COLUMNS, case_rows([case], now), figures=False)
