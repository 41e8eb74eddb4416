"""A point of the throughput opens its sessions: by click, by Enter, and not by dragging."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt

from console.qt.throughput_card import ThroughputCard
from core.service.recent_throughput import Throughput
from core.service.throughput import Bucket
from tests.builders import START
from tests.console.qt.plot_kinds import drag, hover, pointer_away

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(theme, qtbot):
    """A session more in each of 24 hours."""
    pointer_away()
    card = ThroughputCard(theme)
    qtbot.addWidget(card)
    card.resize(600, 300)
    card.show()
    hours = range(24)
    buckets = tuple(Bucket(START + timedelta(hours=n), n, Decimal(10 * n)) for n in hours)
    card.show_told(Throughput(buckets, 3600))
    return card


@pytest.fixture
def wanted(card):
    found = []
    card.rows_wanted.connect(lambda link: found.append(link.filter_text))
    return found


def place_of(card, hour) -> QPoint:
    at_s = (START + timedelta(hours=hour)).timestamp()
    return card.plot.place_of(at_s, 12.0).toPoint()


def test_a_click_opens_the_sessions_of_its_hour(card, wanted, qtbot):
    hover(card.plot.viewport(), place_of(card, 7))
    qtbot.mouseClick(card.plot.viewport(), LEFT, pos=place_of(card, 7))
    assert wanted == ["time>=2026-06-01T17:00:00 time<2026-06-01T18:00:00"]


def test_enter_opens_what_is_read_off_by_keys(card, wanted, qtbot):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(card.plot, key)
    assert len(wanted) == 1
    assert card.plot.text_at(card.plot.pointer).endswith("sessions ended per h")


def test_dragging_opens_nothing(card, wanted, qtbot):
    surface, start = card.plot.viewport(), place_of(card, 7)
    qtbot.keyClicks(card.plot, "++++")
    qtbot.mousePress(surface, LEFT, pos=start)
    for step in (20, 60):
        drag(surface, start + QPoint(step, 0))
    qtbot.mouseRelease(surface, LEFT, pos=start + QPoint(60, 0))
    assert wanted == []


def test_energy_is_shown_instead_of_sessions(card):
    card.energy.click()
    assert card.plot.summary().startswith("energy: 24 points")
    assert "highest 230.0" in card.plot.summary()


def test_one_moment_is_no_line(card):
    whole = card._told
    card.show_told(Throughput(whole.buckets[:1], 3600))
    assert card.is_empty
    assert not card.energy.isVisibleTo(card)
    card.show_told(whole)
    assert not card.is_empty
