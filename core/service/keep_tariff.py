"""A version of a tariff that a CPO tells of: kept for good, with the moment it became valid."""

from datetime import datetime

from core.domain.kept_object import KeptObject
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import JsonObject
from core.service.known import Known
from core.service.valued import Valued
from core.store.database import OpenTransaction
from core.store.site_store import tell_tariff


def keep_tariff(
    connection: OpenTransaction, one: KeptObject, value: JsonObject, _known: Known, now: datetime
) -> Valued:
    """Keep the version; sessions are priced by the one that was valid when they began.

    Raises:
        WireError: OCPI does not allow it; the path says where.
        ConflictError: The version is known with other prices.
    """
    tell_tariff(connection, tariff_from_json(value), one.version, one.body, now)
    return Valued()
