from datetime import UTC, datetime, timedelta

from console.present.alert_lines import alert_name
from console.present.alert_list import act_text, alert_lines
from console.present.kpi_tiles import Tone
from core.domain.alert import AlertRules
from core.domain.environment import Environment
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.operator_act import ActKind, OperatorAct
from core.domain.table_fields import FIELDS
from core.service.alert_file import load_alert_rules
from core.service.raise_alerts import Picture, raised, worst_first
from core.service.snapshot import Exposure, Watch
from tests.console.present.builders import a_summary

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
RULES = load_alert_rules()
EVERYTHING = Picture(
    summary=a_summary(
        held={"too_short": 100},
        trial_balance={"EUR": 1},
        watch=Watch(
            exposures=(Exposure("NL*XYZ", "EUR", 6_000_000),),
            oldest_held_at=NOW - timedelta(hours=30),
            last_end=NOW - timedelta(hours=2),
            unsettled_due=NOW - timedelta(minutes=90),
        ),
    ),
    environment=Environment.LIVE,
    now=NOW,
    feed_lag_s=40,
    chain_breaks=2,
)


def lines(acknowledged=(), picture=EVERYTHING, rules=RULES):
    return alert_lines(worst_first(raised(rules, picture, ())), acknowledged, picture, rules)


def test_every_alert_is_a_sentence_with_its_figures():
    assert {line.key: line.text for line in lines()} == {
        "exposure_pct:NL*XYZ/EUR": "NL*XYZ owes 60,000.00 EUR, 120 % of its limit 50,000.00 EUR",
        "held_h:": "100 held for review, the oldest for 1 d 06 h",
        "exceptions_pct:": "100 exceptions, 7.8 % of what was received (above 1 %)",
        "trial_balance_minor:EUR": "Trial balance is 0.01 EUR, not 0",
        "chain_breaks:": "The chain of the ledger is broken in 2 places",
        "feed_lag_s:": "The books were last read 40 s ago",
        "no_session_min:": "No session has ended for 2 h 00 min",
        "payout_late_h:": "Payout is late: due 1 h 30 min ago",
    }


def test_every_alert_leads_to_rows_that_can_be_selected():
    for line in lines():
        tree = parse_filter(line.link.filter_text, FIELDS[line.link.table])
        assert not isinstance(tree, FilterProblem)
        assert line.link.said in line.told


def test_a_glyph_says_how_bad_it_is():
    by_key = {line.key: line for line in lines()}
    assert by_key["exposure_pct:NL*XYZ/EUR"].tone is Tone.BAD
    assert by_key["exceptions_pct:"].said.startswith(Tone.WARNING.value)


def test_what_somebody_has_seen_comes_last_and_says_who():
    act = OperatorAct(
        at=NOW,
        kind=ActKind.ACKNOWLEDGED,
        who="m.k.",
        subject="exposure_pct:NL*XYZ/EUR",
        note="called them",
    )
    last = lines([act])[-1]
    assert last.acknowledged is act
    assert last.said.endswith("seen by m.k.")
    assert act_text(act) in last.told
    assert act_text(act) == (
        "2026-06-03 12:00 m.k. acknowledged exposure of NL*XYZ in EUR: called them"
    )


def test_an_alert_of_another_day_says_which():
    first = raised(RULES, EVERYTHING, ())
    later = Picture(
        summary=EVERYTHING.summary, environment=Environment.LIVE, now=NOW + timedelta(days=1)
    )
    still = alert_lines(raised(RULES, later, first), (), later, RULES)
    assert {line.when for line in still} == {"03 Jun 12:00"}
    assert {line.when for line in lines()} == {"12:00"}


def test_an_exposure_whose_limit_was_taken_away_is_still_a_sentence():
    alerts = worst_first(raised(RULES, EVERYTHING, ()))
    texts = [line.text for line in alert_lines(alerts, (), EVERYTHING, AlertRules())]
    assert "NL*XYZ owes 120 % of its limit" in texts


def test_an_alert_of_the_log_is_named_in_words():
    names = {line.key: alert_name(line.key) for line in lines()}
    assert names["exposure_pct:NL*XYZ/EUR"] == "exposure of NL*XYZ in EUR"
    assert names["trial_balance_minor:EUR"] == "trial balance in EUR"
    assert names["chain_breaks:"] == "chain of the ledger"
    assert not any("_" in name for name in names.values())
    assert alert_name("cdr:NL*ABC:1") == "cdr:NL*ABC:1"
