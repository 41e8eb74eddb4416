"""The use of the sites in Operate: hours and map, by mouse and keyboard, and why there is none."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from console.application.opened_books import OpenedBooks
from console.present.utilisation_heat import Heat
from console.qt.theme import CONTRAST, LIGHT
from console.qt.use_card import UseCard
from core.domain.errors import StoreError
from core.domain.table_fields import BookTable
from core.service.carry_cdrs import carry
from core.service.week_use import WeekUse
from tests.books import now, open_network, two_partner_network
from tests.builders import a_cdr, a_location
from tests.console.present.builders import HandMadeBooks, a_site
from tests.made_books import books_in

LONG_MS = 30_000
LEFT = Qt.MouseButton.LeftButton
HEAT = Heat(("utrecht-1", "utrecht-2"), np.full((2, 24), 0.5), "h")
EVSES = WeekUse(("E1", "E2", "E3"), np.full((3, 168), 0.5))
NOWHERE = {"latitude": None, "longitude": None}


@pytest.fixture
def card(theme, qtbot):
    card = UseCard(theme)
    qtbot.addWidget(card)
    card.resize(520, 320)
    with qtbot.waitExposed(card):
        card.show()
    return card


def open_map(card, qtbot, *sites):
    qtbot.mouseClick(card.to_map, LEFT)
    card.show_sites(sites)


def test_without_use_the_card_says_so(card):
    assert card.hours.is_empty
    card.show_heat(HEAT)
    assert not card.hours.is_empty
    card.show_nothing()
    assert card.hours.is_empty


def test_the_map_is_built_when_it_is_looked_at_and_asks_for_the_sites(card, qtbot):
    assert card.map is None
    with qtbot.waitSignal(card.sites_wanted):
        qtbot.mouseClick(card.to_map, LEFT)
    assert card.is_map
    assert card.map.hasFocus()
    assert card.places.is_empty
    card.show_sites([a_site()])
    assert not card.places.is_empty
    assert "Utrecht Centraal" in card.map.summary()


def test_one_switches_to_the_hours_and_back_by_keys(card, qtbot):
    card.to_map.setFocus()
    qtbot.keyClick(card.to_map, Qt.Key.Key_Space)
    assert card.is_map
    card.to_hours.setFocus()
    qtbot.keyClick(card.to_hours, Qt.Key.Key_Space)
    assert not card.is_map
    assert card.heat.hasFocus()


def test_new_figures_are_asked_for_only_while_the_map_is_in_front(card, qtbot):
    with qtbot.assertNotEmitted(card.sites_wanted):
        card.show_heat(HEAT)
    open_map(card, qtbot, a_site())
    with qtbot.waitSignal(card.sites_wanted):
        card.show_heat(HEAT)


def test_a_click_on_a_site_opens_its_sessions(card, qtbot):
    open_map(card, qtbot, a_site())
    card.map.grab()
    ((x, y),) = card.map.pixels().tolist()
    place = card.map.mapFromScene(QPointF(x, y))
    with qtbot.waitSignal(card.rows_wanted) as wanted:
        qtbot.mouseClick(card.map.viewport(), LEFT, pos=place)
    assert wanted.args[0].filter_text == "cpo:NL*EVB site:utrecht-1"


def test_enter_on_a_site_opens_its_sessions(card, qtbot):
    open_map(card, qtbot, a_site())
    qtbot.keyClick(card.map, Qt.Key.Key_Right)
    with qtbot.waitSignal(card.rows_wanted) as wanted:
        qtbot.keyClick(card.map, Qt.Key.Key_Return)
    assert wanted.args[0].table is BookTable.SESSIONS


def test_a_row_of_the_hours_opens_the_sessions_of_its_site(card, qtbot):
    card.show_heat(HEAT)
    with qtbot.waitSignal(card.rows_wanted) as wanted:
        card.heat.row_chosen.emit("utrecht-2")
    assert wanted.args[0].filter_text == "site:utrecht-2"


def test_a_site_of_the_hours_opens_its_evses_and_one_comes_back(card, qtbot):
    card.show_heat(HEAT)
    with qtbot.waitSignal(card.evses_wanted) as wanted:
        card.heat.row_chosen.emit("utrecht-2")
    assert wanted.args == ["utrecht-2"]
    card.show_evses("utrecht-1", EVSES)
    assert card.heat._grid.rows == HEAT.sites
    card.show_evses("utrecht-2", EVSES)
    assert card.heat._grid.rows == EVSES.names
    assert card.hours._title.text() == "EVSEs of utrecht-2"
    card.show_heat(HEAT)
    assert card.heat._grid.rows == EVSES.names
    qtbot.mouseClick(card.all_sites, LEFT)
    assert card.heat._grid.rows == HEAT.sites
    assert not card.all_sites.isVisible()


@pytest.mark.parametrize(("name", "text"), [("E2", "evse:E2"), ("NL*ABC E2", "cpo:NL*ABC evse:E2")])
def test_an_evse_opens_its_sessions_and_leads_no_deeper(card, qtbot, name, text):
    card.show_heat(HEAT)
    card.heat.row_chosen.emit("utrecht-1")
    card.show_evses("utrecht-1", EVSES)
    with qtbot.assertNotEmitted(card.evses_wanted), qtbot.waitSignal(card.rows_wanted) as wanted:
        card.heat.row_chosen.emit(name)
    assert wanted.args[0].filter_text == text


def test_the_evses_of_other_books_are_gone(card):
    card.show_heat(HEAT)
    card.heat.row_chosen.emit("utrecht-1")
    card.show_evses("utrecht-1", EVSES)
    card.show_nothing()
    assert card.hours.is_empty
    assert not card.all_sites.isVisible()


def test_a_site_in_the_window_opens_its_evses(make_window, qtbot):
    window = make_window(books=HandMadeBooks())
    use = window.operate.use
    qtbot.waitUntil(lambda: not use.hours.is_empty, timeout=LONG_MS)
    use.heat.row_chosen.emit("utrecht-1")
    qtbot.waitUntil(use.all_sites.isVisible, timeout=LONG_MS)
    assert use.heat._grid.rows == ("NL*EVB*E261*1", "NL*EVB*E261*2")
    assert window.operate.tables.pane.filter_line.line.text() == "site:utrecht-1"


def test_sites_without_a_place_are_said(card, qtbot):
    open_map(card, qtbot, a_site(**NOWHERE))
    assert "latitude_deg" in card.places._empty.text()
    card.show_sites([a_site(), a_site("b", **NOWHERE)])
    assert card.places._note.text() == "1 of 2 sites has no place"
    card.show_nothing()
    assert "No sites yet" in card.places._empty.text()


@pytest.mark.parametrize("tokens", [LIGHT, CONTRAST], ids=lambda tokens: tokens.name)
def test_the_map_is_drawn_in_every_theme(card, qtbot, theme, tokens):
    theme.use(tokens)
    open_map(card, qtbot, a_site())
    picture = card.map.grab().toImage()
    assert picture.pixelColor(2, 2).name() in (tokens.panel, tokens.window)


def test_the_window_shows_the_sites_of_its_books(make_window, tmp_path, qtbot):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    runtime = books_in(url, now)
    there = a_location(at=("52.0907", "5.1214"))
    open_network(runtime, network=two_partner_network(locations=(there,)))
    carry(runtime, [a_cdr()])
    runtime.database.close()
    window = make_window(books=OpenedBooks(url), books_url=url)
    use = window.operate.use
    qtbot.mouseClick(use.to_map, LEFT)
    qtbot.waitUntil(lambda: not use.places.is_empty, timeout=LONG_MS)
    use.map.site_chosen.emit("NL*ABC:L1")
    assert window.operate.tables.table is BookTable.SESSIONS
    qtbot.waitUntil(lambda: window.operate.tables.pane.model.rowCount() == 1, timeout=LONG_MS)
    assert window.registry.run("books.close")
    assert "No sites yet" in use.places._empty.text()


def test_sites_that_cannot_be_read_are_asked_for_again(make_window, qtbot):
    class Flaky(HandMadeBooks):
        is_broken = True

        def sites(self, walk):
            if self.is_broken:
                raise StoreError("the server went away")
            return super().sites(walk)

    books = Flaky()
    window = make_window(books=books)
    use = window.operate.use
    qtbot.mouseClick(use.to_map, LEFT)
    qtbot.waitUntil(lambda: "went away" in use.places._empty.text(), timeout=LONG_MS)
    books.is_broken = False
    qtbot.mouseClick(use.places._try_again, LEFT)
    qtbot.waitUntil(lambda: not use.places.is_empty, timeout=LONG_MS)


def test_after_a_bug_in_the_books_the_sites_can_be_asked_for_again(make_window, qtbot):
    class Buggy(HandMadeBooks):
        has_bug = True

        def sites(self, walk):
            assert not self.has_bug, "nobody thought of this"
            return super().sites(walk)

    books = Buggy()
    window = make_window(books=books)
    use = window.operate.use
    with qtbot.capture_exceptions() as caught:
        qtbot.mouseClick(use.to_map, LEFT)
        qtbot.waitUntil(lambda: bool(caught), timeout=LONG_MS)
        assert "nobody thought" in use.places._empty.text()
        books.has_bug = False
        qtbot.mouseClick(use.places._try_again, LEFT)
        qtbot.waitUntil(lambda: not use.places.is_empty, timeout=LONG_MS)


def test_large_books_are_walked_through_step_by_step(make_window, qtbot):
    class Large(HandMadeBooks):
        steps = 0

        def sites(self, walk):
            self.steps += 1
            return None if self.steps < 3 else super().sites(walk)

    books = Large()
    window = make_window(books=books)
    use = window.operate.use
    qtbot.mouseClick(use.to_map, LEFT)
    qtbot.waitUntil(lambda: not use.places.is_empty, timeout=LONG_MS)
    assert books.steps >= 3


def test_without_books_the_map_says_what_to_do(make_window, qtbot):
    window = make_window()
    window.open_workspace(0)
    qtbot.mouseClick(window.operate.use.to_map, LEFT)
    assert "No sites yet" in window.operate.use.places._empty.text()
