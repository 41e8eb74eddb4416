"""A tornado: how far each assumption, over its range, moves a figure from its base."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.present.axis_ticks import number_text
from console.present.plot_table import PlotTable, plain_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One assumption, and what comes out at both ends of its range."""

    name: str
    low_input: str
    """The low end of its range, with its unit: ``70 %``."""
    high_input: str
    low_result: float
    """The figure at the low end, in the unit of the tornado."""
    high_result: float

    @property
    def swing(self) -> float:
        """How far apart the figures at both ends are; never below 0."""
        return abs(self.high_result - self.low_result)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """Factors around one base, largest swing first."""

    factors: tuple[Factor, ...]
    base: float
    figure: str
    """What it is about: ``network margin``."""
    unit: str
    decimals: int = 1

    def change(self, result: float) -> str:
        """How far a result is from the base, with its sign."""
        moved = result - self.base
        sign = "+" if moved > 0 else ""
        return f"{sign}{number_text(moved, self.decimals)}"

    def readout(self, number: int) -> str:
        """The exact figures of a factor, a line each."""
        one = self.factors[number]
        ends = ((one.low_input, one.low_result), (one.high_input, one.high_result))
        return "\n".join(
            (
                one.name,
                *(
                    f"{given}: {number_text(result, self.decimals)} {self.unit}"
                    f" ({self.change(result)})"
                    for given, result in ends
                ),
                f"base: {number_text(self.base, self.decimals)} {self.unit}",
            )
        )

    def reach(self) -> float:
        """The farthest that any end is from the base; 1 if none moves."""
        ends = (end for one in self.factors for end in (one.low_result, one.high_result))
        return max((abs(end - self.base) for end in ends), default=0.0) or 1.0

    def table(self) -> PlotTable:
        """A row a factor."""
        rows = [
            (
                one.name,
                one.low_input,
                plain_number(one.low_result),
                one.high_input,
                plain_number(one.high_result),
                plain_number(self.base),
                self.unit,
            )
            for one in self.factors
        ]
        columns = ("factor", "low_input", "low", "high_input", "high", "base", "unit")
        return PlotTable(columns, rows)

    def summary(self) -> str:
        """The tornado in words."""
        parts = (
            f"{one.name} from {self.change(one.low_result)} to {self.change(one.high_result)}"
            for one in self.factors
        )
        base = f"{number_text(self.base, self.decimals)} {self.unit}"
        return f"{self.figure}, base {base}: {', '.join(parts)}."


def tornado_of(
    factors: Iterable[Factor], *, base: float, figure: str, unit: str, decimals: int = 1
) -> Tornado:
    """The tornado of some factors: sorted by swing, those of equal swing by name."""
    ordered = tuple(sorted(factors, key=lambda one: (-one.swing, one.name)))
    return Tornado(factors=ordered, base=base, figure=figure, unit=unit, decimals=decimals)
