"""One session's story as sections of lines: its answers, cost lines, postings, cycle and payout."""

from dataclasses import dataclass

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
from core.domain.cdr import Cdr
from core.domain.entry import Posting
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


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading."""

    title: str
    lines: tuple[Line, ...]


def sections_of(story: Story) -> tuple[Section, ...]:
    """Everything the books know of a session, from plug to payout; nothing that did not happen."""
    sections = [session_section(story.cdr), answers_section(story.answers)]
    if story.hold is not None:
        why = Line(story.hold.reason.replace("_", " "), story.hold.detail, "", Tone.WARNING)
        held_at = Line("Held since", instant_text(story.hold.held_at))
        sections.append(Section("Held for review", (why, held_at)))
    if story.priced is not None:
        sections.append(cost_section(story.priced))
    sections += [entry_section(booked) for booked in story.entries]
    if story.cycle_id is not None:
        sections.append(_cycle_section(story))
    if story.instructions:
        sections.append(instructions_section(story.instructions))
    return tuple(sections)


def session_section(cdr: Cdr) -> Section:
    """What the CPO stated."""
    return Section(
        "Session",
        (
            Line("CDR", cdr.key),
            Line("CPO", cdr.cpo),
            Line("Demand Partner", cdr.demand_partner),
            Line("Location", f"{cdr.location_id}, {cdr.country_code}"),
            Line("EVSE", cdr.evse_uid),
            Line("Start", instant_text(cdr.start)),
            Line("End", instant_text(cdr.end)),
            Line("Duration", duration_text(cdr.duration_s)),
            Line("Energy", f"{energy_text(cdr.energy_kwh)} kWh"),
            Line("Source", cdr.source),
        ),
    )


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
    )
    lines = [_cost_line(line, priced.currency) for line in priced.lines]
    notes = [Line("Note", note.replace("_", " ")) for note in priced.notes]
    title = f"Cost by tariff {priced.tariff_id}, version {priced.tariff_version}"
    return Section(title, (*lines, total, *notes))


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


def entry_section(booked: BookedEntry) -> Section:
    """The postings of one entry and their sum."""
    entry = booked.entry
    lines = [
        Line(
            f"{code_of(leg.account)} {owner_of(leg.account)}".strip(),
            money_with_currency(abs(leg.amount_minor), leg.currency),
            f"{_side(leg)} \N{MIDDLE DOT} {TITLES[code_of(leg.account)]}",
        )
        for leg in entry.postings
    ]
    lines += [sum_line(currency, total) for currency, total in entry.sums().items()]
    lines.append(Line("Booked", f"seq {booked.seq:,}, {instant_text(booked.booked_at)}"))
    if entry.terms:
        lines.append(Line("Terms", entry.terms))
    lines += [Line("Note", note) for note in entry.notes]
    kind = entry.kind.replace("_", "-")
    return Section(f"Entry {entry.entry_id} ({kind})", tuple(lines))


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


def _cycle_section(story: Story) -> Section:
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
