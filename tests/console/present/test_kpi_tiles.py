from console.present.kpi_tiles import Tone, empty_tiles, ledger_state_text, tiles_of
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.table_fields import FIELDS
from tests.console.present.builders import a_summary


def _tile(summary, title):
    return next(tile for tile in tiles_of(summary) if tile.title == title)


def test_there_are_as_many_tiles_with_books_as_without():
    assert [tile.title for tile in tiles_of(a_summary())] == [t.title for t in empty_tiles()]


def test_the_larger_currency_leads_and_the_other_is_beside_it():
    tile = _tile(a_summary(), "Gross at tariff")
    assert tile.value == "12,440.90 EUR"
    assert tile.note == "and 3,201.00 CHF"


def test_held_sessions_are_a_warning_with_their_reasons():
    tile = _tile(a_summary(held={"unknown_evse": 2, "shorter_than_2_min": 7}), "Held")
    assert tile.value == "9"
    assert tile.note == "7 shorter than 2 min \N{MIDDLE DOT} +2 more"
    assert tile.shorter == ("7 shorter than 2 min +2", "2 reasons")
    assert tile.details == "7 shorter than 2 min\n2 unknown evse"
    assert tile.tone is Tone.WARNING
    assert _tile(a_summary(held={}), "Held").tone is Tone.GOOD


def test_one_reason_is_said_in_full():
    assert _tile(a_summary(held={"too_short": 3}), "Held").note == "3 too short"


def test_every_filter_behind_a_figure_can_be_read():
    links = [tile.link for tile in tiles_of(a_summary()) if tile.link is not None]
    assert len(links) == 4
    for link in links:
        tree = parse_filter(link.filter_text, FIELDS[link.table])
        assert not isinstance(tree, FilterProblem)
    assert not any(tile.link for tile in empty_tiles())


def test_a_trial_balance_of_zero_is_good_and_anything_else_is_bad():
    good = _tile(a_summary(), "Ledger invariant")
    assert good.tone is Tone.GOOD
    assert "= 0" in good.value
    bad = _tile(a_summary(trial_balance={"EUR": 1, "CHF": 0}), "Ledger invariant")
    assert bad.tone is Tone.BAD
    assert "0.01 EUR" in bad.note


def test_an_empty_journal_is_not_praised():
    empty = a_summary(last_seq=0, trial_balance={}, by_currency={}, receivable={})
    assert _tile(empty, "Ledger invariant").tone is Tone.CALM
    assert _tile(empty, "Gross at tariff").value == "\N{EM DASH}"


def test_the_status_bar_names_the_currency_that_is_out_of_balance():
    assert "trial balance 0" in ledger_state_text(a_summary())
    broken = ledger_state_text(a_summary(trial_balance={"EUR": 0, "CHF": -3}))
    assert "not zero in CHF" in broken
