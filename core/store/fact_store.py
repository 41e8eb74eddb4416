"""What the network did by itself and has to tell: Credit CDRs of its own, CDRs that it billed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from core.domain.document import DocumentKind
from core.store.document_schema import document, document_cover
from core.store.rows import time_of, us_of
from core.store.schema import cdr, credit_cdr, entry

CreditFact = tuple[str, str, str, datetime]
"""Key of the Credit CDR, key of the CDR that it undoes, its reason, when it was issued."""
_BILLED = (DocumentKind.INVOICE.value, DocumentKind.SELF_BILLED.value)


def credits_since(connection: Connection, since: datetime) -> list[CreditFact]:
    """Credit CDRs that came or were made from then on, the oldest first."""
    query = (
        select(credit_cdr)
        .where(credit_cdr.c.received_us >= us_of(since))
        .order_by(credit_cdr.c.received_us, credit_cdr.c.cdr_key)
    )
    return [
        (row.cdr_key, row.credited_key, row.reason, time_of(row.issued_us))
        for row in connection.execute(query)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledFact:
    """An invoice that sessions stand behind."""

    number: str
    statement: str
    party: str
    country: str
    """Where its sessions took place."""
    issued_at: datetime


def invoices_since(connection: Connection, since: datetime) -> list[BilledFact]:
    """Invoices and self-billed invoices that were issued from then on, the oldest first."""
    query = (
        select(document)
        .where(
            document.c.issued_us >= us_of(since),
            document.c.kind.in_(_BILLED),
            document.c.is_credit == 0,
        )
        .order_by(document.c.issued_us, document.c.number)
    )
    return [
        BilledFact(
            number=row.number,
            statement=row.statement,
            party=row.party,
            country=row.country,
            issued_at=time_of(row.issued_us),
        )
        for row in connection.execute(query)
    ]


def cdrs_of_statement(connection: Connection, party: str, statement: str) -> list[str]:
    """Keys of the CDRs whose sessions a party's statement is about."""
    query = (
        select(cdr.c.cdr_key)
        .join(entry, entry.c.entry_id == cdr.c.cdr_key)
        .join(document_cover, document_cover.c.entry == entry.c.id)
        .where(document_cover.c.party == party, document_cover.c.statement == statement)
        .order_by(cdr.c.cdr_key)
    )
    return list(connection.execute(query).scalars())
