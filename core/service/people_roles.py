"""Roles of the books in PostgreSQL: the statements for whoever reviews them, or applied at once."""

from core.service.runtime import Runtime
from core.store.role_sql import RoleNames, apply_roles, role_statements


def roles_sql(prefix: str) -> str:
    """What ``apply_people_roles`` would do, as a script of statements.

    Raises:
        InvalidValueError: The prefix is no beginning of a role's name.
    """
    return "".join(f"{statement};\n" for statement in role_statements(RoleNames(prefix)))


def apply_people_roles(runtime: Runtime, prefix: str) -> int:
    """Make the groups and their rights; return how many statements that took.

    Raises:
        InvalidValueError: The prefix is no beginning of a role's name.
        RuleError: The books are not in PostgreSQL.
        StoreError: Whoever is connected may not do that.
    """
    return apply_roles(runtime.database, RoleNames(prefix))
