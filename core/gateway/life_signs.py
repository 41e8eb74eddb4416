"""Who is alive: when each platform was heard last, and a look at those who were silent too long.

Source: mod_hub_client_info, still alive check: after five minutes without a message the hub asks
for the versions of a party, which every party has and which does nothing. Who does not answer twice
in a row is OFFLINE, so that messages to it are refused at once; who answers or sends anything is
CONNECTED again.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from anyio import CapacityLimiter, create_task_group

from core.domain.errors import PeerError
from core.domain.platform import ConnectionStatus, Platform
from core.gateway.onward import RequestIds, onward_headers
from core.gateway.peer_client import PeerCall, PeerClient, PeerFailure
from core.ocpi.status_code import StatusCode

_AT_ONCE: Final = 16
_FAILURES_MAX: Final = 2
Tell = Callable[[Platform, ConnectionStatus, str], Awaitable[None]]
_SUSPECTS: Final = frozenset({StatusCode.TIMEOUT, StatusCode.CONNECTION_PROBLEM})


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeLimits:
    """When who is looked at."""

    silent_s: float = 300.0
    """Of a connected platform."""
    again_s: float = 20.0
    """After a look that was not answered, and of one that is offline."""


@dataclass(slots=True, kw_only=True)
class LifeSigns:
    """Of one process."""

    client: PeerClient
    credential_of: Callable[[Platform], str]
    limits: LifeLimits = field(default_factory=LifeLimits)
    clock: Callable[[], float] = monotonic
    ids: RequestIds = field(default_factory=RequestIds)
    _heard_s: dict[str, float] = field(default_factory=dict)
    _looked_s: dict[str, float] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)

    def heard(self, platform_id: str) -> None:
        """A platform sent something, or answered."""
        self._heard_s[platform_id] = self.clock()

    async def look(self, platforms: Iterable[Platform], tell: Tell) -> None:
        """Ask those who are due; ``tell`` learns who is there, who is not, and why."""
        limiter = CapacityLimiter(_AT_ONCE)
        async with create_task_group() as tasks:
            for platform in [one for one in platforms if self._is_due(one)]:
                self._looked_s[platform.platform_id] = self.clock()
                tasks.start_soon(self._ask, platform, limiter, tell)

    def _is_due(self, platform: Platform) -> bool:
        now, name = self.clock(), platform.platform_id
        heard_s = self._heard_s.setdefault(name, now)
        if platform.versions_url is None:
            return False
        looked = now - self._looked_s.get(name, -self.limits.again_s) >= self.limits.again_s
        if platform.status is ConnectionStatus.OFFLINE:
            return looked
        lane = self.client.lanes.get(name)
        is_suspect = lane is not None and lane.circuit.is_open
        is_doubtful = is_suspect or name in self._failures or now - heard_s >= self.limits.silent_s
        return platform.status is ConnectionStatus.CONNECTED and looked and is_doubtful

    async def _ask(self, platform: Platform, limiter: CapacityLimiter, tell: Tell) -> None:
        assert platform.versions_url is not None
        name = platform.platform_id
        try:
            credential = self.credential_of(platform)
        except PeerError:
            return
        request_id = self.ids.next()
        headers = onward_headers(credential, request_id, request_id, has_body=False)
        async with limiter:
            found = await self.client.send(name, PeerCall("GET", platform.versions_url, headers))
        if not isinstance(found, PeerFailure):
            self._failures.pop(name, None)
            self.heard(name)
            await tell(platform, ConnectionStatus.CONNECTED, "it answers")
        elif found.status_code in _SUSPECTS:
            failures = self._failures.get(name, 0) + 1
            self._failures[name] = failures
            if failures >= _FAILURES_MAX:
                await tell(platform, ConnectionStatus.OFFLINE, found.problem)
