from hypothesis import given
from hypothesis import strategies as st

from console.present.plot_table import csv_text
from console.present.tornado_bars import Factor, tornado_of

RESULTS = st.floats(-1e6, 1e6)


def a_factor(name="CPO share", low=339.2, high=379.2):
    return Factor(name=name, low_input="65 %", high_input="80 %", low_result=low, high_result=high)


def a_tornado(*factors):
    return tornado_of(factors or (a_factor(),), base=361.2, figure="network margin", unit="kEUR")


@given(st.lists(st.builds(a_factor, st.text("abc", min_size=1), RESULTS, RESULTS), max_size=12))
def test_the_largest_swing_is_on_top_and_none_is_lost(factors):
    tornado = a_tornado(*factors) if factors else a_tornado()
    swings = [one.swing for one in tornado.factors]
    assert swings == sorted(swings, reverse=True)
    assert len(tornado.factors) == max(1, len(factors))
    assert all(
        abs(end - tornado.base) <= tornado.reach()
        for one in tornado.factors
        for end in (one.low_result, one.high_result)
    )


def test_what_is_read_off_is_exact():
    assert a_tornado().readout(0) == (
        "CPO share\n65 %: 339.2 kEUR (\N{MINUS SIGN}22.0)\n80 %: 379.2 kEUR (+18.0)\n"
        "base: 361.2 kEUR"
    )
    assert "CPO share from \N{MINUS SIGN}22.0 to +18.0" in a_tornado().summary()


def test_a_factor_that_changes_nothing_still_has_room_to_be_drawn():
    tornado = a_tornado(a_factor(low=361.2, high=361.2))
    assert tornado.reach() == 1.0
    assert tornado.change(361.2) == "0.0"


def test_the_table_has_a_row_a_factor():
    lines = csv_text(a_tornado().table()).splitlines()
    assert lines[0] == "factor,low_input,low,high_input,high,base,unit"
    assert lines[1] == "CPO share,65 %,339.2,80 %,379.2,361.2,kEUR"
