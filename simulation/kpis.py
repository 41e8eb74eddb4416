"""What every figure of a run is: its title, its unit, its definition, and which way is better.

A name is ``stem@key``: the key is the party, class or site that the figure is of, and is absent
for the whole network. The stem ends in its unit: ``_kwh``, ``_pct``, ``_min``, ``_h``, ``_s``,
``_minor_eur`` for money in minor units of a currency, and ``_minor_eur_per_kwh`` and the like for
money by quantity. Figures are registered in ``kpis_of_visits`` and ``kpis_of_money``; one
that is not there is a mistake of ours, which a test finds, and is shown by its bare name.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from core.domain.money import EXPONENTS, exponent_of
from simulation.kpi import Better, Kpi
from simulation.kpis_of_money import KPIS_OF_MONEY
from simulation.kpis_of_visits import KPIS_OF_VISITS

KPIS: Final = {one.name: one for one in (*KPIS_OF_VISITS, *KPIS_OF_MONEY)}
"""By name, in the order in which they are shown; money without its currency: ``gross_minor``."""
SCOPE: Final = "@"
"""Between a figure and the party, class or site that it is of."""
_PLACES: Final = {name: place for place, name in enumerate(KPIS)}
_MONEY: Final = re.compile(r"^(?P<stem>.+_minor)_(?P<currency>[a-z]{3})(?P<per>_per_[a-z_]+)?$")
_IN_NAME: Final = re.compile(r"^utilisation_(?P<key>.+)_pct$")
_MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class NamedKpi:
    """A figure as a name of a result asks for it."""

    kpi: Kpi
    key: str = ""
    """The party, class or site that it is of; empty: the whole network."""
    currency: str = ""
    """ISO 4217 of money; empty for all else."""
    is_registered: bool = True

    @property
    def title(self) -> str:
        """``CPO net, NL*DLT``: what it is, and of whom."""
        return f"{self.kpi.title}, {self.key}" if self.key else self.kpi.title

    @property
    def unit(self) -> str:
        """As it is shown: ``%``, ``kWh``, ``EUR``, ``EUR/kWh``; empty for counts."""
        return self.kpi.unit.replace("CUR", self.currency)

    @property
    def scale(self) -> float:
        """What a value is divided by to be shown: 100 for money of a currency with cents."""
        return float(10 ** exponent_of(self.currency)) if self.currency else 1.0

    @property
    def decimals(self) -> int:
        """Decimals that are shown."""
        if not self.currency:
            return self.kpi.decimals
        return exponent_of(self.currency) + (2 if "/" in self.unit else 0)

    def shown(self, value: float) -> float:
        """The value in its unit as shown."""
        return value / self.scale

    def text(self, value: float, *, signed: bool = False) -> str:
        """``1,234.56``: the value in its unit, grouped; with its sign where that is wanted."""
        decimals = self._decimals_of(value)
        rounded = round(self.shown(value), decimals)
        sign = _MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
        return f"{sign}{abs(rounded):,.{decimals}f}"

    def _decimals_of(self, value: float) -> int:
        """Means of small counts are no counts: they have a decimal."""
        is_mean = not self.unit and not self.decimals and not value.is_integer()
        return 1 if is_mean and abs(value) < 1_000 else self.decimals

    @property
    def definition(self) -> str:
        """What it is, and what it is a share of, in a sentence or two."""
        of = self.kpi.denominator
        return f"{self.kpi.definition} Of: {of}." if of else self.kpi.definition


def kpi_of(name: str) -> NamedKpi:
    """What the figure of that name is; of one that is not registered only what the name says."""
    stem, _, key = name.partition(SCOPE)
    if stem in KPIS:
        return NamedKpi(KPIS[stem], key)
    money = _MONEY.match(stem)
    if money is not None and money["currency"].upper() in EXPONENTS:
        currency = money["currency"].upper()
        known = KPIS.get(money["stem"] + (money["per"] or ""))
        if known is not None:
            return NamedKpi(known, key, currency)
        return NamedKpi(_bare(stem), key, currency, is_registered=False)
    in_name = _IN_NAME.match(stem)
    if in_name is not None and not key:
        return NamedKpi(KPIS["utilisation_pct"], in_name["key"])
    return NamedKpi(_bare(stem), key, is_registered=False)


def rank_of(name: str) -> tuple[int, str]:
    """Sorts names as they are shown: in the order of the registry, unknown ones last."""
    found = kpi_of(name)
    place = _PLACES.get(found.kpi.name, len(_PLACES)) if found.is_registered else len(_PLACES)
    return place, name


def keyed(name: str, key: str) -> str:
    """The name of a figure of one party, class or site."""
    return f"{name}{SCOPE}{key}"


def _bare(stem: str) -> Kpi:
    """All that a name tells, of a result that another version of the program made."""
    money = _MONEY.match(stem)
    title = stem if money is None else money["stem"].removesuffix("_minor")
    bare = Kpi(
        name=stem,
        title=title.replace("_", " ").capitalize(),
        unit="",
        better=Better.NEITHER,
        definition="Not known to this version of the program.",
        decimals=2,
    )
    if money is None:
        return bare
    per = (money["per"] or "").removeprefix("_per_").replace("_", " ")
    return replace(bare, unit=f"CUR/{per}" if per else "CUR")
