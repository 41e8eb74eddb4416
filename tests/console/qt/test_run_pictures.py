"""What a run came to, in pictures: only the one in front is read, and again when a run ends."""

from threading import Event

import pytest

from console.qt.run_pictures import Picture, RunPictures
from core.domain.environment import Environment
from tests.console.present.builders import HandMadeBooks


@pytest.fixture
def window(make_window):
    window = make_window(books=HandMadeBooks(), books_url="sqlite:///hand.db")
    assert isinstance(window.analyse.pictures, RunPictures)
    return window


def turn_to(window, picture, qtbot, until):
    window.analyse.pictures.bar.setCurrentIndex(picture)
    qtbot.waitUntil(until, timeout=20_000)


def test_the_last_cycle_is_read_when_it_is_looked_at(window, qtbot):
    pictures = window.analyse.pictures
    assert pictures.in_front is Picture.WATERFALL
    assert pictures.cycle.is_empty
    turn_to(window, Picture.CYCLE, qtbot, lambda: not pictures.cycle.is_empty)
    rows = pictures.cycle.plot.table().rows
    assert any("22.00" in row for row in rows)


def test_the_week_goes_down_to_the_evses_of_a_site(window, qtbot):
    week = window.analyse.pictures.week
    turn_to(window, Picture.WEEK, qtbot, lambda: not week.is_empty)
    week.plot.row_chosen.emit("Utrecht Centraal")
    qtbot.waitUntil(lambda: week.back.isVisibleTo(week), timeout=20_000)
    assert "NL*EVB*E261*1" in {row[0] for row in week.plot.table().rows}


def test_occupancy_says_for_how_long_how_many_are_taken(window, qtbot):
    pictures = window.analyse.pictures
    turn_to(window, Picture.OCCUPANCY, qtbot, lambda: not pictures.occupancy.is_empty)
    assert ("all sites", "0.1", "2", "2") in pictures.plot.table().rows


def test_without_books_each_picture_says_why_it_is_empty(make_window):
    pictures = make_window().analyse.pictures
    for picture in Picture:
        pictures.bar.setCurrentIndex(picture)
        assert pictures.cycle.is_empty
        assert pictures.week.is_empty
        assert pictures.occupancy.is_empty


def test_pictures_of_books_that_are_closed_are_gone_and_those_of_the_next_are_read(window, qtbot):
    pictures = window.analyse.pictures
    turn_to(window, Picture.OCCUPANCY, qtbot, lambda: not pictures.occupancy.is_empty)
    turn_to(window, Picture.CYCLE, qtbot, lambda: not pictures.cycle.is_empty)
    window.shown.close_books()
    assert pictures.cycle.is_empty
    assert pictures.occupancy.is_empty
    window.shown.show(HandMadeBooks(), "sqlite:///next.db", Environment.SIMULATION)
    qtbot.waitUntil(lambda: not pictures.cycle.is_empty, timeout=20_000)
    assert pictures.occupancy.is_empty


def test_an_answer_of_books_that_are_not_shown_any_more_is_not_told(window, qtbot):
    told = []
    asked = Event()
    window.shown.ask(lambda books: asked.wait(20) and books.title, told.append)
    window.shown.close_books()
    window.shown.show(HandMadeBooks(), "sqlite:///next.db", Environment.SIMULATION)
    window.shown.ask(lambda _: "of the next", told.append)
    asked.set()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told == ["of the next"]
