"""Payment files on their way out: prepared, proposed, decided and exported, by who may and when.

The books enforce that two people release a file; here is only said beforehand what they will say.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from console.present.books import Books
from console.present.command_value import Fact
from console.present.file_deeds import (
    FileDeed,
    exported_text,
    prepared_text,
    release_text,
    why_not,
)
from console.present.operate_views import OperateView
from console.present.payment_command_list import DEED_FACTS
from console.qt.action_desk import ActionDesk
from console.qt.arming_desk import ArmingDesk
from console.qt.command_registry import Deed
from console.qt.deed_desk import DeedDesk
from console.qt.screens import Screens
from console.qt.settlement_page import SettlementPage
from console.qt.tab_reader import TabReader
from console.qt.window_setup import Setup
from core.domain.approval import Approval, Verdict
from core.domain.operator_act import ActKind
from core.service.file_lines import FileLine

_VERDICTS: Final = {FileDeed.APPROVE: Verdict.APPROVED, FileDeed.REJECT: Verdict.REJECTED}


class PaymentDesk(DeedDesk):
    """Between the payment files of Settlement and the books."""

    def __init__(
        self,
        setup: Setup,
        screens: Screens,
        actions: ActionDesk,
        arming: ArmingDesk,
        window: QWidget,
    ) -> None:
        super().__init__(setup, actions, arming, window)
        self._setup = setup
        self._tabs = screens.operate_tabs
        self._actions = actions
        self._window = window
        self._page: SettlementPage | None = None
        self._tabs.opened.connect(self._on_opened)

    def deeds(self) -> dict[str, Deed]:
        """Id of each command and what it does."""
        return {
            FileDeed.PREPARE.command_id: self._prepare,
            FileDeed.PROPOSE.command_id: self._propose,
            FileDeed.APPROVE.command_id: partial(self._decide, FileDeed.APPROVE),
            FileDeed.REJECT.command_id: partial(self._decide, FileDeed.REJECT),
            FileDeed.EXPORT.command_id: self._export,
        }

    def facts(self) -> dict[Fact, bool]:
        """What holds now."""
        return {fact: not self._why_not(deed) for deed, fact in DEED_FACTS.items()}

    def _why_not(self, deed: FileDeed) -> str:
        page = self._page
        if page is None:
            return why_not(deed, None, None, None)
        return why_not(deed, page.view, page.cycle, page.file)

    def _on_opened(self, view: OperateView) -> None:
        page = self._tabs.pages.get(view)
        if isinstance(page, SettlementPage) and self._page is None:
            self._page = page
            reader = page.view_reader
            self._reader = reader if isinstance(reader, TabReader) else None
            page.chosen.connect(self._show_deeds)
            self._show_deeds()

    def _show_deeds(self) -> None:
        if self._page is not None:
            why_not = {deed.command_id: self._why_not(deed) for deed in FileDeed}
            self._show_on(self._page.deeds, why_not, "")

    # --- deeds -------------------------------------------------------------------------------
    def _prepare(self) -> None:
        books, cycle = self._chosen_books(), self._chosen().cycle
        assert cycle is not None
        title = self.tr("Prepare a payment file")
        left = cycle.payouts - cycle.fate.in_files
        text = self.tr(
            "This puts {count} payouts of cycle {cycle} into one payment file. It leaves when one"
            " person has proposed and another one approved it."
        ).format(count=f"{left:,}", cycle=cycle.cycle_id)
        if self._actions.agrees(books, title, text, self.tr("Prepare")):
            self._actions.do(
                books,
                self._actions.act(ActKind.FILE_PREPARED, cycle.cycle_id),
                lambda: prepared_text(books.prepare_file(cycle.cycle_id)),
            )

    def _propose(self) -> None:
        self._with_note(
            self.tr("Propose {file}"),
            self.tr("This asks another person to release:"),
            self.tr("Propose"),
            lambda books, file, note: books.propose_file(file.batch_id, note),
        )

    def _decide(self, deed: FileDeed) -> None:
        is_approval = deed is FileDeed.APPROVE
        self._with_note(
            self.tr("Approve {file}") if is_approval else self.tr("Reject {file}"),
            self.tr("This releases:") if is_approval else self.tr("This does not release:"),
            self.tr("Approve") if is_approval else self.tr("Reject"),
            lambda books, file, note: books.decide_file(file.batch_id, _VERDICTS[deed], note),
        )

    def _with_note(
        self,
        title: str,
        what: str,
        yes: str,
        deed: Callable[[Books, FileLine, str], Approval],
    ) -> None:
        file = self._chosen().file
        assert file is not None
        self._decisions.with_note(
            title.format(file=file.batch_id),
            f"{what}\n\n{release_text(file)}",
            yes,
            lambda books, note: _decided_text(deed(books, file, note)),
        )

    def _export(self) -> None:
        books, file = self._chosen_books(), self._chosen().file
        assert file is not None
        title = self.tr("Export {file}").format(file=file.batch_id)
        path = self._setup.questions.new_file(
            self._window, title, f"{file.batch_id}.xml", self.tr("Payment file (*.xml)")
        )
        if path is None or not self._actions.are_still_shown(books, title):
            return

        def export() -> str:
            released = books.export_file(file.batch_id)
            Path(path).write_bytes(released.file.content)
            return exported_text(released, path)

        text = f"{release_text(file)}\n\n{path}"
        if self._actions.agrees(books, title, text, self.tr("Export")):
            self._actions.do(books, self._actions.act(ActKind.FILE_EXPORTED, file.batch_id), export)

    def _chosen(self) -> SettlementPage:
        assert self._page is not None
        return self._page

    def _chosen_books(self) -> Books:
        assert self._actions.books is not None
        return self._actions.books


def _decided_text(approval: Approval) -> str:
    words = QCoreApplication.translate("PaymentDesk", "{id} is {status}")
    return words.format(id=approval.approval_id, status=approval.status.value)
