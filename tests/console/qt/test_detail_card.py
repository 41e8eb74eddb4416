"""The card of one record: fields and raw choose each other; reading, failing and nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
)

from console.present.detail_sections import detail_of
from console.present.record_link import entry_link, payout_link
from console.present.visits import Visits
from console.qt.detail_card import DetailCard
from console.qt.theme import THEMES
from tests.console.present.builders import (
    CYCLE,
    KEY,
    a_payout_detail,
    a_session_detail,
    an_entry,
    an_entry_detail,
)
from tests.console.qt.goldens import assert_golden

SESSION = detail_of(a_session_detail())
ENTRY = detail_of(an_entry_detail(an_entry()))
CUT_OFF = detail_of(an_entry_detail())
PAYOUT = detail_of(a_payout_detail())
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(theme, qtbot):
    card = DetailCard(theme)
    qtbot.addWidget(card)
    card.resize(470, 620)
    with qtbot.waitExposed(card):
        card.show()
    return card


def show(card, *details):
    visits = Visits()
    for detail in details:
        visits.visit(detail.link)
        card.show_detail(detail, visits)
    return visits


def current_value(card):
    item = card.fields.currentItem()
    return item.text(1) or item.text(0)


def test_a_field_marks_its_place_in_what_is_stored(card, qtbot):
    show(card, SESSION)
    item = card.fields.pointers["/cdr/body/energy_kwh"]
    place = card.fields.visualItemRect(item).center()
    qtbot.mouseClick(card.fields.viewport(), LEFT, pos=place)
    assert card.raw.pointer == "/cdr/body/energy_kwh"


def test_the_cursor_in_what_is_stored_chooses_the_field(card, qtbot):
    show(card, SESSION)
    place = card.raw.text.document().find("41.000")
    card.raw.text.setTextCursor(place)
    assert current_value(card) == "41.000 kWh"
    qtbot.keyClick(card.raw.text, Qt.Key.Key_Down)
    assert current_value(card).startswith("utrecht-1") or current_value(card) == "Session"


def test_neither_sends_the_other_away(card):
    show(card, SESSION)
    card.fields.setCurrentItem(card.fields.pointers["/entries/0/seal/seq"])
    assert card.raw.pointer == "/entries/0/seal/seq"
    assert card.fields.currentItem() is card.fields.pointers["/entries/0/seal/seq"]


def test_every_kind_is_shown_with_its_name_and_what_led_to_it(card, qtbot):
    show(card, SESSION, PAYOUT, CUT_OFF)
    assert card.trail.name.said == f"Cut-off entry cut_off:{CYCLE}"
    assert [step.text() for step in card.trail.steps] == ["Session", "Payout"]
    assert card.trail.steps[1].accessibleName() == f"Back to payout {CYCLE}:NL*EVB:EUR"
    with qtbot.waitSignal(card.link_opened) as opened:
        qtbot.mouseClick(card.trail.steps[1], LEFT)
    assert opened.args == [payout_link(f"{CYCLE}:NL*EVB:EUR")]
    show(card, SESSION)
    assert card.trail.steps == ()


def test_the_ways_back_and_forward_are_offered_where_they_lead(card, qtbot):
    visits = show(card, SESSION, PAYOUT)
    assert (card.back.isEnabled(), card.forward.isEnabled()) == (True, False)
    with qtbot.waitSignal(card.back_wanted):
        qtbot.mouseClick(card.back, LEFT)
    visits.visit(SESSION.link)
    card.show_detail(SESSION, visits)
    assert (card.back.isEnabled(), card.forward.isEnabled()) == (False, True)
    with qtbot.waitSignal(card.forward_wanted):
        qtbot.mouseClick(card.forward, LEFT)


@pytest.mark.parametrize(
    ("detail", "has_session"),
    [(SESSION, True), (ENTRY, True), (CUT_OFF, False), (PAYOUT, False)],
    ids=["session", "its entry", "cut-off", "payout"],
)
def test_what_has_a_session_opens_in_train(card, qtbot, detail, has_session):
    show(card, detail)
    assert card.in_train.isVisible() is has_session
    if has_session:
        with qtbot.waitSignal(card.train_wanted):
            qtbot.mouseClick(card.in_train, LEFT)


def test_what_is_stored_is_hidden_and_shown(card, qtbot):
    show(card, SESSION)
    qtbot.mouseClick(card.show_stored, LEFT)
    assert not card.raw.isVisible()
    card.start_search()
    assert card.raw.isVisible()
    assert card.raw.search.hasFocus()


def test_the_same_record_read_again_keeps_its_place(card):
    visits = show(card, SESSION)
    card.raw.choose_pointer("/cdr/end_us")
    card.show_detail(SESSION, visits)
    assert card.raw.pointer == "/cdr/end_us"
    assert card.fields.currentItem() is card.fields.pointers["/cdr/end_us"]
    show(card, PAYOUT)
    assert card.raw.pointer == ""


def test_reading_is_said_when_it_takes_long(card, qtbot):
    show(card, SESSION)
    card.begin_reading()
    qtbot.waitUntil(lambda: card._note.text() == "reading", timeout=20_000)
    assert card.detail is SESSION
    show(card, PAYOUT)
    assert card._note.text() == ""


def test_a_record_that_cannot_be_read_says_why_and_is_tried_again(card, qtbot):
    tried = []
    show(card, SESSION)
    card.show_problem("no entry 'x' in these books", lambda: tried.append(1))
    assert card.is_empty
    assert "no entry 'x'" in card._empty.text()
    assert card.detail is None
    assert not card.in_train.isVisible()
    qtbot.mouseClick(card._again, LEFT)
    assert tried == [1]
    show(card, SESSION)
    assert not card._again.isVisible()
    assert not card.is_empty


def test_without_a_record_the_card_says_what_to_do(card):
    show(card, SESSION)
    card.show_nothing("Choose a row")
    assert card.is_empty
    assert card.story is None
    assert not card.show_stored.isVisible()
    assert not card.back.isEnabled()


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_a_payout_looks_as_it_did(card, theme, tmp_path, tokens):
    theme.use(tokens)
    show(card, SESSION, PAYOUT)
    card.fields.setCurrentItem(card.fields.pointers["/instruction/amount_minor"])
    card.raw.search.setText("EUR")
    QApplication.processEvents()
    assert_golden(card.grab().toImage(), f"detail-{tokens.name}", tmp_path)


def test_every_control_has_a_name(card):
    show(card, SESSION, PAYOUT)
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QTreeWidget)
    controls = [one for kind in kinds for one in card.findChildren(kind)]
    assert len(controls) > 8
    assert [one for one in controls if not one.accessibleName()] == []


def test_links_are_passed_on(card, qtbot):
    show(card, SESSION)
    with qtbot.waitSignal(card.link_opened) as opened:
        card.fields.link_opened.emit(entry_link(KEY))
    assert opened.args == [entry_link(KEY)]
