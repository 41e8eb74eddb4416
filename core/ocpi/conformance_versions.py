"""Checks of what a party says of itself: versions, endpoints, credentials.

Sources: OCPI 2.2.1 and 2.3.0 version_information_endpoint and credentials; "SHALL NOT be used" of
routing headers is transport_and_format.
"""

from collections.abc import Sequence
from typing import Final

from core.ocpi.conformance import Check, Problems, must, should
from core.ocpi.examine_object import Violation, examine_object
from core.ocpi.exchange import Evidence, Exchange, Probe
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion

_VERSIONS: Final = "version_information_endpoint"
_CREDENTIALS: Final = "credentials"
_MODULES: Final = frozenset(ModuleId)
_LATEST: Final = max(OcpiVersion)


def _listed(one: Exchange, name: str, version: OcpiVersion) -> Sequence[Violation]:
    value = one.value()
    if not isinstance(value, list):
        return (Violation("", f"a list of {name}", "no list"),)
    return [
        Violation(f"/{index}{found.pointer}", found.wanted, found.found)
        for index, item in enumerate(value)
        for found in examine_object(version, name, item)
    ]


def _versions_valid(_evidence: Evidence, one: Exchange) -> Problems:
    return [str(found) for found in _listed(one, "Version", _LATEST)]


def _version_known(evidence: Evidence, _one: Exchange) -> Problems:
    if evidence.version is not None:
        return ()
    return (f"wanted one of {', '.join(OcpiVersion)}, found none",)


def _versions_once(_evidence: Evidence, one: Exchange) -> Problems:
    names = [str(item.get("version")) for item in one.objects()]
    return [f"{name} is listed twice" for name in sorted(set(names)) if names.count(name) > 1]


def _details_valid(evidence: Evidence, one: Exchange) -> Problems:
    value = one.value()
    if value is None:
        return None
    found = examine_object(evidence.version or _LATEST, "VersionDetails", value)
    return [str(violation) for violation in found]


def _details_of_version(evidence: Evidence, one: Exchange) -> Problems:
    value = one.value()
    if not isinstance(value, dict) or evidence.version is None:
        return None
    found = value.get("version")
    return () if found == evidence.version else (f"wanted {evidence.version}, found {found}",)


def _endpoints(one: Exchange) -> list[dict[str, object]]:
    value = one.value()
    listed = value.get("endpoints") if isinstance(value, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _endpoints_once(_evidence: Evidence, one: Exchange) -> Problems:
    halves = [f"{item.get('identifier')} {item.get('role')}" for item in _endpoints(one)]
    return [f"{half} is listed twice" for half in sorted(set(halves)) if halves.count(half) > 1]


def _has_credentials(_evidence: Evidence, one: Exchange) -> Problems:
    modules = [item.get("identifier") for item in _endpoints(one)]
    wanted = ModuleId.CREDENTIALS.value
    return () if wanted in modules else ("wanted an endpoint for credentials, found none",)


def _modules_named(_evidence: Evidence, one: Exchange) -> Problems:
    names = [str(item.get("identifier")) for item in _endpoints(one)]
    odd = [name for name in names if name not in _MODULES and "-" not in name]
    return [f"{name}: wanted a module of OCPI, or as nltnm-name" for name in odd]


def _credentials_valid(evidence: Evidence, one: Exchange) -> Problems:
    value = one.value()
    if value is None:
        return None
    found = examine_object(evidence.version or _LATEST, "Credentials", value)
    return [str(violation) for violation in found]


def _roles_once(_evidence: Evidence, one: Exchange) -> Problems:
    value = one.value()
    listed = value.get("roles") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        return None
    roles = [
        f"{item.get('role')} {item.get('country_code')}*{item.get('party_id')}".upper()
        for item in listed
        if isinstance(item, dict)
    ]
    return [f"{role} is listed twice" for role in sorted(set(roles)) if roles.count(role) > 1]


def _begins_here(evidence: Evidence, one: Exchange) -> Problems:
    value = one.value()
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str):
        return None
    same = url.rstrip("/") == evidence.versions_url.rstrip("/")
    return () if same else (f"wanted {evidence.versions_url}, found {url}",)


def _is_unrouted(_evidence: Evidence, one: Exchange) -> Problems:
    if one.probe is Probe.LIST and one.module != ModuleId.HUB_CLIENT_INFO:
        return None
    routed = [name for name in one.headers if name.startswith(("ocpi-from-", "ocpi-to-"))]
    return [f"wanted no {name}" for name in routed]


VERSION_CHECKS: Final[tuple[Check, ...]] = (
    must(
        "versions",
        "Versions are a list of OCPI's Version.",
        _VERSIONS,
        (Probe.VERSIONS,),
        _versions_valid,
    ),
    must(
        "version-known",
        "2.2.1 or 2.3.0 is among the versions.",
        _VERSIONS,
        (Probe.VERSIONS,),
        _version_known,
    ),
    should(
        "versions-once", "A version is listed once.", _VERSIONS, (Probe.VERSIONS,), _versions_once
    ),
    must(
        "details",
        "Details of a version are OCPI's version details.",
        _VERSIONS,
        (Probe.DETAILS,),
        _details_valid,
    ),
    must(
        "details-version",
        "Details are of the version that was asked for.",
        _VERSIONS,
        (Probe.DETAILS,),
        _details_of_version,
    ),
    must(
        "endpoints-once",
        "One half of a module has one endpoint.",
        _VERSIONS,
        (Probe.DETAILS,),
        _endpoints_once,
    ),
    must(
        "credentials-endpoint",
        "There is an endpoint for credentials.",
        _VERSIONS,
        (Probe.DETAILS,),
        _has_credentials,
    ),
    should(
        "module-names",
        "Modules of a party's own are named by its country code and party id.",
        _VERSIONS,
        (Probe.DETAILS,),
        _modules_named,
    ),
    must(
        "credentials",
        "Credentials are OCPI's Credentials.",
        _CREDENTIALS,
        (Probe.CREDENTIALS,),
        _credentials_valid,
    ),
    must("roles-once", "A party has a role once.", _CREDENTIALS, (Probe.CREDENTIALS,), _roles_once),
    should(
        "credentials-url",
        "Credentials name the versions URL that was asked.",
        _CREDENTIALS,
        (Probe.CREDENTIALS,),
        _begins_here,
    ),
    must(
        "unrouted",
        "Versions, credentials and clients of a hub are answered without routing headers.",
        "transport_and_format, message routing",
        (Probe.VERSIONS, Probe.DETAILS, Probe.CREDENTIALS, Probe.LIST),
        _is_unrouted,
    ),
)
