"""What the workbench shows of a tariff: sliders, week, waterfall, findings, differences, words."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.present.json_tokens import JsonWord, words_of_line
from console.present.kpi_tiles import Tone
from console.present.money_steps import bar_text
from console.present.tariff_curve import curve_over_energy, curve_over_time
from console.present.tariff_differences import difference_lines, differences_sentence
from console.present.tariff_findings import finding_list, row_at_line, verdict
from console.present.tariff_hatch import DISTANCE_PX, hatch
from console.present.tariff_session import SessionWish, monday_of, week_minute_text
from console.present.tariff_steps import price_steps
from console.present.tariff_story import StoryColours, story_page
from console.present.tariff_week import FREE, SKIPPED, gap_sentence, kinds_of, price_grid
from core.domain.tariff import TariffDimension
from core.pricing.discrepancy import Difference, DifferenceKind
from core.pricing.time_zones import zone_named
from core.pricing.week_prices import SoFar, week_prices
from core.service.examine_tariff import ExaminedTariff, examine_tariff
from core.service.quote_stay import quote_stay

MONDAY = date(2026, 6, 1)
MINUS = "\N{MINUS SIGN}"


def component(type_, price, vat=None, step=1):
    told = {"type": type_, "price": price, "vat": vat, "step_size": step}
    return {name: one for name, one in told.items() if one is not None}


def text_of(*elements, **rest):
    return json.dumps(
        {"country_code": "PT", "party_id": "ABC", "id": "T", "currency": "EUR", **rest}
        | {"elements": list(elements), "last_updated": "2026-01-01T00:00:00Z"},
        indent=1,
    )


def element(*components, **restrictions):
    told = {"price_components": list(components)}
    return {**told, "restrictions": restrictions} if restrictions else told


def tariff_of(*elements, **rest):
    found = examine_tariff(text_of(*elements, **rest))
    assert found.tariff is not None, found.problem
    return found.tariff


def week_of(tariff, dimension=TariffDimension.ENERGY, monday=MONDAY):
    return week_prices(tariff, dimension, monday, zone_named("Europe/Lisbon"), SoFar())


# The sliders.


def test_energy_keeps_the_power_and_power_and_time_keep_the_energy():
    wish = SessionWish(energy_wh=22_000, power_w=11_000, charging_s=7_200)
    assert wish.with_energy(11_000).charging_s == 3_600
    assert wish.with_power(22_000).charging_s == 3_600
    slower = wish.with_charging(14_400)
    assert (slower.energy_wh, slower.power_w) == (22_000, 5_500)
    assert wish.with_parking(900).parking_s == 900
    assert wish.with_start(-5).start_min == 0
    assert wish.with_start(20_000).start_text() == "Sun 23:59"


def test_without_energy_time_is_what_was_set():
    wish = SessionWish().with_energy(0).with_charging(600).with_power(50_000)
    assert (wish.energy_wh, wish.charging_s, wish.power_w) == (0, 600, 50_000)


@given(st.integers(0, 200_000), st.integers(0, 500_000), st.integers(0, 200_000))
def test_whatever_is_set_is_a_session_that_can_be(energy_wh, power_w, charging_s):
    for wish in (
        SessionWish().with_energy(energy_wh).with_power(power_w),
        SessionWish().with_power(power_w).with_energy(energy_wh).with_charging(charging_s),
    ):
        stay = wish.stay(MONDAY, "Europe/Lisbon")
        assert stay.demand.energy_kwh * 1_000 == wish.energy_wh
        if wish.energy_wh > 1_000:
            mean_w = wish.energy_wh * 3_600 / wish.charging_s
            assert wish.power_w <= mean_w + 1
            assert mean_w <= wish.power_w * 1.21


def test_the_start_is_local_and_the_week_begins_on_monday():
    stay = SessionWish(start_min=1_440 + 90).stay(MONDAY, "Europe/Lisbon")
    assert stay.start == datetime(2026, 6, 2, 0, 30, tzinfo=UTC)
    assert monday_of(date(2026, 6, 7)) == MONDAY
    assert week_minute_text(10_080) == "Sun 24:00"


# The week.


def test_hours_do_unless_a_window_begins_between_them():
    night = element(component("ENERGY", 0.2), start_time="22:00", end_time="06:00")
    day = element(component("ENERGY", 0.4, vat=23))
    grid = price_grid(week_of(tariff_of(night, day)))
    assert grid.values.shape == (7, 24)
    assert grid.values[0, 5] == 0.2
    assert grid.values[0, 6] == pytest.approx(0.492)
    assert grid.cell_text(0, 6).split("\n") == [
        "Monday 06:00 to 07:00",
        "0.492 EUR/kWh with taxes",
        "0.40 EUR/kWh before taxes",
        "element 2, at any time",
    ]
    assert grid.start_of(1, 6) == 1_440 + 360
    quarters = element(component("ENERGY", 0.2), start_time="22:15", end_time="06:00")
    assert price_grid(week_of(tariff_of(quarters, day))).values.shape == (7, 96)


def test_a_minute_without_a_price_is_a_gap_and_is_named():
    until = element(component("ENERGY", 0.3), end_time="23:59")
    week = week_of(tariff_of(until))
    grid = price_grid(week)
    assert grid.gaps[:, -1].all()
    assert grid.gaps.sum() == 7
    assert grid.values[0, -1] == 0.3
    assert grid.cell_text(0, 95).split("\n")[-1] == f"23:59 to 00:00: {FREE}"
    sentence = gap_sentence(week)
    assert sentence.startswith("No price, so free: Mon 23:59 to Tue 00:00, ")
    assert sentence.endswith(" and 3 more.")


def test_without_any_price_the_whole_week_is_a_gap():
    tariff = tariff_of(element(component("ENERGY", 0.3)))
    week = week_of(tariff, TariffDimension.TIME)
    grid = price_grid(week)
    assert np.isnan(grid.values).all()
    assert gap_sentence(week) == "No price at any time of this week: free."
    assert grid.top == 1.0
    assert grid.figure_text(float("nan")) == FREE
    assert kinds_of(tariff) == (TariffDimension.ENERGY,)


def test_one_price_alone_is_neither_high_nor_low():
    grid = price_grid(week_of(tariff_of(element(component("ENERGY", 0.25)))))
    assert grid.top == 0.5
    assert grid.scale_top == 0.5
    assert grid.figure_text(0.25) == "0.25 EUR/kWh"
    assert gap_sentence(week_of(tariff_of(element(component("ENERGY", 0.25))))) == ""


def test_a_third_of_a_cent_is_told_as_about_so_much():
    tariff = tariff_of(element(component("TIME", 1)))
    grid = price_grid(week_of(tariff, TariffDimension.TIME))
    assert "\N{ALMOST EQUAL TO} 0.016667 EUR/min" in grid.cell_text(0, 0)


def test_taxes_that_nobody_states_are_not_shown():
    tariff = tariff_of(element(component("ENERGY", 0.3)), tax_included="NO")
    grid = price_grid(week_of(tariff))
    assert grid.meaning == "before taxes"
    assert "0.30 EUR/kWh before taxes" in grid.cell_text(0, 0)


def test_an_hour_that_clocks_leave_out_says_so():
    tariff = tariff_of(element(component("ENERGY", 0.3)))
    grid = price_grid(week_of(tariff, monday=date(2026, 3, 23)))
    assert grid.cell_text(6, 1) == f"Sunday 01:00 to 02:00\n{SKIPPED}"


# The waterfall.


def quoted(*elements, wish=None, **rest):
    wish = wish or SessionWish(energy_wh=10_000, charging_s=3_600, power_w=10_000)
    return quote_stay(tariff_of(*elements, **rest), wish.stay(MONDAY, "Europe/Lisbon"))


def bars_of(found):
    price = found.quote.price
    bars = price_steps(price).by_currency["EUR"]
    return [(bar.title, bar.text, bar.is_total) for bar in bars], bars


def test_components_taxes_and_totals_follow_each_other():
    found = quoted(element(component("FLAT", 1, 10), component("ENERGY", 0.4, 20)))
    texts, bars = bars_of(found)
    assert texts == [
        ("Price per session", "1.00", False),
        ("Energy", "4.00", False),
        ("Before taxes", "5.00", True),
        ("VAT 10 %", "0.10", False),
        ("VAT 20 %", "0.80", False),
        ("Total", "5.90", True),
    ]
    assert [bar.start_minor for bar in bars] == [100, 500, 0, 510, 590, 0]
    assert bar_text(bars, 1, "EUR") == "Energy\n4.00 EUR\n5.00 EUR so far"
    assert bar_text(bars, 5, "EUR") == "Total\n5.90 EUR"


def test_a_limit_takes_away_and_without_taxes_there_is_one_total():
    limit = {"excl_vat": 3}
    texts, _ = bars_of(quoted(element(component("ENERGY", 0.4)), max_price=limit))
    assert ("Greatest price", f"{MINUS}1.00", False) in texts
    assert [title for title, _, total in texts if total] == ["Total"]


def test_what_is_unknown_is_left_out():
    texts, _ = bars_of(quoted(element(component("ENERGY", 0.4)), tax_included="NO"))
    assert texts == [("Energy", "4.00", False), ("Before taxes", "4.00", True)]
    texts, _ = bars_of(quoted(element(component("ENERGY", 0.4)), tax_included="YES"))
    assert texts == [("Energy", "4.00", False), ("Total", "4.00", True)]


def test_what_costs_nothing_has_no_bars():
    found = quoted(element(component("PARKING_TIME", 6)))
    assert price_steps(found.quote.price).currencies == ()


# The findings.


def test_findings_are_listed_with_glyph_line_and_words():
    found = examine_tariff(text_of(element(component("ENERGY", 0.3, 20, 1000))))
    (row,) = finding_list(found)
    assert (row.sign, row.tone, row.code) == (
        "\N{BLACK UP-POINTING TRIANGLE}",
        Tone.WARNING,
        "Step size large",
    )
    assert row.told.startswith("Step size large\n")
    assert row.spoken.startswith(f"Warning, line {row.first_line}: Step size large.")
    assert verdict(found) == (
        Tone.WARNING,
        "\N{BLACK UP-POINTING TRIANGLE} OCPI 2.2.1: 0 errors, 1 warning, 0 hints",
    )


def test_a_line_belongs_to_the_finding_about_the_fewest_lines():
    restrictions = {"max_kwh": 0}
    found = examine_tariff(text_of(element(component("ENERGY", 0.3, 20, 1000), **restrictions)))
    rows = finding_list(found)
    assert len(rows) > 1
    for row in rows:
        chosen = rows[row_at_line(rows, row.first_line)]
        assert chosen.last_line - chosen.first_line <= row.last_line - row.first_line
    assert row_at_line(rows, 10_000) is None


def test_the_verdict_tells_no_text_a_good_one_and_a_wrong_one():
    assert verdict(ExaminedTariff()) == (Tone.CALM, "No tariff yet.")
    good = verdict(examine_tariff(text_of(element(component("ENERGY", 0.3, 20)))))
    assert good[0] is Tone.GOOD
    tone, sentence = verdict(examine_tariff("{"))
    assert tone is Tone.BAD
    assert sentence.startswith("\N{MULTIPLICATION SIGN} not JSON: line 1, column 2")
    newer = verdict(examine_tariff(text_of(element(component("ENERGY", 1)), tax_included="YES")))
    assert "OCPI 2.3.0" in newer[1]


# A CDR.


def difference(kind, amount="0", theirs="5"):
    return Difference(
        of="total before taxes",
        kind=kind,
        ours=Decimal(5),
        theirs=None if theirs is None else Decimal(theirs),
        unit="EUR",
        amount=None if amount is None else Decimal(amount),
        because="it rained" if kind is DifferenceKind.TIME else "",
    )


def test_each_kind_of_difference_has_its_glyph_and_its_words():
    exact, mode, time, missing, unknown = difference_lines(
        (
            difference(DifferenceKind.EXACT),
            difference(DifferenceKind.ROUNDING_MODE, "-0.010"),
            difference(DifferenceKind.TIME, "2.50"),
            difference(DifferenceKind.MISSING, "-5", None),
            difference(DifferenceKind.VAT, None),
        )
    )
    assert exact.cells == ("\N{CHECK MARK}", "Total before taxes", "5 EUR", "5 EUR", "0", "exact")
    assert (mode.tone, mode.difference, mode.kind) == (
        Tone.WARNING,
        f"{MINUS}0.01",
        "rounding mode",
    )
    assert (time.sign, time.difference) == ("\N{NOT EQUAL TO}", "+2.5")
    assert time.cells[-1] == "time: it rained"
    assert (missing.theirs, missing.tone) == ("not stated", Tone.CALM)
    assert unknown.difference == "\N{EM DASH}"


def test_one_sentence_says_whether_the_cdr_agrees():
    good = (difference(DifferenceKind.EXACT), difference(DifferenceKind.MISSING, "0", None))
    assert differences_sentence(good)[1].endswith("All 1 figures that the CDR states agree.")
    bad = (*good, difference(DifferenceKind.TIME, "1"))
    assert differences_sentence(bad) == (Tone.BAD, "\N{NOT EQUAL TO} 1 of 2 figures differ.")
    assert differences_sentence(())[0] is Tone.CALM


# Words.


def test_the_page_tells_the_price_and_escapes_what_came_from_outside():
    colours = StoryColours("#111111", "#222222", "#333333")
    found = quoted(
        element(component("ENERGY", 0.4, 20, 3_000)), element(component("FLAT", 1)), id="<b>T"
    )
    page = story_page(found.quote.explanation, found.longer, colours, ("First.",))
    assert page.index("First.") < page.index("Total: ")
    assert "If you stay 30 min longer, the price stays the same." in page
    assert "&lt;b&gt;T" in page
    assert "<b>T" not in page
    alone = story_page(found.quote.explanation, None, colours)
    assert "longer" not in alone


def test_a_longer_stay_that_costs_more_says_which_line():
    found = quoted(element(component("PARKING_TIME", 6), component("ENERGY", 1)))
    page = story_page(found.quote.explanation, found.longer, StoryColours("#1", "#2", "#3"))
    assert "the total goes from 10.00 EUR to 13.00 EUR" in page
    assert "Time connected without charging goes from 0.00 EUR to 3.00 EUR." in page
    assert "Free: 1 h of charging time" in page


def words(line):
    return [(one.kind, line[one.start : one.start + one.length]) for one in words_of_line(line)]


def test_the_words_of_json_are_told_apart():
    assert words('  "a\\"b" : [-1.5e3, "x", true],') == [
        (JsonWord.NAME, '"a\\"b"'),
        (JsonWord.SIGN, ":"),
        (JsonWord.SIGN, "["),
        (JsonWord.NUMBER, "-1.5e3"),
        (JsonWord.SIGN, ","),
        (JsonWord.TEXT, '"x"'),
        (JsonWord.SIGN, ","),
        (JsonWord.WORD, "true"),
        (JsonWord.SIGN, "]"),
        (JsonWord.SIGN, ","),
    ]
    assert words('"open') == [(JsonWord.TEXT, '"open')]
    assert words("") == []


# The hatch and the curve.


def test_lines_keep_their_distance_and_stay_on_the_cells_that_are_meant():
    cells = np.array([[False, True, True], [True, False, False]])
    x, y = hatch(cells, (40.0, 20.0))
    assert len(x) % 2 == 0
    for start, end in zip(range(0, len(x), 2), range(1, len(x), 2), strict=True):
        assert x[start] + y[start] == pytest.approx(x[end] + y[end])
        assert (x[start] + y[start]) % DISTANCE_PX == pytest.approx(0)
        middle_x, middle_y = (x[start] + x[end]) / 2, (y[start] + y[end]) / 2
        assert cells[int(middle_y // 20), int(middle_x // 40)]
    drawn = {(int(b // 20), int(a // 40)) for a, b in zip(x, y, strict=True) if a % 40 and b % 20}
    assert drawn <= {(0, 1), (0, 2), (1, 0)}
    assert hatch(np.zeros((2, 2), bool), (10, 10)).tolist() == [[0, 0], [0, 0]]


def test_a_curve_has_both_lines_where_there_are_taxes_and_says_exact_figures():
    found = quoted(element(component("PARKING_TIME", 6, 20), component("ENERGY", 1, 20)))
    curve = curve_over_time(found)
    assert [name for name, _ in curve.lines] == ["with taxes", "before taxes"]
    assert (curve.now, curve.at[0], curve.at[-1]) == (60.0, 0.0, 90.0)
    assert curve.reading(curve.nearest(curve.now)) == (
        "60 min, 10 kWh\n12.00 EUR with taxes\n10.00 EUR before taxes"
    )
    assert "The session: 60 min, 10 kWh, 12.00 EUR with taxes" in curve.summary()
    table = curve.table()
    rows = list(table.rows)
    assert len(rows) == len(curve.at)
    assert rows[0] == ("0", "0", "0.00", "0.00", "EUR")


def test_over_energy_the_session_stands_at_its_energy_and_without_any_there_is_no_curve():
    curve = curve_over_energy(quoted(element(component("ENERGY", 1))))
    assert (curve.now, curve.at[-1], curve.unit) == (10.0, 15.0, "kWh")
    assert [name for name, _ in curve.lines] == ["with taxes"]
    idle = SessionWish(energy_wh=0, charging_s=600)
    assert curve_over_energy(quoted(element(component("ENERGY", 1)), wish=idle)) is None


def test_a_tax_that_nobody_states_has_no_line():
    curve = curve_over_time(quoted(element(component("ENERGY", 1)), tax_included="NO"))
    assert [name for name, _ in curve.lines] == ["before taxes"]
    assert "with taxes" not in curve.reading(3)
    assert list(curve.table().rows)[3][3] == ""
