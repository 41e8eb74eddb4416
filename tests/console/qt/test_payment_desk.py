"""A payment file goes from prepared to exported by buttons, each when it may and only then."""

import pytest

from console.present.file_deeds import NOT_ARMED, FileDeed
from console.present.operate_views import OperateView
from core.domain.operator_act import ActKind
from core.service.carry_cdrs import carry
from core.service.file_lines import FileState
from core.service.operator_log import operator_log
from core.service.register_network import register_network
from core.service.settle_cycles import settle_until
from core.service.view_settlement import PaidState
from tests.bank_files import banked_network
from tests.books import MONTH, now
from tests.builders import START, a_cdr, an_agreement
from tests.console.qt.operator_windows import arm, live, press
from tests.console.qt.scripted_questions import ScriptedQuestions
from tests.made_books import books_in

LONG_MS = 30_000


@pytest.fixture
def runtime(url):
    """One settled cycle with one payout that is in no file."""
    runtime = books_in(url, now)
    register_network(runtime, banked_network(), [an_agreement()])
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + MONTH)
    yield runtime
    runtime.database.close()


@pytest.fixture
def page_of(make_window, runtime, url, qtbot):
    def show(questions):
        assert runtime
        window = make_window(
            **live(url),
            questions=questions,
        )
        window.views.show(OperateView.SETTLEMENT)
        page = window.operate_tabs.pages[OperateView.SETTLEMENT]
        qtbot.waitUntil(lambda: page.cycle is not None, timeout=LONG_MS)
        return window, page

    return show


def can(page):
    return {deed for deed in FileDeed if page.deeds.by_command[deed.command_id].isEnabled()}


def do(window, page, deed, qtbot):
    return press(window, page.deeds.by_command[deed.command_id], qtbot)


def test_nothing_can_be_done_before_the_books_are_armed(page_of, qtbot):
    window, page = page_of(ScriptedQuestions(text="ok"))
    assert can(page) == set()
    assert NOT_ARMED in page.deeds.by_command[FileDeed.PREPARE.command_id].toolTip()
    assert not window.registry.run(FileDeed.PREPARE.command_id)
    arm(window, qtbot)
    assert can(page) == {FileDeed.PREPARE}


def test_a_file_is_prepared_proposed_approved_and_exported(page_of, runtime, qtbot, tmp_path):
    path = tmp_path / "out.xml"
    window, page = page_of(ScriptedQuestions(text="ok", file=str(path)))
    arm(window, qtbot)
    assert "prepared NC" in do(window, page, FileDeed.PREPARE, qtbot)
    qtbot.waitUntil(lambda: page.file is not None, timeout=LONG_MS)
    assert can(page) == {FileDeed.PROPOSE}
    assert page.cycle.state is PaidState.IN_FILES
    for deed, state, then in (
        (FileDeed.PROPOSE, FileState.PROPOSED, {FileDeed.APPROVE, FileDeed.REJECT}),
        (FileDeed.REJECT, FileState.REJECTED, {FileDeed.PROPOSE}),
        (FileDeed.PROPOSE, FileState.PROPOSED, {FileDeed.APPROVE, FileDeed.REJECT}),
        (FileDeed.APPROVE, FileState.APPROVED, {FileDeed.EXPORT}),
        (FileDeed.EXPORT, FileState.EXPORTED, {FileDeed.EXPORT}),
    ):
        window.setup.questions.asked.clear()
        do(window, page, deed, qtbot)
        assert page.file.release.batch.sha in window.setup.questions.asked[-1]
        qtbot.waitUntil(lambda state=state: page.file.state is state, timeout=LONG_MS)
        assert can(page) == then
    assert path.read_bytes().startswith(b"<?xml")
    kinds = [act.kind for act in operator_log(runtime).latest]
    assert kinds.count(ActKind.FILE_PREPARED) == kinds.count(ActKind.FILE_EXPORTED) == 1
    assert kinds.count(ActKind.APPROVED) == 1


def test_a_file_that_cannot_be_written_is_told_and_can_be_exported_again(page_of, qtbot, tmp_path):
    window, page = page_of(ScriptedQuestions(text="ok", file=str(tmp_path / "no" / "out.xml")))
    arm(window, qtbot)
    do(window, page, FileDeed.PREPARE, qtbot)
    qtbot.waitUntil(lambda: page.file is not None, timeout=LONG_MS)
    for deed, state in (
        (FileDeed.PROPOSE, FileState.PROPOSED),
        (FileDeed.APPROVE, FileState.APPROVED),
    ):
        do(window, page, deed, qtbot)
        qtbot.waitUntil(lambda state=state: page.file.state is state, timeout=LONG_MS)
    window.setup.questions.asked.clear()
    page.deeds.by_command[FileDeed.EXPORT.command_id].click()
    told = window.setup.questions.asked
    qtbot.waitUntil(lambda: any("This cannot be done" in one for one in told), timeout=LONG_MS)
    assert "out.xml" in told[-1]
    page.view_reader.read()
    qtbot.waitUntil(lambda: page.file.state is FileState.EXPORTED, timeout=LONG_MS)
    assert can(page) == {FileDeed.EXPORT}


def test_who_does_not_agree_changes_nothing(page_of, qtbot):
    window, page = page_of(ScriptedQuestions(agrees=False, text="ok"))
    arm(window, qtbot)
    page.deeds.by_command[FileDeed.PREPARE.command_id].click()
    page.view_reader.read()
    qtbot.waitUntil(lambda: page.view_reader.is_idle, timeout=LONG_MS)
    assert page.file is None
