"""Checks of how a party answers at all: tokens, envelopes, ids, times.

Source: OCPI 2.2.1 and 2.3.0 transport_and_format; credentials for tokens.
"""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from core.domain.errors import RoamingError
from core.ocpi.conformance import Check, Problems, must, should
from core.ocpi.envelope import time_or_none
from core.ocpi.examine_object import examine_object
from core.ocpi.exchange import MODULE_PROBES, OCPI_PROBES, Evidence, Exchange, Probe
from core.ocpi.json_bytes import value_of_json
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.status_code import StatusCode
from core.ocpi.wire import WireObject

_SOURCE: Final = "transport_and_format"
_CLOCK_OFF: Final = timedelta(minutes=5)
_HTTP_OK: Final = 200
_REFUSED: Final = 401
_MISSING: Final = 404
_NOBODY_THERE: Final = frozenset({StatusCode.UNKNOWN_RECEIVER, StatusCode.NO_MATCHING_ENDPOINTS})


def _http_and_success(_evidence: Evidence, one: Exchange) -> Problems:
    if one.http_status != _HTTP_OK:
        return (f"wanted HTTP 200, found {one.http_status}",)
    envelope = one.envelope_or_none()
    if envelope is None or envelope.is_success:
        return ()
    if envelope.status_code == StatusCode.NO_MATCHING_ENDPOINTS:
        return None  # of a hub: the party behind it does not have that module
    return (f"wanted status 1000, found {envelope.status_code} {envelope.status_message or ''}",)


def _refused(_evidence: Evidence, one: Exchange) -> Problems:
    wanted = one.http_status == _REFUSED
    return () if wanted else (f"wanted HTTP 401, found {one.http_status}",)


def _same_answer(evidence: Evidence, one: Exchange) -> Problems:
    usual = evidence.first(Probe.VERSIONS)
    if usual is None or one.http_status == usual.http_status:
        return ()
    return (f"wanted HTTP {usual.http_status} as with usual names, found {one.http_status}",)


def _is_json(_evidence: Evidence, one: Exchange) -> Problems:
    found = one.headers.get("content-type", "")
    if found.split(";")[0].strip().lower() == "application/json":
        return ()
    return (f"wanted application/json, found {found or 'nothing'}",)


def _is_envelope(_evidence: Evidence, one: Exchange) -> Problems:
    try:
        one.envelope()
    except RoamingError as error:
        return (str(error),)
    return ()


def _fields(one: Exchange) -> WireObject | None:
    try:
        value = value_of_json(one.body)
    except RoamingError:
        return None
    return WireObject(value) if isinstance(value, dict) else None


def _has_timestamp(_evidence: Evidence, one: Exchange) -> Problems:
    fields = _fields(one)
    if fields is None:
        return None
    answer = dict(fields.fields) | {"data": None, "status_code": 1000}
    return [str(found) for found in examine_object(OcpiVersion.V2_2_1, "Answer", answer)]


def _clock_is_right(_evidence: Evidence, one: Exchange) -> Problems:
    fields = _fields(one)
    stamp = None if fields is None else time_or_none(fields.fields.get("timestamp"))
    if stamp is None:
        return None
    off = abs(stamp - one.answered_at)
    return () if off <= _CLOCK_OFF else (f"wanted the time, found {off} beside ours",)


def _no_null(_evidence: Evidence, one: Exchange) -> Problems:
    fields = _fields(one)
    return None if fields is None else [f"{at}: null" for at in _nulls(fields.fields)]


def _nulls(value: object) -> Iterator[str]:
    """Where nulls are; without recursion, for a party may nest as deep as it likes."""
    left = [("", value)]
    while left:
        at, one = left.pop()
        if one is None:
            yield at
        elif isinstance(one, dict):
            left += [(f"{at}/{name}", inner) for name, inner in reversed(one.items())]
        elif isinstance(one, list):
            left += [(f"{at}/{index}", inner) for index, inner in reversed(list(enumerate(one)))]


def _echoes_request(_evidence: Evidence, one: Exchange) -> Problems:
    found = one.headers.get("x-request-id")
    return () if found == one.request_id else (f"wanted the id of the request, found {found}",)


def _echoes_correlation(_evidence: Evidence, one: Exchange) -> Problems:
    found = one.headers.get("x-correlation-id")
    return () if found == one.correlation_id else (f"wanted the id of the request, found {found}",)


def _no_redirect(_evidence: Evidence, one: Exchange) -> Problems:
    return [f"{url} answers with another URL" for url in one.redirects]


def _is_https(_evidence: Evidence, one: Exchange) -> Problems:
    parts = urlsplit(one.url)
    if _is_local(parts.hostname or ""):
        return None
    return () if parts.scheme == "https" else (f"{parts.scheme}: wanted https",)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"


def _is_missing(_evidence: Evidence, one: Exchange) -> Problems:
    wanted = one.http_status == _MISSING
    return () if wanted else (f"wanted HTTP 404, found {one.http_status}",)


def _is_answered_for(evidence: Evidence, one: Exchange) -> Problems:
    if evidence.sender is None or one.module == ModuleId.HUB_CLIENT_INFO:
        return None
    wanted = evidence.sender
    found = "*".join(
        one.headers.get(f"ocpi-to-{part}", "") for part in ("country-code", "party-id")
    )
    said = [] if found.upper() == wanted else [f"wanted OCPI-to {wanted}, found {found}"]
    if not one.headers.get("ocpi-from-party-id"):
        said.append("wanted OCPI-from, found nothing")
    return said


def _is_unknown(evidence: Evidence, one: Exchange) -> Problems:
    envelope = one.envelope_or_none()
    if envelope is not None and envelope.status_code in _NOBODY_THERE:
        return ()  # of a hub, where nobody could be asked
    return _is_missing(evidence, one)


TRANSPORT_CHECKS: Final[tuple[Check, ...]] = (
    must(
        "answers-succeed",
        "What is asked as the specification says is answered with HTTP 200 and status 1000.",
        _SOURCE,
        [one for one in OCPI_PROBES if one is not Probe.NO_DATE],
        _http_and_success,
    ),
    must(
        "token-required",
        "Without a credentials token the answer is HTTP 401.",
        _SOURCE,
        (Probe.VERSIONS_BARE, Probe.DETAILS_BARE, Probe.LIST_BARE),
        _refused,
    ),
    must(
        "token-of-nobody",
        "A credentials token that nobody has is answered with HTTP 401.",
        _SOURCE,
        (Probe.VERSIONS_STRANGE,),
        _refused,
    ),
    must(
        "header-names-in-any-case",
        "Names of HTTP headers are read in any case.",
        _SOURCE,
        (Probe.VERSIONS_SHOUTED,),
        _same_answer,
    ),
    must("json-type", "Answers are application/json.", _SOURCE, OCPI_PROBES, _is_json),
    must(
        "envelope",
        "Answers are JSON objects with a status code.",
        _SOURCE,
        (*OCPI_PROBES, Probe.UNKNOWN, Probe.UNKNOWN_PUSHED),
        _is_envelope,
    ),
    must(
        "envelope-fields",
        "The status message is a string and the timestamp a time in UTC.",
        _SOURCE,
        OCPI_PROBES,
        _has_timestamp,
    ),
    should(
        "clock",
        "The timestamp of an answer is the time, give or take five minutes.",
        _SOURCE,
        (Probe.VERSIONS, Probe.LIST),
        _clock_is_right,
    ),
    should("no-null", "What has no value is left out.", _SOURCE, OCPI_PROBES, _no_null),
    must(
        "request-id",
        "Answers repeat the X-Request-ID of the request.",
        _SOURCE,
        OCPI_PROBES,
        _echoes_request,
    ),
    must(
        "correlation-id",
        "Answers repeat the X-Correlation-ID of the request.",
        _SOURCE,
        OCPI_PROBES,
        _echoes_correlation,
    ),
    must(
        "routing-headers",
        "Answers of routed modules go back to who asked, by their OCPI-to and OCPI-from.",
        f"{_SOURCE}, message routing",
        MODULE_PROBES,
        _is_answered_for,
    ),
    must("https", "URLs are https.", _SOURCE, OCPI_PROBES, _is_https),
    should(
        "no-redirect",
        "A URL that a party gives is the one that answers.",
        _SOURCE,
        OCPI_PROBES,
        _no_redirect,
    ),
    must(
        "nothing-there",
        "A path that nothing is at is answered with HTTP 404.",
        _SOURCE,
        (Probe.NOWHERE,),
        _is_missing,
    ),
    must(
        "unknown-object",
        "An object that is unknown is answered with HTTP 404.",
        _SOURCE,
        (Probe.UNKNOWN, Probe.UNKNOWN_PUSHED),
        _is_unknown,
    ),
)
