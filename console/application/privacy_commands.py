"""The command ``privacy erase``."""

from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import ERR, FINDINGS_EXIT, OUT, print_json
from console.present.plain_values import plain
from core.service.erase_personal import erase_personal

privacy_app = typer.Typer(
    help="Personal data beside the books: tokens, contract ids, signed meter data.",
    no_args_is_help=True,
)


@privacy_app.callback()
def privacy() -> None:
    """Personal data beside the books: tokens, contract ids, signed meter data."""


@privacy_app.command("erase")
def privacy_erase_command(
    token: Annotated[str, typer.Argument(help="A token's uid, a contract id or a pseudonym.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the operator's log.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Erase what the books know of a person; no amount, sha or block of the chain changes.

    Exit code 1 if CDRs of older books name the token as it is: those cannot be erased.
    """
    with existing_books(db) as runtime:
        erased = erase_personal(runtime, token, reason)
    if as_json:
        print_json(plain(erased))
    else:
        named = ", ".join(erased.pseudonyms) or "nobody"
        OUT.print(f"{erased.bodies:,} records erased; what is left is {named}", markup=False)
    if erased.unveiled:
        told = f"{erased.unveiled:,} CDRs of older books name it as it is and cannot be erased"
        ERR.print(f"networkcore: {told}", markup=False, style="red")
        raise typer.Exit(FINDINGS_EXIT)
