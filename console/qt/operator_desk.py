"""What an operator does at the shown books: watch, acknowledge, arm, act."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from console.present.command_value import Fact
from console.qt.action_desk import ActionDesk
from console.qt.arming_desk import ArmingDesk
from console.qt.command_registry import Deed
from console.qt.payment_desk import PaymentDesk
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.watch_desk import WatchDesk
from console.qt.window_look import WindowLook
from console.qt.window_setup import Setup


class OperatorDesk:
    """The desks, their commands and their facts."""

    def __init__(
        self, setup: Setup, screens: Screens, shown: ShownBooks, look: WindowLook, window: QWidget
    ) -> None:
        self.setup: Final = setup
        self._screens = screens
        self._look = look
        self.window: Final = window
        errands = shown.errands
        self.watch = WatchDesk(setup, screens, shown, look, window)
        self.arming = ArmingDesk(setup, screens, errands, window)
        self.actions = ActionDesk(setup, screens, errands, self.arming, window)
        self.payments = PaymentDesk(setup, screens, self.actions, self.arming, window)
        self._others: list[Callable[[], dict[Fact, bool]]] = []
        self.arming.logged.connect(self.watch.read_log)
        self.actions.logged.connect(self.watch.read_log)
        screens.top_bar.armed.clicked.connect(self._disarm)

    def deeds(self) -> dict[str, Deed]:
        """Id of each command and what it does."""
        return {
            "alerts.acknowledge": self._acknowledge,
            "alerts.reload": lambda: self.watch.use_rules(self._look.settings.alert_rules),
            "books.arm": self.arming.ask,
            "books.disarm": self._disarm,
            "books.settle": self.actions.settle_due,
            "books.take_back": self.actions.take_back,
            **self.payments.deeds(),
        }

    def facts(self) -> dict[Fact, bool]:
        """What holds now."""
        return {
            Fact.ALERT: self._screens.operate.alerts.acknowledge.isEnabled(),
            Fact.ARMABLE: self.arming.can_arm,
            Fact.ARMED: self.arming.is_armed,
            Fact.MAY_ACT: self.arming.may_act,
            **self.payments.facts(),
            **{fact: holds for facts in self._others for fact, holds in facts().items()},
        }

    def add_facts(self, facts: Callable[[], dict[Fact, bool]]) -> None:
        """Have what holds of a view that acts by the desks here, too."""
        self._others.append(facts)

    def _acknowledge(self) -> None:
        """Of the books that the alert was read about, whatever is shown by the time of the note."""
        line, books = self._screens.operate.alerts.current, self.watch.books
        assert line is not None
        assert books is not None
        title = self.window.tr("Acknowledge the alert")
        note = self.setup.questions.text(self.window, title, line.text)
        if note is None:
            return
        if books is self.watch.books:
            self.watch.acknowledge(books, line.key, note)
        else:
            text = self.window.tr("{title} is not shown any more; nothing was acknowledged.")
            self.setup.questions.tell(self.window, title, text.format(title=books.title))

    def _disarm(self) -> None:
        self.arming.disarm(self.window.tr("by command"))
