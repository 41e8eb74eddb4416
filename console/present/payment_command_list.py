"""What can be asked of the payment files of settlement: a part of the list of commands."""

from typing import Final

from console.present.command_value import Category, Command, Fact
from console.present.file_deeds import FileDeed

_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
DEED_FACTS: Final = {
    FileDeed.PREPARE: Fact.CYCLE_UNPAID,
    FileDeed.PROPOSE: Fact.FILE_PREPARED,
    FileDeed.APPROVE: Fact.FILE_APPROVABLE,
    FileDeed.REJECT: Fact.FILE_PROPOSED,
    FileDeed.EXPORT: Fact.FILE_APPROVED,
}
"""What must be chosen for each."""


def _deed(deed: FileDeed, title: str, summary: str) -> Command:
    return Command(
        id=deed.command_id,
        title=f"{title}{_ELLIPSIS}",
        summary=summary,
        category=Category.OPERATE,
        when=(Fact.MAY_ACT, DEED_FACTS[deed]),
    )


PAYMENT_COMMANDS: Final = (
    _deed(
        FileDeed.PREPARE,
        "Prepare a payment file",
        "Puts the payouts of the chosen cycle that are in no file into one; nothing leaves.",
    ),
    _deed(
        FileDeed.PROPOSE,
        "Propose the payment file",
        "Asks a second person to release the chosen payment file.",
    ),
    _deed(
        FileDeed.APPROVE,
        "Approve the payment file",
        "Releases the chosen payment file, which another person proposed.",
    ),
    _deed(
        FileDeed.REJECT,
        "Reject the payment file",
        "Refuses the release of the chosen payment file; it can be proposed anew.",
    ),
    _deed(
        FileDeed.EXPORT,
        "Export the payment file",
        "Writes the bytes of the chosen, approved payment file for the bank, and keeps that.",
    ),
)
