"""A draft of a scenario: its parameters, what is typed, what cannot be, and the file it makes."""

import pytest

from console.present.draft_rows import about_text, draft_note, draft_rows
from console.present.parameter_tree import all_parameters, kind_words, parameter_groups
from console.present.parameter_words import Kind, label_of, unit_of
from console.present.scenario_draft import Draft, changes_of, file_text, problems_of, values_of
from core.domain.errors import InvalidValueError, SourceError
from core.service.resources import ResourceKind, resource_names, resource_path
from simulation.scenario_file import load_scenario, scenario_of

NAMES = resource_names(ResourceKind.SCENARIO)


def draft_of(name):
    text = resource_path(ResourceKind.SCENARIO, name).read_text(encoding="utf-8")
    parameters = {one.path: one for one in all_parameters(parameter_groups(text, name))}
    return Draft(text=text, source=name), parameters


@pytest.fixture
def city():
    return draft_of("city")


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_scenario_can_be_built_on_and_is_sound(name):
    draft, parameters = draft_of(name)
    assert len(parameters) > 20
    assert problems_of(draft, parameters) == ()
    assert file_text(draft, parameters) == draft.text


@pytest.mark.parametrize("name", NAMES)
def test_every_value_that_is_typed_as_it_is_changes_nothing(name):
    draft, parameters = draft_of(name)
    said = [one for one in parameters.values() if not one.is_default and "\n" not in one.base]
    is_inline = "\ncpo = [" in draft.text  # Tables of one line each are not written anew.
    said = [one for one in said if len(one.place) == 1 or not is_inline]
    for parameter in said[:: max(1, len(said) // 40)]:
        draft = draft.changed(parameter.path, parameter.base)
    written = file_text(draft, parameters)
    before = load_scenario(resource_path(ResourceKind.SCENARIO, name))
    assert scenario_of(written, name) == before


def test_a_parameter_says_what_it_is(city):
    _, parameters = city
    patience = parameters["demand.rapid_50.patience_median_min"]
    assert (patience.label, patience.unit, patience.base) == ("Patience median", "min", "12")
    assert patience.field_name == "demand[2].patience_median_min"
    assert kind_words(patience) == "a number at least 0, at most 10,000"
    assert "Median wait" in patience.about
    assert parameters["settle_every_h"].is_default
    assert parameters["cpo.CH*BSL.currency"].form.kind is Kind.TEXT
    assert "AC_3_PHASE" in parameters["charge_point_class.hub_150.power_type"].form.choices
    assert "one of" in kind_words(parameters["charge_point_class.hub_150.power_type"])
    assert parameters["demand.hub_150.sessions_per_day"].form.may_be_absent
    assert kind_words(parameters["demand.hub_150.sessions_per_day"]).endswith("or nothing")


@pytest.mark.parametrize(
    ("field", "label", "unit"),
    [
        ("energy_price_per_kwh", "Energy price", "per kWh"),
        ("app_share", "App share", "0 to 1"),
        ("commission_bp", "Commission", "bp"),
        ("evse_count", "EVSE count", ""),
        ("min", "Min", ""),
    ],
)
def test_a_name_is_words_and_a_unit(field, label, unit):
    assert (label_of(field), unit_of(field)) == (label, unit)


def test_a_value_out_of_its_bounds_is_refused_with_field_value_and_reason(city):
    draft, parameters = city
    (problem,) = problems_of(
        draft.changed("demand.rapid_50.start_failure_share", "1.2"), parameters
    )
    assert problem.path == "demand.rapid_50.start_failure_share"
    assert problem.value == "1.2"
    assert problem.reason == "wanted less than or equal to 1, found 1.2"


def test_a_name_that_nothing_has_is_refused(city):
    draft, parameters = city
    path = "location.bsl-messe.tariff_id"
    (problem,) = problems_of(draft.changed(path, "NONE"), parameters)
    assert (problem.path, problem.reason) == (path, "no tariff 'NONE'")


def test_what_is_wrong_as_a_whole_has_no_parameter(city):
    draft, parameters = city
    path = "demand.hub_150.sessions_per_day"
    problems = problems_of(draft.changed(path, "5"), parameters)
    assert any("wanted either" in problem.reason for problem in problems)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("1, 2,5", (1, 2, 5)),
        ("7:14:7", (7, 14)),
        ("1:2:3", (1,)),
        ("3", (3,)),
    ],
)
def test_a_sweep_is_values_or_ranges(city, typed, wanted):
    _, parameters = city
    assert values_of(parameters["days"], typed) == wanted


def test_a_range_of_decimals_is_exact(city):
    _, parameters = city
    values = values_of(parameters["day_factor_cv"], "0:0.3:0.1")
    assert values == (0, 0.1, 0.2, 0.3)


@pytest.mark.parametrize("typed", ["", " , ", "1:2", "2:1:1", "1:5:0", "0:1000:1", "1:x:2", "inf"])
def test_what_makes_no_sweep_is_refused(city, typed):
    _, parameters = city
    with pytest.raises(InvalidValueError, match="wanted"):
        values_of(parameters["days"], typed)


def test_many_values_are_refused(city):
    _, parameters = city
    with pytest.raises(InvalidValueError, match="at most 200 values, found 201"):
        values_of(parameters["days"], ",".join("1" * 201))


def test_texts_and_switches_are_swept_as_they_are_typed(city):
    _, parameters = city
    assert values_of(parameters["time_zone"], "UTC, Europe/Paris") == ("UTC", "Europe/Paris")
    form = parameters["charge_point_class.hub_150.power_type"]
    with pytest.raises(InvalidValueError, match="wanted one of"):
        values_of(form, "DC, STEAM")


def test_a_change_is_a_value_of_its_kind(city):
    draft, parameters = city
    draft = draft.changed("days", "3").changed("day_factor_cv", "0.5").changed("title", "Mine")
    assert {one.path: one.value for one in changes_of(draft, parameters)} == {
        "days": 3,
        "day_factor_cv": 0.5,
        "title": "Mine",
    }
    assert changes_of(draft.changed("days", None), parameters)[0].path == "day_factor_cv"


def test_the_file_keeps_comments_and_takes_new_keys_quotes_and_times(city):
    draft, parameters = city
    typed = {
        "day_factor_cv": "0.5",
        "title": 'A "quoted" \\ one',
        "start": "2026-04-01T00:00:00Z",
        "location.bsl-messe.time_zone": "Europe/Berlin",
        "demand_partner.DE*VOL.app_share": "0.25",
    }
    for path, text in typed.items():
        draft = draft.changed(path, text)
    text = file_text(draft, parameters)
    scenario = scenario_of(text, "city")
    assert scenario.day_factor_cv == 0.5
    assert scenario.title == typed["title"]
    assert f"{scenario.start:%Y-%m-%d}" == "2026-04-01"
    assert scenario.demand_partner[0].app_share == 0.25
    assert "day_factor_cv = 0.5  # Perth & Kinross" in text


def test_a_file_whose_values_stand_in_one_line_cannot_be_written_anew():
    draft, parameters = draft_of("city")
    start = draft.text.index("[[fx_rate]]")
    inline = draft.text[:start].replace(
        "[operator]",
        'fx_rate = [{base = "EUR", quote = "CHF", rate = 0.94, day = 2026-03-01, source = "x"}]'
        "\n[operator]",
    )
    draft = Draft(text=inline, source="city").changed("fx_rate.0.rate", "0.9")
    assert problems_of(draft, parameters) == ()
    with pytest.raises(SourceError, match="one key a line"):
        file_text(draft, parameters)


def test_rows_tell_what_was_what_is_and_what_is_wrong(city):
    draft, parameters = city
    draft = draft.changed("days", "3").swept("seed", "1, 2")
    rows = draft_rows(draft, parameters, ())
    assert [[cell.text for cell in row.cells[1:5]] for row in rows] == [
        ["Days", "14", "3", ""],
        ["Seed", "4711", "", "1, 2"],
    ]
    assert draft_note(draft, ()) == "1 change, 1 swept"
    assert draft_note(Draft(text="", source=""), ()) == "as the file has it"
    wrong = problems_of(draft.changed("days", "0"), parameters)
    assert "cannot be" in draft_note(draft, wrong)
    assert about_text(parameters["days"], wrong[0]).endswith(
        "\N{MULTIPLICATION SIGN} 0: wanted greater than or equal to 1, found 0"
    )


def test_what_is_not_toml_is_refused():
    with pytest.raises(SourceError, match="not TOML"):
        parameter_groups("days = ", "mine")
