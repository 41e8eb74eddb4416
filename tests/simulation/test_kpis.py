"""Every figure that a run gives is registered, with what it means."""

import pytest

from core.service.resources import ResourceKind, read_text, resource_path
from simulation.experiment.play_point import play_point
from simulation.experiment.point import Change, Point
from simulation.kpi import Better
from simulation.kpis import KPIS, keyed, kpi_of, rank_of

SCENARIOS = ("reseller-vs-networkcore", "city", "corridor", "dundee", "perth", "portugal")


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_figure_of_a_point_is_registered(name):
    text = read_text(resource_path(ResourceKind.SCENARIO, name))
    point = Point(scenario=text, source=name, changes=(Change(path="days", value=1),), seed=1)
    unknown = [name for name in play_point(point).kpis if not kpi_of(name).is_registered]
    assert not unknown


@pytest.mark.parametrize("figure", KPIS.values(), ids=KPIS)
def test_every_registered_figure_says_what_it_is(figure):
    assert figure.title
    assert figure.definition.endswith(".")
    assert figure.unit != "%" or figure.denominator


@pytest.mark.parametrize(
    ("name", "title", "unit", "value", "text"),
    [
        ("cpo_net_minor_eur@NL*DLT", "CPO net, NL*DLT", "EUR", 123_456.0, "1,234.56"),
        ("gross_minor_jpy", "Owed by DPs", "JPY", 1_234.0, "1,234"),
        ("cpo_net_minor_eur_per_kwh", "CPO net a kWh", "EUR/kWh", 41.237, "0.4124"),
        ("utilisation_hub_300_pct", "Utilisation, hub_300", "%", 12.345, "12.35"),
        ("utilisation_pct@hub_300", "Utilisation, hub_300", "%", 12.5, "12.50"),
        ("sessions@DE*HUN", "Sessions, DE*HUN", "", 5_000.0, "5,000"),
        ("sessions", "Sessions", "", 5_000.4, "5,000"),
        ("sessions", "Sessions", "", 50.25, "50.2"),
        ("energy_kwh_per_session", "Energy a session", "kWh/session", 40.123, "40.12"),
    ],
)
def test_a_name_tells_title_unit_and_how_its_values_are_written(name, title, unit, value, text):
    found = kpi_of(name)
    assert found.is_registered
    assert (found.title, found.unit, found.text(value)) == (title, unit, text)


def test_a_name_of_another_version_is_shown_as_it_is():
    found = kpi_of("shoe_size_minor_eur@NL*DLT")
    assert not found.is_registered
    assert (found.title, found.text(250.0)) == ("Shoe size, NL*DLT", "2.50")
    assert found.kpi.better is Better.NEITHER
    assert not kpi_of("shoes").is_registered


def test_changes_carry_their_sign_and_what_rounds_to_nothing_has_none():
    found = kpi_of(keyed("cpo_net_minor_eur", "DE*HUN"))
    assert found.text(250.0, signed=True) == "+2.50"
    assert found.text(-250.0) == "\N{MINUS SIGN}2.50"
    assert found.text(-0.2, signed=True) == "0.00"


def test_a_share_names_its_denominator():
    assert kpi_of("served_share_pct").definition.endswith("Of: all drivers who came.")


def test_figures_are_shown_in_the_order_of_the_registry_and_unknown_ones_last():
    names = ["shoes", "gross_minor_eur", "sessions@B", "sessions@A", "arrivals"]
    wanted = ["arrivals", "sessions@A", "sessions@B", "gross_minor_eur", "shoes"]
    assert sorted(names, key=rank_of) == wanted
