"""Take CDRs and Credit CDRs that peers post: each is in the books once, priced and posted, or not.

All that arrive together are one transaction, and each is told by itself what became of it: what
contradicts the books is an error of its own and leaves the others alone. Tokens become pseudonyms;
the record as it came is kept beside the books, where it can be erased.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.domain.cdr import Cdr, CreditCdr
from core.domain.errors import ConflictError, RoamingError, RuleError
from core.domain.kept_object import KeptObject
from core.ocpi.cdr_codec import cdr_from_json, credit_cdr_from_json
from core.ocpi.json_bytes import value_of_json
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import wire_object
from core.service.carry_cdrs import carry_fresh
from core.service.collision import again_after_collision
from core.service.credit_cdr import post_credits_in
from core.service.keep_cdrs import refusal_of
from core.service.keep_session import claim_name
from core.service.known import Known
from core.service.name_evse import with_named_evses
from core.service.review_cdr import Checks
from core.service.runtime import Runtime
from core.service.veil_cdrs import Veiled, keep_beside, veil
from core.store.authorisation_store import end_claims
from core.store.cdr_store import (
    ReceivedCdr,
    cdr_of,
    cdr_sha,
    credits_among,
    put_cdrs,
    record_credits,
    shas_of,
)
from core.store.database import OpenTransaction, alone
from core.store.kept_store import insert_objects
from core.store.personal_store import secret_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedCdr:
    """A record that a peer posted."""

    record: Cdr | CreditCdr
    demand_partner: str
    """Key of the party whose driver charged."""
    raw: str
    """Its JSON text."""
    version: str
    """The OCPI that it is written in."""
    updated_at: datetime
    """Its ``last_updated``."""


def arrived_cdr(body: bytes, version: OcpiVersion, source: str) -> ArrivedCdr:
    """The CDR or Credit CDR that a body is.

    Raises:
        SourceError: Not JSON.
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value_of_json(body))
    is_credit = wire.flag("credit")
    return ArrivedCdr(
        record=credit_cdr_from_json(wire.fields)
        if is_credit
        else cdr_from_json(wire.fields, source),
        demand_partner=wire.nested("cdr_token").party_key(),
        raw=body.decode(),
        version=version,
        updated_at=wire.time("last_updated"),
    )


@dataclass(frozen=True, slots=True)
class TakenCdr:
    """A record that is in the books."""

    key: str
    is_new: bool
    """False where the same was posted before."""


Answer = TakenCdr | RoamingError
"""What a poster is told; an error means that its record is not in the books."""


def take_cdrs(
    runtime: Runtime, arrived: Sequence[ArrivedCdr], known: Known, checks: Checks | None = None
) -> list[Answer]:
    """Record, review, price and post what arrived together; one answer each, in their order.

    The caller seals, when it has answered.

    Raises:
        StoreError: The books cannot be written; nothing of the group is kept.
    """
    return again_after_collision(lambda: _take(runtime, arrived, known, checks or Checks()))


def _take(
    runtime: Runtime, arrived: Sequence[ArrivedCdr], known: Known, checks: Checks
) -> list[Answer]:
    answers: dict[int, Answer] = {}
    with runtime.database.transaction() as connection:
        alone(connection)
        now = runtime.now()
        arrived = _named(connection, arrived)
        fresh = _sort_cdrs(connection, arrived, answers, now)
        received = [ReceivedCdr(one.veiled.kept, now) for one in fresh.values()]
        put_cdrs(connection, zip(received, (one.sha for one in fresh.values()), strict=True))
        keep_beside(connection, [one.veiled for one in fresh.values()], now)
        carry_fresh(connection, received, known, checks, now)
        end_claims(connection, set(_claims(received)), now)
        subjects = {at: one.veiled.kept.token.contract_id for at, one in fresh.items()}
        subjects |= _take_credits(connection, arrived, answers, now)
        insert_objects(
            connection, [_object(arrived[at], subject, now) for at, subject in subjects.items()]
        )
    return [answers[at] for at in range(len(arrived))]


def _named(connection: OpenTransaction, arrived: Sequence[ArrivedCdr]) -> list[ArrivedCdr]:
    """The same records, with the uid of an EVSE that was named by its public id."""
    cdrs = [one.record for one in arrived if isinstance(one.record, Cdr)]
    named = iter(with_named_evses(connection, cdrs))
    return [
        replace(one, record=next(named)) if isinstance(one.record, Cdr) else one for one in arrived
    ]


@dataclass(frozen=True, slots=True)
class _New:
    """A CDR that nobody posted before."""

    veiled: Veiled
    sha: str


def _sort_cdrs(
    connection: OpenTransaction,
    arrived: Sequence[ArrivedCdr],
    answers: dict[int, Answer],
    now: datetime,
) -> dict[int, _New]:
    """Answer every CDR; return those that are new, by their place."""
    secret = secret_of(connection, now)
    keys = {one.record.key for one in arrived if isinstance(one.record, Cdr)}
    shas, credits_ = shas_of(connection, keys), credits_among(connection, keys)
    fresh: dict[int, _New] = {}
    for at, one in enumerate(arrived):
        if not isinstance(one.record, Cdr):
            continue
        veiled, key = veil(one.record, one.raw, secret), one.record.key
        sha = cdr_sha(veiled.kept)
        before = shas.get(key)
        if key in credits_:
            answers[at] = _conflict(key)
        elif before is None:
            shas[key] = sha
            fresh[at] = _New(veiled, sha)
            answers[at] = TakenCdr(key, is_new=True)
        # Books of before have tokens as they were sent: such a CDR is known, not another one.
        elif before in {sha, cdr_sha(veiled.sent)}:
            answers[at] = TakenCdr(key, is_new=False)
        else:
            answers[at] = _conflict(key)
    return fresh


def _conflict(key: str) -> ConflictError:
    return ConflictError(
        f"{key}: known with other content; a CDR is immutable, undo it with a Credit CDR"
    )


def _take_credits(
    connection: OpenTransaction,
    arrived: Sequence[ArrivedCdr],
    answers: dict[int, Answer],
    now: datetime,
) -> dict[int, str]:
    """Answer every Credit CDR, post the mirrors of those that are new, and say whom they name."""
    fresh: dict[int, str] = {}
    for at, one in enumerate(arrived):
        credit = one.record
        if not isinstance(credit, CreditCdr):
            continue
        refusal = refusal_of(connection, credit)
        if refusal is not None or shas_of(connection, [credit.key]):
            answers[at] = _conflict(credit.key) if refusal is None else RuleError(refusal[1])
            continue
        credited = cdr_of(connection, credit.credited_key)
        assert credited is not None, credit.credited_key
        if credited.cdr.demand_partner != one.demand_partner:  # it would read another one's driver
            of = f"wanted a driver of {credited.cdr.demand_partner} as in {credit.credited_key}"
            answers[at] = RuleError(f"{credit.key}: {of}, found one of {one.demand_partner}")
            continue
        is_new = bool(record_credits(connection, [credit], now))
        answers[at] = TakenCdr(credit.key, is_new=is_new)
        if is_new:
            fresh[at] = credited.cdr.token.contract_id
    if fresh:
        post_credits_in(connection, now)
    return fresh


def _claims(received: Iterable[ReceivedCdr]) -> Iterator[tuple[str, str]]:
    """What CDRs put an end to: the claim of their authorisation, or of their session."""
    for one in received:
        cdr = one.cdr
        partner = cdr.demand_partner
        if cdr.authorization_reference is not None:
            yield claim_name(partner, cdr.authorization_reference, cdr.cpo, None), partner
        if cdr.session_id is not None:
            yield claim_name(partner, None, cdr.cpo, cdr.session_id), partner


def _object(one: ArrivedCdr, subject: str, now: datetime) -> KeptObject:
    return KeptObject(
        module=ModuleId.CDRS,
        owner=one.record.cpo,
        object_id=one.record.cdr_id,
        version=one.version,
        body=one.raw,
        updated_at=one.updated_at,
        kept_at=now,
        partner=one.demand_partner,
        subject=subject,
    )
