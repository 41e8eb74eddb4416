"""CDRs that name their EVSE by its public id alone, as some peers do: the uid is looked up.

``cdr_location.evse_uid`` is required, and real peers leave it out; what their own Location says of
an EVSE with that ``evse_id`` (OCPI 2.2.1 mod_locations, EVSE object) is what they mean.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.cdr import Assumed, Cdr
from core.ocpi.location_codec import location_from_json
from core.ocpi.modules import ModuleId
from core.ocpi.wire import parsed
from core.store.database import OpenTransaction
from core.store.kept_store import object_of


def with_named_evses(connection: OpenTransaction, cdrs: Sequence[Cdr]) -> list[Cdr]:
    """The CDRs, each with the uid of its EVSE where its CPO told of a location that has it."""
    return [_named(connection, one) if Assumed.EVSE in one.assumed else one for one in cdrs]


def _named(connection: OpenTransaction, cdr: Cdr) -> Cdr:
    kept = object_of(connection, ModuleId.LOCATIONS, cdr.cpo, cdr.location_id)
    if kept is None or not kept.body:
        return cdr
    wanted = _plain(cdr.evse_uid)
    for evse in location_from_json(parsed(kept.body, kept.object_id)).evses:
        if evse.evse_id is not None and _plain(evse.evse_id) == wanted:
            return replace(cdr, evse_uid=evse.evse_uid)
    return cdr


def _plain(evse_id: str) -> str:
    """Ids of EVSEs compare without case and without their separators."""
    return evse_id.replace("*", "").casefold()
