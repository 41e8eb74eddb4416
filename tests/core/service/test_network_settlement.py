"""How a network settles, as its file states it, and what is refused with its line."""

from datetime import date

import pytest

from core.domain.banking_days import BankingDays
from core.domain.errors import ConflictError, InvalidValueError
from core.domain.settlement_rules import (
    ALWAYS,
    CreditLine,
    CreditMode,
    CutOffRule,
    EntityMembership,
    HoldbackRule,
    SettlementRules,
)
from core.service.closed_days import banking_days
from core.service.register_network import register_network
from core.store.settlement_store import settlement_rules
from tests.core.service.test_network_file import TEXT, problems, read
from tests.settlement_books import ruled_network

CREDIT = """credit = { mode = "POSTPAID", limit = 50_000.00, deposit = 1_000, stop_at_limit = true }
"""
HOLDBACK = "holdback = { reserve_bp = 500, reserve_days = 30, fixed = 250, payout_minimum = 10 }\n"
AFTER_PARTNER, AFTER_CPO = "demand_weight = 3\n", 'name = "A CPO"\ncurrency = "EUR"\n'
TABLES = """
[[settlement]]
calendar = "TARGET"
cut_off_hour = 9
time_zone = "Europe/Berlin"

[[settlement]]
valid_from = 2027-01-01
calendar = "NL"

[[legal_entity]]
name = "One company"
parties = ["NL*ABC", "CH*XYZ"]
valid_from = 2026-07-01
"""


def with_all(credit=CREDIT, holdback=HOLDBACK, tables=TABLES):
    text = TEXT.replace(AFTER_PARTNER, AFTER_PARTNER + credit)
    return text.replace(AFTER_CPO, AFTER_CPO + holdback) + tables


def test_everything_that_may_be_stated_is_read():
    rules = read(with_all()).settlement
    assert rules.credit_lines == (
        CreditLine(
            demand_partner="CH*XYZ",
            mode=CreditMode.POSTPAID,
            limit_minor=5_000_000,
            deposit_minor=100_000,
            stops_at_limit=True,
        ),
    )
    assert rules.holdbacks == (
        HoldbackRule(
            cpo="NL*ABC",
            currency="EUR",
            reserve_bp=500,
            reserve_days=30,
            fixed_minor=25_000,
            payout_minimum_minor=1_000,
        ),
    )
    assert rules.cut_offs == (
        CutOffRule(calendar="TARGET", hour=9, time_zone="Europe/Berlin"),
        CutOffRule(calendar="NL", valid_from=date(2027, 1, 1)),
    )
    assert rules.entities_on(date(2026, 6, 30)) == {}
    assert rules.entities_on(date(2026, 7, 1)) == {"CH*XYZ": "NL*ABC"}


def test_a_network_that_states_nothing_settles_as_it_always_did():
    assert read().settlement == SettlementRules()


def test_terms_may_change_by_the_day():
    credit = """
[[demand_partner.credit]]
mode = "PREFUNDED"

[[demand_partner.credit]]
valid_from = 2026-07-01
limit = 10
"""
    text = TEXT.replace("[[charge_point_class]]", credit + "\n[[charge_point_class]]")
    rules = read(text).settlement
    modes = [rules.credit_of("CH*XYZ", day).mode for day in (date(2026, 6, 30), date(2026, 7, 1))]
    assert modes == [CreditMode.PREFUNDED, CreditMode.POSTPAID]


def test_a_rule_of_the_operator_is_for_every_cpo_without_one():
    text = TEXT.replace('name = "The network"\n', f'name = "The network"\n{HOLDBACK}')
    rules = read(text).settlement
    assert rules.holdback_of("NL*ABC", "EUR", ALWAYS).reserve_bp == 500
    assert rules.holdback_of("NL*ABC", "CHF", ALWAYS).reserve_bp == 0


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"TARGET"', '"MARS"', "wanted EVERY_DAY, TARGET or a country, found 'MARS'"),
        ("cut_off_hour = 9", "cut_off_hour = 24", "cut_off_hour: wanted less than or equal to 23"),
        ("reserve_days = 30", "reserve_days = 181", "reserve_days: wanted less than or equal"),
        ("limit = 50_000.00", "limit = -1", "limit: wanted greater than or equal to 0"),
        ('["NL*ABC", "CH*XYZ"]', '["NL*ABC"]', "parties: wanted at least 2"),
        ('["NL*ABC", "CH*XYZ"]', '["NL*ABC", "CH*QQQ"]', "no party CH*QQQ in this network"),
        ("valid_from = 2027-01-01", "cut_off_hour = 3", "1970-01-01 is stated twice"),
    ],
)
def test_what_cannot_be_is_named(old, new, problem):
    text = with_all()
    assert old in text
    found = problems(text.replace(old, new))
    assert any(problem in line for line in found), found


def test_rules_are_kept_once_and_another_of_the_same_day_is_refused(runtime):
    rules = read(with_all()).settlement
    # The books of the tests have other parties; rules are kept as they are stated.
    register_network(runtime, ruled_network(rules), [])
    register_network(runtime, ruled_network(rules), [])
    with runtime.database.reading() as connection:
        kept = settlement_rules(connection)
    assert set(kept.memberships) == {
        EntityMembership(party=one, entity="NL*ABC", valid_from=date(2026, 7, 1))
        for one in ("NL*ABC", "CH*XYZ")
    }
    assert (kept.cut_offs, kept.credit_lines, kept.holdbacks) == (
        rules.cut_offs,
        rules.credit_lines,
        rules.holdbacks,
    )
    other = SettlementRules(cut_offs=(CutOffRule(hour=5),))
    with pytest.raises(ConflictError, match="cut_off_rule"):
        register_network(runtime, ruled_network(other), [])


@pytest.mark.parametrize(
    ("calendar", "day", "is_open"),
    [
        ("EVERY_DAY", date(2026, 12, 25), True),
        # TARGET: New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December (ECB).
        ("TARGET", date(2026, 1, 1), False),
        ("TARGET", date(2026, 4, 3), False),
        ("TARGET", date(2026, 4, 6), False),
        ("TARGET", date(2026, 5, 1), False),
        ("TARGET", date(2026, 12, 25), False),
        ("TARGET", date(2028, 12, 26), False),
        ("TARGET", date(2026, 4, 27), True),
        ("TARGET", date(2026, 6, 6), False),
        # King's Day is a holiday in the Netherlands and not one of TARGET.
        ("NL", date(2026, 4, 27), False),
    ],
)
def test_calendars_are_those_of_the_central_bank_and_of_countries(calendar, day, is_open):
    assert banking_days(calendar).is_open(day) is is_open


def test_a_calendar_of_nowhere_is_refused():
    assert isinstance(banking_days("DE", "Europe/Berlin"), BankingDays)
    with pytest.raises(InvalidValueError, match="found 'XX'"):
        banking_days("XX")
