"""Make a network and its terms known to the books; known things stay as they are."""

from collections.abc import Sequence

from core.domain.agreement import Agreement
from core.domain.network import Network
from core.service.collision import again_after_collision
from core.service.payee_checks import tell_bank_changes
from core.service.runtime import Runtime
from core.store.bank_account_store import all_bank_accounts
from core.store.reference_store import put_agreements, put_network


def register_network(runtime: Runtime, network: Network, agreements: Sequence[Agreement]) -> None:
    """Keep parties, tariffs, locations, rates and agreements, all or nothing.

    Raises:
        ConflictError: Something is known under the same id with other content.
    """

    def register() -> None:
        with runtime.database.transaction() as connection:
            before = all_bank_accounts(connection)
            put_network(connection, network)
            tell_bank_changes(connection, network, before, runtime.now())
            put_agreements(connection, agreements)

    again_after_collision(register)
