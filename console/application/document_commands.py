"""Commands on documents: ``documents issue``, ``list``, ``show`` and ``export``."""

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
    stage_bars,
    write_bytes,
)
from console.present.document_rows import (
    DOCUMENT_COLUMNS,
    LINE_COLUMNS,
    document_rows,
    plain_document,
    plain_documents,
    value_rows,
)
from core.service.issue_documents import issue_documents, month_of
from core.service.list_documents import (
    document_files,
    list_documents,
    shown_document,
    take_legal_data,
)
from core.service.network_file import load_network
from core.service.render_documents import renderer

documents_app = typer.Typer(
    help="Statements, invoices and notes, issued from the books.", no_args_is_help=True
)
Party = Annotated[str | None, typer.Option(help="Key of a party, as NL*ABC; all by default.")]
Month = Annotated[str | None, typer.Option(help="As 2026-06.")]
Number = Annotated[str, typer.Argument(help="Number of a document, as INV-NLNWC-2026-00001.")]


@documents_app.command("issue")
def issue_command(
    month: Annotated[str, typer.Option(help="Month that is over, as 2026-06.")],
    party: Party = None,
    network: Annotated[
        str | None,
        typer.Option(help="Network file whose legal data is taken into the books first."),
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Issue the documents of a month, of one party or of all; twice is once.

    Exit code 1 if a party lacks what its documents must say; those of the others are issued.
    """
    period = month_of(month)
    with (
        existing_books(db) as runtime,
        stage_bars(quiet=as_json) as bars,
        renderer() as rendering,
    ):
        if network is not None:
            take_legal_data(runtime, load_network(network))
        issued = issue_documents(
            runtime,
            period,
            rendering,
            party,
            on_party=lambda done, total: bars.show("documents", done, total),
        )
    documents = [one for each in issued for one in each.documents]
    fresh = sum(len(each.documents) for each in issued if each.is_new)
    problems = list(dict.fromkeys(each.problem for each in issued if each.problem))
    if as_json:
        told = {"issued": fresh, "documents": plain_documents(documents), "problems": problems}
        print_json(told)
    else:
        if documents:
            print_table(f"Documents of {month}", DOCUMENT_COLUMNS, document_rows(documents))
        OUT.print(f"{fresh} issued, {len(documents) - fresh} were issued before", markup=False)
        for problem in problems:
            ERR.print(f"networkcore: {problem}", markup=False, style="red")
    if problems:
        raise typer.Exit(FINDINGS_EXIT)


@documents_app.command("list")
def list_command(
    party: Party = None, month: Month = None, db: Db = None, as_json: AsJson = False
) -> None:
    """List documents, those of a statement together."""
    with existing_books(db) as runtime:
        documents = list_documents(runtime, party, month)
    if as_json:
        print_json({"documents": plain_documents(documents)})
    else:
        print_table("Documents", DOCUMENT_COLUMNS, document_rows(documents))


@documents_app.command("show")
def show_command(number: Number, db: Db = None, as_json: AsJson = False) -> None:
    """Show a document: its lines, its VAT, what is owed, and the sha256 of its files."""
    with existing_books(db) as runtime:
        shown = shown_document(runtime, number)
    if as_json:
        print_json(plain_document(shown))
        return
    print_table(number, LINE_COLUMNS, value_rows(shown.value))
    for file in shown.files:
        told = f"{file.name}: {len(file.content):,} bytes, sha256 {file.sha}"
        OUT.print(told, markup=False)


@documents_app.command("export")
def export_command(
    out: Annotated[Path, typer.Option(help="Folder that the files are written to.")] = Path(),
    number: Annotated[str | None, typer.Option(help="Only this document.")] = None,
    party: Party = None,
    month: Month = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Write files of documents as they were issued, byte by byte."""
    with existing_books(db) as runtime:
        files = document_files(runtime, number=number, party=party, period=month)
        written = []
        for file in files:
            write_bytes(out / file.name, file.content)
            written.append({"path": str(out / file.name), "sha256": file.sha})
    if as_json:
        print_json({"files": written})
        return
    for one in written:
        OUT.print(f"{one['path']}: sha256 {one['sha256']}", markup=False)
