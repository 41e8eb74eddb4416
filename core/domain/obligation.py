"""What is owed in a cycle: gross, by party and account; and net, by party and currency."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A gross debt of a cycle, kept visible beside the net position it went into."""

    cycle_id: str
    party: str
    account: str
    """The account that it empties: receivable, payable or DP share."""
    currency: str
    amount_minor: int
    """Above zero: the party owes the network; below: the network owes the party."""
    entry_count: int
    """How many entries it is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetPosition:
    """All obligations of a party in a currency, offset against each other."""

    cycle_id: str
    party: str
    currency: str
    amount_minor: int
    """Above zero: the party owes the network; below: the network owes the party."""
