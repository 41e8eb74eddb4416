"""Guards of the journal that look at a whole batch, since v0014: equally strict, once, not per row.

SQLite knows no statement triggers. So the last row of a batch, in ``posting_batch``, is what makes
its entries part of the books: a trigger on it refuses the batch if an entry does not sum to zero,
and adds it to the balances. Before that row the entries are nobody's; after it nothing can be added
to them or put in their place, and without it they cannot be sealed. Numbers only ever grow, so one
look at the last batch tells whether a row comes too late. PostgreSQL has transition tables.
"""

from collections.abc import Iterator
from typing import Final

_LAST: Final = "(SELECT COALESCE(MAX(to_entry), 0) FROM posting_batch)"
_BEFORE: Final = (
    "(SELECT COALESCE(MAX(to_entry), 0) FROM posting_batch WHERE to_entry < NEW.to_entry)"
)
_OF_BATCH: Final = f"entry > {_BEFORE} AND entry <= NEW.to_entry"
_SQLITE_OLD: Final = (
    "entry_no_replace",
    "posting_no_replace",
    "posting_of_sealed",
    "posting_balance",
    "seal_no_replace",
    "seal_zero_sum",
)
"""Triggers of v0001 in whose place these stand."""


def sqlite_batch_guards() -> Iterator[str]:
    """DDL that takes the guards of v0001 off the journal and puts these on."""
    for name in _SQLITE_OLD:
        yield f"DROP TRIGGER {name}"
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER posting_batch_no_{verb.lower()} BEFORE {verb} ON posting_batch BEGIN "
            "SELECT RAISE(ABORT, 'posting_batch is append-only'); END"
        )
    yield _before("posting_batch", f"NEW.to_entry <= {_LAST}", "posting_batch has that key already")
    yield _before(
        "entry",
        f"NEW.id <= {_LAST} OR EXISTS (SELECT 1 FROM entry WHERE entry_id = NEW.entry_id) OR "
        "(NEW.reverses IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM entry WHERE reverses = NEW.reverses))",
        "entry has that key already",
    )
    yield _before("posting", f"NEW.entry <= {_LAST}", "posting has that key already")
    yield _before(
        "seal",
        "NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM seal) OR "
        "NEW.entry <= (SELECT COALESCE(MAX(entry), 0) FROM seal)",
        "seal has that key already",
    )
    yield (
        f"CREATE TRIGGER seal_of_batch BEFORE INSERT ON seal WHEN NEW.entry > {_LAST} BEGIN "
        "SELECT RAISE(FAIL, 'the entry is in no batch'); END"
    )
    yield (
        "CREATE TRIGGER posting_batch_kept AFTER INSERT ON posting_batch BEGIN "
        "SELECT RAISE(ABORT, 'an entry does not sum to zero') WHERE EXISTS ("
        f"SELECT 1 FROM posting AS one WHERE {_OF_BATCH} GROUP BY entry HAVING "
        # Of one currency nearly always: then there is nothing to sort.
        "CASE WHEN MIN(currency) = MAX(currency) THEN SUM(amount_minor) <> 0 "
        "ELSE EXISTS (SELECT 1 FROM posting AS leg WHERE leg.entry = one.entry "
        "GROUP BY leg.currency HAVING SUM(leg.amount_minor) <> 0) END); "
        "INSERT INTO balance (account, currency, amount_minor, postings) "
        f"SELECT account, currency, SUM(amount_minor), COUNT(*) FROM posting WHERE {_OF_BATCH} "
        "GROUP BY account, currency ON CONFLICT (account, currency) DO UPDATE SET "
        "amount_minor = amount_minor + excluded.amount_minor, "
        "postings = postings + excluded.postings; END"
    )


def _before(table: str, when: str, problem: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {when} BEGIN "
        f"SELECT RAISE(FAIL, '{problem}'); END"
    )


def postgresql_batch_guards() -> Iterator[str]:
    """DDL of the function that keeps the balances, in place of that of v0001.

    A posting is too late as soon as anything after it is sealed: one look, not one a row.
    """
    yield (
        "CREATE OR REPLACE FUNCTION keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM arrived GROUP BY entry, currency HAVING SUM(amount_minor) <> 0) "
        "THEN RAISE EXCEPTION 'an entry does not sum to zero'; END IF; "
        "IF (SELECT MIN(entry) FROM arrived) <= (SELECT MAX(entry) FROM seal) "
        "THEN RAISE EXCEPTION 'the entry is sealed'; END IF; "
        "INSERT INTO balance (account, currency, amount_minor, postings) "
        "SELECT account, currency, SUM(amount_minor), COUNT(*) FROM arrived "
        "GROUP BY account, currency ORDER BY account, currency "
        "ON CONFLICT (account, currency) DO UPDATE SET "
        "amount_minor = balance.amount_minor + excluded.amount_minor, "
        "postings = balance.postings + excluded.postings; RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER posting_batch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON posting_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
