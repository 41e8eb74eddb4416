"""The module hubclientinfo: who is connected, as a list, and told to everybody when it changes.

Source: mod_hub_client_info. Of N processes one tells at a time (a lease in the database), so each
change is told once. What a party misses is not queued: it asks for the list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import Final
from urllib.parse import urlencode

from anyio import CancelScope, sleep

from core.domain.errors import RoamingError
from core.domain.platform import ConnectionStatus, Platform
from core.gateway.answers import answer_of, answer_of_error, refused
from core.gateway.broadcast import Broadcaster
from core.gateway.forward import Errand, version_of_platform
from core.gateway.hub import Hub
from core.gateway.hub_request import HubAnswer, HubRequest
from core.gateway.json_log import FIELDS, LOGGER
from core.gateway.life_signs import LifeSigns
from core.gateway.onward import onward_url
from core.ocpi.client_codec import client_infos
from core.ocpi.envelope import success
from core.ocpi.json_bytes import json_of_value
from core.ocpi.link_header import next_link
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.page_query import PageQuery, page_query
from core.ocpi.wire import JsonObject
from core.service.tell_clients import note_connection, stop_telling, take_news, view_clients

LIMIT_MAX: Final = 500
TICK_S: Final = 1.0
_NEWEST: Final = OcpiVersion.V2_3_0


@dataclass(slots=True, kw_only=True)
class HubClients:
    """Of one process."""

    hub: Hub
    life: LifeSigns
    broadcaster: Broadcaster
    holder: str = field(default_factory=lambda: token_hex(8))
    """This process, among those of the hub."""
    tick_s: float = TICK_S

    async def answer(self, request: HubRequest) -> HubAnswer:
        """The list of those whom a platform may talk to: all others."""
        now = request.received_at
        if request.rest:
            return refused(now, 404, "nothing is at this URL")
        if request.method != "GET":
            said = f"{request.method} is not allowed here; wanted GET"
            return refused(now, 405, said, headers=(("allow", "GET"),))
        try:
            page = page_query(request.query, LIMIT_MAX)
            clients = await self.hub.use(view_clients, self.hub.runtime)
        except RoamingError as error:
            return answer_of_error(now, error)
        listed = list(_others(clients, request, page))
        shown = listed[page.offset : page.offset + page.limit]
        headers = [("x-total-count", str(len(listed))), ("x-limit", str(LIMIT_MAX))]
        if page.offset + page.limit < len(listed):
            headers.append(("link", next_link(_next_url(request, page))))
        return answer_of(success(now, shown), headers=headers)

    async def run(self) -> None:
        """Look and tell until cancelled, then let another process do it."""
        try:
            while True:
                await sleep(self.tick_s)
                try:
                    await self.turn()
                except RoamingError as error:
                    fields = {"problem": str(error)}
                    LOGGER.warning("clients were not told", extra={FIELDS: fields})
        finally:
            with CancelScope(shield=True):
                await self.hub.use(stop_telling, self.hub.runtime, self.holder)

    async def turn(self) -> None:
        """One look at who is alive, and one round of news.

        Raises:
            RoamingError: The books cannot be read or written.
        """
        news = await self.hub.use(take_news, self.hub.runtime, self.holder)
        if news is None:
            return
        if news.changed:
            await self.hub.look()
            for platform, changed_at in news.changed:
                self._tell_all(platform, changed_at)
        await self.life.look(self.hub.registry.directory.platforms.values(), self.note)

    async def heard(self, platform: Platform) -> None:
        """A platform sent a message."""
        self.life.heard(platform.platform_id)
        if platform.status is ConnectionStatus.OFFLINE:
            await self.note(platform, ConnectionStatus.CONNECTED, "it sent a message")

    async def note(self, platform: Platform, status: ConnectionStatus, why: str) -> None:
        """A platform is there, or is offline.

        Raises:
            RoamingError: The books cannot be written.
        """
        if platform.status is not status:
            arguments = (self.hub.runtime, platform.platform_id, status, why)
            await self.hub.use(note_connection, *arguments)
            await self.hub.look()

    def _tell_all(self, about: Platform, changed_at: datetime) -> None:
        """Push what changed to every other platform that wants to know."""
        for platform in self.hub.registry.directory.platforms.values():
            url = platform.url_of(ModuleId.HUB_CLIENT_INFO, InterfaceRole.RECEIVER)
            is_other = platform.platform_id != about.platform_id
            if url and is_other and platform.status is ConnectionStatus.CONNECTED:
                version = version_of_platform(platform, _NEWEST)
                for one in client_infos(about, changed_at, version):
                    self.broadcaster.tell(about.platform_id, [self._errand(platform, url, one)])

    def _errand(self, platform: Platform, url: str, told: JsonObject) -> Errand:
        rest = (str(told["country_code"]), str(told["party_id"]))
        return Errand(
            platform=platform,
            sender=self.hub.registry.directory.hub,
            receiver=platform.roles[0].written,
            module=ModuleId.HUB_CLIENT_INFO,
            interface=InterfaceRole.RECEIVER,
            method="PUT",
            url=onward_url(url, rest, {}),
            body=json_of_value(told),
            correlation_id=token_hex(16),
            version=version_of_platform(platform, _NEWEST),
        )


def _others(
    clients: Iterable[tuple[Platform, datetime]], request: HubRequest, page: PageQuery
) -> Iterator[JsonObject]:
    for platform, changed_at in clients:
        is_other = platform.platform_id != request.platform.platform_id
        is_late = page.since is None or changed_at >= page.since
        if is_other and is_late and (page.before is None or changed_at < page.before):
            yield from client_infos(platform, changed_at, request.version)


def _next_url(request: HubRequest, page: PageQuery) -> str:
    kept = {name: request.query[name] for name in ("date_from", "date_to") if name in request.query}
    query = kept | {"offset": str(page.offset + page.limit), "limit": str(page.limit)}
    return f"{request.base_url}/{request.version}/{request.module}?{urlencode(query)}"
