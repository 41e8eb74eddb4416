"""What the hub answers out of what it keeps: single objects, and lists of all that parties have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from core.domain.errors import InvalidValueError
from core.domain.kept_object import token_object_id
from core.gateway.answers import answer_of
from core.gateway.hub_request import HubAnswer, HubRequest
from core.gateway.use import Use
from core.ocpi.calls import PUBLIC
from core.ocpi.directory import NEITHER, SUPPLY
from core.ocpi.envelope import Envelope
from core.ocpi.link_header import next_link
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.peek import key_of
from core.ocpi.route import Message
from core.ocpi.status_code import StatusCode
from core.service.read_kept import PageWanted, party_concerned, read_one, read_page
from core.service.runtime import Runtime

LIMIT: Final = 100
"""Objects of a page that asks for no number."""
LIMIT_MAX: Final = 500
_AFTER: Final = "after"
_NAMED_BY: Final[Mapping[ModuleId, ModuleId]] = {
    ModuleId.CHARGING_PROFILES: ModuleId.SESSIONS,
    ModuleId.LOCATIONS: ModuleId.LOCATIONS,
    ModuleId.SESSIONS: ModuleId.SESSIONS,
    ModuleId.TOKENS: ModuleId.TOKENS,
}
"""Among which objects the id in a path is looked up."""


@dataclass(slots=True, kw_only=True)
class KeptDesk:
    """Reads for peers."""

    runtime: Runtime
    use: Use

    async def collect(self, request: HubRequest) -> HubAnswer:
        """One page of a module's objects, of all parties.

        Raises:
            InvalidValueError: A parameter is none.
            StoreError: The books cannot be read.
        """
        wanted = page_wanted(request)
        page = await self.use(read_page, self.runtime, wanted)
        headers = [("x-total-count", str(page.total)), ("x-limit", str(LIMIT_MAX))]
        if page.next_cursor is not None:
            headers.append(("link", next_link(_next_url(request, wanted, page.next_cursor))))
        return _answer(request, page.data, headers)

    async def one(self, request: HubRequest) -> HubAnswer:
        """One object that whoever asks may read.

        Raises:
            NotFoundError: There is none.
            InvalidValueError: Several parties have one of that id.
        """
        is_pushed = request.interface is InterfaceRole.RECEIVER
        is_owned = is_pushed and request.module is not ModuleId.CDRS
        owner = key_of(*request.rest[:2]) if is_owned else None
        ids = request.rest[2:] if is_owned else request.rest
        if request.module is ModuleId.TOKENS:
            ids = (token_object_id(ids[0], request.query.get("type") or "RFID"),)
        data = await self.use(
            read_one,
            self.runtime,
            request.module,
            owner,
            ids,
            request.platform.parties,
            request.version,
        )
        return _answer(request, data)

    async def find_partner(self, message: Message) -> str | None:
        """Whom an open message concerns, by what was kept of its object."""
        named = _named(message)
        if named is None:
            return None
        asking = message.platform.parties
        return await self.use(party_concerned, self.runtime, *named, asking)


def _named(message: Message) -> tuple[ModuleId, str] | None:
    """The object by which the other party is known: module and id."""
    rest, peeked = message.rest, message.peek
    if message.module is ModuleId.COMMANDS:
        if peeked.session_id is not None:
            return ModuleId.SESSIONS, peeked.session_id
        return None if peeked.location_id is None else (ModuleId.LOCATIONS, peeked.location_id)
    is_owned = message.interface is InterfaceRole.RECEIVER and len(rest) > 2
    of, object_id = _NAMED_BY.get(message.module), rest[2 if is_owned else 0] if rest else ""
    if of is None or not object_id:
        return None
    return of, token_object_id(object_id, "RFID") if of is ModuleId.TOKENS else object_id


def page_wanted(request: HubRequest) -> PageWanted:
    """What the parameters of a list ask for.

    Raises:
        InvalidValueError: One of them is none.
    """
    query = request.query
    return PageWanted(
        module=request.module,
        version=request.version,
        readers=request.platform.parties,
        owners=_owners(request),
        since=_time(query, "date_from"),
        before=_time(query, "date_to"),
        limit=min(_whole(query, "limit", LIMIT) or LIMIT, LIMIT_MAX),
        offset=_whole(query, "offset", 0),
        cursor=query.get(_AFTER),
    )


def _owners(request: HubRequest) -> tuple[str, ...] | None:
    """Whose objects whoever asks may read; None: of all parties.

    As with a push to everybody: tokens are for who operates charge points, locations and tariffs
    for the demand. Who is on one side only reads of its own side nothing but what is its own.
    """
    sides = {role.role in SUPPLY for role in request.platform.roles}
    is_neutral = any(role.role in NEITHER for role in request.platform.roles)
    if request.module not in PUBLIC or is_neutral or (request.module is ModuleId.TOKENS) in sides:
        return None
    return request.platform.parties


def _time(query: Mapping[str, str], name: str) -> datetime | None:
    text = query.get(name)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidValueError(
            f"{name}: wanted a time as 2026-01-31T12:00:00Z, found {text[:40]!r}"
        ) from error


def _whole(query: Mapping[str, str], name: str, otherwise: int) -> int:
    text = query.get(name)
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise InvalidValueError(f"{name}: wanted a whole number from 0, found {text[:40]!r}")
    return int(text)


def _next_url(request: HubRequest, wanted: PageWanted, cursor: str) -> str:
    """The filters stay, the place is the cursor's."""
    kept = {name: request.query[name] for name in ("date_from", "date_to") if name in request.query}
    query = urlencode({**kept, "limit": str(wanted.limit), _AFTER: cursor})
    half = request.interface.lower()
    return f"{request.base_url}/{request.version}/{half}/{request.module}?{query}"


def _answer(
    request: HubRequest, data: bytes, headers: list[tuple[str, str]] | None = None
) -> HubAnswer:
    envelope = Envelope(status_code=StatusCode.SUCCESS, data=data, timestamp=request.received_at)
    return answer_of(envelope, headers=headers or ())
