"""Where the money of a settlement cycle comes from and goes to, currency by currency.

Made of the postings of the cycle's entries, so that it adds up exactly: what reaches a place
leaves it again, and what reaches the network is what the Demand Partners owe.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.service.runtime import Runtime
from core.store.cycle_store import last_cycle
from core.store.flow_store import cycle_sums, cycle_vat


class Place(StrEnum):
    """What kind of place money flows between."""

    DEMAND_PARTNER = "demand_partner"
    OWN_FUNDS = "own_funds"
    """The network's own money, where costs that it bears exceed what it earns."""
    NETWORK = "network"
    CPO = "cpo"
    CPO_NET = "cpo_net"
    SESSION_VAT = "session_vat"
    """VAT on the sessions: it reaches the CPOs with their payable, and is not theirs."""
    DP_SHARE = "dp_share"
    """With the VAT on it."""
    INCOME = "income"
    """Commission, roaming fees and FX margin, before VAT and card cost."""
    NETWORK_NET = "network_net"
    SERVICE_VAT = "service_vat"
    """VAT for the network to pay on or to reclaim, by country: that of commission, share and fees,
    and that of sessions of which it is charged on one side only, across a border."""
    CARD_COST = "card_cost"
    BANK = "bank"
    """Payouts that came back, or were refused: they are owed, and paid, again."""
    FX = "fx"
    """What is converted from or into another currency."""
    SET_ASIDE = "set_aside"
    """Reserves, disputed amounts, deposits, and what is owed to partners."""


@dataclass(frozen=True, slots=True)
class Node:
    """One end of a flow."""

    place: Place
    owner: str = ""
    """Party key, or country; empty where there is one place of that kind."""
    is_reversed: bool = False
    """Money flows against the usual direction: more was credited here than charged."""


@dataclass(frozen=True, slots=True)
class MoneyFlow:
    """Money from one place to another."""

    source: Node
    target: Node
    amount_minor: int
    """Above zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleFlows:
    """All flows of a cycle in one currency; what goes into a place between comes out of it."""

    cycle_id: str
    currency: str
    flows: tuple[MoneyFlow, ...]


NETWORK = Node(Place.NETWORK)
_PLACES: Mapping[Code, Place] = {
    Code.RECEIVABLE: Place.DEMAND_PARTNER,
    Code.PAYABLE: Place.CPO,
    Code.DP_SHARE: Place.DP_SHARE,
    Code.INPUT_VAT: Place.SERVICE_VAT,
    Code.OUTPUT_VAT: Place.SERVICE_VAT,
    Code.COMMISSION: Place.INCOME,
    Code.ROAMING_FEE: Place.INCOME,
    Code.FX_MARGIN: Place.INCOME,
    Code.CARD_CLEARING: Place.CARD_COST,
    Code.CARD_COST: Place.OWN_FUNDS,
    Code.FX_POSITION: Place.FX,
    Code.BANK: Place.BANK,
    Code.IN_TRANSIT: Place.BANK,
    Code.UNALLOCATED: Place.BANK,
    Code.DEAL_IN_TRANSIT: Place.BANK,
    Code.SETTLEMENT: Place.BANK,
    Code.DISPUTED: Place.SET_ASIDE,
    Code.RESERVE: Place.SET_ASIDE,
    Code.HELD: Place.SET_ASIDE,
    Code.WAITING: Place.SET_ASIDE,
    Code.PREFUND: Place.SET_ASIDE,
    Code.PREFUND_HELD: Place.SET_ASIDE,
    Code.INCENTIVE: Place.SET_ASIDE,
    Code.PARTNER: Place.SET_ASIDE,
    Code.FX_RESULT: Place.INCOME,
    Code.ROUNDING: Place.INCOME,
    Code.INCENTIVE_EXPENSE: Place.OWN_FUNDS,
    Code.BAD_DEBT: Place.OWN_FUNDS,
    Code.BANK_CHARGES: Place.OWN_FUNDS,
}
_WITH_OWNER = (Place.DEMAND_PARTNER, Place.CPO, Place.DP_SHARE, Place.SERVICE_VAT)
_SOURCES = (Place.DEMAND_PARTNER, Place.OWN_FUNDS, Place.BANK)


def flows_of_cycle(runtime: Runtime, cycle_id: str) -> tuple[CycleFlows, ...]:
    """The flows of a cycle, one picture a currency; none if no cycle has that id."""
    with runtime.database.reading() as connection:
        sums = cycle_sums(connection, cycle_id)
        vat = cycle_vat(connection, cycle_id)
    return tuple(
        CycleFlows(
            cycle_id=cycle_id, currency=currency, flows=money_flows(accounts, vat.get(currency, {}))
        )
        for currency, accounts in sums.items()
    )


def flows_of_last_cycle(runtime: Runtime) -> tuple[CycleFlows, ...]:
    """The flows of the cycle that was settled last; none while there is none."""
    with runtime.database.reading() as connection:
        cycle = last_cycle(connection)
    return () if cycle is None else flows_of_cycle(runtime, cycle.cycle_id)


def money_flows(
    accounts: Mapping[str, int], session_vat: Mapping[str, int]
) -> tuple[MoneyFlow, ...]:
    """The flows behind balanced sums of postings.

    Args:
        accounts: Sum of the postings on each account, in minor units of one currency; adds up to
            zero, debits above it.
        session_vat: VAT on the sessions of each CPO, in the same units.
    """
    assert not sum(accounts.values()), accounts
    owed = _owed_by_place(accounts)
    income = owed.get((Place.INCOME, ""), 0)
    borne = max(0, min(-owed.get((Place.OWN_FUNDS, ""), 0), income))
    # Card cost that the network bears is paid out of its income first.
    owed[Place.OWN_FUNDS, ""] += borne
    owed[Place.CARD_COST, ""] -= borne
    flows = [
        _through_network(place, owner, amount) for (place, owner), amount in owed.items() if amount
    ]
    flows += _out_of_income(max(0, income), borne)
    for (place, owner), amount in owed.items():
        if place is Place.CPO and amount > 0:
            flows += _out_of_payable(Node(place, owner), amount, session_vat.get(owner, 0))
    return tuple(flows)


def _owed_by_place(accounts: Mapping[str, int]) -> dict[tuple[Place, str], int]:
    """What goes from the network to each place; below zero: what comes from there."""
    owed: dict[tuple[Place, str], int] = defaultdict(int)
    for written, amount in accounts.items():
        place = _PLACES[code_of(written)]
        owed[place, owner_of(written) if place in _WITH_OWNER else ""] -= amount
    return owed


def _through_network(place: Place, owner: str, amount: int) -> MoneyFlow:
    unusual = (amount < 0) is not (place in _SOURCES)
    end = Node(place, owner, is_reversed=unusual)
    return MoneyFlow(NETWORK, end, amount) if amount > 0 else MoneyFlow(end, NETWORK, -amount)


def _out_of_income(income: int, borne: int) -> list[MoneyFlow]:
    parts = ((Node(Place.CARD_COST), borne), (Node(Place.NETWORK_NET), income - borne))
    return [MoneyFlow(Node(Place.INCOME), end, amount) for end, amount in parts if amount]


def _out_of_payable(cpo: Node, payable: int, vat: int) -> list[MoneyFlow]:
    vat = vat if 0 < vat <= payable else 0
    parts = ((Node(Place.CPO_NET), payable - vat), (Node(Place.SESSION_VAT), vat))
    return [MoneyFlow(cpo, end, amount) for end, amount in parts if amount]
