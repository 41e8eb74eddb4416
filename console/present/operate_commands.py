"""What can be asked of Operate: rows of the list of commands."""

from typing import Final, NamedTuple

_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


class OperateCommand(NamedTuple):
    """One command of Operate."""

    id: str
    title: str
    summary: str
    shortcut: str = ""
    facts: tuple[str, ...] = ()
    """Names of the facts that must hold."""


OPERATE_COMMANDS: Final = (
    OperateCommand(
        "operate.follow",
        "Follow the ledger",
        "Goes to the newest entry and stays there.",
        "Ctrl+End",
        ("BOOKS",),
    ),
    OperateCommand(
        "alerts.acknowledge",
        f"Acknowledge the alert{_ELLIPSIS}",
        "Writes down who has seen the chosen alert, when, and a note; it is muted then.",
        "Ctrl+Shift+A",
        ("ALERT",),
    ),
    OperateCommand(
        "alerts.reload",
        "Reload the alert rules",
        "Reads the file of rules again, with the limits; a wrong file changes nothing.",
    ),
)
