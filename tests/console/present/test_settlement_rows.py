"""Settlement in rows and words, and which rows are behind each."""

import pytest

from console.present.ageing_rows import (
    account_link,
    aged_bar,
    aged_key,
    aged_row,
    shown_accounts,
)
from console.present.settlement_rows import (
    CYCLE_STATES,
    FILE_STATES,
    amounts_cell,
    cycle_link,
    cycle_note,
    cycle_row,
    file_row,
    time_text,
    times_verdict,
)
from console.present.time_bins import TimeBins, bins_summary, bins_table, time_bins
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.table_fields import FIELDS, BookTable
from core.ledger.chart_of_accounts import TITLES, Code
from core.service.file_lines import FileState
from core.service.view_settlement import CLEARING, AgedAccount, PaidState
from core.settlement.time_to_money import TimeToMoney, time_to_money
from tests.console.present.builders import CYCLE, a_settlement


def texts(row):
    return [cell.text for cell in row.cells]


def test_cycles_say_their_state_and_sums_the_largest_currency_first():
    due, settled = (cycle_row(one) for one in a_settlement().cycles)
    triangle = "\N{BLACK UP-POINTING TRIANGLE}"
    dash = "\N{EM DASH}"
    assert texts(due) == ["2026-06-03", f"{triangle} due", "1", dash, "18.45 EUR", "23.38 EUR"]
    assert texts(settled)[3:] == ["48.80 EUR  +1", "36.90 EUR", "46.76 EUR  +1"]
    assert settled.cells[3].tip == "48.80 EUR\n9.00 CHF"
    assert "1 payouts: 1 in files, 0 booked, 0 came back" in settled.cells[0].tip
    assert settled.key == CYCLE


def test_every_state_has_a_sign_and_a_word_of_its_own():
    assert set(CYCLE_STATES) == set(PaidState)
    assert set(FILE_STATES) == set(FileState)
    for states in (CYCLE_STATES, FILE_STATES):
        assert len({cell.text for cell in states.values()}) == len(states)


def test_no_amount_is_a_dash():
    assert amounts_cell({}).text == amounts_cell({"EUR": 0}).text == "\N{EM DASH}"


def test_a_cycle_opens_its_payouts_and_a_due_one_what_is_not_settled():
    due, settled = a_settlement().cycles
    assert cycle_link(due).filter_text == "state:posted"
    assert cycle_link(settled).table is BookTable.INSTRUCTIONS
    assert cycle_note(due).startswith("2026-06-03 \N{MIDDLE DOT} due since")
    assert cycle_note(settled).endswith("1 of 1 payouts in files")


def test_a_payment_file_that_nobody_proposed_says_so():
    (file,) = a_settlement().files
    assert texts(file_row(file))[0] == "\N{WHITE CIRCLE} prepared"
    assert texts(file_row(file))[3:5] == ["\N{EM DASH}"] * 2


def test_ages_stand_in_figures_and_as_parts_of_a_bar():
    sum_, ours = a_settlement().open_accounts
    assert texts(aged_row(sum_))[0] == "Receivable from Demand Partner (1)"
    assert aged_row(sum_).is_marked
    assert texts(aged_row(ours)) == [
        *("    DE*AAA", "23.38", "EUR", "", "10.00", "", "3.38", "", "10.00"),
    ]
    bar = aged_bar(ours)
    assert [round(part.share, 3) for part in bar.parts] == [0.428, 0.145, 0.428]
    assert bar.said.splitlines()[-1] == "> 30 d: 10.00 EUR"
    assert aged_key(ours) != aged_key(sum_)


def test_an_account_without_owner_is_shown_by_its_sum_only():
    line = AgedAccount(
        code=Code.IN_TRANSIT,
        account="1110",
        currency="EUR",
        balance_minor=5,
        by_age=(5, 0, 0, 0, 0),
    )
    sum_ = AgedAccount(
        code=Code.IN_TRANSIT, account="", currency="EUR", balance_minor=5, by_age=(5, 0, 0, 0, 0)
    )
    assert shown_accounts([sum_, line]) == (sum_,)


@pytest.mark.parametrize("code", CLEARING)
@pytest.mark.parametrize("owner", ["", "NL*ABC"])
def test_the_rows_behind_every_account_can_be_filtered(code, owner):
    line = AgedAccount(
        code=code,
        account=f"{code}:{owner}" if owner else "",
        currency="EUR",
        balance_minor=1,
        by_age=(1, 0, 0, 0, 0),
    )
    link = account_link(line)
    parsed = parse_filter(link.filter_text, FIELDS[link.table])
    assert parsed is not None
    assert not isinstance(parsed, FilterProblem), link
    assert link.said.endswith(f"{code}:{owner}" if owner else TITLES[code])


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(None, "\N{EM DASH}"), (42, "42 min"), (690, "11 h 30 min"), (2160, "1 d 12 h")],
)
def test_times_are_said_in_their_two_largest_units(minutes, text):
    assert time_text(minutes) == text


def test_the_verdict_says_how_many_were_late():
    assert times_verdict(TimeToMoney()) == ""
    assert (
        times_verdict(time_to_money({60: 3}, 0, 2880)) == "\N{CHECK MARK} all of 3 sessions in time"
    )
    assert times_verdict(time_to_money({60: 3}, 1, 2880)).endswith("1 of 3 sessions late")


def test_bars_hold_every_session_and_lines_stand_at_the_quantiles():
    bins = time_bins(a_settlement().times)
    assert sum(bins.counts) == 3
    assert [line.said for line in bins.lines] == [
        "p50 1 d 12 h",
        "p95 1 d 21 h",
        "promised 2 d 0 h",
    ]
    assert bins.end_min == 2880
    assert bins.readout(0) == "after 24 h 00 min to 24 h 30 min\n1 sessions"
    assert [tick.text for tick in bins.ticks(4)] == ["0 h", "12 h", "1 d", "36 h", "2 d"]
    assert len(list(bins_table(bins).rows)) == len(bins.counts)
    assert "3 sessions" in bins_summary(bins)


def test_without_sessions_there_are_no_bars():
    assert time_bins(TimeToMoney()) == TimeBins()
    assert bins_summary(TimeBins()) == "No session was settled yet."


def test_many_different_times_make_few_bars():
    bins = time_bins(time_to_money(dict.fromkeys(range(0, 20000, 7), 1), 0, None))
    assert 10 < len(bins.counts) <= 61
    assert sum(bins.counts) == len(range(0, 20_000, 7))
