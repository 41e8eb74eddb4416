"""How columns of the books are written: text, integers of 64 bits, tables that SQLite checks."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

Big = BigInteger().with_variant(Integer(), "sqlite")
metadata: Final = MetaData()


def text(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    """A column of text."""
    return Column(name, Text(), primary_key=key, nullable=null)


def big(name: str, *, key: bool = False, null: bool = False) -> Column[int]:
    """A column of whole numbers of 64 bits."""
    return Column(name, Big, primary_key=key, nullable=null, autoincrement=False)


def table(name: str, *columns: Column[str] | Column[int] | Column[bytes] | Index) -> Table:
    """A table of the books."""
    return Table(name, metadata, *columns, sqlite_strict=True)
