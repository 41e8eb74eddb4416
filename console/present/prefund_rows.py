"""What is put aside of wallets as rows of a table for a terminal."""

from collections.abc import Sequence

from console.present.amount_text import money_text
from core.service.hold_prefund import PrefundHold

HOLD_COLUMNS = ("Authorisation", "Partner", "Put aside", "", "Since")


def hold_rows(holds: Sequence[PrefundHold]) -> list[tuple[str, ...]]:
    """A row a session under way."""
    return [
        (
            one.authorization,
            one.demand_partner,
            money_text(one.held.amount_minor, one.held.currency),
            one.held.currency,
            f"{one.since:%Y-%m-%d %H:%M}",
        )
        for one in holds
    ]
