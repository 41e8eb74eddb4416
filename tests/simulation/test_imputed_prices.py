import numpy as np
import pytest

from simulation.imputed_prices import imputed_figures, imputed_note, imputed_share_by_cpo
from simulation.kpis import kpi_of
from simulation.scenario_file import scenario_of


@pytest.fixture
def half_imputed(small_text):
    """North has the price that is told, South one that is not."""
    told = small_text.replace('evse_count = 3\ntariff_id = "T1"', "evse_count = 3")
    return scenario_of(
        told
        + """
[[imputed_tariff]]
charge_point_class = "dc"
currency = "EUR"
energy_price_per_kwh = 0.45
vat_pct = 19
description = "Imputed: the mean of others"
""",
        "half.toml",
    )


def test_a_scenario_whose_prices_are_all_given_has_no_mark(small_text):
    scenario = scenario_of(small_text, "small.toml")

    assert imputed_note(scenario) == ""
    assert imputed_figures(scenario, np.array([0, 1], dtype=np.int32)) == {}
    assert imputed_share_by_cpo(scenario) == {"DE*ABC": 0}


def test_a_note_says_how_many_prices_are_imputed(half_imputed):
    assert imputed_note(half_imputed) == (
        "Imputed prices at 1 of 2 sites, 1 of 1 CPOs: nobody published them, or not all of them."
    )


def test_sessions_and_evses_at_imputed_prices_are_counted(half_imputed):
    north, south = (part.evse_count for part in half_imputed.location)
    figures = imputed_figures(half_imputed, np.array([0, 1, 1, 1], dtype=np.int32))

    assert figures == {"imputed_price_share_pct": 75}
    assert imputed_figures(half_imputed, np.array([], dtype=np.int32)) == {}
    assert imputed_share_by_cpo(half_imputed) == {"DE*ABC": south / (north + south)}


def test_the_figure_is_registered():
    assert kpi_of("imputed_price_share_pct").is_registered
