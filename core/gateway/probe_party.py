"""Ask a party, by reading alone, for what the checks of conformance look at.

Nothing is written: only GET is sent. Lists are asked for two objects at a time, so that even a
small party has a second page; what a party links to is followed once.
"""

import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import aiohttp

from core.domain.errors import RoamingError
from core.domain.platform import Endpoint
from core.ocpi.conformance_objects import OBJECT_OF_LIST
from core.ocpi.credentials_token import header_of_token
from core.ocpi.envelope import short_time, time_or_none
from core.ocpi.exchange import Evidence, Exchange, Probe
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.status_code import StatusCode
from core.ocpi.version_codec import endpoints_from_json, versions_from_json
from core.ocpi.wire import split_key

_PAGE: Final = 2
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
_FAR_FUTURE: Final = datetime(2100, 1, 1, tzinfo=UTC)
_NOBODY: Final = "nobody-has-this-token-0000000000"
_NO_ID: Final = "nowhere-no-such-id"
_BODY_MAX: Final = 16_000_000
_TOTAL_S: Final = 30
_REFUSED: Final = 401
_UNROUTED: Final = frozenset({ModuleId.CREDENTIALS.value, ModuleId.HUB_CLIENT_INFO.value})
_BY_ID: Final = frozenset({ModuleId.LOCATIONS.value})
"""Modules whose sender gives one object by its id."""
_PUSHED: Final = frozenset(
    {
        ModuleId.LOCATIONS.value,
        ModuleId.SESSIONS.value,
        ModuleId.TARIFFS.value,
        ModuleId.TOKENS.value,
    }
)
"""Modules whose receiver gives back what was pushed, by owner and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeSettings:
    """Whom to ask, and as whom."""

    versions_url: str
    token: str = field(repr=False)
    token_is_raw: bool = False
    """Whether it goes into the header as it is, not in base64."""
    sender: str | None = None
    """Key of the party in whose name to ask; None leaves the routing headers out."""
    receiver: str | None = None
    """Key of the party that is asked; None leaves it to the one who answers."""
    version: OcpiVersion | None = None
    """Which version to examine; None takes the newest that both know."""
    trusts_any_certificate: bool = False


class Credential(Enum):
    """With which credentials token a question is asked."""

    OURS = auto()
    NONE = auto()
    STRANGE = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """One GET."""

    probe: Probe
    url: str
    module: str = ""
    credential: Credential = Credential.OURS
    shouts: bool = False
    """Whether names of headers are in upper case."""
    limit: int | None = None
    moment: datetime | None = None


async def probe_party(settings: ProbeSettings, now: Callable[[], datetime]) -> Evidence:
    """Everything that was asked and answered; what could not be reached is in it, too."""
    checks_tls = ssl.create_default_context() if not settings.trusts_any_certificate else False
    connector = aiohttp.TCPConnector(ssl=checks_tls)
    timeout = aiohttp.ClientTimeout(total=_TOTAL_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        return await _Prober(settings, session, now).everything()


@dataclass(slots=True)
class _Prober:
    """One run of questions."""

    settings: ProbeSettings
    session: aiohttp.ClientSession
    now: Callable[[], datetime]
    exchanges: list[Exchange] = field(default_factory=list)

    async def everything(self) -> Evidence:
        """Ask all there is to ask."""
        url = self.settings.versions_url
        versions = await self._ask(Question(Probe.VERSIONS, url))
        await self._ask(Question(Probe.VERSIONS_BARE, url, credential=Credential.NONE))
        await self._ask(Question(Probe.VERSIONS_STRANGE, url, credential=Credential.STRANGE))
        await self._ask(Question(Probe.VERSIONS_SHOUTED, url, shouts=True))
        version, details_url = self._choice(versions)
        endpoints: tuple[Endpoint, ...] = ()
        if details_url is not None:
            endpoints = await self._details(details_url)
        for one in endpoints:
            await self._endpoint(one)
        return Evidence(
            versions_url=url,
            version=version,
            endpoints=endpoints,
            exchanges=tuple(self.exchanges),
            sender=self.settings.sender,
        )

    def _choice(self, versions: Exchange) -> tuple[OcpiVersion | None, str | None]:
        """The version to examine, and where its details are."""
        try:
            links = {one.version: one.url for one in versions_from_json(versions.value())}
        except RoamingError:
            return None, None
        wanted = self.settings.version
        known = [one for one in OcpiVersion if one in links and wanted in {None, one}]
        return (max(known), links[max(known)]) if known else (None, None)

    async def _details(self, url: str) -> tuple[Endpoint, ...]:
        details = await self._ask(Question(Probe.DETAILS, url))
        await self._ask(Question(Probe.DETAILS_BARE, url, credential=Credential.NONE))
        await self._ask(Question(Probe.NOWHERE, f"{url.rstrip('/')}/{_NO_ID}"))
        try:
            return endpoints_from_json(details.value())
        except RoamingError:
            return ()

    async def _endpoint(self, one: Endpoint) -> None:
        if one.module == ModuleId.CREDENTIALS:
            if not any(found.probe is Probe.CREDENTIALS for found in self.exchanges):
                await self._ask(Question(Probe.CREDENTIALS, one.url, one.module))
        elif one.interface == InterfaceRole.SENDER and one.module in OBJECT_OF_LIST:
            await self._list(one)
        elif one.interface == InterfaceRole.RECEIVER and one.module in _PUSHED:
            await self._pushed(one)

    async def _pushed(self, one: Endpoint) -> None:
        if self.settings.sender is not None:
            owner = "/".join(split_key(self.settings.sender))
            url = f"{one.url.rstrip('/')}/{owner}/{_NO_ID}"
            await self._ask(Question(Probe.UNKNOWN_PUSHED, url, one.module))

    async def _list(self, one: Endpoint) -> None:
        module = one.module
        first = await self._page(Probe.LIST, one, date_from=_LONG_AGO)
        if first.http_status == _REFUSED or _has_no_module(first):
            return  # a token that is for the handshake alone, or a party behind a hub
        await self._ask(Question(Probe.LIST_BARE, first.url, module, credential=Credential.NONE))
        linked = first.next_url()
        if linked is not None and linked.startswith(("http://", "https://")):
            await self._ask(Question(Probe.NEXT, linked, module))
        if len(first.objects()) == _PAGE:
            await self._page(Probe.OFFSET, one, offset=1, date_from=_LONG_AGO)
        await self._page(Probe.BEYOND, one, offset=10**8)
        await self._page(Probe.FUTURE, one, date_from=_FAR_FUTURE)
        dateless = _with_query(one.url, {"date_from": "never"})
        await self._ask(Question(Probe.NO_DATE, dateless, module))
        await self._by_time(one, first)
        if module in _BY_ID:
            await self._ask(Question(Probe.UNKNOWN, f"{one.url.rstrip('/')}/{_NO_ID}", module))

    async def _by_time(self, one: Endpoint, first: Exchange) -> None:
        times = [time_or_none(item.get("last_updated")) for item in first.objects()]
        known = [at for at in times if at is not None]
        if known:
            await self._page(Probe.SINCE, one, date_from=known[-1])
            await self._page(Probe.UNTIL, one, date_to=known[-1])

    async def _page(
        self, probe: Probe, one: Endpoint, offset: int | None = None, **moments: datetime
    ) -> Exchange:
        query = {name: short_time(at) for name, at in moments.items()}
        query |= {"limit": str(_PAGE)} | ({} if offset is None else {"offset": str(offset)})
        moment = next(iter(moments.values()), None)
        url = _with_query(one.url, query)
        return await self._ask(Question(probe, url, one.module, limit=_PAGE, moment=moment))

    async def _ask(self, one: Question) -> Exchange:
        number = len(self.exchanges) + 1
        ids = f"conformance-{number}", f"conformance-of-{number}"
        found, problem = await self._fetched(one.url, self._headers(one, ids))
        made = Exchange(
            probe=one.probe,
            module=one.module,
            url=one.url,
            request_id=ids[0],
            correlation_id=ids[1],
            limit=one.limit,
            moment=one.moment,
            http_status=None if found is None else found.http_status,
            headers={} if found is None else found.headers,
            body=b"" if found is None else found.body,
            redirects=() if found is None else found.redirects,
            answered_at=self.now(),
            problem=problem,
        )
        self.exchanges.append(made)
        return made

    def _headers(self, one: Question, ids: tuple[str, str]) -> dict[str, str]:
        headers = {"X-Request-ID": ids[0], "X-Correlation-ID": ids[1]}
        if one.credential is Credential.OURS:
            token, is_raw = self.settings.token, self.settings.token_is_raw
            headers["Authorization"] = header_of_token(token, raw=is_raw)
        elif one.credential is Credential.STRANGE:
            headers["Authorization"] = header_of_token(_NOBODY)
        if one.module and one.module not in _UNROUTED:
            headers |= dict(self._routing())
        return {name.upper(): value for name, value in headers.items()} if one.shouts else headers

    def _routing(self) -> Iterable[tuple[str, str]]:
        for way, party in (("from", self.settings.sender), ("to", self.settings.receiver)):
            if party is not None:
                country_code, party_id = split_key(party)
                yield f"OCPI-{way}-country-code", country_code
                yield f"OCPI-{way}-party-id", party_id

    async def _fetched(self, url: str, headers: Mapping[str, str]) -> tuple["_Fetched | None", str]:
        try:
            async with self.session.get(url, headers=headers) as answer:
                body = await answer.content.read(_BODY_MAX + 1)
                while len(body) <= _BODY_MAX and (more := await answer.content.read(_BODY_MAX)):
                    body += more
                if len(body) > _BODY_MAX:
                    return None, f"more than {_BODY_MAX} bytes"
                return _Fetched(
                    answer.status,
                    {name.lower(): value for name, value in answer.headers.items()},
                    body,
                    tuple(str(one.url) for one in answer.history),
                ), ""
        except (TimeoutError, aiohttp.ClientError, ValueError, OSError) as error:
            return None, f"{type(error).__name__}: {error}"


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What came back."""

    http_status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[str, ...]


def _has_no_module(first: Exchange) -> bool:
    envelope = first.envelope_or_none()
    return envelope is not None and envelope.status_code == StatusCode.NO_MATCHING_ENDPOINTS


def _with_query(url: str, query: Mapping[str, str]) -> str:
    """A URL with parameters after those that it has."""
    parts = urlsplit(url)
    written = urlencode(query, quote_via=quote, safe=":")
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, written)))))
