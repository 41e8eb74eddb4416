"""Documents as they were issued: lists, one of them whole, and its files byte by byte."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.domain.document import Invoice, StatementDocument
from core.domain.errors import NotFoundError
from core.domain.network import Network
from core.service.runtime import Runtime
from core.store.database import OpenTransaction
from core.store.document_store import (
    DocumentFile,
    KeptDocument,
    body_of_document,
    documents_where,
    files_of,
    plain_body,
)
from core.store.legal_entity_store import put_legal_entities

DocumentRow = KeptDocument
"""A document as lists show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """A document with its value and its files."""

    row: DocumentRow
    value: Invoice | StatementDocument
    body: Any
    """The value as JSON can say it."""
    files: tuple[DocumentFile, ...]


def list_documents(
    runtime: Runtime, party: str | None = None, period: str | None = None
) -> tuple[DocumentRow, ...]:
    """Documents in the order in which they were issued, those of a statement together."""
    with runtime.database.reading() as connection:
        return documents_where(connection, party=party, period=period)


def shown_document(runtime: Runtime, number: str) -> ShownDocument:
    """One document.

    Raises:
        NotFoundError: There is none of that number.
    """
    with runtime.database.reading() as connection:
        (row,) = _known(connection, number)
        value = body_of_document(connection, number)
        assert value is not None, number
        files = files_of(connection, number)
    return ShownDocument(row=row, value=value, body=plain_body(value), files=files)


def document_files(
    runtime: Runtime,
    *,
    number: str | None = None,
    party: str | None = None,
    period: str | None = None,
) -> Iterator[DocumentFile]:
    """Files of documents as they were issued, one document in memory at a time.

    Raises:
        NotFoundError: There is none of that number.
    """
    with runtime.database.reading() as connection:
        if number is not None:
            rows = _known(connection, number)
        else:
            rows = documents_where(connection, party=party, period=period)
        for row in rows:
            yield from files_of(connection, row.number)


def take_legal_data(runtime: Runtime, network: Network) -> None:
    """Keep the legal data of a network's parties; what is known stays.

    Raises:
        ConflictError: A party has other legal data from the same day on.
    """
    with runtime.database.transaction() as connection:
        put_legal_entities(connection, network.legal_entities)


def _known(connection: OpenTransaction, number: str) -> tuple[DocumentRow, ...]:
    found = documents_where(connection, number=number)
    if not found:
        last = ", ".join(one.number for one in documents_where(connection)[-3:]) or "none"
        raise NotFoundError(f"documents: no document {number!r}; the last ones: {last}")
    return found
