"""Every theme can be read: contrast as WCAG 2.2 counts it, 4.5 to 1 or 7 to 1."""

import itertools
from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from console.present.settings import ThemeName
from console.qt.plot_colours import kind_of
from console.qt.style_sheet import filled_sheet
from console.qt.theme import CONTRAST, THEMES, Theme, mono_font, tokens_named, ui_font

TEXTS = ("text", "muted", "good", "warning", "bad", "accent")
GROUNDS = ("window", "panel", "raised", "stripe")


def contrast(one: str, other: str) -> float:
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    rgb = QColor(colour)
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (rgb.redF(), rgb.greenF(), rgb.blueF())
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize(("text", "ground"), list(itertools.product(TEXTS, GROUNDS)))
def test_texts_can_be_read_on_every_ground(tokens, text, ground):
    wanted = 7 if tokens is CONTRAST else 4.5
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= wanted


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize(
    ("text", "ground"), [("text", "selection"), ("on_accent", "accent"), ("muted", "selection")]
)
def test_chosen_things_can_be_read(tokens, text, ground):
    wanted = 7 if tokens is CONTRAST else 4.5
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= wanted


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ground", ["live", "simulation"])
def test_the_badge_can_be_read(tokens, ground):
    assert contrast("#ffffff", getattr(tokens, ground)) >= (7 if tokens is CONTRAST else 4.5)


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_what_is_off_is_fainter_but_still_seen(tokens):
    assert contrast(tokens.faint, tokens.panel) >= (7 if tokens is CONTRAST else 2.5)


def test_a_theme_has_a_name_and_sixteen_colours():
    assert {len(tokens.__dataclass_fields__) for tokens in THEMES} == {17}


def test_every_theme_can_be_set():
    assert {tokens_named(name).name for name in ThemeName} == {tokens.name for tokens in THEMES}


def test_plots_know_every_theme():
    assert {kind_of(tokens) for tokens in THEMES} == {"dark", "light", "contrast"}


def test_the_next_theme_of_the_last_is_the_first(theme):
    seen = []
    theme.changed.connect(lambda tokens: seen.append(tokens.name))
    for _ in THEMES:
        theme.toggle()
    assert seen == ["light", "contrast", "dark"]


def test_all_text_grows_together(theme):
    theme.use(theme.tokens, 16)
    assert QApplication.font().pixelSize() == 16
    assert ui_font(12).pixelSize() == round(12 * 16 / 13)
    assert mono_font(13).pixelSize() == 16
    assert "font-size: 16px" in QApplication.instance().styleSheet()
    theme.use(theme.tokens, 13)
    assert ui_font(12).pixelSize() == 12


def test_a_colour_stands_in_the_sheet_only_by_its_name():
    odd = {name: f"<{name}>" for name in CONTRAST.__dataclass_fields__}
    sheet = filled_sheet(odd, 13)
    assert "<panel>" in sheet
    assert sheet.count("#ffffff") == 1  # On the badge, whatever the theme.


def test_a_new_theme_starts_dark(qapp):
    assert qapp is not None
    assert Theme().tokens is tokens_named("dark")


def test_what_is_dressed_later_is_dressed_in_the_theme_of_then(theme):
    theme.use(tokens_named("dark"))
    with theme.dressing_later():
        assert QApplication.instance().styleSheet() == ""
        theme.use(tokens_named("light"))
        assert QApplication.instance().styleSheet() == ""
    light = asdict(tokens_named("light"))
    assert QApplication.instance().styleSheet() == filled_sheet(light, 13)
    theme.use(tokens_named("dark"))
