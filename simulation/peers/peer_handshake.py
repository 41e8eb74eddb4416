"""How a peer of our own and a hub come to know each other, whoever begins.

Source: OCPI credentials (registration). The one that registers sends its token B and gets C; the
other calls back with B before it answers.
"""

import secrets

from aiohttp import ClientSession

from core.domain.credentials import Credentials, VersionLink
from core.domain.errors import SourceError, WireError
from core.domain.platform import Endpoint
from core.gateway.ocpi_path import Target, path_of
from core.ocpi.credentials_codec import credentials_from_json, credentials_to_json
from core.ocpi.credentials_token import header_of_token
from core.ocpi.envelope import Envelope, read_envelope
from core.ocpi.json_bytes import json_of_value
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.version_codec import endpoints_from_json, versions_from_json
from simulation.peers.peer_state import HubLink, PeerState
from simulation.peers.shelf import Object


def own_versions(peer: PeerState) -> tuple[VersionLink, ...]:
    """What a peer says it speaks."""
    return tuple(VersionLink(one.value, f"{peer.base_url}/{one}") for one in peer.settings.versions)


def own_details(peer: PeerState, target: Target) -> tuple[Endpoint, ...]:
    """Where a peer takes what, in a version."""
    halves = ((ModuleId.CREDENTIALS, InterfaceRole.RECEIVER), *peer.settings.halves)
    return tuple(
        Endpoint(
            module.value,
            interface.value,
            f"{peer.base_url}{path_of(target.version, module, interface)}",
        )
        for module, interface in halves
    )


async def register(peer: PeerState, session: ClientSession, url: str, token_a: str) -> HubLink:
    """Register at a hub by its versions URL and the token A that it gave out.

    Raises:
        SourceError: The hub refused, or is none.
        WireError: It answered what OCPI does not allow.
    """
    version, endpoints = await _agreed(peer, session, url, token_a)
    peer.hub_token = secrets.token_urlsafe(32)
    own = credentials_to_json(own_credentials(peer, peer.hub_token), version)
    answer = await _call(peer, session, "POST", _credentials_url(endpoints), token_a, own)
    return _linked(peer, version, endpoints, credentials_from_json(answer.one_value()))


async def accept_registration(peer: PeerState, version: OcpiVersion, value: object) -> Object:
    """Answer a hub that registers here: call it back, then give it a token C."""
    found = value[0] if isinstance(value, list) and len(value) == 1 else value
    credentials = credentials_from_json(found)
    async with ClientSession() as session:
        _, endpoints = await _agreed(
            peer, session, credentials.versions_url, credentials.credentials_token, version
        )
    _linked(peer, version, endpoints, credentials)
    peer.hub_token = secrets.token_urlsafe(32)
    return credentials_to_json(own_credentials(peer, peer.hub_token), version)


def _linked(
    peer: PeerState,
    version: OcpiVersion,
    endpoints: tuple[Endpoint, ...],
    credentials: Credentials,
) -> HubLink:
    peer.registered.set()
    peer.hub = HubLink(
        version=version,
        token=credentials.credentials_token,
        endpoints=endpoints,
        hub_party=credentials.hub_party,
    )
    return peer.hub


def own_credentials(peer: PeerState, token: str) -> Credentials:
    """What a peer gives its hub: a token to call it with, and who it is."""
    return Credentials(
        credentials_token=token,
        versions_url=f"{peer.base_url}/versions",
        roles=(peer.settings.own_role,),
        hub_party=None,
    )


async def _agreed(
    peer: PeerState,
    session: ClientSession,
    url: str,
    token: str,
    wanted: OcpiVersion | None = None,
) -> tuple[OcpiVersion, tuple[Endpoint, ...]]:
    """The newest version that both speak, or the one wanted, and the other's endpoints."""
    links = versions_from_json((await _call(peer, session, "GET", url, token)).value())
    theirs = {one.version: one.url for one in links}
    both = [one for one in peer.settings.versions if one.value in theirs]
    if wanted is not None:
        both = [one for one in both if one is wanted]
    if not both:
        raise WireError("versions", f"wanted one of {', '.join(peer.settings.versions)}")
    version = max(both)
    details = await _call(peer, session, "GET", theirs[version.value], token)
    return version, endpoints_from_json(details.value())


def _credentials_url(endpoints: tuple[Endpoint, ...]) -> str:
    for one in endpoints:
        if one.module == ModuleId.CREDENTIALS:
            return one.url
    raise WireError("endpoints", "wanted credentials, found none")


async def _call(
    peer: PeerState,
    session: ClientSession,
    method: str,
    url: str,
    token: str,
    body: object = None,
) -> Envelope:
    headers = {
        "authorization": header_of_token(token, raw=peer.settings.quirks.raw_token),
        "content-type": "application/json",
        "x-request-id": secrets.token_hex(16),
        "x-correlation-id": secrets.token_hex(16),
    }
    content = None if body is None else json_of_value(body)
    async with session.request(method, url, headers=headers, data=content) as response:
        answer = await response.read()
    if response.status >= 400:
        raise SourceError(url, f"{method}: HTTP {response.status} {answer[:200]!r}")
    envelope = read_envelope(answer, url)
    if not envelope.is_success:
        raise SourceError(url, f"{method}: {envelope.status_code} {envelope.status_message}")
    return envelope
