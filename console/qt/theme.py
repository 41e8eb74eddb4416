"""The look: sixteen tokens, and the palette and style sheet made of them.

The style hints' colour scheme has no effect offscreen or on a bare X server, so the palette is
our own; the style is Fusion everywhere, so that screens look the same on every platform.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from console.present.kpi_tiles import Tone
from console.qt.style_sheet import BASE_PX, filled_sheet

FONT_FAMILY: Final = "Inter"
MONO_FAMILY: Final = "JetBrains Mono"
FONT_PIXELS: Final = BASE_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The colours of one theme, by what they are for."""

    name: str
    window: str
    panel: str
    raised: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    selection: str
    stripe: str
    good: str
    warning: str
    bad: str
    live: str
    simulation: str

    def of_tone(self, tone: Tone) -> str:
        """The colour that repeats what a glyph already says."""
        return {
            Tone.CALM: self.muted,
            Tone.GOOD: self.good,
            Tone.WARNING: self.warning,
            Tone.BAD: self.bad,
        }[tone]


DARK: Final = Tokens(
    name="dark",
    window="#0f141a",
    panel="#161c24",
    raised="#1e2630",
    border="#2b3541",
    text="#e3e9f0",
    muted="#9aa7b5",
    faint="#5b6876",
    accent="#4a9eff",
    on_accent="#08111c",
    selection="#1d3b59",
    stripe="#1b222b",
    good="#3fb98a",
    warning="#e3a33c",
    bad="#ff6b66",
    live="#c9332e",
    simulation="#1f6fc4",
)
LIGHT: Final = Tokens(
    name="light",
    window="#f3f5f8",
    panel="#ffffff",
    raised="#e9eef4",
    border="#ccd6e0",
    text="#17202a",
    muted="#536170",
    faint="#7d8a98",
    accent="#1463c2",
    on_accent="#ffffff",
    selection="#cfe2f8",
    stripe="#f1f4f8",
    good="#17793f",
    warning="#8a5a00",
    bad="#b42318",
    live="#b3261e",
    simulation="#1463c2",
)
CONTRAST: Final = Tokens(
    name="contrast",
    window="#000000",
    panel="#000000",
    raised="#16191d",
    border="#a9b6c3",
    text="#ffffff",
    muted="#dfe6ee",
    faint="#9fb0c0",
    accent="#7fc4ff",
    on_accent="#000000",
    selection="#10365c",
    stripe="#0d1013",
    good="#6fe8b0",
    warning="#ffd166",
    bad="#ffb3ae",
    live="#9c0b0b",
    simulation="#0b4a94",
)
THEMES: Final = (DARK, LIGHT, CONTRAST)
"""In the order in which one comes after the other."""


class Theme(QObject):
    """The theme in use; whoever draws by hand listens to ``changed``."""

    changed = Signal(object)

    def __init__(self, tokens: Tokens = DARK, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._font_px = FONT_PIXELS
        self._is_worn = False
        self._is_later = False

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._tokens

    @property
    def font_px(self) -> int:
        """Size of the text in pixels."""
        return self._font_px

    def use(self, tokens: Tokens, font_px: int | None = None) -> None:
        """Dress the application, unless it is so already; without a size text stays as it is."""
        wanted = (tokens, font_px or self._font_px)
        if self._is_worn and wanted == (self._tokens, self._font_px):
            return
        self._tokens, self._font_px = wanted
        self._is_worn = True
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        base = ui_font(FONT_PIXELS)
        base.setPixelSize(self._font_px)
        app.setFont(base)
        app.setPalette(palette_of(tokens))
        self._put_on(app)
        self.changed.emit(tokens)

    @contextmanager
    def dressing_later(self) -> Iterator[None]:
        """Put many widgets together before they are dressed, which then happens once.

        While a sheet is worn each layout that takes a widget over has it, and all that is in it,
        dressed anew: of the first window that was two thirds.
        """
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._is_later = True
        app.setStyleSheet("")
        try:
            yield
        finally:
            self._is_later = False
            if self._is_worn:
                self._put_on(app)

    def _put_on(self, app: QApplication) -> None:
        if not self._is_later:
            app.setStyleSheet(filled_sheet(asdict(self._tokens), self._font_px))

    def toggle(self) -> None:
        """The next theme; after the last one the first."""
        self.use(THEMES[(THEMES.index(self._tokens) + 1) % len(THEMES)])


def tokens_named(name: str) -> Tokens:
    """The theme of that name; another name is our bug."""
    found = next((tokens for tokens in THEMES if tokens.name == name), None)
    assert found is not None, name
    return found


def load_fonts(folder: Path) -> None:
    """Make the bundled fonts known and Inter, with figures of equal width, the default."""
    for path in sorted(folder.glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))
    font = ui_font()
    font.setPixelSize(FONT_PIXELS)
    QApplication.setFont(font)


def ui_font(pixels: int = FONT_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter with tabular figures; ``pixels`` are those of the normal size and grow with it."""
    font = QFont(FONT_FAMILY)
    font.setPixelSize(_grown(pixels))
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def mono_font(pixels: int = 12) -> QFont:
    """JetBrains Mono, for ids and raw values."""
    font = QFont(MONO_FAMILY)
    font.setPixelSize(_grown(pixels))
    return font


def _grown(pixels: int) -> int:
    """Pixels at the size of text in use: the application's font is the one place that knows it."""
    base = QApplication.font()
    used = base.pixelSize() if base.family() == FONT_FAMILY else FONT_PIXELS
    return round(pixels * used / FONT_PIXELS)


def palette_of(tokens: Tokens) -> QPalette:
    """The palette of a theme, for what a style sheet does not reach."""
    role = QPalette.ColorRole
    palette = QPalette()
    for colour, roles in (
        (tokens.window, (role.Window,)),
        (tokens.panel, (role.Base, role.ToolTipBase)),
        (tokens.stripe, (role.AlternateBase,)),
        (tokens.raised, (role.Button, role.Mid, role.Midlight, role.Light)),
        (tokens.border, (role.Dark, role.Shadow)),
        (
            tokens.text,
            (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.HighlightedText),
        ),
        (tokens.muted, (role.PlaceholderText,)),
        (tokens.selection, (role.Highlight,)),
        (tokens.accent, (role.Link, role.Accent)),
    ):
        for each in roles:
            palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(tokens.faint))
    return palette
