"""One class of charge point: energy and time connected, its sites, and the idle tail."""

import re
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import spearmanr

from simulation.calibration.fit_mixture import fit_mixture, weibull_of
from simulation.calibration.fit_week import week_of
from simulation.calibration.session_table import DAY_S, SessionTable
from simulation.fitted_profile import FittedClass, FittedSite

PRIOR_SESSIONS: Final = 30.0
"""A site's own means count as much as the class's when it has so many sessions."""
FEWEST_OF_SITE: Final = 50
"""A site with fewer sessions is in the class's figures only."""
ALL_BUSY_SHARE: Final = 0.9995
"""EVSEs that are in use at once for longer than the rest of the time are there."""

Floats = NDArray[np.float64]
PowerType = Literal["AC", "DC", ""]


def fit_class(
    table: SessionTable, half_life_days: float, whole_week: Floats, power_type: PowerType
) -> FittedClass:
    """The class that all sessions of the table belong to.

    Args:
        table: At least one session can be fitted.
        half_life_days: Of the weight of a session, back from the last of the table.
        whole_week: Week of the whole file, to which that of few sessions is drawn.
        power_type: As the network says.
    """
    name = table.classes[table.class_of[0]]
    weights = weights_of(table.day, half_life_days)
    used, counted = table.fitted(), weights[~table.is_too_little]
    sites = tuple(_sites(used, counted, half_life_days))
    shape, scale = weibull_of(used.energy_kwh, counted)
    return FittedClass(
        name=slug(name),
        source_class=name,
        power_type=power_type,
        sessions=used.size,
        sessions_per_evse_per_day=sum(one.sessions_per_day for one, _ in sites)
        / sum(one.evses for one, _ in sites),
        too_little_share=float(weights[table.is_too_little].sum() / weights.sum()),
        week=tuple(week_of(used.hour_of_week, counted, whole_week).tolist()),
        energy_kwh=fit_mixture(used.energy_kwh, counted),
        stay_h=fit_mixture(used.stay_h, counted),
        energy_stay_correlation=_correlation(used),
        energy_weibull_shape=shape,
        energy_scale_kwh=scale,
        site=tuple(one for one, count in sites if count >= FEWEST_OF_SITE),
        **idle_figures(used, counted),
    )


def weights_of(days: NDArray[np.int64], half_life_days: float) -> Floats:
    """How much a session of each day counts: 1 on the last of them, half a half-life before."""
    weights: Floats = 0.5 ** ((days.max() - days) / half_life_days)
    return weights


def slug(name: str) -> str:
    """A name for files: ``50kW Raption`` is ``50kw_raption``; nothing is ``all``."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "all"


def idle_figures(table: SessionTable, weights: Floats) -> dict[str, float]:
    """The idle tail, where the source tells charging from parking; else nothing."""
    known = table.charging_s >= 0
    if not known.any():
        return {}
    stay_s = (table.end_s - table.start_s)[known]
    idle_s, counts = stay_s - table.charging_s[known], weights[known]
    is_late = idle_s > 300
    late = counts[is_late].sum()
    return {
        "leave_within_5_min_share": float(counts[~is_late].sum() / counts.sum()),
        "idle_mean_min": float((idle_s * counts)[is_late].sum() / late / 60) if late else 0.0,
        "idle_share": float((idle_s * counts).sum() / (stay_s * counts).sum()),
    }


def _correlation(table: SessionTable) -> float:
    """Of the normal quantiles: who takes more stays longer, up to a point."""
    if table.size < 3 or np.ptp(table.energy_kwh) == 0 or np.ptp(table.stay_h) == 0:
        return 0.0
    ranks = spearmanr(table.energy_kwh, table.stay_h).statistic
    return float(np.clip(2 * np.sin(np.pi * ranks / 6), -0.99, 0.99))


def _sites(
    table: SessionTable, weights: Floats, half_life_days: float
) -> list[tuple[FittedSite, int]]:
    """Each site and how many sessions it had."""
    energy = float(np.average(table.energy_kwh, weights=weights))
    logs = np.log(table.stay_h)
    stay = float(np.average(logs, weights=weights))
    last_day = int(table.day.max())
    found = []
    for site in np.unique(table.site_of):
        at = table.site_of == site
        mass = weights[at].sum() + PRIOR_SESSIONS
        energies = (weights * table.energy_kwh)[at].sum() + PRIOR_SESSIONS * energy
        # Logarithms: a few vehicles left standing for days would move a plain mean.
        longer = (weights * (logs - stay))[at].sum() / mass
        days = np.arange(int(table.day[at][0]), last_day + 1)
        one = FittedSite(
            name=table.sites[site].rpartition("|")[0],
            evses=evses_in_use(table.where(at)),
            sessions_per_day=float(weights[at].sum() / weights_of(days, half_life_days).sum()),
            energy_factor=float(energies / mass / energy),
            stay_factor=float(np.exp(longer)),
        )
        found.append((one, int(np.count_nonzero(at))))
    return found


def evses_in_use(table: SessionTable) -> int:
    """EVSEs of a site: as many as are in use at once but for 0.05 % of the time.

    A charge point with three sockets may serve only two; counting sockets would count one that
    nobody can use.
    """
    busy = busy_shares(table.start_s, table.end_s)
    return int(np.searchsorted(np.cumsum(busy), ALL_BUSY_SHARE)) or 1


def busy_shares(
    begin_s: NDArray[np.int64],
    end_s: NDArray[np.int64],
    between: tuple[int, int] | None = None,
) -> Floats:
    """Share of the time in which 0, 1, 2 ... EVSEs are in use; from the first begin to the last."""
    first, last = between or (
        int(begin_s.min()),
        max(int(begin_s.max()), int(begin_s.min()) + DAY_S),
    )
    times = np.clip(np.concatenate([begin_s, end_s]), first, last)
    steps = np.concatenate([np.ones(len(begin_s), int), -np.ones(len(end_s), int)])
    order = np.lexsort((steps, times))
    present = np.concatenate([[0], np.cumsum(steps[order])])
    lasts = np.diff(np.concatenate([[first], times[order], [last]]))
    # Who comes and goes in the same second may be counted off first; that lasts no time.
    shares: Floats = np.bincount(np.maximum(present, 0), lasts) / (last - first)
    return shares


def normal_quantiles(uniforms: Floats) -> Floats:
    """Standard normal quantiles of uniforms, kept off the ends."""
    found: Floats = ndtri(np.clip(uniforms, 1e-12, 1 - 1e-12))
    return found
