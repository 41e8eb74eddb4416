import pytest

from console.present.filter_completion import completion_of, example_of
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.table_fields import FIELDS, BookTable

ENTRIES = FIELDS[BookTable.ENTRIES]
KNOWN = {"dp": ("DE*AAA", "NL*XYZ")}


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("en", ["energy:", "energy>"]),
        ("-en", ["-energy:", "-energy>"]),
        ("b", ["before:"]),
        ("n", ["not "]),
        ("kind:cr", ["kind:credit "]),
        ("kind:cut", ["kind:cut_off "]),
        ("dp:", ["dp:DE*AAA ", "dp:NL*XYZ "]),
        ("dp:xyz", ["dp:NL*XYZ "]),
        ("dp!=nl", ["dp!=NL*XYZ "]),
        ("amount>", ["amount>20 "]),
        ("amount:", ["amount:20 ", "amount:10..20 "]),
        ("amount:1", []),
        ("assumed:", ["assumed:yes ", "assumed:no "]),
        ("nothing:", []),
        ("(a or kind:rev", ["kind:reversal "]),
    ],
)
def test_what_may_come_next(text, offered):
    found = completion_of(text, len(text), ENTRIES, KNOWN)
    assert [one.text for one in found.candidates] == offered
    assert found.end == len(text)


@pytest.mark.parametrize("table", BookTable)
def test_the_example_of_a_table_is_a_filter_of_it(table):
    example = example_of(FIELDS[table])
    assert example.endswith("before:2026-06-01")
    assert not isinstance(parse_filter(example, FIELDS[table]), FilterProblem)


def test_nothing_typed_offers_every_field():
    offered = [one.text for one in completion_of("", 0, ENTRIES, {}).candidates]
    assert {f"{field.name}:" for field in ENTRIES} <= set(offered)
    assert {"before:", "after:", "on:", "not ", "or "} <= set(offered)


def test_the_word_at_the_cursor_is_completed_and_nothing_else():
    found = completion_of("dp:NL kind:cdr", 5, ENTRIES, KNOWN)
    assert (found.start, found.end) == (0, 5)
