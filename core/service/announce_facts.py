"""Put into the outbox what the network owns and parties have to know: each fact once.

Credit CDRs that people of the network issued go to the Demand Partner; which CDRs an invoice is of
goes to whoever gets the invoice (OCPI 2.3.0 edition 2, invoice reconciliation). Both are kept like
what parties push, so that a party that missed them reads them by date_from.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from core.domain.cdr import CreditCdr, Price
from core.domain.kept_object import KeptObject
from core.ocpi.cdr_codec import credit_cdr_to_json
from core.ocpi.envelope import short_time
from core.ocpi.json_bytes import json_of_value, value_of_json
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.price_codec import price_of_wire
from core.ocpi.wire import JsonObject, split_key, wire_object
from core.service.collision import again_after_collision
from core.service.runtime import Runtime
from core.store.cdr_store import received_among
from core.store.database import OpenTransaction
from core.store.fact_store import (
    BilledFact,
    cdrs_of_statement,
    credits_since,
    invoices_since,
)
from core.store.kept_store import insert_objects, object_of
from core.store.outbox_store import OutboxMessage, put_messages

LOOKS_BACK: Final = timedelta(days=45)
"""How old a fact may be that nobody was told of."""
CDRS_MAX: Final = 1_000
"""CDRs of one record; a longer invoice has several."""
_ID_MAX: Final = 36
"""Of ids in a record's list: those of Credit CDRs may be longer, which the specification forgot."""

Takes = Callable[[str, ModuleId], bool]
"""Whether a party takes a module of us, in a version that has it."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """One object that is to be told."""

    kept: KeptObject
    to: str
    """Key of the party that is told."""


def announce_facts(
    runtime: Runtime, hub_party: str, takes: Takes, since: datetime | None = None
) -> int:
    """Keep facts that nobody was told of yet, and put them into the outbox; return how many.

    Args:
        runtime: The books.
        hub_party: Key of the hub's own party, whose the records of invoices are.
        takes: Who is told; others read it when they ask.
        since: Facts from then on; None: as far back as one looks.
    """
    since = since or runtime.now() - LOOKS_BACK

    def whole() -> int:
        now = runtime.now()
        with runtime.database.reading() as connection:
            facts = list(_facts(connection, hub_party, since, now))
        if not facts:
            return 0
        with runtime.database.transaction() as connection:
            insert_objects(connection, [one.kept for one in facts])
            told = [one for one in facts if takes(one.to, ModuleId(one.kept.module))]
            return put_messages(connection, [_message(one, now) for one in told])

    return again_after_collision(whole)


def _facts(
    connection: OpenTransaction, hub_party: str, since: datetime, now: datetime
) -> Iterator[_Fact]:
    yield from _credits(connection, since, now)
    yield from _invoices(connection, hub_party, since, now)


def _credits(connection: OpenTransaction, since: datetime, now: datetime) -> Iterator[_Fact]:
    for key, credited_key, reason, issued_at in credits_since(connection, since):
        cpo, cdr_id = key.removeprefix("cdr:").split(":", 1)
        credited_id = credited_key.removeprefix("cdr:").split(":", 1)[1]
        credited = object_of(connection, ModuleId.CDRS, cpo, credited_id)
        known = object_of(connection, ModuleId.CDRS, cpo, cdr_id)
        if known is not None or credited is None or not credited.body or credited.partner is None:
            continue  # it was told by its CPO, or its CDR did not come over OCPI
        wire = wire_object(value_of_json(credited.body.encode()))
        credit = CreditCdr(
            cdr_id=cdr_id,
            credit_reference_id=credited_id,
            cpo=cpo,
            total_cost=_negative(price_of_wire(wire.nested("total_cost"))),
            issued_at=issued_at,
            reason=reason,
        )
        body = json_of_value(credit_cdr_to_json(credit, dict(wire.fields))).decode()
        kept = KeptObject(
            module=ModuleId.CDRS,
            owner=cpo,
            object_id=cdr_id,
            version=credited.version,
            body=body,
            updated_at=issued_at,
            kept_at=now,
            partner=credited.partner,
            subject=credited.subject,
        )
        yield _Fact(kept, credited.partner)


def _negative(price: Price) -> Price:
    incl = None if price.incl_vat is None else -price.incl_vat
    return Price(-price.excl_vat, incl)


def _invoices(
    connection: OpenTransaction, hub_party: str, since: datetime, now: datetime
) -> Iterator[_Fact]:
    module = ModuleId.INVOICE_RECONCILIATION
    for invoice in invoices_since(connection, since):
        first = _record_id(invoice.number, 0)
        if object_of(connection, module, hub_party, first) is not None:
            continue
        for at, ids in enumerate(_cdr_ids(connection, invoice)):
            record_id = _record_id(invoice.number, at)
            record = _record(hub_party, record_id, invoice, ids)
            kept = KeptObject(
                module=module,
                owner=hub_party,
                object_id=record_id,
                version=OcpiVersion.V2_3_0,
                body=json_of_value(record).decode(),
                updated_at=invoice.issued_at,
                kept_at=now,
                partner=invoice.party,
            )
            yield _Fact(kept, invoice.party)


def _cdr_ids(connection: OpenTransaction, invoice: BilledFact) -> Iterator[list[str]]:
    """CDR ids of an invoice, those of each CPO by themselves: an id is its CPO's own."""
    keys = cdrs_of_statement(connection, invoice.party, invoice.statement)
    by_cpo: dict[str, list[str]] = {}
    for at in range(0, len(keys), CDRS_MAX):
        for one in received_among(connection, keys[at : at + CDRS_MAX]).values():
            cdr = one.cdr
            if cdr.country_code == invoice.country and len(cdr.cdr_id) <= _ID_MAX:
                by_cpo.setdefault(cdr.cpo, []).append(cdr.cdr_id)
    for _, ids in sorted(by_cpo.items()):
        for at in range(0, len(ids), CDRS_MAX):
            yield sorted(ids)[at : at + CDRS_MAX]


def _record_id(number: str, at: int) -> str:
    """At most 36 characters, made of the invoice's number."""
    return f"IR-{sha256(f'{number}|{at}'.encode()).hexdigest()[:32]}"


def _record(hub_party: str, record_id: str, invoice: BilledFact, ids: list[str]) -> JsonObject:
    country_code, party_id = split_key(hub_party)
    return {
        "country_code": country_code,
        "party_id": party_id,
        "id": record_id,
        "invoice_id": invoice.number,
        "cdrs": ids,
        "last_updated": short_time(invoice.issued_at),
    }


def _message(fact: _Fact, now: datetime) -> OutboxMessage:
    one = fact.kept
    return OutboxMessage(
        message=f"{one.module}:{one.owner}:{one.object_id}:{fact.to}",
        party=fact.to,
        module=one.module,
        interface=InterfaceRole.RECEIVER,
        method="POST",
        path="",
        version=one.version,
        body=one.body,
        made_at=now,
    )
