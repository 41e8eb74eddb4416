"""The days of one partner as lines: used, and what it might use."""

from dataclasses import replace

import numpy as np

from console.present.exposure_curve import exposure_series
from core.domain.alert import AlertRules, WatchLimit
from tests.console.present.builders import some_days

NO_RULES = AlertRules()


def test_a_partner_has_a_line_of_use_and_one_of_its_limit():
    used, may_use = exposure_series(some_days(), "CH*STO", NO_RULES)
    assert (used.name, used.unit, used.decimals) == ("used", "EUR", 2)
    assert list(used.values)[-1] == 1300.0
    assert set(may_use.values) == {1000.0}
    assert list(np.diff(used.at_s)) == [86_400.0] * 2


def test_without_a_limit_there_is_one_line_or_that_of_the_alert_rules():
    (used,) = exposure_series(some_days(), "BE*NOL", NO_RULES)
    assert used.name == "used"
    rules = AlertRules(
        limits=(WatchLimit(demand_partner="*", currency="EUR", amount_minor=50_000),)
    )
    assert list(exposure_series(some_days(), "BE*NOL", rules)[1].values) == [500.0] * 3


def test_days_before_anything_was_used_are_left_but_one():
    found = some_days()
    nothing = {"receivable_minor": 0, "unpaid_minor": 0}
    partners = {
        key: (*(replace(one, **nothing) for one in days[:2]), days[2])
        for key, days in found.partners.items()
    }
    used, _ = exposure_series(replace(found, partners=partners), "CH*STO", NO_RULES)
    assert list(used.values) == [0.0, 1300.0]


def test_nobody_has_no_line():
    assert exposure_series(some_days(), "XX*XXX", NO_RULES) == ()
