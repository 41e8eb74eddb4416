"""Whether a driver may charge at a place: the reasons against it in their order, but for credit.

Everything is looked up before; what is asked here is only what is known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.domain.agreement_scope import in_force
from core.domain.authorisation import AuthorisationAsked, RefusalReason
from core.domain.contract_token import ContractToken
from core.domain.errors import RuleError
from core.domain.platform import ConnectionStatus
from core.ocpi.contract_ids import contract_problem
from core.ocpi.merge_objects import part_of
from core.ocpi.wire import JsonObject
from core.service.known import Known

Refusal = tuple[RefusalReason, str]
StatusOf = Callable[[str], ConnectionStatus | None]
"""How a party is connected; None: not over OCPI."""
_GONE: Final = frozenset({"REMOVED"})
_REMOTE: Final = "REMOTE_START_STOP_CAPABLE"
_TOKEN_FIELDS: Final = ("uid", "type", "visual_number", "issuer", "group_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is known of one question."""

    asked: AuthorisationAsked
    demand_partner: str
    token: ContractToken | None
    """None where the partner did not tell of it, and is asked itself."""
    location: JsonObject | None
    """As its CPO pushed it; None where it is of a network file, or unknown."""


def refusal_of(one: Judged, known: Known, status_of: StatusOf, at: datetime) -> Refusal | None:
    """The first reason for which the session may not begin."""
    return next(_refusals(one, known, status_of, at), None)


def _refusals(one: Judged, known: Known, status_of: StatusOf, at: datetime) -> Iterator[Refusal]:
    checks = (_token(one), _parties(one, known, status_of), _place(one, known))
    for found in (*checks, _group(one), _remote(one), _terms(one, known, at)):
        if found is not None:
            yield found


def _token(one: Judged) -> Refusal | None:
    if one.token is None:
        return None
    if not one.token.valid:
        return RefusalReason.UNKNOWN_TOKEN, "the token is not valid any more"
    if contract_problem(one.token.contract_id) is not None:
        return RefusalReason.UNKNOWN_TOKEN, "contract_id: its check digit is wrong"
    return None


def _parties(one: Judged, known: Known, status_of: StatusOf) -> Refusal | None:
    for party in (one.demand_partner, one.asked.cpo):
        if status_of(party) is ConnectionStatus.SUSPENDED:
            return RefusalReason.PARTNER_BLOCKED, f"{party} is suspended"
        if not known.trades(party):
            return RefusalReason.PARTNER_BLOCKED, f"{party} does not trade in this network"
    return None


def _place(one: Judged, known: Known) -> Refusal | None:
    asked = one.asked
    if asked.location_id is None:
        return None
    at = f"location {asked.location_id} of {asked.cpo}"
    if one.location is None and (asked.cpo, asked.location_id) not in known.locations:
        return RefusalReason.NO_ROAMING, f"nobody told of {at}"
    problems = (_evse_problem(one, uid, known) for uid in asked.evse_uids)
    problem = next((problem for problem in problems if problem is not None), None)
    if problem is None and _is_hidden(one) and not _chosen_tokens(one):
        problem = f"{at} is not published"
    return None if problem is None else (RefusalReason.NO_ROAMING, problem)


def _evse_problem(one: Judged, uid: str, known: Known) -> str | None:
    cpo = one.asked.cpo
    evse = None if one.location is None else part_of(one.location, [uid])
    if evse is None and (cpo, uid) not in known.evses:
        return f"nobody told of EVSE {uid} of {cpo}"
    if evse is not None and evse.get("status") in _GONE:
        return f"EVSE {uid} of {cpo} was removed"
    return None


def _is_hidden(one: Judged) -> bool:
    return one.location is not None and one.location.get("publish") is False


def _chosen_tokens(one: Judged) -> list[object]:
    """For whom a hidden place is; empty: for nobody of another network."""
    listed = None if one.location is None else one.location.get("publish_allowed_to")
    return listed if isinstance(listed, list) else []


def _group(one: Judged) -> Refusal | None:
    wanted = _chosen_tokens(one)
    if not _is_hidden(one) or one.token is None or not wanted:
        return None
    if any(_matches(one.token, fields) for fields in wanted):
        return None
    where = f"location {one.asked.location_id} of {one.asked.cpo}"
    return RefusalReason.TOKEN_GROUP, f"{where} is for other tokens"


def _matches(token: ContractToken, wanted: object) -> bool:
    """Whether a token has all that is set in one entry of ``publish_allowed_to``."""
    if not isinstance(wanted, dict):
        return False
    named = [name for name in _TOKEN_FIELDS if wanted.get(name) is not None]
    return bool(named) and all(
        str(wanted[name]).casefold() == str(getattr(token, name) or "").casefold() for name in named
    )


def _remote(one: Judged) -> Refusal | None:
    if not one.asked.is_remote or one.location is None:
        return None
    for uid in one.asked.evse_uids:
        evse = part_of(one.location, [uid])
        able = None if evse is None else evse.get("capabilities")
        if evse is not None and not (isinstance(able, list) and _REMOTE in able):
            detail = f"EVSE {uid} of {one.asked.cpo} has no remote start"
            return RefusalReason.NO_REMOTE_START, detail
    return None


def _terms(one: Judged, known: Known, at: datetime) -> Refusal | None:
    cpo, partner = one.asked.cpo, one.demand_partner
    site = known.locations.get((cpo, one.asked.location_id or ""))
    country = cpo[:2] if site is None else site.country_code
    try:
        found = in_force(known.agreements, cpo, partner, country, at)
    except RuleError as error:
        return RefusalReason.NOT_REIMBURSED, str(error)
    if found is not None:
        return None
    return RefusalReason.NOT_REIMBURSED, f"no terms between {cpo} and {partner} in {country}"
