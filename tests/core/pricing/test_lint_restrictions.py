"""Single restrictions that cannot be meant, in a table beside those that can."""

from datetime import date, time
from decimal import Decimal

import pytest

from core.domain.tariff import DayOfWeek
from tests.builders import a_tariff, an_element
from tests.core.pricing.linting import found, window

FRI, SAT, SUN = (tuple(DayOfWeek)[number] for number in (4, 5, 6))

IMPOSSIBLE, NOTHING = "impossible_restriction", "restricts_nothing"
RESTRICTIONS = [
    ({"min_kwh": Decimal(20), "max_kwh": Decimal(20)}, [(IMPOSSIBLE, "max_kwh")]),
    ({"min_power_kw": Decimal(20), "max_power_kw": Decimal(11)}, [(IMPOSSIBLE, "max_power")]),
    ({"max_current_a": Decimal(0)}, [(IMPOSSIBLE, "max_current")]),
    ({"max_duration_s": 0}, [(IMPOSSIBLE, "max_duration")]),
    ({"min_duration_s": 59, "max_duration_s": 60}, []),
    ({"min_duration_s": 0}, [(NOTHING, "min_duration")]),
    ({"min_kwh": Decimal(-1)}, [(NOTHING, "min_kwh")]),
    ({"start_date": date(2026, 5, 1), "end_date": date(2026, 5, 1)}, [(IMPOSSIBLE, "end_date")]),
    ({"start_date": date(2026, 5, 1), "end_date": date(2026, 5, 2)}, []),
    # 2026-05-01 is a Friday.
    (
        {"start_date": date(2026, 5, 1), "end_date": date(2026, 5, 2), "day_of_week": (SAT,)},
        [(IMPOSSIBLE, "day_of_week")],
    ),
    ({"start_date": date(2026, 5, 1), "end_date": date(2026, 5, 3), "day_of_week": (SAT,)}, []),
    ({"start_date": date(2026, 5, 1), "end_date": date(2027, 5, 1), "day_of_week": (SAT,)}, []),
    ({"start_date": date(2026, 5, 1), "day_of_week": (SAT,)}, []),
    ({"day_of_week": tuple(DayOfWeek)}, [("whole_week", "day_of_week")]),
    ({"day_of_week": (SAT, SUN, SAT)}, [("day_repeated", "day_of_week/2")]),
    (window("09:00", "09:00"), [("whole_day_window", "end_time")]),
    (window("00:00", "00:00"), [("whole_day_window", "end_time")]),
    ({"start_time": time(0)}, [("whole_day_window", "start_time")]),
    ({"end_time": time(0)}, [("whole_day_window", "end_time")]),
    (window("08:00", "00:00"), []),
    (window("08:00", "23:59"), [("minute_before_midnight", "end_time")]),
    (window("22:00", "06:00", day_of_week=(FRI,)), [("wrapped_window_day", "day_of_week")]),
    (window("22:00", "06:00"), []),
    (window("08:00", "20:00", day_of_week=(FRI,)), []),
]


@pytest.mark.parametrize(("restrictions", "expected"), RESTRICTIONS)
def test_restrictions_that_cannot_be_meant_are_found(restrictions, expected):
    of_restrictions = [
        one for one in found(a_tariff(an_element(**restrictions))) if not one[0].startswith("gap_")
    ]
    pointers = [(code, f"/elements/0/restrictions/{name}") for code, name in expected]
    assert of_restrictions == pointers
