"""The sites of the books as dots of a map, or why there is no map of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import nan
from typing import Final

from console.present.kpi_tiles import RowsLink
from console.present.site_map import SiteDot, SiteStatus
from core.domain.filter_print import value_text
from core.domain.table_fields import BookTable
from core.service.site_use import SiteUse
from core.service.week_use import site_of

IN_SERVICE_WITHIN: Final = timedelta(days=1)


def dots_of_use(sites: Sequence[SiteUse]) -> tuple[SiteDot, ...]:
    """Sites that have coordinates.

    Books do not say whether a site works; that somebody charged there within the last day of the
    books does. Of the others the status is not known.
    """
    ends = [one.last_end_at for one in sites if one.last_end_at is not None]
    since = max(ends) - IN_SERVICE_WITHIN if ends else None
    return tuple(
        SiteDot(
            location_id=one.location_id,
            name=one.name,
            cpo=one.cpo,
            latitude=float(one.latitude),
            longitude=float(one.longitude),
            evses=one.evses,
            utilisation=nan if one.share is None else min(1.0, one.share),
            status=_status_of(one, since),
        )
        for one in sites
        if one.latitude is not None and one.longitude is not None
    )


def _status_of(site: SiteUse, since: datetime | None) -> SiteStatus:
    if since is not None and site.last_end_at is not None and site.last_end_at >= since:
        return SiteStatus.IN_SERVICE
    return SiteStatus.UNKNOWN


def why_no_map(sites: Sequence[SiteUse]) -> str:
    """What to do so that there is one."""
    if not sites:
        return "No sites yet. Run a scenario in Analyse, or import sessions with their network."
    known = "The one site of these books has" if len(sites) == 1 else _none_of(len(sites))
    return (
        f"{known} no place. A network file names it: latitude_deg and longitude_deg of each"
        " location; books that were begun without them stay without."
    )


def _none_of(count: int) -> str:
    return f"The {count:,} sites of these books have"


def unplaced_text(sites: Sequence[SiteUse]) -> str:
    """``2 of 13 sites have no place``; empty where each has one."""
    missing = sum(one.latitude is None or one.longitude is None for one in sites)
    if not missing:
        return ""
    return f"{missing:,} of {len(sites):,} sites {'has' if missing == 1 else 'have'} no place"


def rows_of_site(key: str) -> RowsLink:
    """The sessions at a site, by its key ``NL*ABC:L1``."""
    site = site_of(key)
    text = f"cpo:{value_text(site.cpo)} site:{value_text(site.location_id)}"
    return RowsLink(BookTable.SESSIONS, text, f"the sessions at {site.location_id}")


def rows_of_location(location_id: str) -> RowsLink:
    """The sessions at the locations of that id, whoever's they are."""
    text = f"site:{value_text(location_id)}"
    return RowsLink(BookTable.SESSIONS, text, f"the sessions at {location_id}")


def rows_of_evse(name: str) -> RowsLink:
    """The sessions at an EVSE, by its uid, or by CPO and uid: ``NL*ABC E1``."""
    cpo, _, uid = name.rpartition(" ")
    text = f"evse:{value_text(uid)}"
    if cpo:
        text = f"cpo:{value_text(cpo)} {text}"
    return RowsLink(BookTable.SESSIONS, text, f"the sessions at {uid}")
