"""Session files in JSON: a list of objects."""

from decimal import Decimal

import pytest

from core.domain.errors import SourceError
from core.domain.reject import RejectReason
from core.sessionfile.mapping import Columns, FileFormat, Mapping
from core.sessionfile.read_sessions import read_sessions

JSON = """[
  {"start": "2026-01-05 08:00", "end": "2026-01-05 09:00", "kwh": 10.5, "cp": 7, "conn": 2},
  {"start": "2026-01-05 08:00", "end": null, "kwh": 10.5, "cp": 7, "conn": 2},
  {"start": "2026-01-05 08:00", "end": "2026-01-05 09:00", "kwh": true, "cp": 7, "conn": 2},
  17
]"""


def read_json(text, **changes):
    columns = Columns(start="start", end="end", energy="kwh", charge_point="cp", connector="conn")
    mapping = Mapping(
        name="test", time_zone="UTC", format=FileFormat.JSON, columns=columns, **changes
    )
    return list(read_sessions(text.encode().splitlines(keepends=True), mapping, "f.json"))


@pytest.mark.parametrize("decimal", [".", ","])
def test_a_json_list_of_objects_is_read_with_exact_numbers(decimal):
    session, null, flag, number = read_json(JSON, decimal=decimal)
    assert (session.energy_kwh, session.evse) == (Decimal("10.5"), "7*2")
    assert (null.reason, null.line) == (RejectReason.MISSING_END, 2)
    assert flag.reason is RejectReason.BAD_NUMBER
    assert (number.reason, number.line, number.raw) == (RejectReason.WRONG_OBJECT, 4, "17")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[NaN]", "NaN is no JSON number"),
        ("[" * 100_000, "not JSON"),
        ("{}", "wanted a JSON list of objects, found dict"),
        ("[]", "found an empty list"),
        ('[{"start": 1}]', "wanted a column 'end', found start"),
    ],
)
def test_json_that_is_no_list_of_such_objects_is_refused_as_a_whole(text, said):
    with pytest.raises(SourceError, match=said):
        read_json(text)
