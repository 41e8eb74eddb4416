"""What a peer has of one module: its objects by key, oldest change first, page by page.

Source: OCPI transport_and_format (pagination): ``date_from`` is inside, ``date_to`` outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.domain.errors import WireError
from core.ocpi.envelope import time_or_none

PAGE_MAX = 100
Key = tuple[str, ...]
"""Country code, party id, id and what is below it, in lower case: ids compare without case."""
Object = dict[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the objects."""

    objects: tuple[Object, ...]
    total: int
    next_offset: int | None


@dataclass(slots=True)
class Shelf:
    """The objects of one module."""

    by_key: dict[Key, Object] = field(default_factory=dict)

    def put(self, key: Key, value: Object) -> bool:
        """Keep an object as it is now; return whether it is new."""
        folded = _folded(key)
        is_new = folded not in self.by_key
        self.by_key[folded] = value
        return is_new

    def patch(self, key: Key, fields: Mapping[str, object]) -> bool:
        """Change fields of an object; return whether there is one."""
        known = self.by_key.get(_folded(key))
        if known is not None:
            known.update(fields)
        return known is not None

    def take(self, key: Key) -> bool:
        """Forget an object; return whether there was one."""
        return self.by_key.pop(_folded(key), None) is not None

    def get(self, key: Key) -> Object | None:
        """An object, or None."""
        return self.by_key.get(_folded(key))

    def page(self, query: Mapping[str, str]) -> Page:
        """What a list with that query shows.

        Raises:
            WireError: A date is none; numbers that are none are as if they were absent.
        """
        earliest = _moment(query, "date_from") or datetime.min.replace(tzinfo=UTC)
        latest = _moment(query, "date_to") or datetime.max.replace(tzinfo=UTC)
        found = sorted(
            (one for one in self.by_key.values() if earliest <= changed_at(one) < latest),
            key=changed_at,
        )
        offset = _whole(query.get("offset"), 0)
        end = offset + min(max(_whole(query.get("limit"), PAGE_MAX), 1), PAGE_MAX)
        return Page(tuple(found[offset:end]), len(found), end if end < len(found) else None)


def changed_at(value: Mapping[str, object]) -> datetime:
    """OCPI's ``last_updated`` of an object; the beginning of time where it has none."""
    return time_or_none(value.get("last_updated")) or datetime.min.replace(tzinfo=UTC)


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    found = time_or_none(query.get(name))
    if found is None and query.get(name):
        raise WireError(name, f"wanted a time, found {query[name]!r}")
    return found


def _folded(key: Key) -> Key:
    return tuple(part.lower() for part in key)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else otherwise
