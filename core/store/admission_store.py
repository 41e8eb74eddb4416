"""Parties that connect by OCPI become parties of the books: whoever is connected may trade.

A network file says more of a party (its currency, its VAT, its bank account), and what is known
stays as it is. Of a party that is CPO and Demand Partner at once the books know the Demand Partner,
for that is who is given credit.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select

from core.domain.party import Role
from core.domain.platform import Platform
from core.store.bulk import insert_rows
from core.store.schema import party

_TRADING: Final = (Role.EMSP, Role.CPO)
"""What trades, the one that counts first."""


def admit_parties(connection: Connection, platforms: Iterable[Platform]) -> int:
    """Make the parties of platforms known, in the operator's currency; return how many were new.

    None is admitted while the books have no operator, without whom nothing is decided.
    """
    known = {row.party: row for row in connection.execute(select(party))}
    operator = next((row for row in known.values() if row.role == Role.HUB.value), None)
    if operator is None:
        return 0
    fresh: dict[str, tuple[str | int | None, ...]] = {}
    for platform in platforms:
        for wanted in _TRADING:
            for one in platform.roles:
                if one.role == wanted.value and one.party not in known:
                    name = one.name or platform.name or one.party
                    weight = 0 if wanted is Role.EMSP else None
                    row = (one.party, wanted.value, name, operator.currency, weight, None)
                    fresh.setdefault(one.party, row)
    insert_rows(connection, party, fresh.values())
    return len(fresh)
