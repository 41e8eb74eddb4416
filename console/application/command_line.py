"""The command ``networkcore``: without a word it opens the window, with one it does that."""

import typer

from console.application.book_commands import (
    import_command,
    replay_command,
    settle_command,
    statement_command,
    trace_command,
    verify_command,
)
from console.application.open_window import open_window
from console.application.options import Db
from console.application.price_commands import price_command
from console.application.run_commands import demo_command, run_command

app = typer.Typer(
    name="networkcore",
    help="EV roaming from plug to payout, simulated and live on one core.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, command in (
    ("import", import_command),
    ("replay", replay_command),
    ("run", run_command),
    ("settle", settle_command),
    ("trace", trace_command),
    ("statement", statement_command),
    ("verify", verify_command),
    ("demo", demo_command),
    ("price", price_command),
):
    app.command(name)(command)


@app.callback(invoke_without_command=True)
def networkcore(context: typer.Context, db: Db = None) -> None:
    """EV roaming from plug to payout, simulated and live on one core."""
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window(db))
