"""What the desks of views share whose buttons stand for deeds: each when it may, or why not."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.present.file_deeds import NOT_ARMED
from console.qt.action_desk import ActionDesk
from console.qt.arming_desk import ArmingDesk
from console.qt.decisions import Decisions
from console.qt.deed_buttons import DeedButtons
from console.qt.tab_reader import TabReader
from console.qt.window_setup import Setup


class DeedDesk(QObject):
    """Between the buttons of one view and the books; once something is done, all is read again."""

    def __init__(
        self, setup: Setup, actions: ActionDesk, arming: ArmingDesk, window: QWidget
    ) -> None:
        super().__init__(window)
        self._decisions: Final = Decisions(setup, actions, window)
        self._arming = arming
        self._reader: TabReader | None = None
        arming.changed.connect(self._show_deeds)
        actions.done.connect(self._read_again)

    def _show_deeds(self) -> None:
        """Something else is chosen, or may be done."""
        raise NotImplementedError

    def _show_on(self, buttons: DeedButtons, why_not: Mapping[str, str], you: str) -> None:
        """Have buttons say what can be done.

        Args:
            buttons: One a deed.
            why_not: By command; empty where it can be done once the books are armed.
            you: As whom one acts; may be empty.
        """
        unarmed = "" if self._arming.may_act else NOT_ARMED
        buttons.show_deeds({id_: why or unarmed for id_, why in why_not.items()}, you)

    def _read_again(self) -> None:
        if self._reader is not None:
            self._reader.read()
