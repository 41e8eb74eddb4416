import csv
import gc
import threading
import weakref
import xml.etree.ElementTree as ET
from io import StringIO

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from console.present.peak_series import Series
from console.qt.plot_card import PlotCard
from console.qt.plot_export import ENDINGS, picture_of
from console.qt.series_plot import SeriesPlot
from console.qt.shared_time import SharedTime
from console.qt.theme import DARK, LIGHT, THEMES
from tests.console.qt.goldens import assert_golden, channels, share_that_differs
from tests.console.qt.plot_kinds import EMPTY, KINDS, T0, pointer_away

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
SIZE = (420, 260)
GOLDEN_SIZES = {"sankey": (640, 300)}  # labels in one line need more width


@pytest.fixture
def make_card(theme, qtbot):
    pointer_away()
    cards = []

    def make(kind, makers=KINDS, size=SIZE):
        canvas = makers[kind](theme)
        card = PlotCard("A plot: of money", canvas)
        qtbot.addWidget(card)
        card.resize(*size)
        card.show_plot()
        card.show()
        qtbot.waitExposed(card)
        canvas.grab()  # Drawn once, so that it knows its places.
        cards.append(card)  # A widget without a parent lives as long as somebody knows it.
        return card

    return make


def some_place(canvas):
    """A place where there is something to read off, found by keyboard."""
    return canvas.moved(None, 0, 0)


@EVERY_KIND
@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_a_plot_is_drawn_in_every_theme_with_something_on_the_ground(
    make_card, theme, kind, tokens
):
    card = make_card(kind)
    theme.use(tokens)
    image = card.canvas.grab().toImage()
    pixels = channels(image)
    ground = pixels[-1, -1]
    assert (pixels != ground).any(axis=2).mean() > 0.01


@EVERY_KIND
def test_colours_change_while_it_is_on_screen(make_card, theme, kind):
    card = make_card(kind)
    dark = card.canvas.grab().toImage()
    theme.use(LIGHT)
    assert share_that_differs(card.canvas.grab().toImage(), dark) > 0.5
    theme.use(DARK)
    assert share_that_differs(card.canvas.grab().toImage(), dark) == 0


@EVERY_KIND
@pytest.mark.parametrize("size", [(120, 80), (30, 20), (1600, 1000)])
def test_no_size_is_too_small_or_too_large(make_card, kind, size):
    card = make_card(kind)
    canvas = card.canvas
    canvas.setMinimumSize(1, 1)
    canvas.resize(*size)
    assert not canvas.grab().isNull()


@pytest.mark.parametrize("kind", EMPTY)
def test_before_there_are_figures_nothing_is_drawn_read_or_written(make_card, kind):
    card = make_card(kind, EMPTY)
    canvas = card.canvas
    centre = QPointF(canvas.rect().center())
    assert canvas.text_at(centre) == ""
    assert list(canvas.table().rows) == []
    canvas.point_at(canvas.moved(None, 1, 0))
    assert not canvas.grab().isNull()


@EVERY_KIND
def test_what_is_read_off_is_told_drawn_and_gone_again(make_card, kind):
    canvas = make_card(kind).canvas
    told = []
    canvas.pointed.connect(told.append)
    before = canvas.grab().toImage()
    canvas.point_at(some_place(canvas))
    assert told[-1].split(", ")[0] == canvas.text_at(canvas.pointer).split("\n")[0] != ""
    assert "\n" not in told[-1]
    assert share_that_differs(canvas.grab().toImage(), before) > 0.001
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert told[-1] == ""
    assert share_that_differs(canvas.grab().toImage(), before) == 0


@EVERY_KIND
def test_arrow_keys_read_off_and_escape_stops(make_card, qtbot, kind):
    canvas = make_card(kind).canvas
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    first = canvas.text_at(canvas.pointer)
    assert first
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(canvas, key)
        assert canvas.text_at(canvas.pointer)
        assert QRectF(canvas.rect()).contains(canvas.pointer)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.pointer is None


def test_keys_work_while_a_screen_reader_listens(make_card, qtbot):
    canvas = make_card("steps").canvas
    QAccessible.setActive(True)
    try:
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
        assert canvas.text_at(canvas.pointer).startswith("Gross at tariff")
    finally:
        QAccessible.setActive(False)


@EVERY_KIND
def test_a_plot_has_a_name_and_says_in_words_what_it_shows(make_card, kind):
    canvas = make_card(kind).canvas
    assert canvas.accessibleName()
    assert canvas.accessibleDescription() == canvas.summary() != ""
    assert canvas.focusPolicy() is Qt.FocusPolicy.StrongFocus


@EVERY_KIND
def test_a_plot_is_saved_as_png_svg_and_csv(make_card, tmp_path, kind):
    card = make_card(kind)
    for ending in ENDINGS:
        card.save_to(tmp_path / f"plot{ending}")
    image = QImage(str(tmp_path / "plot.png"))
    assert image.width() > 2 * card.canvas.width()
    svg = ET.parse(tmp_path / "plot.svg").getroot()  # noqa: S314 (written above)
    assert svg.tag.endswith("svg")
    assert svg.find("{*}title").text == "A plot: of money"
    assert len(list(svg.iter())) > 10
    rows = list(csv.reader(StringIO((tmp_path / "plot.csv").read_bytes().decode())))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_file_that_cannot_be_written_is_one_clear_message(make_card, qtbot, tmp_path):
    card = make_card("steps")
    with qtbot.waitSignal(card.failed) as failed:
        card.save_to(tmp_path / "missing" / "plot.svg")
    assert failed.args[0].endswith("No such file or directory")
    with qtbot.waitSignal(card.failed) as failed:
        card.save_to(tmp_path / "missing" / "plot.csv")
    assert failed.args[0].endswith("No such file or directory")
    with qtbot.waitSignal(card.failed) as failed:
        card.save_to(tmp_path / "plot.bmp")
    assert failed.args[0] == "plot.bmp: wanted one of .png, .svg, .csv, found '.bmp'"


@pytest.fixture
def long_card(theme, qtbot):
    """A plot of more points than anybody pastes."""
    time = SharedTime()
    plot = SeriesPlot(theme, "long", time)
    time.setParent(plot)
    at_s = T0 + np.arange(150_000.0)
    plot.show_series(Series(name="a", at_s=at_s, values=at_s - T0, unit="x"))
    card = PlotCard("long", plot)
    qtbot.addWidget(card)
    return card


def test_a_long_table_is_written_between_frames_and_appears_when_complete(
    long_card, qtbot, tmp_path
):
    path = tmp_path / "long.csv"
    with qtbot.waitSignal(long_card.saved, timeout=60_000) as saved:
        long_card.save_to(path)
        assert long_card.saving.running
        assert not path.exists()
    assert saved.args == [str(path)]
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 150_001
    assert lines[-1] == "a,2026-06-03T03:39:59Z,149999,x"
    assert [one.name for one in tmp_path.iterdir()] == ["long.csv"]


def test_a_table_that_is_no_longer_wanted_leaves_nothing(long_card, tmp_path):
    long_card.save_to(tmp_path / "long.csv")
    long_card.saving.cancel()
    assert list(tmp_path.iterdir()) == []


def test_too_much_for_the_clipboard_is_said(long_card, qtbot):
    with qtbot.waitSignal(long_card.failed) as failed:
        long_card.copy_values()
    assert failed.args[0] == "More than 100,000 rows: save them as a CSV file instead"


def test_copy_by_key_puts_the_values_and_the_picture_on_the_clipboard(make_card):
    card = make_card("steps")
    values, picture, save = card.canvas.actions()
    assert [one.shortcut().toString() for one in (values, picture, save)] == [
        "Ctrl+C",
        "Ctrl+Shift+C",
        "Ctrl+S",
    ]
    values.trigger()
    assert QGuiApplication.clipboard().text().splitlines()[1] == "Gross at tariff,121.00,EUR,total"
    picture.trigger()
    assert QGuiApplication.clipboard().image().width() == picture_of(card.canvas, "x").width()


def test_save_asks_for_a_file_and_a_refusal_writes_nothing(make_card, monkeypatch, tmp_path):
    card = make_card("fan")
    asked = []
    answers = iter([str(tmp_path / "fan.csv"), ""])

    def ask(_parent, _title, name, _filter):
        asked.append(name)
        return next(answers), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    card.canvas.actions()[2].trigger()
    card.canvas.actions()[2].trigger()
    assert asked == ["a-plot-of-money.png"] * 2
    assert [path.name for path in tmp_path.iterdir()] == ["fan.csv"]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)")  # the offscreen platform
def test_the_menu_opens_by_mouse_and_closes(make_card, qtbot):
    card = make_card("steps")
    qtbot.mouseClick(card._more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert menu.actions()[0].text() == "Copy values as CSV"
    menu.close()


def test_a_card_says_why_there_is_no_plot_and_what_to_do(make_card, qtbot):
    card = make_card("grid")
    card.show_nothing("No session yet. Run a scenario first.")
    assert card.is_empty
    assert card._empty.text() == "No session yet. Run a scenario first."
    assert not card._more.isVisible()
    tried = []
    card.show_problem("The books cannot be reached.", lambda: tried.append(1))
    assert card._empty.text() == "▲ The books cannot be reached."
    qtbot.mouseClick(card._try_again, Qt.MouseButton.LeftButton)
    assert tried == [1]
    card.show_plot()
    assert not card.is_empty
    assert not card._try_again.isVisible()


@EVERY_KIND
def test_nothing_of_a_closed_plot_is_left(theme, kind):
    canvas = KINDS[kind](theme)
    canvas.grab()
    gone = weakref.ref(canvas)
    before = threading.active_count()
    canvas.close()
    del canvas
    gc.collect()
    assert gone() is None
    theme.use(LIGHT)
    theme.use(DARK)
    assert threading.active_count() == before


@EVERY_KIND
def test_a_picture_is_drawn_at_twice_the_size_not_enlarged(make_card, kind):
    picture = picture_of(make_card(kind).canvas, "x")
    assert picture.devicePixelRatio() == 2
    enlarged = picture.scaled(picture.size() / 2).scaled(picture.size())
    assert share_that_differs(picture, enlarged) > 0.005


@EVERY_KIND
@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_a_plot_looks_as_it_did_when_somebody_looked(make_card, theme, tmp_path, kind, tokens):
    theme.use(tokens)
    card = make_card(kind)
    card.canvas.setFixedSize(*GOLDEN_SIZES.get(kind, (400, 220)))
    assert_golden(card.canvas.grab().toImage(), f"{kind}-{tokens.name}", tmp_path)
