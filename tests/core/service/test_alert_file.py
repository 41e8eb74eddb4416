"""A file of alert rules says what is watched; a wrong one says where it is wrong."""

from decimal import Decimal

import pytest

from core.domain.alert import AlertKind, Severity
from core.domain.errors import NotFoundError, SourceError
from core.service.alert_file import alert_rules_from_toml, load_alert_rules

RULE = '[[rule]]\nname = "a"\nkind = "held_h"\nseverity = "warning"\nabove = 24\nclears_at = 20\n'
LIMIT = '[[limit]]\ndemand_partner = "*"\ncurrency = "EUR"\namount = 100.50\n'


def text_of(*tables, version=1):
    return "\n".join([f"format = {version}", *tables])


def test_the_rules_that_come_with_the_program_watch_everything_that_can_be_watched():
    rules = load_alert_rules()
    assert {rule.kind for rule in rules.rules} == set(AlertKind)
    assert {rule.severity for rule in rules.rules} == set(Severity)
    assert rules.limit_of("NL*XYZ", "EUR") == 5_000_000


def test_a_rule_and_a_limit_are_read_as_they_stand_there():
    rules = alert_rules_from_toml(text_of(RULE, LIMIT), "x.toml")
    (rule,) = rules.rules
    assert (rule.name, rule.kind, rule.severity) == ("a", AlertKind.HELD_H, Severity.WARNING)
    assert (rule.above, rule.clears_at) == (Decimal(24), Decimal(20))
    assert rules.limit_of("NL*XYZ", "EUR") == 10_050


def test_a_partner_with_a_limit_of_its_own_is_not_held_to_that_of_the_others():
    own = LIMIT.replace('"*"', '"NL*XYZ"').replace("100.50", "7")
    rules = alert_rules_from_toml(text_of(LIMIT, own), "x.toml")
    assert rules.limit_of("NL*XYZ", "EUR") == 700
    assert rules.limit_of("NL*ABC", "EUR") == 10_050
    assert rules.limit_of("NL*ABC", "CHF") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (text_of(version=2), "x.toml:1: format: wanted 1, found 2"),
        ("rule = [", "x.toml: not TOML"),
        (text_of(RULE.replace("held_h", "moon")), r"x.toml:4: rule\[0\].kind: wanted 'exposure"),
        (text_of(RULE.replace("above = 24", "")), r"x.toml:2: rule\[0\].above: missing"),
        (text_of(RULE.replace("above", "over")), "unknown field"),
        (
            text_of(RULE.replace("= 20", "= 25")),
            r"x.toml:7: rule\[0\].clears_at: wanted no more than above \(24\), found 25",
        ),
        (text_of(RULE, RULE), r"x.toml:9: rule\[1\]: 'a' stands there twice"),
        (text_of(LIMIT, LIMIT), r"limit\[1\]: '\* EUR' stands there twice"),
        (
            text_of(LIMIT.replace("100.50", "1.001")),
            r"x.toml:5: limit\[0\].amount: wanted whole minor units of EUR, found 1.001",
        ),
        (text_of(LIMIT.replace("100.50", "0")), r"x.toml:5: limit\[0\].amount"),
        (text_of(LIMIT.replace("EUR", "ABC")), r"x.toml:4: limit\[0\].currency"),
    ],
)
def test_a_wrong_file_says_where_and_what(text, problem):
    with pytest.raises(SourceError, match=problem):
        alert_rules_from_toml(text, "x.toml")


def test_a_name_that_nobody_knows_is_told_with_those_that_exist():
    with pytest.raises(NotFoundError, match="default"):
        load_alert_rules("no-such-rules")


def test_rules_of_a_file_of_ones_own_are_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(text_of(RULE), encoding="utf-8")
    assert [rule.name for rule in load_alert_rules(str(path)).rules] == ["a"]
