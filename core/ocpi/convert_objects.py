"""An object of OCPI 2.2.1 as 2.3.0 writes it, and back, with a list of what was lost.

Source: both versions' tables (``object_tables``), whose difference is walked; mixed versions are
beyond the specification. What neither version knows is kept. An enum that 2.2.1 closes may hold a
value that it does not know: in a list it is left out, else it becomes the nearest one that 2.2.1
has, and where none is near, what needs it is left out of its list, too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from core.ocpi.conversion_loss import Loss, Losses
from core.ocpi.convert_prices import (
    newer_limit,
    newer_price,
    newer_taxes,
    older_limit,
    older_price,
    older_taxes,
)
from core.ocpi.object_tables import TABLES, Field, Tables
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import JsonObject

_OLD: Final = OcpiVersion.V2_2_1
_NEAREST: Final[Mapping[tuple[str, str], str]] = {
    ("ConnectorType", "SAE_J3400"): "TESLA_S",  # the same plug, before it was a standard
    ("Role", "HUB"): "OTHER",
}
_ANY_OTHER: Final[Mapping[str, str]] = {"ImageCategory": "OTHER", "TokenType": "OTHER"}
_HUB: Final = "HUB"


@dataclass(frozen=True, slots=True)
class Converted:
    """An object in another version."""

    value: object
    losses: tuple[Loss, ...]


def convert_object(name: str, value: object, source: OcpiVersion, target: OcpiVersion) -> Converted:
    """The object as the other version writes it.

    Args:
        name: The object as ``object_tables`` names it; both versions must have it.
        value: Plain objects with exact numbers. A PATCH may leave out what it does not change.
        source: The version it is written in.
        target: The version wanted.
    """
    if source is target:
        return Converted(value, ())
    turn = _Turn(TABLES[source], TABLES[target], to_old=target is _OLD)
    assert name in turn.source.objects, f"no object of OCPI {source}: {name}"
    assert name in turn.target.objects, f"no object of OCPI {target}: {name}"
    try:
        made = turn.object_of(name, value, "")
    except _UnsaidError:
        turn = _Turn(turn.source, turn.target, to_old=turn.to_old, keeps=True)
        made = turn.object_of(name, value, "")
    return Converted(made, tuple(turn.losses.found))


class _UnsaidError(Exception):
    """Something that must be there has no word in the other version."""


@dataclass(slots=True)
class _Turn:
    """One object being converted."""

    source: Tables
    target: Tables
    to_old: bool
    keeps: bool = False
    """Whether what has no word stays as it is, because there is nothing to leave it out of."""
    losses: Losses = field(default_factory=Losses)

    def object_of(self, name: str, value: object, pointer: str) -> object:
        """An object, with what is in it."""
        if not isinstance(value, Mapping):
            return value
        whole = _WHOLE.get((name, self.to_old))
        if whole is not None:
            return whole(value, pointer, self.losses)
        made = self._fields_of(name, value, pointer)
        change = _CHANGED.get((name, self.to_old))
        return made if change is None else change(made, pointer, self.losses)

    def _fields_of(self, name: str, value: Mapping[str, object], pointer: str) -> JsonObject:
        work = _WORK[self.to_old][name]
        made: JsonObject = {}
        for key, content in value.items():
            if key not in work or content is None:
                made[key] = content
                continue
            rows = work[key]
            if rows is None:
                self.losses.add(f"{pointer}/{key}", "no such field")
            else:
                self._put(made, rows, content, f"{pointer}/{key}")
        return made

    def _put(
        self, made: JsonObject, rows: tuple[Field, Field], content: object, pointer: str
    ) -> None:
        row, wanted = rows
        if wanted.cardinality.is_list and isinstance(content, list):
            made[row.name] = self._list_of(rows, content, pointer)
            return
        if wanted.cardinality.is_required:
            made[row.name] = self._one_of(rows, content, pointer)
            return
        kept = len(self.losses.found)
        try:
            made[row.name] = self._one_of(rows, content, pointer)
        except _UnsaidError:
            del self.losses.found[kept:]
            self.losses.add(pointer, "no word for it")

    def _list_of(
        self, rows: tuple[Field, Field], content: list[object], pointer: str
    ) -> list[object]:
        made: list[object] = []
        for index, one in enumerate(content):
            kept = len(self.losses.found)
            try:
                made.append(self._one_of(rows, one, f"{pointer}/{index}", in_list=True))
            except _UnsaidError:
                del self.losses.found[kept:]
                self.losses.add(f"{pointer}/{index}", "no word for it")
        if content and not made and rows[1].cardinality.is_required:
            raise _UnsaidError
        return made

    def _one_of(
        self, rows: tuple[Field, Field], one: object, pointer: str, *, in_list: bool = False
    ) -> object:
        row, wanted = rows
        if row.kind != wanted.kind and isinstance(one, Mapping):
            return older_limit(one) if self.to_old else newer_limit(one)
        if row.kind in self.source.objects:
            return self.object_of(row.kind, one, pointer)
        if row.kind in self.source.enums and isinstance(one, str):
            return self._member_of(row.kind, one, pointer, in_list=in_list)
        return one

    def _member_of(self, kind: str, member: str, pointer: str, *, in_list: bool) -> str:
        known, wanted = self.source.enums[kind], self.target.enums[kind]
        if wanted.is_open or member in wanted.known:
            return member
        if not (known.is_open or member in known.known):
            return member  # wrong in its own version, too
        nearest = _NEAREST.get((kind, member)) or _ANY_OTHER.get(kind)
        if nearest is not None:
            self.losses.add(pointer, f"no {kind} of that name; {nearest} is the nearest")
            return nearest
        if self.keeps and not in_list:
            self.losses.add(pointer, f"no {kind} of that name, but it cannot be left out")
            return member
        raise _UnsaidError


def _newer_credentials(made: JsonObject, pointer: str, losses: Losses) -> JsonObject:
    """Without the role HUB, which 2.3.0 does not have: the hub is named beside the roles."""
    roles = made.get("roles")
    if not isinstance(roles, list) or made.get("hub_party_id") is not None:
        return made
    hubs = [one for one in roles if isinstance(one, dict) and one.get("role") == _HUB]
    if not hubs:
        return made
    for index, one in enumerate(roles):
        if one in hubs:
            losses.add(f"{pointer}/roles/{index}", "no role HUB; hub_party_id names the hub")
    named = f"{hubs[0].get('country_code')}{hubs[0].get('party_id')}"
    return made | {"hub_party_id": named, "roles": [one for one in roles if one not in hubs]}


def _older_credentials(made: JsonObject, _pointer: str, _losses: Losses) -> JsonObject:
    """With the hub as a role, which is how 2.2.1 names it."""
    hub = made.get("hub_party_id")
    rest = {name: one for name, one in made.items() if name != "hub_party_id"}
    roles = rest.get("roles")
    if not isinstance(hub, str) or not isinstance(roles, list):
        return rest
    letters = hub.replace("*", "")
    role = {
        "role": _HUB,
        "business_details": {"name": letters},
        "party_id": letters[2:],
        "country_code": letters[:2],
    }
    return rest | {"roles": [role, *roles]}


_Whole = Callable[[Mapping[str, object], str, Losses], JsonObject]
_WHOLE: Final[Mapping[tuple[str, bool], _Whole]] = {
    ("Price", False): newer_price,
    ("Price", True): older_price,
}
"""Objects that are written anew, by name and whether 2.2.1 is wanted."""
_Change = Callable[[JsonObject, str, Losses], JsonObject]
_CHANGED: Final[Mapping[tuple[str, bool], _Change]] = {
    ("Tariff", False): newer_taxes,
    ("Tariff", True): older_taxes,
    ("Credentials", False): _newer_credentials,
    ("Credentials", True): _older_credentials,
}
"""What is changed in objects after their fields were converted."""
_CHANGED_LATER: Final = frozenset(
    {("Tariff", "tax_included"), ("Credentials", "hub_party_id"), ("Credentials", "roles")}
)
"""Fields that only those changes touch."""


def _differing(source: Tables, target: Tables) -> frozenset[str]:
    """Objects and enums in which there may be something to convert, at any depth."""
    found = {
        name
        for name, values in target.enums.items()
        if not values.is_open and values != source.enums.get(name)
    }
    found |= {name for name, rows in target.objects.items() if rows != source.objects.get(name)}
    while True:
        more = {
            name for name, rows in source.objects.items() if any(row.kind in found for row in rows)
        } - found
        if not more:
            return frozenset(found)
        found |= more


def _work_of(
    source: Tables, target: Tables
) -> Mapping[str, Mapping[str, tuple[Field, Field] | None]]:
    """By object the fields to look at: their rows in both versions, None where one has none."""
    differing = _differing(source, target)
    made: dict[str, dict[str, tuple[Field, Field] | None]] = {}
    for name, rows in source.objects.items():
        wanted = {row.name: row for row in target.objects.get(name, ())}
        made[name] = {
            row.name: (row, wanted[row.name]) if row.name in wanted else None
            for row in rows
            if (name, row.name) not in _CHANGED_LATER
            and (wanted.get(row.name) != row or row.kind in differing)
        }
    return made


_WORK: Final = {
    True: _work_of(TABLES[OcpiVersion.V2_3_0], TABLES[_OLD]),
    False: _work_of(TABLES[_OLD], TABLES[OcpiVersion.V2_3_0]),
}
"""What is looked at, by whether 2.2.1 is wanted."""
