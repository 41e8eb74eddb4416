"""The one style sheet of the application, filled with the colours and sizes of a theme."""

from collections.abc import Mapping
from typing import Final

BASE_PX: Final = 13
"""The size that the sheet is drawn for; all its sizes grow with the chosen one."""
_SIZES: Final = (12, 13, 16, 21, 22)
_REPLAY: Final = "#56626f"
_REPLAY_DARKER: Final = "#3c464f"

SHEET: Final = """
QWidget {{ font-size: {px13}px; }}
QMainWindow, QDialog, QMessageBox {{ background: {window}; }}
#topBar, #rail {{ background: {panel}; }}
#topBar {{ border-bottom: 1px solid {border}; }}
#rail {{ border-right: 1px solid {border}; }}
QStatusBar {{ background: {panel}; border-top: 1px solid {border}; color: {muted}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {muted}; padding: 2px 10px; }}
#rail QToolButton {{ border: none; border-left: 3px solid transparent; border-radius: 0;
  background: transparent; color: {muted}; padding: 9px 0 7px 0; font-size: {px12}px; }}
#rail QToolButton:hover {{ background: {raised}; color: {text}; }}
#rail QToolButton:checked {{ border-left-color: {accent}; color: {text}; font-weight: 500;
  background: {raised}; }}
#rail QToolButton:focus {{ background: {selection}; }}
#badge {{ border-radius: 4px; padding: 4px 14px; color: {on_badge}; font-weight: 600;
  background: {simulation}; }}
#badge[environment="LIVE"] {{ background: {live}; }}
#badge[environment="REPLAY"] {{ background: {replay}; }}
QStatusBar QPushButton {{ background: transparent; border: 1px solid transparent; color: {muted};
  padding: 1px 9px; }}
QStatusBar QPushButton:hover, QStatusBar QPushButton:focus {{ border-color: {accent};
  color: {text}; }}
QFrame#card {{ background: {panel}; border: 1px solid {border}; border-radius: 6px; }}
QFrame#card:focus {{ border-color: {accent}; }}
QTabBar::tab {{ background: transparent; border: none; border-bottom: 2px solid transparent;
  color: {muted}; font-weight: 600; padding: 3px 4px 5px 4px; margin-right: 12px; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:focus {{ background: {selection}; }}
QTabBar::tab:disabled {{ color: {faint}; border-bottom-color: transparent; }}
QLabel#cardTitle {{ color: {muted}; font-weight: 600; }}
QLabel#cardNote, QLabel#muted {{ color: {muted}; }}
QLabel#tileValue {{ font-size: {px21}px; font-weight: 600; color: {text}; }}
QLabel#heading {{ font-size: {px16}px; font-weight: 600; color: {text}; }}
QLabel#empty {{ color: {muted}; padding: 24px; }}
QLabel#problem {{ color: {bad}; }}
QPushButton, QToolButton {{ background: {raised}; border: 1px solid {border}; border-radius: 4px;
  padding: 5px 12px; color: {text}; }}
QPushButton:hover, QToolButton:hover {{ border-color: {accent}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {accent}; }}
QPushButton:checked {{ background: {selection}; border-color: {accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {faint}; border-color: {border}; }}
QPushButton#primary {{ background: {accent}; border-color: {accent}; color: {on_accent};
  font-weight: 600; }}
QPushButton#primary:hover, QPushButton#primary:focus {{ border-color: {text}; }}
QPushButton#primary:disabled {{ background: {raised}; color: {faint}; border-color: {border}; }}
QPushButton#armed {{ background: transparent; border: 1px solid {warning}; color: {warning};
  font-weight: 600; padding: 4px 10px; }}
QPushButton#armed:hover, QPushButton#armed:focus {{ border-color: {accent}; }}
QLineEdit, QPlainTextEdit {{ background: {window};
  border: 1px solid {border}; border-radius: 4px; padding: 4px 8px; color: {text};
  selection-background-color: {selection}; selection-color: {text}; }}
QLineEdit {{ placeholder-text-color: {muted}; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {accent}; }}
QTableView, QTreeView, QListView {{ background: {panel}; alternate-background-color: {stripe};
  border: 1px solid transparent; border-radius: 3px; color: {text};
  selection-background-color: {selection}; selection-color: {text}; outline: none; }}
QTableView::item, QTreeView::item {{ padding: 2px 6px; border: none; }}
QTableView::item:selected, QTreeView::item:selected {{ background: {selection};
  color: {text}; }}
QTableView:focus, QTreeView:focus {{ border-color: {accent}; }}
QHeaderView {{ background: {panel}; border: none; }}
QHeaderView::section {{ background: {panel}; color: {muted}; font-weight: 600; border: none;
  border-bottom: 1px solid {border}; padding: 4px 6px; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ subcontrol-position: top center;
  width: 9px; height: 7px; }}
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
QMenu {{ background: {panel}; border: 1px solid {border}; padding: 4px; color: {text}; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 3px; }}
QMenu::item:selected {{ background: {selection}; color: {text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
QListView::item {{ padding: 5px 8px; border: none; }}
QListView::item:selected {{ background: {selection}; color: {text}; }}
QListView:focus {{ border-color: {accent}; }}
QComboBox QAbstractItemView {{ background: {panel}; border: 1px solid {border};
  selection-background-color: {selection}; selection-color: {text}; }}
QCheckBox {{ spacing: 8px; padding: 3px; border: 1px solid transparent; border-radius: 3px; }}
QCheckBox:focus {{ border-color: {accent}; }}
QSlider::groove:horizontal {{ height: 4px; background: {border}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {text}; border: 2px solid {panel}; width: 12px;
  margin: -6px 0; border-radius: 8px; }}
QSlider::handle:horizontal:focus {{ background: {accent}; border-color: {text}; }}
QFrame#journey {{ background: {panel}; border: 1px solid {border}; border-radius: 6px; }}
QLabel#pageTitle {{ font-size: {px22}px; font-weight: 600; color: {text}; }}
QLabel#notice {{ background: {raised}; border: 1px solid {warning}; border-radius: 4px;
  padding: 8px 12px; color: {text}; }}
#palette {{ background: {panel}; border: 1px solid {accent}; border-radius: 8px; }}
#search {{ text-align: left; color: {muted}; background: {window}; padding: 5px 12px; }}
#search:hover, #search:focus {{ color: {text}; }}
QToolButton#step {{ padding: 3px 5px; }}
QPushButton#crumb {{ background: transparent; border-color: transparent; padding: 2px 4px;
  color: {accent}; text-decoration: underline; }}
QPushButton#crumb:hover, QPushButton#crumb:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {border}; padding: 3px; }}
QGraphicsView {{ background: {panel}; border: none; }}
"""


def filled_sheet(colours: Mapping[str, str], font_px: int) -> str:
    """The sheet for these colours and this size of text."""
    sizes = {f"px{size}": round(size * font_px / BASE_PX) for size in _SIZES}
    replay = _REPLAY_DARKER if colours["name"] == "contrast" else _REPLAY
    return SHEET.format(**colours, **sizes, replay=replay, on_badge="#ffffff")
