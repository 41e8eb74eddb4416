"""Where a command or a charging profile wants its result, and the same message with another URL.

Source: mod_commands, mod_charging_profiles. It is in the body of what has one, in the query of GET
and DELETE of a charging profile. All else in the body stays as it was written.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.peek import Peek

NAME: Final = "response_url"
_ASKING: Final = frozenset({ModuleId.COMMANDS, ModuleId.CHARGING_PROFILES})

_fields: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def response_url_of(
    module: ModuleId, interface: InterfaceRole, peek: Peek, query: Mapping[str, str]
) -> str | None:
    """Where the result is wanted; None where a message asks for none."""
    if module not in _ASKING or interface is not InterfaceRole.RECEIVER:
        return None
    return peek.response_url or query.get(NAME)


def with_response_url(body: bytes, url: str) -> bytes:
    """A body that was peeked into, with another URL; every other field byte for byte."""
    if not body:
        return body
    fields = _fields.decode(body)
    if NAME not in fields:
        return body
    fields[NAME] = msgspec.Raw(msgspec.json.encode(url))
    return msgspec.json.encode(fields)
