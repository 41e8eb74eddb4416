"""Books with as many entries as wanted, written past the use cases: a reader's benchmark.

Nine entries in ten are sessions of 40 Demand Partners and 25 CPOs; the rest are cut-offs. Bodies,
which no table shows, are short.
"""

from pathlib import Path
from typing import Any

from core.service.open_books import open_books
from core.service.runtime import Runtime
from core.store.bulk import insert_rows
from core.store.schema import cdr, entry, party, posting, priced_cdr, seal, split

PARTNERS = [f"NL*D{number:02d}" for number in range(40)]
OPERATORS = [f"DE*C{number:02d}" for number in range(25)]
_FIRST_US = 1_780_000_000_000_000
_BATCH = 50_000


def large_books(path: Path, entries: int) -> Runtime:
    """Make the file and open it; the caller closes it and removes it."""
    runtime = open_books(f"sqlite:///{path}")
    with runtime.database.unguarded() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in names.scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        insert_rows(
            connection,
            party,
            [(key, "EMSP", key, "EUR", None, None) for key in PARTNERS]
            + [(key, "CPO", key, "EUR", None, None) for key in OPERATORS],
        )
        for first in range(1, entries + 1, _BATCH):
            _fill(connection, range(first, min(first + _BATCH, entries + 1)))
    return runtime


def _fill(connection: Any, numbers: range) -> None:
    sessions = [number for number in numbers if number % 10]
    keys = {n: f"cdr:{OPERATORS[n * 7 % 25]}:{n}" for n in sessions}
    insert_rows(connection, cdr, [_cdr(n, keys[n]) for n in sessions])
    insert_rows(
        connection,
        priced_cdr,
        [(keys[n], "T1", "1", "EUR", _gross(n) * 5 // 6, _gross(n) // 6, "[]") for n in sessions],
    )
    insert_rows(connection, split, [_split(n, keys[n]) for n in sessions])
    insert_rows(connection, entry, [_entry(n, keys.get(n)) for n in numbers])
    insert_rows(
        connection,
        posting,
        [
            (n, leg, account, "EUR", sign * _gross(n))
            for n in numbers
            for leg, account, sign in ((1, "1200:NL*D01", 1), (2, "2100:DE*C01", -1))
        ],
    )
    insert_rows(connection, seal, [(n, n) for n in numbers])


def _gross(number: int) -> int:
    return number * 131 % 6000 + 1


def _cdr(n: int, key: str) -> tuple[Any, ...]:
    end_us = _FIRST_US + n * 1_000_000
    return (
        key,
        str(n),
        None,
        OPERATORS[n * 7 % 25],
        PARTNERS[n * 11 % 40],
        f"L{n % 300}",
        f"DE*C{n % 25:02d}*E{n % 3000}",
        end_us - 2_700_000_000,
        end_us,
        "EUR",
        n * 37 % 800_000,
        0,
        end_us,
        "{}",
        "",
    )


def _split(n: int, key: str) -> tuple[Any, ...]:
    gross = _gross(n)
    vat, cpo_net, share = gross // 6, gross * 3 // 4, gross // 25
    return (key, "EUR", gross, vat, cpo_net, share, share, 0, vat, None)


def _entry(n: int, key: str | None) -> tuple[Any, ...]:
    kind = "cdr" if key else "cut_off"
    at_us = _FIRST_US + n * 1_000_000
    source = key or f"cycle-{n}"
    return (n, key or f"cut_off:{n}", kind, at_us, at_us, at_us, source, "T", None, "[]", "")
