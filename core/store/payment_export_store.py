"""Which payment files left the books, when, and who took them: the first time of each."""

from sqlalchemy import Connection, select

from core.domain.payment_release import FirstExport
from core.store.bulk import insert_rows
from core.store.rows import time_of, us_of
from core.store.settlement_schema import payment_export


def put_payment_export(
    connection: Connection, batch_id: str, export: FirstExport, sha: str
) -> None:
    """Keep that a file left; ``sha`` is of the bytes that did."""
    row = (batch_id, export.who, us_of(export.exported_at), sha)
    insert_rows(connection, payment_export, [row])


def payment_exports(connection: Connection) -> dict[str, FirstExport]:
    """The first export of each file that left, by the file's id."""
    return {
        row.batch_id: FirstExport(row.who, time_of(row.exported_us))
        for row in connection.execute(select(payment_export))
    }
