"""Triggers that keep a closed period closed: no entry that counts in it is taken any more.

Late items are posted in the open period by the journal itself; these refuse whoever goes past it.
"""

from collections.abc import Iterator

_CLOSED = "the period is closed"


def sqlite_period() -> Iterator[str]:
    """DDL for SQLite, where the row of a batch is what makes its entries part of the books."""
    yield (
        "CREATE TRIGGER batch_of_closed_period BEFORE INSERT ON posting_batch "
        "WHEN EXISTS (SELECT 1 FROM period_close) AND EXISTS (SELECT 1 FROM entry "
        "WHERE id > (SELECT COALESCE(MAX(to_entry), 0) FROM posting_batch) "
        "AND effective_us < (SELECT MAX(end_us) FROM period_close)) BEGIN "
        f"SELECT RAISE(ABORT, '{_CLOSED}'); END"
    )


def postgresql_period() -> Iterator[str]:
    """DDL for PostgreSQL; one look at all entries that arrive together."""
    yield (
        "CREATE OR REPLACE FUNCTION keep_periods_closed() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF EXISTS (SELECT 1 FROM arrived WHERE effective_us < "
        "(SELECT MAX(end_us) FROM period_close)) "
        f"THEN RAISE EXCEPTION '{_CLOSED}'; END IF; RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER entry_of_closed_period AFTER INSERT ON entry REFERENCING NEW TABLE AS "
        "arrived FOR EACH STATEMENT EXECUTE FUNCTION keep_periods_closed()"
    )
