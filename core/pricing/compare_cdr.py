"""Our price of a CDR against the totals in it and against the session: every figure, classed.

A figure that is not ours is explained by the first thing that makes it ours: rounding, another
version of the tariff, the energy or the time that is stated elsewhere, taxes. The surprise: what a
CDR states of its energy and its time need not be what its periods hold, and the periods are priced.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from core.domain.cdr import Cdr, ChargingPeriod
from core.domain.claim import Claim, claim_of
from core.domain.exact_price import ExactPrice
from core.domain.interval import duration_s
from core.domain.money import exponent_of
from core.domain.price_note import PriceNote
from core.domain.rounding import MINOR_UNIT, RoundingPolicy
from core.domain.session import Session
from core.domain.tariff import Tariff
from core.domain.usage import Usage
from core.pricing.discrepancy import AGREED, Difference, DifferenceKind
from core.pricing.explain import without_steps
from core.pricing.explain_words import rounding_words
from core.pricing.figures import Figure, rounding_that_gives, stated_figures
from core.pricing.price import price_exactly

_NOTHING: Final = Decimal(0)
_LIMITED: Final = frozenset((PriceNote.MIN_PRICE_APPLIED, PriceNote.MAX_PRICE_APPLIED))
_STEPPED: Final = frozenset((PriceNote.STEP_SIZE_ENERGY, PriceNote.STEP_SIZE_TIME))
_TOTAL: Final = Figure("total", None, None, taxed=False)


@dataclass(frozen=True, slots=True)
class _Otherwise:
    """What the CDR would cost if something were as somebody else says."""

    kind: DifferenceKind
    because: str
    price: ExactPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """By what a CDR is priced."""

    tariffs: tuple[Tariff, ...]
    time_zone: str | None
    expired: bool

    def price(self, usage: Usage, tariffs: Sequence[Tariff] = ()) -> ExactPrice:
        return price_exactly(
            usage, tariffs or self.tariffs, self.time_zone, reservation_expired=self.expired
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Volume:
    """A volume that two sides state, and what theirs is worth beyond ours."""

    of: str
    kind: DifferenceKind
    unit: str
    ours: Decimal
    theirs: Decimal
    otherwise: Usage
    """The session if its periods were as the other side says."""
    stated_is_theirs: bool
    """Whether the other side is theirs, so that the periods are ours."""
    because: str


def compared(
    cdr: Cdr | Claim,
    tariffs: Tariff | Sequence[Tariff],
    time_zone: str | None = None,
    *,
    session: Session | None = None,
    reservation_expired: bool = False,
    rounding: RoundingPolicy = MINOR_UNIT,
) -> tuple[Difference, ...]:
    """Every figure that the CDR states, beside ours; those that agree too.

    Args:
        cdr: As its CPO states it, or as much of it as states a price.
        tariffs: All that may apply; the others explain what the one that applies does not.
        time_zone: IANA name of the location's zone.
        session: As we know it; None: nobody does.
        reservation_expired: The driver did not come.
        rounding: As the agreement says.

    Raises:
        CurrencyMismatchError: The tariff is in another currency than the CDR.
        InvalidValueError: Not an IANA time zone.
    """
    offered = (tariffs,) if isinstance(tariffs, Tariff) else tuple(tariffs)
    terms = _Terms(tariffs=offered, time_zone=time_zone, expired=reservation_expired)
    claim = claim_of(cdr) if isinstance(cdr, Cdr) else cdr
    exact = terms.price(claim.usage)
    volumes = tuple(_volumes(claim, session))
    others = [
        *_other_tariffs(claim.usage, exact, terms),
        *_other_volumes(volumes, terms),
        *_other_rules(claim.usage, exact, terms),
    ]
    found: list[Difference] = []
    for figure, theirs in stated_figures(claim):
        before = found[-1].kind if figure.taxed else None
        found.append(_Comparison(figure, exact, rounding, others).difference(theirs, before))
    found += [_volume_difference(one, exact, terms, rounding) for one in volumes]
    return tuple(found)


def _other_tariffs(usage: Usage, exact: ExactPrice, terms: _Terms) -> Iterator[_Otherwise]:
    used = {(line.tariff_id, line.tariff_version) for line in exact.lines}
    used.add((exact.tariff_id, exact.tariff_version))
    for one in terms.tariffs:
        if (one.tariff_id, one.version) not in used and one.currency == exact.currency:
            because = f"it is the price by tariff {one.tariff_id}, version {one.version}"
            yield _Otherwise(DifferenceKind.TARIFF_VERSION, because, terms.price(usage, (one,)))


def _other_volumes(volumes: Iterable[_Volume], terms: _Terms) -> Iterator[_Otherwise]:
    for one in volumes:
        if one.ours != one.theirs:
            yield _Otherwise(one.kind, one.because, terms.price(one.otherwise))


def _other_rules(usage: Usage, exact: ExactPrice, terms: _Terms) -> Iterator[_Otherwise]:
    """The price if a rule that mattered were left out."""
    unlimited = [replace(one, min_price=None, max_price=None) for one in terms.tariffs]
    unstepped = [without_steps(one) for one in terms.tariffs]
    rules = (
        (_LIMITED, "limits", unlimited),
        (_STEPPED, "steps", unstepped),
    )
    for notes, name, tariffs in rules:
        if not notes.isdisjoint(exact.notes):
            because = f"it is the price without the tariff's {name}"
            price = terms.price(usage, tariffs)
            yield _Otherwise(DifferenceKind.UNEXPLAINED, because, price)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One figure, to be held against theirs."""

    figure: Figure
    exact: ExactPrice
    rounding: RoundingPolicy
    others: Sequence[_Otherwise]

    def difference(self, theirs: Decimal | None, before: DifferenceKind | None) -> Difference:
        """What it differs by; ``before`` is the kind of the same figure before taxes."""
        ours = self.figure.rounded(self.exact, self.rounding)
        kind, because = self._kind(ours, theirs, before)
        return Difference(
            of=self.figure.told,
            kind=kind,
            ours=ours,
            theirs=theirs,
            unit=self.exact.currency,
            amount=None if ours is None else (theirs or _NOTHING) - ours,
            because=because,
        )

    def _kind(
        self, ours: Decimal | None, theirs: Decimal | None, before: DifferenceKind | None
    ) -> tuple[DifferenceKind, str]:
        if theirs is None:
            return DifferenceKind.MISSING, "the CDR does not state it"
        if ours is None:
            return DifferenceKind.VAT, "the tariff does not state a tax rate"
        if theirs in (ours, self._exactly()):
            return DifferenceKind.EXACT, ""
        policy = rounding_that_gives(self.figure, self.exact, theirs)
        if policy is not None:
            words = rounding_words(policy, self.exact.currency)
            return DifferenceKind.ROUNDING_MODE, f"{words[0].lower()}{words[1:-1]}"
        if abs(theirs - ours) <= Decimal(1).scaleb(-exponent_of(self.exact.currency)):
            return DifferenceKind.WITHIN_ONE_MINOR_UNIT, ""
        return self._explained(theirs, before)

    def _exactly(self) -> Fraction | None:
        return self.figure.exact(self.exact)

    def _explained(
        self, theirs: Decimal, before: DifferenceKind | None
    ) -> tuple[DifferenceKind, str]:
        if before in AGREED:
            return DifferenceKind.VAT, "before taxes it agrees"
        swapped = replace(self.figure, taxed=not self.figure.taxed)
        if rounding_that_gives(swapped, self.exact, theirs) is not None:
            return DifferenceKind.VAT, f"it is our {swapped.told}"
        for other in self.others:
            if rounding_that_gives(self.figure, other.price, theirs) is not None:
                return other.kind, other.because
        return DifferenceKind.UNEXPLAINED, ""


def _volume_difference(
    one: _Volume, exact: ExactPrice, terms: _Terms, rounding: RoundingPolicy
) -> Difference:
    same = one.ours == one.theirs
    by_periods = _TOTAL.rounded(exact, rounding)
    otherwise = by_periods if same else _TOTAL.rounded(terms.price(one.otherwise), rounding)
    amount = None
    if by_periods is not None and otherwise is not None:
        more = otherwise - by_periods
        amount = more if one.stated_is_theirs else -more
    return Difference(
        of=one.of,
        kind=DifferenceKind.EXACT if same else one.kind,
        ours=one.ours,
        theirs=one.theirs,
        unit=one.unit,
        amount=amount,
        because="" if same else one.because,
    )


def _volumes(claim: Claim, session: Session | None) -> Iterator[_Volume]:
    """What is stated against the periods, then what the session was against what is billed."""
    usage = claim.usage
    in_periods = sum((one.energy_kwh for one in usage.charging_periods), _NOTHING)
    if usage.energy_kwh is not None:
        yield _Volume(
            of="total energy against the periods", kind=DifferenceKind.ENERGY, unit="kWh",
            ours=in_periods, theirs=usage.energy_kwh, stated_is_theirs=True,
            otherwise=_with_energy(usage, usage.energy_kwh - in_periods),
            because=f"the CDR states {usage.energy_kwh} kWh, its periods hold {in_periods} kWh",
        )  # fmt: skip
    if claim.claimed is not None and claim.claimed.time_s is not None:
        claimed_s = Decimal(claim.claimed.time_s)
        stay_s = sum(map(_stay_s, usage.charging_periods), _NOTHING)
        yield _Volume(
            of="total time against the periods", kind=DifferenceKind.TIME, unit="s",
            ours=stay_s, theirs=claimed_s, stated_is_theirs=True,
            otherwise=_with_time(usage, claimed_s - stay_s),
            because=f"the CDR states {claimed_s} s, its periods hold {stay_s} s",
        )  # fmt: skip
    if session is not None:
        yield from _session_volumes(usage, in_periods, session)


def _session_volumes(usage: Usage, in_periods: Decimal, session: Session) -> Iterator[_Volume]:
    yield _Volume(
        of="energy against the session", kind=DifferenceKind.ENERGY, unit="kWh",
        ours=session.energy_kwh, theirs=in_periods, stated_is_theirs=False,
        otherwise=_with_energy(usage, session.energy_kwh - in_periods),
        because=f"the session took {session.energy_kwh} kWh, the CDR bills {in_periods} kWh",
    )  # fmt: skip
    lasted_s = Decimal(duration_s(session.start, session.end))
    billed_s = Decimal(duration_s(usage.start, usage.end))
    yield _Volume(
        of="time against the session", kind=DifferenceKind.TIME, unit="s",
        ours=lasted_s, theirs=billed_s, stated_is_theirs=False,
        otherwise=_with_time(usage, lasted_s - billed_s),
        because=f"the session lasted {lasted_s} s, the CDR {billed_s} s",
    )  # fmt: skip


def _stay_s(period: ChargingPeriod) -> Decimal:
    return Decimal(period.charging_s + period.parking_s)


def _with_energy(usage: Usage, more_kwh: Decimal) -> Usage:
    """The session with more energy, or less, in the last period that has any."""
    periods = list(usage.charging_periods)
    at = _last([one.energy_kwh for one in periods])
    periods[at] = replace(periods[at], energy_kwh=periods[at].energy_kwh + more_kwh)
    return replace(usage, charging_periods=tuple(periods))


def _with_time(usage: Usage, more_s: Decimal) -> Usage:
    """The session with more time, or less, in the last period that has any; never below none."""
    periods = list(usage.charging_periods)
    at = _last([_stay_s(one) for one in periods])
    periods[at] = _longer(periods[at], more_s)
    return replace(usage, charging_periods=tuple(periods))


def _longer(period: ChargingPeriod, more_s: Decimal) -> ChargingPeriod:
    if period.parking_s:
        return replace(period, parking_s=max(_NOTHING, period.parking_s + more_s))
    return replace(period, charging_s=max(_NOTHING, period.charging_s + more_s))


def _last(volumes: Sequence[Decimal]) -> int:
    """The last that is not zero; the last of all where every one is."""
    return max((at for at, one in enumerate(volumes) if one), default=len(volumes) - 1)
