"""People invite partners to the hub, the service alone reads tokens, and who looks sees none."""
# ruff: noqa: S608 (statements of our own)

from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.domain.errors import StoreError
from core.service.ask_handshake import answer_handshake, ask_handshake, claim_handshakes
from core.service.open_books import open_books
from core.service.people_roles import apply_people_roles
from core.service.ready_to_trade import ready_to_trade
from core.service.register_platform import add_platform, invite_platform
from core.service.runtime import Runtime
from core.service.view_platforms import view_hub, view_platform_changes, view_platforms
from core.store.database import Database
from core.store.hub_schema import SECRETS
from tests.books import now
from tests.conftest import administer
from tests.hub_books import CPO, DP, KEY, with_key

PREFIX = "nc_hub_roles"
NAME = "networkcore_hub_roles"
GROUPS = ("app", "operator", "viewer")
WORD = "x"


@pytest.fixture
def books(postgresql_url):
    """Books with the roles, and a person in each of three groups."""
    administer(postgresql_url, f"CREATE DATABASE {NAME}")
    url = postgresql_url.set(database=NAME)
    runtime = open_books(url.render_as_string(hide_password=False), now)
    apply_people_roles(runtime, PREFIX)
    for group in GROUPS:
        person = f"{PREFIX}_a_{group}"
        administer(
            url,
            f"CREATE ROLE {person} LOGIN PASSWORD '{WORD}'",
            f"GRANT {PREFIX}_{group} TO {person}",
        )
    yield runtime
    runtime.database.close()
    administer(postgresql_url, f"DROP DATABASE {NAME} WITH (FORCE)")
    people = (f"{PREFIX}_a_{group}" for group in GROUPS)
    groups = (f"{PREFIX}_{group}" for group in (*GROUPS, "migrate", "owner"))
    administer(postgresql_url, *(f"DROP ROLE {role}" for role in (*people, *groups)))


@contextmanager
def person(books, group):
    url = books.database.url.set(username=f"{PREFIX}_a_{group}", password=WORD)
    with Database(url.render_as_string(hide_password=False)) as database:
        yield Runtime(database, now)


def is_refused(runtime, statement):
    with (
        pytest.raises((StoreError, DBAPIError), match="permission denied"),
        runtime.database.transaction() as connection,
    ):
        connection.execute(text(statement))


def test_people_invite_and_only_the_service_reads_what_is_secret(books):
    with_key(books)
    ready_to_trade(books, "NL*NWC", "NetworkCore")
    with person(books, "operator") as operator:
        invitation = add_platform(operator, (CPO,))
        assert invite_platform(operator, "NL*ABC").token != invitation.token
        ask_handshake(operator, (DP,), "https://dp.example/versions", "token-a")
        assert view_platform_changes(operator, "DE*XYZ")[0].who == f"{PREFIX}_a_operator"
        for table in SECRETS - {"platform_token"}:  # it holds hashes, of which some are ended
            is_refused(operator, f"SELECT * FROM {table}")
        is_refused(operator, "INSERT INTO handshake_answer VALUES ('x', 1, '', 0)")
    with person(books, "viewer") as viewer:
        assert len(view_platforms(viewer)) == 2
        for table in SECRETS:
            is_refused(viewer, f"SELECT * FROM {table}")
        is_refused(viewer, "INSERT INTO platform_change VALUES (9, 'x', 'x', 0, '', '', '')")
    with person(books, "app") as service:
        ((request, token),) = claim_handshakes(service, KEY)
        assert token == "token-a"  # noqa: S105 (of nobody)
        answer_handshake(service, request.request_id, is_done=True, detail="done")
        assert view_hub(service).tokens
