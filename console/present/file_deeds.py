"""What can be done with a payment file, and why not where it cannot: buttons and commands ask."""

from enum import StrEnum
from typing import Final

from console.present.amount_text import money_with_currency
from console.present.payment_rows import one_line_a_reason
from console.present.two_people import why_not_ours, you_text
from core.domain.approval import Principal
from core.domain.payment_release import NEXT_STATES, ReleaseState
from core.service.export_payments import Export
from core.service.file_lines import FileLine
from core.service.release_payments import BatchRelease, ReleasedFile
from core.service.view_settlement import CycleLine, PaidState, SettlementView


class FileDeed(StrEnum):
    """One of them; its value ends the id of its command."""

    PREPARE = "prepare"
    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    EXPORT = "export"

    @property
    def command_id(self) -> str:
        """Id of the command that does it."""
        return f"payments.{self.value}"


_AIMS: Final = {
    FileDeed.PROPOSE: ReleaseState.PROPOSED,
    FileDeed.APPROVE: ReleaseState.APPROVED,
    FileDeed.REJECT: ReleaseState.REJECTED,
    FileDeed.EXPORT: ReleaseState.EXPORTED,
}
NOT_ARMED: Final = "the books are not armed for actions (Ctrl+Shift+M)"
NO_CYCLE: Final = "no cycle is chosen"
NO_FILE: Final = "no payment file is chosen"


def why_not(
    deed: FileDeed, view: SettlementView | None, cycle: CycleLine | None, file: FileLine | None
) -> str:
    """Why something cannot be done now; empty where it can."""
    if deed is FileDeed.PREPARE:
        return _why_not_prepare(cycle)
    if view is None or file is None:
        return NO_FILE
    return _why_not_step(deed, file.release, view.principal)


def _why_not_prepare(cycle: CycleLine | None) -> str:
    if cycle is None:
        return NO_CYCLE
    if cycle.state is PaidState.DUE:
        return f"{cycle.cycle_id} is not settled yet"
    if not cycle.payouts:
        return f"{cycle.cycle_id} pays nobody"
    if cycle.fate.in_files >= cycle.payouts:
        return f"every payout of {cycle.cycle_id} is in a payment file"
    return ""


def _why_not_step(deed: FileDeed, release: BatchRelease, principal: Principal) -> str:
    state, aim = release.state, _AIMS[deed]
    is_again = deed is FileDeed.EXPORT and state is ReleaseState.EXPORTED
    if aim not in NEXT_STATES[state] and not is_again:
        wanted = [one.value.lower() for one, following in NEXT_STATES.items() if aim in following]
        return f"it is {state.value.lower()}, and has to be {' or '.join(wanted)}"
    return why_not_ours(release.approval, principal) if deed is FileDeed.APPROVE else ""


def next_text(view: SettlementView, file: FileLine | None) -> str:
    """What comes next for the chosen file, and as whom we act."""
    if file is None:
        return ""
    release, you = file.release, you_text(view.principal)
    proposer = "" if release.approval is None else release.approval.proposed_by.name
    exporter = "" if release.export is None else release.export.who
    return {
        ReleaseState.PREPARED: f"Next: somebody proposes its release. {you}",
        ReleaseState.REJECTED: f"It was rejected; it can be proposed anew. {you}",
        ReleaseState.PROPOSED: (
            f"Next: another person than {proposer} approves or rejects it. {you}"
        ),
        ReleaseState.APPROVED: "Next: its bytes are exported and taken to the bank.",
        ReleaseState.EXPORTED: (f"Exported by {exporter}; exported again it is the same bytes."),
    }[release.state]


def prepared_text(export: Export) -> str:
    """What came of preparing."""
    lacking = "".join(f"; not payable: {one}" for one in one_line_a_reason(export.unpayable))
    if not export.is_new:
        return f"nothing to put into a payment file{lacking}"
    batches = (one.batch for one in export.files)
    told = ", ".join(f"{one.batch_id} with {one.payments:,} payments" for one in batches)
    return f"prepared {told}{lacking}"


def exported_text(released: ReleasedFile, path: str) -> str:
    """What came of exporting."""
    batch = released.file.batch
    again = "" if released.is_first else " again"
    advisory = " (approval advisory)" if released.is_advisory else ""
    return f"{batch.batch_id} written{again} to {path}, {batch.payments:,} payments{advisory}"


def release_text(file: FileLine) -> str:
    """What is about to be decided, in words that say exactly what leaves."""
    release = file.release
    amounts = sorted(release.sums.items())
    sums = " and ".join(money_with_currency(amount, currency) for currency, amount in amounts)
    return (
        f"{file.batch_id}: {release.batch.payments:,} payments, {sums}\nsha256 {release.batch.sha}"
    )
