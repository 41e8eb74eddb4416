"""The use of the EVSEs of one location by hour of the week, where its id is all that is known."""

import numpy as np

from core.service.runtime import Runtime
from core.service.week_use import WEEK_HOURS, WeekUse, week_use_of_evses
from core.store.stay_store import evse_counts


def evse_use_at(runtime: Runtime, location_id: str) -> WeekUse:
    """Every EVSE at the locations of that id, by evse_uid.

    An id is its CPO's own: where several CPOs use it, each EVSE is named with its CPO.
    """
    with runtime.database.reading() as connection:
        sites = sorted(
            (one for one in evse_counts(connection) if one.location_id == location_id),
            key=lambda one: one.cpo,
        )
    uses = [week_use_of_evses(runtime, site) for site in sites]
    if len(uses) == 1:
        return uses[0]
    names = (
        f"{site.cpo} {name}" for site, use in zip(sites, uses, strict=True) for name in use.names
    )
    shares = [use.share for use in uses]
    return WeekUse(tuple(names), np.vstack(shares) if shares else np.empty((0, WEEK_HOURS)))
