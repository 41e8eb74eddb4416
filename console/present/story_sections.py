"""One session's story as sections of lines: its answers, cost lines, postings, cycle and payout."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from console.present.amount_text import (
    decimal_text,
    duration_text,
    energy_text,
    instant_text,
    money_text,
    money_with_currency,
)
from console.present.kpi_tiles import Tone
from console.present.ledger_table import ASSUMED
from console.present.record_link import Link
from core.domain.cdr import Cdr
from core.domain.entry import Entry, Posting
from core.domain.hold import Hold
from core.domain.instruction import Instruction, InstructionKind
from core.domain.obligation import NetPosition
from core.domain.priced_cdr import CostLine, LineKind, PricedCdr, Unit
from core.ledger.chart_of_accounts import TITLES, code_of, owner_of
from core.service.snapshot import Answer, BookedEntry, Story

SIGMA = "\N{GREEK CAPITAL LETTER SIGMA}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.CALM
    pointer: str = ""
    """Where it is among the rows that are stored (``/cdr/cpo``); empty where it is made of many."""
    link: Link | None = None
    """What a click on the value opens."""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading."""

    title: str
    lines: tuple[Line, ...]
    pointer: str = ""


def sections_of(story: Story) -> tuple[Section, ...]:
    """Everything the books know of a session, from plug to payout; nothing that did not happen."""
    sections = [session_section(story.cdr), answers_section(story.answers)]
    if story.hold is not None:
        sections.append(held_section(story.hold))
    if story.priced is not None:
        sections.append(cost_section(story.priced))
    sections += [entry_section(booked) for booked in story.entries]
    if story.cycle_id is not None:
        sections.append(cycle_section(story))
    if story.instructions:
        sections.append(instructions_section(story.instructions))
    return tuple(sections)


def session_section(cdr: Cdr) -> Section:
    """What the CPO stated."""
    return Section(
        "Session",
        (
            Line("CDR", cdr.key, pointer="/cdr/cdr_key"),
            Line("CPO", cdr.cpo, pointer="/cdr/cpo"),
            Line("Demand Partner", cdr.demand_partner, pointer="/cdr/demand_partner"),
            Line("Location", f"{cdr.location_id}, {cdr.country_code}", pointer="/cdr/location_id"),
            Line("EVSE", cdr.evse_uid, pointer="/cdr/evse_uid"),
            Line("Start", instant_text(cdr.start), pointer="/cdr/start_us"),
            Line("End", instant_text(cdr.end), pointer="/cdr/end_us"),
            Line("Duration", duration_text(cdr.duration_s), pointer="/cdr/body/charging_periods"),
            Line("Energy", f"{energy_text(cdr.energy_kwh)} kWh", pointer="/cdr/body/energy_kwh"),
            Line("Source", cdr.source, pointer="/cdr/body/source"),
        ),
        "/cdr",
    )


def held_section(hold: Hold) -> Section:
    """Why it waits for review."""
    reason = hold.reason.replace("_", " ")
    why = Line(reason, hold.detail, "", Tone.WARNING, pointer="/hold/reason")
    held_at = Line("Held since", instant_text(hold.held_at), pointer="/hold/held_us")
    return Section("Held for review", (why, held_at), "/hold")


def answers_section(answers: tuple[Answer, ...]) -> Section:
    """The questions that every session must have an answer to."""
    lines = (
        Line(
            answer.question,
            f"{ASSUMED}: {answer.answer}" if answer.assumed else answer.answer,
            "",
            Tone.WARNING if answer.assumed else Tone.CALM,
        )
        for answer in answers
    )
    return Section("Answers on record", tuple(lines))


def cost_section(priced: PricedCdr) -> Section:
    """The cost lines, each with the rule that made it, and their total."""
    total = Line(
        "Total",
        money_with_currency(priced.incl_minor, priced.currency),
        f"{money_text(priced.excl_minor, priced.currency)} net"
        f" + {money_text(priced.vat_minor, priced.currency)} VAT",
        pointer="/priced_cdr/excl_minor",
    )
    at = "/priced_cdr/body"
    lines = [
        replace(_cost_line(line, priced.currency), pointer=f"{at}/0/{number}")
        for number, line in enumerate(priced.lines)
    ]
    notes = [
        Line("Note", note.replace("_", " "), pointer=f"{at}/1/{number}")
        for number, note in enumerate(priced.notes)
    ]
    title = f"Cost by tariff {priced.tariff_id}, version {priced.tariff_version}"
    return Section(title, (*lines, total, *notes), "/priced_cdr")


def _cost_line(line: CostLine, currency: str) -> Line:
    if line.kind is not LineKind.COMPONENT:
        return _limit_line(line, currency)
    vat = "no VAT" if line.vat_pct is None else f"{decimal_text(line.vat_pct)} % VAT"
    per_hour = line.unit is Unit.SECOND
    quantity = line.quantity / 3600 if per_hour else line.quantity
    counted = f"{quantity:.4f} h" if per_hour else f"{decimal_text(quantity)} {line.unit}"
    return Line(
        line.dimension.replace("_", " ").capitalize(),
        money_with_currency(line.incl_minor, currency),
        f"{counted} \N{MULTIPLICATION SIGN} {line.unit_price} = "
        f"{money_text(line.excl_minor, currency)} + {vat} {money_text(line.vat_minor, currency)}"
        f" \N{MIDDLE DOT} {line.rule}",
    )


def _limit_line(line: CostLine, currency: str) -> Line:
    """What the tariff's least price adds or its greatest takes away."""
    return Line(
        line.kind.replace("_", " ").capitalize(),
        money_with_currency(line.incl_minor, currency),
        f"{money_text(line.excl_minor, currency)} + VAT {money_text(line.vat_minor, currency)}"
        f" \N{MIDDLE DOT} {line.rule}",
    )


def entry_section(booked: BookedEntry, at: str | None = None) -> Section:
    """The postings of one entry and their sum.

    Args:
        booked: The entry.
        at: Pointer to its rows among those that are stored; None where they are not.
    """
    entry = booked.entry
    lines = list(posting_lines(entry, at))
    seq = f"seq {booked.seq:,}, {instant_text(booked.booked_at)}"
    lines.append(Line("Booked", seq, pointer=_within(at, "/seal/seq")))
    if entry.terms:
        lines.append(Line("Terms", entry.terms, pointer=_within(at, "/entry/terms")))
    lines += [
        Line("Note", note, pointer=_within(at, f"/entry/notes/{number}"))
        for number, note in enumerate(entry.notes)
    ]
    kind = entry.kind.replace("_", "-")
    return Section(f"Entry {entry.entry_id} ({kind})", tuple(lines), _within(at, "/entry"))


def posting_lines(entry: Entry, at: str | None = None) -> Iterator[Line]:
    """Every leg of an entry, and the sum of them by currency."""
    for number, leg in enumerate(entry.postings):
        yield Line(
            f"{code_of(leg.account)} {owner_of(leg.account)}".strip(),
            money_with_currency(abs(leg.amount_minor), leg.currency),
            f"{_side(leg)} \N{MIDDLE DOT} {TITLES[code_of(leg.account)]}",
            pointer=_within(at, f"/posting/{number}"),
        )
    for currency, total in entry.sums().items():
        yield replace(sum_line(currency, total), pointer=_within(at, "/posting"))


def _within(at: str | None, pointer: str) -> str:
    return "" if at is None else at + pointer


def _side(leg: Posting) -> str:
    return "debit" if leg.amount_minor > 0 else "credit"


def sum_line(currency: str, total: int) -> Line:
    """The sum of an entry's debits and credits; anything but zero is a bug."""
    verdict = "debits equal credits" if total == 0 else "out of balance"
    tone = Tone.GOOD if total == 0 else Tone.BAD
    return Line(SIGMA, money_with_currency(total, currency), verdict, tone)


def position_line(position: NetPosition) -> Line:
    """Who owes whom after offsetting."""
    direction = "owes the network" if position.amount_minor > 0 else "is owed by the network"
    amount = money_with_currency(abs(position.amount_minor), position.currency)
    return Line(position.party, amount, direction)


def cycle_section(story: Story) -> Section:
    """What a session's cycle came to, for its parties."""
    lines = [Line("Cut-off", instant_text(story.cut_off_at))]
    lines += [position_line(position) for position in story.net_positions]
    return Section(f"Cycle {story.cycle_id}", tuple(lines))


def instructions_section(instructions: tuple[Instruction, ...]) -> Section:
    """The orders to move money."""
    return Section("Instructions", tuple(instruction_line(each) for each in instructions))


def instruction_line(instruction: Instruction) -> Line:
    """One payout or collection."""
    payout = instruction.kind is InstructionKind.PAYOUT
    return Line(
        f"{'Payout to' if payout else 'Collection from'} {instruction.party}",
        money_with_currency(instruction.amount_minor, instruction.currency),
        f"value {instant_text(instruction.value_at)} \N{MIDDLE DOT} {instruction.instruction_id}",
    )
