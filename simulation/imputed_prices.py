"""Which figures of a scenario rest on prices that nobody published, for whoever shows them."""

import numpy as np
from numpy.typing import NDArray

from simulation.scenario import Scenario


def imputed_note(scenario: Scenario) -> str:
    """What to write beside every amount of the scenario; empty where all prices are given."""
    imputed = scenario.imputed_tariffs
    sites = [part for part in scenario.location if part.tariff_id in imputed]
    if not sites:
        return ""
    cpos = {part.cpo for part in sites}
    return (
        f"Imputed prices at {len(sites):,} of {len(scenario.location):,} sites, "
        f"{len(cpos)} of {len(scenario.cpo)} CPOs: nobody published them, or not all of them."
    )


def imputed_share_by_cpo(scenario: Scenario) -> dict[str, float]:
    """Part of a CPO's EVSEs whose price is imputed, 0 to 1, by party key; each CPO with EVSEs."""
    imputed = scenario.imputed_tariffs
    all_evses: dict[str, int] = {}
    imputed_evses: dict[str, int] = {}
    for part in scenario.location:
        all_evses[part.cpo] = all_evses.get(part.cpo, 0) + part.evse_count
        if part.tariff_id in imputed:
            imputed_evses[part.cpo] = imputed_evses.get(part.cpo, 0) + part.evse_count
    return {cpo: imputed_evses.get(cpo, 0) / count for cpo, count in all_evses.items()}


def imputed_figures(scenario: Scenario, sites: NDArray[np.int32]) -> dict[str, float]:
    """The part of the sessions whose price is imputed; none where there are none.

    Args:
        scenario: What was run.
        sites: Index of the site of each session.
    """
    imputed = scenario.imputed_tariffs
    if not imputed:
        return {}
    marked = np.array([part.tariff_id in imputed for part in scenario.location])
    return {"imputed_price_share_pct": 100 * float(marked[sites].mean())} if len(sites) else {}
