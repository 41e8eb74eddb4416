"""What is saved as a drawing shows what is on the screen: lines, glyphs, axes."""

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from console.qt.plot_colours import line_colour
from console.qt.plot_export import HEAD_PX, MARGIN_PX, SCALE, picture_of, svg_of
from console.qt.theme import DARK
from tests.console.qt.goldens import channels, share_that_differs
from tests.console.qt.plot_kinds import KINDS, map_plot, pointer_away, series_plot


@pytest.fixture
def shown(qtbot):
    def show(plot):
        pointer_away()
        qtbot.addWidget(plot)
        plot.resize(480, 300)
        plot.show()
        return plot

    return show


def drawn_svg(plot) -> QImage:
    """The drawing at the size of the picture."""
    image = QImage(picture_of(plot, "A title").size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(DARK.panel))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg_of(plot, "A title"))).render(painter)
    painter.end()
    return image


def pixels_like(image: QImage, colour: QColor) -> int:
    wanted = np.array([colour.red(), colour.green(), colour.blue()])
    return int((np.abs(channels(image)[..., :3] - wanted).max(axis=2) < 30).sum())


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_a_drawing_looks_like_the_picture(theme, shown, make):
    plot = shown(make(theme))
    assert share_that_differs(drawn_svg(plot), picture_of(plot, "A title")) < 0.03


def test_every_line_is_in_the_drawing_though_time_has_ten_digits(theme, shown):
    plot = shown(series_plot(theme))
    drawing, picture = drawn_svg(plot), picture_of(plot, "A title")
    for number in (0, 1):
        colour = line_colour(DARK, number)
        assert pixels_like(drawing, colour) > pixels_like(picture, colour) / 4


def test_every_site_has_its_glyph_in_the_drawing(theme, shown):
    plot = shown(map_plot(theme))
    drawing = drawn_svg(plot)
    berlin = [one.name for one in plot._sites].index("Berlin")
    at = QPointF(*plot.pixels()[berlin].tolist())
    corner = (at + QPointF(MARGIN_PX, HEAD_PX) - QPointF(6, 6)) * SCALE
    glyph = drawing.copy(round(corner.x()), round(corner.y()), 12 * SCALE, 12 * SCALE)
    assert pixels_like(glyph, QColor(DARK.bad)) > 40


def test_a_drawing_says_where_its_parts_end_and_what_it_shows(theme, shown):
    plot = shown(map_plot(theme))
    text = svg_of(plot, "A title").decode()
    assert "clip-path" in text
    assert plot.summary()[:30] in text


def test_saving_leaves_the_screen_as_it_was(theme, shown):
    plot = shown(series_plot(theme))
    plot.point_at(plot.moved(None, 0, 0))
    before = plot.grab().toImage()
    picture_of(plot, "A title")
    svg_of(plot, "A title")
    assert share_that_differs(plot.grab().toImage(), before) == 0
