"""Triggers by which the database itself numbers documents without a gap (I17).

The counter of an issuer's series is a row that the insertion of a document moves on by one. Two
writers take turns on that row; who comes second with a number that is taken finds a collision.
"""

from collections.abc import Iterator


def sqlite_numbers() -> Iterator[str]:
    """DDL for SQLite."""
    yield (
        "CREATE TRIGGER document_no_gap BEFORE INSERT ON document WHEN NEW.ordinal <> 1 + "
        "COALESCE((SELECT last FROM document_counter WHERE issuer = NEW.issuer "
        "AND series = NEW.series), 0) BEGIN "
        "SELECT RAISE(ABORT, 'the number of a document is the next of its series'); END"
    )
    yield (
        "CREATE TRIGGER document_counted AFTER INSERT ON document BEGIN "
        "INSERT INTO document_counter (issuer, series, last) "
        "VALUES (NEW.issuer, NEW.series, NEW.ordinal) "
        "ON CONFLICT (issuer, series) DO UPDATE SET last = last + 1; END"
    )


def postgresql_numbers() -> Iterator[str]:
    """DDL for PostgreSQL."""
    yield (
        "CREATE OR REPLACE FUNCTION count_document() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.ordinal = 1 THEN INSERT INTO document_counter (issuer, series, last) "
        "VALUES (NEW.issuer, NEW.series, 1); RETURN NULL; END IF; "
        "UPDATE document_counter SET last = NEW.ordinal WHERE issuer = NEW.issuer "
        "AND series = NEW.series AND last = NEW.ordinal - 1; "
        "IF NOT FOUND THEN RAISE EXCEPTION 'the number of a document is the next of its series' "
        "USING ERRCODE = 'unique_violation'; END IF; RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER document_counted AFTER INSERT ON document "
        "FOR EACH ROW EXECUTE FUNCTION count_document()"
    )
