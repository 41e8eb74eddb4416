from datetime import date

import numpy as np
import pytest

from core.domain.errors import SourceError
from simulation.calibration.fit_outages import (
    calibrate_outages,
    fit_outages,
    persistence,
    state_share,
)
from simulation.calibration.status_history import (
    StatusTable,
    is_status_history,
    read_status_history,
)

HEAD = "evse_id,party,kw,standard,history\n"


@pytest.fixture
def written(tmp_path):
    def write(lines, days="2024-01-01\n2024-01-08\n2024-01-15\n"):
        (tmp_path / "dates.txt").write_text(days, encoding="utf-8")
        path = tmp_path / "states.csv"
        path.write_text(lines, encoding="utf-8")
        return path

    return write


def a_table(histories, day=(0, 7, 14), max_kw=22.0):
    return StatusTable(
        state=np.array([list(one.encode()) for one in histories], dtype=np.uint8),
        max_kw=np.full(len(histories), max_kw),
        day=np.array(day),
    )


def test_a_history_is_read_with_its_days(written):
    path = written(HEAD + "PT*1,ABC,22.0,T2,AOU\nPT*2,ABC,,T2,..C\n")

    table = read_status_history(path)

    assert is_status_history(path)
    assert table.state.tobytes() == b"AOU..C"
    assert table.max_kw.tolist() == [22.0, 0.0]
    assert table.day.tolist() == [date(2024, 1, 1).toordinal() + week * 7 for week in range(3)]


@pytest.mark.parametrize(
    ("lines", "days", "problem"),
    [
        (HEAD + "PT*1,ABC,22.0,T2,AO\n", None, "states.csv:2: history: wanted 3 letters, found 2"),
        (HEAD + "PT*1,ABC,22.0,T2,AOX\n", None, "states.csv:2: history: no state 'X'"),
        (HEAD + "PT*1,ABC,fast,T2,AOU\n", None, "states.csv:2: kw: wanted a number"),
        (HEAD + "PT*1,ABC,22.0,T2\n", None, "states.csv:2: wanted 5 fields, found 4"),
        (HEAD, None, "wanted at least one EVSE"),
        ("a,b\n", None, "states.csv:1: wanted the columns evse_id"),
        (HEAD + "PT*1,ABC,22.0,T2,AOU\n", "2024-01-08\n2024-01-01\n", "two days, ascending"),
        (HEAD + "PT*1,ABC,22.0,T2,AOU\n", "yesterday\n", "wanted days as 2024-06-22"),
    ],
)
def test_a_wrong_history_is_one_clear_error(written, lines, days, problem):
    path = written(lines) if days is None else written(lines, days)

    with pytest.raises(SourceError, match=problem.replace("(", r"\(")):
        read_status_history(path)


def test_sessions_are_no_history(written):
    assert not is_status_history(written("start,end,kwh\n"))


def test_shares_are_of_evses_that_are_there():
    table = a_table(["OA.", "AAO", "R.P"])

    assert state_share(table, "O") == 2 / 5
    # The last snapshot counts double: 1 of 2 there, then 0 of 2, then 2 x 1 of 1.
    assert state_share(table, "O", np.array([1.0, 1.0, 2.0])) == pytest.approx(3 / 6)


def test_persistence_is_of_pairs_a_week_apart():
    table = a_table(["OOA", "OAO", "O.A"])

    # From O: to O, A, and nobody knows; in the second week to A.
    assert persistence(table, "O", 7, 1) == 1 / 3
    assert np.isnan(persistence(table, "O", 100, 1))


def a_history(*, evses=4_000, snapshots=60, long_share=0.5, seed=1):
    """Independent EVSEs of 22 kW: short outages differ each week, long ones last 8 weeks."""
    draws = np.random.Generator(np.random.PCG64(seed))
    short = draws.random((evses, snapshots)) < 0.05 * (1 - long_share)
    begins = draws.random((evses, snapshots + 8)) < 0.05 * long_share / 8
    long = sum(begins[:, lag : lag + snapshots] for lag in range(8)) > 0
    state = np.where(short | long, ord("O"), ord("A")).astype(np.uint8)
    return StatusTable(
        state=state, max_kw=np.full(evses, 22.0), day=np.arange(snapshots) * 7 + 738_000
    )


def test_share_and_long_part_are_found_again():
    (found,) = fit_outages(a_history())

    assert found.name == "to_22"
    assert found.out_of_order_share == pytest.approx(0.049, abs=0.005)
    assert found.out_of_order_long_share == pytest.approx(0.5, abs=0.12)
    assert 20 * 24 < found.long_mean_h < 90 * 24
    assert found.frailty_shape > 5


def test_without_long_outages_nothing_lasts():
    (found,) = fit_outages(a_history(long_share=0.0))

    assert found.out_of_order_long_share < 0.05
    assert found.persistence_7_d == pytest.approx(0.05, abs=0.02)


def test_too_few_evses_make_no_profile():
    with pytest.raises(SourceError, match="few: wanted a class of 100 EVSEs"):
        calibrate_outages(a_table(["OOA"] * 5), title="few")
