"""What was asked of a party and what it answered, as evidence of how it keeps to OCPI.

Nothing here calls anybody: whoever does hands in the exchanges (``gateway/probe_party.py``).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, urlsplit

from core.domain.errors import RoamingError
from core.domain.platform import Endpoint
from core.ocpi.envelope import Envelope, read_envelope
from core.ocpi.ocpi_version import OcpiVersion

_REFUSED: Final = 401
_NEXT: Final = re.compile(r'<([^>]*)>\s*;[^,]*?\brel="?next"?', re.IGNORECASE)


class Probe(StrEnum):
    """What a request is to find out."""

    VERSIONS = "versions"
    VERSIONS_BARE = "versions without a token"
    VERSIONS_STRANGE = "versions with a token of nobody"
    VERSIONS_SHOUTED = "versions with header names in upper case"
    DETAILS = "details of the version"
    DETAILS_BARE = "details without a token"
    NOWHERE = "a path that nothing is at"
    CREDENTIALS = "credentials"
    LIST = "first page"
    LIST_BARE = "first page without a token"
    NEXT = "second page"
    OFFSET = "first page but one"
    BEYOND = "page after the end"
    FUTURE = "what changes in a far future"
    SINCE = "what changed since the last of the first page"
    UNTIL = "what changed before the last of the first page"
    NO_DATE = "what changed since no date"
    UNKNOWN = "an object that is unknown"
    UNKNOWN_PUSHED = "an object that was never pushed"


PAGES: Final = (Probe.LIST, Probe.NEXT, Probe.OFFSET, Probe.SINCE, Probe.UNTIL)
"""Probes that are answered with objects."""
OCPI_PROBES: Final = (
    Probe.VERSIONS, Probe.VERSIONS_SHOUTED, Probe.DETAILS, Probe.CREDENTIALS,
    Probe.BEYOND, Probe.FUTURE, Probe.NO_DATE, *PAGES,
)  # fmt: skip
"""Probes that are answered at the OCPI layer."""
MODULE_PROBES: Final = (
    Probe.BEYOND, Probe.FUTURE, Probe.NO_DATE, Probe.UNKNOWN, Probe.UNKNOWN_PUSHED, *PAGES,
)  # fmt: skip
"""Probes of modules whose messages are routed, hubclientinfo apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer."""

    probe: Probe
    module: str = ""
    """OCPI's ModuleID; empty for versions and details."""
    url: str
    request_id: str
    correlation_id: str
    limit: int | None = None
    """How many objects were asked for at most."""
    moment: datetime | None = None
    """The ``date_from`` or ``date_to`` that was asked for."""
    http_status: int | None = None
    """None where there was no answer."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the answer, names in lower case."""
    body: bytes = b""
    redirects: tuple[str, ...] = ()
    """URLs that answered with another one."""
    answered_at: datetime
    problem: str = ""
    """Why there was no answer."""

    @property
    def name(self) -> str:
        """What was asked, for a report: ``cdrs, first page``."""
        return f"{self.module}, {self.probe}" if self.module else str(self.probe)

    def envelope(self) -> Envelope:
        """The OCPI answer.

        Raises:
            SourceError: No JSON.
            WireError: JSON, but no OCPI answer.
        """
        return read_envelope(self.body, self.name)

    def envelope_or_none(self) -> Envelope | None:
        """The OCPI answer; None where there is none."""
        try:
            return self.envelope()
        except RoamingError:
            return None

    def value(self) -> object:
        """The data of a successful answer; None where there is none."""
        envelope = self.envelope_or_none()
        if envelope is None or not envelope.is_success:
            return None
        try:
            return envelope.value()
        except RoamingError:
            return None

    def objects(self) -> list[Mapping[str, object]]:
        """The objects of a page; empty where it is none."""
        value = self.value()
        listed = value if isinstance(value, list) else []
        return [one for one in listed if isinstance(one, Mapping)]

    def next_url(self) -> str | None:
        """Where the next page is; None on the last one."""
        found = _NEXT.search(self.headers.get("link", ""))
        return None if found is None else found[1]

    def query(self) -> Mapping[str, list[str]]:
        """What was asked for in the URL."""
        return query_of_url(self.url)


def query_of_url(url: str) -> Mapping[str, list[str]]:
    """The parameters of a URL."""
    return parse_qs(urlsplit(url).query)


class TokenReach(StrEnum):
    """How far the credentials token that was asked with goes."""

    NOWHERE = "nowhere"
    """It was refused."""
    HANDSHAKE = "handshake"
    """Versions and credentials alone, as a first token (A) does."""
    MODULES = "modules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that was asked of one party."""

    versions_url: str
    version: OcpiVersion | None = None
    """The version that was examined; None where the party offers none that we know."""
    endpoints: tuple[Endpoint, ...] = ()
    exchanges: tuple[Exchange, ...]
    sender: str | None = None
    """Key of the party in whose name was asked; None: without routing headers."""

    @property
    def reach(self) -> TokenReach:
        """How far the token went."""
        if any(one.http_status == _REFUSED for one in self.of(Probe.VERSIONS)):
            return TokenReach.NOWHERE
        asked = [one.http_status for one in self.of(Probe.LIST, Probe.UNKNOWN_PUSHED)]
        is_first = bool(asked) and all(status == _REFUSED for status in asked)
        return TokenReach.HANDSHAKE if is_first else TokenReach.MODULES

    def is_beyond(self, one: Exchange) -> bool:
        """Whether an exchange tells nothing, for the token is not meant to reach that far."""
        is_kept_out = one.http_status == _REFUSED and one.probe in MODULE_PROBES
        return is_kept_out and self.reach is TokenReach.HANDSHAKE

    def of(self, *probes: Probe) -> Iterator[Exchange]:
        """The exchanges of those probes that were answered."""
        return (
            one for one in self.exchanges if one.probe in probes and one.http_status is not None
        )

    def first(self, probe: Probe, module: str = "") -> Exchange | None:
        """The exchange of a probe; None where it was not made, or not answered."""
        return next((one for one in self.of(probe) if one.module == module), None)


def identity_of(item: Mapping[str, object]) -> str:
    """What an object is known by among those of its module, ids in upper case."""
    named = item.get("id") or item.get("uid") or item.get("role")
    kind = item.get("type") if "uid" in item else None
    return f"{item.get('country_code')}*{item.get('party_id')} {named} {kind}".upper()


def name_of(item: Mapping[str, object]) -> str:
    """What an object is called in a report; a token is a person's and is not named."""
    party = f"{item.get('country_code')}*{item.get('party_id')}"
    return f"a token of {party}" if "uid" in item else f"{party} {item.get('id', '')}".strip()
