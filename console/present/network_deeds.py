"""What can be done about partners of the hub, and why not where it cannot."""

from enum import StrEnum
from typing import Final

from console.present.command_value import Category, Command, Fact
from console.present.network_rows import parties_text
from core.domain.errors import InvalidValueError
from core.domain.handshake_request import HandshakeRequest
from core.domain.platform import ConnectionStatus, Platform, PlatformRole
from core.service.view_network import NetworkView

ROLES: Final = ("CPO", "EMSP", "NSP", "SCSP", "OTHER")
"""That a partner is asked for; OCPI's names."""


class NetworkDeed(StrEnum):
    """What can be done about platforms; its value ends the id of its command."""

    CONNECT = "connect"
    SUSPEND = "suspend"
    RESUME = "resume"

    @property
    def command_id(self) -> str:
        """Id of the command that does it."""
        return f"network.{self.value}"


NETWORK_FACTS: Final = {
    NetworkDeed.CONNECT: Fact.HUB,
    NetworkDeed.SUSPEND: Fact.PLATFORM_SERVED,
    NetworkDeed.RESUME: Fact.PLATFORM_SUSPENDED,
}
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


def _deed(deed: NetworkDeed, title: str, summary: str) -> Command:
    return Command(
        id=deed.command_id,
        title=f"{title}{_ELLIPSIS}",
        summary=summary,
        category=Category.OPERATE,
        when=(NETWORK_FACTS[deed], Fact.MAY_ACT),
    )


NETWORK_COMMANDS: Final = (
    _deed(
        NetworkDeed.CONNECT,
        "Connect a partner",
        "Asks the running hub to register with a partner that gave us its token A.",
    ),
    _deed(
        NetworkDeed.SUSPEND,
        "Suspend the partner",
        "The hub serves the chosen partner no more, until it is resumed.",
    ),
    _deed(
        NetworkDeed.RESUME,
        "Resume the partner",
        "The hub serves the chosen partner again, as it was.",
    ),
)


def why_not_network(deed: NetworkDeed, view: NetworkView | None, chosen: Platform | None) -> str:
    """Why something cannot be done now; empty where it can."""
    if view is None or view.hub_url is None:
        return "no hub was started on these books: networkcore serve does that"
    if deed is NetworkDeed.CONNECT:
        return ""
    if chosen is None:
        return "no partner is chosen"
    is_suspended = chosen.status is ConnectionStatus.SUSPENDED
    if is_suspended == (deed is NetworkDeed.RESUME):
        return ""
    return "it is suspended already" if is_suspended else "it is not suspended"


def suspending_text(platform: Platform) -> str:
    """What suspending does."""
    return (
        f"{parties_text(platform)}\n\nThe hub answers its requests no more, and sends it nothing."
        " What it owes and is owed stays."
    )


def resuming_text(platform: Platform) -> str:
    """What resuming does."""
    return f"{parties_text(platform)}\n\nThe hub serves it again, with the tokens it had."


def came_of_platform(platform: Platform) -> str:
    """What came of a deed."""
    return f"{parties_text(platform)}: {platform.status.value.lower()}"


def came_of_asking(request: HandshakeRequest) -> str:
    """What came of asking for a handshake; the hub answers by itself, later."""
    return f"{request.platform_id}: asked; what came of it is told below the partners"


def role_asked(role: str, party: str) -> PlatformRole:
    """A partner's role as somebody typed it.

    Raises:
        InvalidValueError: The party is not written ``NL*ABC``.
    """
    country, star, party_id = party.strip().upper().partition("*")
    if not star or len(country) != 2 or len(party_id) != 3:
        raise InvalidValueError(f"party: wanted NL*ABC, found {party!r}")
    return PlatformRole(role, f"{country}*{party_id}")
