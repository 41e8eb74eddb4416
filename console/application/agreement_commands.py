"""Commands on terms: ``agreements list``, ``show``, ``preview``, ``draft``, ``approve``, ..."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from console.application.agreement_run_commands import (
    break_even_command,
    paid_sooner_command,
    true_up_command,
    what_if_command,
)
from console.application.options import AsJson, Db, existing_books, number_of
from console.application.terminal import OUT, print_json, print_table, write_bytes
from console.present.agreement_changes import compare_terms
from console.present.agreement_lines import (
    CHANGE_COLUMNS,
    TERMS_COLUMNS,
    change_rows,
    plain_changes,
    plain_terms,
    plain_view,
    terms_lines,
    terms_rows,
    waterfall_lines,
    waterfall_sums,
)
from core.domain.agreement import Agreement
from core.domain.agreement_example import Example
from core.service.agreement_formats import agreement_bytes, agreement_of, read_agreement
from core.service.agreement_life import (
    Terms,
    activate_agreement,
    approve_agreement,
    draft_agreement,
    propose_agreement,
)
from core.service.preview_session import preview_example
from core.service.runtime import Runtime
from core.service.view_agreements import listed_terms, view_agreements

agreements_app = typer.Typer(
    help="Terms: who gets what of a session, from draft to in force.", no_args_is_help=True
)
agreements_app.command("true-up")(true_up_command)
agreements_app.command("what-if")(what_if_command)
agreements_app.command("break-even")(break_even_command)
agreements_app.command("paid-sooner")(paid_sooner_command)
Named = Annotated[
    str, typer.Argument(help="A version, an agreement's id, or the beginning of its sha256.")
]
Terms_ = Annotated[
    str, typer.Argument(help="As in agreements list, or a file, or a name of resources.")
]
Note = Annotated[str, typer.Option(help="Why; kept with it.")]
Currency = Annotated[
    str | None, typer.Option(help="Payout currency where the file names none; the books' else.")
]


@agreements_app.command("list")
def agreements_list_command(db: Db = None, as_json: AsJson = False) -> None:
    """List every version and draft, the latest version of each agreement first."""
    with existing_books(db) as runtime:
        found = view_agreements(runtime).terms
    if as_json:
        print_json(plain_terms(found))
    else:
        print_table("Agreements", TERMS_COLUMNS, terms_rows(found), figures=False)


@agreements_app.command("show")
def agreements_show_command(
    named: Terms_, currency: Currency = None, db: Db = None, as_json: AsJson = False
) -> None:
    """Show one version: its terms, and its waterfall on its first example."""
    with existing_books(db) as runtime:
        _print_view(runtime, agreement_of(runtime, named, currency), as_json=as_json)


@agreements_app.command("preview")
def agreements_preview_command(
    named: Terms_,
    kwh: Annotated[str, typer.Option(help="Energy of the session.")] = "20",
    net: Annotated[str, typer.Option(help="Its energy cost before VAT, in major units.")] = "10",
    time_cost: Annotated[str, typer.Option(help="Its cost of time before VAT.")] = "0",
    fee: Annotated[str, typer.Option(help="Its session fee before VAT.")] = "0",
    vat: Annotated[str, typer.Option(help="VAT of its lines, in percent.")] = "21",
    at: Annotated[str, typer.Option(help="Local begin, as 2026-06-05T19:30.")] = "",
    country: Annotated[str, typer.Option(help="Of the charge point.")] = "NL",
    location: Annotated[str, typer.Option(help="Id of the location.")] = "",
    power_kw: Annotated[str, typer.Option(help="Greatest power of the EVSE.")] = "",
    sessions: Annotated[int, typer.Option(min=1, help="Equal sessions of a period.")] = 1,
    cpo: Annotated[str, typer.Option(help="A CPO of the books, for its VAT.")] = "",
    dp: Annotated[str, typer.Option(help="A DP of the books, for its VAT.")] = "",
    currency: Currency = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Part one session by terms, step by step, to the cent; nothing is written."""
    sample = Example(
        name=f"{kwh} kWh for {net}",
        energy_kwh=number_of("--kwh", kwh),
        energy_cost=number_of("--net", net),
        time_cost=number_of("--time-cost", time_cost),
        session_fee=number_of("--fee", fee),
        vat_pct=number_of("--vat", vat),
        country=country,
        location=location,
        local_start=_local(at),
        power_kw=number_of("--power-kw", power_kw) if power_kw else None,
        sessions=sessions,
        expected=(("CPO", Decimal(0)),),
    )
    with existing_books(db) as runtime:
        agreement = agreement_of(runtime, named, currency)
        _print_view(runtime, agreement, sample, (cpo, dp), as_json=as_json)


@agreements_app.command("draft")
def agreements_draft_command(
    file: Annotated[str, typer.Argument(help="TOML, CSV or XLSX file, or a name of resources.")],
    note: Note = "",
    currency: Currency = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Keep terms as a draft; the same content again changes nothing."""
    with existing_books(db) as runtime:
        agreement = agreement_of(runtime, file, currency)
        _print_terms(runtime, draft_agreement(runtime, agreement, note), as_json=as_json)


@agreements_app.command("propose")
def agreements_propose_command(
    named: Named, note: Note = "", db: Db = None, as_json: AsJson = False
) -> None:
    """Propose a draft for approval by a second person; its examples must come out."""
    with existing_books(db) as runtime:
        _print_terms(runtime, propose_agreement(runtime, named, note), as_json=as_json)


@agreements_app.command("approve")
def agreements_approve_command(
    named: Named, note: Note = "", db: Db = None, as_json: AsJson = False
) -> None:
    """Approve what another one proposed; on SQLite that it is another one is only advisory."""
    with existing_books(db) as runtime:
        _print_terms(runtime, approve_agreement(runtime, named, note), as_json=as_json)


@agreements_app.command("activate")
def agreements_activate_command(named: Named, db: Db = None, as_json: AsJson = False) -> None:
    """Put approved terms into force for sessions that begin from their first day on."""
    with existing_books(db) as runtime:
        _print_terms(runtime, activate_agreement(runtime, named), as_json=as_json)


@agreements_app.command("diff")
def agreements_diff_command(
    before: Terms_,
    after: Terms_,
    currency: Currency = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """What one version says otherwise than another."""
    with existing_books(db) as runtime:
        one, other = (agreement_of(runtime, named, currency) for named in (before, after))
    changes = compare_terms(one, other)
    if as_json:
        print_json(plain_changes(changes))
    elif changes:
        print_table(f"{before} -> {after}", CHANGE_COLUMNS, change_rows(changes), figures=False)
    else:
        OUT.print("no difference", markup=False)


@agreements_app.command("export")
def agreements_export_command(
    named: Terms_,
    out: Annotated[Path, typer.Argument(help="A file whose name ends with .toml, .csv or .xlsx.")],
    currency: Currency = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Write terms to a file that can be read again: TOML or a spreadsheet."""
    with existing_books(db) as runtime:
        agreement = agreement_of(runtime, named, currency)
    content = agreement_bytes(agreement, str(out))
    write_bytes(out, content)
    if as_json:
        print_json({"file": str(out), "bytes": len(content), "version": agreement.version})
    else:
        OUT.print(f"{out}: {agreement.version}, {len(content):,} bytes", markup=False)


@agreements_app.command("import")
def agreements_import_command(
    file: Annotated[Path, typer.Argument(help="TOML, CSV or XLSX, as export writes them.")],
    note: Note = "",
    currency: Currency = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Read terms from a file and keep them as a draft."""
    with existing_books(db) as runtime:
        agreement = read_agreement(str(file), currency)
        _print_terms(runtime, draft_agreement(runtime, agreement, note), as_json=as_json)


def _print_view(
    runtime: Runtime,
    agreement: Agreement,
    sample: Example | None = None,
    parties: tuple[str, str] = ("", ""),
    *,
    as_json: bool,
) -> None:
    found = listed_terms(runtime, agreement)
    preview = preview_example(runtime, agreement, sample, parties)
    if as_json:
        print_json(plain_view(found, preview))
        return
    print_table(agreement.version, ("", ""), terms_lines(found), figures=False)
    for line in waterfall_lines(preview):
        OUT.print(line, markup=False)
    print_table("Who has what", ("", ""), waterfall_sums(preview))


def _print_terms(runtime: Runtime, done: Terms, *, as_json: bool) -> None:
    found = [listed_terms(runtime, done.agreement)]
    if as_json:
        print_json(plain_terms(found))
    else:
        print_table("Agreement", TERMS_COLUMNS, terms_rows(found), figures=False)


def _local(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError:
        wanted = "wanted a local time as 2026-06-05T19:30"
        raise typer.BadParameter(f"{wanted}, found {written!r}", param_hint="--at") from None
