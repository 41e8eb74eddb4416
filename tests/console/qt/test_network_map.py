"""The map of the built scenario: colours, glyphs of imputed prices, reach, and one run."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAccessible

from console.present.analyse_views import AnalyseView
from console.present.job_lines import JobState
from console.present.network_dots import IMPUTED, PUBLISHED, Colouring, price_top, reach_grid
from console.qt.network_map_desk import NetworkMapDesk
from core.service.resources import ResourceKind, resource_path
from simulation.networks.reach import reach_of
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 60_000


class Chooses(ScriptedQuestions):
    """The last of what is offered."""

    def choice(self, _, title, label, items):
        self.asked.append(f"{title}|{label}")
        return items[-1]


@pytest.fixture
def window(make_window):
    return make_window(questions=Chooses())


@pytest.fixture
def desk(window, qtbot):
    assert window.registry.run("analyse.map")
    desk = window.findChild(NetworkMapDesk)
    until_shown(window, desk, qtbot)
    return desk


@pytest.fixture
def page(window, desk):  # noqa: ARG001 (its network is read)
    return window.analyse_tabs.pages[AnalyseView.MAP]


def until_shown(window, desk, qtbot):
    qtbot.waitUntil(lambda: window.analyses.draft.is_sound, timeout=LONG_MS)
    qtbot.waitUntil(lambda: desk.found is not None and desk.is_idle, timeout=LONG_MS)


def choose(page, desk, colouring, qtbot):
    page.colour.setCurrentIndex(page.colour.findData(colouring))
    qtbot.waitUntil(lambda: desk.is_idle, timeout=LONG_MS)


def test_each_site_is_a_dot_with_the_glyph_of_its_class(desk, page):
    sites = desk.found.scenario.location
    assert not page.places.is_empty
    assert {dot.key for dot in page.map.dots} == {f"{one.cpo}:{one.location_id}" for one in sites}
    assert page.map.kinds == tuple(sorted({one.charge_point_class for one in sites}))
    assert page.map.top == 0
    assert f"{len(sites)} sites" in page.map.summary()
    assert len(page.map.table().rows) == len(sites)


def test_prices_are_a_scale_that_is_read_off_exactly(desk, page, qtbot):
    choose(page, desk, Colouring.PRICE, qtbot)
    assert page.map.top == price_top(desk.found)
    assert page.map.top > 0
    dot = page.map.dots[0]
    at = desk.found.scenario.location.index(
        next(one for one in desk.found.scenario.location if one.location_id == dot.location_id)
    )
    assert dot.price == pytest.approx(desk.found.price[at])
    assert "/kWh" in dot.readout()
    place = QPointF(*page.map.pixels()[0].tolist())
    assert page.map.text_at(place)


def test_imputed_prices_have_a_glyph_of_their_own_and_are_told(window, desk, page, qtbot):
    window.offer_scenario(str(resource_path(ResourceKind.SCENARIO, "dundee")))
    qtbot.waitUntil(lambda: desk.found is not None and bool(desk.found.imputed), timeout=LONG_MS)
    until_shown(window, desk, qtbot)
    choose(page, desk, Colouring.PRICE, qtbot)
    assert {dot.kind for dot in page.map.dots} == {IMPUTED}
    assert page.map.kinds == (PUBLISHED, IMPUTED)
    assert "Imputed prices" in page.what.text()
    assert IMPUTED in page.map.dots[0].readout()


def test_sites_that_a_partner_does_not_reach_are_hollow_and_the_rest_is_counted(
    window, narrow_scenario, desk, page, qtbot
):
    window.offer_scenario(narrow_scenario)
    qtbot.waitUntil(lambda: window.analyses.draft.card.name == "narrow", timeout=LONG_MS)
    until_shown(window, desk, qtbot)
    assert window.registry.run("map.reach")
    qtbot.waitUntil(lambda: desk.is_idle, timeout=LONG_MS)
    key = page.partner_key
    assert key
    reached = [dot for dot in page.map.dots if dot.is_reached]
    assert 0 < len(reached) < len(page.map.dots)
    first, whole = page.table.rows[:2]
    assert first.cells[1].text == str(len(reached))
    assert whole.cells[1].text == str(len(page.map.dots))
    assert "not reached" in page.map.summary()


@pytest.fixture
def narrow_scenario(tmp_path):
    """City, whose last Demand Partner reaches one CPO."""
    text = Path(resource_path(ResourceKind.SCENARIO, "city")).read_text(encoding="utf-8")
    head, mark, last = text.rpartition("[[demand_partner]]")
    assert mark
    last = last.replace("\n", '\nreach = ["DE*LOE"]\n', 1)
    path = tmp_path / "narrow.toml"
    path.write_text(head + mark + last, encoding="utf-8")
    return str(path)


def test_a_run_tells_use_and_free_hours(window, desk, page, qtbot):
    window.analyses.draft.change("days", "1")
    until_shown(window, desk, qtbot)
    page.partner.setCurrentIndex(1)
    assert window.registry.run("map.run")
    qtbot.waitUntil(lambda: desk.run is not None and desk.is_idle, timeout=LONG_MS)
    assert page.hours.is_empty is False
    choose(page, desk, Colouring.USE, qtbot)
    assert any(dot.utilisation > 0 for dot in page.map.dots)
    assert "busiest" in page.map.summary()
    assert window.desk.jobs.jobs[0].state is JobState.FINISHED
    scenario = desk.found.scenario
    assert reach_grid(reach_of(scenario, page.partner_key)) is None, "without a run"
    grid = reach_grid(reach_of(scenario, page.partner_key, desk.run.free))
    assert grid.values.shape == (2, 24)
    window.analyses.draft.change("days", "2")
    qtbot.waitUntil(lambda: desk.run is None, timeout=LONG_MS)


def test_colours_change_by_command(window, desk, page, qtbot):
    assert page.colouring is Colouring.CLASS
    assert window.registry.run("map.colour")
    qtbot.waitUntil(lambda: desk.is_idle, timeout=LONG_MS)
    assert page.colouring is Colouring.USE
    assert "not known yet" in page.what.text()


def test_a_scenario_that_cannot_be_says_why_instead_of_a_map(window, desk, page, qtbot):
    window.analyses.draft.change("days", "0")
    qtbot.waitUntil(lambda: bool(window.analyses.draft.problems), timeout=LONG_MS)
    assert page.places.is_empty
    assert "found 0" in page.places._empty.text()
    assert desk.found is None
    assert not window.registry.run("map.run")


def test_every_control_of_the_map_has_a_name(page):
    for widget in (page.choice, page.colour, page.partner, page.start, page.table, page.map):
        face = QAccessible.queryAccessibleInterface(widget)
        assert face.text(QAccessible.Text.Name), widget
