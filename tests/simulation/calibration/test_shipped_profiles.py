"""The profiles in resources are what the tool makes of their sources, where these are at hand."""

from pathlib import Path

import pytest

from core.service.resources import ResourceKind, read_text, resource_path
from simulation.calibration.calibrate import calibrate, source_of
from simulation.calibration.fit_outages import calibrate_outages
from simulation.calibration.status_history import read_status_history
from simulation.calibration.write_profile import profile_text
from simulation.fitted_profile import load_profile

DATA = Path(__file__).parents[3] / ".." / "shared" / "data"


def _source(folder, file):
    path = DATA / folder / file
    if not path.is_file():
        pytest.skip(f"no {folder} beside the checkout")
    return path


@pytest.mark.parametrize(
    ("name", "folder"), [("epfl", "epfl_ch_dc"), ("acn", "acn_caltech_us"), ("dundee", "dundee_uk")]
)
def test_a_profile_of_sessions_is_made_again(name, folder):
    path = _source(folder, "sessions.csv")
    shipped = load_profile(name)

    again = calibrate(
        source_of([path]),
        title=shipped.title,
        origin=shipped.source,
        licence=shipped.licence,
    )

    assert profile_text(again) == read_text(resource_path(ResourceKind.PROFILE, name))


def test_the_profile_of_outages_is_made_again():
    path = _source("mobie_pt_status_history", "status_matrix.csv")
    shipped = load_profile("mobie")

    again = calibrate_outages(
        read_status_history(path),
        title=shipped.title,
        origin=shipped.source,
        licence=shipped.licence,
    )

    assert profile_text(again) == read_text(resource_path(ResourceKind.PROFILE, "mobie"))
