"""Terms go from a file into force by buttons, each when it may and only then."""

import pytest

from console.present.agreement_deeds import TermsDeed
from console.present.file_deeds import NOT_ARMED
from core.service.view_agreements import TermsState
from tests.books import now, open_network
from tests.console.qt.operator_windows import arm, live, press
from tests.console.qt.scripted_questions import ScriptedQuestions
from tests.made_books import books_in

LONG_MS = 30_000
TERMS = """agreement_id = "mine"
preset = "own"
cpo = "NL*ABC"
effective_from = 2026-01-01T00:00:00Z
commission_model = "POOL"
commission_bp = 2000
dp_share_bp = 5000
service_vat_pct = 21
payout_currency = "EUR"

[[example]]
name = "20 kWh"
energy_kwh = 20
energy_cost = 10
[example.expected]
commission = {commission}
CPO = 8.00
"""


@pytest.fixture
def page_of(make_window, url, qtbot, tmp_path):
    runtime = books_in(url, now)
    open_network(runtime)
    runtime.database.close()

    def show(commission="2.00"):
        path = tmp_path / "mine.toml"
        path.write_text(TERMS.format(commission=commission), encoding="utf-8")
        window = make_window(
            **live(url),
            questions=ScriptedQuestions(file=str(path), text="lower"),
        )
        window.registry.run("operate.agreements")
        page = window.views.agreements.page
        qtbot.waitUntil(lambda: len(page.versions.table.rows) == 1, timeout=LONG_MS)
        window.registry.run("agreements.open")
        qtbot.waitUntil(lambda: len(page.versions.table.rows) == 2, timeout=LONG_MS)
        return window, page

    return show


def can(page):
    buttons = page.versions.deeds.by_command
    return {deed for deed in TermsDeed if buttons[deed.command_id].isEnabled()}


def do(window, page, deed, qtbot):
    return press(window, page.versions.deeds.by_command[deed.command_id], qtbot)


def test_nothing_can_be_done_before_the_books_are_armed(page_of, qtbot):
    window, page = page_of()
    assert can(page) == set()
    assert NOT_ARMED in page.versions.deeds.by_command[TermsDeed.KEEP.command_id].toolTip()
    arm(window, qtbot)
    assert can(page) == {TermsDeed.KEEP}


def test_terms_of_a_file_are_kept_proposed_rejected_approved_and_put_into_force(page_of, qtbot):
    window, page = page_of()
    arm(window, qtbot)
    assert page.told.examples.item(0, 0).text() == "\N{CHECK MARK}"
    for deed, state, then in (
        (TermsDeed.KEEP, TermsState.DRAFT, {TermsDeed.PROPOSE}),
        (TermsDeed.PROPOSE, TermsState.PROPOSED, {TermsDeed.APPROVE, TermsDeed.REJECT}),
        (TermsDeed.REJECT, TermsState.REJECTED, {TermsDeed.PROPOSE}),
        (TermsDeed.PROPOSE, TermsState.PROPOSED, {TermsDeed.APPROVE, TermsDeed.REJECT}),
        (TermsDeed.APPROVE, TermsState.APPROVED, {TermsDeed.ACTIVATE}),
        (TermsDeed.ACTIVATE, TermsState.ACTIVE, set()),
    ):
        window.setup.questions.asked.clear()
        assert "mine@2026-01-01 is" in do(window, page, deed, qtbot)
        assert page.chosen.sha in window.setup.questions.asked[-1]
        qtbot.waitUntil(lambda state=state: page.chosen.state is state, timeout=LONG_MS)
        assert page.chosen.agreement.agreement_id == "mine"
        assert can(page) == then
    assert "advisory" in page.versions.standing.text()


def test_an_example_that_comes_out_otherwise_is_shown_and_keeps_them_from_being_proposed(
    page_of, qtbot
):
    window, page = page_of(commission="1.99")
    table = page.told.examples
    rows = [[table.item(at, column).text() for column in range(7)] for at in range(2)]
    signs = {row[3]: (row[0], row[6]) for row in rows}
    assert signs["commission"] == ("\N{MULTIPLICATION SIGN}", "+0.01")
    assert signs["CPO"] == ("\N{CHECK MARK}", "0.00")
    assert "otherwise" in page.versions.standing.text()
    arm(window, qtbot)
    do(window, page, TermsDeed.KEEP, qtbot)
    qtbot.waitUntil(lambda: page.chosen.state is TermsState.DRAFT, timeout=LONG_MS)
    assert can(page) == set()
    why = page.versions.deeds.by_command[TermsDeed.PROPOSE.command_id].accessibleDescription()
    assert "wanted 1.99, found 2.00" in why
