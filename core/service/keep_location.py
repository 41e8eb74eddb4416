"""A location that a CPO tells of, as prices and books know it: like one of a network file."""

from collections.abc import Iterator
from datetime import datetime

from core.domain.errors import WireError
from core.domain.kept_object import KeptObject
from core.domain.location import Evse, Location
from core.ocpi.location_codec import location_from_json
from core.ocpi.wire import JsonObject
from core.service.known import Known
from core.service.valued import Valued
from core.store.database import OpenTransaction
from core.store.site_store import tell_location


def keep_location(
    connection: OpenTransaction, one: KeptObject, value: JsonObject, _known: Known, now: datetime
) -> Valued:
    """Make its EVSEs known; return why some of them cannot be.

    Raises:
        WireError: The location itself says too little: no time zone, no country.
    """
    listed = value.get("evses")
    evses = listed if isinstance(listed, list) else []
    site = location_from_json(value | {"evses": []})
    assert site.cpo == one.owner, (site.cpo, one.owner)
    read = list(_evses(value, evses))
    found = tuple(evse for evse in read if isinstance(evse, Evse))
    tell_location(connection, _with(site, found), now)
    return Valued(notes=tuple(str(one) for one in read if isinstance(one, WireError)))


def _evses(value: JsonObject, evses: list[object]) -> Iterator[Evse | WireError]:
    """Each by itself, for one that cannot be read takes nothing from the others."""
    for number, evse in enumerate(evses):
        try:
            yield location_from_json(value | {"evses": [evse]}).evses[0]
        except WireError as error:
            path = error.path.replace("evses[0]", f"evses[{number}]", 1)
            yield WireError(path, str(error).removeprefix(f"{error.path}: "))


def _with(site: Location, evses: tuple[Evse, ...]) -> Location:
    return Location(
        location_id=site.location_id,
        cpo=site.cpo,
        name=site.name,
        country_code=site.country_code,
        time_zone=site.time_zone,
        latitude=site.latitude,
        longitude=site.longitude,
        evses=evses,
    )
