"""Outages of a status history: how often, how unevenly over EVSEs, and how long the long ones are.

Snapshots days apart do not show how long an outage of hours lasts; what they show is who is out of
order again or still after so many days. That falls off at first, with the long outages, and then
stays above the mean share, for some EVSEs are worse than others: so the two can be told apart.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, least_squares
from scipy.special import gammaincinv

from core.domain.errors import SourceError
from simulation.calibration.status_history import THERE, StatusTable
from simulation.fitted_profile import FittedOutages, FittedProfile

CLASSES: Final = (("to_7", 0.0, 7.4), ("to_22", 7.4, 22.0), ("to_50", 22.0, 50.0))
"""Name, above, up to, in kW; the last class is open."""
TOP_CLASS: Final = ("above_50", 50.0, 1_000.0)
LAGS: Final = ((3, 1), (7, 1), (14, 2), (28, 3), (56, 5), (112, 7), (224, 10))
"""Days apart, give or take."""
SHORT_MEAN_H: Final = 6.0
"""Snapshots do not show it. Assumed: the age of an outage at a snapshot has a median of 3 h."""
HALF_LIFE_DAYS: Final = 90.0
"""Of the weight of a snapshot for the shares: networks are repaired, and neglected, in months."""
METHOD: Final = (
    "Shares with a half-life of 90 days; frailty, and length and part of the long outages, by "
    "least squares from who is out of order again after 3 to 224 days; short outages are assumed."
)
FEWEST_EVSES: Final = 100
POINTS: Final = 400

Floats = NDArray[np.float64]


def calibrate_outages(
    table: StatusTable, *, title: str = "", origin: str = "", licence: str = "not stated"
) -> FittedProfile:
    """A profile of outages alone.

    Raises:
        SourceError: No class has EVSEs enough, or none was ever out of order.
    """
    found = fit_outages(table)
    if not found:
        problem = f"wanted a class of {FEWEST_EVSES} EVSEs that are out of order at times"
        raise SourceError(title or "status history", problem)
    return FittedProfile(
        title=title or "outages",
        source=origin or "status history",
        licence=licence,
        method=METHOD,
        fitted_from=date.fromordinal(int(table.day[0])),
        fitted_until=date.fromordinal(int(table.day[-1])),
        half_life_days=HALF_LIFE_DAYS,
        outages=found,
    )


def power_class(table: StatusTable, above_kw: float, to_kw: float) -> StatusTable:
    """The EVSEs of a class."""
    return table.where((table.max_kw > above_kw) & (table.max_kw <= to_kw))


def fit_outages(table: StatusTable) -> tuple[FittedOutages, ...]:
    """Every class with EVSEs enough."""
    return tuple(_fitted(table))


def _fitted(table: StatusTable) -> Iterator[FittedOutages]:
    for name, above, to in (*CLASSES, TOP_CLASS):
        part = power_class(table, above, to)
        if len(part.max_kw) >= FEWEST_EVSES and part.is_in("O").any():
            yield _fit(part, name, above, to)


def _fit(table: StatusTable, name: str, above: float, to: float) -> FittedOutages:
    weights = 0.5 ** ((table.day[-1] - table.day) / HALF_LIFE_DAYS)
    share, unknown, charging = (state_share(table, letter, weights) for letter in "OUC")
    days = np.array([lag for lag, _ in LAGS], dtype=np.float64)
    lasting = np.array([persistence(table, "O", *lag) for lag in LAGS])
    known = np.isfinite(lasting)

    def missed(parameters: Floats) -> Floats:
        shape, odds_long, long_days = np.exp(parameters)
        again = _again(share, float(shape))
        still = odds_long / (1 + odds_long) * np.exp(-days / long_days)
        gap: Floats = (still + (1 - still) * again - lasting)[known]
        return gap * np.where(days[known] == 7, 3.0, 1.0)

    lowest, highest = np.log([[0.02, 1e-4, 3], [100, 1e4, 2_000]])
    start = np.log([0.3, 1.0, 60.0])
    found = least_squares(missed, start, bounds=(lowest, highest)).x
    shape, odds_long, long_days = (float(one) for one in np.exp(found))
    return FittedOutages(
        name=name,
        from_kw=above,
        to_kw=to,
        evses=len(table.max_kw),
        out_of_order_share=share,
        unknown_share=unknown,
        charging_share=charging,
        frailty_shape=shape,
        short_mean_h=SHORT_MEAN_H,
        long_mean_h=long_days * 24,
        out_of_order_long_share=odds_long / (1 + odds_long),
        unknown_long_share=_long_share(persistence(table, "U", 7, 1), unknown, shape, long_days),
        persistence_7_d=float(lasting[1]),
    )


def state_share(table: StatusTable, letter: str, weights: Floats | None = None) -> float:
    """Part of the states of EVSEs that were there, 0 to 1; weights by snapshot."""
    each = np.ones(len(table.day)) if weights is None else weights
    there = (table.is_in(THERE) * each).sum()
    if not there:
        raise SourceError("status history", "no EVSE is there in this part of it")
    return float((table.is_in(letter) * each).sum() / there)


def persistence(table: StatusTable, letter: str, lag_days: int, give: int) -> float:
    """Of the EVSEs in a state, the part that is in it so many days later; NaN if nobody knows.

    Args:
        table: The history.
        letter: Of the state.
        lag_days: How much later.
        give: By so many days a pair of snapshots may be nearer or farther.
    """
    there, there_too = table.is_in(letter), table.is_in(THERE)
    counted = still = 0
    for first, day in enumerate(table.day):
        apart = table.day - day
        for second in np.flatnonzero(np.abs(apart - lag_days) <= give):
            pairs = there[:, first] & there_too[:, second]
            counted += int(pairs.sum())
            still += int((pairs & there[:, second]).sum())
    return still / counted if counted else float("nan")


def _again(share: float, frailty_shape: float) -> float:
    """Of the EVSEs that are out, weighted by how much they are: their mean share of time out."""
    frailty = gammaincinv(frailty_shape, (np.arange(POINTS) + 0.5) / POINTS) / frailty_shape

    def shares(log_odds: float) -> Floats:
        odds = np.exp(log_odds) * frailty
        found: Floats = odds / (1 + odds)
        return found

    log_odds = float(brentq(lambda one: shares(one).mean() - share, -40, 80))
    out = shares(log_odds)
    return float((out**2).mean() / out.mean())


def _long_share(lasting: float, share: float, frailty_shape: float, long_days: float) -> float:
    """Part of the time that is in long outages, from who is in the state a week later."""
    if not np.isfinite(lasting):
        return 0.0
    again = _again(share, frailty_shape)
    still = (lasting - again) / (1 - again)
    return float(np.clip(still / np.exp(-7 / long_days), 0.0, 1.0))
