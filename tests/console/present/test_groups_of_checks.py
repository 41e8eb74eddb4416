from console.present.check_rows import check_rows
from simulation.validation.check import CheckGroup, Question, value_check


def test_every_group_of_checks_has_a_name():
    checks = [
        value_check(
            Question(name="one", group=group, what="One", definition="That one."),
            1.0,
            wanted=1.0,
            tolerance=0.0,
        )
        for group in CheckGroup
    ]

    assert len(check_rows(checks)) == len(CheckGroup)
