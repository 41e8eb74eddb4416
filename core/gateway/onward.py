"""How a message leaves the hub: URL, headers, and who it says it is from and for.

Source: transport_and_format, message routing headers and unique message ids. A forwarded request
has a new X-Request-ID and the same X-Correlation-ID; ids keep the case in which they came.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from secrets import token_hex
from typing import Final
from urllib.parse import quote, urlencode

from core.domain.platform import Platform

JSON: Final = "application/json"


@dataclass(slots=True)
class RequestIds:
    """New ids of requests: unique in the world by their beginning, in this process by their end."""

    _process: str = field(default_factory=lambda: token_hex(8))
    _numbers: "count[int]" = field(default_factory=count)

    def next(self) -> str:
        """A new one."""
        return f"{self._process}-{next(self._numbers):x}"


def authorization(platform: Platform, token: str) -> str:
    """The header by which the hub shows a platform who asks; OCPI 2.2-d2 wants base64."""
    written = token if platform.token_is_raw else b64encode(token.encode()).decode()
    return f"Token {written}"


def onward_url(endpoint: str, rest: tuple[str, ...], query: Mapping[str, str]) -> str:
    """An endpoint of a peer with the path and the query of a request to the hub."""
    path = "".join(f"/{quote(part, safe='')}" for part in rest)
    asked = f"?{urlencode(query)}" if query else ""
    return f"{endpoint.rstrip('/') if rest else endpoint}{path}{asked}"


def onward_headers(
    credential: str, request_id: str, correlation_id: str, *, has_body: bool
) -> dict[str, str]:
    """The headers of a request but those of routing."""
    headers = {
        "Authorization": credential,
        "X-Request-ID": request_id,
        "X-Correlation-ID": correlation_id,
        "Accept": JSON,
    }
    if has_body:
        headers["Content-Type"] = JSON
    return headers


def routing_headers(sender: str, receiver: str) -> dict[str, str]:
    """The four headers; both parties as they are written, ``nl*AbC``."""
    from_country, _, from_party = sender.partition("*")
    to_country, _, to_party = receiver.partition("*")
    return {
        "OCPI-from-country-code": from_country,
        "OCPI-from-party-id": from_party,
        "OCPI-to-country-code": to_country,
        "OCPI-to-party-id": to_party,
    }


def written_party(platform: Platform, party: str) -> str:
    """A party of a platform as it writes itself; the key where it never did."""
    return next((one.written for one in platform.roles if one.party == party), party)
