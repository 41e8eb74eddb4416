"""What a party's documents of a period are made of: its sales by document, its account by line.

Whatever moved the party's accounts is in it, by a document or by a line with a name, so that the
statement ties to the ledger by construction.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.cdr import Cdr
from core.domain.document import DocumentKind, StatementRow
from core.domain.entry import EntryKind
from core.domain.supplied import Sale, Supplied
from core.domain.vat import VatCategory
from core.invoicing.assemble import SaleSums
from core.ledger.chart_of_accounts import owner_of
from core.service.session_sales import SessionSales
from core.store.journal_store import KeptEntry

KIND_OF: Final = {
    Sale.SESSION_SOLD: DocumentKind.INVOICE,
    Sale.DP_FEE: DocumentKind.INVOICE,
    Sale.SESSION_BOUGHT: DocumentKind.SELF_BILLED,
    Sale.COMMISSION: DocumentKind.COMMISSION,
    Sale.CPO_FEE: DocumentKind.COMMISSION,
    Sale.SHARE: DocumentKind.SHARE,
}
"""On which kind of document a sale stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKey:
    """Which sales stand on one document."""

    kind: DocumentKind
    seller: str
    buyer: str
    currency: str
    country: str
    """Of the charge points; empty for services, which are of all of them."""
    place: str
    """Of supply, whose VAT it is."""
    outside: bool
    """Not subject to VAT: EN 16931 wants it on a document of its own (BR-O-11)."""
    is_credit: bool = False


@dataclass(slots=True)
class Gathered:
    """The sums; filled entry by entry."""

    party: str
    documents: dict[DocumentKey, SaleSums] = field(default_factory=dict)
    credited: dict[DocumentKey, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Statements under which the sales of a credit note were documented."""
    earliest: datetime | None = None
    """When the first of the entries counted."""
    sessions: int = 0
    energy_kwh: Decimal = Decimal(0)
    moved: Counter[str] = field(default_factory=Counter)
    """What sessions moved on the party's accounts, by currency."""
    converted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The part of it that was converted, by (session's currency, account's currency)."""
    margins: Counter[str] = field(default_factory=Counter)
    shares: Counter[str] = field(default_factory=Counter)
    """What it owes the other trader for shares that the network pays as its agent."""
    rows: list[StatementRow] = field(default_factory=list)
    others: Counter[tuple[str, EntryKind]] = field(default_factory=Counter)
    """What other entries moved, by currency and kind."""

    def take(self, items: Iterable[SessionSales | KeptEntry], covered: dict[str, str]) -> None:
        """Count entries in.

        Args:
            items: Entries, those of sessions with their sales.
            covered: Key of a credited CDR -> statement that covers it already.
        """
        for one in items:
            kept = one.kept if isinstance(one, SessionSales) else one
            at = kept.entry.effective_at
            self.earliest = at if self.earliest is None else min(self.earliest, at)
            if isinstance(one, SessionSales):
                self._take_session(
                    one, None if one.sign > 0 or one.cdr is None else covered.get(one.cdr.key)
                )
            else:
                self._take_other(one)

    def _take_session(self, one: SessionSales, earlier: str | None) -> None:
        sign = one.sign
        self.sessions += sign
        if one.cdr is not None:
            self.energy_kwh += sign * one.cdr.energy_kwh
        for key, supplied in self._documented(one, is_credit=earlier is not None):
            sums = self.documents.setdefault(key, SaleSums(supplied.currency))
            sums.add(supplied, abs(sign) if key.is_credit else sign)
            if earlier is not None:
                self.credited[key].add(earlier)
        for currency, amount in one.moved(self.party).items():
            self.moved[currency] += amount
            self.rows.append(_row(one.kept, one.cdr, currency, amount, sign))
            if currency != one.currency:
                margin = one.margin(currency)
                self.margins[currency] += margin
                self.converted[one.currency, currency] += amount - margin

    def _documented(
        self, one: SessionSales, *, is_credit: bool
    ) -> Iterator[tuple[DocumentKey, Supplied]]:
        """Sales on documents beneath this party's statement: what it sells, or the network does."""
        for supplied in one.supplies:
            kind = KIND_OF[supplied.sale]
            of_seller = supplied.sale is Sale.SHARE or supplied.seller in one.traders
            owner = supplied.seller if of_seller else supplied.buyer
            if owner == self.party:
                yield key_of(kind, supplied, is_credit=is_credit), supplied
            elif supplied.buyer == self.party:
                self.shares[supplied.currency] += supplied.gross_minor

    def _take_other(self, one: KeptEntry) -> None:
        moved: Counter[str] = Counter()
        for leg in one.entry.postings:
            if owner_of(leg.account) == self.party:
                moved[leg.currency] += leg.amount_minor
        for currency, amount in moved.items():
            if amount:
                self.others[currency, one.entry.kind] += amount
                self.rows.append(_row(one, None, currency, amount, 0))


def _row(
    kept: KeptEntry, cdr: Cdr | None, currency: str, amount_minor: int, sign: int
) -> StatementRow:
    return StatementRow(
        effective_at=kept.entry.effective_at,
        entry_id=kept.entry.entry_id,
        kind=kept.entry.kind,
        location_id="" if cdr is None else cdr.location_id,
        evse_uid="" if cdr is None else cdr.evse_uid,
        energy_kwh=None if cdr is None or not sign else sign * cdr.energy_kwh,
        currency=currency,
        amount_minor=amount_minor,
    )


def key_of(kind: DocumentKind, supplied: Supplied, *, is_credit: bool) -> DocumentKey:
    """On which document a sale stands."""
    of_session = kind in (DocumentKind.INVOICE, DocumentKind.SELF_BILLED)
    return DocumentKey(
        kind=kind,
        seller=supplied.seller,
        buyer=supplied.buyer,
        currency=supplied.currency,
        country=supplied.country if of_session else "",
        place=supplied.vat.place,
        outside=supplied.vat.category is VatCategory.OUTSIDE,
        is_credit=is_credit,
    )
