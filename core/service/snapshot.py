"""Frozen pictures of the books, for screens, reports and the command line."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from core.domain.cdr import Cdr
from core.domain.dispute import Dispute
from core.domain.entry import Entry
from core.domain.hold import Hold
from core.domain.instruction import Instruction
from core.domain.obligation import NetPosition
from core.domain.pending import Pending
from core.domain.priced_cdr import PricedCdr


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencySummary:
    """Totals of all posted sessions less those credited, in one currency, in minor units.

    gross - vat = cpo_net + dp_share + commission + others + card_cost borne by the CPO.
    """

    gross_at_tariff: int = 0
    """What the sessions cost at the public tariff, with VAT."""
    gross: int = 0
    """What the Demand Partners owe for them, with VAT; less than at tariff under wholesale, and
    where they account for the VAT themselves."""
    vat: int = 0
    """VAT on the sessions as the Demand Partners owe it."""
    cpo_net: int = 0
    """What is left to the CPOs before VAT."""
    dp_share: int = 0
    """What the Demand Partners earn before VAT."""
    commission: int = 0
    """What is left to the network before VAT and card cost: commission and roaming fees."""
    card_cost: int = 0
    """What collecting by card cost, whoever bears it."""
    others: int = 0
    """What third parties, as site hosts, and drivers got before VAT; rebates that the network or
    a DP funds are not in it."""
    payouts: int = 0
    """What was instructed to be paid out to the CPOs; refunds to Demand Partners are not in it."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one Demand Partner owes in one currency and was not asked for yet."""

    demand_partner: str
    currency: str
    amount_minor: int
    """Above zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What an operator watches beside the totals."""

    clock: datetime | None = None
    """Effective time of the latest entry: how far the books are; None while there is none."""
    last_end: datetime | None = None
    """When the latest session ended."""
    exposures: tuple[Exposure, ...] = ()
    """The largest first."""
    settled_on: date | None = None
    """Day (UTC) of the last cut-off; None before the first one."""
    settled: dict[str, int] = field(default_factory=dict)
    """What was instructed on that day to be paid out to the CPOs, by currency."""
    oldest_held_at: datetime | None = None
    """Since when the CDR waits that waits longest."""
    rejects: dict[str, int] = field(default_factory=dict)
    """Records of imported files that were not taken, by reason."""
    unsettled_due: datetime | None = None
    """When the first booked entry that no cycle has taken falls due."""
    active: int | None = None
    """Sessions under way; books hold those that have ended, so only who makes them may know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the books say as a whole."""

    sessions: int
    """CDRs received."""
    posted: int
    """CDRs with an entry in the journal."""
    free: int
    """CDRs that cost nothing: kept, counted, no entry."""
    held: dict[str, int]
    """CDRs that wait for review, by reason."""
    energy_kwh: Decimal
    """Energy of all CDRs received."""
    by_currency: dict[str, CurrencySummary]
    trial_balance: dict[str, int]
    """Sum of all balances by currency; anything but zero is a bug."""
    receivable: dict[str, int]
    """What the Demand Partners owe and have not been asked for yet, by currency."""
    payable: dict[str, int]
    """What the CPOs are owed and have not been paid, by currency, as a positive number."""
    last_seq: int
    """Number of the last entry of the journal; 0 while it is empty."""
    watch: Watch = Watch()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One entry of the journal as a line of a table."""

    seq: int
    booked_at: datetime
    effective_at: datetime
    entry_id: str
    kind: str
    cdr_key: str | None
    """Which session it belongs to; None for entries of a cycle."""
    cpo: str
    demand_partner: str
    evse_uid: str
    energy_kwh: Decimal
    currency: str
    gross_minor: int
    """Debits of the entry in that currency that are a receivable; the turnover of other kinds."""
    commission_minor: int
    assumed: bool
    """The Demand Partner is ASSUMED: the source of the session did not name one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedEntry:
    """An entry with what the journal added."""

    seq: int
    booked_at: datetime
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the questions that every session must have an answer to."""

    question: str
    answer: str
    assumed: bool = False
    """The answer rests on something that the source did not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One session from plug to payout."""

    cdr: Cdr
    received_at: datetime
    answers: tuple[Answer, ...]
    priced: PricedCdr | None
    hold: Hold | None
    entries: tuple[BookedEntry, ...]
    """Its own entry first, then those of the cycle that cleared it, then those of the bank."""
    cycle_id: str | None
    cut_off_at: datetime | None
    net_positions: tuple[NetPosition, ...]
    """Of its CPO and its DP in that cycle."""
    instructions: tuple[Instruction, ...]
    """Of its CPO and its DP in that cycle."""
    pending: Pending | None = None
    """The entry that waits, or waited, out a dispute window; None where there is no window."""
    disputes: tuple[Dispute, ...] = ()
    """Oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHour:
    """Use of one location in one hour of the day."""

    location_id: str
    hour: int
    """0 to 23, local time of the location."""
    connected_s: int
    energy_kwh: Decimal
    sessions: int
