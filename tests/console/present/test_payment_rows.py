"""Payment files as rows and lines."""

from console.present.payment_rows import one_line_a_reason


def test_what_fails_for_one_reason_is_one_line_in_the_order_it_was_found():
    problems = ["A:1: no account", "A:2: blocked (AC04)", "A:3: no account", "A:4: no account"]
    assert one_line_a_reason(problems) == [
        "A:1 and 2 more: no account",
        "A:2: blocked (AC04)",
    ]
    assert one_line_a_reason([]) == []
