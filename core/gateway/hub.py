"""One process of the hub: what its parts share, and what answers which module.

A module is plugged in by a line in ``answerers``; what is not there is told to nobody.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import ParamSpec, Protocol, TypeVar

from anyio import to_thread

from core.gateway.hub_metrics import HubMetrics
from core.gateway.hub_request import Answerer, Arrived, HubAnswer, PassageAnswerer
from core.gateway.hub_settings import HubSettings
from core.gateway.registry import Caller, Registry
from core.gateway.url_policy import UrlPolicy
from core.ocpi.modules import InterfaceRole, ModuleId
from core.service.runtime import Runtime

ParametersT = ParamSpec("ParametersT")
ResultT = TypeVar("ResultT")
CredentialsAnswerer = Callable[[Arrived, Caller], Awaitable[HubAnswer]]
HalfModule = tuple[ModuleId, InterfaceRole]


class Look(Protocol):
    """What reads platforms out of the books into the registry."""

    async def look(self) -> None:
        """Read what changed, if anything did."""

    async def look_for_token(self) -> None:
        """The same because of a token that is not known; not too often."""


@dataclass(slots=True, kw_only=True)
class Hub:
    """What every part of one process may reach."""

    runtime: Runtime
    settings: HubSettings
    registry: Registry
    answerers: dict[HalfModule, Answerer] = field(default_factory=dict)
    """What answers which interface of which module."""
    credentials: CredentialsAnswerer | None = None
    passage: PassageAnswerer | None = None
    """What answers URLs that were given out instead of a peer's."""
    looks: Look | None = None
    """Reads platforms again; None where they never change."""
    metrics: HubMetrics = field(default_factory=HubMetrics)
    is_ready: bool = False
    """Whether the books could be read when they were last looked at."""
    background: list[Callable[[], Coroutine[None, None, None]]] = field(default_factory=list)
    """What runs as long as the hub does; it is cancelled at the end."""

    @property
    def policy(self) -> UrlPolicy:
        """Which URLs of peers may be called."""
        return UrlPolicy(allow_private=self.settings.allow_private)

    async def look(self) -> None:
        """Read what changed of the platforms, at once."""
        if self.looks is not None:
            await self.looks.look()

    async def use(
        self,
        use_case: Callable[ParametersT, ResultT],
        *arguments: ParametersT.args,
        **named: ParametersT.kwargs,
    ) -> ResultT:
        """The result of a use case, carried out in a thread: databases are waited for there."""
        return await to_thread.run_sync(lambda: use_case(*arguments, **named))
