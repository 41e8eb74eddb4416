from console.present.kpi_tiles import empty_tiles, ledger_state_text
from tests.console.present.builders import a_summary


def test_tiles_without_books_say_so_and_lead_nowhere():
    tiles = empty_tiles()
    assert {tile.note for tile in tiles} == {"no books open"}
    assert not any(tile.link for tile in tiles)


def test_the_status_bar_names_the_currency_that_is_out_of_balance():
    assert "trial balance 0" in ledger_state_text(a_summary())
    broken = ledger_state_text(a_summary(trial_balance={"EUR": 0, "CHF": -3}))
    assert "not zero in CHF" in broken
