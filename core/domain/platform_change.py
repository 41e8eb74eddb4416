"""What happened to a platform: who changed what of it, and what it is from then on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.platform import Platform


class ChangeKind(StrEnum):
    """What was done."""

    ADDED = "added"
    """A party was registered, with a first credentials token or without one."""
    INVITED = "invited"
    """It was given another first credentials token; the one before is worth nothing."""
    APPROACHED = "approached"
    """The hub began a handshake; the peer may look at versions with its new token."""
    WITHDRAWN = "withdrawn"
    """The hub's handshake failed; its new token is worth nothing."""
    REGISTERED = "registered"
    """A handshake was done: both tokens are new."""
    RENEWED = "renewed"
    """A registered platform gave new credentials, and got new ones."""
    UNREGISTERED = "unregistered"
    """It took its credentials back; it needs a new invitation."""
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    WENT_OFFLINE = "went_offline"
    CAME_BACK = "came_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformChange:
    """One change; once written, it stays."""

    kind: ChangeKind
    at: datetime
    platform: Platform
    """As it is from then on."""
    who: str = ""
    """Who did it: a peer, a person, or the hub; the database's own user where it says nothing."""
    note: str = ""
    number: int = 0
    """In the order of all changes of all platforms; 0 before it is written."""
