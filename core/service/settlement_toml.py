"""How a network file states settlement: hours, credit, holdbacks, legal entities.

Amounts are in major units of the currency that the party settles in; each table holds from its
``valid_from`` on, from always where it says none.
"""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, Strict

from core.domain.errors import InvalidValueError
from core.domain.money import money
from core.domain.settlement_rules import (
    ALWAYS,
    CreditLine,
    CreditMode,
    CutOffRule,
    EntityMembership,
    HoldbackRule,
    SettlementRules,
)
from core.service.closed_days import banking_days
from core.service.toml_fields import (
    BasisPoints,
    Currency,
    MajorUnits,
    Name,
    PartyKey,
    TimeZone,
)
from core.sessionfile.toml_text import StrictModel

RESERVE_DAYS_MAX: Final = 180
"""Longer than this nobody keeps what is somebody else's."""


def _known_calendar(name: str) -> str:
    try:
        banking_days(name)
    except InvalidValueError as error:
        raise ValueError(str(error).partition(": ")[2].partition(", found")[0]) from None
    return name


def _listed(found: object) -> object:
    return [found] if isinstance(found, dict) else found


class CutOffToml(StrictModel):
    """``[[settlement]]``: when the network cuts off, and which days are open."""

    valid_from: date = ALWAYS
    calendar: Annotated[str, AfterValidator(_known_calendar)] = "EVERY_DAY"
    cut_off_hour: Annotated[int, Strict(), Field(ge=0, le=23)] = 2
    time_zone: TimeZone = "UTC"

    def rule(self) -> CutOffRule:
        """The same as a value."""
        return CutOffRule(
            valid_from=self.valid_from,
            calendar=self.calendar,
            hour=self.cut_off_hour,
            time_zone=self.time_zone,
        )


class CreditToml(StrictModel):
    """``credit`` of a Demand Partner."""

    valid_from: date = ALWAYS
    mode: CreditMode = CreditMode.POSTPAID
    limit: MajorUnits | None = None
    deposit: MajorUnits | None = None
    stop_at_limit: bool = False

    def line(self, demand_partner: str, currency: str) -> CreditLine:
        """The same as a value."""
        return CreditLine(
            demand_partner=demand_partner,
            valid_from=self.valid_from,
            mode=self.mode,
            limit_minor=None if self.limit is None else money(self.limit, currency).amount_minor,
            deposit_minor=0 if not self.deposit else money(self.deposit, currency).amount_minor,
            stops_at_limit=self.stop_at_limit,
        )


class HoldbackToml(StrictModel):
    """``holdback`` of a CPO, or of the network for every CPO that states none."""

    valid_from: date = ALWAYS
    currency: Currency | None = None
    reserve_bp: BasisPoints = 0
    reserve_days: Annotated[int, Strict(), Field(ge=0, le=RESERVE_DAYS_MAX)] = 0
    fixed: MajorUnits | None = None
    payout_minimum: MajorUnits | None = None

    def rule(self, cpo: str, currency: str) -> HoldbackRule:
        """The same as a value."""
        held_in = self.currency or currency
        return HoldbackRule(
            cpo=cpo,
            currency=held_in,
            valid_from=self.valid_from,
            reserve_bp=self.reserve_bp,
            reserve_days=self.reserve_days,
            fixed_minor=money(self.fixed, held_in).amount_minor if self.fixed else 0,
            payout_minimum_minor=money(self.payout_minimum, held_in).amount_minor
            if self.payout_minimum
            else 0,
        )


class EntityToml(StrictModel):
    """``[[legal_entity]]``: parties that settle as one; the first of them for all."""

    name: Name
    parties: Annotated[tuple[PartyKey, ...], Field(min_length=2)]
    valid_from: date = ALWAYS

    def memberships(self) -> Iterator[EntityMembership]:
        """The same as values, the first party's own among them."""
        for party in self.parties:
            yield EntityMembership(party=party, entity=self.parties[0], valid_from=self.valid_from)


CreditTomls = Annotated[tuple[CreditToml, ...], BeforeValidator(_listed)]
"""One table, or several with their days."""
HoldbackTomls = Annotated[tuple[HoldbackToml, ...], BeforeValidator(_listed)]


def rules_of(
    cut_offs: Iterable[CutOffToml],
    credits_: Iterable[tuple[str, str, CreditTomls]],
    holdbacks: Iterable[tuple[str, str, HoldbackTomls]],
    entities: Iterable[EntityToml],
) -> SettlementRules:
    """All of it as one value; parties are given as (key, currency, what they state)."""
    return SettlementRules(
        cut_offs=tuple(one.rule() for one in cut_offs),
        credit_lines=tuple(
            one.line(party, currency) for party, currency, stated in credits_ for one in stated
        ),
        holdbacks=tuple(
            one.rule(party, currency) for party, currency, stated in holdbacks for one in stated
        ),
        memberships=tuple(member for one in entities for member in one.memberships()),
    )


Wrong = tuple[tuple[str | int, ...], str]
"""Path in the file, and what is wrong there."""


def wrong_rules(rules: SettlementRules, parties: Iterable[str]) -> Iterator[Wrong]:
    """Rules that name a party that is not there, or that are there twice from one day on."""
    known = set(parties)
    for one in rules.memberships:
        if one.party not in known:
            yield ("legal_entity", 0, "parties"), f"no party {one.party} in this network"
    yield from _twice("settlement", [one.valid_from for one in rules.cut_offs])
    yield from _twice("legal_entity", [(one.party, one.valid_from) for one in rules.memberships])
    yield from _twice(
        "demand_partner", [(one.demand_partner, one.valid_from) for one in rules.credit_lines]
    )
    yield from _twice("cpo", [(one.cpo, one.currency, one.valid_from) for one in rules.holdbacks])


def _twice(table: str, keys: Iterable[Hashable]) -> Iterator[Wrong]:
    seen: set[Hashable] = set()
    for key in keys:
        if key in seen:
            named = " from ".join(map(str, key)) if isinstance(key, tuple) else str(key)
            yield (table, 0), f"{named} is stated twice"
        seen.add(key)
