import json
from pathlib import Path

import pytest

from core.domain.errors import NotFoundError, SourceError
from core.service.resources import ResourceKind, read_text, resource_path
from simulation.model.derive_vehicles import derived
from simulation.vehicles import vehicles_of

SOURCE = Path(__file__).parents[2].parent / "shared" / "data" / "ev_charge_curves" / "ev-data.json"


def test_the_classes_that_come_with_the_program_are_those_of_the_source():
    if not SOURCE.is_file():
        pytest.skip("the source is not beside the checkout")
    ours = read_text(resource_path(ResourceKind.PROFILE, "vehicles"))

    assert ours == derived(json.loads(SOURCE.read_text("utf-8")))


def test_curves_fall_towards_the_full_battery():
    for one in vehicles_of("vehicles"):
        assert one.dc_kw[-1] < 0.4 * max(one.dc_kw)
        assert one.dc_kw[16] < max(one.dc_kw)


def test_a_profile_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(NotFoundError, match="profiles: no 'horses'"):
        vehicles_of("horses")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("share = 0.5", "share = 0.4", "wanted 1 over all vehicles, found 0.900000"),
        ("1.0, 1.0]", "1.0]", "wanted 21 powers, found 20"),
        ("ac_kw = 7", "ac_kw = -7", r"vehicle\[0\].ac_kw: wanted greater than 0"),
    ],
)
def test_a_wrong_file_is_refused_with_field_value_and_reason(tmp_path, old, new, problem):
    table = (
        '[[vehicle]]\nname = "{}"\nshare = 0.5\nusable_kwh = 50\nac_kw = 7\n'
        "consumption_kwh_per_100_km = 17\ndc_kw = [" + "1.0, " * 20 + "1.0]\n"
    )
    text = 'source = "us"\nlicence = "ours"\n' + table.format("a") + table.format("b")
    path = tmp_path / "vehicles.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(SourceError, match=problem):
        vehicles_of(str(path))
