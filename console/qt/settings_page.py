"""Settings: what can be set; each change is taken at once and can be undone."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.present.settings import FONT_PX_MAX, FONT_PX_MIN, Settings, ThemeName
from console.qt.card import Card

_TITLES = {ThemeName.DARK: "Dark", ThemeName.LIGHT: "Light", ThemeName.CONTRAST: "High contrast"}


class SettingsPage(QWidget):
    """A form of all settings."""

    changed = Signal(object)
    """The ``Settings`` as they now are."""

    def __init__(self, settings: Settings, kept_in: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.theme = QComboBox()
        self.theme.addItems([self.tr(_TITLES[name]) for name in ThemeName])
        self.font_px = QSpinBox()
        self.font_px.setRange(FONT_PX_MIN, FONT_PX_MAX)
        self.font_px.setSuffix(self.tr(" px"))
        self.follow_tail = QCheckBox(self.tr("Follow the newest entry when books are opened"))
        self.confirm_close = QCheckBox(self.tr("Ask before closing cancels a run"))
        self.alert_rules = QLineEdit()
        self.alert_rules.setPlaceholderText(self.tr("those that come with the program"))
        self.choose_rules = QPushButton(self.tr("Choose\N{HORIZONTAL ELLIPSIS}"))
        self.runs_folder = QLineEdit()
        self.runs_folder.setPlaceholderText(self.tr("your folder for data"))
        self.choose = QPushButton(self.tr("Choose\N{HORIZONTAL ELLIPSIS}"))
        self.keep_runs = QSpinBox()
        self.keep_runs.setRange(0, 10_000)
        self.keep_runs.setSpecialValueText(self.tr("all"))
        self._name()
        self._lay_out(kept_in)
        self.show_settings(settings)
        self._connect()

    def show_settings(self, settings: Settings) -> None:
        """Show other settings without telling anybody."""
        self._settings = settings
        blockers = [QSignalBlocker(widget) for widget in self._widgets()]
        self.theme.setCurrentIndex(list(ThemeName).index(settings.theme))
        self.font_px.setValue(settings.font_px)
        self.follow_tail.setChecked(settings.follow_tail)
        self.confirm_close.setChecked(settings.confirm_close)
        self.runs_folder.setText(settings.runs_folder)
        self.alert_rules.setText(settings.alert_rules)
        self.keep_runs.setValue(settings.keep_runs)
        del blockers

    def _widgets(self) -> tuple[QWidget, ...]:
        return (
            self.theme,
            self.font_px,
            self.follow_tail,
            self.confirm_close,
            self.runs_folder,
            self.keep_runs,
            self.alert_rules,
        )

    def _name(self) -> None:
        for widget, name in (
            (self.theme, self.tr("Theme")),
            (self.font_px, self.tr("Size of the text")),
            (self.runs_folder, self.tr("Folder for the books of runs")),
            (self.choose, self.tr("Choose the folder for the books of runs")),
            (self.alert_rules, self.tr("File of the alert rules")),
            (self.choose_rules, self.tr("Choose the file of the alert rules")),
            (self.keep_runs, self.tr("How many runs keep their books")),
        ):
            widget.setAccessibleName(name)
            for line in widget.findChildren(QLineEdit):
                line.setAccessibleName(name)

    def _lay_out(self, kept_in: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        folder = _with_button(self.runs_folder, self.choose)
        rules = _with_button(self.alert_rules, self.choose_rules)
        keep_note = self.tr(
            "When a run begins, the oldest books in the folder beyond these are deleted."
        )
        for title, rows in (
            (self.tr("Look"), ((self.tr("&Theme"), self.theme), (self.tr("Te&xt"), self.font_px))),
            (
                self.tr("Operate"),
                (("", self.follow_tail), (self.tr("&Alert rules"), rules)),
            ),
            (
                self.tr("Runs"),
                (
                    (self.tr("&Folder"), folder),
                    (self.tr("&Keep"), self.keep_runs),
                    ("", _note(keep_note)),
                    ("", self.confirm_close),
                ),
            ),
        ):
            card = Card(title)
            form = QFormLayout()
            form.setHorizontalSpacing(16)
            form.setVerticalSpacing(8)
            for label, field in rows:
                if label:
                    form.addRow(label, field)
                else:
                    form.addRow(field)
            card.body.addLayout(form)
            card.setMaximumWidth(760)
            layout.addWidget(card)
        layout.addWidget(_note(self.tr("Kept in {path}").format(path=kept_in)))
        layout.addStretch(1)

    def _connect(self) -> None:
        self.theme.currentIndexChanged.connect(self._on_edited)
        self.font_px.valueChanged.connect(self._on_edited)
        self.follow_tail.toggled.connect(self._on_edited)
        self.confirm_close.toggled.connect(self._on_edited)
        self.runs_folder.editingFinished.connect(self._on_edited)
        self.keep_runs.valueChanged.connect(self._on_edited)
        self.alert_rules.editingFinished.connect(self._on_edited)
        self.choose_rules.clicked.connect(self._on_choose_rules)
        self.choose.clicked.connect(self._on_choose)

    def _on_choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for the books of runs"), self.runs_folder.text()
        )
        if folder:
            self.runs_folder.setText(folder)
            self._on_edited()

    def _on_choose_rules(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Alert rules"), self.alert_rules.text(), self.tr("Rules (*.toml)")
        )
        if path:
            self.alert_rules.setText(path)
            self._on_edited()

    def _on_edited(self) -> None:
        settings = Settings(
            theme=list(ThemeName)[self.theme.currentIndex()],
            font_px=self.font_px.value(),
            follow_tail=self.follow_tail.isChecked(),
            confirm_close=self.confirm_close.isChecked(),
            runs_folder=self.runs_folder.text(),
            keep_runs=self.keep_runs.value(),
            alert_rules=self.alert_rules.text(),
        )
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)


def _with_button(line: QLineEdit, button: QPushButton) -> QWidget:
    both = QWidget()
    both.setFocusProxy(line)
    layout = QHBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(line, 1)
    layout.addWidget(button)
    return both


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label
