"""What a peer answers in the modules of its role, out of its own objects and those it was sent."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from core.gateway.hub_request import HubAnswer
from core.gateway.ocpi_path import Target, path_of
from core.ocpi.envelope import Envelope, failure, success, write_envelope
from core.ocpi.examine_object import examine_object
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.status_code import StatusCode
from simulation.peers.location_parts import change_part, part_of
from simulation.peers.peer_state import PeerState
from simulation.peers.quirks import as_written
from simulation.peers.shelf import PAGE_MAX, Key, Object, Shelf

_OBJECTS: Final[Mapping[ModuleId, str]] = {
    ModuleId.LOCATIONS: "Location",
    ModuleId.TARIFFS: "Tariff",
    ModuleId.SESSIONS: "Session",
    ModuleId.CDRS: "CDR",
    ModuleId.TOKENS: "Token",
}
_BELOW: Final[Mapping[int, str]] = {4: "EVSE", 5: "Connector"}
"""Parts of a path -> what of a location it names."""


class PeerModules:
    """The modules of one peer."""

    def __init__(self, peer: PeerState) -> None:
        self._peer = peer

    async def answer(
        self, method: str, target: Target, query: Mapping[str, str], value: object
    ) -> HubAnswer:
        """Answer a request to a module that the peer has."""
        if method == "GET":
            return self._one(target) if target.rest else self._page(target, query)
        if method == "POST":
            return await self._posted(target, query, value)
        if target.interface is InterfaceRole.RECEIVER and len(target.rest) > 1:
            return self._changed(method, target, value)
        return self._not_allowed(method)

    async def _posted(self, target: Target, query: Mapping[str, str], value: object) -> HubAnswer:
        sender = target.interface is InterfaceRole.SENDER
        match target.module, target.rest:
            case ModuleId.TOKENS, (uid, "authorize") if sender:
                return self._authorised(uid, query.get("type", "RFID"), value)
            case ModuleId.COMMANDS, (kind,) if not sender and self._peer.command:
                return self.done(await self._peer.command(kind, object_of(value)))
            case ModuleId.COMMANDS, (*_, last) if sender:
                self._peer.results.append((last, object_of(value)))
                return self.done(None)
            case ModuleId.CDRS, () if not sender:
                return self._kept_cdr(target, object_of(value))
            case _:
                return self._not_allowed("POST")

    def _not_allowed(self, method: str) -> HubAnswer:
        return self.failed(405, f"{method} is not allowed here")

    def _page(self, target: Target, query: Mapping[str, str]) -> HubAnswer:
        page = self._shelf(target).page(query)
        headers = [("x-total-count", str(page.total)), ("x-limit", str(PAGE_MAX))]
        if page.next_offset is not None:
            assert target.module is not None
            assert target.interface is not None
            more = urlencode({**query, "offset": page.next_offset})
            path = path_of(target.version, target.module, target.interface)
            headers.append(("link", f'<{self._peer.base_url}{path}?{more}>; rel="next"'))
        return self.done(list(page.objects), headers=headers)

    def _one(self, target: Target) -> HubAnswer:
        key, below = self._key(target), target.rest[:0]
        if target.module is ModuleId.LOCATIONS:
            whole = 1 if target.interface is InterfaceRole.SENDER else 3
            key, below = target.rest[:whole], target.rest[whole:]
        found = self._shelf(target).get(key)
        part = None if found is None else part_of(found, below)
        if part is None:
            return self.failed(404, f"no {target.module} {'/'.join(target.rest)}")
        return self.done(part)

    def _shelf(self, target: Target) -> Shelf:
        """Our own objects, or those that were sent."""
        assert target.module is not None
        is_own = target.interface is InterfaceRole.SENDER
        return (self._peer.own if is_own else self._peer.received)[target.module]

    def _key(self, target: Target) -> Key:
        """A sender's own objects are named by their id alone, a receiver's by owner and id."""
        if target.interface is InterfaceRole.SENDER or target.module is ModuleId.CDRS:
            return target.rest[-1:]
        return target.rest

    def _authorised(self, uid: str, kind: str, value: object) -> HubAnswer:
        told = self._peer.authorise
        found = None if told is None else told(uid, kind, object_of(value or {}))
        if found is None:
            return self.failed(404, f"no token {uid!r}", StatusCode.UNKNOWN_TOKEN)
        return self.done(found)

    def _kept_cdr(self, target: Target, value: Object) -> HubAnswer:
        wrong = self._violations(target, "CDR", value)
        if wrong is not None:
            return wrong
        cdr_id = str(value["id"])
        self._peer.received[ModuleId.CDRS].put((cdr_id,), value)
        url = f"{self._peer.base_url}/{target.version}/receiver/cdrs/{cdr_id}"
        return self.done(None, 201, [("location", url)])

    def _changed(self, method: str, target: Target, value: object) -> HubAnswer:
        """PUT, PATCH or DELETE what somebody else owns."""
        assert target.module is not None
        shelf, key, fields = self._peer.received[target.module], target.rest, object_of(value)
        if target.module is ModuleId.LOCATIONS and len(key) > 3:
            return self._changed_part(method, target, fields)
        if method == "DELETE":
            return self._if_there(shelf.take(key), target)
        if method == "PATCH":
            return self._if_there(shelf.patch(key, fields), target)
        name = _OBJECTS.get(target.module)
        wrong = None if name is None else self._violations(target, name, fields)
        return wrong or self.done(None, 201 if shelf.put(key, fields) else 200)

    def _changed_part(self, method: str, target: Target, fields: Object) -> HubAnswer:
        """PUT or PATCH an EVSE or a connector of a location that is known."""
        location = self._peer.received[ModuleId.LOCATIONS].get(target.rest[:3])
        if method == "PUT":
            wrong = self._violations(target, _BELOW[len(target.rest)], fields)
            if wrong is not None:
                return wrong
        is_put = method == "PUT"
        there = location is not None and change_part(location, target.rest[3:], fields, put=is_put)
        return self._if_there(there, target)

    def _if_there(self, there: bool, target: Target) -> HubAnswer:  # noqa: FBT001 (the one fact)
        if there:
            return self.done(None)
        return self.failed(404, f"no {target.module} {'/'.join(target.rest)}")

    def _violations(self, target: Target, name: str, value: Object) -> HubAnswer | None:
        found = examine_object(target.version, name, value)
        if not found:
            return None
        said = "; ".join(map(str, found[:5]))
        status = 422 if self._peer.settings.quirks.refuses_by_http else 200
        return self.failed(status, said, StatusCode.INVALID_PARAMETERS)

    def done(
        self, value: object, http_status: int = 200, headers: list[tuple[str, str]] | None = None
    ) -> HubAnswer:
        """What was asked was done."""
        quirks = self._peer.settings.quirks
        value = as_written(value, quirks)
        if quirks.data_in_list and not isinstance(value, list):
            value = [] if value is None else [value]
        return self._sent(success(self._peer.now(), value), http_status, headers or [])

    def failed(
        self, http_status: int, message: str, status: int = StatusCode.CLIENT_ERROR
    ) -> HubAnswer:
        """What was asked was not done."""
        return self._sent(failure(self._peer.now(), status, message), http_status, [])

    def _sent(
        self, envelope: Envelope, http_status: int, headers: list[tuple[str, str]]
    ) -> HubAnswer:
        return HubAnswer(write_envelope(envelope), http_status, tuple(headers))


def object_of(value: object) -> Object:
    """The one object of a message; a list of one counts as it."""
    found = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(found, dict):
        return {}
    return found
