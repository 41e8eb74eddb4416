"""Netting: 1,000 CPOs and 400 Demand Partners, 200 of them both, a gross debt for every pair.

The best of three passes. The baseline is summing the same amounts by party in a plain dict.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from core.domain.instruction import InstructionKind
from core.settlement.netting import instruct, net
from tests.roaming_networks import RoamingNetwork, roaming_network

PASSES = 3
VALUE_AT = datetime(2026, 6, 3, 2, tzinfo=UTC)
BASELINE = "sums of the same amounts by party, a plain dict"


def run() -> list[dict]:
    """Seconds a cycle, and what netting spares."""
    network = roaming_network(1_000, 400, 200, seed=1)
    summing = _seconds(lambda: _summed(network))
    netting = _seconds(lambda: instruct(net(network.obligations, network.entities), VALUE_AT))
    made = instruct(net(network.obligations, network.entities), VALUE_AT)
    moved = sum(one.amount_minor for one in made if one.kind is InstructionKind.COLLECTION)
    name = f"net {len(network.obligations):,} gross debts of 1,000 CPOs and 400 DPs"
    return [
        _figure(BASELINE, summing, "s", None),
        _figure(name, netting, "s", summing),
        _figure(f"payments of {network.pairs:,} that are left", len(made), "payments", None),
        _figure("money that still moves", 100 * moved / network.gross_minor, "%", None),
    ]


def _summed(network: RoamingNetwork) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for one in network.obligations:
        sums[one.party] += one.amount_minor
    return sums


def _figure(name: str, value: float, unit: str, baseline: float | None) -> dict:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "baseline": None if baseline is None else BASELINE,
        "ratio": None if baseline is None else value / baseline,
    }


def _seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(PASSES):
        began = perf_counter()
        work()
        best = min(best, perf_counter() - began)
    return best
