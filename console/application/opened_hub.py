"""What the window asks about the hub of its books: partners, messages, and what is done by hand."""

from collections.abc import Sequence

from core.domain.handshake_request import HandshakeRequest
from core.domain.hub_message import HubMessage, WantedMessages
from core.domain.platform import Platform, PlatformRole
from core.service.ask_handshake import ask_handshake
from core.service.keep_messages import last_messages
from core.service.register_platform import resume_platform, suspend_platform
from core.service.runtime import Runtime
from core.service.view_network import NetworkView, view_network


class OpenedHub:
    """The part of opened books that is about their hub."""

    @property
    def _books(self) -> Runtime:
        """The books, opened by the first question."""
        raise NotImplementedError

    def network(self) -> NetworkView:
        """The partners of the hub, and how each has answered lately."""
        return view_network(self._books)

    def messages(self, wanted: WantedMessages) -> Sequence[HubMessage]:
        """What passed through the hub, the latest first."""
        return last_messages(self._books, wanted)

    def ask_handshake(self, role: PlatformRole, versions_url: str, token: str) -> HandshakeRequest:
        """Ask the running hub to register with a partner."""
        return ask_handshake(self._books, (role,), versions_url, token)

    def suspend_platform(self, name: str, note: str) -> Platform:
        """Serve a partner no more."""
        return suspend_platform(self._books, name, note)

    def resume_platform(self, name: str, note: str) -> Platform:
        """Serve a partner again."""
        return resume_platform(self._books, name, note)
