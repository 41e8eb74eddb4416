"""Comparisons of what is built: against its file, and its variants side by side.

They are made of the draft, not kept in a file; what is asked is whose figures are to be looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.present.parameter_tree import Parameter
from simulation.experiment.comparison_file import Asker, Comparison, Watched
from simulation.experiment.order import Cell
from simulation.experiment.point import Change, EngineName
from simulation.kpis import keyed
from simulation.scenario_money import BooksKind

BUILT: Final = "*built"
VARIANTS: Final = "*variants"
REPLICATIONS: Final = 10
_OF_NETWORK: Final = (
    ("cpo_net_minor_{}", "what the CPOs keep"),
    ("network_net_minor_{}", "what the network keeps"),
    ("dp_net_minor_{}", "what the Demand Partners keep"),
    ("liquidity_peak_minor_{}", "what the network must advance"),
    ("sessions", "how many drivers charged"),
    ("charging_success_rate_pct", "how many attempts came to a charge"),
)
_OF_CPO: Final = (
    ("cpo_result_minor_{}", "what is left after fixed fees, capital and losses"),
    ("cpo_net_minor_{}", "what the terms leave to it"),
    ("gross_at_tariff_minor_{}", "what its sessions cost at its tariff"),
    ("cost_of_capital_minor_{}", "what waiting for its money costs"),
    ("loss_minor_{}", "what it loses by others' defaults"),
    ("sessions", "how many drivers charged there"),
)
_OF_DP: Final = (
    ("dp_result_minor_{}", "what is left after fixed fees, capital and losses"),
    ("dp_net_minor_{}", "what the terms leave to it"),
    ("gross_minor_{}", "what it owes for its sessions"),
    ("sessions", "how many of its drivers charged"),
)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Whose figures are looked at."""

    key: str
    """``NL*ABC``; empty: the whole network."""
    title: str
    asker: Asker
    currency: str
    """In which its figures are told."""


def viewpoints(parameters: Mapping[str, Parameter]) -> tuple[Viewpoint, ...]:
    """The whole network, then each CPO, then each Demand Partner."""
    currency = _base(parameters, "operator.currency")
    found = [Viewpoint("", "the whole network", Asker.NETWORK, currency)]
    for table, asker in (("cpo", Asker.CPO), ("demand_partner", Asker.DP)):
        for path, parameter in parameters.items():
            if parameter.place[0] == table and parameter.place[2:] == ("party_id",):
                stem = path.removesuffix("party_id")
                key = f"{_base(parameters, f'{stem}country_code')}*{parameter.base}"
                title = f"{key} {_base(parameters, f'{stem}name')}".strip()
                found.append(Viewpoint(key, title, asker, currency))
    return tuple(found)


def _base(parameters: Mapping[str, Parameter], path: str) -> str:
    return parameters[path].base if path in parameters else ""


def own_comparisons(
    source: str,
    changes: tuple[Change, ...],
    variants: tuple[str, ...],
    view: Viewpoint,
    engine: EngineName = EngineName.SIMPY,
) -> tuple[Comparison, ...]:
    """What can be asked of a scenario without writing a file.

    Args:
        source: Path of the scenario.
        changes: What is built of it.
        variants: Names of its variants.
        view: Whose figures answer.
        engine: What runs it.
    """
    found = []
    if changes:
        what = ", ".join(f"{one.path} = {one.value}" for one in changes)
        found.append(
            _comparison(
                BUILT,
                "What is built, against its file",
                f"What does {view.title} gain or lose by the changes that were built?",
                f"The same drivers and dice twice: as the file has it, and with {what}.",
                (Cell(title="as the file has it"), Cell(title="as built", changes=changes)),
                ((), source, view, engine),
            )
        )
    if len(variants) > 1:
        found.append(
            _comparison(
                VARIANTS,
                "Its variants, side by side",
                f"Under which of its variants does {view.title} do best?",
                "The same drivers and dice under each variant of the scenario"
                + (", with the changes that were built." if changes else "."),
                tuple(Cell(title=one, variant=one) for one in variants),
                (changes, source, view, engine),
            )
        )
    return tuple(found)


def _comparison(
    name: str,
    title: str,
    question: str,
    explanation: str,
    cells: tuple[Cell, ...],
    rest: tuple[tuple[Change, ...], str, Viewpoint, EngineName],
) -> Comparison:
    changes, source, view, engine = rest
    return Comparison(
        name=name,
        title=title,
        question=question,
        asked_by=view.asker,
        explanation=explanation,
        scenario=source,
        changes=changes,
        alternatives=cells,
        watched=_watched(view),
        replications=REPLICATIONS,
        engine=engine,
        books=BooksKind.COLUMNS,
    )


def _watched(view: Viewpoint) -> tuple[Watched, ...]:
    figures = {Asker.NETWORK: _OF_NETWORK, Asker.CPO: _OF_CPO, Asker.DP: _OF_DP}[view.asker]
    named = [(name.format(view.currency.lower()), why) for name, why in figures]
    return tuple(
        Watched(kpi=keyed(name, view.key) if view.key else name, why=why) for name, why in named
    )
