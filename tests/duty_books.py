"""People for tests: a second one who may decide, and something in every table of duties."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import psycopg
from sqlalchemy import text

from core.domain.approval import (
    Approval,
    ApprovalKind,
    Decision,
    Matter,
    Principal,
    Verdict,
)
from core.domain.meter_record import MeterCheck, MeterVerdict
from core.domain.reconciliation import Resolution
from core.service.carry_cdrs import carry
from core.service.reconcile import approve_resolution, assign_case, propose_resolution
from core.service.register_network import register_network
from core.service.runtime import Runtime
from core.store.approval_store import decide, propose
from core.store.database import Database
from core.store.personal_store import PersonalBody, put_bodies, put_checks, secret_of
from core.store.principal_store import principal_of
from tests.bank_files import IBANS, a_bank_account, banked_network
from tests.books import DAY
from tests.builders import START, a_cdr

SECOND = "networkcore_test_second"
"""Role of a second person; roles belong to the whole server, so it stays."""
SHA = "ab" * 32


def a_matter(**changes: object) -> Matter:
    """Something that needs two people."""
    matter = Matter(kind=ApprovalKind.AGREEMENT, subject="default@2026-01-01", content_sha=SHA)
    return replace(matter, **changes)  # type: ignore[arg-type]


@contextmanager
def second_person(runtime: Runtime) -> Iterator[Runtime]:
    """The same PostgreSQL books as another role sees them."""
    url = runtime.database.url
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (SECOND,))
        if found.fetchone() is None:
            connection.execute(f"CREATE ROLE {SECOND} LOGIN SUPERUSER".encode())
    with Database(url.set(username=SECOND).render_as_string(hide_password=False)) as database:
        yield Runtime(database, runtime.now)


def approve_as_second(runtime: Runtime, approval_id: str, note: str = "checked") -> Approval:
    """Approve as somebody else than the one who is connected, on either database."""

    def approve(other: Runtime, principal: Principal | None) -> Approval:
        with other.database.transaction() as connection:
            decision = Decision(
                verdict=Verdict.APPROVED,
                by=principal or principal_of(connection),
                note=note,
                at=other.now(),
            )
            return decide(connection, approval_id, decision)

    if runtime.database.dialect == "sqlite":
        return approve(runtime, Principal("second", enforced=False))
    with second_person(runtime) as other:
        return approve(other, None)


def propose_here(runtime: Runtime, matter: Matter, note: str = "please") -> Approval:
    """Propose as the one who is connected."""
    with runtime.database.transaction() as connection:
        return propose(connection, matter, principal_of(connection), note, runtime.now())


def role_of(runtime: Runtime) -> str:
    """Who PostgreSQL says that we are."""
    with runtime.database.reading() as connection:
        return str(connection.execute(text("SELECT session_user")).scalar_one())


@contextmanager
def another_person(runtime: Runtime) -> Iterator[Runtime]:
    """The same books for somebody else; on SQLite nobody can tell, so for the same."""
    if runtime.database.dialect == "sqlite":
        yield runtime
    else:
        with second_person(runtime) as other:
            yield other


def fill_duties(runtime: Runtime) -> None:
    """Write at least one row into every table of people's duties, into books that are filled."""
    approve_as_second(runtime, propose_here(runtime, a_matter()).approval_id)
    changed = a_bank_account(valid_from=date(2027, 1, 1), iban=IBANS["CH*ALP"])
    register_network(runtime, banked_network(more_accounts=(changed,)), [])
    dearer = a_cdr("dearer", evse_uid="E2", start=START + 2 * DAY, total_excl="10.02")
    carry(runtime, [dearer])
    assign_case(runtime, dearer.key, "ann")
    propose_resolution(runtime, dearer.key, Resolution.CDR_TOTAL, "they are right")
    with another_person(runtime) as other:
        approve_resolution(other, dearer.key)
    with runtime.database.transaction() as connection:
        secret_of(connection, runtime.now())
        body = PersonalBody(pseudonym="~1", kind="token", subject="~2", body="04A2")
        put_bodies(connection, [body], runtime.now())
        check = MeterCheck(verdict=MeterVerdict.NO_KEY, detail="the CDR names no public key")
        put_checks(connection, [(dearer.key, "OCMF", SHA, check)], runtime.now())
