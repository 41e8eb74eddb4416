"""Who acts on the books: the role of PostgreSQL's session; on SQLite the operating system's user.

``session_user`` is who connected; ``SET ROLE`` does not change it.
"""

from getpass import getuser

from sqlalchemy import Connection, text

from core.domain.approval import Principal


def principal_of(connection: Connection) -> Principal:
    """Who speaks over this connection."""
    if connection.dialect.name == "postgresql":
        name = connection.execute(text("SELECT session_user")).scalar_one()
        return Principal(str(name), enforced=True)
    return Principal(getuser(), enforced=False)
