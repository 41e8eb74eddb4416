"""Findings as rows and as plain values."""

from console.present.finding_rows import COLUMNS, count_text, finding_rows, plain_findings
from core.domain.finding import Finding, FindingCode, Severity

GAP = Finding(FindingCode.GAP_IN_WEEK, Severity.WARNING, "/elements", "elements: a gap")
WHOLE = Finding(FindingCode.MIN_ABOVE_MAX, Severity.ERROR, "", "min_price: too much")


def test_a_row_says_how_wrong_what_where_and_why():
    rows = finding_rows((GAP, WHOLE))
    assert rows == [
        ("Warning", "Gap in week", "/elements", "elements: a gap"),
        ("Error", "Min above max", "/", "min_price: too much"),
    ]
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_scripts_get_every_field_and_a_count_of_every_severity():
    assert plain_findings((GAP,)) == {
        "findings": [
            {
                "code": "gap_in_week",
                "severity": "WARNING",
                "pointer": "/elements",
                "message": "elements: a gap",
            }
        ],
        "counts": {"ERROR": 0, "WARNING": 1, "HINT": 0},
    }


def test_one_is_counted_as_one():
    assert count_text((GAP, WHOLE, WHOLE)) == "2 errors, 1 warning, 0 hints"
    assert count_text(()) == "0 errors, 0 warnings, 0 hints"
