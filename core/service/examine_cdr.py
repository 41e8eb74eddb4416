"""A text with a CDR -> its price by a tariff, and every figure that it states beside ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.domain.claim import Claim
from core.domain.errors import RoamingError, WireError
from core.domain.rounding import MINOR_UNIT, RoundingPolicy
from core.domain.tariff import Tariff
from core.ocpi.claim_codec import claim_from_json
from core.ocpi.json_places import JsonPlaces, pointer_of_path
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import wire_object
from core.pricing.compare_cdr import compared
from core.pricing.discrepancy import Difference
from core.pricing.explain import Explanation, explained
from core.service.examine_tariff import TextProblem, items_of_text, problem_at


class TariffSource(StrEnum):
    """Whose tariff a CDR is priced by."""

    CDR = "CDR"
    """One that it carries."""
    TEXT = "TEXT"
    """The one that somebody looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedCdr:
    """What a CDR costs and what it says it costs."""

    titles: tuple[str, ...] = ()
    """Ids of the CDRs of the text."""
    number: int = 0
    source: TariffSource | None = None
    """None: there is a problem."""
    carries_tariff: bool = False
    tariff: Tariff | None = None
    claim: Claim | None = None
    told: Explanation | None = None
    differences: tuple[Difference, ...] = ()
    problem: TextProblem | None = None


def examine_cdr(
    text: str,
    tariffs: Sequence[Tariff],
    time_zone: str | None = None,
    *,
    number: int = 0,
    wanted: TariffSource = TariffSource.CDR,
    rounding: RoundingPolicy = MINOR_UNIT,
) -> ExaminedCdr:
    """Price a CDR and hold it against what it states.

    Args:
        text: JSON of a CDR, a list of them, or an OCPI response.
        tariffs: Those that somebody looks at.
        time_zone: IANA name of the location's zone.
        number: Which CDR of the text, from 0.
        wanted: Whose tariff; where there is none of that kind the other is taken.
        rounding: Of our price.
    """
    found = items_of_text(text)
    if isinstance(found, TextProblem):
        return ExaminedCdr(problem=found)
    titles = tuple(map(_title, found.items))
    chosen = min(number, len(titles) - 1)
    value, at = found.items[chosen], found.pointers[chosen]
    try:
        claim = claim_from_json(value)
        own = _carried(value)
        use_own = bool(own) and (wanted is TariffSource.CDR or not tariffs)
        offered = own if use_own else tuple(tariffs)
        if not offered:
            raise WireError("tariffs", "wanted one in the CDR or in the text beside, found none")
        told = explained(claim.usage, offered, time_zone, rounding=rounding)
        differences = compared(claim, offered, time_zone, rounding=rounding)
    except RoamingError as error:
        path = error.path if isinstance(error, WireError) else "message"
        known = "" if path == "message" else pointer_of_path(path)
        problem = problem_at(str(error), f"{at}{known}", JsonPlaces.of(text))
        return ExaminedCdr(titles=titles, number=chosen, problem=problem)
    return ExaminedCdr(
        titles=titles,
        number=chosen,
        source=TariffSource.CDR if use_own else TariffSource.TEXT,
        carries_tariff=bool(own),
        tariff=_applied(told, offered),
        claim=claim,
        told=told,
        differences=differences,
    )


def _carried(value: object) -> tuple[Tariff, ...]:
    listed = wire_object(value).objects("tariffs")
    return tuple(tariff_from_json(one.fields, one.path, bare=True) for one in listed)


def _applied(told: Explanation, offered: Sequence[Tariff]) -> Tariff:
    """The tariff of the first line; the first that was offered where nothing was priced."""
    lines = told.price.lines
    if lines:
        key = lines[0].line.tariff_id, lines[0].line.tariff_version
        return next(one for one in offered if (one.tariff_id, one.version) == key)
    return offered[0]


def _title(item: object) -> str:
    told = item.get("id") if isinstance(item, dict) else None
    return told if isinstance(told, str) and told else "without id"
