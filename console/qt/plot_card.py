"""A plot in its card: states, readings, and copy and save by menu and by key."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QToolButton, QWidget

from console.present.plot_table import CLIPBOARD_ROWS, short_csv_text
from console.qt.card import Card
from console.qt.csv_saving import CsvSaving
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_export import ENDINGS, picture_of, save_picture

WARNING_SIGN = "\N{BLACK UP-POINTING TRIANGLE}"


class PlotCard(Card):
    """Any plot with its title; shows the plot, or why there is none."""

    failed = Signal(str)
    """A file could not be written: one clear message."""
    saved = Signal(str)
    """A file is written: its path. Long tables take some seconds, in which the window works."""

    def __init__(self, title: str, canvas: PlotCanvas, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.canvas = canvas
        self._name = title
        self._retry: Callable[[], None] | None = None
        self.saving: CsvSaving | None = None
        self._try_again = QPushButton(self.tr("Try again"))
        self._try_again.setVisible(False)
        self._try_again.clicked.connect(self._on_retry)
        self._more = QToolButton()
        self._more.setText("\N{HORIZONTAL ELLIPSIS}")
        self._more.setFixedSize(30, 22)
        self._more.setStyleSheet("padding: 0 0 4px 0; border-color: transparent;")
        self._more.setAccessibleName(self.tr("Copy or save {plot}").format(plot=title))
        self._more.setToolTip(self.tr("Copy or save"))
        self._more.clicked.connect(self._open_menu_below)
        self.head.addWidget(self._try_again)
        self.head.addWidget(self._more)
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.body.addWidget(canvas, 1)
        self._make_actions()
        canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        canvas.customContextMenuRequested.connect(self._open_menu)

    def _make_actions(self) -> None:
        for text, keys, deed in (
            (self.tr("Copy values as CSV"), "Ctrl+C", self.copy_values),
            (self.tr("Copy picture"), "Ctrl+Shift+C", self.copy_picture),
            (
                self.tr("Save as PNG, SVG or CSV\N{HORIZONTAL ELLIPSIS}"),
                "Ctrl+S",
                self.ask_and_save,
            ),
        ):
            action = QAction(text, self.canvas)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(deed)
            self.canvas.addAction(action)

    def set_title(self, title: str) -> None:
        """Change the title, which is also the plot's name in files."""
        super().set_title(title)
        self._name = title

    def show_plot(self) -> None:
        """Show the plot."""
        self._set_state(has_plot=True)
        self.show_content()

    def show_nothing(self, why: str) -> None:
        """Say why there is nothing to see, and what to do."""
        self._set_state(has_plot=False)
        self.show_empty(why)

    def show_problem(self, message: str, retry: Callable[[], None] | None = None) -> None:
        """Say what went wrong, and offer to try again if that can help."""
        self._set_state(has_plot=False, retry=retry)
        self.show_empty(f"{WARNING_SIGN} {message}")

    def _set_state(self, *, has_plot: bool, retry: Callable[[], None] | None = None) -> None:
        self._retry = retry
        self._try_again.setVisible(retry is not None)
        self._more.setVisible(has_plot)

    def _on_retry(self) -> None:
        if self._retry is not None:
            self._retry()

    def copy_values(self) -> None:
        """Put the figures on the clipboard as CSV."""
        text = short_csv_text(self.canvas.table())
        if text is None:
            limit = f"{CLIPBOARD_ROWS:,}"
            self.failed.emit(
                self.tr("More than {limit} rows: save them as a CSV file instead").format(
                    limit=limit
                )
            )
            return
        QGuiApplication.clipboard().setText(text)

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(picture_of(self.canvas, self._name))

    def ask_and_save(self) -> None:
        """Ask for a file, and write the plot into it."""
        wanted, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save {plot}").format(plot=self._name),
            f"{self._file_stem()}.png",
            self.tr("PNG picture (*.png);;SVG drawing (*.svg);;CSV values (*.csv)"),
        )
        if wanted:
            self.save_to(Path(wanted))

    def save_to(self, path: Path) -> None:
        """Write the plot; the ending of the file says in which form."""
        ending = path.suffix.lower()
        if ending not in ENDINGS:
            wanted = ", ".join(ENDINGS)
            self.failed.emit(f"{path.name}: wanted one of {wanted}, found {path.suffix!r}")
        elif ending == ".csv":
            self._save_values(path)
        else:
            self._save_picture(path)

    def _save_picture(self, path: Path) -> None:
        try:
            save_picture(self.canvas, self._name, path)
        except OSError as error:
            self.failed.emit(f"{path}: {error.strerror}")
        else:
            self.saved.emit(str(path))

    def _save_values(self, path: Path) -> None:
        if self.saving is not None:
            self.saving.cancel()
        self.saving = CsvSaving(self.canvas.table(), path, self)
        self.saving.finished.connect(lambda problem: self._on_saved(problem, path))
        self.saving.start()

    def _on_saved(self, problem: str, path: Path) -> None:
        if problem:
            self.failed.emit(problem)
        else:
            self.saved.emit(str(path))

    def _file_stem(self) -> str:
        kept = (letter if letter.isalnum() else "-" for letter in self._name.lower())
        return "-".join(filter(None, "".join(kept).split("-")))

    def _open_menu_below(self) -> None:
        self._open_menu(self.canvas.mapFromGlobal(self._more.mapToGlobal(QPoint(0, 24))))

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.canvas.actions())
        menu.popup(self.canvas.mapToGlobal(at))
