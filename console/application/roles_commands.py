"""Commands on PostgreSQL's roles: ``roles sql`` and ``roles apply``."""

from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import OUT, print_json
from core.service.people_roles import apply_people_roles, roles_sql

roles_app = typer.Typer(
    help="Who may do what to books in PostgreSQL: owner, migrate, app, operator, viewer.",
    no_args_is_help=True,
)
Prefix = Annotated[str, typer.Option(help="What the names of the roles begin with.")]


@roles_app.command("sql")
def roles_sql_command(prefix: Prefix = "networkcore", as_json: AsJson = False) -> None:
    """Print the statements that make the roles, for whoever has to review them."""
    script = roles_sql(prefix)
    if as_json:
        print_json({"sql": script})
    else:
        OUT.print(script, markup=False, end="")


@roles_app.command("apply")
def roles_apply_command(
    prefix: Prefix = "networkcore", db: Db = None, as_json: AsJson = False
) -> None:
    """Make the roles and their rights; again after every upgrade. People log in as members."""
    with existing_books(db) as runtime:
        count = apply_people_roles(runtime, prefix)
    if as_json:
        print_json({"prefix": prefix, "statements": count})
    else:
        OUT.print(
            f"{count:,} statements; now GRANT {prefix}_app, {prefix}_operator or {prefix}_viewer "
            "to each person's own role",
            markup=False,
        )
