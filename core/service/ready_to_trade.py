"""Books in which whoever connects may trade at once: an operator, terms for all, known parties.

Nothing that somebody decided is touched: books of a network file have all of it.
"""

from typing import Final

from core.domain.party import Party, Role
from core.service.agreement_file import load_agreement
from core.service.collision import again_after_collision
from core.service.runtime import Runtime
from core.store.admission_store import admit_parties
from core.store.platform_store import platforms
from core.store.reference_store import all_agreements, operator, put_agreements, put_operator

DEFAULT_TERMS: Final = "networkcore"
DEFAULT_CURRENCY: Final = "EUR"


def ready_to_trade(
    runtime: Runtime, hub_party: str, name: str, currency: str = DEFAULT_CURRENCY
) -> tuple[str, ...]:
    """Give books what they lack before parties can trade; return what that was, in words.

    Args:
        runtime: The books.
        hub_party: Key of the operator, where the books have none.
        name: What it is called.
        currency: In which it is paid.

    Raises:
        InvalidValueError: No such party or currency can be.
    """

    def whole() -> tuple[str, ...]:
        done = []
        with runtime.database.transaction() as connection:
            own = operator(connection)
            if own is None:
                country_code, _, party_id = hub_party.partition("*")
                own = Party(
                    country_code=country_code,
                    party_id=party_id,
                    name=name,
                    role=Role.HUB,
                    currency=currency,
                )
                put_operator(connection, own)
                done.append(f"operator {own.key}")
            if not all_agreements(connection):
                terms = load_agreement(DEFAULT_TERMS, own.currency, own.country_code)
                put_agreements(connection, [terms])
                done.append(f"terms {terms.version} for everybody")
            admitted = admit_parties(connection, platforms(connection))
            if admitted:
                done.append(f"{admitted} parties")
        return tuple(done)

    return again_after_collision(whole)
