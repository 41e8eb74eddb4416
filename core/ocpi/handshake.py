"""The handshake of two platforms, without sockets: what to call next, and what an answer leads to.

Source: OCPI credentials.asciidoc, use cases (registration). Either side may begin. Who is called
by POST or PUT fetches versions and details of the other, then answers with its own credentials;
who begins does the same first, then sends its credentials and gets the other's in return.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from core.domain.credentials import Credentials
from core.domain.errors import WireError
from core.domain.platform import Endpoint
from core.ocpi.credentials_codec import credentials_from_json
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.status_code import StatusCode
from core.ocpi.version_codec import endpoints_from_json, versions_from_json


class Side(StrEnum):
    """Who began."""

    CALLED = "called"
    """The peer sent us its credentials."""
    BEGINNING = "beginning"
    """We have a token A of the peer's, and send it ours."""


class Step(StrEnum):
    """What a handshake waits for."""

    VERSIONS = "versions"
    DETAILS = "details"
    CREDENTIALS = "credentials"
    """The peer's, in answer to ours."""
    AGREED = "agreed"
    REFUSED = "refused"


NEXT_STEP: Final[Mapping[tuple[Side, Step], Step]] = {
    (Side.CALLED, Step.VERSIONS): Step.DETAILS,
    (Side.CALLED, Step.DETAILS): Step.AGREED,
    (Side.BEGINNING, Step.VERSIONS): Step.DETAILS,
    (Side.BEGINNING, Step.DETAILS): Step.CREDENTIALS,
    (Side.BEGINNING, Step.CREDENTIALS): Step.AGREED,
}
"""What follows when a step was as it should be; whatever is not is refused."""


class Registration(StrEnum):
    """Where a platform stands with us, by the token that it uses."""

    INVITED = "invited"
    REGISTERED = "registered"


ALLOWED_METHODS: Final[Mapping[Registration, tuple[str, ...]]] = {
    Registration.INVITED: ("GET", "POST"),
    Registration.REGISTERED: ("GET", "PUT", "DELETE"),
}
"""Methods of the credentials endpoint; "405: method not allowed" is the answer to the others."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """A handshake under way."""

    side: Side
    step: Step
    url: str
    """What to call now: versions, details or credentials of the peer."""
    token: str = field(repr=False)
    """By which we call."""
    version: str | None = None
    """Which was agreed; of who is called, the one of the endpoint that was called."""
    endpoints: tuple[Endpoint, ...] = ()
    """Of the peer, in that version."""
    credentials: Credentials | None = None
    """Of the peer."""
    status_code: int = StatusCode.SUCCESS
    problem: str = ""
    """Why it was refused."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to call."""
        return self.step in {Step.AGREED, Step.REFUSED}


def called(credentials: Credentials, version: OcpiVersion) -> Handshake:
    """A peer sent us its credentials, at our endpoint of that version."""
    return Handshake(
        side=Side.CALLED,
        step=Step.VERSIONS,
        url=credentials.versions_url,
        token=credentials.credentials_token,
        version=version.value,
        credentials=credentials,
    )


def begun(versions_url: str, token: str) -> Handshake:
    """We begin with a peer, by its token A."""
    return Handshake(Side.BEGINNING, Step.VERSIONS, versions_url, token)


def advanced(handshake: Handshake, value: object) -> Handshake:
    """The handshake after the peer answered what was called; ``value`` is the answer's data."""
    try:
        match handshake.step:
            case Step.VERSIONS:
                return _with_versions(handshake, value)
            case Step.DETAILS:
                return _with_details(handshake, value)
            case Step.CREDENTIALS:
                return _moved(replace(handshake, credentials=credentials_from_json(only(value))))
            case Step.AGREED | Step.REFUSED:
                raise AssertionError(f"{handshake.step} waits for nothing")
    except WireError as error:
        return refused_as(handshake, StatusCode.UNUSABLE_API, f"{handshake.step}: {error}")


def refused_as(handshake: Handshake, status_code: int, problem: str) -> Handshake:
    """The handshake failed, also because the peer cannot be reached or answers with an error."""
    return replace(handshake, step=Step.REFUSED, status_code=int(status_code), problem=problem)


def only(value: object) -> object:
    """The one thing in a list, where a peer wraps everything; else what was sent."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _moved(handshake: Handshake) -> Handshake:
    return replace(handshake, step=NEXT_STEP[handshake.side, handshake.step])


def _with_versions(handshake: Handshake, value: object) -> Handshake:
    links = {one.version: one.url for one in versions_from_json(value)}
    ours = [version.value for version in OcpiVersion]
    wanted = ours if handshake.version is None else [handshake.version]
    common = [version for version in wanted if version in links]
    if not common:
        found = ", ".join(links) or "none"
        problem = f"no common version: wanted {' or '.join(wanted)}, found {found}"
        return refused_as(handshake, StatusCode.UNSUPPORTED_VERSION, problem[:255])
    best = max(common)
    return _moved(replace(handshake, version=best, url=links[best]))


def _with_details(handshake: Handshake, value: object) -> Handshake:
    endpoints = endpoints_from_json(value)
    found = replace(handshake, endpoints=endpoints)
    credentials = [one for one in endpoints if one.module == ModuleId.CREDENTIALS]
    if len(credentials) == len(endpoints):
        problem = "no matching endpoints: wanted one of a functional module, found none"
        return refused_as(found, StatusCode.NO_MATCHING_ENDPOINTS, problem)
    if handshake.side is Side.CALLED:
        return _moved(found)
    if not credentials:
        problem = "expected endpoints missing: wanted one of credentials, found none"
        return refused_as(found, StatusCode.NO_MATCHING_ENDPOINTS, problem)
    return _moved(replace(found, url=credentials[0].url))
