"""A case goes from open to closed by buttons, each when it may and only then."""

from datetime import timedelta

import pytest

from console.present.case_deeds import CaseDeed
from console.present.file_deeds import NOT_ARMED
from core.domain.reconciliation import CaseStatus
from core.service.carry_cdrs import carry
from tests.books import now, open_network
from tests.builders import START, a_cdr
from tests.console.qt.operator_windows import arm, live, press
from tests.console.qt.scripted_questions import ScriptedQuestions
from tests.made_books import books_in

LONG_MS = 30_000
SHORT = a_cdr("short", stay_s=60, energy_kwh="0.5")
NOWHERE = a_cdr("nowhere", start=START + timedelta(hours=4), evse_uid="E9")


@pytest.fixture
def runtime(url):
    """One CDR that two people may accept, and one that nobody can."""
    runtime = books_in(url, now)
    open_network(runtime)
    carry(runtime, [SHORT, NOWHERE, a_cdr("sound", start=START + timedelta(hours=6))])
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
        window.registry.run("operate.reconciliation")
        page = window.views.reconciliation.page
        choose(window, SHORT, qtbot)
        return window, page

    return show


def choose(window, cdr, qtbot):
    page, desk = window.views.reconciliation.page, window.views.reconciliation
    qtbot.waitUntil(lambda: any(row.key == cdr.key for row in page.queue.rows), timeout=LONG_MS)
    page.queue.choose(cdr.key)
    qtbot.waitUntil(
        lambda: page.detail is not None and page.detail.case.case_id == cdr.key and desk.is_idle,
        timeout=LONG_MS,
    )


def can(page):
    return {deed for deed in CaseDeed if page.case.deeds.by_command[deed.command_id].isEnabled()}


def do(window, page, deed, qtbot):
    return press(window, page.case.deeds.by_command[deed.command_id], qtbot)


def test_nothing_can_be_done_before_the_books_are_armed(page_of, qtbot):
    window, page = page_of(ScriptedQuestions(text="ok"))
    assert can(page) == set()
    assert NOT_ARMED in page.case.deeds.by_command[CaseDeed.PROPOSE.command_id].toolTip()
    assert not window.registry.run(CaseDeed.PROPOSE.command_id)
    arm(window, qtbot)
    assert can(page) == {CaseDeed.ASSIGN, CaseDeed.PROPOSE, CaseDeed.RETRY}
    why = page.case.deeds.by_command[CaseDeed.APPROVE.command_id].accessibleDescription()
    assert why == "nothing is proposed"
    assert "advisory" in page.case.deeds.you.text()


def test_a_case_is_assigned_proposed_rejected_proposed_and_approved(page_of, qtbot):
    window, page = page_of(ScriptedQuestions(text="ann"))
    arm(window, qtbot)
    assert do(window, page, CaseDeed.ASSIGN, qtbot) == "NL*ABC:short: open"
    qtbot.waitUntil(lambda: page.detail.case.owner == "ann", timeout=LONG_MS)
    for deed, status in (
        (CaseDeed.PROPOSE, CaseStatus.PROPOSED),
        (CaseDeed.REJECT, CaseStatus.REJECTED),
        (CaseDeed.PROPOSE, CaseStatus.PROPOSED),
    ):
        window.setup.questions.asked.clear()
        do(window, page, deed, qtbot)
        assert "NL*ABC:short" in window.setup.questions.asked[-1]
        qtbot.waitUntil(lambda status=status: page.detail.case.status is status, timeout=LONG_MS)
    assert can(page) == {CaseDeed.ASSIGN, CaseDeed.APPROVE, CaseDeed.REJECT}
    told = do(window, page, CaseDeed.APPROVE, qtbot)
    assert told == "NL*ABC:short: closed, posted"
    qtbot.waitUntil(lambda: [row.key for row in page.queue.rows] == [NOWHERE.key], timeout=LONG_MS)


def test_what_is_not_known_can_be_tried_again_and_says_what_is_found(page_of, qtbot):
    window, page = page_of(ScriptedQuestions(text="the site was added"))
    choose(window, NOWHERE, qtbot)
    arm(window, qtbot)
    assert "still waits: unknown_evse" in do(window, page, CaseDeed.RETRY, qtbot)
    qtbot.waitUntil(lambda: page.detail.case.retries == 1, timeout=LONG_MS)


def test_who_does_not_agree_changes_nothing(page_of, qtbot):
    window, page = page_of(ScriptedQuestions(agrees=False, text="ok"))
    arm(window, qtbot)
    for deed in (CaseDeed.ASSIGN, CaseDeed.PROPOSE, CaseDeed.RETRY):
        page.case.deeds.by_command[deed.command_id].click()
    desk = window.views.reconciliation
    qtbot.waitUntil(lambda: desk.is_idle, timeout=LONG_MS)
    assert page.detail.events == ()
