"""A token that a Demand Partner tells of: it lets its driver charge at every CPO in reach.

The network keeps it as it was told, for CPOs ask for it; it is erased with the rest of a person.
"""

from datetime import datetime

from core.domain.authorisation import WhitelistType
from core.domain.kept_object import KeptObject
from core.domain.pseudonym import contract_pseudonym, token_pseudonym
from core.ocpi.wire import JsonObject, wire_object
from core.service.known import Known
from core.service.valued import Valued
from core.store.database import OpenTransaction
from core.store.personal_store import PersonalBody, put_bodies, secret_of


def keep_token(
    connection: OpenTransaction, one: KeptObject, value: JsonObject, _known: Known, now: datetime
) -> Valued:
    """Keep whose token it is.

    Raises:
        WireError: It lacks what an authorisation asks of it.
    """
    wire = wire_object(value)
    wire.member("whitelist", WhitelistType)
    uid, contract_id = wire.text("uid", 36), wire.text("contract_id", 36)
    return Valued(subject=name_driver(connection, one.owner, uid, contract_id, now))


def name_driver(
    connection: OpenTransaction, demand_partner: str, uid: str, contract_id: str, now: datetime
) -> str:
    """Keep what the pseudonyms of a driver stand for; return that of the contract."""
    secret = secret_of(connection, now)
    subject = contract_pseudonym(secret, demand_partner, contract_id)
    token = token_pseudonym(secret, demand_partner, uid)
    bodies = (
        PersonalBody(pseudonym=token, kind="token", subject=subject, body=uid),
        PersonalBody(pseudonym=subject, kind="contract", subject=subject, body=contract_id),
    )
    put_bodies(connection, bodies, now)
    return subject
