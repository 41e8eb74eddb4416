"""The price by the length of a stay, or by its energy, and where the session stands on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from console.present.plot_table import PlotTable
from console.present.price_rows import number_text
from core.pricing.explain_lines import amount_words
from core.pricing.quote import CurvePoint
from core.service.quote_stay import QuotedStay

WITH_TAXES = "with taxes"
BEFORE_TAXES = "before taxes"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PriceCurve:
    """Prices at rising places."""

    points: tuple[CurvePoint, ...]
    at: NDArray[np.float64]
    """Array of shape (point,): minutes or kWh, rising."""
    lines: tuple[tuple[str, NDArray[np.float64]], ...]
    """Name and prices in whole units of the currency, what is paid first; known ones only."""
    unit: str
    """Of ``at``."""
    across: str
    currency: str
    now: float
    """Where the session stands."""

    def nearest(self, place: float) -> int:
        """The point next to a place."""
        return int(np.argmin(np.abs(self.at - place)))

    def reading(self, number: int) -> str:
        """The exact figures of a point, a line each."""
        point = self.points[number]
        place = f"{number_text(_minutes(point))} min, {number_text(point.energy_kwh)} kWh"
        told = [
            f"{amount_words(amount, self.currency)} {name}"
            for name, amount in (
                (WITH_TAXES, point.after_taxes),
                (BEFORE_TAXES, point.before_taxes),
            )
            if amount is not None
        ]
        return "\n".join((place, *told))

    def table(self) -> PlotTable:
        """A row a point."""
        return PlotTable(
            ("minutes", "kwh", "before_taxes", "with_taxes", "currency"),
            [
                (
                    number_text(_minutes(one)),
                    number_text(one.energy_kwh),
                    "" if one.before_taxes is None else f"{one.before_taxes:f}",
                    "" if one.after_taxes is None else f"{one.after_taxes:f}",
                    self.currency,
                )
                for one in self.points
            ],
        )

    def summary(self) -> str:
        """The curve in words: both ends, and where the session stands."""
        ends = "; ".join(self.reading(at).replace("\n", ", ") for at in (0, len(self.points) - 1))
        now = self.reading(self.nearest(self.now)).replace("\n", ", ")
        return f"Price over {self.across}: from {ends}. The session: {now}."


def curve_over_time(stay: QuotedStay) -> PriceCurve:
    """By minutes connected: the vehicle charges as asked, and stays."""
    now = stay.stay.demand.stay_s / 60
    at = [float(_minutes(one)) for one in stay.over_time]
    return _curve(stay, stay.over_time, at, ("min", "minutes connected"), now)


def curve_over_energy(stay: QuotedStay) -> PriceCurve | None:
    """By energy at the same power, unplugged as soon as it is there; None: it takes none."""
    if not stay.over_energy:
        return None
    now = float(stay.stay.energy_kwh)
    at = [float(one.energy_kwh) for one in stay.over_energy]
    return _curve(stay, stay.over_energy, at, ("kWh", "energy, unplugged when charged"), now)


def _curve(
    stay: QuotedStay,
    points: Sequence[CurvePoint],
    at: Sequence[float],
    told: tuple[str, str],
    now: float,
) -> PriceCurve:
    after, before = [one.after_taxes for one in points], [one.before_taxes for one in points]
    lines = [
        (name, np.array([float(one or 0) for one in amounts]))
        for name, amounts in ((WITH_TAXES, after), (BEFORE_TAXES, before))
        if None not in amounts
    ]
    if after == before:
        lines = lines[:1]
    return PriceCurve(
        points=tuple(points),
        at=np.array(at),
        lines=tuple(lines),
        unit=told[0],
        across=told[1],
        currency=stay.quote.price.currency,
        now=now,
    )


def _minutes(point: CurvePoint) -> Decimal:
    return (Decimal(point.stay_s) / 60).quantize(Decimal("0.01"))
