from multiprocessing import Pipe

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.feed import LEDGER_ROW, Failed, LedgerBatch, Utilisation
from simulation.feed_bytes import Idle, receive_message, send_message


def _through_a_pipe(message):
    here, there = Pipe()
    with here, there:
        send_message(there, message)
        return receive_message(here)


@given(
    st.lists(
        st.tuples(st.integers(0, 2**62), st.text("A*\u00e9", max_size=80)), min_size=1, max_size=20
    )
)
def test_rows_come_out_as_they_went_in(told):
    rows = np.zeros(len(told), LEDGER_ROW)
    for row, (seq, entry_id) in zip(rows, told, strict=True):
        row["seq"], row["entry_id"] = seq, entry_id
    batch = _through_a_pipe(LedgerBatch(rows=rows))
    assert batch.rows.dtype == LEDGER_ROW
    assert np.array_equal(batch.rows, rows)


def test_rows_are_not_copied_by_the_window_and_so_not_written():
    batch = _through_a_pipe(LedgerBatch(rows=np.zeros(3, LEDGER_ROW)))
    assert not batch.rows.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        batch.rows["seq"] = 1


@pytest.mark.parametrize("message", [Idle(3), Failed(message="m", traceback="t")])
def test_other_messages_come_out_as_they_went_in(message):
    assert _through_a_pipe(message) == message


def test_the_use_of_sites_comes_out_as_it_went_in():
    use = Utilisation(sites=("a", "b"), connected=np.arange(48.0).reshape(2, 24))
    came = _through_a_pipe(use)
    assert came.sites == use.sites
    assert np.array_equal(came.connected, use.connected)
