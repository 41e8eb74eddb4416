from math import nan

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.present.map_outlines import degrees_of, mercator, outlines_from
from console.present.plot_table import csv_text
from console.present.site_map import (
    SiteDot,
    SiteStatus,
    dot_radius,
    drawing_order,
    places_of,
    sites_summary,
    sites_table,
)
from core.service.resources import RESOURCES

MAP = RESOURCES / "map"
BYTES_MAX = 300_000


def a_site(utilisation=0.412, status=SiteStatus.IN_SERVICE):
    return SiteDot(
        location_id="L1",
        name="Utrecht",
        cpo="NL*ABC",
        latitude=52.09,
        longitude=5.12,
        evses=0,
        utilisation=utilisation,
        status=status,
    )


def inside(ring, point):
    """Whether a point is in a ring: how often a ray to the east crosses it."""
    x, y = ring.T
    ahead_x, ahead_y = np.roll(x, -1), np.roll(y, -1)
    crosses = (y > point[1]) != (ahead_y > point[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x + (point[1] - y) / (ahead_y - y) * (ahead_x - x)
    return bool((crosses & (point[0] < at)).sum() % 2)


def test_the_outlines_are_small_licensed_and_of_europe():
    path = MAP / "europe.npz"
    assert path.stat().st_size < BYTES_MAX
    assert "Permission to use" in (MAP / "world-atlas-LICENSE.txt").read_text("utf-8")
    outlines = outlines_from(path.read_bytes())
    assert {"Netherlands", "Germany", "France", "Norway", "Switzerland"} <= set(outlines.names)
    assert len(outlines.rings) == len(outlines.owners)


def test_cities_lie_in_their_countries():
    outlines = outlines_from((MAP / "europe.npz").read_bytes())
    cities = {"Netherlands": (5.12, 52.09), "Switzerland": (7.45, 46.95), "Norway": (10.75, 59.91)}
    for country, (longitude, latitude) in cities.items():
        point = mercator(np.array([longitude]), np.array([latitude]))[0]
        owner = outlines.names.index(country)
        rings = [
            ring for ring, of in zip(outlines.rings, outlines.owners, strict=True) if of == owner
        ]
        assert any(inside(ring, point) for ring in rings), country


@given(st.floats(-180, 180), st.floats(-84, 84))
def test_a_place_on_the_sheet_leads_back_to_its_degrees(longitude, latitude):
    east, north = mercator(np.array([longitude]), np.array([latitude]))[0]
    back = degrees_of(float(east), float(north))
    assert np.allclose(back, (longitude, latitude), atol=1e-9)


def test_what_is_read_off_is_exact():
    assert a_site().readout() == "Utrecht (L1)\nNL*ABC, 0 EVSEs\n41.2 % connected\nin service"
    assert "use not known" in a_site(nan).readout()
    assert places_of([a_site()]).shape == (1, 2)


def test_busy_sites_are_larger_and_broken_ones_lie_on_top():
    assert dot_radius(a_site(nan)) <= dot_radius(a_site(0.1)) < dot_radius(a_site(0.9))
    broken = a_site(0.1, SiteStatus.OUT_OF_SERVICE)
    assert max([broken, a_site(0.9)], key=drawing_order) is broken


def test_table_and_summary_name_every_site():
    lines = csv_text(sites_table([a_site()])).splitlines()
    assert lines[1] == "L1,Utrecht,NL*ABC,52.09,5.12,0,0.412,in service"
    assert sites_summary([a_site()]).startswith("1 sites: 1 in service. Busiest: Utrecht (L1)")
    assert sites_summary([]) == "No sites."
