"""Where a message goes: one pure function over who is connected and what the message says.

Source: OCPI 2.2.1 and 2.3.0, transport_and_format (Message Routing) and status_codes. Five modes:

==================  ==========================  ================================================
OCPI-to             call                        goes
==================  ==========================  ================================================
a party             any                         to that party: Direct
the hub             push of a public object     to every opposite that takes it: Broadcast
the hub, or absent  list                        to everybody's objects, merged: GetAll
absent              what names its receiver     to that party: Open, with one receiver
absent              push of a public object     to every opposite, each answering us: Open
absent              GET of one, authorisation   to opposites until one knows: Open, ``asks_all``
the hub             anything else               to the hub itself, or as if OCPI-to were absent
==================  ==========================  ================================================

Two leniencies that hurt nobody: a list without OCPI-to is answered as one to the hub, and a sender
need not be named where its platform leaves no choice.
"""

from dataclasses import dataclass, field
from typing import Final

from core.domain.platform import ConnectionStatus, Platform
from core.ocpi.calls import (
    PUBLIC,
    UNROUTED,
    Call,
    CallKind,
    calls_at,
)
from core.ocpi.directory import Directory, Recipient
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.peek import NOTHING, Peek, key_of, same_id
from core.ocpi.status_code import StatusCode

_OK: Final = 200
_NOT_FOUND: Final = 404
_NOT_ALLOWED: Final = 405


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request as far as routing looks at it."""

    version: OcpiVersion
    method: str
    module: ModuleId
    interface: InterfaceRole
    rest: tuple[str, ...] = ()
    """Parts of the path after the module."""
    platform: Platform
    """Whose credentials token it bears."""
    from_party: str | None = None
    """Of the header, ``nl*AbC``; None where it is absent."""
    to_party: str | None = None
    peek: Peek = NOTHING
    partner: str | None = None
    """Whom the hub knows the object to concern, from what passed before: the other party of a
    session, the operator of a location, the partner of a token. Asked only of open requests."""


@dataclass(frozen=True, slots=True)
class Direct:
    """To the party that the sender named."""

    sender: str
    receiver: Recipient


@dataclass(frozen=True, slots=True)
class Broadcast:
    """To each of them in the hub's own name; the hub answers by itself."""

    sender: str
    receivers: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """To whom the hub found, in the sender's name."""

    sender: str
    receivers: tuple[Recipient, ...]
    asks_all: bool = False
    """Whether one of them is looked for, and the first that knows an answer gives it; else every
    one of them is told, and one alone gives its own answer."""


@dataclass(frozen=True, slots=True)
class GetAll:
    """To nobody: the hub shows what all have, page by page."""

    sender: str


@dataclass(frozen=True, slots=True)
class HubItself:
    """To nobody: the hub itself is asked, or told."""

    sender: str | None
    """None on modules without routing headers."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nowhere, and why."""

    status_code: StatusCode
    problem: str
    http_status: int = _OK
    allowed: tuple[str, ...] = field(default=(), kw_only=True)
    """Methods that the path does take, with 405."""


Route = Direct | Broadcast | Open | GetAll | HubItself | Refused


def route(directory: Directory, message: Message) -> Route:
    """Where a message goes; nothing is sent, nothing is looked up but in the arguments."""
    call = _call_of(message)
    if isinstance(call, Refused):
        return call
    if message.module in UNROUTED:
        return HubItself(None)
    sender = _sender_of(message, call)
    if isinstance(sender, Refused):
        return sender
    problem = _conflict(message, call, sender)
    if problem is not None:
        return Refused(StatusCode.INVALID_PARAMETERS, problem)
    return _addressed(directory, message, call, sender)


def is_undecided(directory: Directory, message: Message) -> bool:
    """Whether the route depends on what the hub knows of the object: ``partner`` is to be found."""
    named = message.to_party
    if named is not None and named.upper() != directory.hub:
        return False
    calls = calls_at(message.version, (message.module, message.interface), message.rest)
    call = next((one for one in calls if one.method == message.method), None)
    return (
        call is not None
        and call.kind is not CallKind.LIST
        and not _is_public_push(message, call)
        and message.module not in UNROUTED
        and message.peek.demand_partner is None
    )


def _call_of(message: Message) -> Call | Refused:
    calls = calls_at(message.version, (message.module, message.interface), message.rest)
    where = "/".join((message.module, *message.rest))
    if not calls:
        problem = f"{message.version} {message.interface} has nothing at {where}"
        return Refused(StatusCode.INVALID_PARAMETERS, problem, _NOT_FOUND)
    for call in calls:
        if call.method == message.method:
            return call
    allowed = tuple(dict.fromkeys(one.method for one in calls))
    problem = f"{where}: wanted {' or '.join(allowed)}, found {message.method}"
    return Refused(StatusCode.INVALID_PARAMETERS, problem, _NOT_ALLOWED, allowed=allowed)


def _sender_of(message: Message, call: Call) -> str | Refused:
    """The party that sends: the header's, if it is behind this platform."""
    parties = message.platform.parties
    if message.from_party is not None:
        if message.platform.speaks_for(message.from_party):
            return message.from_party.upper()
        problem = f"OCPI-from: {message.from_party} is not behind these credentials"
        return Refused(StatusCode.INVALID_PARAMETERS, problem)
    owner = _owner_in_path(message, call) or message.peek.owner
    if owner in parties:
        assert owner is not None
        return owner
    if len(parties) == 1:
        return parties[0]
    return Refused(
        StatusCode.INVALID_PARAMETERS,
        f"OCPI-from: wanted one of {', '.join(parties)}, found nothing",
    )


def _conflict(message: Message, call: Call, sender: str) -> str | None:
    """What contradicts what: an object is told of by its owner, at its owner's path."""
    in_path, in_body = _owner_in_path(message, call), message.peek.owner
    if in_path is not None and in_path != sender:
        return f"the path is of {in_path}, the sender is {sender}"
    of_token = message.peek.token_owner
    if of_token is not None and not message.platform.speaks_for(of_token):
        return f"the token is of {of_token}, the sender is {sender}"
    if call.kind is not CallKind.PUSH:
        return None
    if in_body is not None and in_body != sender:
        return f"the object is of {in_body}, the sender is {sender}"
    return _id_conflict(message, call)


def _id_conflict(message: Message, call: Call) -> str | None:
    """Of the object's id in the path and in the body, where both have one."""
    if not message.rest or message.method == "POST":
        return None
    last = call.path[len(message.rest) - 1].rstrip("?")
    found = message.peek.uid if last in {"token_uid", "evse_uid"} else message.peek.id
    if found is None or same_id(found, message.rest[-1]):
        return None
    return f"{last} is {message.rest[-1]} in the path and {found} in the body"


def _owner_in_path(message: Message, call: Call) -> str | None:
    return key_of(*message.rest[:2]) if call.is_owned else None


def _addressed(directory: Directory, message: Message, call: Call, sender: str) -> Route:
    receiver = None if message.to_party is None else message.to_party.upper()
    if receiver is None:
        return _open(directory, message, call, sender)
    if receiver == directory.hub:
        return _to_hub(directory, message, call, sender)
    found = _recipient(directory, message, receiver)
    return found if isinstance(found, Refused) else Direct(sender, found)


def _to_hub(directory: Directory, message: Message, call: Call, sender: str) -> Route:
    if call.kind is CallKind.LIST:
        return GetAll(sender)
    if _is_public_push(message, call):
        return Broadcast(sender, _opposites(directory, message, sender))
    partner = message.peek.demand_partner or message.partner
    if call.kind is CallKind.ONE or message.module is ModuleId.TOKENS or partner is None:
        return HubItself(sender)
    return _to_partner(directory, message, sender, partner)


def _open(directory: Directory, message: Message, call: Call, sender: str) -> Route:
    if call.kind is CallKind.LIST:
        return GetAll(sender)
    if _is_public_push(message, call):
        return Open(sender, _opposites(directory, message, sender))
    partner = message.peek.demand_partner or message.partner
    if partner is not None:
        return _to_partner(directory, message, sender, partner)
    if call.kind is CallKind.ONE or message.module is ModuleId.TOKENS:
        return _ask_all(directory, message, sender)
    problem = f"OCPI-to: {message.module} says nowhere whom this concerns, name the party"
    return Refused(StatusCode.INVALID_PARAMETERS, problem)


def _ask_all(directory: Directory, message: Message, sender: str) -> Route:
    found = _opposites(directory, message, sender)
    if found:
        return Open(sender, found, asks_all=True)
    return Refused(
        StatusCode.UNKNOWN_RECEIVER, f"nobody connected could know of this {message.module}"
    )


def _to_partner(directory: Directory, message: Message, sender: str, partner: str) -> Route:
    if partner == directory.hub:
        return HubItself(sender)
    found = _recipient(directory, message, partner)
    return found if isinstance(found, Refused) else Open(sender, (found,))


def _is_public_push(message: Message, call: Call) -> bool:
    return call.kind is CallKind.PUSH and message.module in PUBLIC


def _opposites(directory: Directory, message: Message, sender: str) -> tuple[Recipient, ...]:
    return directory.opposites(message.platform, sender, message.module, message.interface)


def _recipient(directory: Directory, message: Message, party: str) -> Recipient | Refused:
    found = directory.recipient(party, message.module, message.interface)
    if found is None:
        return _unreachable(directory, message, party)
    if found.platform.status is not ConnectionStatus.CONNECTED:
        return _not_connected(party, found.platform)
    return found


def _unreachable(directory: Directory, message: Message, party: str) -> Refused:
    platforms = directory.platforms_of(party)
    if not platforms:
        return Refused(StatusCode.UNKNOWN_RECEIVER, f"OCPI-to: nobody here is {party}")
    if all(one.status is not ConnectionStatus.CONNECTED for one in platforms):
        return _not_connected(party, platforms[0])
    where = f"{message.module} {message.interface}"
    return Refused(
        StatusCode.NO_MATCHING_ENDPOINTS, f"{party} is connected and has no endpoint {where}"
    )


def _not_connected(party: str, platform: Platform) -> Refused:
    return Refused(StatusCode.CONNECTION_PROBLEM, f"{party} is {platform.status}")
