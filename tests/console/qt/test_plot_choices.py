"""What a click or Enter on a plot opens, and what a click beside leaves alone."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.console.qt.goldens import share_that_differs
from tests.console.qt.plot_kinds import (
    KINDS,
    drag,
    fan_plot,
    grid_plot,
    map_plot,
    occupancy_plot,
    pointer_away,
    sankey_plot,
    steps_plot,
    tornado_plot,
)

LEFT = Qt.MouseButton.LeftButton


def shown(plot, qtbot: QtBot, size=(600, 320)):
    pointer_away()
    qtbot.addWidget(plot)
    plot.resize(*size)
    plot.show()
    plot.grab()
    return plot


def whole(at: QPointF) -> QPoint:
    return at.toPoint()


def test_a_site_of_the_heatmap_opens_by_click_and_by_enter(theme, qtbot):
    plot = shown(grid_plot(theme), qtbot)
    chosen = []
    plot.row_chosen.connect(chosen.append)
    breda = plot.middle_of(1, 50)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=whole(breda))
    qtbot.mouseClick(plot.viewport(), LEFT, pos=QPoint(2, 2))
    plot.point_at(plot.middle_of(2, 0))
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert chosen == ["Breda", "Zwolle"]
    assert plot.text_at(breda) == "Breda\nWed 02:00 to 03:00\n4.2 % connected"


def test_arrows_go_from_cell_to_cell_and_stop_at_the_edge(theme, qtbot):
    plot = shown(grid_plot(theme), qtbot)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(plot, key)
    assert plot.cell_at(plot.pointer) == (0, 1)


def test_a_party_of_the_sankey_opens_by_click(theme, qtbot):
    plot = shown(sankey_plot(theme), qtbot)
    chosen = []
    plot.stop_chosen.connect(chosen.append)
    box = next(one for one in plot._laid_out.boxes if one.name == "cpo:NL*EVB")
    centre = QPointF(box.left + box.width / 2, box.top + box.height / 2)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=whole(centre))
    assert chosen == ["cpo:NL*EVB"]
    assert plot.text_at(centre) == "CPO NL*EVB\n4,010.00 EUR\n33.14 % of all"


def test_a_factor_of_the_tornado_opens_by_click(theme, qtbot):
    plot = shown(tornado_plot(theme), qtbot)
    chosen = []
    plot.factor_chosen.connect(chosen.append)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=whole(plot.moved(None, 0, 0)))
    assert chosen == ["Roaming ratio"]


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_the_right_button_opens_our_menu_and_none_of_the_library(theme, qtbot, make):
    plot = shown(make(theme), qtbot)
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.RightButton)
    assert QApplication.activePopupWidget() is None  # Ours opens by the event for menus.
    assert plot.findChildren(QMenu) == []


@pytest.mark.parametrize("make", [fan_plot, tornado_plot, occupancy_plot])
def test_a_click_on_the_key_hides_nothing(theme, qtbot, make):
    plot = shown(make(theme), qtbot)
    before = plot.grab().toImage()
    sample = plot.key.items[0][0]
    at = sample.mapToScene(sample.boundingRect().center()).toPoint()
    qtbot.mouseClick(plot.viewport(), LEFT, pos=at)
    plot.clearFocus()
    plot.point_at(None)
    assert share_that_differs(plot.grab().toImage(), before) == 0


def test_a_site_of_the_map_opens_by_click_and_by_enter_but_not_by_dragging(theme, qtbot):
    plot = shown(map_plot(theme), qtbot)
    chosen = []
    plot.site_chosen.connect(chosen.append)
    number = [one.name for one in plot._sites].index("Berlin")
    berlin = QPointF(*plot.pixels()[number].tolist())
    qtbot.mouseClick(plot.viewport(), LEFT, pos=whole(berlin))
    assert chosen == ["NL*ABC:BER"]
    assert plot.text_at(berlin).startswith("Berlin (BER)\nNL*ABC, 4 EVSEs\n10.0 % connected")
    qtbot.mousePress(plot.viewport(), LEFT, pos=whole(berlin))
    drag(plot.viewport(), whole(berlin + QPointF(15, 0)))
    drag(plot.viewport(), whole(berlin + QPointF(30, 0)))
    qtbot.mouseRelease(plot.viewport(), LEFT, pos=whole(berlin + QPointF(30, 0)))
    assert chosen == ["NL*ABC:BER"]
    plot.point_at(plot.moved(None, 0, 0))
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert len(chosen) == 2


def test_the_map_zooms_by_keys_and_shows_all_sites_again(theme, qtbot):
    plot = shown(map_plot(theme), qtbot)
    all_of_it = plot.view.viewRect()
    scale = plot.scale_px
    qtbot.keyClicks(plot, "++")
    assert plot.scale_px > 1.5 * scale
    qtbot.keyClicks(plot, "0")
    assert plot.view.viewRect() == all_of_it
    assert all(plot.area.contains(x, y) for x, y in plot.pixels().tolist())


def test_the_waterfall_goes_through_its_currencies(theme, qtbot):
    plot = shown(steps_plot(theme), qtbot)
    qtbot.keyClicks(plot, "c")
    assert plot.currency == "CHF"
    assert plot.text_at(plot.moved(None, 0, 0)) == "Gross at tariff\n10.00 CHF"
    qtbot.keyClick(plot, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert plot.currency == "EUR"


def test_pictures_differ_by_more_than_shading_or_not_at_all():
    one = QImage(10, 10, QImage.Format.Format_RGB32)
    one.fill(0x102030)
    other = one.copy()
    assert share_that_differs(one, other) == 0
    other.setPixel(3, 3, 0xFFFFFF)
    assert share_that_differs(one, other) == 0.01
    assert share_that_differs(one, QImage(9, 10, QImage.Format.Format_RGB32)) == 1
