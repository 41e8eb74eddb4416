"""What every command that needs two people shares: its notes, and how an approval is told."""

from typing import Annotated

import typer

from console.application.terminal import OUT, print_json, print_table
from console.present.approval_rows import approval_lines, plain_approval
from core.domain.approval import Approval

Note = Annotated[str, typer.Option(help="Why; kept with the decision.")]


def tell_approval(found: Approval, *, as_json: bool) -> None:
    """As a table, or as one JSON object."""
    if as_json:
        print_json(plain_approval(found))
        return
    print_table(found.approval_id, ("", ""), approval_lines(found), figures=False)
    if found.is_alone:
        OUT.print("one person proposed and decided: here nothing enforces two", markup=False)
