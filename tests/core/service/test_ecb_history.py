"""The ECB's history is read exactly: decimals, days without a row, currencies that ended."""

import zipfile
from datetime import date
from decimal import Decimal

import pytest

from core.domain.errors import SourceError
from core.service.ecb_history import ecb_rates

WRITTEN = "Date,USD,HRK,SEK,\n2023-01-02,1.0683,N/A,11.1,\n2022-12-30,1.0666,7.5365,11.1218,\n"


def test_the_first_rate_ever_and_a_late_one_are_as_published():
    first = ecb_rates(date(1999, 1, 1), ["USD"])[0]
    assert (first.rate_id, first.rate) == ("EUR/USD@1999-01-04", Decimal("1.1789"))
    late = {rate.day: rate for rate in ecb_rates(date(2025, 8, 29), ["SEK"])}
    assert late[date(2025, 8, 29)].rate == Decimal("11.055")
    assert late[date(2025, 8, 29)].source.startswith("ECB")


def test_there_are_no_rates_of_a_weekend_and_none_after_a_currency_ended():
    days = [rate.day for rate in ecb_rates(date(2022, 1, 1), ["HRK"])]
    assert max(days) == date(2022, 12, 30)
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}
    assert max(rate.day for rate in ecb_rates(date(2025, 1, 1), ["BGN"])) <= date(2025, 12, 31)


def test_currencies_without_minor_units_are_read_as_the_others():
    assert {rate.quote for rate in ecb_rates(date(2026, 1, 1), ["JPY", "ISK", "KRW"])} == {
        "JPY",
        "ISK",
        "KRW",
    }


@pytest.mark.parametrize("packed", [True, False])
def test_a_newer_history_is_read_by_its_path_packed_or_not(tmp_path, packed):
    path = tmp_path / "hist"
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("eurofxref-hist.csv", WRITTEN)
    else:
        path.write_text(WRITTEN)
    found = ecb_rates(date(2022, 1, 1), None, path)
    assert [(rate.rate_id, str(rate.rate)) for rate in found] == [
        ("EUR/HRK@2022-12-30", "7.5365"),
        ("EUR/SEK@2022-12-30", "11.1218"),
        ("EUR/USD@2022-12-30", "1.0666"),
        ("EUR/SEK@2023-01-02", "11.1"),
        ("EUR/USD@2023-01-02", "1.0683"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 torn",
        b"\xff\xfe\x00",
        b"Day,USD\n2026-01-02,1\n",
        b"Date,USD\nsoon,1\n",
        b"Date,USD\n2026-01-02,much\n",
        b"Date,USD\n2026-01-02\n",
        b"Date,USD\n2026-01-02,-1\n",
    ],
)
def test_what_is_no_history_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "rates"
    path.write_bytes(content)
    with pytest.raises(SourceError):
        ecb_rates(date(2020, 1, 1), None, path)
