"""Keep what parties push: locations, tariffs, tokens and sessions, word for word and as values.

The object is kept as its owner wrote it; what prices, terms and authorisations stand on is kept
beside it by the same transaction. What is older than what we know changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.domain.errors import NotFoundError
from core.domain.kept_object import KeptObject, token_object_id
from core.ocpi.convert_objects import convert_object
from core.ocpi.json_bytes import json_of_value, value_of_json
from core.ocpi.merge_objects import patched, with_part
from core.ocpi.message_objects import carried
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import JsonObject, wire_object
from core.service.collision import again_after_collision
from core.service.keep_invoice_record import keep_invoice_record
from core.service.keep_location import keep_location
from core.service.keep_session import keep_session
from core.service.keep_tariff import keep_tariff
from core.service.keep_token import keep_token
from core.service.known import Known
from core.service.runtime import Runtime
from core.service.valued import Valued
from core.store.database import OpenTransaction
from core.store.kept_store import keep_object, object_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One PUT or PATCH, or the DELETE of a tariff."""

    module: ModuleId
    method: str
    owner: str
    """Key of the party in the URL, which the body must not contradict."""
    ids: tuple[str, ...]
    """What the URL names after the owner; of a location also its EVSE and connector."""
    token_type: str = "RFID"  # noqa: S105 (OCPI's default)
    partner: str | None = None
    """Key of the party that it is told to, of what concerns two parties and does not say whom."""
    version: OcpiVersion
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a push."""

    is_new: bool
    """Whether nobody had told of the object before: HTTP 201."""
    is_news: bool
    """False where we knew that much, or more, already."""
    notes: tuple[str, ...] = ()
    """What of it the network cannot use, and why."""


KeepValues = Callable[[OpenTransaction, KeptObject, JsonObject, Known, datetime], Valued]
_VALUES: Final[Mapping[ModuleId, KeepValues]] = {
    ModuleId.LOCATIONS: keep_location,
    ModuleId.TARIFFS: keep_tariff,
    ModuleId.TOKENS: keep_token,
    ModuleId.SESSIONS: keep_session,
    ModuleId.INVOICE_RECONCILIATION: keep_invoice_record,
}
_ID_NAME: Final = {ModuleId.TOKENS: "uid"}


def keep_pushed(runtime: Runtime, push: Push, known: Known) -> Kept:
    """Keep what a party told of one of its objects.

    Raises:
        SourceError: The body is no JSON.
        WireError: OCPI does not allow it, or it contradicts its own URL; the path says where.
        NotFoundError: It changes what nobody told of before.
        RuleError: It contradicts what is known for good.
    """
    return again_after_collision(lambda: _keep(runtime, push, known))


def _keep(runtime: Runtime, push: Push, known: Known) -> Kept:
    now = runtime.now()
    with runtime.database.transaction() as connection:
        before = object_of(connection, push.module, push.owner, _object_id(push))
        if push.method == "DELETE":
            return _delete(connection, push, before, now)
        told = _told(push)
        value = _merged(push, before, told)
        one = KeptObject(
            module=push.module,
            owner=push.owner,
            object_id=_object_id(push) if before is None else before.object_id,
            version=push.version if value is told or before is None else before.version,
            body=push.body.decode() if value is told else json_of_value(value).decode(),
            updated_at=wire_object(value).time("last_updated"),
            kept_at=now,
            partner=push.partner,
        )
        if before is not None and one.updated_at < before.updated_at:
            return Kept(is_new=False, is_news=False)
        valued = _VALUES[push.module](connection, one, value, known, now)
        keep_object(connection, replace(one, partner=valued.partner, subject=valued.subject))
    return Kept(is_new=before is None or before.is_gone, is_news=True, notes=valued.notes)


def _delete(
    connection: OpenTransaction, push: Push, before: KeptObject | None, now: datetime
) -> Kept:
    if before is None or before.is_gone:
        raise NotFoundError(f"{push.module} {push.ids[0]!r} of {push.owner}: nobody told of it")
    keep_object(connection, replace(before, is_gone=True, kept_at=now))
    return Kept(is_new=False, is_news=True)


def _told(push: Push) -> JsonObject:
    """What the body says, where it does not contradict the URL; of a PUT it says whose it is."""
    found = wire_object(value_of_json(push.body))
    value = found.fields
    assert isinstance(value, dict)
    if len(push.ids) > 1:
        return value
    is_put, name = push.method == "PUT", _ID_NAME.get(push.module, "id")
    said_owner = found.has("country_code") or found.has("party_id")
    if (is_put or said_owner) and found.party_key() != push.owner:
        raise found.refused("party_id", f"wanted {push.owner} as in the URL")
    if is_put or found.has(name):
        said = found.text(name, 36)
        if said.casefold() != push.ids[0].casefold():
            raise found.refused(name, f"wanted {push.ids[0]!r} as in the URL, found {said!r}")
    return value


def _merged(push: Push, before: KeptObject | None, told: JsonObject) -> JsonObject:
    if push.method == "PUT" and len(push.ids) == 1:
        return told
    if before is None or before.is_gone:
        raise NotFoundError(f"{push.module} {push.ids[0]!r} of {push.owner}: nobody told of it yet")
    if before.version != push.version:
        told = _in_version(push, told, OcpiVersion(before.version))
    kept = wire_object(value_of_json(before.body.encode(), "what is kept")).fields
    assert isinstance(kept, dict)
    if len(push.ids) == 1:
        return patched(kept, told)
    return with_part(kept, push.ids[1:], told, is_patch=push.method == "PATCH")


def _in_version(push: Push, told: JsonObject, version: OcpiVersion) -> JsonObject:
    """What changed, as the version writes it in which the object was told."""
    path = ("", "", *push.ids)
    name = carried(push.module, InterfaceRole.RECEIVER, push.method, path).request
    assert name is not None, push.module
    made = convert_object(name, told, push.version, version).value
    assert isinstance(made, dict)
    return made


def _object_id(push: Push) -> str:
    if push.module is ModuleId.TOKENS:
        return token_object_id(push.ids[0], push.token_type)
    return push.ids[0]
