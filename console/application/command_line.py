"""The command ``networkcore``: without a word it opens the window, with one it does that."""

import os
import sys
from collections.abc import Sequence

import typer

from console.application.commands_on_call import CommandsOnCall
from console.application.open_window import open_window, refuse_without_display
from console.application.options import Db, said_on_the_line
from console.application.terminal import (
    ERROR_EXIT,
    INTERRUPTED,
    INTERRUPTED_EXIT,
    NO_READER_EXIT,
    print_error,
)
from core.domain.errors import RoamingError

app = typer.Typer(
    name="networkcore",
    cls=CommandsOnCall,  # a new command is one line there
    help="EV roaming from plug to payout, simulated and live on one core.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def networkcore(context: typer.Context, db: Db = None) -> None:
    """EV roaming from plug to payout, simulated and live on one core."""
    if context.invoked_subcommand is None:
        refuse_without_display()
        raise typer.Exit(open_window(db))
    if context.invoked_subcommand == "demo" and said_on_the_line(context):
        raise typer.BadParameter("the demonstration leaves no books behind", param_hint="--db")


def run_line(words: Sequence[str]) -> int:
    """Carry out one command line and tell in one line what went wrong.

    Returns:
        The exit code: 0 done, 1 findings, 2 an error, 130 interrupted, 141 nobody reads on.
    """
    as_json = "--json" in words
    try:
        code = int(app(list(words), prog_name="networkcore", standalone_mode=False) or 0)
        sys.stdout.flush()
    except (RoamingError, typer.TyperException) as error:
        print_error(_told(error), as_json=as_json)
        return ERROR_EXIT
    except OSError as error:
        return _unwritten(error)
    except SystemExit as leaving:
        # How typer itself leaves when the reader of standard output has left.
        if not isinstance(leaving.__context__, OSError):
            raise
        return _unwritten(leaving.__context__)
    if code == INTERRUPTED_EXIT:
        print_error(INTERRUPTED, as_json=as_json)
    return code


def _told(error: Exception) -> str:
    """The one line that says what is wrong."""
    context = getattr(error, "ctx", None)
    if not isinstance(error, typer.TyperException) or context is None:
        return str(error)
    path = context.command_path
    command = path.removeprefix("networkcore").strip()
    prefix = f"{command}: " if command else ""
    return f"{prefix}{error.format_message().rstrip('.')}; try '{path} -h'"


def _unwritten(error: OSError) -> int:
    """Standard output takes no more: its disk is full, or its reader has left, as ``head`` does.

    Nothing more can be said there; what is left in its buffer goes nowhere.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return NO_READER_EXIT
    print_error(f"{error.filename or 'standard output'}: {error.strerror}", as_json=False)
    return ERROR_EXIT
