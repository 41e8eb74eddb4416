"""A document of the network: invoice, self-billed invoice, note or statement, as it was issued.

Source: EN 16931-1, whose business terms the fields of an invoice become. Amounts of an invoice
are whole minor units and above zero in a credit note too: it says what it takes back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.entry import EntryKind
from core.domain.legal_entity import LegalEntity
from core.domain.vat import VatCategory


class DocumentKind(StrEnum):
    """What a document is for."""

    INVOICE = "invoice"
    """Sessions and roaming fees, of the network to a Demand Partner."""
    SELF_BILLED = "self_billed"
    """Sessions, of a CPO to the network, which issues it in the CPO's name."""
    COMMISSION = "commission"
    """Commission and roaming fees, of the network to a CPO."""
    SHARE = "share"
    """A share of a Demand Partner or a third party, issued by the network in its name."""
    STATEMENT = "statement"
    """Everything of a party and a period: its documents, and what was settled beside them."""


SELF_BILLING = (DocumentKind.SELF_BILLED, DocumentKind.SHARE)
"""Kinds that the network issues in the name of the seller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One line of an invoice: the same thing at the same price, of all sessions together."""

    name: str
    unit: str
    """Of UN/ECE recommendation 20: KWH, HUR (hour), C62 (one)."""
    quantity: Decimal
    unit_price: Decimal
    """In major units, before VAT, never below zero."""
    net_minor: int
    category: VatCategory
    vat_pct: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VatTotal:
    """VAT of all lines of one category and rate: computed here, on their sum."""

    category: VatCategory
    vat_pct: Decimal
    taxable_minor: int
    vat_minor: int
    vatex: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preceding:
    """The document that a credit note takes something back of."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days that a document is about, both inclusive, by UTC."""

    name: str
    """``2026-06``."""
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A tax document: an invoice, or a credit note to one."""

    number: str
    kind: DocumentKind
    is_credit: bool
    period: Period
    issued_on: date
    seller: LegalEntity
    buyer: LegalEntity
    issuer: LegalEntity
    """Who wrote it: the network."""
    country: str
    """Where the sessions took place, ISO 3166 alpha-2."""
    currency: str
    lines: tuple[DocumentLine, ...]
    vat_totals: tuple[VatTotal, ...]
    session_vat_minor: int
    """VAT of the same sales as it was posted, session by session."""
    sessions: int
    preceding: tuple[Preceding, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        taxable = sum(one.taxable_minor for one in self.vat_totals)
        assert taxable == self.net_minor, (self.number, taxable, self.net_minor)

    @property
    def net_minor(self) -> int:
        """All lines, before VAT."""
        return sum(line.net_minor for line in self.lines)

    @property
    def vat_minor(self) -> int:
        """VAT, per category on its total."""
        return sum(one.vat_minor for one in self.vat_totals)

    @property
    def gross_minor(self) -> int:
        """Lines and VAT."""
        return self.net_minor + self.vat_minor

    @property
    def rounding_minor(self) -> int:
        """What leads from the VAT of this document to that of its sessions: a named line."""
        return self.session_vat_minor - self.vat_minor

    @property
    def due_minor(self) -> int:
        """What is owed for the sessions, as it was posted."""
        return self.gross_minor + self.rounding_minor

    @property
    def is_self_billed(self) -> bool:
        """Whether the network issues it in the seller's name."""
        return self.kind in SELF_BILLING

    @property
    def direction(self) -> int:
        """1 for an invoice, -1 for a credit note."""
        return -1 if self.is_credit else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One amount of a statement: a document, or what was posted beside documents."""

    text: str
    number: str
    """Of the document; empty where it is of none."""
    amount_minor: int
    """Above zero: the party owes more; below: the network does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A party's account in one currency over a period (I16)."""

    currency: str
    opening_minor: int
    """The closing balance of the statement before; above zero: the party owed the network."""
    lines: tuple[StatementLine, ...]

    @property
    def closing_minor(self) -> int:
        """Opening and lines together."""
        return self.opening_minor + sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDocument:
    """A party's consolidated statement of a period, with its tax documents beneath it."""

    number: str
    period: Period
    issued_on: date
    party: LegalEntity
    issuer: LegalEntity
    sessions: int
    energy_kwh: Decimal
    accounts: tuple[Account, ...]
    invoices: tuple[Invoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One entry that moved a party's account, as a row of its statement."""

    effective_at: datetime
    entry_id: str
    kind: EntryKind
    location_id: str
    evse_uid: str
    energy_kwh: Decimal | None
    """None where it is of no session."""
    currency: str
    amount_minor: int
    """Above zero: the party owes more."""
