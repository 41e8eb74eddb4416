"""The command ``receipt``: what the driver of one session gets."""

from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import OUT, print_json, write_bytes
from console.present.plain_values import plain
from core.service.make_receipt import make_receipt
from core.service.receipt_forms import receipt_as_pdf, receipt_as_text


def receipt_command(
    session: Annotated[str, typer.Argument(help="Key or id of a CDR, or id of its session.")],
    pdf: Annotated[Path | None, typer.Option(help="Write it there as PDF.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Show one session's receipt: price lines, VAT, where and when by the clock of the place."""
    with existing_books(db) as runtime:
        receipt = make_receipt(runtime, session)
    if pdf is not None:
        write_bytes(pdf, receipt_as_pdf(receipt))
    if as_json:
        sums = {"excl_minor": receipt.excl_minor, "incl_minor": receipt.incl_minor}
        print_json({"receipt": plain(receipt) | sums})
    else:
        OUT.print(receipt_as_text(receipt), markup=False)
