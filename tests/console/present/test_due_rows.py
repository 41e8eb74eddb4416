"""What is due is told by cycle, with sums by currency."""

from datetime import UTC, datetime

from console.present.due_rows import due_rows, plain_due, window_rows
from core.service.preview_due import DueWork
from core.service.settle_cycles import DueCycle

DUE = DueCycle(
    cycle_id="2026-06-03",
    cut_off_at=datetime(2026, 6, 3, 2, tzinfo=UTC),
    entries=1200,
    paid_out={"EUR": 108900},
    collected={"CHF": 5, "EUR": 116200},
)


def test_a_cycle_is_a_row():
    assert due_rows([DUE]) == [
        ("2026-06-03", "2026-06-03 02:00", "1,200", "1,089.00 EUR", "0.05 CHF, 1,162.00 EUR")
    ]


NEXT = datetime(2026, 6, 10, 2, tzinfo=UTC)
WORK = DueWork(until=NEXT, cycles=(DUE,), posted=3, voided=0, waiting=1, next_at=NEXT)


def test_sessions_in_their_dispute_window_are_rows():
    assert window_rows(WORK) == [
        ("Window is over: posted first", "3"),
        ("Go on waiting", "1, the next until 2026-06-10 02:00"),
    ]


def test_a_script_gets_minor_units():
    told = plain_due(WORK)
    (cycle,) = told["due"]
    assert (cycle["cycle_id"], cycle["paid_out"]) == ("2026-06-03", {"EUR": 108900})
    assert (told["windows"]["posted"], told["windows"]["waiting"]) == (3, 1)
