"""A passage: a URL of the hub that stands for the URL of a peer, for those who may use it.

A receiver has no credentials for a sender, so it must never be sent to a URL of a third party.
What a peer wrote as ``response_url``, as ``Link`` or as ``Location`` is kept here and replaced.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class PassageKind(StrEnum):
    """What the URL was written as."""

    RESPONSE = "RESPONSE"
    """``response_url``: where the result of a command is posted, once."""
    PAGE = "PAGE"
    """The next page of a list."""
    PLACE = "PLACE"
    """Where an object is that was posted."""


LIFE: Final[Mapping[PassageKind, timedelta]] = {
    PassageKind.RESPONSE: timedelta(days=1),
    PassageKind.PAGE: timedelta(hours=6),
    PassageKind.PLACE: timedelta(days=90),
}
"""How long each is open; results that come later than a command's own timeout still pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One URL behind the hub."""

    passage_id: str
    """What stands in the hub's URL: random, so that nobody finds one by counting."""
    kind: PassageKind
    module: str
    interface: str
    """Which half of the module is behind it."""
    caller_platform: str
    """Who may use it: the platform that it was given to."""
    caller: str
    """The party that it was given to, as it writes itself."""
    owner_platform: str
    """Whose URL it is."""
    owner: str
    url: str
    opened_at: datetime
    expires_at: datetime
    due_at: datetime | None = None
    """When the result of a command was promised; None for what promises nothing."""
