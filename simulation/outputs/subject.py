"""What a report is about: the experiment, the question behind it, and what of it is imputed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from core.domain.errors import RoamingError
from simulation.experiment.play_point import scenario_of_point
from simulation.experiment.tally import Tally
from simulation.kpis import NamedKpi, kpi_of, rank_of
from simulation.scenario import Scenario
from simulation.scenario_parts import LocationPart

_MONEY = "_minor_"
_CHANNEL = " by "
"""Between CPO and DP in the key of a channel."""
IMPUTED = "imputed prices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Why an experiment was made."""

    title: str = ""
    """Empty: that of the scenario."""
    words: str = ""
    """The question, as it is asked."""
    asked_by: str = ""
    explanation: str = ""
    """How to read the answer."""
    watched: tuple[str, ...] = ()
    """Names of the figures that answer it; empty: all of the whole network."""
    answers: tuple[str, ...] = ()
    """What came out, a sentence each."""


def short_name(path: str) -> str:
    """The name of a file without the folders that it lies in."""
    return path.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The experiment of a report."""

    tally: Tally
    question: Question

    @property
    def source(self) -> str:
        """The scenario's name, wherever its file lies: a report is for other machines, too."""
        return short_name(self.tally.order.base.source)

    @cached_property
    def scenario(self) -> Scenario | None:
        """The scenario of the first cell; None if it names files that are not here."""
        try:
            return scenario_of_point(self.tally.order.point(0, 0))
        except RoamingError:
            return None

    @cached_property
    def imputed_cpos(self) -> frozenset[str]:
        """CPOs of which at least one site has a tariff that nobody published."""
        return frozenset(one.cpo for one in self._imputed_sites())

    def cell_title(self, cell: int) -> str:
        """How a setting is called."""
        setting = self.tally.order.cells[cell]
        return setting.title or setting.variant or "the scenario"

    def names(self, *, keyed: bool) -> tuple[str, ...]:
        """Figures of the whole network, or those of parties, classes and sites, as shown."""
        every = (name for name in self.tally.kpis() if bool(kpi_of(name).key) is keyed)
        return tuple(sorted(every, key=rank_of))

    def watched(self) -> tuple[str, ...]:
        """The figures that answer the question, or all of the whole network."""
        known = set(self.tally.kpis())
        wanted = tuple(name for name in self.question.watched if name in known)
        return wanted or self.names(keyed=False)

    def table_names(self, cell: int) -> list[str]:
        """Names of the tables that a setting's runs have."""
        return sorted({name for one in self.tally.played(cell) for name in one.tables})

    def title_of(self, name: str) -> str:
        """Title and unit of a figure, and whether prices that nobody published are in it."""
        kpi = kpi_of(name)
        words = f"{kpi.title}, {kpi.unit}" if kpi.unit else kpi.title
        return f"{words} ({IMPUTED})" if self._is_imputed(name, kpi) else words

    def has_imputed(self, names: Iterable[str]) -> bool:
        """Whether any of these figures rests on prices that nobody published."""
        return any(self._is_imputed(name, kpi_of(name)) for name in names)

    def _is_imputed(self, name: str, kpi: NamedKpi) -> bool:
        if _MONEY not in name or self.scenario is None:
            return False
        cpo = kpi.key.partition(_CHANNEL)[0]
        if cpo in self._all_cpos:
            return cpo in self.imputed_cpos
        if kpi.key in self._all_classes:
            return kpi.key in self._imputed_classes
        return bool(self.imputed_cpos)

    @cached_property
    def _all_cpos(self) -> frozenset[str]:
        parts = () if self.scenario is None else self.scenario.cpo
        return frozenset(one.key for one in parts)

    @cached_property
    def _all_classes(self) -> frozenset[str]:
        parts = () if self.scenario is None else self.scenario.charge_point_class
        return frozenset(one.name for one in parts)

    @cached_property
    def _imputed_classes(self) -> frozenset[str]:
        return frozenset(one.charge_point_class for one in self._imputed_sites())

    def _imputed_sites(self) -> Iterator[LocationPart]:
        if self.scenario is not None:
            marked = self.scenario.imputed_tariffs
            yield from (one for one in self.scenario.location if one.tariff_id in marked)
