"""Triggers that make the database itself keep the books: append-only, balanced, summed up.

SQLite: ``INSERT OR REPLACE`` fires no DELETE trigger unless recursive_triggers is on, so a BEFORE
INSERT guard stands beside it; it raises FAIL, for ABORT would have SQLite copy pages for each row.
PostgreSQL: statement triggers with transition tables, so an entry's postings must arrive in one
statement (COPY). Since v0014 those of the journal are in ``batch_guards.py``.
"""

from collections.abc import Iterator, Mapping


def sqlite_append_only(keys: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """DDL that keeps tables append-only, each given with its primary key columns."""
    for table, columns in keys.items():
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN "
            f"SELECT RAISE(FAIL, '{table} has that key already'); END"
        )


def sqlite_guards(keys: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """DDL of all triggers; ``keys`` gives the primary key columns of each append-only table."""
    yield from sqlite_append_only(keys)
    yield (
        "CREATE TRIGGER posting_balance AFTER INSERT ON posting BEGIN "
        "INSERT INTO balance (account, currency, amount_minor, postings) "
        "VALUES (NEW.account, NEW.currency, NEW.amount_minor, 1) "
        "ON CONFLICT (account, currency) DO UPDATE SET "
        "amount_minor = amount_minor + excluded.amount_minor, postings = postings + 1; END"
    )
    yield (
        "CREATE TRIGGER posting_of_sealed BEFORE INSERT ON posting "
        "WHEN EXISTS (SELECT 1 FROM seal WHERE entry = NEW.entry) BEGIN "
        "SELECT RAISE(ABORT, 'the entry is sealed'); END"
    )
    yield (
        "CREATE TRIGGER seal_zero_sum BEFORE INSERT ON seal "
        "WHEN EXISTS (SELECT 1 FROM posting WHERE entry = NEW.entry "
        "GROUP BY currency HAVING SUM(amount_minor) <> 0) BEGIN "
        "SELECT RAISE(ABORT, 'an entry does not sum to zero'); END"
    )


def postgresql_append_only(tables: tuple[str, ...]) -> Iterator[str]:
    """DDL that keeps tables append-only; ``refuse_change`` of the first books must be there."""
    for table in tables:
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def postgresql_guards(tables: tuple[str, ...]) -> Iterator[str]:
    """DDL of all functions and triggers."""
    yield (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    yield from postgresql_append_only(tables)
    yield (
        "CREATE FUNCTION keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM arrived GROUP BY entry, currency HAVING SUM(amount_minor) <> 0) "
        "THEN RAISE EXCEPTION 'an entry does not sum to zero'; END IF; "
        "IF EXISTS (SELECT 1 FROM arrived JOIN seal ON seal.entry = arrived.entry) "
        "THEN RAISE EXCEPTION 'the entry is sealed'; END IF; "
        "INSERT INTO balance (account, currency, amount_minor, postings) "
        "SELECT account, currency, SUM(amount_minor), COUNT(*) FROM arrived "
        "GROUP BY account, currency ORDER BY account, currency "
        "ON CONFLICT (account, currency) DO UPDATE SET "
        "amount_minor = balance.amount_minor + excluded.amount_minor, "
        "postings = balance.postings + excluded.postings; RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER posting_balance AFTER INSERT ON posting "
        "REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION keep_balances()"
    )
