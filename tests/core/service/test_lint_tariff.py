"""A tariff is linted as it was received: by JSON pointers, and with codes in lower case."""

import pytest

from core.domain.errors import InvalidValueError, WireError
from core.domain.finding import Severity
from core.ocpi.wire import parsed
from core.service.lint_tariff import lint_tariff

PLAIN = (
    '{"country_code": "NL", "party_id": "ABC", "id": "T", "currency": "EUR",'
    ' "elements": [{"price_components": [{"type": "ENERGY", "price": 0.25, "vat": 21,'
    ' "step_size": 1}]%s}], "last_updated": "2026-01-01T00:00:00Z"}'
)
GOOD = PLAIN % ""
EARLY = PLAIN % ', "restrictions": {"start_time": "02:00", "end_time": "03:00"}'


def found(text, time_zone=None):
    return [(one.code.value, one.pointer) for one in lint_tariff(parsed(text, "t"), time_zone)]


def pointed(value, pointer):
    """What a JSON pointer points to."""
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def test_a_good_tariff_has_no_findings():
    assert found(GOOD, "Europe/Amsterdam") == []


def test_codes_in_lower_case_are_found_and_the_rest_is_linted_all_the_same():
    text = GOOD.replace("EUR", "eur").replace('"NL"', '"nl"').replace('"step_size": 1', step(1000))
    assert found(text) == [
        ("code_case", "/country_code"),
        ("code_case", "/currency"),
        ("step_size_large", "/elements/0/price_components/0/step_size"),
    ]


def step(size):
    return f'"step_size": {size}'


def test_clocks_are_looked_at_in_the_zone_that_is_named():
    assert [code for code, _ in found(EARLY)] == ["gap_in_week"]
    told = [code for code, _ in found(EARLY, "Europe/Amsterdam")]
    assert told == ["gap_in_week", "clock_fold", "clock_gap"]
    with pytest.raises(InvalidValueError, match="time zone"):
        found(EARLY, "Europe/Atlantis")


def test_what_a_pointer_points_to_is_what_was_found():
    names = {"max_kwh": 5, "min_kwh": 5, "max_power": 0, "max_current": 0, "max_duration": 0}
    restrictions = ", ".join(f'"{name}": {value}' for name, value in names.items())
    value = parsed(PLAIN % f', "restrictions": {{{restrictions}}}', "t")
    findings = lint_tariff(value)
    assert {one.pointer.split("/")[-1] for one in findings} == set(names) - {"min_kwh"}
    for one in findings:
        assert str(pointed(value, one.pointer)) in one.message


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[]", "message"),
        (GOOD.replace('"EUR"', '"EURO"'), "currency"),
        (GOOD.replace('"EUR"', "5"), "currency"),
        (GOOD.replace('"ENERGY"', '"energy"'), "elements[0].price_components[0].type"),
    ],
)
def test_what_is_no_tariff_is_refused_with_its_path(text, path):
    with pytest.raises(WireError) as refused:
        found(text)
    assert refused.value.path == path


@pytest.mark.parametrize("version", ["2.2.1", "2.3.0"])
def test_no_example_of_the_specification_has_an_error(shared_dir, version):
    folder = shared_dir / "vectors" / "ocpi_spec" / version
    if not folder.is_dir():
        pytest.skip(f"needs shared/vectors/ocpi_spec/{version}")
    paths = sorted(folder.glob("tariff*.json"))
    assert len(paths) > 15
    wrong = [
        (path.stem, one)
        for path in paths
        for one in lint_tariff(parsed(path.read_text(), path.stem), "Europe/Amsterdam")
        if one.severity is Severity.ERROR or one.code.startswith(("gap_", "unreachable_"))
    ]
    assert wrong == []
