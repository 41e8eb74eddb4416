"""The look: sixteen tokens, and the palette and style sheet made of them.

The style hints' colour scheme has no effect offscreen or on a bare X server, so the palette is
our own; the style is Fusion everywhere, so that screens look the same on every platform.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from console.present.kpi_tiles import Tone

FONT_FAMILY: Final = "Inter"
MONO_FAMILY: Final = "JetBrains Mono"
FONT_PIXELS: Final = 13


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
    faint="#9aa6b2",
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


class Theme(QObject):
    """The theme in use; whoever draws by hand listens to ``changed``."""

    changed = Signal(object)

    def __init__(self, tokens: Tokens = DARK, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._tokens

    def use(self, tokens: Tokens) -> None:
        """Dress the whole application."""
        self._tokens = tokens
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(palette_of(tokens))
        app.setStyleSheet(style_sheet_of(tokens))
        self.changed.emit(tokens)

    def toggle(self) -> None:
        """From dark to light and back."""
        self.use(LIGHT if self._tokens is DARK else DARK)


def load_fonts(folder: Path) -> None:
    """Make the bundled fonts known and Inter, with figures of equal width, the default."""
    for path in sorted(folder.glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))
    QApplication.setFont(ui_font())


def ui_font(pixels: int = FONT_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter with tabular figures: a column of numbers stands in line."""
    font = QFont(FONT_FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def mono_font(pixels: int = 12) -> QFont:
    """JetBrains Mono, for ids and raw values."""
    font = QFont(MONO_FAMILY)
    font.setPixelSize(pixels)
    return font


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
        (tokens.faint, (role.PlaceholderText,)),
        (tokens.selection, (role.Highlight,)),
        (tokens.accent, (role.Link, role.Accent)),
    ):
        for each in roles:
            palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(tokens.faint))
    return palette


_SHEET: Final = """
QWidget {{ font-size: 13px; }}
QMainWindow, QDialog, QMessageBox {{ background: {window}; }}
#topBar, #rail {{ background: {panel}; }}
#topBar {{ border-bottom: 1px solid {border}; }}
#rail {{ border-right: 1px solid {border}; }}
QStatusBar {{ background: {panel}; border-top: 1px solid {border}; color: {muted}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {muted}; padding: 2px 10px; }}
#rail QToolButton {{ border: none; border-left: 3px solid transparent; border-radius: 0;
  background: transparent; color: {muted}; padding: 9px 0 7px 0; font-size: 12px; }}
#rail QToolButton:hover {{ background: {raised}; color: {text}; }}
#rail QToolButton:checked {{ border-left-color: {accent}; color: {text}; font-weight: 500;
  background: {raised}; }}
#rail QToolButton:focus {{ background: {selection}; }}
#badge {{ border-radius: 4px; padding: 4px 14px; color: #ffffff; font-weight: 600;
  background: {simulation}; }}
#badge[environment="LIVE"] {{ background: {live}; }}
#badge[environment="REPLAY"] {{ background: #56626f; }}
QFrame#card {{ background: {panel}; border: 1px solid {border}; border-radius: 6px; }}
QLabel#cardTitle {{ color: {muted}; font-weight: 600; }}
QLabel#cardNote, QLabel#muted {{ color: {muted}; }}
QLabel#tileValue {{ font-size: 21px; font-weight: 600; color: {text}; }}
QLabel#heading {{ font-size: 16px; font-weight: 600; color: {text}; }}
QLabel#empty {{ color: {muted}; padding: 24px; }}
QLabel#problem {{ color: {bad}; }}
QPushButton, QToolButton {{ background: {raised}; border: 1px solid {border}; border-radius: 4px;
  padding: 5px 12px; color: {text}; }}
QPushButton:hover, QToolButton:hover {{ border-color: {accent}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {faint}; border-color: {border}; }}
QPushButton#primary {{ background: {accent}; border-color: {accent}; color: {on_accent};
  font-weight: 600; }}
QPushButton#primary:hover, QPushButton#primary:focus {{ border-color: {text}; }}
QPushButton#primary:disabled {{ background: {raised}; color: {faint}; border-color: {border}; }}
QLineEdit, QPlainTextEdit {{ background: {window};
  border: 1px solid {border}; border-radius: 4px; padding: 4px 8px; color: {text};
  selection-background-color: {selection}; selection-color: {text}; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {accent}; }}
QTableView, QTreeView, QListView {{ background: {panel}; alternate-background-color: {stripe};
  border: 1px solid transparent; border-radius: 3px; color: {text};
  selection-background-color: {selection}; selection-color: {text}; outline: none; }}
QTableView::item, QTreeView::item {{ padding: 2px 6px; border: none; }}
QTableView:focus, QTreeView:focus {{ border-color: {accent}; }}
QHeaderView {{ background: {panel}; border: none; }}
QHeaderView::section {{ background: {panel}; color: {muted}; font-weight: 600; border: none;
  border-bottom: 1px solid {border}; padding: 4px 6px; }}
QProgressBar {{ background: {window}; border: 1px solid {border}; border-radius: 4px;
  text-align: center; color: {text}; min-height: 18px; }}
QProgressBar::chunk {{ background: {selection}; border-radius: 3px; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QSplitter::handle {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; min-height: 28px;
  min-width: 28px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {border}; padding: 3px; }}
QGraphicsView {{ background: {panel}; border: none; }}
"""


def style_sheet_of(tokens: Tokens) -> str:
    """The one style sheet of the application."""
    names = Tokens.__dataclass_fields__
    return _SHEET.format(**{name: getattr(tokens, name) for name in names})
