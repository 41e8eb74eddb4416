"""The decision table of VAT: of the rows that fit a supply, the one that says most decides.

Says most: compare the number of countries named by code, then of "the same country", then of
groups and "another country", then of all other conditions. A tie would make the order of the
rows decide, so it is an error of the table. Rows: resources/vat/rules.toml.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, product
from typing import Final

from core.domain.errors import InvalidValueError, UndecidedVatError
from core.domain.vat import ChainModel, RateRef, Supply, VatCategory, VatDecision, VatKey

ANY: Final = "*"
OTHER: Final = "not-"
"""Before a group: outside it; before a party: another country than its."""
PARTIES: Final = ("seller", "buyer", "location")
"""Fields of a key that are countries, and words of selectors that mean the country of one."""
_FOR_EVER: Final = date.max
_STRANGERS: Final = ("XA", "XB", "XC")
"""Codes of no country, to look for ties among countries that no row names."""


class Place(StrEnum):
    """Whose country is that of supply."""

    SELLER = "seller"
    BUYER = "buyer"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Member:
    """A country in a group, from a day (inclusive) until another (exclusive)."""

    country: str
    start: date = date.min
    end: date = _FOR_EVER


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRow:
    """One row; None, ``*`` and no chain at all fit everything."""

    row_id: str
    valid_from: date
    valid_until: date = _FOR_EVER
    """Exclusive."""
    supply: Supply | None
    chain: tuple[ChainModel, ...] = ()
    seller: str = ANY
    buyer: str = ANY
    location: str = ANY
    seller_taxable: bool = True
    buyer_taxable: bool | None = None
    buyer_is_dealer: bool | None = None
    seller_registered_in_location: bool | None = None
    place: Place
    category: VatCategory
    rate: RateRef
    vatex: str = ""
    text: str

    def fits_all_but_countries(self, key: VatKey, day: date) -> bool:
        """Whether it is for such a supply at that time, wherever it takes place."""
        return (
            self.valid_from <= day < self.valid_until
            and self.supply in (None, key.supply)
            and (not self.chain or key.chain in self.chain)
            and self.seller_taxable == key.seller_taxable
            and all(getattr(self, name) in (None, getattr(key, name)) for name in _YES_OR_NO)
        )


_YES_OR_NO: Final = ("buyer_taxable", "buyer_is_dealer", "seller_registered_in_location")


@dataclass(frozen=True, slots=True, eq=False)
class VatTable:
    """Rows, groups of countries and standard rates, checked; decides and remembers.

    Raises:
        InvalidValueError: An unknown group, an id twice, or two rows of which neither says more.
    """

    rows: tuple[VatRow, ...]
    groups: Mapping[str, tuple[Member, ...]]
    rates: Mapping[str, tuple[tuple[date, Decimal], ...]]
    """Country -> (from which day, percent), oldest first."""
    _days: tuple[date, ...] = field(init=False, repr=False)
    """Days on which something changes; between two of them every decision stays."""
    _decided: dict[tuple[VatKey, int], VatDecision] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "_days", tuple(sorted(set(self._changes()))))
        self._check_words()
        for one, other in combinations(self.rows, 2):
            self._check_tie(one, other)

    def decide(self, key: VatKey, day: date) -> VatDecision:
        """What the table says of a supply on its day, in the local time of the charge point.

        Raises:
            UndecidedVatError: No row fits, or no standard rate is known; the key is named.
        """
        era = self.era(day)
        found = self._decided.get((key, era))
        if found is None:
            found = self._decided[key, era] = self._decide(key, day)
        return found

    def era(self, day: date) -> int:
        """Number of the days between two changes of the table to which a day belongs."""
        return bisect_right(self._days, day)

    def fitting(self, key: VatKey, day: date) -> tuple[VatRow, ...]:
        """Every row that fits, the one that decides first."""
        fitting = [one for one in self.rows if self._fits(one, key, day)]
        return tuple(sorted(fitting, key=self.specificity, reverse=True))

    def specificity(self, row: VatRow) -> tuple[int, int, int, int]:
        """How much a row says; the greater decides."""
        kinds = [self._kind(getattr(row, party)) for party in PARTIES]
        others = (
            row.supply,
            row.chain or None,
            row.buyer_taxable,
            row.buyer_is_dealer,
            row.seller_registered_in_location,
        )
        return (
            kinds.count("code"),
            kinds.count("same"),
            kinds.count("group"),
            sum(one is not None for one in others),
        )

    def standard_pct(self, country: str, day: date) -> Decimal | None:
        """The standard rate of a country on a day, in percent; None where it is not listed."""
        known = [pct for start, pct in self.rates.get(country, ()) if start <= day]
        return known[-1] if known else None

    def _decide(self, key: VatKey, day: date) -> VatDecision:
        row = next(iter(self.fitting(key, day)), None)
        if row is None:
            raise UndecidedVatError(f"no row of the VAT table on {day} for {key}")
        place: str = getattr(key, row.place.value)
        pct = Decimal(0) if row.rate is RateRef.NONE else None
        if row.rate is RateRef.STANDARD:
            pct = self.standard_pct(place, day)
            if pct is None:
                raise UndecidedVatError(
                    f"row {row.row_id}: no standard rate of {place} on {day} for {key}"
                )
        return VatDecision(
            key=key,
            row_id=row.row_id,
            place=place,
            category=row.category,
            rate=row.rate,
            pct=pct,
            vatex=row.vatex,
            text=row.text,
        )

    def _fits(self, row: VatRow, key: VatKey, day: date) -> bool:
        return row.fits_all_but_countries(key, day) and self._fits_countries(row, key, day)

    def _fits_countries(self, row: VatRow, key: VatKey, day: date) -> bool:
        return (
            self._selects(row.seller, key.seller, key, day)
            and self._selects(row.buyer, key.buyer, key, day)
            and self._selects(row.location, key.location, key, day)
        )

    def _kind(self, selector: str) -> str:
        if selector == ANY:
            return "any"
        if selector in PARTIES:
            return "same"
        return "code" if len(selector) == 2 and selector not in self.groups else "group"

    def _selects(self, selector: str, country: str, key: VatKey, day: date) -> bool:
        if selector == ANY:
            return True
        if selector.startswith(OTHER):
            return not self._selects(selector.removeprefix(OTHER), country, key, day)
        if selector in PARTIES:
            return bool(getattr(key, selector) == country)
        if selector not in self.groups:
            return selector == country
        return any(
            one.country == country and one.start <= day < one.end for one in self.groups[selector]
        )

    def _changes(self) -> Iterator[date]:
        for row in self.rows:
            yield from (row.valid_from, row.valid_until)
        for members in self.groups.values():
            for one in members:
                yield from (one.start, one.end)
        for steps in self.rates.values():
            yield from (start for start, _ in steps)

    def _check_words(self) -> None:
        ids = [row.row_id for row in self.rows]
        if len(ids) != len(set(ids)):
            raise InvalidValueError("VAT rows: wanted an id for each, found one twice")
        for row in self.rows:
            for party in PARTIES:
                word = getattr(row, party).removeprefix(OTHER)
                known = word == ANY or len(word) == 2 or word in {*PARTIES, *self.groups}
                if not known or word == party:
                    raise InvalidValueError(f"VAT row {row.row_id}: {party}: no group {word!r}")

    def _check_tie(self, one: VatRow, other: VatRow) -> None:
        if self.specificity(one) != self.specificity(other):
            return
        for key, day in self._keys_for_both(one, other):
            if self._fits_countries(one, key, day) and self._fits_countries(other, key, day):
                raise InvalidValueError(
                    f"VAT rows {one.row_id} and {other.row_id}: both fit {key} on {day} and "
                    "neither says more"
                )

    def _keys_for_both(self, one: VatRow, other: VatRow) -> Iterator[tuple[VatKey, date]]:
        """Keys among which there is one that fits both rows, if there is any at all."""
        conditions = _conditions_of_both(one, other)
        start = max(one.valid_from, other.valid_from)
        end = min(one.valid_until, other.valid_until)
        if conditions is None or start >= end:
            return
        moved = {
            day for members in self.groups.values() for m in members for day in (m.start, m.end)
        }
        days = [start, *(day for day in sorted(moved) if start < day < end)]
        countries = self._countries_of(one, other)
        for seller, buyer, location in product(countries, repeat=3):
            key = replace(conditions, seller=seller, buyer=buyer, location=location)
            yield from ((key, day) for day in days)

    def _countries_of(self, one: VatRow, other: VatRow) -> list[str]:
        """Those that two rows name, strangers, and three of each kind of member of the groups.

        Three are enough, for a key names three countries; of one kind are those that are in the
        same groups at the same times.
        """
        named = {
            getattr(row, party).removeprefix(OTHER) for row in (one, other) for party in PARTIES
        }
        kinds: dict[tuple[tuple[str, date, date], ...], list[str]] = {}
        for country in sorted({m.country for members in self.groups.values() for m in members}):
            kind = tuple(
                (name, m.start, m.end)
                for name, members in self.groups.items()
                for m in members
                if m.country == country
            )
            kinds.setdefault(kind, []).append(country)
        alike = (country for countries in kinds.values() for country in countries[:3])
        return sorted({*(named - {ANY, *PARTIES, *self.groups}), *_STRANGERS, *alike})


def _conditions_of_both(one: VatRow, other: VatRow) -> VatKey | None:
    """A key that fits both in all but countries; None where there is none."""
    supplies = [s for s in Supply if {one.supply, other.supply} <= {None, s}]
    chains = [c for c in ChainModel if all(not r.chain or c in r.chain for r in (one, other))]
    asked = {name: {getattr(one, name), getattr(other, name)} - {None} for name in _YES_OR_NO}
    if not supplies or not chains or one.seller_taxable != other.seller_taxable:
        return None
    if any(len(values) == 2 for values in asked.values()):
        return None
    stated = {name: next(iter(values), True) for name, values in asked.items()}
    return VatKey(
        supply=supplies[0],
        chain=chains[0],
        seller="",
        buyer="",
        location="",
        seller_taxable=one.seller_taxable,
        **stated,
    )
