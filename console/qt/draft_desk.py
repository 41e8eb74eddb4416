"""The scenario that is being built: its draft, what cannot be of it, and what was taken back.

Each scenario keeps its own draft while the window lives. Whether a draft can be is asked beside the
window's thread: a network of thousands of sites takes its time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from console.present.parameter_tree import Group, Parameter, all_parameters, parameter_groups
from console.present.scenario_choice import ScenarioCard
from console.present.scenario_draft import Draft, Problem, changes_of, file_text, problems_of
from console.qt.errand import Errands
from console.qt.latest_errand import LatestErrand
from core.domain.errors import RoamingError
from core.service.resources import read_text
from simulation.experiment.point import Change


@dataclass(slots=True)
class _Opened:
    """A scenario whose draft is kept."""

    draft: Draft
    groups: tuple[Group, ...]
    parameters: Mapping[str, Parameter]
    stack: QUndoStack


class DraftDesk(QObject):
    """Whoever shows or runs the draft asks here."""

    opened = Signal()
    """Another scenario is built on, or none (``card`` says)."""
    changed = Signal()
    """Other values; whether they can be is not known yet."""
    checked = Signal()
    """``problems`` are those of the draft."""
    tried = Signal(object)
    """Tuple of the ``Problem`` that a value under way would have."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opened: dict[str, _Opened] = {}
        self.card: ScenarioCard | None = None
        """What is built on; None before the first, and while it is wrong."""
        self.why_not = ""
        """Why nothing can be built on the scenario that was chosen."""
        self.problems: tuple[Problem, ...] = ()
        self._is_checked = False
        self._errands: Final = Errands(self)
        self._checking = LatestErrand[tuple[Problem, ...]](
            self._errands, self._on_checked, self._on_unchecked
        )
        self._trying = LatestErrand[tuple[Problem, ...]](
            self._errands, self.tried.emit, self._on_unchecked
        )

    def stop(self) -> None:
        """Leave no thread behind."""
        self._errands.close()

    def open(self, card: ScenarioCard) -> None:
        """Build on a scenario; its draft is as it was left."""
        self.card, self.why_not = None, card.problem
        if not card.problem:
            try:
                self._opened.setdefault(card.path, self._read(card))
            except RoamingError as error:
                self.why_not = str(error)
            else:
                self.card = card
        self.opened.emit()
        self._on_changed()

    def forget(self, path: str) -> None:
        """A file is another: nothing is built on what it was."""
        self._opened.pop(path, None)

    def _read(self, card: ScenarioCard) -> _Opened:
        if card.path in self._opened:
            return self._opened[card.path]
        text = read_text(Path(card.path))
        groups = parameter_groups(text, card.name)
        stack = QUndoStack(self)
        return _Opened(
            draft=Draft(text=text, source=card.path),
            groups=groups,
            parameters={one.path: one for one in all_parameters(groups)},
            stack=stack,
        )

    @property
    def _now(self) -> _Opened | None:
        return None if self.card is None else self._opened[self.card.path]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The parameters as a tree; empty where nothing is built on."""
        return () if self._now is None else self._now.groups

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters by path."""
        return {} if self._now is None else self._now.parameters

    @property
    def draft(self) -> Draft:
        """What is built; without text where there is nothing."""
        return Draft(text="", source="") if self._now is None else self._now.draft

    @property
    def stack(self) -> QUndoStack | None:
        """What can be taken back of it."""
        return None if self._now is None else self._now.stack

    @property
    def is_sound(self) -> bool:
        """Whether the scenario can be run as it is built."""
        return self.card is not None and self._is_checked and not self.problems

    @property
    def is_idle(self) -> bool:
        """Whether every question was answered."""
        return self._checking.is_idle and self._trying.is_idle

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the variants of the scenario; empty where it has none."""
        found = (one for one in self.parameters.values() if one.place[:1] == ("variant",))
        return tuple(one.base for one in found if len(one.place) == 3 and one.place[2] == "name")

    @property
    def seed(self) -> int:
        """Of the draft, which is sound."""
        return int(self.draft.changes.get("seed", self.parameters["seed"].base))

    def changes(self) -> tuple[Change, ...]:
        """What is changed; the draft is sound."""
        return changes_of(self.draft, self.parameters)

    def file_text(self) -> str:
        """The file that it makes.

        Raises:
            RoamingError: It cannot be written as one.
        """
        return file_text(self.draft, self.parameters)

    def change(self, path: str, typed: str) -> None:
        """Give a parameter another value; nothing typed, or the base's: the base's."""
        parameter = self.parameters[path]
        wanted = None if typed.strip() in {"", parameter.base} else typed.strip()
        self._push(self.draft.changed(path, wanted), f"{parameter.label} {typed or parameter.base}")

    def sweep(self, path: str, typed: str) -> None:
        """Give a parameter other values to go through; nothing typed: none."""
        wanted = typed.strip() or None
        self._push(self.draft.swept(path, wanted), f"{self.parameters[path].label} {typed}")

    def revert(self) -> None:
        """Take every change back, which can be taken back itself."""
        draft = self.draft
        self._push(Draft(text=draft.text, source=draft.source), self.tr("Take all changes back"))

    def try_value(self, path: str, typed: str, *, is_sweep: bool) -> None:
        """Ask what a value would be told that is being typed; ``tried`` brings it."""
        draft, parameters = self.draft, dict(self.parameters)
        tried = draft.swept(path, typed) if is_sweep else draft.changed(path, typed)
        self._trying.ask(lambda: problems_of(tried, parameters))

    def _push(self, draft: Draft, text: str) -> None:
        now = self._now
        if now is not None and draft != now.draft:
            now.stack.push(_Edit(self, now, draft, text))

    def _on_changed(self) -> None:
        self._is_checked, self.problems = False, ()
        self.changed.emit()
        if self.card is not None:
            draft, parameters = self.draft, dict(self.parameters)
            self._checking.ask(lambda: problems_of(draft, parameters))

    def _on_checked(self, problems: tuple[Problem, ...]) -> None:
        self._is_checked, self.problems = True, problems
        self.checked.emit()

    def _on_unchecked(self, why: str) -> None:
        self._on_checked((Problem("", "", why),))

    def show_draft(self, opened: _Opened, draft: Draft) -> None:
        """An edit was made, or taken back."""
        opened.draft = draft
        if opened is self._now:
            self._on_changed()


class _Edit(QUndoCommand):
    """From one draft to another."""

    def __init__(self, desk: DraftDesk, opened: _Opened, draft: Draft, text: str) -> None:
        super().__init__(text)
        self._desk, self._opened = desk, opened
        self._before, self._after = opened.draft, draft

    def redo(self) -> None:
        """Make it."""
        self._desk.show_draft(self._opened, self._after)

    def undo(self) -> None:
        """Take it back."""
        self._desk.show_draft(self._opened, self._before)
