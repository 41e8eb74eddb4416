"""The hub's view of its platforms, in memory: who has which token, who speaks for which party.

Every process has its own; a new view replaces the old one at once, and who looked at the old one
goes on with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hmac import compare_digest

from core.domain.hub_view import PREFIX_LENGTH, HubView, KnownToken, token_sha
from core.domain.platform import ConnectionStatus, Platform


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a platform, and by which token."""

    platform: Platform
    token: KnownToken


@dataclass(slots=True)
class Registry:
    """Looks up platforms."""

    view: HubView = field(default_factory=HubView)
    _by_id: dict[str, Platform] = field(default_factory=dict)
    _by_party: dict[str, tuple[Platform, ...]] = field(default_factory=dict)
    _by_prefix: dict[str, tuple[KnownToken, ...]] = field(default_factory=dict)

    def show(self, view: HubView) -> None:
        """Look at this from now on."""
        by_party: dict[str, tuple[Platform, ...]] = {}
        for platform in view.platforms:
            for party in platform.parties:
                by_party[party] = (*by_party.get(party, ()), platform)
        by_prefix: dict[str, tuple[KnownToken, ...]] = {}
        for token in view.tokens:
            by_prefix[token.prefix] = (*by_prefix.get(token.prefix, ()), token)
        self._by_id = {one.platform_id: one for one in view.platforms}
        self._by_party, self._by_prefix = by_party, by_prefix
        self.view = view

    def caller(self, candidates: Iterable[str]) -> Caller | None:
        """Who has one of these tokens; hashes are compared in constant time, None if nobody."""
        for token in candidates:
            sha = token_sha(token)
            for known in self._by_prefix.get(token[:PREFIX_LENGTH], ()):
                if compare_digest(known.sha, sha) and known.platform_id in self._by_id:
                    return Caller(self._by_id[known.platform_id], known)
        return None

    def platform(self, platform_id: str) -> Platform | None:
        """The platform of that id."""
        return self._by_id.get(platform_id)

    def platforms_of(self, party: str) -> tuple[Platform, ...]:
        """Those that speak for a party, by its key in any case; two if it has two connections."""
        return self._by_party.get(party.upper(), ())

    def connected(self) -> Iterator[Platform]:
        """Those that messages can be sent to."""
        return (one for one in self.view.platforms if one.status is ConnectionStatus.CONNECTED)
