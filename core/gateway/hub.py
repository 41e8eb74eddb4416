"""One process of the hub: what its parts share, and what answers which module.

A module is plugged in by a line in ``answerers``; what is not there is told to nobody.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from anyio import to_thread

from core.gateway.hub_request import Answerer, CredentialsAnswerer, PassageAnswerer
from core.gateway.hub_settings import HubSettings
from core.gateway.registry import Registry
from core.ocpi.modules import InterfaceRole, ModuleId
from core.service.runtime import Runtime

ParametersT = ParamSpec("ParametersT")
ResultT = TypeVar("ResultT")
HalfModule = tuple[ModuleId, InterfaceRole]


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
    look_again: Callable[[], Coroutine[None, None, bool]] | None = None
    """Reads platforms again for a token that is not known; False if nothing was read."""
    is_ready: bool = False
    """Whether the books could be read when they were last looked at."""
    background: list[Callable[[], Coroutine[None, None, None]]] = field(default_factory=list)
    """What runs as long as the hub does; it is cancelled at the end."""

    async def use(
        self,
        use_case: Callable[ParametersT, ResultT],
        *arguments: ParametersT.args,
        **named: ParametersT.kwargs,
    ) -> ResultT:
        """The result of a use case, carried out in a thread: databases are waited for there."""
        return await to_thread.run_sync(lambda: use_case(*arguments, **named))
