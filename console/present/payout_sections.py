"""A payout or a collection as sections of fields: what it is, and what it is made of."""

from typing import Final

from console.present.amount_text import instant_text, money_text, money_with_currency
from console.present.kpi_tiles import RowsLink, Tone
from console.present.ledger_table import KIND_TEXTS
from console.present.record_link import Link, cycle_rows, entry_link, session_link
from console.present.story_sections import Line, Section
from core.domain.entry import EntryKind
from core.domain.filter_print import value_text
from core.domain.instruction import Instruction, InstructionKind
from core.domain.table_fields import BookTable
from core.ledger.chart_of_accounts import Code, code_of, title_of
from core.service.record_detail import PaidEntry, PayoutDetail

_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


def payout_sections(found: PayoutDetail) -> tuple[Section, ...]:
    """What it is, what it is made of, and the entries that it pays."""
    kind = kind_of(found.instruction)
    sections = [_payout_head(found, kind), _made_of_section(found)]
    if found.booked:
        lines = (
            Line(
                str(KIND_TEXTS[one.entry.kind]),
                one.entry.entry_id,
                f"seq {one.seq:,}",
                link=entry_link(one.entry.entry_id),
            )
            for one in found.booked
        )
        sections.append(Section("Entries of the cycle for this party", tuple(lines)))
    return (*sections, _paid_section(found))


def kind_of(paid: Instruction) -> str:
    """What people call it."""
    return "Payout" if paid.kind is InstructionKind.PAYOUT else "Collection"


def _payout_head(found: PayoutDetail, kind: str) -> Section:
    paid = found.instruction
    to = "to" if paid.kind is InstructionKind.PAYOUT else "from"
    amount = money_with_currency(paid.amount_minor, paid.currency)
    at = "/instruction"
    return Section(
        f"{kind} {to} {paid.party}",
        (
            Line("End-to-end id", paid.instruction_id, pointer=f"{at}/instruction_id"),
            Line("Amount", amount, pointer=f"{at}/amount_minor"),
            Line("Party", paid.party, pointer=f"{at}/party"),
            Line("Account", f"{Code.SETTLEMENT}:{paid.party}", title_of(Code.SETTLEMENT)),
            Line("Value", instant_text(paid.value_at), pointer=f"{at}/value_us"),
            Line("Cycle", paid.cycle_id, pointer=f"{at}/cycle_id", link=cycle_rows(paid.cycle_id)),
            Line("Cut-off", instant_text(found.cut_off_at), pointer="/cycle/cut_off_us"),
        ),
        at,
    )


def _made_of_section(found: PayoutDetail) -> Section:
    paid = found.instruction
    lines = [
        Line(
            title_of(one.account),
            money_with_currency(abs(one.amount_minor), one.currency),
            f"{'owes' if one.amount_minor > 0 else 'is owed'} \N{MIDDLE DOT} "
            f"{_counted(one.entry_count, 'entry', 'entries')}",
            pointer=f"/obligation/{number}",
        )
        for number, one in enumerate(found.obligations)
    ]
    is_whole = abs(found.total_minor) == paid.amount_minor
    lines.append(
        Line(
            f"Sum of {_counted(found.entry_count, 'entry', 'entries')}",
            money_with_currency(abs(found.total_minor), paid.currency),
            "is the amount" if is_whole else "is not the amount",
            Tone.GOOD if is_whole else Tone.BAD,
            pointer="/net_position",
        )
    )
    sessions = _counted(found.session_count, "session", "sessions")
    lines.append(Line("Sessions", sessions, "opens the table", link=sessions_of(found)))
    return Section("What it is made of", tuple(lines), "/obligation")


def sessions_of(found: PayoutDetail) -> RowsLink:
    """Opens the sessions behind an instruction."""
    paid = found.instruction
    owing = {code_of(one.account) for one in found.obligations}
    fields = [
        *(["cpo"] if Code.PAYABLE in owing else []),
        *(["dp"] if owing - {Code.PAYABLE} else []),
    ]
    of_party = " or ".join(f"{field}:{value_text(paid.party)}" for field in fields)
    if len(fields) > 1:
        of_party = f"({of_party})"
    text = f"cycle:{value_text(paid.cycle_id)} {of_party}".strip()
    return RowsLink(BookTable.SESSIONS, text, f"the sessions of {paid.instruction_id}")


def _paid_section(found: PayoutDetail) -> Section:
    currency = found.instruction.currency
    lines = [_paid_line(one, currency) for one in found.entries]
    left = found.entry_count - len(found.entries)
    if left:
        more = Line(_ELLIPSIS, f"{left:,} more", "in the table", link=sessions_of(found))
        lines.append(more)
    return Section("Entries that it pays", tuple(lines))


def _paid_line(one: PaidEntry, currency: str) -> Line:
    side = "owes" if one.amount_minor > 0 else "is owed"
    link: Link = entry_link(one.entry_id)
    if one.kind is EntryKind.CDR:
        link = session_link(one.cdr_key)
    return Line(
        f"{KIND_TEXTS[one.kind]} {one.seq:,}",
        money_text(abs(one.amount_minor), currency),
        f"{side} \N{MIDDLE DOT} {one.entry_id}",
        link=link,
    )


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
