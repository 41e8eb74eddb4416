"""Sums of a period become documents with their next numbers, parties and lines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from core.domain.document import (
    Account,
    DocumentKind,
    Invoice,
    Period,
    Preceding,
    StatementDocument,
    StatementRow,
)
from core.domain.party import Party
from core.invoicing.assemble import SaleSums
from core.service.account_lines import account_lines
from core.service.gather_sales import DocumentKey, Gathered
from core.service.known import Known
from core.service.legal_standing import LegalStanding, expect_vat_ids
from core.store.database import OpenTransaction
from core.store.document_store import KeptDocument, documents_where, next_ordinal

_SERIES: Final = {
    DocumentKind.INVOICE: "INV",
    DocumentKind.SELF_BILLED: "SB",
    DocumentKind.COMMISSION: "COM",
    DocumentKind.SHARE: "SH",
    DocumentKind.STATEMENT: "ST",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The documents of one party and period, numbered, not yet kept."""

    party: str
    operator: str
    """Key of the network."""
    statement: str
    documents: tuple[tuple[KeptDocument, Invoice | StatementDocument], ...]
    """The statement last: it names the others."""
    places: dict[str, str]
    """Number of an invoice -> country whose VAT is on it."""
    unwritten: tuple[tuple[str, Invoice], ...]
    """Country and sums of what leaves nothing to write but VAT that was rounded up from nothing."""
    rows: tuple[StatementRow, ...]
    """Everything that the statement is the sum of, session by session."""

    @property
    def invoices(self) -> tuple[Invoice, ...]:
        """The tax documents."""
        return tuple(value for _, value in self.documents if isinstance(value, Invoice))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """What drafts are made with."""

    connection: OpenTransaction
    period: Period
    issued_at: datetime
    known: Known
    legal: LegalStanding
    latest: StatementDocument | None
    """The party's statement before."""
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Numbers that earlier drafts of the same statement have taken, by issuer and series."""

    @property
    def today(self) -> date:
        """The day of issue, UTC."""
        return self.issued_at.date()

    def drafts_of(self, gathered: Gathered) -> Drafts:
        """The documents of what was gathered.

        Raises:
            NotFoundError: A party has no legal data in force.
            RuleError: It lacks a VAT id that a document must state.
        """
        operator = self.known.network
        assert operator is not None, gathered.party
        sides = [side for key in gathered.documents for side in (key.seller, key.buyer)]
        self.legal.expect([operator.key, gathered.party, *sides])
        statement, head = self._numbered(DocumentKind.STATEMENT, operator.key, is_credit=False)
        drafts: list[tuple[KeptDocument, Invoice]] = []
        places, unwritten = {}, []
        for summed, sums in gathered.documents.items():
            # More taken back than sold, as true-ups of an earlier month may: no invoice is below 0.
            is_credit = summed.is_credit or sum(one.net_minor for one in sums.lines(1)) < 0
            key = replace(summed, is_credit=is_credit)
            invoice, kept = self._invoice(key, sums, gathered, statement)
            if invoice.lines:
                places[invoice.number] = key.place
                drafts.append((kept, invoice))
            elif invoice.session_vat_minor:
                unwritten.append((key.place, invoice))
        value = self._statement(statement, gathered, [invoice for _, invoice in drafts])
        return Drafts(
            party=gathered.party,
            operator=operator.key,
            statement=statement,
            documents=(*drafts, (self._kept_statement(head, value, gathered.party), value)),
            places=places,
            unwritten=tuple(unwritten),
            rows=tuple(gathered.rows),
        )

    def _numbered(
        self, kind: DocumentKind, issuer: str, *, is_credit: bool
    ) -> tuple[str, tuple[str, str, int]]:
        credit = "C" if is_credit else ""
        code = issuer.replace("*", "")
        series = f"{_SERIES[kind]}{credit}-{code}-{self.today.year}"
        ordinal = next_ordinal(self.connection, issuer, series)
        ordinal += self.taken[issuer, series]
        self.taken[issuer, series] += 1
        return f"{series}-{ordinal:05d}", (issuer, series, ordinal)

    def _invoice(
        self, key: DocumentKey, sums: SaleSums, gathered: Gathered, statement: str
    ) -> tuple[Invoice, KeptDocument]:
        direction = -1 if key.is_credit else 1
        lines = sums.lines(direction)
        seller, buyer = self.legal.of(key.seller), self.legal.of(key.buyer)
        draft = Invoice(
            number="",
            kind=key.kind,
            is_credit=key.is_credit,
            period=self._period_of(gathered),
            issued_on=self.today,
            seller=seller,
            buyer=buyer,
            issuer=self.legal.of(self._operator.key),
            country=key.country,
            currency=sums.currency,
            lines=lines,
            vat_totals=sums.vat_totals(direction),
            session_vat_minor=sums.session_vat_minor * direction,
            sessions=sums.sales,
            preceding=tuple(self._preceding(key, gathered)),
        )
        number, head = "", ("", "", 0)
        if lines:  # What was undone within the period itself takes no number.
            expect_vat_ids(draft)
            number, head = self._numbered(key.kind, key.seller, is_credit=key.is_credit)
        invoice = replace(draft, number=number)
        return invoice, self._kept(head, invoice, gathered.party, statement)

    def _period_of(self, gathered: Gathered) -> Period:
        """The month, from the first day of what came late to it."""
        first = self.period.first if gathered.earliest is None else gathered.earliest.date()
        return replace(self.period, first=min(first, self.period.first))

    @property
    def _operator(self) -> Party:
        assert self.known.network is not None
        return self.known.network

    def _preceding(self, key: DocumentKey, gathered: Gathered) -> Iterator[Preceding]:
        """What a credit note takes back; of a period's services the last document before it."""
        if not key.is_credit:
            return
        wanted = (key.kind, key.seller, key.buyer, key.currency, key.country)
        before = [
            one
            for one in documents_where(self.connection, party=gathered.party)
            if (one.kind, one.seller, one.buyer, one.currency, one.country) == wanted
            and not one.is_credit
        ]
        statements = gathered.credited.get(key)
        if statements is not None:
            before = [one for one in before if one.statement in statements]
        for one in before if statements is not None else before[-1:]:
            yield Preceding(number=one.number, issued_on=one.issued_at.date())

    def _kept(
        self, head: tuple[str, str, int], invoice: Invoice, party: str, statement: str
    ) -> KeptDocument:
        issuer, series, ordinal = head
        return KeptDocument(
            number=invoice.number,
            issuer=issuer,
            series=series,
            ordinal=ordinal,
            kind=invoice.kind,
            is_credit=invoice.is_credit,
            party=party,
            period=self.period.name,
            statement=statement,
            seller=invoice.seller.party,
            buyer=invoice.buyer.party,
            country=invoice.country,
            currency=invoice.currency,
            net_minor=invoice.net_minor,
            vat_minor=invoice.vat_minor,
            rounding_minor=invoice.rounding_minor,
            due_minor=invoice.due_minor,
            sessions=invoice.sessions,
            issued_at=self.issued_at,
        )

    def _kept_statement(
        self, head: tuple[str, str, int], value: StatementDocument, party: str
    ) -> KeptDocument:
        issuer, series, ordinal = head
        only = value.accounts[0] if len(value.accounts) == 1 else None
        return KeptDocument(
            number=value.number,
            issuer=issuer,
            series=series,
            ordinal=ordinal,
            kind=DocumentKind.STATEMENT,
            is_credit=False,
            party=party,
            period=self.period.name,
            statement=value.number,
            seller=issuer,
            buyer=party,
            country="",
            currency=only.currency if only else "",
            net_minor=0,
            vat_minor=0,
            rounding_minor=0,
            due_minor=only.closing_minor if only else 0,
            sessions=value.sessions,
            issued_at=self.issued_at,
        )

    def _statement(
        self, number: str, gathered: Gathered, invoices: Sequence[Invoice]
    ) -> StatementDocument:
        opening = Counter(
            {one.currency: one.closing_minor for one in self.latest.accounts} if self.latest else {}
        )
        currencies = sorted(
            {*opening, *gathered.moved, *(currency for currency, _ in gathered.others)}
        )
        return StatementDocument(
            number=number,
            period=self._period_of(gathered),
            issued_on=self.today,
            party=self.legal.of(gathered.party),
            issuer=self.legal.of(self._operator.key),
            sessions=gathered.sessions,
            energy_kwh=gathered.energy_kwh,
            accounts=tuple(
                Account(
                    currency=currency,
                    opening_minor=opening[currency],
                    lines=tuple(account_lines(gathered, invoices, currency)),
                )
                for currency in currencies
            ),
            invoices=tuple(invoices),
        )
