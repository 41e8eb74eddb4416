"""Settlement as rows and texts: cycles, payment files, and how long the money took."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from console.present.amount_text import NOTHING, instant_text, money_with_currency
from console.present.kpi_tiles import DOT, RowsLink, Tone
from console.present.plain_rows import Cell, Head, Row, row_of
from console.present.record_link import cycle_rows
from core.domain.approval import Approval
from core.domain.table_fields import BookTable
from core.service.file_lines import FileLine, FileState
from core.service.view_settlement import CycleLine, PaidState
from core.settlement.time_to_money import TimeToMoney

CYCLE_HEADS: Final = (
    Head("Day"),
    Head("State"),
    Head("Entries", is_number=True),
    Head("Gross", is_number=True),
    Head("Paid out", is_number=True),
    Head("Collected", is_number=True),
)
FILE_HEADS: Final = (
    Head("State"),
    Head("Amount", is_number=True),
    Head("Payments", is_number=True),
    Head("Proposed by"),
    Head("Decided by"),
    Head("File"),
)
CYCLE_STATES: Final = {
    PaidState.DUE: Cell("\N{BLACK UP-POINTING TRIANGLE} due", Tone.WARNING),
    PaidState.INSTRUCTED: Cell("\N{CIRCLE WITH LEFT HALF BLACK} instructed"),
    PaidState.IN_FILES: Cell("\N{RIGHTWARDS ARROW} in payment files"),
    PaidState.BOOKED: Cell("\N{BLACK CIRCLE} booked"),
    PaidState.RETURNED: Cell("\N{MULTIPLICATION SIGN} returned", Tone.BAD),
    PaidState.COLLECTED: Cell("\N{BLACK CIRCLE} collections only"),
}
FILE_STATES: Final = {
    FileState.PREPARED: Cell("\N{WHITE CIRCLE} prepared"),
    FileState.PROPOSED: Cell("\N{BLACK UP-POINTING TRIANGLE} proposed", Tone.WARNING),
    FileState.REJECTED: Cell("\N{MULTIPLICATION SIGN} rejected", Tone.BAD),
    FileState.APPROVED: Cell("\N{CHECK MARK} approved", Tone.GOOD),
    FileState.EXPORTED: Cell("\N{RIGHTWARDS ARROW} exported"),
    FileState.BOOKED: Cell("\N{BLACK CIRCLE} booked"),
    FileState.RETURNED: Cell("\N{MULTIPLICATION SIGN} returned", Tone.BAD),
}
"""A sign and a word; the tone repeats them."""


def cycle_row(line: CycleLine) -> Row:
    """One cycle; its key is its id."""
    return row_of(
        Cell(line.cycle_id, tip=_cycle_tip(line)),
        CYCLE_STATES[line.state],
        f"{line.entries:,}",
        amounts_cell(line.gross),
        amounts_cell(line.paid_out),
        amounts_cell(line.collected),
        key=line.cycle_id,
    )


def _cycle_tip(line: CycleLine) -> str:
    lines = [f"cut-off {instant_text(line.cut_off_at)}"]
    if line.value_at is not None:
        lines.append(f"money there {instant_text(line.value_at)}")
        fate = line.fate
        lines.append(
            f"{line.payouts:,} payouts: {fate.in_files:,} in files, {fate.booked:,} booked,"
            f" {fate.came_back:,} came back"
        )
    return "\n".join(lines)


def amounts_cell(amounts: Mapping[str, int]) -> Cell:
    """``2,689.84 EUR  +1``: the largest; the others are counted, and told by the tip."""
    first, *rest = amounts_texts(amounts) or (NOTHING,)
    return Cell(f"{first}  +{len(rest)}" if rest else first, tip="\n".join((first, *rest)))


def amounts_texts(amounts: Mapping[str, int]) -> list[str]:
    """Amounts in words, that with the largest count of minor units first."""
    order = sorted(amounts, key=lambda currency: (-abs(amounts[currency]), currency))
    return [money_with_currency(amounts[each], each) for each in order if amounts[each]]


def cycle_note(line: CycleLine) -> str:
    """The chosen cycle in one line."""
    if line.value_at is None:
        return f"{line.cycle_id}{DOT}due since {instant_text(line.cut_off_at)}"
    return f"{line.cycle_id}{DOT}{line.fate.in_files:,} of {line.payouts:,} payouts in files"


def cycle_link(line: CycleLine) -> RowsLink:
    """The rows behind a cycle: its payouts, or what is due and was not settled."""
    if line.state is PaidState.DUE:
        said = "the sessions that no cycle has taken"
        return RowsLink(BookTable.SESSIONS, "state:posted", said)
    return cycle_rows(line.cycle_id)


def file_row(line: FileLine) -> Row:
    """One payment file; its key is its id."""
    release = line.release
    return row_of(
        replace(FILE_STATES[line.state], tip=_file_tip(line)),
        amounts_cell(release.sums),
        f"{release.batch.payments:,}",
        _proposer(release.approval),
        _decider(release.approval),
        Cell(line.batch_id, tip=_file_tip(line)),
        key=line.batch_id,
    )


def _file_tip(line: FileLine) -> str:
    release, fate = line.release, line.fate
    lines = [
        line.batch_id,
        f"made {instant_text(release.batch.created_at)}",
        f"sha256 {release.batch.sha}",
    ]
    if release.export is not None:
        told = f"{instant_text(release.export.exported_at)} by {release.export.who}"
        lines.append(f"first exported {told}")
    lines.append(f"{fate.booked:,} booked, {fate.came_back:,} came back")
    return "\n".join(lines)


def _proposer(approval: Approval | None) -> Cell:
    if approval is None:
        return Cell(NOTHING)
    tip = f"{instant_text(approval.proposed_at)}\n{approval.note}".strip()
    return Cell(approval.proposed_by.name, tip=tip)


def _decider(approval: Approval | None) -> Cell:
    if approval is None or approval.decision is None:
        return Cell(NOTHING)
    made = approval.decision
    advisory = " (advisory)" if approval.is_advisory else ""
    tip = f"{made.verdict.value} {instant_text(made.at)}\n{made.note}".strip()
    return Cell(f"{made.by.name}{advisory}", tip=tip)


def time_text(minutes: int | None) -> str:
    """``1 d 11 h``, ``11 h 30 min``, ``42 min``; a dash where nothing was measured."""
    if minutes is None:
        return NOTHING
    hours, left = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {left:02d} min" if hours else f"{left} min"


def times_verdict(times: TimeToMoney) -> str:
    """Whether the promise was kept."""
    if not times.sessions:
        return ""
    count = f"{times.sessions:,} sessions"
    if not times.late:
        return f"{Tone.GOOD.value} all of {count} in time"
    return f"{Tone.BAD.value} {times.late:,} of {count} late"
