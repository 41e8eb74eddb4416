"""Sweeps: a grid of two parameters, a curve of one, a tornado, and a setting that is opened."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from console.present.analyse_views import AnalyseView

LONG_MS = 120_000
RATE = "demand.rapid_50.sessions_per_evse_per_day"
PATIENCE = "demand.hub_150.patience_median_min"


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def page(window, qtbot):
    assert window.registry.run("analyse.sweep")
    draft = window.analyses.draft
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)
    draft.change("days", "1")
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)
    page = window.analyse_tabs.pages[AnalyseView.SWEEP]
    page.replications.setValue(2)
    return page


def sweep(window, qtbot, **values):
    draft = window.analyses.draft
    for path, typed in values.items():
        draft.sweep(path, typed)
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)


def run(window, page, qtbot):
    assert window.registry.run("experiment.run")
    qtbot.waitUntil(lambda: page.run.is_done, timeout=LONG_MS)


def test_without_a_parameter_nothing_is_swept_and_it_says_so(window, page):
    assert page.why_not == "choose a parameter to go through"
    assert not page.start.isEnabled()
    assert not window.registry.run("experiment.run")
    assert page.pictures.card.is_empty


def test_a_parameter_is_chosen_with_values_to_begin_with(window, page, qtbot):
    box, line = page.parameters[0], page.values[0]
    box.setCurrentIndex(box.findData(RATE))
    box.activated.emit(box.currentIndex())
    draft = window.analyses.draft
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)
    assert line.text() == draft.draft.sweeps[RATE]
    assert len(line.text().split(",")) == 3
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "2, 6")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert draft.draft.sweeps[RATE] == "2, 6"


def test_two_parameters_make_a_heat_map_and_a_cell_opens_its_replications(window, page, qtbot):
    sweep(window, qtbot, **{RATE: "2, 6", PATIENCE: "2, 5"})
    run(window, page, qtbot)
    assert page.run.tally.done == 8
    assert page.pictures.card is page.pictures.cards[0]
    assert not page.pictures.card.is_empty
    assert [row.key for row in page.table.rows] == ["0", "1", "2", "3"]
    page.pictures.grid.cell_chosen.emit(1, 0)
    opened = window.analyse_tabs.pages[AnalyseView.REPLICATIONS]
    assert opened.isVisible()
    changes = window.analyses.draft.draft.changes
    assert (changes[RATE], changes[PATIENCE]) == ("6", "2")
    mine = opened.run.tally.values(0, "sessions")
    assert mine.tolist() == page.run.tally.values(2, "sessions").tolist()
    qtbot.waitUntil(lambda: window.analyses.draft.is_sound, timeout=LONG_MS)
    assert window.registry.run("experiment.extend")
    qtbot.waitUntil(lambda: opened.run.is_done, timeout=LONG_MS)
    assert opened.run.tally.count(0) > 2


def test_one_parameter_makes_a_curve(window, page, qtbot):
    sweep(window, qtbot, **{RATE: "2, 6"})
    run(window, page, qtbot)
    assert page.pictures.card is page.pictures.cards[1]
    page.figure.setCurrentIndex(page.figure.findData("sessions"))
    assert not page.pictures.card.is_empty
    low, high = (page.run.tally.means("sessions")).tolist()
    assert low < high, "more drivers, more sessions"
    assert "95 %" in page.pictures.curve.summary()


def test_a_tornado_moves_each_parameter_alone(window, page, qtbot):
    sweep(window, qtbot, **{RATE: "2, 6", PATIENCE: "2, 5"})
    assert window.registry.run("sweep.kind")
    assert page.is_tornado
    run(window, page, qtbot)
    assert len(page.run.tally.order.cells) == 5
    assert page.pictures.card is page.pictures.cards[2]
    assert {RATE, PATIENCE} == {row[0] for row in page.pictures.bars.table().rows}


def test_a_grid_has_two_parameters_at_most(window, page, qtbot):
    sweep(window, qtbot, **{RATE: "2, 6", PATIENCE: "2, 5", "days": "1, 2"})
    assert "at most two" in page.why_not
    assert "at most two" in page.note.text()


def test_every_control_of_the_sweep_has_a_name(page):
    for widget in (page.choice, page.kind, page.engine, *page.parameters, *page.values, page.table):
        face = QAccessible.queryAccessibleInterface(widget)
        assert face.text(QAccessible.Text.Name), widget
