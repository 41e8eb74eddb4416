"""Questions about documents that only broken books answer with a row."""

from sqlalchemy import Connection, select, text

from core.domain.document import StatementDocument
from core.store.audit_store import first_rows
from core.store.document_schema import document, document_file
from core.store.document_store import invoice_body, statement_body
from core.store.rows import bytes_sha, sha_of

_FINDINGS_MAX = 20


def broken_document_numbers(connection: Connection) -> list[str]:
    """I17: series of an issuer whose numbers are not 1, 2, 3 ... up to its counter."""
    return first_rows(
        connection,
        text(
            "SELECT c.issuer, c.series, c.last, COUNT(d.number) FROM document_counter c "
            "LEFT JOIN document d ON d.issuer = c.issuer AND d.series = c.series "
            "GROUP BY c.issuer, c.series, c.last "
            "HAVING COUNT(d.number) <> c.last OR MIN(d.ordinal) <> 1 OR MAX(d.ordinal) <> c.last "
            "UNION ALL SELECT d.issuer, d.series, NULL, COUNT(*) FROM document d "
            "WHERE NOT EXISTS (SELECT 1 FROM document_counter c WHERE c.issuer = d.issuer "
            "AND c.series = d.series) GROUP BY d.issuer, d.series"
        ),
    )


def changed_documents(connection: Connection) -> list[str]:
    """Documents that are not as they were issued: value, amounts, or a file."""
    found = []
    for row in connection.execute(select(document).execution_options(yield_per=200)):
        if sha_of(row.body) != row.sha:
            found.append(f"{row.number} is not the document that was issued")
        elif row.kind != "statement":
            value = invoice_body.validate_json(row.body)
            told = (row.net_minor, row.vat_minor, row.rounding_minor, row.due_minor)
            wanted = (value.net_minor, value.vat_minor, value.rounding_minor, value.due_minor)
            if told != wanted or row.number != value.number:
                found.append(f"{row.number}: wanted {wanted}, found {told}")
    files = select(document_file).execution_options(yield_per=20)
    found += [
        f"{row.name} is not the file that was issued"
        for row in connection.execute(files)
        if bytes_sha(bytes(row.content)) != row.sha
    ]
    return found[:_FINDINGS_MAX]


def untied_statements(connection: Connection) -> list[str]:
    """I16: statements that are not the postings that they cover, or do not follow one another.

    What a statement covers moved the party's accounts by what its lines say; it opens with what
    the one before closed with, and its documents stand on it by what is due.
    """
    moved = _covered_sums(connection)
    closing: dict[tuple[str, str], int] = {}
    found = []
    query = select(document.c.body).where(document.c.kind == "statement")
    for (body,) in connection.execute(query.order_by(document.c.party, document.c.period)):
        value = statement_body.validate_json(body)
        found += _untied(value, moved, closing)
    return found[:_FINDINGS_MAX]


def _untied(
    value: StatementDocument,
    moved: dict[tuple[str, str], int],
    closing: dict[tuple[str, str], int],
) -> list[str]:
    found = []
    for one in value.accounts:
        party = value.party.party
        told = one.closing_minor - one.opening_minor
        posted = moved.get((value.number, one.currency), 0)
        if told != posted:
            found.append(f"{value.number} {one.currency}: lines {told}, postings {posted}")
        before = closing.get((party, one.currency), 0)
        if before != one.opening_minor:
            found.append(f"{value.number} {one.currency}: opens {one.opening_minor}, not {before}")
        closing[party, one.currency] = one.closing_minor
        due = {invoice.number: invoice.due_minor for invoice in value.invoices}
        found += [
            f"{value.number}: {line.number} counts {line.amount_minor}, is due {due[line.number]}"
            for line in one.lines
            if line.number and abs(line.amount_minor) != abs(due[line.number])
        ]
    return found


def _covered_sums(connection: Connection) -> dict[tuple[str, str], int]:
    query = text(
        "SELECT c.statement, p.currency, SUM(p.amount_minor) FROM document_cover c "
        "JOIN posting p ON p.entry = c.entry AND substr(p.account, 6) = c.party "
        "GROUP BY c.statement, p.currency"
    )
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}
