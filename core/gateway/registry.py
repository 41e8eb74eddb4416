"""The hub's view of its platforms, in memory: who has which token, and who can be reached.

Every process has its own; a new view replaces the old one at once, and who looked at the old one
goes on with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest

from core.domain.errors import InvalidValueError
from core.domain.hub_view import PREFIX_LENGTH, HubView, KnownToken, token_sha
from core.domain.platform import Platform
from core.ocpi.directory import Directory
from core.service.sealed_box import HubKey


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a platform, and by which token."""

    platform: Platform
    token: KnownToken
    text: str = field(repr=False)
    """The token as it was shown."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Everything of one view, so that it is replaced by one assignment."""

    view: HubView
    directory: Directory
    by_prefix: Mapping[str, tuple[KnownToken, ...]]
    sealed: Mapping[str, str]


class Registry:
    """Looks up platforms by what a request says, and the tokens by which they are called."""

    def __init__(self, hub_party: str, key: HubKey | None = None) -> None:
        """Show nobody yet.

        Args:
            hub_party: The hub's own party, ``NL*HUB``.
            key: What opens the tokens of peers; None where none is called.
        """
        self._hub_party = hub_party
        self._key = key
        self._opened: dict[str, tuple[str, str | None]] = {}
        self.show(HubView())

    def show(self, view: HubView) -> None:
        """Look at this from now on; may be called from another thread than who looks."""
        by_prefix: dict[str, tuple[KnownToken, ...]] = {}
        for token in view.tokens:
            by_prefix[token.prefix] = (*by_prefix.get(token.prefix, ()), token)
        directory = Directory.of(self._hub_party, view.platforms)
        self._seen = _Seen(view, directory, by_prefix, dict(view.peer_tokens))

    @property
    def directory(self) -> Directory:
        """Who can be reached; a value that stays as it is."""
        return self._seen.directory

    @property
    def view(self) -> HubView:
        """What is seen."""
        return self._seen.view

    def caller(self, candidates: Iterable[str]) -> Caller | None:
        """Who has one of these tokens; hashes are compared in constant time, None if nobody."""
        seen = self._seen
        for token in candidates:
            sha = token_sha(token)
            for known in seen.by_prefix.get(token[:PREFIX_LENGTH], ()):
                platform = seen.directory.platforms.get(known.platform_id)
                if compare_digest(known.sha, sha) and platform is not None:
                    return Caller(platform, known, token)
        return None

    def platform(self, platform_id: str) -> Platform | None:
        """The platform of that id."""
        return self.directory.platforms.get(platform_id)

    def peer_token(self, platform_id: str) -> str | None:
        """The token by which the hub speaks to a platform.

        None before a handshake, and where it was sealed for a key that was lost since.
        """
        box = self._seen.sealed.get(platform_id)
        if box is None or self._key is None:
            return None
        opened = self._opened.get(platform_id)
        if opened is None or opened[0] != box:  # opening costs 0.1 ms, so it is done once
            try:
                opened = (box, self._key.opened(box, platform_id))
            except InvalidValueError:
                opened = (box, None)
            self._opened[platform_id] = opened
        return opened[1]
