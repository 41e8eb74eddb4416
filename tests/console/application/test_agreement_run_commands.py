"""A month trued up, sessions under other terms, and break-evens on the command line."""

import pytest

from core.service.resources import RESOURCES, ResourceKind, read_text, resource_path


def test_sessions_of_the_books_under_other_terms(networkcore, db):
    words = ("agreements", "what-if", "networkcore-stacked", "--db", db)
    told = networkcore(*words, "--json").told
    assert told["sessions"] > 0
    # 10 % with 40 % of it to the DP, or 6 % and 4 %: the same but for a cent a session.
    assert abs(told["sides"]["cpo"]["difference_minor"]) <= told["sessions"]
    sides = sum(one["difference_minor"] for one in told["sides"].values())
    assert sides == 0
    done = networkcore(*words)
    assert (done.code, "Network" in done.out) == (0, True)
    none = networkcore(*words, "--month", "1999-01", "--json").told
    assert none["sessions"] == 0


def test_a_month_without_steps_of_a_period_posts_nothing(networkcore, db):
    done = networkcore("agreements", "true-up", "2014-01", "--db", db)
    assert done.out == "2014-01: no terms with steps of a period, or no sessions\n"
    told = networkcore("agreements", "true-up", "2014-01", "--dry-run", "--db", db, "--json").told
    assert told == {"true_ups": []}


def test_a_replay_closes_its_months(networkcore, tmp_path):
    text = read_text(resource_path(ResourceKind.AGREEMENT, "networkcore-volume"))
    file = tmp_path / "small.toml"
    file.write_text(text.replace("10000", "1").partition("# 600 sessions")[0])
    books = f"sqlite:///{tmp_path / 'books.sqlite'}"
    demo = str(RESOURCES / "sessions" / "demo.csv")
    words = ("replay", demo, "--network", "demo", "--agreement", str(file), "--db", books)
    assert networkcore(*words).code == 0
    again = networkcore("agreements", "true-up", "2026-03", "--db", books, "--json").told
    moved = {
        one["step"]: one["amount_minor"] for group in again["true_ups"] for one in group["moved"]
    }
    assert moved["cpo-volume"] > 0
    assert {group["entry"] for group in again["true_ups"]} == {None}
    assert networkcore("verify", "--db", books).code == 0


def test_break_evens_are_those_worked_out_by_hand(networkcore):
    told = networkcore("agreements", "break-even", "--json").told
    assert told["exact"]["cannibalised_max"] == "3/5"
    assert told["rounded"]["membership_sessions"] == "2,478.9291"
    assert told["card_exceeds_commission"] is False
    small = networkcore("agreements", "break-even", "--net", "6.61", "--gross", "8.00", "--json")
    assert (small.told["rounded"]["card_cost"], small.told["rounded"]["card_share"]) == (
        "0.4300",
        "0.0538",
    )
    assert "60.0 %" in networkcore("agreements", "break-even").out


def test_being_paid_sooner_is_worth_what_was_worked_out_by_hand(networkcore):
    told = networkcore("agreements", "paid-sooner", "--json").told
    assert (told["exact"]["turnover"], told["exact"]["freed"]) == ("7680", "330240")
    assert told["rounded"]["of_turnover"] == "0.0094"
    after_60 = networkcore("agreements", "paid-sooner", "--days", "60")
    assert "1.3 %" in after_60.out
    late = networkcore("agreements", "paid-sooner", "--days", "2")
    assert (late.code, "wanted 0 to below 2 days" in late.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("what-if", "networkcore", "--from", "June"), "wanted a day as 2026-06-01, found 'June'"),
        (
            ("what-if", "networkcore", "--from", "2026-06-02", "--to", "2026-06-02"),
            "wanted a day after --from",
        ),
        (("true-up", "June"), "wanted a month as 2026-06, found 'June'"),
    ],
)
def test_what_is_wrong_is_one_line(networkcore, db, words, told):
    done = networkcore("agreements", *words, "--db", db)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert told in done.err


def test_a_break_even_of_nothing_is_one_line(networkcore):
    for words in (("--margin", "0"), ("--commission", "many"), ("--card-rate", "3.555")):
        done = networkcore("agreements", "break-even", *words)
        assert (done.code, done.err.count("\n")) == (2, 1)
