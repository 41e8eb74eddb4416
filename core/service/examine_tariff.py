"""A text somebody typed, pasted or opened -> the tariff in it, and what is to be said of it.

Nothing here is an error: a text that is no tariff yet is a fact about it, with the line to look at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from json import JSONDecodeError

from core.domain.errors import RoamingError, SourceError, WireError
from core.domain.finding import Finding
from core.domain.tariff import Tariff
from core.ocpi.code_case import with_upper_codes
from core.ocpi.json_places import JsonPlaces, Place, pointer_of_path
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import items_of, parsed
from core.pricing.lint import in_order, lint
from core.pricing.time_zones import zone_named, zone_of_country


@dataclass(frozen=True, slots=True, kw_only=True)
class TextProblem:
    """Why a text is not what it should be: one sentence, and where to look."""

    message: str
    pointer: str
    """JSON pointer into the text; empty for all of it, and where it is no JSON."""
    place: Place


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding, and where in the text it points."""

    finding: Finding
    pointer: str
    """Into the text, which may hold more than the tariff."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedTariff:
    """What a text says."""

    titles: tuple[str, ...] = ()
    """Of the tariffs in it, in their order; empty where there are none."""
    number: int = 0
    """Which of them was examined, from 0."""
    tariff: Tariff | None = None
    """None: there is a problem, or no text."""
    time_zone: str = ""
    """IANA name of the zone that it is read in; empty without a tariff."""
    findings: tuple[PlacedFinding, ...] = ()
    problem: TextProblem | None = None


@dataclass(frozen=True, slots=True)
class TextItems:
    """The OCPI objects of a text: one alone, a list, or the ``data`` of a response."""

    items: tuple[object, ...]
    pointers: tuple[str, ...]


def examine_tariff(
    text: str, number: int = 0, time_zone: str | None = None, otherwise: str = "UTC"
) -> ExaminedTariff:
    """Read one tariff of a text and lint it.

    Args:
        text: JSON, of 2.2.1 or 2.3.0; owner, id and time may be absent.
        number: Which of its tariffs, from 0; the last one where there are fewer.
        time_zone: IANA name; None takes that of the country of the tariff's owner.
        otherwise: IANA name for a tariff whose owner's country nobody knows.
    """
    if not text.strip():
        return ExaminedTariff()
    found = items_of_text(text)
    if isinstance(found, TextProblem):
        return ExaminedTariff(problem=found)
    titles = tuple(map(_title, found.items))
    chosen = min(number, len(titles) - 1)
    value, at = found.items[chosen], found.pointers[chosen]
    places = JsonPlaces.of(text)
    try:
        tariff, findings, zone_name = _read(value, time_zone, otherwise)
    except WireError as error:
        known = "" if error.path == "message" else pointer_of_path(error.path)
        problem = problem_at(str(error), f"{at}{known}", places)
        return ExaminedTariff(titles=titles, number=chosen, problem=problem)
    except RoamingError as error:
        problem = problem_at(str(error), at, places)
        return ExaminedTariff(titles=titles, number=chosen, problem=problem)
    return ExaminedTariff(
        titles=titles,
        number=chosen,
        tariff=tariff,
        time_zone=zone_name,
        findings=tuple(
            PlacedFinding(one, f"{at}{one.pointer}", places.place(f"{at}{one.pointer}"))
            for one in findings
        ),
    )


def _read(
    value: object, time_zone: str | None, otherwise: str
) -> tuple[Tariff, tuple[Finding, ...], str]:
    if isinstance(value, dict) and "charging_periods" in value:
        raise WireError("message", "wanted a tariff, found a CDR; open it as a CDR")
    mended, found = with_upper_codes(value)
    tariff = tariff_from_json(mended, bare=True)
    zone_name = time_zone or zone_of_country(tariff.cpo[:2]) or otherwise
    zone: tzinfo = zone_named(zone_name)
    return tariff, in_order((*found, *lint(tariff, zone))), zone_name


def items_of_text(text: str) -> TextItems | TextProblem:
    """The objects of a text, or why there are none."""
    try:
        value = parsed(text, "the text")
        items = tuple(items_of(value, "the text"))
    except SourceError as error:
        return _not_json(error)
    if not items:
        return problem_at("wanted at least one object, found an empty list", "", JsonPlaces.of(""))
    return TextItems(items, tuple(_pointers(value, items)))


def _pointers(value: object, items: Sequence[object]) -> list[str]:
    inside = ""
    if isinstance(value, dict) and "status_code" in value:
        value, inside = value["data"], "/data"
    if isinstance(value, dict):
        return [inside]
    return [f"{inside}/{number}" for number in range(len(items))]


def problem_at(message: str, pointer: str, places: JsonPlaces) -> TextProblem:
    """A problem with the lines of what its pointer points to."""
    return TextProblem(message=message, pointer=pointer, place=places.place(pointer))


def _not_json(error: SourceError) -> TextProblem:
    cause = error.__cause__
    message = str(error).removeprefix("the text: ")
    if not isinstance(cause, JSONDecodeError):
        return TextProblem(message=message, pointer="", place=Place(1, 1))
    told = f"not JSON: line {cause.lineno}, column {cause.colno}: {_words(cause.msg)}"
    return TextProblem(message=told, pointer="", place=Place(cause.lineno, cause.lineno))


def _words(message: str) -> str:
    return f"{message[:1].lower()}{message[1:]}"


def _title(item: object) -> str:
    """The id of a tariff, what it says of itself, and of which kind it is."""
    if not isinstance(item, dict):
        return "no object"
    texts = item.get("tariff_alt_text")
    first = texts[0] if isinstance(texts, list) and texts else None
    told = first.get("text") if isinstance(first, dict) else None
    parts = (item.get("id"), item.get("type"), told)
    return ", ".join(part for part in parts if isinstance(part, str) and part)[:80] or "without id"
