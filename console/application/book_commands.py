"""Commands on the books: import, replay, settle, trace, statement, verify.

Each command does its work, then shows it: as tables, or as the one JSON object of ``--json``.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from console.application.options import (
    AsJson,
    Db,
    books_at,
    default_books_url,
    existing_books,
    rejects_path,
    replay_books_url,
)
from console.application.terminal import (
    ERR,
    FINDINGS_EXIT,
    OUT,
    print_json,
    print_table,
    stage_bars,
    write_text,
)
from console.present.due_rows import (
    DUE_COLUMNS,
    WINDOW_COLUMNS,
    due_rows,
    plain_due,
    window_rows,
)
from console.present.plain_values import (
    Plain,
    plain,
    plain_audit,
    plain_import,
    plain_settled,
    plain_story,
    plain_summary,
)
from console.present.story_sections import sections_of
from console.present.summary_rows import (
    audit_rows,
    count_rows,
    held_rows,
    import_rows,
    money_rows,
    settled_rows,
)
from core.service.import_file import ImportReport, import_file
from core.service.issue_statement import issue_statements
from core.service.pipeline import due_by_now, run_due
from core.service.preview_due import preview_due
from core.service.replay_file import ReplayOrder, replay_file
from core.service.report import held_examples, summary_of
from core.service.snapshot import Summary
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.settlement.statement import statement_csv, statement_text

File = Annotated[Path, typer.Argument(help="CSV or JSON of sessions, or JSON of OCPI CDRs.")]
Mapping = Annotated[
    str | None,
    typer.Option(help="Mapping of the file, name or path; without it the header decides."),
]
Rejects = Annotated[
    Path | None, typer.Option(help="Where rejected rows go; beside the books by default.")
]


def import_command(
    file: File,
    mapping: Mapping = None,
    rejects: Rejects = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Read a session file or OCPI CDRs into the books; twice is once."""
    url = db or default_books_url()
    with books_at(url) as runtime, stage_bars(quiet=as_json) as bars:
        report = import_file(
            runtime,
            file,
            rejects_file=rejects_path(url, file, rejects),
            mapping=mapping,
            on_progress=lambda done, total: bars.show("read", done, total),
        )
    if as_json:
        print_json(plain_import(report))
    else:
        show_import(report)
        show_rejects(plain(report.rejects_file))


def replay_command(
    file: File,
    network: Annotated[str, typer.Option(help="Network of the file, name or path.")],
    agreement: Annotated[str, typer.Option(help="Terms, name or path.")] = "networkcore",
    mapping: Mapping = None,
    rejects: Rejects = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Price, post, clear and settle a file under given tariffs and terms.

    Without --db every replay of another file, network or terms has books of its own.
    """
    url = db or replay_books_url(file, network, agreement, mapping)
    order = ReplayOrder(
        path=file,
        network=network,
        agreement=agreement,
        rejects_file=rejects_path(url, file, rejects),
        mapping=mapping,
    )
    told = replay_into(url, order, quiet=as_json)
    if as_json:
        print_json(told)
    else:
        show_rejects(told["imported"]["rejects_file"])
        show_books(told)


def replay_into(url: str, order: ReplayOrder, *, quiet: bool) -> Plain:
    """Replay, show it unless a script listens, and return what a script is told."""
    began = perf_counter()
    with books_at(url) as runtime, stage_bars(quiet=quiet) as bars:
        replayed = replay_file(runtime, order, bars.show)
        name, held = runtime.database.name, held_examples(runtime)
    seconds = round(perf_counter() - began, 3)
    if not quiet:
        show_import(replayed.imported)
        show_summary(f"{order.path.name} under {order.agreement}", replayed.summary, held)
    return plain_summary(replayed.summary) | {
        "seconds": seconds,
        "imported": plain_import(replayed.imported),
        "db": name,
    }


def settle_command(
    until: Annotated[
        datetime | None,
        typer.Option(help="Settle cycles up to this time, UTC; all that is due by default."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Tell what is due; write nothing.")
    ] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Carry what was left behind, then clear, net and instruct every cycle that is due."""
    if preview:
        _preview(db, utc_of(until), as_json=as_json)
        return
    told = settle_in(db, utc_of(until), quiet=as_json)
    if as_json:
        print_json(told)


def _preview(db: str | None, until: datetime | None, *, as_json: bool) -> None:
    with existing_books(db) as runtime:
        due = preview_due(runtime, until or due_by_now(runtime))
    if as_json:
        print_json(plain_due(due))
        return
    print_table("Due", DUE_COLUMNS, due_rows(due.cycles))
    if rows := window_rows(due):
        print_table("Dispute windows", WINDOW_COLUMNS, rows)


def settle_in(db: str | None, until: datetime | None, *, quiet: bool) -> Plain:
    """Settle, show it unless a script listens, and return what a script is told."""
    with existing_books(db) as runtime, stage_bars(quiet=quiet) as bars:
        moment = until or due_by_now(runtime)
        ran = run_due(
            runtime, moment, on_cycle=lambda done, total: bars.show("settle", done, total)
        )
        trial_balance = summary_of(runtime).trial_balance
    if not quiet:
        print_table("Settled", ("What", "Count"), settled_rows(ran, trial_balance))
    return plain_settled(ran, trial_balance)


def trace_command(
    session: Annotated[str, typer.Argument(help="Key or id of a CDR, or id of its session.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Tell one session's whole story, from plug to payout."""
    with existing_books(db) as runtime:
        story = trace(runtime, session)
    if as_json:
        print_json(plain_story(story))
        return
    for section in sections_of(story):
        noted = any(line.note for line in section.lines)
        rows = ((line.label, line.value, line.note)[: 2 + noted] for line in section.lines)
        print_table(section.title, ("",) * (2 + noted), rows, figures=False)


def statement_command(
    party: Annotated[str, typer.Argument(help="Key of a party, as NL*ABC.")],
    since: Annotated[datetime | None, typer.Option(help="First day that is listed, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="First day that is not, UTC.")] = None,
    known_at: Annotated[
        datetime | None, typer.Option(help="As it read at this time, UTC: what was booked by then.")
    ] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write it there as CSV.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """State a party's opening balance, every movement and the closing balance."""
    with existing_books(db) as runtime:
        statements = issue_statements(
            runtime, party, utc_of(since), utc_of(until), utc_of(known_at)
        )
    if csv_file is not None:
        write_text(csv_file, statement_csv(statements))
    if as_json:
        print_json({"party": party, "statements": plain(statements)})
        return
    for one in statements:
        OUT.print(statement_text(one), markup=False)


def verify_command(db: Db = None, as_json: AsJson = False) -> None:
    """Check every invariant of the books; exit 1 if one of them finds something."""
    told = verify_in(db, quiet=as_json)
    if as_json:
        print_json(told)
    exit_on_findings(told["findings"])


def verify_in(db: str | None, *, quiet: bool, title: str = "Verified") -> Plain:
    """Verify, show it unless a script listens, and return what a script is told."""
    with existing_books(db) as runtime, stage_bars(quiet=quiet) as bars:
        audit = verify_books(runtime, lambda done, total, _: bars.show("verify", done, total))
    if not quiet:
        columns = ("Invariant", "Check", "Result")
        print_table(title, columns, audit_rows(audit.findings), figures=False)
    return plain_audit(audit)


def exit_on_findings(count: int) -> None:
    """Leave with exit code 1 if there are findings.

    Raises:
        Exit: There are.
    """
    if count:
        ERR.print(f"networkcore: {count} findings", style="red")
        raise typer.Exit(FINDINGS_EXIT)


def show_import(report: ImportReport) -> None:
    """A table of what became of the rows of a file."""
    print_table(f"{report.name}, mapping {report.mapping}", ("Rows", "Count"), import_rows(report))


def show_rejects(path: str | None) -> None:
    """Where the rejected rows are, if there were any."""
    if path is not None:
        OUT.print(f"rejected rows: {path}", markup=False)


def show_books(told: Plain) -> None:
    """How long it took, and what to name the books by from now on."""
    OUT.print(f"{told['seconds']:.1f} s; books: {told['db']}", markup=False)


def show_summary(title: str, summary: Summary, held: Sequence[tuple[str, str, str]]) -> None:
    """Tables: what became of the sessions, what waits and why, what the money came to."""
    print_table(title, ("Sessions", "Count"), count_rows(summary))
    if held:
        columns = ("Reason", "CDR", "Found")
        print_table("Held, one for each reason", columns, held_rows(held), figures=False)
    currencies = tuple(summary.by_currency)
    if currencies:
        print_table("Money", ("Amount", *currencies), money_rows(summary.by_currency))


def utc_of(moment: datetime | None) -> datetime | None:
    """The moment in UTC; one without a zone is taken as UTC."""
    if moment is None or moment.tzinfo is not None:
        return None if moment is None else moment.astimezone(UTC)
    return moment.replace(tzinfo=UTC)
