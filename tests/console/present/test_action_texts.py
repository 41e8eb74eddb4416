from datetime import UTC, datetime, timedelta

from console.present.action_texts import settled_text, settling_text
from core.service.preview_due import DueWork
from core.service.settle_cycles import DueCycle, Settled

DAY = timedelta(days=1)


def due(number, entries=1, paid_out=None, collected=None):
    at = datetime(2026, 6, 3, 2, tzinfo=UTC) + number * DAY
    return DueCycle(
        cycle_id=f"{at:%Y-%m-%d}",
        cut_off_at=at,
        entries=entries,
        paid_out={"EUR": 1089} if paid_out is None else paid_out,
        collected={"EUR": 1162} if collected is None else collected,
    )


def work(*cycles, **changes):
    fields = {"posted": 0, "voided": 0, "waiting": 0, "next_at": None}
    at = datetime(2026, 6, 9, 8, tzinfo=UTC)
    return DueWork(until=at, cycles=cycles, **(fields | changes))


def test_sessions_in_their_dispute_window_are_told_too():
    next_at = datetime(2026, 6, 10, 2, tzinfo=UTC)
    text = settling_text(work(due(0), posted=1, voided=2, waiting=1200, next_at=next_at))
    assert text.splitlines()[-3:] == [
        "Posted first, for their dispute window is over: 1 session.",
        "Never posted, for they were credited in it: 2 sessions.",
        "In their dispute window still: 1,200 sessions, the next until 2026-06-10 02:00:00 UTC.",
    ]


def test_each_cycle_is_a_line_with_its_sums():
    text = settling_text(work(due(0), due(1, 1200, {"CHF": 5, "EUR": 7}, {})))
    assert text.splitlines() == [
        "This settles 2 cycles. What is instructed cannot be called back:",
        "",
        "2026-06-03: 1 entry \N{MIDDLE DOT} paid out 10.89 EUR \N{MIDDLE DOT} collected 11.62 EUR",
        (
            "2026-06-04: 1,200 entries \N{MIDDLE DOT} paid out 0.05 CHF and 0.07 EUR"
            " \N{MIDDLE DOT} collected nothing"
        ),
        "",
        "In all: paid out 0.05 CHF and 10.96 EUR \N{MIDDLE DOT} collected 11.62 EUR",
    ]
    assert settling_text(work(due(0))).startswith("This settles 1 cycle.")


def test_many_cycles_are_summed_up_and_none_is_left_out():
    lines = settling_text(work(*(due(number, 2) for number in range(20)))).splitlines()
    assert lines[0].startswith("This settles 20 cycles")
    assert lines[-3] == "and 8 more cycles to 2026-06-22, 16 entries"
    assert lines[-1] == ("In all: paid out 217.80 EUR \N{MIDDLE DOT} collected 232.40 EUR")


def test_what_came_of_it_is_counted():
    text = settled_text(Settled(2, 1200, 4))
    assert text == "2 cycles settled, 1,200 entries cleared, 4 payments instructed"
