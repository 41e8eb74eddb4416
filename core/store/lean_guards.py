"""Guards of the journal on SQLite since v0018: as strict as those of v0014, with less to do a row.

A posting that comes too late is found after it was put in, which costs half as much; ROLLBACK then
takes back all of the transaction, where FAIL would leave in place what REPLACE has put there. What
may be sealed is asked once a row, not twice. Only a batch of several currencies is looked at by
currency.
"""

from collections.abc import Iterator
from typing import Final

_BEFORE: Final = (
    "(SELECT COALESCE(MAX(to_entry), 0) FROM posting_batch WHERE to_entry < NEW.to_entry)"
)
_OF_BATCH: Final = f"entry > {_BEFORE} AND entry <= NEW.to_entry"
_IN_BATCH: Final = "EXISTS (SELECT 1 FROM posting_batch WHERE to_entry >= NEW.entry)"
_REPLACED: Final = ("posting_no_replace", "seal_no_replace", "seal_of_batch", "posting_batch_kept")
"""Triggers of v0014 in whose place these stand."""

_BY_CURRENCY: Final = (
    "GROUP BY entry HAVING MIN(currency) <> MAX(currency) AND EXISTS (SELECT 1 FROM posting AS leg "
    "WHERE leg.entry = one.entry GROUP BY leg.currency HAVING SUM(leg.amount_minor) <> 0)"
)
# IS NOT, for a batch whose last number has no legs has no currency to compare with.
_OF_SEVERAL: Final = (
    f"EXISTS (SELECT 1 FROM posting WHERE {_OF_BATCH} AND currency IS NOT "
    "(SELECT currency FROM posting WHERE entry = NEW.to_entry LIMIT 1))"
)


def sqlite_lean_guards() -> Iterator[str]:
    """DDL that takes these guards of v0014 off the journal and puts the new ones on."""
    for name in _REPLACED:
        yield f"DROP TRIGGER {name}"
    yield (
        "CREATE TRIGGER posting_no_replace AFTER INSERT ON posting "
        f"WHEN NEW.entry <= 0 OR {_IN_BATCH} BEGIN "
        "SELECT RAISE(ROLLBACK, 'posting has that key already'); END"
    )
    yield (
        "CREATE TRIGGER seal_no_replace BEFORE INSERT ON seal WHEN NEW.seq <= 0 OR "
        "EXISTS (SELECT 1 FROM seal WHERE seq >= NEW.seq) OR "
        f"EXISTS (SELECT 1 FROM seal WHERE entry >= NEW.entry) OR NOT {_IN_BATCH} BEGIN "
        f"SELECT RAISE(FAIL, 'the entry is in no batch') WHERE NOT {_IN_BATCH}; "
        "SELECT RAISE(FAIL, 'seal has that key already'); END"
    )
    yield (
        "CREATE TRIGGER posting_batch_kept AFTER INSERT ON posting_batch BEGIN "
        f"{_refused('GROUP BY entry HAVING SUM(amount_minor) <> 0')}; "
        f"{_refused(_BY_CURRENCY, when=_OF_SEVERAL)}; "
        "INSERT INTO balance (account, currency, amount_minor, postings) "
        f"SELECT account, currency, SUM(amount_minor), COUNT(*) FROM posting WHERE {_OF_BATCH} "
        "GROUP BY account, currency ON CONFLICT (account, currency) DO UPDATE SET "
        "amount_minor = amount_minor + excluded.amount_minor, "
        "postings = postings + excluded.postings; END"
    )


def _refused(unbalanced: str, when: str = "TRUE") -> str:
    return (
        f"SELECT RAISE(ABORT, 'an entry does not sum to zero') WHERE {when} AND EXISTS "
        f"(SELECT 1 FROM posting AS one WHERE {_OF_BATCH} {unbalanced})"
    )
