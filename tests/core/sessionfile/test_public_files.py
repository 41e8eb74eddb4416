"""The public session files: recognised, and every row of each accounted for.

The expected figures were counted by a script of their own (csv rows, naive clocks), not by the
code under test: per file the rows, the rejects by reason, the distinct sessions and the sum of
their kWh. Sources: the READMEs beside the files.
"""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.session import Session
from core.sessionfile.mapping import mapping_from_toml, recognise
from core.sessionfile.read_sessions import read_sessions
from core.sessionfile.records import header_of

ROOT = Path(__file__).parents[3]
FILES = ROOT.parent / "shared" / "data"

CASES = {
    "dundee_uk": (
        "dundee",
        67_112,
        {"missing_end": 329, "negative_energy": 29, "end_before_start": 3},
        66_750,  # one row is there twice
        Decimal("583182.324"),
    ),
    "perth_kinross_uk": (
        "perth-kinross",
        66_664,
        {"missing_end": 185, "negative_energy": 7, "end_before_start": 6},
        66_466,
        Decimal("716552.591"),
    ),
    "elaad_nl_2019": ("elaad", 10_000, {}, 10_000, Decimal("136352.165")),
    "acn_caltech_us": ("acn", 2_114, {}, 2_114, Decimal("26217.0940719086017630")),
    "leeds_uk": (
        "leeds",
        25_322,
        {"missing_end": 811, "negative_energy": 124},
        24_387,
        Decimal("283317.666"),
    ),
    "epfl_ch_dc": ("epfl", 1_878, {}, 1_878, None),
}


@pytest.mark.parametrize("folder", CASES)
def test_every_row_of_a_public_file_is_a_session_or_a_counted_reject(folder):
    path = FILES / folder / "sessions.csv"
    if not path.exists():
        pytest.skip(f"../shared/data/{folder} is not beside this checkout")
    name, rows, rejects, distinct, energy_kwh = CASES[folder]
    mappings = [
        mapping_from_toml(one.read_text(), one.name)
        for one in (ROOT / "resources" / "mappings").glob("*.toml")
    ]
    with path.open("rb") as lines:
        mapping = recognise(header_of(lines, folder), mappings, folder)
    with path.open("rb") as lines:
        found = list(read_sessions(lines, mapping, folder))
    sessions = [one for one in found if isinstance(one, Session)]
    assert mapping.name == name
    assert len(found) == rows
    assert Counter(one.reason.value for one in found if not isinstance(one, Session)) == rejects
    assert len({one.session_id for one in sessions}) == distinct
    if energy_kwh is not None:
        assert sum(one.energy_kwh for one in sessions) == energy_kwh


def test_the_end_after_the_clock_change_in_dundee_is_read_as_the_second_hour():
    path = FILES / "dundee_uk" / "sessions.csv"
    if not path.exists():
        pytest.skip("../shared/data/dundee_uk is not beside this checkout")
    mapping = mapping_from_toml((ROOT / "resources" / "mappings" / "dundee.toml").read_text(), "d")
    with path.open("rb") as lines:
        one = next(
            one
            for one in read_sessions(lines, mapping, "dundee")
            if isinstance(one, Session) and one.energy_kwh == Decimal("15.64")
            if one.start.isoformat().startswith("2017-10-29")
        )
    assert (one.start.hour, one.start.minute, one.end.hour, one.end.minute) == (0, 44, 1, 6)
