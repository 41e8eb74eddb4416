"""The law of the filter: SQL in the store and masks over columns select the same rows."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, select
from sqlalchemy.pool import StaticPool

from console.present.filter_columns import ArrayColumn, mask_of
from core.domain.filter_tree import Between, Compare, Operator
from core.store.filter_sql import SqlColumn, condition_of
from tests.filters import FILTERS, PARTIES, SOME_TEXTS

DTYPE = np.dtype(
    [
        *(("id", "i8"), ("dp", "U6"), ("site", "U8"), ("state", "U8"), ("assumed", "?")),
        *(("currency", "U3"), ("amount", "i8"), ("energy", "i8"), ("seq", "i8"), ("time", "i8")),
    ]
)
TABLE = Table(
    "row",
    MetaData(),
    *(Column(name, Text) for name in ("dp", "site", "state", "currency")),
    *(Column(name, Integer) for name in ("id", "assumed", "amount", "energy", "seq", "time")),
)
SQL = {
    "dp": SqlColumn(expression=TABLE.c.dp),
    "site": SqlColumn(expression=TABLE.c.site, is_id=True),
    "state": SqlColumn(expression=TABLE.c.state),
    "assumed": SqlColumn(expression=TABLE.c.assumed),
    "amount": SqlColumn(expression=TABLE.c.amount, currency=TABLE.c.currency),
    "energy": SqlColumn(expression=TABLE.c.energy, scale=10_000),
    "seq": SqlColumn(expression=TABLE.c.seq),
    "time": SqlColumn(expression=TABLE.c.time, scale=1_000_000),
}
ARRAYS = {
    "dp": ArrayColumn(name="dp"),
    "site": ArrayColumn(name="site", is_id=True),
    "state": ArrayColumn(name="state"),
    "assumed": ArrayColumn(name="assumed"),
    "amount": ArrayColumn(name="amount", currency="currency"),
    "energy": ArrayColumn(name="energy", scale=10_000, present="dp"),
    "seq": ArrayColumn(name="seq"),
    "time": ArrayColumn(name="time", scale=1_000_000),
}
NEW_YEAR_US = 1_767_225_600_000_000
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "dp": st.none() | PARTIES,
            "site": st.none() | SOME_TEXTS,
            "state": st.sampled_from(["held", "settled"]),
            "currency": st.sampled_from(["EUR", "JPY", "KWD"]),
            "assumed": st.booleans(),
            "amount": st.integers(-6000, 6000),
            "energy": st.integers(-60, 60).map(lambda kwh: kwh * 5_000),
            "seq": st.integers(-5, 5),
            "time": st.integers(0, 60 * 24 * 60).map(lambda m: NEW_YEAR_US + m * 60_000_000),
        }
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def engine():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    TABLE.metadata.create_all(engine)
    yield engine
    engine.dispose()


def selected_by_sql(engine, tree, rows):
    with engine.begin() as connection:
        connection.execute(TABLE.delete())
        for number, row in enumerate(rows):
            missing = {"energy": None} if row["dp"] is None else {}
            connection.execute(TABLE.insert(), row | missing | {"id": number})
        query = select(TABLE.c.id).where(condition_of(tree, SQL, "sqlite")).order_by(TABLE.c.id)
        return list(connection.execute(query).scalars())


def selected_by_columns(tree, rows):
    array = np.array(
        [(n, *(row[name] or 0 if name in INTS else row[name] or "" for name in DTYPE.names[1:]))
         for n, row in enumerate(rows)],
        dtype=DTYPE,
    )  # fmt: skip
    return array["id"][mask_of(tree, ARRAYS, array)].tolist()


INTS = {"amount", "energy", "seq", "time"}


@given(tree=FILTERS, rows=ROWS)
def test_sql_and_columns_select_the_same_rows(engine, tree, rows):
    assert selected_by_sql(engine, tree, rows) == selected_by_columns(tree, rows)


@pytest.mark.parametrize(
    ("currency", "amount_minor", "operator", "value", "is_selected"),
    [
        ("EUR", 2000, Operator.GT, "20", False),
        ("EUR", 2001, Operator.GT, "20", True),
        ("EUR", 2001, Operator.GT, "20.005", True),
        ("EUR", 2000, Operator.GE, "20.005", False),
        ("EUR", 2000, Operator.LT, "20.005", True),
        ("EUR", 2000, Operator.EQ, "20.005", False),
        ("EUR", 2000, Operator.NE, "20.005", True),
        ("JPY", 20, Operator.EQ, "20", True),
        ("KWD", 20_000, Operator.EQ, "20", True),
        ("JPY", 2000, Operator.EQ, "20", False),
    ],
)
def test_an_amount_is_compared_in_the_row_s_own_currency(
    engine, currency, amount_minor, operator, value, is_selected
):
    row = dict.fromkeys(DTYPE.names, 0) | {"currency": currency, "amount": amount_minor}
    row |= {"dp": "NL*ABC", "site": "", "state": "held"}
    tree = Compare("amount", operator, Decimal(value))
    assert bool(selected_by_columns(tree, [row])) is is_selected
    assert bool(selected_by_sql(engine, tree, [row])) is is_selected


def test_a_range_includes_both_its_ends(engine):
    rows = [dict.fromkeys(DTYPE.names, 0) | {"seq": n, "site": "", "dp": ""} for n in range(5)]
    tree = Between("seq", 1, 3)
    assert selected_by_columns(tree, rows) == selected_by_sql(engine, tree, rows) == [1, 2, 3]
