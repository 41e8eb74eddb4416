"""Commands by name, each imported when it is called: the window waits for none of them.

A command is registered by one line of ``PLACES``: a function is a command, a ``Typer`` a group of
them. Only ``--help`` of the whole imports all, for it says what each is for.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_group

PLACES: Final[Mapping[str, str]] = {
    "import": "book_commands:import_command",
    "replay": "book_commands:replay_command",
    "run": "run_commands:run_command",
    "sweep": "experiment_commands:sweep_command",
    "compare": "experiment_commands:compare_command",
    "rerun": "experiment_commands:rerun_command",
    "calibrate": "fit_commands:calibrate_command",
    "validate": "fit_commands:validate_command",
    "settle": "book_commands:settle_command",
    "trace": "book_commands:trace_command",
    "statement": "book_commands:statement_command",
    "verify": "book_commands:verify_command",
    "demo": "run_commands:demo_command",
    "price": "price_commands:price_command",
    "lint": "lint_commands:lint_command",
    "explain": "explain_commands:explain_command",
    "quote": "quote_commands:quote_command",
    "clock": "clock_commands:clock_command",
    "exposure": "exposure_commands:exposure_command",
    "prefund": "prefund_commands:prefund_app",
    "payments": "payments_commands:payments_app",
    "bank": "bank_commands:bank_app",
    "approvals": "approval_commands:approvals_app",
    "dispute": "dispute_commands:dispute_app",
    "fx": "fx_commands:fx_app",
    "agreements": "agreement_commands:agreements_app",
    "refund": "ledger_commands:refund_command",
    "chargeback": "ledger_commands:chargeback_command",
    "default": "ledger_commands:default_command",
    "write-off": "ledger_commands:write_off_command",
    "card-cost": "ledger_commands:card_cost_command",
    "balances": "ledger_commands:balances_command",
    "pending": "ledger_commands:pending_command",
    "periods": "ledger_commands:periods_app",
    "reconcile": "reconcile_commands:reconcile_app",
    "documents": "document_commands:documents_app",
    "receipt": "receipt_commands:receipt_command",
    "roles": "roles_commands:roles_app",
    "privacy": "privacy_commands:privacy_app",
    "backup": "backup_commands:backup_command",
    "restore": "backup_commands:restore_command",
    "serve": "serve_commands:serve_command",
    "peer": "peer_commands:peer_app",
    "conformance": "conformance_commands:conformance_command",
    "drive": "drive_commands:drive_command",
    "report": "report_commands:report_command",
    "difference": "difference_commands:difference_command",
    "party": "party_commands:party_app",
    "network": "network_commands:network_app",
    "reach": "reach_commands:reach_command",
}
"""Name on the command line -> file of this folder, and what in it is the command or the group."""


class CommandsOnCall(TyperGroup):
    """The commands of ``PLACES``, in their order."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 (typer's signature)
        """Names of all commands."""
        return list(PLACES)

    def get_command(self, ctx: object, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 (typer's)
        """The command of that name, imported now; None if there is none."""
        if cmd_name not in self.commands and cmd_name in PLACES:
            self.commands[cmd_name] = get_group(_holding(cmd_name)).commands[cmd_name]
        return self.commands.get(cmd_name)


def _holding(name: str) -> typer.Typer:
    """An application of that one command: how typer makes commands of functions."""
    file, _, member = PLACES[name].partition(":")
    found = getattr(import_module(f"console.application.{file}"), member)
    app = typer.Typer()
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name)
    else:
        app.command(name)(found)
    return app
