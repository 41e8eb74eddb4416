"""Every party of a scenario as a peer: connected to one hub, and told what happens."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self, TypeVar

from core.domain.cdr import Cdr
from core.domain.errors import SourceError
from core.domain.network import Network
from core.ocpi.modules import ModuleId
from simulation.peers.cpo_peer import CpoPeer
from simulation.peers.dp_peer import DpPeer
from simulation.peers.drive_faults import DriveFaults, Fate
from simulation.peers.own_peer import OwnPeer, running
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.wire_objects import token_object

_AT_ONCE: Final = 16
"""Sessions that are told at the same time."""
_UNKNOWN: Final = "NOBODY-ISSUED-THIS"

PeerT = TypeVar("PeerT", bound=OwnPeer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """How a scenario is driven."""

    hub: str
    """Versions URL."""
    hubs: Mapping[str, str] = field(default_factory=dict)
    """Party key -> versions URL of the process that it calls, where there are several."""
    tokens: Mapping[str, str]
    """Party key -> its token A; one for every CPO and Demand Partner of the scenario."""
    seed: int
    pace: float | None = None
    """Simulated seconds in a real one; None for as fast as the hub answers."""
    faults: DriveFaults = field(default_factory=DriveFaults)
    settings: Mapping[str, PeerSettings] = field(default_factory=dict)
    """Party key -> how its peer is, where it is not as usual."""


@dataclass(slots=True)
class Driven:
    """What came of it."""

    sessions: int = 0
    refused: int = 0
    """Drivers that were not let in."""
    answers: Counter[int] = field(default_factory=Counter)
    """OCPI status -> how many CDRs were answered so, duplicates and broken ones included."""
    cdr_keys: set[str] = field(default_factory=set)
    """CDRs that were answered with success, each once."""
    slowest_s: float = 0.0
    failures: list[str] = field(default_factory=list)
    """What the hub did not take, or did not answer."""


class Fleet:
    """Every peer of a scenario, connected."""

    def __init__(self, network: Network, how: Drive, driven: Driven) -> None:
        self._network = network
        self._how = how
        self._driven = driven
        self._stack = AsyncExitStack()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._late: list[Cdr] = []
        self.cpos: dict[str, CpoPeer] = {}
        self.partners: dict[str, DpPeer] = {}

    @classmethod
    async def connected(cls, network: Network, how: Drive, driven: Driven) -> Self:
        """Start every peer, register it and let the CPOs publish."""
        fleet = cls(network, how, driven)
        try:
            await fleet._connect()
        except BaseException:
            await fleet.leave()
            raise
        return fleet

    async def _connect(self) -> None:
        for partner in self._network.demand_partners:
            settings = self._how.settings.get(partner.key) or PeerSettings.of("EMSP", partner.key)
            self.partners[partner.key] = await self._started(DpPeer(settings), partner.key)
        for one in self._network.cpos:
            settings = self._how.settings.get(one.key) or PeerSettings.of("CPO", one.key)
            peer = CpoPeer(settings, self._network.locations, self._network.tariffs)
            self.cpos[one.key] = await self._started(peer, one.key)
            await peer.publish()

    async def _started(self, peer: PeerT, party: str) -> PeerT:
        await self._stack.enter_async_context(running(peer))
        await peer.register(self._how.hubs.get(party, self._how.hub), self._how.tokens[party])
        return peer

    async def leave(self) -> None:
        """Stop every peer."""
        await self._stack.aclose()

    async def play(self, cdrs: Sequence[Cdr]) -> None:
        """Tell the hub of sessions, many at once, tokens first."""
        for cdr in cdrs:
            await self._issue(cdr)
        await asyncio.gather(*(self._play(cdr) for cdr in cdrs))

    async def send_late(self) -> None:
        """Send what was kept for the end."""
        for cdr in self._late:
            await self._told(self._send(cdr))

    async def _issue(self, cdr: Cdr) -> None:
        """Let a partner tell of a token before it is used for the first time."""
        partner = self.partners[cdr.demand_partner]
        token = cdr.token
        if token.uid.lower() not in partner.wallet.by_uid:
            partner.wallet.by_uid[token.uid.lower()] = token
            written = token_object(token, partner.state.now())
            await self._told(partner.share(ModuleId.TOKENS, token.uid, written))

    async def _play(self, cdr: Cdr) -> None:
        async with self._gate:
            await self._told(
                self._session(cdr, self._how.faults.fate_of(self._how.seed, cdr.cdr_id))
            )

    async def _session(self, cdr: Cdr, fate: Fate) -> None:
        peer = self.cpos[cdr.cpo]
        self._driven.sessions += 1
        if fate.unknown_token:
            stranger = replace(cdr, token=replace(cdr.token, uid=_UNKNOWN))
            allowed, _ = await peer.authorise(stranger)
            assert not allowed, "a token that nobody issued was let in"
        allowed, reference = await peer.authorise(cdr)
        if not allowed:
            self._driven.refused += 1
            return
        let_in = replace(cdr, authorization_reference=reference)
        await peer.open_and_close(let_in)
        if fate.late:
            self._late.append(let_in)
            return
        if fate.broken:
            await self._send(let_in, broken=True)
        await self._send(let_in)
        if fate.duplicate:
            await self._send(let_in)

    async def _send(self, cdr: Cdr, *, broken: bool = False) -> None:
        peer = self.cpos[cdr.cpo]
        began_s = asyncio.get_running_loop().time()
        answer = await (peer.send_broken_cdr(cdr) if broken else peer.send_cdr(cdr))
        took_s = asyncio.get_running_loop().time() - began_s
        self._driven.slowest_s = max(self._driven.slowest_s, took_s)
        self._driven.answers[answer.envelope.status_code] += 1
        if answer.envelope.is_success:
            self._driven.cdr_keys.add(cdr.key)

    async def _told(self, step: Coroutine[Any, Any, None]) -> None:
        """Do a step; what the hub does not take is noted, and the others go on."""
        try:
            await step
        except SourceError as error:
            self._driven.failures.append(str(error))
