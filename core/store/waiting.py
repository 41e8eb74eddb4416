"""Which holds still wait: a hold stays on record, and the end of its case says what came of it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from core.domain.reconciliation import Fate
from core.store.case_schema import case_end, priced_again
from core.store.schema import hold, priced_cdr

_CARRIED = (Fate.POSTED.value, Fate.FREE.value)


def is_waiting() -> ColumnElement[bool]:
    """Whether the case of a hold has not ended; to be used with ``hold``."""
    return ~exists().where(case_end.c.case_id == hold.c.cdr_key)


def keeps_back(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the CDR of that key is held or was dropped, and so is not in the journal."""
    carried = exists().where(case_end.c.case_id == hold.c.cdr_key, case_end.c.fate.in_(_CARRIED))
    return exists().where(hold.c.cdr_key == key, ~carried)


def is_held(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the CDR of that key waits for review."""
    return exists().where(hold.c.cdr_key == key, is_waiting())


def is_dropped(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the CDR of that key was given up after review."""
    return exists().where(case_end.c.case_id == key, case_end.c.fate == Fate.DROPPED.value)


def dropped_keys() -> Select[Any]:
    """Keys of CDRs that were given up after review."""
    return select(case_end.c.case_id).where(case_end.c.fate == Fate.DROPPED.value)


def kept_back() -> Select[Any]:
    """Keys of CDRs that are held or were dropped."""
    carried = exists().where(case_end.c.case_id == hold.c.cdr_key, case_end.c.fate.in_(_CARRIED))
    return select(hold.c.cdr_key).where(~carried)


def gross_that_counts() -> ColumnElement[int]:
    """The price with VAT by which a CDR was posted.

    To be used with ``priced_cdr`` and, as an outer join, ``priced_again``.
    """
    first = priced_cdr.c.excl_minor + priced_cdr.c.vat_minor
    again = priced_again.c.excl_minor + priced_again.c.vat_minor
    return func.coalesce(again, first)
