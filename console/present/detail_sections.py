"""One record as the detail pane shows it: fields with their meaning and links, and what is stored.

The fields name where each of them is stored (a JSON pointer into ``raw``), so that choosing one
shows the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from console.present.amount_text import decimal_text
from console.present.entry_sections import entry_sections, linked_instructions
from console.present.kpi_tiles import Tone
from console.present.ledger_table import KIND_TEXTS
from console.present.payout_sections import kind_of, payout_sections
from console.present.raw_text import RawText, printed_raw
from console.present.record_link import (
    RecordLink,
    cycle_rows,
    entry_link,
    payout_link,
    session_link,
)
from console.present.story_sections import (
    Line,
    Section,
    answers_section,
    cost_section,
    cycle_section,
    entry_section,
    held_section,
    session_section,
)
from core.domain.money import EXPONENTS
from core.pricing.discrepancy import AGREED, Difference
from core.service.record_detail import EntryDetail, PayoutDetail, Places, SessionDetail
from core.service.snapshot import Story

Found = SessionDetail | EntryDetail | PayoutDetail


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """All that the pane shows of one record."""

    link: RecordLink
    title: str
    sections: tuple[Section, ...]
    raw: RawText
    places: Places
    session_key: str | None = None
    """The session that can be stepped in Train; None where there is none."""
    story: Story | None = None
    """That session, if it is what is shown."""


def detail_of(found: Found) -> Detail:
    """A record of the books as the pane shows it."""
    match found:
        case SessionDetail():
            return _session(found)
        case EntryDetail():
            return _entry(found)
        case PayoutDetail():
            return _payout(found)


def _session(found: SessionDetail) -> Detail:
    story = found.story
    sections = [session_section(story.cdr), answers_section(story.answers)]
    if story.hold is not None:
        sections.append(held_section(story.hold))
    if found.differences:
        sections.append(_differences_section(found))
    if story.priced is not None:
        sections.append(cost_section(story.priced))
    sections += _entry_sections(story)
    if story.cycle_id is not None:
        cycle = cycle_section(story)
        line = Line("Cycle", story.cycle_id, link=cycle_rows(story.cycle_id))
        sections.append(replace(cycle, lines=(line, *cycle.lines)))
    if story.instructions:
        sections.append(linked_instructions(story.instructions))
    key = story.cdr.key
    return Detail(
        link=session_link(key),
        title=f"Session {key}",
        sections=tuple(sections),
        raw=printed_raw(found.raw),
        places=found.places,
        session_key=key,
        story=story,
    )


def _entry_sections(story: Story) -> Iterator[Section]:
    """The session's own entries are stored with it; those of its cycle have rows of their own."""
    own = 0
    for booked in story.entries:
        is_own = booked.entry.source_id == story.cdr.key
        section = entry_section(booked, f"/entries/{own}" if is_own else None)
        own += is_own
        id_ = booked.entry.entry_id
        line = Line("Entry", id_, pointer=section.pointer, link=entry_link(id_))
        yield replace(section, lines=(line, *section.lines))


def _differences_section(found: SessionDetail) -> Section:
    lines = (
        Line(
            one.of.capitalize(),
            f"states {_figure(one.theirs, one.unit)}, ours {_figure(one.ours, one.unit)}",
            f"{_worth(one, found.story.cdr.currency)} \N{MIDDLE DOT} {_because(one)}",
            Tone.CALM if one.kind in AGREED else Tone.WARNING,
            pointer=_place_of(one),
        )
        for one in found.differences
    )
    return Section("What the CPO states beside ours", tuple(lines), "/cdr/body/total_cost")


def _figure(value: Decimal | None, unit: str) -> str:
    """All decimals of a currency, and more if there are more."""
    if value is None:
        return "nothing"
    if unit in EXPONENTS:
        least = max(EXPONENTS[unit], -int(value.normalize().as_tuple().exponent))
        return f"{value:,.{least}f} {unit}"
    return f"{decimal_text(value)} {unit}"


def _worth(one: Difference, currency: str) -> str:
    if one.amount is None:
        return "worth unknown"
    return f"{'+' if one.amount > 0 else ''}{_figure(one.amount, currency)}"


def _because(one: Difference) -> str:
    kind = one.kind.replace("_", " ").lower()
    return f"{kind}: {one.because}" if one.because else kind


def _place_of(one: Difference) -> str:
    """Where the CPO's figure is stored."""
    if one.unit in ("kWh", "s"):
        return "/cdr/body/energy_kwh" if one.unit == "kWh" else "/cdr/body/charging_periods"
    return "/cdr/body/total_cost" if one.of.startswith("total") else "/cdr/body/claimed"


def _entry(found: EntryDetail) -> Detail:
    entry = found.booked.entry
    return Detail(
        link=entry_link(entry.entry_id),
        title=f"{KIND_TEXTS[entry.kind]} entry {entry.entry_id}",
        sections=entry_sections(found),
        raw=printed_raw(found.raw),
        places=found.places,
        session_key=found.cdr_key,
    )


def _payout(found: PayoutDetail) -> Detail:
    paid = found.instruction
    return Detail(
        link=payout_link(paid.instruction_id),
        title=f"{kind_of(paid)} {paid.instruction_id}",
        sections=payout_sections(found),
        raw=printed_raw(found.raw),
        places=found.places,
    )
