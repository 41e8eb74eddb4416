"""What is due is told by cycle, with sums by currency."""

from datetime import UTC, datetime

from console.present.due_rows import due_rows, plain_due
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


def test_a_script_gets_minor_units():
    (told,) = plain_due([DUE])["due"]
    assert (told["cycle_id"], told["paid_out"]) == ("2026-06-03", {"EUR": 108900})
