"""The VAT table that comes with the program (``resources/vat``), read once and checked."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Final

from pydantic import Field

from core.domain.errors import InvalidValueError, SourceError
from core.domain.vat import ChainModel, RateRef, Supply, VatCategory
from core.ledger.vat_table import ANY, Member, Place, VatRow, VatTable
from core.service.resources import RESOURCES, read_text
from core.service.toml_fields import CountryCode, Name, Percent
from core.sessionfile.toml_text import StrictModel, line_of, lines_of_keys, model_from_toml

FORMAT: Final = 1
_SELECTOR: Final = r"^(\*|(not-)?([A-Z]{2}|[A-Z][A-Z_]+|seller|buyer|location))$"
_MEMBER: Final = re.compile(
    r"(?P<country>[A-Z]{2})(?: from (?P<start>[\d-]{10}))?(?: until (?P<end>[\d-]{10}))?"
)
Selector = Annotated[str, Field(pattern=_SELECTOR)]
MemberText = Annotated[str, Field(pattern=rf"^{_MEMBER.pattern}$")]
Format = Annotated[int, Field(ge=FORMAT, le=FORMAT)]


class _RowToml(StrictModel):
    id: Name
    valid_from: date
    valid_until: date = date.max
    supply: Supply | Annotated[str, Field(pattern=r"^\*$")]
    chain: tuple[ChainModel, ...] = ()
    seller: Selector = ANY
    buyer: Selector = ANY
    location: Selector = ANY
    seller_taxable: bool = True
    buyer_taxable: bool | None = None
    buyer_is_dealer: bool | None = None
    seller_registered_in_location: bool | None = None
    place: Place
    category: VatCategory
    rate: RateRef
    vatex: str = ""
    text: Annotated[str, Field(min_length=1, max_length=200)]

    def row(self) -> VatRow:
        told = self.model_dump(exclude={"id", "supply"})
        supply = self.supply if isinstance(self.supply, Supply) else None
        return VatRow(row_id=self.id, supply=supply, **told)


class _RulesToml(StrictModel):
    format: Format
    group: dict[str, tuple[MemberText, ...]]
    row: Annotated[tuple[_RowToml, ...], Field(min_length=1)]


class _StepToml(StrictModel):
    day: Annotated[date, Field(alias="from")]
    pct: Percent


class _RatesToml(StrictModel):
    format: Format
    standard: dict[CountryCode, Annotated[tuple[_StepToml, ...], Field(min_length=1)]]


@cache
def vat_table() -> VatTable:
    """The table that comes with the program.

    Raises:
        SourceError: One of its files is wrong.
    """
    rules, rates = (RESOURCES / "vat" / name for name in ("rules.toml", "rates.toml"))
    return vat_table_from_toml(read_text(rules), read_text(rates), (str(rules), str(rates)))


def vat_table_from_toml(
    rules: str, rates: str, sources: tuple[str, str] = ("rules.toml", "rates.toml")
) -> VatTable:
    """The table that two TOML texts state; ``sources`` are their names in messages.

    Raises:
        SourceError: A text is wrong, or two of its rows decide the same as well as each other.
    """
    wanted = model_from_toml(rules, sources[0], _RulesToml)
    try:
        return VatTable(
            rows=tuple(row.row() for row in wanted.row),
            groups={name: tuple(map(_member, told)) for name, told in wanted.group.items()},
            rates=_rates(rates, sources[1]),
        )
    except InvalidValueError as error:
        raise SourceError(sources[0], str(error)) from error


def _member(told: str) -> Member:
    found = _MEMBER.fullmatch(told)
    assert found is not None, told
    start, end = found["start"], found["end"]
    try:
        return Member(
            found["country"],
            date.fromisoformat(start) if start else date.min,
            date.fromisoformat(end) if end else date.max,
        )
    except ValueError as error:
        raise InvalidValueError(f"group: {told!r}: {error}") from error


def _rates(text: str, source: str) -> dict[str, tuple[tuple[date, Decimal], ...]]:
    wanted = model_from_toml(text, source, _RatesToml)
    rates = {
        country: tuple((step.day, step.pct) for step in steps)
        for country, steps in wanted.standard.items()
    }
    for country, steps in rates.items():
        days = [day for day, _ in steps]
        if days != sorted(set(days)):
            line = line_of(("standard", country), lines_of_keys(text))
            raise SourceError(source, f"standard.{country}: wanted days in order, each once", line)
    return rates
