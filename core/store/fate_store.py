"""What became of CDRs: a price, a reason to wait, or nothing to pay."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from core.domain.cdr import Cdr
from core.domain.hold import Hold, HoldReason
from core.domain.priced_cdr import PricedCdr
from core.store.bulk import insert_rows
from core.store.case_schema import priced_again
from core.store.rows import lines_body, time_of, us_of
from core.store.schema import free_cdr, hold, priced_cdr
from core.store.waiting import is_waiting


def put_priced(connection: Connection, priced: Iterable[PricedCdr]) -> None:
    """Keep prices."""
    insert_rows(connection, priced_cdr, map(_row_of, priced))


def put_priced_again(connection: Connection, priced: Iterable[PricedCdr]) -> None:
    """Keep the prices that count of CDRs that had another one while they were held."""
    insert_rows(connection, priced_again, map(_row_of, priced))


def _row_of(priced: PricedCdr) -> tuple[str | int | None, ...]:
    return (
        priced.cdr.key,
        priced.tariff_id,
        priced.tariff_version,
        priced.currency,
        priced.excl_minor,
        priced.vat_minor,
        lines_body.dump_json((priced.lines, priced.notes)).decode(),
    )


def put_holds(connection: Connection, held: Iterable[Hold]) -> None:
    """Keep what waits for review."""
    insert_rows(
        connection,
        hold,
        [(one.cdr_key, one.reason.value, one.detail, us_of(one.held_at)) for one in held],
    )


def put_free(connection: Connection, keys: Iterable[str], reason: str) -> None:
    """Keep that these CDRs cost nothing."""
    insert_rows(connection, free_cdr, [(key, reason) for key in keys])


def priced_of(connection: Connection, record: Cdr) -> PricedCdr | None:
    """The price of a CDR; the one that counts, if it was posted at another after review."""
    return prices_of(connection, [record]).get(record.key)


def prices_of(connection: Connection, records: Collection[Cdr]) -> dict[str, PricedCdr]:
    """The prices of CDRs that count, by key."""
    by_key = {one.key: one for one in records}
    found = {}
    for prices in (priced_cdr, priced_again):
        query = select(prices).where(prices.c.cdr_key.in_(sorted(by_key)))
        for row in connection.execute(query):
            found[row.cdr_key] = _priced(row, by_key[row.cdr_key])
    return found


def _priced(row: Row[Any], record: Cdr) -> PricedCdr:
    lines, notes = lines_body.validate_json(row.body)
    return PricedCdr(
        cdr=record,
        tariff_id=row.tariff_id,
        tariff_version=row.tariff_version,
        currency=row.currency,
        lines=lines,
        notes=notes,
    )


def hold_of(connection: Connection, key: str) -> Hold | None:
    """Why a CDR waits; None if it does not, or not any more."""
    query = select(hold).where(hold.c.cdr_key == key, is_waiting())
    row = connection.execute(query).first()
    if row is None:
        return None
    return Hold(
        cdr_key=row.cdr_key,
        reason=HoldReason(row.reason),
        detail=row.detail,
        held_at=time_of(row.held_us),
    )


def free_reason_of(connection: Connection, key: str) -> str | None:
    """Why a CDR cost nothing; None if it cost something or is not carried."""
    return connection.execute(select(free_cdr.c.reason).where(free_cdr.c.cdr_key == key)).scalar()
