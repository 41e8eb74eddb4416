"""A small Demand Partner: it issues tokens, answers for them, and starts sessions from its app."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from core.domain.driver_token import DriverToken
from core.ocpi.modules import ModuleId
from core.ocpi.wire import present
from simulation.peers.own_peer import OwnPeer
from simulation.peers.peer_caller import Answer
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.shelf import Object
from simulation.peers.wire_objects import token_object

_ALLOWED: Final = "ALLOWED"


@dataclass(slots=True)
class Wallet:
    """The tokens that a DP has issued, and what it says of them."""

    by_uid: dict[str, DriverToken] = field(default_factory=dict)
    """By uid in lower case."""
    refused: dict[str, str] = field(default_factory=dict)
    """uid in lower case -> BLOCKED, EXPIRED, NO_CREDIT or NOT_ALLOWED."""


class DpPeer(OwnPeer):
    """A peer in the role EMSP."""

    def __init__(self, settings: PeerSettings, tokens: Iterable[DriverToken] = ()) -> None:
        super().__init__(settings)
        self.wallet = Wallet()
        self.issued = tuple(one for one in tokens if one.demand_partner == settings.party)
        self.wallet.by_uid = {one.uid.lower(): one for one in self.issued}
        self.state.authorise = self._authorised

    async def publish(self, to: str | None = None) -> None:
        """Push every token.

        Raises:
            SourceError: The hub did not take one.
        """
        for token in self.issued:
            await self.share(ModuleId.TOKENS, token.uid, token_object(token, self.state.now()), to)

    def block(self, uid: str, allowed: str = "BLOCKED") -> None:
        """From now on the token may not charge."""
        self.wallet.refused[uid.lower()] = allowed

    async def start_session(
        self, token: DriverToken, cpo: str, location_id: str, evse_uid: str | None = None
    ) -> Answer:
        """Ask a CPO to start charging; the result arrives later in ``state.results``."""
        request = present(
            response_url=f"{self.state.base_url}/{self.state.linked().version}"
            f"/sender/commands/START_SESSION/{token.uid}",
            token=token_object(token, self.state.now()),
            location_id=location_id,
            evse_uid=evse_uid,
        )
        return await self.caller.command("START_SESSION", request, cpo)

    def _authorised(self, uid: str, _kind: str, where: Object) -> Object | None:
        token = self.wallet.by_uid.get(uid.lower())
        if token is None:
            return None
        allowed = self.wallet.refused.get(uid.lower(), _ALLOWED)
        return present(
            allowed=allowed,
            token=token_object(token, self.state.now(), valid=allowed == _ALLOWED),
            location=where or None,
            authorization_reference=f"{token.contract_id}-{len(self.state.exchanges)}"[:36]
            if allowed == _ALLOWED
            else None,
        )
