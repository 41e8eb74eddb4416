"""Documents as they were issued: their numbers, their values, their bytes, and what they cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, or_, select

from core.domain.document import DocumentKind, Invoice, StatementDocument
from core.domain.entry import EntryKind
from core.store.bulk import insert_rows, slices
from core.store.document_schema import (
    document,
    document_counter,
    document_cover,
    document_file,
)
from core.store.rows import bytes_sha, sha_of, time_of, us_of
from core.store.schema import cdr, entry, posting

invoice_body: Final = TypeAdapter(Invoice)
statement_body: Final = TypeAdapter(StatementDocument)


_OF_SESSION: Final = tuple(
    kind.value for kind in (EntryKind.CDR, EntryKind.CREDIT, EntryKind.REFUND, EntryKind.REVERSAL)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFile:
    """One form of a document."""

    number: str
    format: str
    """xml, pdf, csv or xlsx."""
    name: str
    """What it is called on disk."""
    content: bytes

    @property
    def sha(self) -> str:
        """sha256 of the bytes, in hex."""
        return bytes_sha(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDocument:
    """A document as a line of a list."""

    number: str
    issuer: str
    series: str
    ordinal: int
    kind: DocumentKind
    is_credit: bool
    party: str
    """Whose statement it stands beneath."""
    period: str
    statement: str
    """Number of that statement; its own if it is one."""
    seller: str
    buyer: str
    country: str
    currency: str
    net_minor: int
    vat_minor: int
    rounding_minor: int
    due_minor: int
    sessions: int
    issued_at: datetime


def next_ordinal(connection: Connection, issuer: str, series: str) -> int:
    """The next number of a series; whoever inserts it first has it."""
    query = select(document_counter.c.last).where(
        document_counter.c.issuer == issuer, document_counter.c.series == series
    )
    return (connection.execute(query).scalar() or 0) + 1


def put_document(
    connection: Connection, kept: KeptDocument, value: Invoice | StatementDocument
) -> None:
    """Keep a document.

    Raises:
        CollisionError: Its number is not the next of its series any more.
    """
    if isinstance(value, Invoice):
        body = invoice_body.dump_json(value).decode()
    else:
        body = statement_body.dump_json(value).decode()
    row = {
        name: getattr(kept, name)
        for name in document.columns.keys()  # noqa: SIM118 (iterating it gives columns)
        if name not in ("issued_us", "body", "sha", "kind", "is_credit")
    }
    connection.execute(
        document.insert(),
        row
        | {
            "kind": kept.kind.value,
            "is_credit": int(kept.is_credit),
            "issued_us": us_of(kept.issued_at),
            "body": body,
            "sha": sha_of(body),
        },
    )


def put_files(connection: Connection, files: Iterable[DocumentFile]) -> None:
    """Keep the forms of documents."""
    for one in files:
        connection.execute(
            document_file.insert(),
            {
                "number": one.number,
                "format": one.format,
                "name": one.name,
                "sha": one.sha,
                "content": one.content,
            },
        )


def put_cover(connection: Connection, party: str, statement: str, entries: Sequence[int]) -> None:
    """Keep which entries a party's statement covers.

    Raises:
        CollisionError: One of them is covered already.
    """
    insert_rows(connection, document_cover, [(number, party, statement) for number in entries])


def uncovered_entries(connection: Connection, party: str, end: datetime) -> list[int]:
    """Numbers of entries before ``end`` that concern a party and that no statement covers."""
    covered = select(document_cover.c.entry).where(document_cover.c.party == party)
    of_session = (
        select(entry.c.id)
        .join(cdr, cdr.c.cdr_key == entry.c.source_id)
        .where(
            entry.c.kind.in_(_OF_SESSION),
            or_(cdr.c.cpo == party, cdr.c.demand_partner == party),
            entry.c.effective_us < us_of(end),
            entry.c.id.not_in(covered),
        )
    )
    of_account = (
        select(entry.c.id)
        .join(posting, posting.c.entry == entry.c.id)
        .where(
            func.substr(posting.c.account, 6) == party,
            entry.c.effective_us < us_of(end),
            entry.c.id.not_in(covered),
        )
    )
    return sorted(connection.execute(of_session.union(of_account)).scalars())


def documents_where(
    connection: Connection,
    *,
    party: str | None = None,
    period: str | None = None,
    statement: str | None = None,
    number: str | None = None,
) -> tuple[KeptDocument, ...]:
    """Documents in the order in which they were issued, narrowed by what is not None."""
    columns = [column for column in document.columns if column.name not in ("body", "sha")]
    query = select(*columns).order_by(
        document.c.issued_us, document.c.statement, document.c.series, document.c.ordinal
    )
    asked = {"party": party, "period": period, "statement": statement, "number": number}
    for name, value in asked.items():
        if value is not None:
            query = query.where(document.c[name] == value)
    return tuple(_kept(row) for row in connection.execute(query))


def last_statement(connection: Connection, party: str) -> StatementDocument | None:
    """The latest statement of a party."""
    query = (
        select(document.c.body)
        .where(document.c.party == party, document.c.kind == DocumentKind.STATEMENT.value)
        .order_by(document.c.period.desc())
        .limit(1)
    )
    body = connection.execute(query).scalar()
    return None if body is None else statement_body.validate_json(body)


def body_of_document(connection: Connection, number: str) -> Invoice | StatementDocument | None:
    """The value of a document; None if there is none of that number."""
    query = select(document.c.kind, document.c.body).where(document.c.number == number)
    row = connection.execute(query).first()
    if row is None:
        return None
    if row.kind == DocumentKind.STATEMENT.value:
        return statement_body.validate_json(row.body)
    return invoice_body.validate_json(row.body)


def files_of(connection: Connection, number: str) -> tuple[DocumentFile, ...]:
    """All forms of a document, by format."""
    query = (
        select(document_file)
        .where(document_file.c.number == number)
        .order_by(document_file.c.format)
    )
    return tuple(
        DocumentFile(
            number=row.number, format=row.format, name=row.name, content=bytes(row.content)
        )
        for row in connection.execute(query)
    )


def _kept(row: Row[Any]) -> KeptDocument:
    fields = row._asdict()
    issued_us = fields.pop("issued_us")
    fields["kind"] = DocumentKind(fields["kind"])
    fields["is_credit"] = bool(fields["is_credit"])
    return KeptDocument(issued_at=time_of(issued_us), **fields)


def credited_statements(
    connection: Connection, party: str, numbers: Sequence[int]
) -> dict[str, str]:
    """CDR -> statement of the party that covers it, of those that these entries credit."""
    credit, credited = entry.alias(), entry.alias()
    found: dict[str, str] = {}
    for some in slices(numbers):
        query = (
            select(credited.c.source_id, document_cover.c.statement)
            .join(credit, credit.c.source_id == credited.c.entry_id)
            .join(document_cover, document_cover.c.entry == credited.c.id)
            .where(
                credit.c.id.in_(some),
                credit.c.kind != EntryKind.CDR.value,
                document_cover.c.party == party,
            )
        )
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found


def plain_body(value: Invoice | StatementDocument) -> Any:  # noqa: ANN401 (JSON)
    """The value of a document as JSON can say it."""
    kept = invoice_body if isinstance(value, Invoice) else statement_body
    return kept.dump_python(value, mode="json")  # type: ignore[arg-type]  # of its own kind
