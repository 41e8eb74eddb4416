"""Who writes cannot rewrite, who looks cannot write, and who decides is known."""
# ruff: noqa: S608 (statements of our own)

from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.domain.approval import Verdict
from core.domain.environment import Environment
from core.domain.errors import InvalidValueError, RuleError, StoreError
from core.domain.table_fields import BookTable
from core.service.agreement_life import (
    TermsStatus,
    activate_agreement,
    approve_agreement,
    draft_agreement,
    propose_agreement,
)
from core.service.approvals import decide_approval
from core.service.carry_cdrs import carry
from core.service.case_stakes import staked_queue
from core.service.open_books import open_books
from core.service.people_roles import apply_people_roles, roles_sql
from core.service.report import summary_of
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.service.view_agreements import view_agreements
from core.service.view_reconciliation import case_detail, reconciliation_queue
from core.store.database import Database, migrate
from core.store.engines import Access
from core.store.page_store import keys_in_order
from core.store.role_sql import DROPPED, ERASABLE, PICTURES
from core.store.schema import APPEND_ONLY
from tests.books import MONTH, fill, now, some_cdrs
from tests.builders import START, a_cdr, an_agreement
from tests.conftest import administer
from tests.duty_books import a_matter, propose_here

PREFIX = "nc_roles_test"
WORD = "x"
NO_REFUSAL = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NULL; END $$"
)
PEOPLE = {"app": "nc_roles_service", "operator": "nc_roles_ann", "viewer": "nc_roles_vic"}


@pytest.fixture(scope="module")
def books(postgresql_url):
    """Books with roles and a person in each group; shared, so a test only adds."""
    name = "networkcore_roles_test"
    administer(postgresql_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    administer(postgresql_url, f"CREATE DATABASE {name}")
    url = postgresql_url.set(database=name)
    runtime = open_books(url.render_as_string(hide_password=False), now)
    fill(runtime)
    apply_people_roles(runtime, PREFIX)
    for group, person in PEOPLE.items():
        administer(
            url,
            f"DROP ROLE IF EXISTS {person}",
            f"CREATE ROLE {person} LOGIN PASSWORD '{WORD}'",
            f"GRANT {PREFIX}_{group} TO {person}",
        )
    yield runtime
    runtime.database.close()
    administer(postgresql_url, f"DROP DATABASE {name} WITH (FORCE)")
    for person in PEOPLE.values():
        administer(postgresql_url, f"DROP ROLE {person}")
    for group in ("app", "operator", "viewer", "migrate", "owner"):
        administer(postgresql_url, f"DROP ROLE {PREFIX}_{group}")


@contextmanager
def as_person(books, group, access=Access.WRITE):
    url = books.database.url.set(username=PEOPLE[group], password=WORD)
    with Database(url.render_as_string(hide_password=False), access) as database:
        yield Runtime(database, now)


def refused(runtime, statement):
    with (
        pytest.raises((StoreError, DBAPIError)) as caught,
        runtime.database.transaction() as connection,
    ):
        connection.execute(text(statement))
    return str(caught.value)


DENIED = ("permission denied", "must be owner", "must be superuser", "is append-only")


@pytest.mark.parametrize("table", [*APPEND_ONLY, "balance"])
def test_the_app_role_can_neither_change_nor_lose_a_row(books, table):
    column = "account" if table == "balance" else None
    with as_person(books, "app") as service:
        if column is None:
            query = text("SELECT column_name FROM information_schema.columns WHERE table_name = :t")
            with service.database.reading() as connection:
                column = connection.execute(query, {"t": table}).scalars().first()
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"ALTER TABLE {table} ADD COLUMN x int",
            f"DROP TABLE {table} CASCADE",
        ):
            problem = refused(service, statement)
            assert any(words in problem for words in DENIED), (statement, problem)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER posting_append_only ON posting",
        "DROP TRIGGER posting_balance ON posting",
        "SET session_replication_role = 'replica'",
        "CREATE TRIGGER mine AFTER INSERT ON posting EXECUTE FUNCTION refuse_change()",
        "CREATE RULE mine AS ON INSERT TO posting DO INSTEAD NOTHING",
        NO_REFUSAL,
        "ALTER FUNCTION keep_balances() SECURITY INVOKER",
        "CREATE TABLE mine (x int)",
        "INSERT INTO balance VALUES ('4200', 'XXX', 1, 1)",
        f"SET ROLE {PREFIX}_owner",
        f"GRANT {PREFIX}_owner TO {PEOPLE['app']}",
        "UPDATE alembic_version SET version_num = 'v0001'",
        "INSERT INTO approval_decision VALUES ('x', 'approved', 'x', 1, '', 0)",
    ],
)
def test_the_app_role_cannot_lay_down_a_guard_nor_decide(books, statement):
    with as_person(books, "app") as service:
        problem = refused(service, statement)
    assert any(words in problem for words in DENIED), problem


def test_the_app_role_carries_settles_and_keeps_the_balances(books):
    before = summary_of(books).posted
    with as_person(books, "app") as service:
        assert carry(service, some_cdrs(2, first=20)).posted == 2
        settle_until(service, START + MONTH)
        assert verify_books(service).count == 0
    assert summary_of(books).posted == before + 2


def test_a_temporary_table_cannot_pass_for_the_balance(books):
    """The function that keeps balances runs with the owner's rights, and finds only its tables."""
    with as_person(books, "app") as service, service.database.transaction() as connection:
        connection.execute(text("CREATE TEMP TABLE seal (seq int, entry int)"))
    with as_person(books, "app") as service:
        assert carry(service, [a_cdr("temp", start=START + 3 * MONTH)]).posted == 1
    assert verify_books(books).count == 0


def test_the_viewer_reads_all_that_the_console_shows_and_writes_nothing(books):
    with as_person(books, "viewer", Access.READ) as viewer:
        viewer.database.expect_current()
        assert summary_of(viewer) == summary_of(books)
        assert reconciliation_queue(viewer).held == 1
        staked = staked_queue(viewer, Environment.LIVE)
        assert staked.principal.enforced
        assert case_detail(viewer, staked.queue.cases[0].case_id).fields
        assert view_agreements(viewer).terms
        assert trace(viewer, "cdr:NL*ABC:2").entries
        with viewer.database.reading() as connection:
            for table in BookTable:
                assert list(keys_in_order(connection, table, None))
        assert verify_books(viewer).count == 0
    with as_person(books, "viewer") as viewer:
        for statement in (
            "INSERT INTO free_cdr VALUES ('x', 'x')",
            "DELETE FROM free_cdr",
            "SELECT nextval('entry_number')",
            "INSERT INTO approval_decision VALUES ('x', 'approved', 'x', 1, '', 0)",
        ):
            assert "permission denied" in refused(viewer, statement)


def test_an_operator_decides_what_the_service_proposed_and_posts_nothing(books):
    with as_person(books, "app") as service:
        proposed = propose_here(service, a_matter(subject="by the service"))
        with pytest.raises((StoreError, RuleError)):
            decide_approval(service, proposed.approval_id, Verdict.APPROVED, "myself")
    with as_person(books, "operator") as operator:
        decided = decide_approval(operator, proposed.approval_id, Verdict.APPROVED, "read it")
        assert (decided.proposed_by.name, decided.decision.by.name) == (
            PEOPLE["app"],
            PEOPLE["operator"],
        )
        assert "permission denied" in refused(operator, "INSERT INTO free_cdr VALUES ('x', 'x')")
        own = propose_here(operator, a_matter(subject="by ann"))
        with pytest.raises(RuleError, match="another one must approve it"):
            decide_approval(operator, own.approval_id, Verdict.APPROVED, "myself")


def test_terms_are_drafted_by_people_and_put_into_force_by_the_service(books):
    terms = an_agreement(agreement_id="drafted", country="BE")
    with as_person(books, "operator") as operator:
        draft_agreement(operator, terms, "for Belgium")
    with as_person(books, "app") as service:
        propose_agreement(service, terms.version)
    with as_person(books, "operator") as operator:
        assert approve_agreement(operator, terms.version).status is TermsStatus.APPROVED
        with pytest.raises((StoreError, DBAPIError), match="permission denied"):
            activate_agreement(operator, terms.version)
    with as_person(books, "app") as service:
        active = activate_agreement(service, terms.version)
    assert (active.status, active.draft.drafter) == (TermsStatus.ACTIVE, PEOPLE["operator"])
    assert not active.approval.is_advisory
    assert verify_books(books).count == 0


@pytest.mark.usefixtures("books")
def test_who_may_migrate_makes_what_the_owner_owns(postgresql_url):
    """Even where the tables are of an older version; he owns nothing himself."""
    name, person = "networkcore_roles_older", "nc_roles_mia"
    administer(postgresql_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    administer(postgresql_url, f"DROP ROLE IF EXISTS {person}", f"CREATE DATABASE {name}")
    url = postgresql_url.set(database=name)
    with Database(url.render_as_string(hide_password=False)) as database:
        with database.unguarded() as connection:
            migrate(connection, "v0007")
            owner = f"{PREFIX}_owner"
            found = connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            )
            for table in found.scalars().all():
                connection.execute(text(f"ALTER TABLE {table} OWNER TO {owner}"))
            for function in ("refuse_change", "keep_balances"):
                connection.execute(text(f"ALTER FUNCTION {function}() OWNER TO {owner}"))
            connection.execute(text(f"ALTER SEQUENCE entry_number OWNER TO {owner}"))
            connection.execute(text(f"GRANT ALL ON SCHEMA public TO {owner}"))
        administer(
            url,
            f"CREATE ROLE {person} LOGIN PASSWORD '{WORD}'",
            f"GRANT {PREFIX}_migrate TO {person}",
        )
        hers = url.set(username=person, password=WORD).render_as_string(hide_password=False)
        with Database(hers) as upgrading:
            upgrading.create()
        with database.reading() as connection:
            owners = connection.execute(
                text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
            )
            assert owners.scalars().all() == [owner]
    administer(postgresql_url, f"DROP DATABASE {name} WITH (FORCE)", f"DROP ROLE {person}")


def test_every_function_of_the_books_belongs_to_the_owner(books):
    with books.database.reading() as connection:
        owners = connection.execute(
            text(
                "SELECT p.proname, r.rolname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner "
                "WHERE p.pronamespace = 'public'::regnamespace"
            )
        )
        assert {row[1] for row in owners} == {f"{PREFIX}_owner"}


def test_applying_the_roles_again_changes_nothing(books):
    before = apply_people_roles(books, PREFIX)
    assert apply_people_roles(books, PREFIX) == before
    assert before == roles_sql(PREFIX).count(";\n")


def test_only_what_has_to_change_may_be_changed():
    assert "balance" not in ERASABLE
    for statement in roles_sql("x").splitlines():
        if "UPDATE" in statement:
            assert any(f" {table} " in statement for table in ERASABLE | PICTURES | DROPPED)
        if "DELETE" in statement:
            assert any(f" {table} " in statement for table in DROPPED)


def test_sqlite_has_no_roles_and_a_name_is_a_name(memory):
    with pytest.raises(RuleError, match="only PostgreSQL has roles"):
        apply_people_roles(memory, "networkcore")
    with pytest.raises(InvalidValueError, match="prefix"):
        roles_sql("x; DROP ROLE postgres")
