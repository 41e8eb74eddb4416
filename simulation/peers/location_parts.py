"""An EVSE of a location, or a connector of it, by the parts of a path below the location."""

from simulation.peers.shelf import Object

_LEVELS = (("evses", "uid"), ("connectors", "id"))
Parts = tuple[str, ...]
"""() the location itself, (uid,) an EVSE of it, (uid, id) a connector of that."""


def part_of(location: Object, parts: Parts) -> Object | None:
    """What the parts name, or None."""
    found = location
    for (name, key), wanted in zip(_LEVELS, parts, strict=False):
        below = next((one for one in _list(found, name) if _is(one, key, wanted)), None)
        if below is None:
            return None
        found = below
    return found if len(parts) <= len(_LEVELS) else None


def change_part(location: Object, parts: Parts, fields: Object, *, put: bool) -> bool:
    """Put a part in its place, or change fields of it; return whether that could be done.

    Whoever holds it is newer, too: OCPI wants ``last_updated`` of every parent to follow.
    """
    holder, (name, key) = part_of(location, parts[:-1]), _LEVELS[len(parts) - 1]
    part = part_of(location, parts)
    if holder is None or (part is None and not put):
        return False
    if put:
        kept = [one for one in _list(holder, name) if not _is(one, key, parts[-1])]
        holder[name] = [*kept, fields]
    elif part is not None:
        part.update(fields)
    for at in range(len(parts)):
        above = part_of(location, parts[:at])
        if above is not None and "last_updated" in fields:
            above["last_updated"] = fields["last_updated"]
    return True


def _list(holder: Object, name: str) -> list[Object]:
    found = holder.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is(one: Object, key: str, wanted: str) -> bool:
    return str(one.get(key)).lower() == wanted.lower()
