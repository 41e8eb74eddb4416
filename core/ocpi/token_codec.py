"""Tokens, and questions about them, <-> OCPI JSON (mod_tokens, the same in 2.2.1 and 2.3.0)."""

from typing import Final

from core.domain.authorisation import AllowedType, WhitelistType
from core.domain.contract_token import AuthorizationInfo, ContractToken, LocationReferences
from core.ocpi.envelope import short_time
from core.ocpi.wire import JsonObject, WireObject, present, split_key, wire_object

_LONGEST_TEXT: Final = 512
_ENGLISH: Final = "en"


def token_from_json(value: object, path: str = "") -> ContractToken:
    """The token that a JSON object describes.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value, path)
    return ContractToken(
        demand_partner=wire.party_key(),
        uid=wire.text("uid", 36),
        type=wire.text("type", 36),
        contract_id=wire.text("contract_id", 36),
        issuer=wire.text_or_none("issuer", 64) or "",
        valid=wire.flag("valid"),
        whitelist=wire.member("whitelist", WhitelistType),
        last_updated=wire.time("last_updated"),
        visual_number=wire.text_or_none("visual_number", 64),
        group_id=wire.text_or_none("group_id", 36),
        language=wire.text_or_none("language", 2),
    )


def token_to_json(token: ContractToken) -> JsonObject:
    """The token as OCPI writes it."""
    country_code, party_id = split_key(token.demand_partner)
    return present(
        country_code=country_code,
        party_id=party_id,
        uid=token.uid,
        type=token.type,
        contract_id=token.contract_id,
        visual_number=token.visual_number,
        issuer=token.issuer,
        group_id=token.group_id,
        valid=token.valid,
        whitelist=token.whitelist.value,
        language=token.language,
        last_updated=short_time(token.last_updated),
    )


def place_from_json(value: object, path: str = "") -> LocationReferences | None:
    """The place that a question names; None where it names none, which OCPI allows.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    if value is None or value == {}:
        return None
    wire = wire_object(value, path)
    return LocationReferences(wire.text("location_id", 36), wire.texts("evse_uids", 36))


def place_to_json(place: LocationReferences) -> JsonObject:
    """The place as OCPI writes it."""
    return present(location_id=place.location_id, evse_uids=list(place.evse_uids) or None)


def authorization_from_json(value: object) -> AuthorizationInfo:
    """The answer of a Demand Partner that was asked about its token.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value)
    return AuthorizationInfo(
        allowed=wire.member("allowed", AllowedType),
        token=token_from_json(wire.nested("token").fields, "token"),
        location=place_from_json(wire.fields.get("location"), "location"),
        authorization_reference=wire.text_or_none("authorization_reference", 36),
        info=_info_of(wire),
    )


def _info_of(wire: WireObject) -> str:
    if not wire.has("info"):
        return ""
    return wire.nested("info").text_or_none("text", _LONGEST_TEXT) or ""


def authorization_to_json(info: AuthorizationInfo) -> JsonObject:
    """The answer as OCPI writes it."""
    said = {"language": info.token.language or _ENGLISH, "text": info.info[:_LONGEST_TEXT]}
    return present(
        allowed=info.allowed.value,
        token=token_to_json(info.token),
        location=None if info.location is None else place_to_json(info.location),
        authorization_reference=info.authorization_reference,
        info=said if info.info else None,
    )
