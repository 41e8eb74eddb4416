"""One session's story as steps between participants, only those that are on record.

A step is a view of the same recorded facts as the ledger and the trace; nothing is made up: a
session without an entry ends before the ledger, one without a cycle ends before the cut-off.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from console.present.amount_text import (
    duration_text,
    energy_text,
    instant_text,
    money_with_currency,
)
from console.present.story_sections import (
    Line,
    Section,
    answers_section,
    cost_section,
    entry_section,
    instruction_line,
    position_line,
    session_section,
)
from core.domain.cdr import Assumed, AuthMethod, Cdr
from core.domain.entry import EntryKind
from core.domain.hold import Hold
from core.domain.instruction import Instruction, InstructionKind
from core.domain.obligation import NetPosition
from core.domain.priced_cdr import PricedCdr
from core.service.snapshot import BookedEntry, Story


class Participant(Enum):
    """Who takes part, in the order of the diagram from left to right."""

    DRIVER = "Driver"
    DEMAND_PARTNER = "Demand Partner"
    NETWORK = "NetworkCore"
    CPO = "CPO"
    EVSE = "EVSE"
    LEDGER = "Ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One message of the diagram and what to show beside it."""

    source: Participant
    target: Participant
    """The same as the source where somebody works alone."""
    title: str
    at: datetime | None
    meaning: str
    sections: tuple[Section, ...]
    booked: BookedEntry | None = None
    """The entry this step writes; None where no account moves."""


def steps_of(story: Story) -> tuple[Step, ...]:
    """The steps of a session in the order in which they happened."""
    cdr = story.cdr
    steps = [*_authorisation(story), *_charging(cdr), _cdr_sent(story)]
    if story.hold is not None:
        steps.append(_held(story.hold))
    if story.priced is not None:
        steps.append(_priced(story.priced, story.received_at))
    own = [booked for booked in story.entries if booked.entry.source_id == cdr.key]
    of_cycle = [booked for booked in story.entries if booked.entry.source_id != cdr.key]
    steps += [_posted(booked) for booked in own]
    steps += [_posted(each) for each in of_cycle if each.entry.kind is EntryKind.CUT_OFF]
    netted_at = next((e.booked_at for e in of_cycle if e.entry.kind is EntryKind.CUT_OFF), None)
    steps += [_netted(position, cdr, netted_at) for position in story.net_positions]
    ordered_at = next((e.booked_at for e in of_cycle if e.entry.kind is EntryKind.INSTRUCTED), None)
    steps += [_instructed(instruction, cdr, ordered_at) for instruction in story.instructions]
    steps += [_posted(each) for each in of_cycle if each.entry.kind is not EntryKind.CUT_OFF]
    return tuple(steps)


def _authorisation(story: Story) -> list[Step]:
    cdr = story.cdr
    if Assumed.TOKEN in cdr.assumed or Assumed.DEMAND_PARTNER in cdr.assumed:
        return []
    token = Section(
        "Token",
        (
            Line("uid", cdr.token.uid),
            Line("type", cdr.token.type),
            Line("contract", cdr.token.contract_id),
            Line("issued by", cdr.demand_partner),
            Line("method", cdr.auth_method),
            Line("reference", cdr.authorization_reference or "none given"),
        ),
    )
    by_app = cdr.auth_method is AuthMethod.COMMAND
    asks = Step(
        source=Participant.DRIVER,
        target=Participant.DEMAND_PARTNER if by_app else Participant.EVSE,
        title="ask to start" if by_app else f"present {cdr.token.type}",
        at=None,
        meaning="The driver identifies with the one contract there is: that of the Demand Partner.",
        sections=(token,),
    )
    if cdr.auth_method is AuthMethod.WHITELIST:
        return [asks]
    allows = Step(
        source=Participant.DEMAND_PARTNER,
        target=Participant.NETWORK,
        title="authorise",
        at=None,
        meaning="The Demand Partner vouches for its driver; from here on it owes the session.",
        sections=(token, answers_section(story.answers[:1])),
    )
    passes_on = Step(
        source=Participant.NETWORK,
        target=Participant.CPO,
        title="authorised",
        at=None,
        meaning="The network passes the authorisation on: neither side needed a contract.",
        sections=(token,),
    )
    return [asks, allows, passes_on]


def _charging(cdr: Cdr) -> list[Step]:
    starts = Step(
        source=Participant.EVSE,
        target=Participant.CPO,
        title="session starts",
        at=cdr.start,
        meaning="Energy begins to flow; the tariff valid at this instant prices the whole session.",
        sections=(session_section(cdr),),
    )
    ends = Step(
        source=Participant.EVSE,
        target=Participant.CPO,
        title=f"session ends, {energy_text(cdr.energy_kwh)} kWh",
        at=cdr.end,
        meaning=f"The vehicle leaves after {duration_text(cdr.duration_s)}; the meter is final.",
        sections=(_periods_section(cdr),),
    )
    return [starts, ends]


def _periods_section(cdr: Cdr) -> Section:
    lines = (
        Line(
            instant_text(period.start),
            f"{energy_text(period.energy_kwh)} kWh",
            f"charging {duration_text(round(period.charging_s))},"
            f" parking {duration_text(round(period.parking_s))}",
        )
        for period in cdr.charging_periods
    )
    return Section("Charging periods", tuple(lines))


def _cdr_sent(story: Story) -> Step:
    stated = story.cdr.total_cost
    price = "left to the network" if stated is None else f"{stated.excl_vat} {story.cdr.currency}"
    return Step(
        source=Participant.CPO,
        target=Participant.NETWORK,
        title=f"CDR {story.cdr.cdr_id}",
        at=story.received_at,
        meaning="The immutable record of the session; a wrong one is undone by a Credit CDR.",
        sections=(
            session_section(story.cdr),
            Section("Stated by the CPO", (Line("Price, net", price),)),
        ),
    )


def _held(hold: Hold) -> Step:
    return Step(
        source=Participant.NETWORK,
        target=Participant.NETWORK,
        title=f"hold: {hold.reason.replace('_', ' ')}",
        at=hold.held_at,
        meaning="Held items wait for review; everything else settles.",
        sections=(Section("Held", (Line(hold.reason.replace("_", " "), hold.detail),)),),
    )


def _priced(priced: PricedCdr, at: datetime) -> Step:
    total = money_with_currency(priced.incl_minor, priced.currency)
    return Step(
        source=Participant.NETWORK,
        target=Participant.NETWORK,
        title=f"price: {total}",
        at=at,
        meaning="Public tariff first, then VAT: every line names the rule that made it.",
        sections=(cost_section(priced),),
    )


def _posted(booked: BookedEntry) -> Step:
    titles = {
        EntryKind.CDR: "post the session",
        EntryKind.CREDIT: "post the credit",
        EntryKind.CUT_OFF: "cut-off",
        EntryKind.INSTRUCTED: "post the instruction",
        EntryKind.BOOKED: "booked by the bank",
        EntryKind.RETURNED: "came back from the bank",
        EntryKind.REFUSED: "refused by the bank",
        EntryKind.REVERSAL: "reverse",
        EntryKind.HOLD: "put aside for the session",
        EntryKind.DISPUTE_OPENED: "open a dispute",
        EntryKind.DISPUTE_WON: "dispute won",
        EntryKind.DISPUTE_LOST: "dispute lost",
        EntryKind.REFUND: "refund",
        EntryKind.CHARGEBACK: "charge back",
        EntryKind.CARD_COST: "post card cost",
        EntryKind.RESERVED: "keep a reserve",
        EntryKind.RESERVE_RELEASED: "release the reserve",
        EntryKind.PREFUNDED: "post the prefund",
        EntryKind.ALLOCATED: "allocate the receipt",
        EntryKind.FX_DEAL: "exchange currency",
        EntryKind.FX_CLOSE: "close the FX position",
        EntryKind.DEFAULTED: "post the default",
        EntryKind.WRITTEN_OFF: "write off",
        EntryKind.SET_OFF: "set off what is owed",
        EntryKind.LOSS_SHARED: "share the loss",
        EntryKind.TRUE_UP: "true up the period",
        EntryKind.ROUNDING: "post the rounding",
        EntryKind.CAPTURED: "capture from cards",
        EntryKind.FX_CONVERSION: "convert at the cut-off",
    }
    return Step(
        source=Participant.NETWORK,
        target=Participant.LEDGER,
        title=f"{titles[booked.entry.kind]} (seq {booked.seq:,})",
        at=booked.booked_at,
        meaning="One balanced entry: what is debited equals what is credited, to the cent.",
        sections=(entry_section(booked),),
        booked=booked,
    )


def _netted(position: NetPosition, cdr: Cdr, at: datetime | None) -> Step:
    amount = money_with_currency(abs(position.amount_minor), position.currency)
    verb = "owes" if position.amount_minor > 0 else "is owed"
    return Step(
        source=Participant.NETWORK,
        target=_side_of(position.party, cdr),
        title=f"net: {verb} {amount}",
        at=at,
        meaning="All obligations of the cycle offset into one amount, this session among them.",
        sections=(Section(f"Net position in {position.cycle_id}", (position_line(position),)),),
    )


def _instructed(instruction: Instruction, cdr: Cdr, at: datetime | None) -> Step:
    verb = "payout" if instruction.kind is InstructionKind.PAYOUT else "collect"
    amount = money_with_currency(instruction.amount_minor, instruction.currency)
    return Step(
        source=Participant.NETWORK,
        target=_side_of(instruction.party, cdr),
        title=f"{verb} {amount}",
        at=at,
        meaning="An order to move money; its id is its end-to-end id, so it is paid once.",
        sections=(Section("Instruction", (instruction_line(instruction),)),),
    )


def _side_of(party: str, cdr: Cdr) -> Participant:
    return Participant.CPO if party == cdr.cpo else Participant.DEMAND_PARTNER
