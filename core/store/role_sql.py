"""Roles of PostgreSQL for the books: who owns them, who writes, who decides, who only looks.

Five groups without a login; a person or a service logs in by a role of his own, which is made a
member of a group, so that the database knows who acts. The owner could take the guards away, so
nobody logs in as the owner. What has to change - a balance - is changed by the owner's own
function; the service that posts may only read it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import text

from core.domain.errors import InvalidValueError, RuleError
from core.store.database import Database
from core.store.hub_schema import SECRETS
from core.store.kept_schema import MOVING
from core.store.passing_tables import PASSING
from core.store.schema import APPEND_ONLY, metadata

_PREFIX: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_FUNCTIONS: Final = (
    *("refuse_change", "proposer_is_here", "decider_is_another", "only_erase"),
    "keep_periods_closed",
)
_DEFINERS: Final = ("keep_balances", "count_document")
"""They alone change what stays the same for everybody else."""
_DECIDED_BY_PEOPLE: Final = frozenset({"approval_decision"})
"""What the service itself may not write: it would approve what it proposed for others."""
_OF_OPERATORS: Final = (
    *("agreement_draft", "approval_proposal", "approval_decision"),
    *("case_event", "operator_log"),
    *("platform_change", "platform_token", "handshake_request", "handshake_secret", "party"),
)
"""What people write by themselves: drafts of terms, proposals, decisions, what they did, and whom
they invite to the hub."""
ERASABLE: Final = frozenset({"personal_body"})
"""Tables whose rows may be erased."""
PICTURES: Final = frozenset(table.name for table in MOVING)
"""Tables of what peers told last, which move on."""
PERSONAL: Final = ERASABLE | {"pseudonym_key", "kept_object"} | SECRETS
"""Tables that only the service may read."""
DROPPED: Final = frozenset(one.name for one in PASSING)
"""Tables of what passes through the hub, whose rows are dropped again."""
_MOVED_BY_SERVICE: Final = ERASABLE | PICTURES
_KEPT_BY_TRIGGER: Final = (
    frozenset(metadata.tables) - frozenset(APPEND_ONLY) - _MOVED_BY_SERVICE - DROPPED
)


class Group(StrEnum):
    """What a member may do."""

    OWNER = "owner"
    """Owns tables, functions and triggers; nobody logs in as it."""
    MIGRATE = "migrate"
    """May become the owner, to bring the tables up to date."""
    APP = "app"
    """Reads and appends; decides nothing."""
    OPERATOR = "operator"
    """Reads, proposes and decides."""
    VIEWER = "viewer"
    """Reads."""


@dataclass(frozen=True, slots=True)
class RoleNames:
    """The names of the groups: roles belong to a whole server, its databases tell theirs apart."""

    prefix: str = "networkcore"

    def __post_init__(self) -> None:
        if _PREFIX.fullmatch(self.prefix) is None:
            raise InvalidValueError(
                f"prefix: wanted lower case letters, digits and _, found {self.prefix!r}"
            )

    def of(self, group: Group) -> str:
        """``networkcore_viewer``."""
        return f"{self.prefix}_{group}"


def role_statements(names: RoleNames) -> Iterator[str]:
    """Statements that make the groups and say what each may do; the same twice changes nothing."""
    for group in Group:
        yield (
            f"DO $$ BEGIN CREATE ROLE {names.of(group)} NOLOGIN; "
            "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    owner, viewer = names.of(Group.OWNER), names.of(Group.VIEWER)
    yield f"ALTER ROLE {owner} NOLOGIN"
    yield f"GRANT {owner} TO {names.of(Group.MIGRATE)}"
    yield f"GRANT {viewer} TO {names.of(Group.APP)}, {names.of(Group.OPERATOR)}"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}"
    yield f"GRANT USAGE ON SCHEMA public TO {viewer}"
    yield from _ownership(owner)
    yield from _rights(names)


def _ownership(owner: str) -> Iterator[str]:
    for table in _tables():
        yield f"ALTER TABLE {table} OWNER TO {owner}"
    yield f"ALTER SEQUENCE entry_number OWNER TO {owner}"
    for function in (*_FUNCTIONS, *_DEFINERS):
        yield f"ALTER FUNCTION {function}() OWNER TO {owner}"
    # Its names are looked up where the owner put them, not where a member of another group could.
    for function in _DEFINERS:
        yield f"ALTER FUNCTION {function}() SECURITY DEFINER SET search_path = public, pg_temp"
        yield f"REVOKE ALL ON FUNCTION {function}() FROM PUBLIC"


def _rights(names: RoleNames) -> Iterator[str]:
    app, operator, viewer = (names.of(group) for group in (Group.APP, Group.OPERATOR, Group.VIEWER))
    for table in _tables():
        yield f"REVOKE ALL ON {table} FROM PUBLIC, {app}, {operator}, {viewer}"
        if table not in PERSONAL:
            yield f"GRANT SELECT ON {table} TO {viewer}"
    for table in metadata.tables:
        if table in PERSONAL:
            yield f"GRANT SELECT ON {table} TO {app}"
        if table in _MOVED_BY_SERVICE:
            yield f"GRANT INSERT, UPDATE ON {table} TO {app}"
        elif table in DROPPED:
            yield f"GRANT INSERT, UPDATE, DELETE ON {table} TO {app}"
        elif table not in _DECIDED_BY_PEOPLE | _KEPT_BY_TRIGGER:
            yield f"GRANT INSERT ON {table} TO {app}"
    yield f"GRANT SELECT ON platform_token TO {operator}"  # to end what it opens; it holds hashes
    for table in _OF_OPERATORS:
        yield f"GRANT INSERT ON {table} TO {operator}"
    yield f"GRANT USAGE ON SEQUENCE entry_number TO {app}"


def _tables() -> tuple[str, ...]:
    return (*metadata.tables, "alembic_version")


def apply_roles(database: Database, names: RoleNames) -> int:
    """Make the groups in a database of PostgreSQL; return how many statements that took.

    Raises:
        RuleError: It is another kind of database, which has no roles.
        StoreError: Whoever is connected may not make roles, or does not own the tables.
    """
    if database.dialect != "postgresql":
        raise RuleError(f"{database.name}: only PostgreSQL has roles")
    statements = list(role_statements(names))
    with database.faults(), database.unguarded() as connection:
        for statement in statements:
            connection.execute(text(statement.replace(":", "\\:")))
    return len(statements)
