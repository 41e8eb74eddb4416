"""Checks of the objects that a party lists: their fields, values and ids.

Sources: the tables of every object; for ids eMI3 and ISO 15118 (``contract_ids``).
"""

from collections.abc import Mapping
from typing import Final

from core.ocpi.conformance import Check, Problems, must, should
from core.ocpi.contract_ids import contract_problem, evse_problem
from core.ocpi.examine_object import examine_object
from core.ocpi.exchange import PAGES, Evidence, Exchange, identity_of, name_of
from core.ocpi.modules import ModuleId

_SOURCE: Final = "transport_and_format, pagination"
OBJECT_OF_LIST: Final[Mapping[str, str]] = {
    ModuleId.CDRS: "CDR",
    ModuleId.HUB_CLIENT_INFO: "ClientInfo",
    ModuleId.INVOICE_RECONCILIATION: "InvoiceReconciliationRecord",
    ModuleId.LOCATIONS: "Location",
    ModuleId.SESSIONS: "Session",
    ModuleId.TARIFFS: "Tariff",
    ModuleId.TOKENS: "Token",
}
"""What the sender's list of a module holds."""


def _is_once(_evidence: Evidence, one: Exchange) -> Problems:
    seen: set[str] = set()
    said = []
    for item in one.objects():
        if identity_of(item) in seen:
            said.append(f"{name_of(item)} is listed twice")
        seen.add(identity_of(item))
    return said if seen else None


def _objects_valid(evidence: Evidence, one: Exchange) -> Problems:
    kind, value = OBJECT_OF_LIST.get(one.module), one.value()
    if kind is None or evidence.version is None or not isinstance(value, list) or not value:
        return None
    return [
        f"/{index}{found}"
        for index, item in enumerate(value)
        for found in examine_object(evidence.version, kind, item)
    ]


def _evse_ids(_evidence: Evidence, one: Exchange) -> Problems:
    if one.module != ModuleId.LOCATIONS:
        return None
    said, looked_at = [], 0
    for item in one.objects():
        evses = item.get("evses")
        for evse in evses if isinstance(evses, list) else []:
            text = evse.get("evse_id") if isinstance(evse, dict) else None
            if isinstance(text, str):
                looked_at += 1
                said.append(evse_problem(text, _party(item)))
    return [problem for problem in said if problem] if looked_at else None


def _party(item: Mapping[str, object]) -> str:
    return f"{item.get('country_code')}*{item.get('party_id')}".upper()


def _contract_ids(_evidence: Evidence, one: Exchange) -> Problems:
    found = [_contract_of(item) for item in one.objects()]
    texts = [text for text in found if isinstance(text, str)]
    if not texts:
        return None
    # The id itself names a person: only what is wrong with it is told.
    return [
        problem.partition(", found")[0] for text in texts if (problem := contract_problem(text))
    ]


def _contract_of(item: Mapping[str, object]) -> object:
    token = item.get("cdr_token")
    return (token if isinstance(token, dict) else item).get("contract_id")


OBJECT_CHECKS: Final[tuple[Check, ...]] = (
    must(
        "object-once",
        "An object is on a page once.",
        "transport_and_format, pagination",
        PAGES,
        _is_once,
    ),
    must(
        "objects",
        "Objects have the fields and values of their tables.",
        "the modules",
        PAGES,
        _objects_valid,
    ),
    should(
        "evse-ids", "EVSE ids are those of eMI3 and ISO 15118.", "mod_locations", PAGES, _evse_ids
    ),
    should(
        "contract-ids",
        "Contract ids have the right check digit, if they have one.",
        "mod_tokens",
        PAGES,
        _contract_ids,
    ),
)
