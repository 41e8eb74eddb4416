"""The little of a message that routing must know: who owns it, which object, whom it concerns.

A message is not read further than that, so what is unknown in it and how its numbers are written
passes untouched. Ids compare without case (CiString) and keep their case on the wire.
"""

from typing import Final

import msgspec

from core.domain.errors import WireError
from core.ocpi.json_bytes import MALFORMED, not_json, value_of_json

_BODY: Final = "body"


class TokenPeek(msgspec.Struct, frozen=True):
    """Whose driver is meant, in a Session, a CDR or a command."""

    country_code: str | None = None
    party_id: str | None = None
    uid: str | None = None


class Peek(msgspec.Struct, frozen=True):
    """Fields at the top of an object; None where it has none of that name."""

    country_code: str | None = None
    party_id: str | None = None
    id: str | None = None
    uid: str | None = None
    location_id: str | None = None
    evse_uid: str | None = None
    session_id: str | None = None
    reservation_id: str | None = None
    response_url: str | None = None
    cdr_token: TokenPeek | None = None
    token: TokenPeek | None = None
    cdrs: tuple[str, ...] = ()

    @property
    def owner(self) -> str | None:
        """Key of the owner it names, ``NL*ABC``."""
        return key_of(self.country_code, self.party_id)

    @property
    def demand_partner(self) -> str | None:
        """Key of the party whose driver charges, of a Session or a CDR."""
        token = self.cdr_token
        return key_of(token.country_code, token.party_id) if token else None

    @property
    def token_owner(self) -> str | None:
        """Key of the party whose driver a command names: nobody charges at another's cost."""
        return key_of(self.token.country_code, self.token.party_id) if self.token else None


NOTHING: Final = Peek()

_decoder: Final = msgspec.json.Decoder(Peek)


def peek(body: bytes) -> Peek:
    """What routing must know of a body; an empty one says nothing.

    Raises:
        SourceError: Not JSON.
        WireError: JSON, but no object, or one of these fields is of another type.
    """
    if not body:
        return NOTHING
    try:
        if not body.isascii():
            body.decode()
        return _decoder.decode(body)
    except msgspec.ValidationError as error:
        value_of_json(body, _BODY)  # it stops at the first wrong type, there may be worse after it
        problem, _, path = str(error).partition(" - at ")
        raise WireError(path.strip("`").removeprefix("$.") or _BODY, problem) from error
    except MALFORMED as error:
        raise not_json(_BODY, error) from error


def key_of(country_code: str | None, party_id: str | None) -> str | None:
    """``NL*ABC``, in upper case; None unless both are there."""
    return f"{country_code}*{party_id}".upper() if country_code and party_id else None


def same_id(one: str, other: str) -> bool:
    """Whether two ids are one: they compare without case."""
    return one.casefold() == other.casefold()
