"""Checks of lists: paging and filters.

Source: OCPI 2.2.1 and 2.3.0 transport_and_format (pagination).
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final

from core.ocpi.conformance import Check, Problems, must, should
from core.ocpi.envelope import time_or_none
from core.ocpi.exchange import (
    PAGES,
    Evidence,
    Exchange,
    Probe,
    identity_of,
    name_of,
    query_of_url,
)

_PAGING: Final = "transport_and_format, pagination"
_CLIENT_ERRORS: Final = range(2000, 3000)


def _is_list(_evidence: Evidence, one: Exchange) -> Problems:
    envelope = one.envelope_or_none()
    if envelope is None or not envelope.is_success:
        return None
    return () if isinstance(one.value(), list) else ("wanted a list, found none",)


def _number(one: Exchange, header: str) -> int | None:
    text = one.headers.get(header, "")
    return int(text[:18]) if text.isascii() and text.isdigit() else None


def _has_total(_evidence: Evidence, one: Exchange) -> Problems:
    if not isinstance(one.value(), list):
        return None
    total, listed = _number(one, "x-total-count"), len(one.objects())
    if total is None:
        found = one.headers.get("x-total-count", "nothing")
        return (f"wanted X-Total-Count, found {found}",)
    return () if total >= listed else (f"wanted at least {listed} in all, found {total}",)


def _has_limit(_evidence: Evidence, one: Exchange) -> Problems:
    if not isinstance(one.value(), list):
        return None
    found = one.headers.get("x-limit", "nothing")
    return () if _number(one, "x-limit") else (f"wanted X-Limit of 1 or more, found {found}",)


def _keeps_limit(_evidence: Evidence, one: Exchange) -> Problems:
    if one.limit is None or not isinstance(one.value(), list):
        return None
    found = len(one.objects())
    return () if found <= one.limit else (f"wanted at most {one.limit} objects, found {found}",)


def _has_next(_evidence: Evidence, one: Exchange) -> Problems:
    total, listed = _number(one, "x-total-count"), len(one.objects())
    if total is None or not listed or total <= listed:
        return None
    if one.next_url() is not None:
        return ()
    return (f"wanted a Link to the next page, for {listed} of {total} came",)


def _keeps_filters(_evidence: Evidence, one: Exchange) -> Problems:
    url = one.next_url()
    if url is None:
        return None
    asked, linked = one.query(), query_of_url(url)
    if not linked.keys() & {"offset", "date_from", "date_to"}:
        return None  # a cursor of the party's own may hold the filters
    return [
        f"wanted {name} in the Link, found {linked.get(name, ['nothing'])[0]}"
        for name in ("date_from", "date_to")
        if name in asked and linked.get(name) != asked[name]
    ]


def _goes_on(evidence: Evidence, one: Exchange) -> Problems:
    before = evidence.first(Probe.LIST, one.module)
    if before is None or not isinstance(one.value(), list):
        return None
    seen = {identity_of(item) for item in before.objects()}
    again = [item for item in one.objects() if identity_of(item) in seen]
    said = [f"{name_of(item)} was on the first page" for item in again]
    return said if one.objects() else ("wanted more objects, found none",)


def _offset_counts(evidence: Evidence, one: Exchange) -> Problems:
    first = evidence.first(Probe.LIST, one.module)
    if first is None or len(first.objects()) < 2 or not isinstance(one.value(), list):
        return None
    wanted, found = first.objects()[1], one.objects()[:1]
    if found and identity_of(found[0]) == identity_of(wanted):
        return ()
    named = name_of(found[0]) if found else "nothing"
    return (f"wanted {name_of(wanted)} first, found {named}",)


def _is_empty(_evidence: Evidence, one: Exchange) -> Problems:
    if not isinstance(one.value(), list):
        return None
    found = len(one.objects())
    return () if not found else (f"wanted an empty list, found {found} objects",)


def _is_client_error(_evidence: Evidence, one: Exchange) -> Problems:
    envelope = one.envelope_or_none()
    if envelope is None:
        return (f"wanted status 2001, found HTTP {one.http_status} without one",)
    if envelope.status_code in _CLIENT_ERRORS:
        return ()
    return (f"wanted status 2001, found {envelope.status_code}",)


def _times(one: Exchange) -> Iterator[tuple[str, datetime]]:
    for item in one.objects():
        found = time_or_none(item.get("last_updated"))
        if found is not None:
            yield name_of(item), found


def _is_ordered(_evidence: Evidence, one: Exchange) -> Problems:
    times = list(_times(one))
    if len(times) < 2:
        return None
    return [
        f"{name} is older than what came before it"
        for (_, before), (name, at) in pairwise(times)
        if at < before
    ]


def _starts_from(_evidence: Evidence, one: Exchange) -> Problems:
    if one.moment is None or not isinstance(one.value(), list):
        return None
    said = [f"{name} is of {at.isoformat()}" for name, at in _times(one) if at < one.moment]
    return said if one.objects() else ("wanted what is of that very time, found nothing",)


def _ends_before(_evidence: Evidence, one: Exchange) -> Problems:
    moment = one.moment
    if moment is None or not isinstance(one.value(), list):
        return None
    return [f"{name} is of {at.isoformat()}" for name, at in _times(one) if at >= moment]


PAGE_CHECKS: Final[tuple[Check, ...]] = (
    must("page-is-list", "A page is a list.", _PAGING, PAGES, _is_list),
    must(
        "total-count",
        "Pages say in X-Total-Count how many objects there are.",
        _PAGING,
        (Probe.LIST,),
        _has_total,
    ),
    must(
        "limit-header",
        "Pages say in X-Limit how many objects the party gives at most.",
        _PAGING,
        (Probe.LIST,),
        _has_limit,
    ),
    must("limit", "No more objects come than were asked for.", _PAGING, PAGES, _keeps_limit),
    must(
        "next-link",
        "A page that is not the last has a Link to the next.",
        _PAGING,
        (Probe.LIST,),
        _has_next,
    ),
    must(
        "next-keeps-filters",
        "The Link to the next page keeps the filters.",
        _PAGING,
        (Probe.LIST,),
        _keeps_filters,
    ),
    must("next-goes-on", "The next page begins after the first.", _PAGING, (Probe.NEXT,), _goes_on),
    must(
        "offset", "An offset leaves out as many objects.", _PAGING, (Probe.OFFSET,), _offset_counts
    ),
    should(
        "after-the-end",
        "After the end there is an empty page.",
        _PAGING,
        (Probe.BEYOND,),
        _is_empty,
    ),
    should(
        "oldest-first", "Pages begin with what changed first.", _PAGING, (Probe.LIST,), _is_ordered
    ),
    must(
        "date-from",
        "date_from gives what changed then and later.",
        _PAGING,
        (Probe.SINCE,),
        _starts_from,
    ),
    must("date-to", "date_to gives what changed earlier.", _PAGING, (Probe.UNTIL,), _ends_before),
    must(
        "date-from-future",
        "What changes in the future is not known yet.",
        _PAGING,
        (Probe.FUTURE,),
        _is_empty,
    ),
    should(
        "no-date",
        "A parameter that is no date is answered with status 2001.",
        "status_codes",
        (Probe.NO_DATE,),
        _is_client_error,
    ),
)
