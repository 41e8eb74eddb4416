"""Erase what the books know of a person: the pseudonym stays, and no sum, sha or chain changes."""

from dataclasses import dataclass

from core.domain.errors import InvalidValueError, NotFoundError
from core.domain.operator_act import ActKind, OperatorAct
from core.domain.pseudonym import contract_pseudonym, token_pseudonym
from core.service.collision import again_after_collision
from core.service.runtime import Runtime
from core.store.database import OpenTransaction, alone
from core.store.kept_store import erase_objects
from core.store.operator_store import put_act
from core.store.personal_store import (
    count_unveiled,
    erase_subjects,
    secret_of,
    shorten_log,
    subjects_of,
)
from core.store.principal_store import principal_of
from core.store.reference_store import all_parties


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure came to."""

    pseudonyms: tuple[str, ...]
    """Of the contracts whose tokens, contract ids and signed meter data are gone."""
    bodies: int
    """How many were taken away now; 0 where that was done before."""
    unveiled: int
    """CDRs of before there were pseudonyms; they name the token, are part of the books for good
    and cannot be erased here."""


def erase_personal(runtime: Runtime, words: str, reason: str) -> Erased:
    """Erase a person's data, named by a token, a contract id or a pseudonym; twice is once.

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: These books know nobody by that name.
        StoreError: The books cannot be written; nothing is erased.
    """
    if not reason.strip():
        raise InvalidValueError("privacy: wanted a reason, found none")

    def erase() -> Erased:
        with runtime.database.transaction() as connection:
            alone(connection)
            return _erase(connection, runtime, words, reason)

    erased = again_after_collision(erase)
    shorten_log(runtime.database)
    return erased


def _erase(connection: OpenTransaction, runtime: Runtime, words: str, reason: str) -> Erased:
    now = runtime.now()
    secret = secret_of(connection, now)
    names = {words}
    for party in all_parties(connection):
        names.add(token_pseudonym(secret, party, words))
        names.add(contract_pseudonym(secret, party, words))
    subjects = sorted(subjects_of(connection, names))
    unveiled = count_unveiled(connection, words)
    if not subjects and not unveiled:
        raise NotFoundError("privacy: these books know nobody by that name")  # it is not repeated
    bodies = erase_subjects(connection, subjects, now) if subjects else 0
    bodies += erase_objects(connection, subjects, now) if subjects else 0
    who = principal_of(connection).name
    for subject in subjects if bodies else ():
        act = OperatorAct(at=now, kind=ActKind.ERASED, who=who, subject=subject, note=reason)
        put_act(connection, act)
    return Erased(tuple(subjects), bodies, unveiled)
