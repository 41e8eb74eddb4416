"""The bundled fonts load, have the characters the screens use, and line figures up."""

from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QRawFont

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
FILES = sorted([*FONTS.glob("*.otf"), *FONTS.glob("*.ttf")])
BYTES_MAX = 2_500_000
WIDTH_SLACK = 0.25  # pixels over ten digits: the 4 of Inter Medium is a hair narrower
CHARACTERS = "AZaz09äßéłőñΑΩαωµ€£…–—−±×÷≈≠≤≥ΣΔ∞←↑→↓✓✗●■▲▼◆·°"  # noqa: RUF001 (they look alike on purpose)


def test_the_fonts_are_bundled_with_their_licences():
    families = {path.stem.partition("-")[0] for path in FILES}
    assert families == {"Inter", "JetBrainsMono"}
    for family in families:
        assert "SIL Open Font License" in (FONTS / f"{family}-OFL.txt").read_text("utf-8")


def test_the_fonts_stay_small():
    assert sum(path.stat().st_size for path in FILES) < BYTES_MAX


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_font_loads_and_has_the_characters_of_the_screens(path: Path):
    font = QRawFont(str(path), 13.0)
    assert font.isValid()
    missing = [letter for letter in CHARACTERS if not font.supportsCharacter(ord(letter))]
    assert missing == []


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("family", ["Inter", "JetBrains Mono"])
@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.Medium])
def test_figures_are_equally_wide_when_asked_to_be(family: str, weight: QFont.Weight):
    loaded = [QFontDatabase.addApplicationFont(str(path)) for path in FILES]
    assert -1 not in loaded
    font = QFont(family, 13, weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    assert QFontInfo(font).family() == family
    metrics = QFontMetricsF(font)
    widths = [metrics.horizontalAdvance(digit * 10) for digit in "0123456789"]
    assert max(widths) - min(widths) < WIDTH_SLACK
