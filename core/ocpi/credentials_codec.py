"""Credentials <-> OCPI JSON (credentials.asciidoc of 2.2.1 and 2.3.0).

The surprises: 2.2.1 hubs have a role HUB, 2.3.0 has none and names the hub in ``hub_party_id``,
country code and party id in one word of five characters; and some peers write ``business_details``
not at all, or a role of their own.
"""

from typing import Final

from core.domain.credentials import Credentials
from core.domain.platform import PlatformRole
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import JsonObject, WireObject, present, split_key, wire_object

_LONGEST_TOKEN: Final = 64
_LONGEST_NAME: Final = 100
_HUB: Final = "HUB"


def credentials_from_json(value: object) -> Credentials:
    """The credentials that a JSON object describes, in the form of either version.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value)
    roles = tuple(_role(one) for one in wire.objects("roles"))
    if not roles:
        raise wire.refused("roles", "wanted at least one, found none")
    return Credentials(
        credentials_token=_token(wire),
        versions_url=url_of_wire(wire, "url"),
        roles=tuple(dict.fromkeys(roles)),
        hub_party=_hub_party(wire, roles),
    )


def _token(wire: WireObject) -> str:
    token = wire.text("token", _LONGEST_TOKEN)
    if not (token.isascii() and token.isprintable()) or token != token.strip():
        raise wire.refused("token", "wanted printable ASCII, found other characters")
    return token


def url_of_wire(wire: WireObject, name: str) -> str:
    """A field with a URL; whether it may be called is for the URL policy to say.

    Raises:
        WireError: No URL of http or https.
    """
    url = wire.text(name)
    if not url.startswith(("https://", "http://")) or not url.isprintable() or " " in url:
        raise wire.refused(name, f"wanted an http or https URL, found {url[:40]!r}")
    return url


def _role(wire: WireObject) -> PlatformRole:
    party, written = wire.party_key(), f"{wire.text('country_code')}*{wire.text('party_id')}"
    if not written.isascii() or not written.isprintable():
        raise wire.refused("party_id", f"wanted printable ASCII, found {written!r}")
    name = wire.nested("business_details") if wire.has("business_details") else None
    return PlatformRole(
        role=wire.text("role", 36).upper(),
        party=party,
        wire_party=written,
        name="" if name is None else name.text_or_none("name") or "",
    )


def _hub_party(wire: WireObject, roles: tuple[PlatformRole, ...]) -> str | None:
    """What 2.3.0 says in ``hub_party_id`` and 2.2.1 by the role HUB."""
    named = wire.text_or_none("hub_party_id", 6)
    if named is None:
        return next((one.party for one in roles if one.role == _HUB), None)
    letters = named.replace("*", "").upper()
    if len(letters) != 5 or not letters.isalnum():
        raise wire.refused("hub_party_id", f"wanted five characters, found {named!r}")
    return f"{letters[:2]}*{letters[2:]}"


def credentials_to_json(credentials: Credentials, version: OcpiVersion) -> JsonObject:
    """The credentials as that version writes them.

    Of a hub: in 2.2.1 it is a role of its own beside the others, in 2.3.0 only ``hub_party_id``,
    unless it would be left without any role.
    """
    hub, is_newer = credentials.hub_party, version is OcpiVersion.V2_3_0
    roles = [one for one in credentials.roles if not (is_newer and one.role == _HUB)]
    if hub is not None and not is_newer and all(one.role != _HUB for one in roles):
        roles.insert(0, PlatformRole(_HUB, hub))
    return present(
        token=credentials.credentials_token,
        url=credentials.versions_url,
        hub_party_id=hub.replace("*", "") if hub is not None and is_newer else None,
        roles=[_role_json(one) for one in roles or credentials.roles],
    )


def _role_json(role: PlatformRole) -> JsonObject:
    country_code, party_id = split_key(role.written)
    return {
        "role": role.role,
        "business_details": {"name": (role.name or role.party)[:_LONGEST_NAME]},
        "party_id": party_id,
        "country_code": country_code,
    }
