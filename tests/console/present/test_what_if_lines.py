"""What other terms would have made of a period, per party."""

from console.present.what_if_lines import what_if_lines, what_if_sentence
from core.domain.interval import Interval
from tests.console.present.builders import START, a_what_if


def _texts(row):
    return tuple(cell.text for cell in row.cells)


def test_each_party_has_before_after_and_the_paired_difference():
    rows = {row.key: row for row in what_if_lines(a_what_if())}
    assert _texts(rows["CPO"]) == (
        "\N{MINUS SIGN}", "CPO", "2", "2,000.00", "1,999.60", "\N{MINUS SIGN}0.40",
        "\N{MINUS SIGN}0.2000 \N{PLUS-MINUS SIGN} 0.0000", "0/2",
    )  # fmt: skip
    assert _texts(rows["Network"])[5:] == ("+0.40", "+0.2000 \N{PLUS-MINUS SIGN} 0.0000", "2/0")
    assert _texts(rows["DP"])[0] == "\N{EQUALS SIGN}"
    assert [rows[side].is_marked for side in ("CPO", "Network", "DP")] == [True, True, False]


def test_the_sentence_says_what_was_compared_and_what_was_not():
    found = a_what_if()
    assert what_if_sentence(found) == (
        "2 sessions that ended 2026-06-01 to 2026-06-30 under mine@2026-01-01, amounts in EUR, "
        "3 sessions are not for these terms"
    )
    found.time = Interval(START)
    assert "from 2026-06-01 on" in what_if_sentence(found)
