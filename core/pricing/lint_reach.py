"""Elements and components that never apply, for others before them always do.

Told of an element that lies in one other, in several that share out the week, or in several that
share out one range; coverings that are stranger than that are not looked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.domain.finding import Finding, FindingCode, Severity
from core.domain.tariff import PriceComponent, ReservationRestriction, TariffDimension
from core.pricing.rooms import MEASURED, Range, Room, contains

_RESERVED: Final = (TariffDimension.FLAT, TariffDimension.TIME)


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A room before another that shares some of its week."""

    room: Room
    shared: int
    """Minutes of the week that both have."""
    missed: tuple[int, ...]
    """The axis on which it leaves something, if any."""


def reach_findings(rooms: Sequence[Room]) -> Iterator[Finding]:
    """What no session reaches."""
    before: dict[ReservationRestriction | None, list[Room]] = {}
    for room in rooms:
        others = before.setdefault(room.reservation, [])
        met = list(_meetings(room, others))
        yield from _unreached(room, _covers_by_dimension(room, met))
        yield from _of_components(room)
        others.append(room)


def _covers_by_dimension(room: Room, met: Sequence[_Meeting]) -> dict[TariffDimension, list[Room]]:
    """Those that leave nothing of a room, for each of its dimensions, in one order."""
    priced = [one for one in TariffDimension if one in room.dimensions]
    if all(room.dimensions <= one.room.dimensions for one in met):
        return dict.fromkeys(priced, _covers(room, met))
    return {
        dimension: _covers(room, [one for one in met if dimension in one.room.dimensions])
        for dimension in priced
    }


def _meetings(room: Room, before: Sequence[Room]) -> Iterator[_Meeting]:
    """Those before a room that may keep something from it: that miss one axis of it at most."""
    week, asked = room.week, list(enumerate(room.ranges))
    for other in before:
        shared = other.week & week
        if not shared:
            continue
        missed = []
        for axis, inner in asked:
            outer = other.ranges[axis]
            if outer is not inner and not contains(outer, inner):
                missed.append(axis)
                if len(missed) > 1:
                    break
        if len(missed) < 2:
            yield _Meeting(other, shared, tuple(missed))


def _unreached(room: Room, covers: dict[TariffDimension, list[Room]]) -> Iterator[Finding]:
    if all(covers.values()):
        every = sorted({one.place for found in covers.values() for one in found})
        yield Finding(
            FindingCode.UNREACHABLE_ELEMENT,
            Severity.ERROR,
            room.pointer,
            f"element {room.place + 1}: wanted something left to price, but {_named(every)} "
            f"before it always {'applies' if len(every) == 1 else 'apply'}",
        )
        return
    for place, component in enumerate(room.element.price_components):
        found = covers[component.type]
        if found:
            yield Finding(
                FindingCode.UNREACHABLE_COMPONENT,
                Severity.ERROR,
                f"{room.pointer}/price_components/{place}",
                f"element {room.place + 1}: its {component.type} never applies, for "
                f"{_named([one.place for one in found])} before it always does",
            )


def _named(places: Sequence[int]) -> str:
    numbers = [str(place + 1) for place in places]
    if len(numbers) == 1:
        return f"element {numbers[0]}"
    return f"elements {', '.join(numbers[:-1])} and {numbers[-1]}"


def _covers(room: Room, met: Sequence[_Meeting]) -> list[Room]:
    """Those before it that together leave nothing of it; none if something is left."""
    whole: list[Room] = []
    partly: dict[int, list[Room]] = {}
    left = room.week
    for one in met:
        if not one.missed:
            if left & one.shared:
                whole.append(one.room)
                left &= ~one.shared
        elif one.shared == room.week and one.missed[0] not in MEASURED:
            partly.setdefault(one.missed[0], []).append(one.room)
    if not left:
        return whole
    return next((found for axis, found in sorted(partly.items()) if _fills(found, axis, room)), [])


def _fills(rooms: Sequence[Room], axis: int, wanted: Room) -> bool:
    """Whether ranges leave no gap in another."""
    return not holes([one.ranges[axis] for one in rooms], wanted.ranges[axis])


def holes(ranges: Sequence[Range], within: Range) -> list[Range]:
    """What ranges leave of another, ascending."""
    reached, end = within
    found: list[Range] = []
    for low, high in sorted(ranges):
        if low >= end:
            break
        if low > reached:
            found.append((reached, low))
        reached = max(reached, high)
    if reached < end:
        found.append((reached, end))
    return found


def _of_components(room: Room) -> Iterator[Finding]:
    """Components that their own element keeps from ever applying."""
    seen: dict[TariffDimension, int] = {}
    for place, component in enumerate(room.element.price_components):
        pointer = f"{room.pointer}/price_components/{place}"
        if room.reservation is not None and component.type not in _RESERVED:
            yield _not_reserved(room, component, pointer)
        elif component.type in seen:
            yield Finding(
                FindingCode.DUPLICATE_COMPONENT,
                Severity.ERROR,
                pointer,
                f"element {room.place + 1}: wanted one {component.type}, found another in "
                f"component {seen[component.type] + 1}, which always applies instead",
            )
        seen.setdefault(component.type, place)


def _not_reserved(room: Room, component: PriceComponent, pointer: str) -> Finding:
    return Finding(
        FindingCode.NOT_FOR_RESERVATIONS,
        Severity.ERROR,
        pointer,
        f"element {room.place + 1}: wanted FLAT or TIME for a {room.reservation}, "
        f"found {component.type}, by which no reservation is priced",
    )
