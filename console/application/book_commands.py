"""Commands on the books: import, replay, settle, trace, statement, verify."""

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
from console.present.plain_values import (
    plain,
    plain_import,
    plain_story,
    plain_summary,
)
from console.present.story_sections import sections_of
from console.present.summary_rows import audit_rows, count_rows, money_rows
from core.service.import_file import ImportReport, import_file
from core.service.issue_statement import issue_statements
from core.service.pipeline import everything_due_by, run_due
from core.service.replay_file import ReplayOrder, replay_file
from core.service.report import summary_of
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
        _show_import(report)


def _show_import(report: ImportReport) -> None:
    rows = [
        ("read", f"{report.read:,}"),
        ("accepted", f"{report.accepted:,}"),
        ("duplicates", f"{report.duplicates:,}"),
        *((f"rejected: {why.replace('_', ' ')}", f"{n:,}") for why, n in report.rejected.items()),
    ]
    print_table(f"{report.name}, mapping {report.mapping}", ("Rows", "Count"), rows)
    if report.rejects_file is not None:
        OUT.print(f"rejected rows: {report.rejects_file}", markup=False)


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

    Without --db each combination of file, network and terms has books of its own.
    """
    began = perf_counter()
    url = db or replay_books_url(file, network, agreement)
    order = ReplayOrder(
        path=file,
        network=network,
        agreement=agreement,
        rejects_file=rejects_path(url, file, rejects),
        mapping=mapping,
    )
    with books_at(url) as runtime, stage_bars(quiet=as_json) as bars:
        replayed = replay_file(runtime, order, bars.show)
    seconds = round(perf_counter() - began, 3)
    if as_json:
        print_json(
            plain_summary(replayed.summary)
            | {"seconds": seconds, "imported": plain_import(replayed.imported), "db": url}
        )
        return
    _show_import(replayed.imported)
    show_summary(f"{file.name} under {agreement}", replayed.summary)
    OUT.print(f"{seconds:.1f} s; books: {url}", markup=False)


def show_summary(title: str, summary: Summary) -> None:
    """Two tables: what became of the sessions, and what the money came to."""
    print_table(title, ("Sessions", "Count"), count_rows(summary))
    currencies = tuple(summary.by_currency)
    print_table("Money", ("Amount", *currencies), money_rows(summary.by_currency))


def settle_command(
    until: Annotated[
        datetime | None,
        typer.Option(help="Settle cycles up to this time, UTC; all that is due by default."),
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Carry what was left behind, then clear, net and instruct every cycle that is due."""
    with books_at(db or default_books_url()) as runtime, stage_bars(quiet=as_json) as bars:
        moment = _utc(until) or everything_due_by(runtime)
        ran = run_due(
            runtime,
            moment or runtime.now(),
            on_cycle=lambda done, total: bars.show("settle", done, total),
        )
        summary = summary_of(runtime)
    settled = {
        "taken_up": ran.taken_up,
        "cycles": ran.settled.cycles,
        "entries": ran.settled.entries,
        "instructions": ran.settled.instructions,
        "trial_balance": summary.trial_balance,
    }
    if as_json:
        print_json(settled)
    else:
        rows = [(name.replace("_", " "), str(value)) for name, value in settled.items()]
        print_table("Settled", ("What", "Count"), rows)


def trace_command(
    session: Annotated[str, typer.Argument(help="Key or id of a CDR, or id of its session.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Tell one session's whole story, from plug to payout."""
    with books_at(db or default_books_url()) as runtime:
        story = trace(runtime, session)
    if as_json:
        print_json(plain_story(story))
    else:
        for section in sections_of(story):
            rows = ((line.label, line.value, line.note) for line in section.lines)
            print_table(section.title, ("", "", ""), rows)


def statement_command(
    party: Annotated[str, typer.Argument(help="Key of a party, as NL*ABC.")],
    since: Annotated[datetime | None, typer.Option(help="First day that is listed, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="First day that is not, UTC.")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write it there as CSV.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """State a party's opening balance, every movement and the closing balance."""
    with books_at(db or default_books_url()) as runtime:
        statements = issue_statements(runtime, party, _utc(since), _utc(until))
    if csv_file is not None:
        write_text(csv_file, statement_csv(statements))
    if as_json:
        print_json({"party": party, "statements": plain(statements)})
        return
    for one in statements:
        OUT.print(statement_text(one), markup=False)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def verify_command(db: Db = None, as_json: AsJson = False) -> None:
    """Check every invariant of the books; exit 1 if one of them finds something."""
    with books_at(db or default_books_url()) as runtime, stage_bars(quiet=as_json) as bars:
        audit = verify_books(runtime, lambda done, total, _: bars.show("verify", done, total))
    if as_json:
        checks = {name: list(found) or "ok" for name, found in audit.findings.items()}
        print_json({"checks": checks, "findings": audit.count})
    else:
        print_table("Verified", ("Check", "Result"), audit_rows(audit.findings))
    if audit.count:
        ERR.print(f"networkcore: {audit.count} findings", style="red")
        raise typer.Exit(FINDINGS_EXIT)
