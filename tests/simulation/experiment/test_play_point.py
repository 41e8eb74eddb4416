"""A point is played to its figures, and to the same ones again."""

from dataclasses import replace

import pytest

from core.domain.errors import NotFoundError, SourceError
from core.service.resources import ResourceKind, read_text, resource_path
from simulation.experiment.play_point import play_point
from simulation.experiment.point import Change, EngineName, Point


@pytest.fixture(scope="module")
def point() -> Point:
    path = resource_path(ResourceKind.SCENARIO, "reseller-vs-networkcore")
    changes = (Change(path="days", value=1),)
    return Point(scenario=read_text(path), source="five", changes=changes, seed=3)


def test_the_same_point_has_the_same_figures_and_another_replication_others(point: Point) -> None:
    first = play_point(point)
    assert first.kpis == play_point(point).kpis
    assert first.kpis["sessions"] > 0
    assert play_point(replace(point, replication=1)).kpis != first.kpis


def test_a_variant_of_a_point_has_its_terms(point: Point) -> None:
    reseller = play_point(replace(point, variant="RESELLER"))
    assert 0 < reseller.kpis["sessions"] < play_point(point).kpis["sessions"]
    with pytest.raises(NotFoundError, match="no variant 'NOBODY', only NETWORKCORE, RESELLER"):
        play_point(replace(point, variant="NOBODY"))


def test_a_change_by_the_name_of_a_table_changes_it(point: Point) -> None:
    path = "demand.hub_150.sessions_per_evse_per_day"
    more = replace(point, changes=(*point.changes, Change(path=path, value=30)))
    assert play_point(more).kpis["sessions"] > 3 * play_point(point).kpis["sessions"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("demand.hub_999.energy_scale_kwh", 1, "no demand 'hub_999', only hub_150"),
        ("nothing.here", 1, "there is no 'nothing', only format, name"),
        ("demand.hub_150.energy_scale_kwh", -1, "energy_scale_kwh"),
        ("location.*.evse_count", 0, "evse_count"),
    ],
)
def test_what_cannot_be_is_refused_by_path(
    point: Point, path: str, value: float, said: str
) -> None:
    with pytest.raises(SourceError, match=said.replace(".", r"\.")):
        play_point(replace(point, changes=(Change(path=path, value=value),)))


def test_named_terms_may_be_stated_otherwise_in_the_scenario(point: Point) -> None:
    terms = "variant.NETWORKCORE.agreement.networkcore"
    changes = (Change(path=f"{terms}.commission_bp", value=500),)
    changes += (Change(path=f"{terms}.card_bearer", value="CPO"),)
    usual = play_point(point).kpis
    half = play_point(replace(point, changes=(*point.changes, *changes))).kpis
    assert half["sessions"] == usual["sessions"]
    given_back = usual["commission_minor_eur"] + usual["dp_share_minor_eur"]
    given_back -= half["commission_minor_eur"] + half["dp_share_minor_eur"]
    net = usual["cpo_net_minor_eur"] + given_back - half["card_cost_minor_eur"]
    assert half["cpo_net_minor_eur"] == pytest.approx(net, abs=usual["sessions"])
    assert given_back == pytest.approx(0.05 * usual["cpo_net_minor_eur"] / 0.9, rel=0.01)


@pytest.mark.parametrize("name", ["reseller-vs-networkcore", "corridor"])
def test_both_engines_give_a_point_the_same_figures(name: str) -> None:
    text = read_text(resource_path(ResourceKind.SCENARIO, name))
    changes = (Change(path="days", value=4),)
    simpy, numpy = (
        play_point(Point(scenario=text, source=name, changes=changes, engine=engine, seed=5))
        for engine in (EngineName.SIMPY, EngineName.NUMPY)
    )

    assert simpy.kpis == numpy.kpis
    assert simpy.kpis["sessions"] > 0
    assert simpy.tables.keys() == numpy.tables.keys()
    for table, found in numpy.tables.items():
        assert found.tobytes() == simpy.tables[table].tobytes(), table
