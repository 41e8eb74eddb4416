"""What real peers do otherwise than OCPI says, so that it can be met and shown.

Each profile is made of what was measured on implementations in the field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from core.domain.errors import NotFoundError

_ID_FIELDS: Final = frozenset(
    {
        *("id", "uid", "evse_id", "party_id", "country_code", "location_id", "evse_uid"),
        *("connector_id", "session_id", "contract_id", "tariff_id", "credit_reference_id"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """The oddities of one peer; none by default."""

    lower_ids: bool = False
    """It lower-cases ids: NL becomes nl."""
    data_in_list: bool = False
    """It wraps even one object in a list."""
    nulls: bool = False
    """It writes an explicit null where a field has no value."""
    bare_headers: bool = False
    """It sends no ids of requests and no routing headers."""
    raw_token: bool = False
    """It sends its credentials token as it is, not in base64, and knows no other."""
    redirects: bool = False
    """It answers a URL without a slash at its end with HTTP 307."""
    refuses_by_http: bool = False
    """It answers an object that it does not like with HTTP 422 instead of a status 2001."""


PROFILES: Final[Mapping[str, Quirks]] = {
    "none": Quirks(),
    "lists-and-lower-case": Quirks(lower_ids=True, data_in_list=True, nulls=True, redirects=True),
    "bare": Quirks(bare_headers=True, raw_token=True),
    "framework": Quirks(refuses_by_http=True, nulls=True),
}


def quirks_named(name: str) -> Quirks:
    """The profile of that name.

    Raises:
        NotFoundError: There is none.
    """
    if name not in PROFILES:
        raise NotFoundError(f"quirks: wanted one of {', '.join(PROFILES)}, found {name!r}")
    return PROFILES[name]


def as_written(value: object, quirks: Quirks) -> object:
    """Plain objects as a peer with those quirks writes them."""
    if quirks.lower_ids:
        value = _mapped(value, _lowered)
    if quirks.nulls:
        value = _mapped(value, _with_null)
    return value


def _mapped(value: object, of_object: Callable[[dict[str, object]], dict[str, object]]) -> object:
    if isinstance(value, list):
        return [_mapped(one, of_object) for one in value]
    if isinstance(value, dict):
        return of_object({name: _mapped(one, of_object) for name, one in value.items()})
    return value


def _lowered(fields: dict[str, object]) -> dict[str, object]:
    return {
        name: one.lower() if name in _ID_FIELDS and isinstance(one, str) else one
        for name, one in fields.items()
    }


def _with_null(fields: dict[str, object]) -> dict[str, object]:
    """An object that a framework dumped: one optional field is there and says nothing."""
    return fields if "last_updated" not in fields else {**fields, "remark": fields.get("remark")}
