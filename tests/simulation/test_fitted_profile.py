import numpy as np
import pytest

from core.domain.errors import NotFoundError
from core.service.resources import ResourceKind, resource_names
from simulation.fitted_draws import stays_of
from simulation.fitted_profile import fitted_class, load_profile

OURS = [name for name in resource_names(ResourceKind.PROFILE) if name != "vehicles"]


@pytest.mark.parametrize("name", OURS)
def test_every_profile_names_its_source_and_licence(name):
    profile = load_profile(name)

    assert len(profile.source) > 20
    assert profile.licence != "not stated"
    assert profile.charge_point_class or profile.outages


@pytest.mark.parametrize("name", OURS)
def test_every_week_sums_to_seven(name):
    for one in load_profile(name).charge_point_class:
        assert sum(one.week) == pytest.approx(7, rel=1e-3)


def test_a_class_is_found_by_profile_and_name():
    assert fitted_class("dundee/triple_rapid").source_class == "Triple Rapid"


@pytest.mark.parametrize(
    ("name", "problem"),
    [("dundee/none", "no class 'none', only 22kw"), ("nowhere/none", "no 'nowhere'")],
)
def test_a_name_that_nobody_knows_is_told_with_those_that_are(name, problem):
    with pytest.raises(NotFoundError, match=problem):
        fitted_class(name)


def test_energy_and_stay_are_drawn_as_fitted_and_together():
    fitted = fitted_class("epfl/all")
    draws = np.random.Generator(np.random.PCG64(1)).standard_normal((2, 40_000))

    stays = stays_of(fitted, *draws, energy_factor=2.0)

    assert stays.energy_wh.mean() == pytest.approx(2_000 * fitted.energy_kwh.mean, rel=0.02)
    assert stays.stay_s.mean() == pytest.approx(3_600 * fitted.stay_h.mean, rel=0.02)
    ranks = [column.argsort().argsort() for column in (stays.energy_wh, stays.stay_s)]
    wanted = 6 / np.pi * np.arcsin(fitted.energy_stay_correlation / 2)
    assert np.corrcoef(*ranks)[0, 1] == pytest.approx(wanted, abs=0.02)
