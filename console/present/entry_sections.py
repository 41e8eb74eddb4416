"""A journal entry as sections of fields: what it is, its postings, its seal."""

from dataclasses import replace
from typing import Final

from console.present.amount_text import instant_text
from console.present.kpi_tiles import Tone
from console.present.ledger_table import KIND_TEXTS
from console.present.record_link import Link, cycle_rows, entry_link, payout_link, session_link
from console.present.story_sections import (
    Line,
    Section,
    instruction_line,
    posting_lines,
)
from core.domain.entry import EntryKind
from core.domain.instruction import Instruction
from core.service.record_detail import EntryDetail


def entry_sections(found: EntryDetail) -> tuple[Section, ...]:
    """What it is, its postings, its seal, and what was instructed in its cycle."""
    postings = Section("Postings", tuple(posting_lines(found.booked.entry, "")), "/posting")
    sections = (_entry_head(found), postings, _seal_section(found))
    return (*sections, linked_instructions(found.instructions)) if found.instructions else sections


def _entry_head(found: EntryDetail) -> Section:
    booked, entry = found.booked, found.booked.entry
    lines = [
        Line("Entry", entry.entry_id, pointer="entry_id"),
        Line("Kind", KIND_TEXTS[entry.kind], _KIND_MEANINGS[entry.kind], pointer="kind"),
        Line("Counts from", instant_text(entry.effective_at), pointer="effective_us"),
        Line("Booked", instant_text(booked.booked_at), pointer="booked_us"),
    ]
    if entry.due_at is not None:
        due = instant_text(entry.due_at)
        lines.append(Line("Due", due, "by then the CPO must have been paid", pointer="due_us"))
    if found.cdr_key is not None:
        lines.append(_linked("Session", found.cdr_key, session_link(found.cdr_key), "source_id"))
    if found.cycle_id is not None:
        stored = "source_id" if found.cdr_key is None else ""
        lines.append(_linked("Cycle", found.cycle_id, cycle_rows(found.cycle_id), stored))
    if entry.terms:
        lines.append(Line("Terms", entry.terms, "the agreement that it follows", pointer="terms"))
    if entry.reverses is not None:
        lines.append(_linked("Undoes", entry.reverses, entry_link(entry.reverses), "reverses"))
    if found.reversed_by is not None:
        lines.append(_linked("Undone by", found.reversed_by, entry_link(found.reversed_by), ""))
    lines += [
        Line("Note", note, pointer=f"notes/{number}") for number, note in enumerate(entry.notes)
    ]
    placed = (
        replace(line, pointer=f"/entry/{line.pointer}") if line.pointer else line for line in lines
    )
    return Section("Entry", tuple(placed), "/entry")


def _linked(label: str, value: str, link: Link, pointer: str) -> Line:
    return Line(label, value, pointer=pointer, link=link)


def _seal_section(found: EntryDetail) -> Section:
    sha = Line("Content sha256", found.sha, pointer="/entry/sha")
    block = found.block
    if block is None:
        waiting = Line("Number", "none yet", "given when it is sealed", Tone.WARNING)
        return Section("Seal", (waiting, sha), "/entry/sha")
    first, last = f"{block.first_seq:,}", f"{block.last_seq:,}"
    covered = f"entry {first}" if first == last else f"entries {first} to {last}"
    before = block.previous or "none: it is the first"
    lines = (
        Line("Number", f"{found.booked.seq:,}", "no number is left out", pointer="/seal/seq"),
        sha,
        Line("Block", f"{block.number:,}", covered, pointer="/chain_block/n"),
        Line("Block sha256", block.hash, pointer="/chain_block/hash"),
        Line("Block before", before, pointer="/chain_block/previous"),
        Line("Sealed", instant_text(block.sealed_at), pointer="/chain_block/sealed_us"),
    )
    return Section("Seal", lines, "/seal")


_KIND_MEANINGS: Final = {
    EntryKind.CDR: "a session was priced and split",
    EntryKind.CREDIT: "the exact mirror of a session's entry",
    EntryKind.CUT_OFF: "what a party owes and is owed moves to its settlement account",
    EntryKind.INSTRUCTED: "a payment was ordered: settlement account against transit",
    EntryKind.BOOKED: "money moved at the bank: our account against transit",
    EntryKind.RETURNED: "a payout came back: it is owed again",
    EntryKind.REFUSED: "the bank refused a payout: it is owed again",
    EntryKind.REVERSAL: "the exact mirror of another entry",
    EntryKind.HOLD: "a prefund was put aside for a session, or is free again",
    EntryKind.DISPUTE_OPENED: "a party objects: what can be held is held",
    EntryKind.DISPUTE_WON: "the session stands: what was held is free",
    EntryKind.DISPUTE_LOST: "the session falls: what was held is given up, its credit follows",
    EntryKind.REFUND: "a part of a session is paid back",
    EntryKind.CHARGEBACK: "a card payment was taken back by the driver's bank",
    EntryKind.CARD_COST: "card cost that is not a session's own",
    EntryKind.RESERVED: "a part of a payout is kept as a reserve",
    EntryKind.RESERVE_RELEASED: "a reserve is free again and falls due",
    EntryKind.PREFUNDED: "a deposit or prefund came, was used or went back",
    EntryKind.ALLOCATED: "a receipt found what it was for",
    EntryKind.FX_DEAL: "one currency was sold for another at the bank",
    EntryKind.FX_CLOSE: "what an FX position left is gain or loss",
    EntryKind.DEFAULTED: "a party does not pay: its collection is recalled, its deposit drawn",
    EntryKind.WRITTEN_OFF: "what nobody will pay is a loss, or is one no more",
    EntryKind.SET_OFF: "what a party in default would be paid settles what it owes",
    EntryKind.LOSS_SHARED: "a CPO bears its part of a loss that nobody funded, or has it back",
    EntryKind.TRUE_UP: "what a period's tiers and guarantees change",
    EntryKind.ROUNDING: "a difference of rounding that is named",
    EntryKind.CAPTURED: "sessions were collected from the drivers' cards",
    EntryKind.FX_CONVERSION: "what is cleared is converted into the partner's currency",
}


def linked_instructions(instructions: tuple[Instruction, ...]) -> Section:
    """The orders to move money; each opens."""
    lines = (
        replace(instruction_line(one), link=payout_link(one.instruction_id)) for one in instructions
    )
    return Section("Instructions", tuple(lines))
