"""A cycle's money as a Sankey diagram: its stops in words, and small parties taken together."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.present.amount_text import money_with_currency
from console.present.money_steps import plain_amount, share_text
from console.present.plot_table import PlotTable
from console.present.sankey_layout import Stop, Stream
from core.service.cycle_flows import CycleFlows, Node, Place

PARTIES_SHOWN: Final = 8
"""So many of a kind are shown one by one, by size; the rest are taken together."""
_TITLES: Final[Mapping[Place, str]] = {
    Place.DEMAND_PARTNER: "DP",
    Place.OWN_FUNDS: "Network's own funds",
    Place.NETWORK: "Network",
    Place.CPO: "CPO",
    Place.CPO_NET: "CPOs keep",
    Place.SESSION_VAT: "VAT on sessions",
    Place.INCOME: "Commission and fees",
    Place.DP_SHARE: "DP share",
    Place.NETWORK_NET: "Network keeps",
    Place.SERVICE_VAT: "VAT on services",
    Place.CARD_COST: "Card cost",
    Place.BANK: "Payouts that came back",
    Place.FX: "Currency conversion",
    Place.SET_ASIDE: "Set aside",
}
_PLACES: Final = tuple(_TITLES)
_REVERSED: Final[Mapping[Place, str]] = {
    Place.SERVICE_VAT: "VAT to reclaim",
    Place.FX: "Currency conversion",
    Place.SET_ASIDE: "Free again",
}
"""Places from which money comes as a matter of course; the others owe because of a credit."""
_LAST: Final = (Place.CPO_NET, Place.SESSION_VAT, Place.NETWORK_NET, Place.CARD_COST)
_OTHERS: Final = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySankey:
    """Stops and streams of one cycle in one currency."""

    cycle_id: str
    currency: str
    stops: tuple[Stop, ...]
    streams: tuple[Stream, ...]
    titles: Mapping[str, str]
    """By name of the stop."""
    places: Mapping[str, Place]
    """By name of the stop: what kind it is, which its colour repeats."""

    def amount_of(self, name: str) -> int:
        """The larger of what comes into a stop and what goes out of it, in minor units."""
        inward = sum(one.amount for one in self.streams if one.target == name)
        return max(inward, sum(one.amount for one in self.streams if one.source == name))

    @property
    def total(self) -> int:
        """What flows into the network, in minor units."""
        return sum(one.amount for one in self.streams if one.target == Place.NETWORK)


def money_sankey(flows: CycleFlows) -> MoneySankey:
    """The diagram of a cycle's flows."""
    names = _names_of(flows)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for one in flows.flows:
        sums[names[one.source], names[one.target]] += one.amount_minor
    nodes = {name: node for node, name in names.items()}
    sources = {source for source, _ in sums}
    stops = [Stop(name, _stage(node, name in sources)) for name, node in nodes.items()]
    size = _sizes(sums)
    stops.sort(
        key=lambda one: (one.stage, _PLACES.index(nodes[one.name].place), -size[one.name], one.name)
    )
    return MoneySankey(
        cycle_id=flows.cycle_id,
        currency=flows.currency,
        stops=tuple(stops),
        streams=tuple(Stream(*ends, amount) for ends, amount in sums.items()),
        titles={name: _title(name, node) for name, node in nodes.items()},
        places={name: node.place for name, node in nodes.items()},
    )


def _sizes(sums: Mapping[tuple[str, str], int]) -> dict[str, int]:
    size: dict[str, int] = defaultdict(int)
    for ends, amount in sums.items():
        for end in ends:
            size[end] += amount
    return size


def _stage(node: Node, is_source: bool) -> int:  # noqa: FBT001 (a pure table of stages)
    if node.place is Place.NETWORK:
        return 1
    if node.place in _LAST and not node.is_reversed:
        return 3
    usual_source = node.place in (Place.DEMAND_PARTNER, Place.OWN_FUNDS, Place.BANK)
    feeds_network = is_source and (usual_source or node.is_reversed)
    return 0 if feeds_network else 2


def _names_of(flows: CycleFlows) -> dict[Node, str]:
    """A name for each node; the small parties of a kind share one."""
    size: dict[Node, int] = defaultdict(int)
    for one in flows.flows:
        size[one.source] += one.amount_minor
        size[one.target] += one.amount_minor
    kinds: dict[tuple[Place, bool], list[Node]] = defaultdict(list)
    for node in sorted(size, key=lambda node: (-size[node], node.owner)):
        kinds[node.place, node.is_reversed].append(node)
    names = {}
    for members in kinds.values():
        shown = PARTIES_SHOWN if len(members) <= PARTIES_SHOWN else PARTIES_SHOWN - 1
        for number, node in enumerate(members):
            names[node] = _name(node, node.owner if number < shown else _OTHERS)
    return names


def _name(node: Node, owner: str) -> str:
    parts = (node.place.value, owner, "back" if node.is_reversed else "")
    return ":".join(filter(None, parts))


def _title(name: str, node: Node) -> str:
    owner = _OTHERS if f":{_OTHERS}" in name else node.owner
    words = _TITLES[node.place]
    if node.is_reversed:
        words = _REVERSED.get(node.place, f"{words} (credited)")
    return " ".join(filter(None, (words, owner)))


def stop_text(sankey: MoneySankey, name: str, amount: int) -> str:
    """What is read off a box: its name, its exact amount, its part of the whole."""
    lines = [sankey.titles[name], money_with_currency(amount, sankey.currency)]
    if sankey.total and name != Place.NETWORK:
        lines.append(f"{share_text(amount, sankey.total)} of all")
    return "\n".join(lines)


def stream_text(sankey: MoneySankey, stream: Stream) -> str:
    """What is read off a ribbon."""
    ends = f"{sankey.titles[stream.source]} \N{RIGHTWARDS ARROW} {sankey.titles[stream.target]}"
    return f"{ends}\n{money_with_currency(stream.amount, sankey.currency)}"


def sankey_table(sankey: MoneySankey) -> PlotTable:
    """A row a stream."""
    rows = [
        (
            sankey.titles[one.source],
            sankey.titles[one.target],
            plain_amount(one.amount, sankey.currency),
            sankey.currency,
        )
        for one in sankey.streams
    ]
    return PlotTable(("from", "to", "amount", "currency"), rows)


def sankey_summary(sankey: MoneySankey) -> str:
    """The diagram in words."""
    parts = ", ".join(
        f"{sankey.titles[one.source]} to {sankey.titles[one.target]}"
        f" {money_with_currency(one.amount, sankey.currency)}"
        for one in sankey.streams
    )
    return f"Cycle {sankey.cycle_id}: {parts}."
