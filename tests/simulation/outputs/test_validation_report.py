"""A validation is reported: every check with its verdict, what failed with its reason."""

import pytest

from core.domain.errors import RuleError
from simulation.outputs.report_html import report_html
from simulation.outputs.report_parts import Grid, Passage, Picture
from simulation.outputs.report_pdf import report_pdf
from simulation.outputs.validation_report import validation_report
from simulation.validation.check import (
    CheckGroup,
    Question,
    mean_check,
    skipped_check,
    value_check,
)


def question(what, group):
    return Question(name=what, group=group, what=what, unit="%", definition=f"{what} is defined.")


CHECKS = (
    mean_check(
        question("Erlang-B", CheckGroup.THEORY),
        [9.51, 9.53, 9.52, 9.5],
        wanted=9.52,
        half_width_share=0.03,
    ),
    mean_check(
        question("M/M/c/K", CheckGroup.THEORY),
        [9.0, 9.1, 9.05],
        wanted=12.0,
        half_width_share=0.03,
    ),
    value_check(question("Energy", CheckGroup.LAWS), 0.0, wanted=0.0, tolerance=0.0),
    value_check(question("Hours", CheckGroup.DATA), 1.5, wanted=1.0, tolerance=1.0),
    skipped_check(question("Outages", CheckGroup.DATA), "no file"),
)


def test_every_check_stands_with_its_verdict_under_its_group():
    report = validation_report(CHECKS, 7)
    assert report.subtitle == "5 checks: 3 passed, 1 failed, 1 skipped"
    rows = {
        row[0]: (section.title, row)
        for section in report.sections[:3]
        for block in section.blocks
        if isinstance(block, Grid)
        for row in block.rows
    }
    assert rows["Erlang-B, %"][0] == "Against theory"
    assert rows["M/M/c/K, %"][1][5] == "failed"
    assert rows["Energy, %"][1][2] == "exact"
    assert rows["Outages"][1][1:] == ("", "", "", "", "skipped")


def test_what_failed_says_why_and_is_seen_in_the_plot():
    theory = validation_report(CHECKS, 7).sections[0].blocks
    reasons = [one.words for one in theory if isinstance(one, Passage)]
    assert len(reasons) == 1
    assert "12 is outside the interval" in reasons[0]
    (picture,) = (one for one in theory if isinstance(one, Picture))
    assert picture.drawing.summary == "Against theory: 2 checks, failed: M/M/c/K."


def test_a_law_that_holds_exactly_has_no_distance_to_be_drawn():
    laws = validation_report(CHECKS, 7).sections[1].blocks
    assert not [one for one in laws if isinstance(one, Picture)]


def test_both_forms_are_written_the_same_twice():
    report = validation_report(CHECKS, 7)
    assert "Erlang-B is defined." in report_html(report)
    assert report_pdf(report) == report_pdf(validation_report(CHECKS, 7))


def test_nothing_that_was_checked_is_nothing_to_report():
    with pytest.raises(RuleError, match="at least one check"):
        validation_report((), 7)
