"""Which URLs of peers the hub calls: none that would let a peer reach into the hub's own network.

A URL is looked at as it is written, and the addresses of its host when a connection is made, so
that a name that changes its address meanwhile gains nothing. Redirects come by here again.
"""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import AddressFamily
from typing import Final
from urllib.parse import SplitResult, urlsplit

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

from core.domain.errors import InvalidValueError

LONGEST_URL: Final = 255
"""Characters; OCPI's URL."""
LONGEST_CALL: Final = 4_000
"""Characters of a URL as it is called."""
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""Where the last 32 bits are an address of version 4 (RFC 6052)."""

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class UrlPolicy:
    """What may be called."""

    allow_private: bool = False
    """Whether loopback and private networks may be called; link-local ones never are."""

    def examine(self, url: str) -> None:
        """Return if a URL may be called, as far as it can be told without asking for its address.

        Raises:
            InvalidValueError: It may not.
        """
        self._expect(url, LONGEST_URL)

    def examine_call(self, url: str) -> None:
        """As ``examine``, of a URL with all that a message adds to it: an id, a query, a cursor.

        Raises:
            InvalidValueError: It may not be called.
        """
        origin = url[: url.find("/", len("https://"))]
        if "#" in url or not _is_plain(url, LONGEST_CALL) or _origin_problem(self, origin):
            self._expect(url, LONGEST_CALL)

    def allows(self, address: str) -> bool:
        """Whether an address may be connected to."""
        return all(self._is_fine(one) for one in _meant_by(ip_address(address)))

    def resolver(self) -> AbstractResolver:
        """Finds addresses, and keeps those back that may not be connected to."""
        return _GuardedResolver(self)

    def _expect(self, url: str, longest: int) -> None:
        problem = self.problem(url, longest)
        if problem is not None:
            raise InvalidValueError(f"URL {url[:80]!r}: {problem}")

    def problem(self, url: str, longest: int = LONGEST_CALL) -> str | None:
        """Why a URL may not be called; None if it may."""
        if not _is_plain(url, longest):
            return f"wanted at most {longest} printable characters of ASCII"
        try:
            parts = urlsplit(url)
            host = _checked_host(parts)
        except ValueError as error:
            return str(error)
        address = _address_or_none(host)
        if address is not None and not self.allows(host):
            return "its address is not public"
        return None

    def _is_fine(self, address: Address) -> bool:
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return False
        return address.is_global or self.allow_private


class _GuardedResolver(AbstractResolver):
    """aiohttp's resolver with the policy behind it."""

    def __init__(self, policy: UrlPolicy) -> None:
        self._policy = policy
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of a host that may be connected to.

        Raises:
            OSError: There are none.
        """
        found = await self._inner.resolve(host, port, family)
        allowed = [one for one in found if self._policy.allows(one["host"])]
        if not allowed:
            raise OSError(f"{host}: its address is not public")
        return allowed

    async def close(self) -> None:
        """Give back what the resolver holds."""
        await self._inner.close()


def _is_plain(url: str, longest: int) -> bool:
    return len(url) <= longest and url.isascii() and url.isprintable() and " " not in url


@lru_cache(maxsize=4_096)
def _origin_problem(policy: UrlPolicy, origin: str) -> bool:
    """Whether scheme, host and port are what may not be called: the same for every message."""
    return policy.problem(origin) is not None


def _checked_host(parts: SplitResult) -> str:
    if parts.scheme not in {"http", "https"}:
        raise ValueError("wanted http or https")
    if parts.username is not None or parts.password is not None:
        raise ValueError("wanted no user and no password in it")
    if parts.fragment:
        raise ValueError("wanted no fragment")
    if not parts.hostname or parts.port == 0:
        raise ValueError("wanted a host")
    return parts.hostname


def _address_or_none(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _meant_by(address: Address) -> tuple[Address, ...]:
    """The address, and those of version 4 that it leads to."""
    if isinstance(address, IPv4Address):
        return (address,)
    inner = [address.ipv4_mapped, address.sixtofour]
    if address.teredo is not None:
        inner.extend(address.teredo)
    if address in _TRANSLATED:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    found = tuple(one for one in inner if one is not None)
    # A mapped address is only a way to write the other one.
    return found if address.ipv4_mapped is not None else (address, *found)
