"""Network and Messages behind their tabs: partners, one of them, messages, and what is done."""

import json

import pytest
from PySide6.QtCore import Qt

from console.present.operate_views import OperateView
from core.domain.environment import Environment
from core.domain.errors import StoreError
from core.domain.platform import ConnectionStatus
from tests.console.present.builders import KEY, HandMadeBooks
from tests.console.present.hub_builders import a_message, a_network
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 30_000


class HubBooks(HandMadeBooks):
    def __init__(self, environment=Environment.LIVE):
        super().__init__(environment)
        self.view = a_network()
        self.problem = None
        self.done = []

    def network(self):
        if self.problem is not None:
            raise self.problem
        return self.view

    def messages(self, wanted):
        self.done.append(wanted)
        country, party, cdr_id = KEY.removeprefix("cdr:").replace("*", ":").split(":")
        body = {"country_code": country, "party_id": party, "id": cdr_id}
        found = (a_message(request=json.dumps(body)), a_message(message_id="m2", status_code=2001))
        return tuple(one for one in found if not wanted.only_failed or one.status_code != 1000)

    def ask_handshake(self, role, versions_url, token):
        self.done.append((role.party, versions_url, token))
        return self.view.requests[0]

    def suspend_platform(self, name, note):
        self.done.append((name, note))
        return self.view.platforms[0]

    def resume_platform(self, name, note):
        return self.suspend_platform(name, note)


def opened(window, qtbot, view=OperateView.NETWORK):
    window.views.show(view)
    page = window.operate_tabs.pages[view]
    read = (
        (lambda: page.view is not None)
        if view is OperateView.NETWORK
        else (lambda: page.shown is not None)
    )
    qtbot.waitUntil(read, timeout=LONG_MS)
    return page


def test_partners_are_shown_with_how_they_answer_and_one_in_full(make_window, qtbot):
    page = opened(make_window(books=HubBooks()), qtbot)
    assert [row.cells[1].text for row in page.partners.rows] == [
        "\N{CHECK MARK} connected",
        "\N{BLACK SQUARE} suspended",
    ]
    assert page.partners.rows[0].cells[5].text.startswith("\N{BLACK UP-POINTING TRIANGLE}")
    assert page.partner_card._title.text() == "NL*ABC CPO"
    qtbot.keyClick(page.partners, Qt.Key.Key_Down)
    assert page.partner_card._title.text() == "DE*XYZ EMSP"
    assert len(page.requests.rows) == 1


def test_its_messages_are_one_key_away_and_filtered(make_window, qtbot):
    window = make_window(books=HubBooks())
    page = opened(window, qtbot)
    qtbot.keyClick(page.partners, Qt.Key.Key_Return)
    log = window.operate_tabs.pages[OperateView.MESSAGES]
    qtbot.waitUntil(lambda: log.shown is not None, timeout=LONG_MS)
    assert log.isVisible()
    assert log.filter.text() == "party:NL*ABC"


def test_a_filter_is_asked_of_the_books_and_a_wrong_word_is_said(make_window, qtbot):
    page = opened(make_window(books=HubBooks()), qtbot, OperateView.MESSAGES)
    assert len(page.log.rows) == 2
    page.filter.setText("failed")
    page.filter.editingFinished.emit()
    qtbot.waitUntil(lambda: len(page.log.rows) == 1, timeout=LONG_MS)
    page.filter.setText("nonsense")
    page.filter.editingFinished.emit()
    assert "wanted words like" in page.mark.sentence
    assert len(page.log.rows) == 1, "what was asked before stays"


def test_a_message_shows_both_bodies_and_opens_its_session_in_train(make_window, qtbot):
    window = make_window(books=HubBooks())
    page = opened(window, qtbot, OperateView.MESSAGES)
    assert f'"id": "{KEY.rsplit(":", 1)[-1]}"' in page.request.toPlainText()
    assert "1000" in page.answer.toPlainText()
    page.in_train.click()
    qtbot.waitUntil(lambda: window.train.is_shown and window.train.isVisible(), timeout=LONG_MS)


def test_what_cannot_be_read_is_said_and_read_again_on_demand(make_window, qtbot):
    books = HubBooks()
    books.problem = StoreError("no connection")
    window = make_window(books=books)
    window.views.show(OperateView.NETWORK)
    page = window.operate_tabs.pages[OperateView.NETWORK]
    qtbot.waitUntil(page.again.isVisible, timeout=LONG_MS)
    books.problem = None
    page.again.click()
    qtbot.waitUntil(lambda: page.view is not None, timeout=LONG_MS)


def test_nothing_is_done_before_the_books_are_armed(make_window, qtbot):
    window = make_window(books=HubBooks(), environment=Environment.LIVE)
    page = opened(window, qtbot)
    for button in page.deeds.by_command.values():
        assert not button.isEnabled()


@pytest.mark.parametrize(
    ("deed", "done"),
    [
        ("network.connect", ("NL*ABC", "https://partner.example/ocpi/versions", "token-a")),
        ("network.suspend", ("nl-abc-cpo", "a good reason")),
        ("network.resume", ("de-xyz-emsp", "a good reason")),
    ],
)
def test_an_armed_operator_connects_suspends_and_resumes(make_window, qtbot, deed, done):
    books = HubBooks()
    window = make_window(
        books=books,
        environment=Environment.LIVE,
        questions=ScriptedQuestions(text="a good reason"),
    )
    page = opened(window, qtbot)
    page.partners.choose(done[0])  # no partner of that name for a new one: the first stays
    window.registry.run("books.arm")
    qtbot.waitUntil(lambda: window.operator.arming.may_act, timeout=LONG_MS)
    assert page.deeds.by_command[deed].isEnabled()
    page.deeds.by_command[deed].click()
    qtbot.waitUntil(lambda: done in books.done, timeout=LONG_MS)


def test_who_is_suspended_can_only_be_resumed(make_window, qtbot):
    window = make_window(books=HubBooks())
    page = opened(window, qtbot)
    page.partners.choose("de-xyz-emsp")
    assert page.chosen.status is ConnectionStatus.SUSPENDED
    assert "suspended already" in (page.deeds.by_command["network.suspend"].accessibleDescription())
