"""Who can be reached over the hub: platforms, looked up by party and by what they take.

A value, made anew whenever a platform changes; requests under way keep the one they began with.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from core.domain.platform import ConnectionStatus, Platform, PlatformRole

SUPPLY: Final = frozenset({"CPO"})
"""Roles that operate charge points; every other one is on the side of the demand."""
NEITHER: Final = frozenset({"HUB"})
"""Another hub is no opposite of anybody: it would pass on what it was passed."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A party that takes one half of a module, and where."""

    party: str
    """Key ``NL*ABC``."""
    written: str
    """As it writes itself, ``nl*AbC``."""
    platform: Platform
    url: str
    is_supply: bool
    """Whether it is an opposite of the demand; the demand itself is the opposite of supply."""


@dataclass(frozen=True, slots=True)
class Directory:
    """All parties of one moment."""

    hub: str
    """The hub's own party, ``NL*HUB``."""
    platforms: Mapping[str, Platform] = field(repr=False)
    """By id."""
    _seats: Mapping[str, tuple[tuple[PlatformRole, Platform], ...]] = field(repr=False)
    _takers: Mapping[tuple[str, str], tuple[Recipient, ...]] = field(repr=False)

    @classmethod
    def of(cls, hub: str, platforms: Iterable[Platform]) -> Self:
        """The directory of some platforms."""
        kept = {one.platform_id: one for one in platforms}
        seats: defaultdict[str, list[tuple[PlatformRole, Platform]]] = defaultdict(list)
        takers: defaultdict[tuple[str, str], list[Recipient]] = defaultdict(list)
        for platform in kept.values():
            for role in platform.roles:
                seats[role.party].append((role, platform))
                if platform.status is ConnectionStatus.CONNECTED and role.role not in NEITHER:
                    for end in platform.endpoints:
                        taker = _recipient(role, platform, end.url)
                        takers[end.module, end.interface].append(taker)
        return cls(
            hub.upper(),
            kept,
            {party: tuple(found) for party, found in seats.items()},
            {interface: tuple(found) for interface, found in takers.items()},
        )

    def platforms_of(self, party: str) -> tuple[Platform, ...]:
        """The platforms a party is behind; it may be a CPO on one and an eMSP on another."""
        found = (platform for _, platform in self._seats.get(party, ()))
        return tuple({one.platform_id: one for one in found}.values())

    def recipient(self, party: str, module: str, interface: str) -> Recipient | None:
        """Where a party takes one half of a module, connected or not; None if nowhere."""
        found = [
            _recipient(role, platform, url)
            for role, platform in self._seats.get(party, ())
            if (url := platform.url_of(module, interface)) is not None
        ]
        connected = (one for one in found if one.platform.status is ConnectionStatus.CONNECTED)
        return next(connected, found[0] if found else None)

    def opposites(
        self, sender: Platform, party: str, module: str, interface: str
    ) -> tuple[Recipient, ...]:
        """Connected parties on the other side that take one half of a module, each once.

        A party with roles on both sides has everybody as its opposite. What the sender's own
        platform hosts is left out: it has it already.
        """
        roles = [role.role for role in sender.roles if role.party == party]
        sides = {role in SUPPLY for role in roles if role not in NEITHER}
        return tuple(
            {
                one.party: one
                for one in self._takers.get((module, interface), ())
                if (not one.is_supply) in sides
                and one.party != party
                and one.platform.platform_id != sender.platform_id
            }.values()
        )


def _recipient(role: PlatformRole, platform: Platform, url: str) -> Recipient:
    return Recipient(role.party, role.written, platform, url, role.role in SUPPLY)
