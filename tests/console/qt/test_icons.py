"""Icons are those of the font's own table, in the colours that were asked for."""

import json

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from console.qt.icons import GLYPHS, icon, icon_font


def test_each_icon_is_the_one_of_that_name_in_the_font():
    (table,) = icon_font().parent.glob("materialdesignicons6-webfont-charmap-*.json")
    codes = json.loads(table.read_text(encoding="utf-8"))
    assert {name: chr(int(codes[name], 16)) for name in GLYPHS} == GLYPHS


def colours_of(picture):
    image = picture.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {one.name() for one in pixels if one.alpha() == 255}


@pytest.mark.usefixtures("qapp")
def test_each_icon_is_drawn_and_no_two_look_alike():
    looks = set()
    for name in GLYPHS:
        picture = icon(name, "#102030").pixmap(QSize(32, 32))
        assert colours_of(picture) == {"#102030"}, name
        looks.add(bytes(picture.toImage().constBits()))
    assert len(looks) == len(GLYPHS)


@pytest.mark.usefixtures("qapp")
def test_an_icon_has_its_other_colour_while_it_is_checked():
    drawn = icon("menu", "#102030", "#f0e0d0")
    for state, colour in ((QIcon.State.Off, "#102030"), (QIcon.State.On, "#f0e0d0")):
        assert colours_of(drawn.pixmap(QSize(32, 32), QIcon.Mode.Normal, state)) == {colour}
