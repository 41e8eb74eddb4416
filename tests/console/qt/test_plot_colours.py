import pytest
from PySide6.QtGui import QColor

from console.qt.plot_colours import line_colour, line_pen
from console.qt.theme import DARK, THEMES


def luminance(colour):
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_lines_differ_from_one_another_and_stand_out_from_the_ground(tokens):
    colours = [line_colour(tokens, number) for number in range(6)]
    assert len({one.name() for one in colours}) == 6
    ground = luminance(QColor(tokens.panel))
    for one in colours:
        lighter, darker = max(luminance(one), ground), min(luminance(one), ground)
        assert (lighter + 0.05) / (darker + 0.05) >= 3  # WCAG 2.1, 1.4.11: graphics


def test_the_seventh_line_is_dashed_for_its_colour_comes_again():
    assert line_colour(DARK, 6) == line_colour(DARK, 0)
    assert line_pen(DARK, 0).dashPattern() == []
    assert line_pen(DARK, 6).dashPattern() != []
