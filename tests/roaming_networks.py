"""Networks of CPOs and Demand Partners of Pareto sizes, some of them both in one legal entity.

Sizes follow the rule of 80 and 20 (Pareto, 1.16); half of all pairs have sessions in a cycle; who
is both is as large on either side, and owes itself nothing through the network.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from core.domain.obligation import Obligation

PARETO = 1.16
CYCLE = "2026-06-03"


@dataclass(frozen=True, kw_only=True)
class RoamingNetwork:
    """One cycle's gross obligations, a pair of them for each pair of parties."""

    obligations: list[Obligation]
    entities: dict[str, str]
    pairs: int
    gross_minor: int


def roaming_network(cpos: int, partners: int, integrated: int, seed: int) -> RoamingNetwork:
    """A network; the first ``integrated`` partners are the first CPOs' own."""
    stream = Random(seed)  # noqa: S311 (sizes of parties are no secrets)
    size = [stream.paretovariate(PARETO) for _ in range(cpos)]
    demand = size[:integrated] + [
        stream.paretovariate(PARETO) for _ in range(partners - integrated)
    ]
    obligations: list[Obligation] = []
    gross = 0
    for cpo in range(cpos):
        for partner in range(partners):
            if stream.random() < 0.5 or (cpo == partner and cpo < integrated):
                continue
            amount = int(1000 * size[cpo] * demand[partner] * stream.random()) + 1
            gross += amount
            obligations += _pair(cpo, partner, amount)
    return RoamingNetwork(
        obligations=obligations,
        entities={f"D{number}": f"C{number}" for number in range(integrated)},
        pairs=len(obligations) // 2,
        gross_minor=gross,
    )


def _pair(cpo: int, partner: int, amount_minor: int) -> Iterator[Obligation]:
    for code, party, amount in (
        ("1200", f"D{partner}", amount_minor),
        ("2100", f"C{cpo}", -amount_minor),
    ):
        yield Obligation(
            cycle_id=CYCLE,
            party=party,
            account=f"{code}:{party}",
            currency="EUR",
            amount_minor=amount,
            entry_count=1,
        )
