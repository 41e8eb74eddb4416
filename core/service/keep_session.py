"""A session under way, as its CPO tells of it: what it may cost uses its partner's credit.

Its reference ties it to the authorisation and to the CDR that comes after it; where it has none,
its own id does.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.errors import IllegalTransitionError
from core.domain.hold_amounts import HoldAmounts
from core.domain.kept_object import KeptObject
from core.domain.money import Money, money
from core.domain.session import NEXT_STATUS, SessionStatus
from core.ocpi.json_bytes import value_of_json
from core.ocpi.price_codec import price_or_none
from core.ocpi.tariff_codec import currency_of_wire
from core.ocpi.wire import JsonObject, WireObject, wire_object
from core.service.keep_token import name_driver
from core.service.known import Known
from core.service.valued import Valued
from core.store.authorisation_store import OpenClaim, claims_of, end_claims, put_claims
from core.store.database import OpenTransaction
from core.store.kept_store import object_of

HOLDS: Final = HoldAmounts()


def keep_session(
    connection: OpenTransaction, one: KeptObject, value: JsonObject, known: Known, now: datetime
) -> Valued:
    """Keep what the session may still cost, and whose it is.

    Raises:
        WireError: It lacks what a session must say.
        IllegalTransitionError: It was over already.
    """
    wire = wire_object(value)
    status = wire.member("status", SessionStatus)
    _may_follow(connection, one, status)
    token = wire.nested("cdr_token")
    partner = token.party_key()
    uid, contract_id = token.text("uid", 36), token.text("contract_id", 36)
    wire.number("kwh")
    reference = wire.text_or_none("authorization_reference", 36)
    name = claim_name(partner, reference, one.owner, one.object_id)
    if status is SessionStatus.INVALID:
        end_claims(connection, [(name, partner)], now)
    else:
        _claim(connection, wire, (name, partner, one.owner), known, now)
    subject = name_driver(connection, partner, uid, contract_id, now)
    return Valued(partner=partner, subject=subject)


def claim_name(demand_partner: str, reference: str | None, cpo: str, session_id: str | None) -> str:
    """By what a session, its authorisation and its CDR find the same claim."""
    return f"auth:{demand_partner}:{reference}" if reference else f"session:{cpo}:{session_id}"


def _may_follow(connection: OpenTransaction, one: KeptObject, status: SessionStatus) -> None:
    before = object_of(connection, one.module, one.owner, one.object_id)
    if before is None or not before.body:
        return
    was = wire_object(value_of_json(before.body.encode())).member("status", SessionStatus)
    if status is not was and status not in NEXT_STATUS[was]:
        raise IllegalTransitionError(f"session {one.object_id} of {one.owner}", was, status)


def _claim(
    connection: OpenTransaction,
    wire: WireObject,
    whose: tuple[str, str, str],
    known: Known,
    now: datetime,
) -> None:
    name, partner, cpo = whose
    payer = known.parties.get(partner)
    if payer is None:
        return  # its CDR will wait for review; nobody's credit is asked
    before = claims_of(connection, [name]).get(name)
    if before is None:
        evse = known.evses.get((cpo, wire.text("evse_uid", 36)))
        power_kw = None if evse is None else evse.max_power_kw
        held = HOLDS.amount(power_kw, payer.currency)
    else:
        held = before.amount
    cost = _cost_so_far(wire, payer.currency, known, now)
    covered = cost is None or held.amount_minor == 0  # a wallet has put aside all of it
    if not covered and cost is not None and cost.amount_minor > held.amount_minor:
        held = cost
    until = now + HOLDS.ends_within
    put_claims(
        connection, [OpenClaim(claim=name, demand_partner=partner, amount=held, until=until)]
    )


def _cost_so_far(wire: WireObject, currency: str, known: Known, now: datetime) -> Money | None:
    """What the CPO says it costs by now, with taxes, in the partner's currency."""
    price = price_or_none(wire, "total_cost")
    if price is None:
        return None
    total = price.excl_vat if price.incl_vat is None else price.incl_vat
    cost = money(max(total, Decimal(0)), currency_of_wire(wire))
    if cost.currency == currency:
        return cost
    rate = known.rate_for(cost.currency, currency, now)
    return None if rate is None else rate.convert(cost)
