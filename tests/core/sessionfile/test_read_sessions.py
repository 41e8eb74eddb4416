"""Every record of a file becomes a session or a reject with its reason."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import SourceError
from core.domain.reject import Reject, RejectReason
from core.domain.session import Session, SessionStatus
from core.sessionfile.mapping import (
    Columns,
    EnergyUnit,
    Mapping,
    mapping_from_toml,
)
from core.sessionfile.read_sessions import read_sessions

FIXTURES = Path(__file__).parents[2] / "fixtures" / "sessions"
COLUMNS = Columns(
    start="start",
    end="end",
    energy="kwh",
    charge_point="cp",
    connector="conn",
    driver="user",
    charging_h="charge_h",
)
HEADER = "start,end,kwh,cp,conn,user,charge_h"
GOOD = "2026-01-05 08:00,2026-01-05 09:00,10.5,P1,2,7,0.5"


def a_mapping(**changes):
    return replace(Mapping(name="test", time_zone="Europe/London", columns=COLUMNS), **changes)


def lines_of(*rows, header=HEADER):
    return "".join(f"{row}\n" for row in (header, *rows)).encode().splitlines(keepends=True)


def read(*rows, header=HEADER, **changes):
    return list(read_sessions(lines_of(*rows, header=header), a_mapping(**changes), "f.csv"))


def read_fixture(name):
    mapping = mapping_from_toml((FIXTURES / f"{name}.toml").read_text(), name)
    with (FIXTURES / f"{name}.csv").open("rb") as lines:
        return list(read_sessions(lines, mapping, name))


def at(*fields):
    return datetime(*fields, tzinfo=UTC)


def test_a_good_row_is_a_completed_session():
    (session,) = read(GOOD)
    assert session == Session(
        session_id=session.session_id,
        status=SessionStatus.COMPLETED,
        evse="P1*2",
        charge_point_class="",
        site="",
        start=at(2026, 1, 5, 8),
        end=at(2026, 1, 5, 9),
        energy_kwh=Decimal("10.5"),
        charging_s=1800,
        driver="7",
    )
    assert len(session.session_id) == 20


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (GOOD + ",more", RejectReason.WRONG_FIELD_COUNT),
        ("a,b", RejectReason.WRONG_FIELD_COUNT),
        (",,,,,,", RejectReason.MISSING_START),
        (GOOD.replace("2026-01-05 09:00", " "), RejectReason.MISSING_END),
        (GOOD.replace("10.5", ""), RejectReason.MISSING_ENERGY),
        (GOOD.replace("P1", ""), RejectReason.MISSING_CHARGE_POINT),
        (GOOD.replace(",2,", ",,"), RejectReason.MISSING_CONNECTOR),
        (GOOD.replace("10.5", "-10.5"), RejectReason.NEGATIVE_ENERGY),
        (GOOD.replace("10.5", "ten"), RejectReason.BAD_NUMBER),
        (GOOD.replace("10.5", "NaN"), RejectReason.BAD_NUMBER),
        (GOOD.replace("10.5", "1e9"), RejectReason.BAD_NUMBER),
        (GOOD.replace("10.5", "1_0"), RejectReason.BAD_NUMBER),
        (GOOD.replace("10.5", "12345678901"), RejectReason.BAD_NUMBER),
        (GOOD.replace(",0.5", ",half"), RejectReason.BAD_NUMBER),
        (GOOD.replace("2026-01-05 08:00", "2026-01-05"), RejectReason.BAD_TIME),
        (GOOD.replace("2026-01-05 08:00", "2026-13-05 08:00"), RejectReason.BAD_TIME),
        (GOOD.replace("2026-01-05 08:00", "0001-01-01 00:00+14:00"), RejectReason.BAD_TIME),
        (GOOD.replace("2026-01-05 08", "2026-03-29 01"), RejectReason.NONEXISTENT_LOCAL_TIME),
        (GOOD.replace("09:00", "07:59"), RejectReason.END_BEFORE_START),
        (GOOD.replace(",0.5", ",1.04"), RejectReason.CHARGING_OUTSIDE_SESSION),
        (GOOD.replace(",0.5", ",-0.1"), RejectReason.CHARGING_OUTSIDE_SESSION),
    ],
)
def test_a_wrong_row_is_rejected_for_the_first_reason(row, reason):
    reject, session = read(row, GOOD)
    assert (reject.reason, reject.line, reject.raw) == (reason, 2, row)
    assert reject.detail
    assert isinstance(session, Session)


def test_zero_energy_and_zero_duration_are_facts_and_pass():
    (session,) = read("2026-01-05 08:00,2026-01-05 08:00,0,P1,2,7,")
    assert (session.energy_kwh, session.charging_s) == (0, None)


def test_charging_that_outlasts_its_session_by_rounding_is_cut_to_it():
    (session,) = read(GOOD.replace(",0.5", ",1.03"))
    assert session.charging_s == 3600


def test_an_end_in_the_hour_that_comes_twice_is_the_second_if_it_must_be():
    (session,) = read("2017-10-29 01:44,2017-10-29 01:06,15.64,P1,2,7,")
    assert (session.start, session.end) == (at(2017, 10, 29, 0, 44), at(2017, 10, 29, 1, 6))


def test_an_end_in_the_hour_that_comes_twice_is_the_first_if_it_can_be():
    (session,) = read("2017-10-29 01:06,2017-10-29 01:44,15.64,P1,2,7,")
    assert (session.start, session.end) == (at(2017, 10, 29, 0, 6), at(2017, 10, 29, 0, 44))


def test_local_time_follows_the_season():
    winter, summer = read(GOOD, GOOD.replace("2026-01", "2026-07"))
    assert (winter.start.hour, summer.start.hour) == (8, 7)


def test_an_offset_in_the_text_wins_over_the_zone_of_the_mapping():
    (session,) = read("2026-01-05T08:00:00+01:00,2026-01-05T09:00:00Z,1,P1,2,7,")
    assert (session.start, session.end) == (at(2026, 1, 5, 7), at(2026, 1, 5, 9))


def test_where_zones_are_in_the_text_a_time_without_one_is_rejected():
    (reject,) = read(GOOD, time_zone=None)
    assert reject.reason is RejectReason.BAD_TIME
    assert "wanted an offset in the text" in reject.detail


def test_a_row_that_stands_twice_is_one_session_but_its_id_with_other_content_is_rejected():
    first, again, other = read(GOOD, GOOD, GOOD.replace(",0.5", ",0.25"))
    assert first == again
    assert other.reason is RejectReason.CONFLICTING_SESSION_ID
    assert first.session_id in other.detail


def test_the_time_at_which_charging_ended_gives_its_seconds():
    columns = replace(COLUMNS, charging_h=None, charging_end="charge_h")
    good, unknown, late = read(
        GOOD.replace(",0.5", ",2026-01-05 08:20"),
        GOOD.replace(",0.5", ",").replace("P1", "P2"),
        GOOD.replace(",0.5", ",2026-01-05 09:03"),
        columns=columns,
    )
    assert (good.charging_s, unknown.charging_s) == (1200, None)
    assert late.reason is RejectReason.CHARGING_OUTSIDE_SESSION


def test_energy_in_wh_becomes_kwh():
    (session,) = read(GOOD.replace("10.5", "9632.0"), energy_unit=EnergyUnit.WH)
    assert session.energy_kwh == Decimal("9.632")


def test_a_charge_point_that_took_a_detour_by_floats_is_mended_where_the_mapping_says_so():
    row = GOOD.replace("P1", "50339.0")
    assert read(row)[0].evse == "50339.0*2"
    assert read(row, strip_trailing_zero=True)[0].evse == "50339*2"


def test_a_charge_point_without_connectors_has_connector_1():
    assert read(GOOD, columns=replace(COLUMNS, connector=None))[0].evse == "P1*1"


def test_the_id_does_not_depend_on_the_file_or_on_how_numbers_are_written():
    (one,) = read(GOOD)
    (other,) = list(
        read_sessions(lines_of(GOOD.replace("10.5", "10.500")), a_mapping(name="else"), "g.csv")
    )
    assert one == other


def test_equal_rows_have_equal_ids_and_others_do_not():
    ids = Counter(
        one.session_id for one in read(GOOD, GOOD, GOOD.replace("7", "8"), GOOD.replace("P1", "P2"))
    )
    assert sorted(ids.values()) == [1, 1, 2]


@pytest.mark.parametrize("name", ["x" * 37, "a\tb"])
def test_an_id_that_ocpi_could_not_carry_is_rejected(name):
    (reject,) = read(GOOD.replace("P1", name), columns=replace(COLUMNS, session_id="cp"))
    assert reject.reason is RejectReason.BAD_SESSION_ID


def test_the_id_of_the_source_is_kept_and_made_only_where_it_is_missing():
    columns = replace(COLUMNS, session_id="user")
    named, unnamed = read(GOOD, GOOD.replace(",7,", ",,"), columns=columns)
    assert (named.session_id, len(unnamed.session_id)) == ("7", 20)


def test_decimal_commas_semicolons_and_days_first():
    session, thousands, point = read_fixture("norwegian")
    assert session.energy_kwh == Decimal("12.345")
    assert (session.start, session.end) == (at(2026, 2, 1, 7, 15), at(2026, 2, 1, 8, 40))
    assert session.evse == "OSL-1*A"
    assert {thousands.reason, point.reason} == {RejectReason.BAD_NUMBER}


def test_the_quarter_of_the_row_tells_day_from_month():
    # London: the first five begin at local midnight, in summer 23:00 UTC the day before.
    found = dict(enumerate(read_fixture("mixed_days"), start=1))
    starts = {number: one.start for number, one in found.items() if isinstance(one, Session)}
    assert starts == {
        1: at(2014, 6, 29, 23),  # only month first can be read
        2: at(2014, 5, 6, 23),  # 7 May; 5 July is in the third quarter
        3: at(2014, 8, 4, 23),  # 5 August is in the third quarter
        4: at(2014, 5, 7, 23),  # 8 May is in the second
        5: at(2019, 12, 31),  # one file for two quarters
    }
    assert found[2].end == at(2014, 5, 7, 23)
    assert found[5].end == at(2020, 1, 1)
    assert [found[number].reason for number in (6, 7, 8)] == [
        RejectReason.TIME_OUTSIDE_PERIOD,
        RejectReason.BAD_PERIOD,
        RejectReason.BAD_TIME,
    ]


def test_without_a_period_the_first_format_that_can_be_read_wins():
    formats = ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")
    rows = ("01/02/2026 08:00,01/02/2026 09:00,1,P,1,,", "1/30/2026 08:00,30/1/2026 09:00,1,P,1,,")
    first, second = read(*rows, time_formats=formats)
    assert (first.start, first.end) == (at(2026, 2, 1, 8), at(2026, 2, 1, 9))
    assert (second.start, second.end) == (at(2026, 1, 30, 8), at(2026, 1, 30, 9))


def test_an_end_is_read_as_its_start_was_if_that_gives_a_later_time():
    formats = ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")
    (one,) = read("1/30/2026 08:00,2/3/2026 09:00,1,P,1,,", time_formats=formats)
    assert one.end == at(2026, 2, 3, 9)


def test_the_end_of_charging_is_read_by_the_formats_too():
    columns = replace(COLUMNS, charging_h=None, charging_end="charge_h")
    row = "05.01.2026 08:00,05.01.2026 09:00,1,P,1,,05.01.2026 08:30"
    (one,) = read(row, time_formats=("%d.%m.%Y %H:%M",), columns=columns)
    assert one.charging_s == 1800


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "f.csv: wanted a header, found an empty file"),
        ([b"\n", b"\n"], "found an empty file"),
        ([b"start,end,kwh\n"], r"f.csv:1: mapping test: wanted a column 'cp', found start, end"),
        (lines_of(header=HEADER + ",cp"), "wanted a column 'cp', found it twice"),
        ([*lines_of(), b"\xff\n"], "f.csv:2: wanted utf-8 text, found byte 0xff at column 1"),
        ([*lines_of(), b"a\0b\n"], "f.csv:2: wanted utf-8 text, found a null character"),
        ([*lines_of(GOOD), b'"open,\n'], "f.csv:3: not CSV"),
    ],
)
def test_a_file_that_is_not_what_the_mapping_says_is_one_error(lines, said):
    with pytest.raises(SourceError, match=said):
        list(read_sessions(lines, a_mapping(), "f.csv"))


def test_what_was_read_before_the_trouble_has_been_given():
    found = read_sessions([*lines_of(GOOD), b"\xff"], a_mapping(), "f.csv")
    assert isinstance(next(found), Session)
    with pytest.raises(SourceError):
        next(found)


def test_a_byte_order_mark_and_other_line_ends_change_nothing():
    lines = [b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n", GOOD.encode() + b"\r\n", b"\r\n"]
    assert list(read_sessions(lines, a_mapping(), "f.csv")) == read(GOOD)


def test_a_reject_knows_its_line_after_a_field_of_two_lines():
    two, reject = read(GOOD.replace("P1", '"P\n1"'), "a,b")
    assert isinstance(two, Session)
    assert (reject.line, reject.raw) == (4, "a,b")


texts = st.text(st.characters(codec="utf-8", exclude_characters='"\0'), max_size=12)


@given(st.lists(st.lists(texts, min_size=1, max_size=9).map(",".join)))
def test_whatever_the_rows_say_each_is_a_session_or_a_reject(rows):
    lines = [row.encode() + b"\n" for row in rows if not set(row) & set("\r\n")]
    found = list(read_sessions([*lines_of(), *lines], a_mapping(), "f.csv"))
    assert len(found) == sum(line != b"\n" for line in lines)
    assert all(isinstance(one, Session | Reject) for one in found)
