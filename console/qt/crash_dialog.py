"""The crash dialog: what went wrong, to copy or to save; then go on or quit."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.qt.theme import mono_font


class CrashDialog(QDialog):
    """Accepted: go on; rejected: quit."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something unexpected happened"))
        self.resize(860, 520)
        told = QLabel(
            self.tr(
                "This is a fault of the program. The books are untouched: whatever was posted is"
                " kept, and nothing else was written. Runs that are going on go on."
            )
        )
        told.setWordWrap(True)
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setFont(mono_font())
        self.report.setAccessibleName(self.tr("Report"))
        self._note = QLabel()
        self._note.setObjectName("muted")
        self._note.setWordWrap(True)
        self.copy = QPushButton(self.tr("&Copy"))
        self.save = QPushButton(self.tr("&Save report\N{HORIZONTAL ELLIPSIS}"))
        self.quit = QPushButton(self.tr("&Quit"))
        self.go_on = QPushButton(self.tr("&Go on"))
        self.go_on.setObjectName("primary")
        self.go_on.setDefault(True)
        buttons = QHBoxLayout()
        for button in (self.copy, self.save):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.quit, self.go_on):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        for widget in (told, self.report, self._note):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)
        self.quit.clicked.connect(self.reject)
        self.go_on.clicked.connect(self.accept)
        self.show_report(report)

    def show_report(self, report: str) -> None:
        """Show a longer report: more went wrong meanwhile."""
        self.report.setPlainText(report)

    def save_to(self, path: Path) -> None:
        """Write the report; say where it is, or why it is not."""
        try:
            path.write_text(self.report.toPlainText(), encoding="utf-8")
        except OSError as error:
            self._note.setText(f"\N{MULTIPLICATION SIGN} {path}: {error.strerror}")
        else:
            self._note.setText(self.tr("Saved as {path}").format(path=path))

    @property
    def note(self) -> str:
        """What was said last."""
        return self._note.text()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self._note.setText(self.tr("Copied."))

    def _on_save(self) -> None:
        wanted, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save report"), "networkcore-report.txt", self.tr("Text (*.txt)")
        )
        if wanted:
            self.save_to(Path(wanted))
