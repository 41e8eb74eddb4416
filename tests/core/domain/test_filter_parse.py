"""What can be typed into a filter line, what it means, and what is said when it means nothing."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.filter_parse import TIME_WORDS, FilterProblem, parse_filter
from core.domain.filter_print import KEYWORDS, printed
from core.domain.filter_tree import (
    And,
    Between,
    Compare,
    Glob,
    Moment,
    Not,
    Operator,
    Or,
    Word,
)
from core.domain.filter_words import ID_HEADS
from core.domain.table_fields import FIELDS as TABLE_FIELDS
from core.domain.table_fields import BookTable
from tests.filters import FIELDS, FILTERS

EQ = Operator.EQ
ABC = Compare("dp", EQ, "NL*ABC")
HELD = Compare("state", EQ, "held")
JUNE = Moment(datetime(2026, 6, 1, tzinfo=UTC), "day")


@given(FILTERS)
def test_a_filter_that_is_written_out_reads_as_itself(tree):
    assert parse_filter(printed(tree), FIELDS) == tree


@given(st.text('abdp:*><=!.()"\\- 0129or', max_size=30))
def test_whatever_is_typed_is_a_filter_or_a_problem_within_the_text(text):
    read = parse_filter(text, FIELDS)
    if isinstance(read, FilterProblem):
        assert 0 <= read.position <= read.position + read.length <= len(text)
        assert read.wanted
        assert read.found
    elif read is not None:
        assert parse_filter(printed(read), FIELDS) == read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", None),
        ("   ", None),
        ("dp:NL*ABC", ABC),
        ("emsp:nl*abc", ABC),
        ("DP=NL*ABC", ABC),
        ("dp:NL*", Compare("dp", EQ, Glob("NL*"))),
        ("dp:*ABC", Compare("dp", EQ, Glob("*ABC"))),
        ('site:"a*b c"', Compare("site", EQ, "a*b c")),
        (r'site:"say \"no\""', Compare("site", EQ, 'say "no"')),
        ('site:""', Compare("site", EQ, "")),
        ("dp:NL*ABC state:HELD", And((ABC, HELD))),
        ("dp:NL*ABC and state:held", And((ABC, HELD))),
        ("dp:NL*ABC or state:held", Or((ABC, HELD))),
        ("x dp:NL*ABC or state:held", Or((And((Word("x"), ABC)), HELD))),
        ("x (dp:NL*ABC or state:held)", And((Word("x"), Or((ABC, HELD))))),
        ("-state:held", Not(HELD)),
        ("not -state:held", Not(Not(HELD))),
        ("-(a b)", Not(And((Word("a"), Word("b"))))),
        ("amount>20", Compare("amount", Operator.GT, Decimal(20))),
        ("amount<=-0.5", Compare("amount", Operator.LE, Decimal("-0.5"))),
        ("amount:10..20", Between("amount", Decimal(10), Decimal(20))),
        ("amount:10..", Compare("amount", Operator.GE, Decimal(10))),
        ("amount:..20", Compare("amount", Operator.LE, Decimal(20))),
        ("seq!=7", Compare("seq", Operator.NE, 7)),
        ("before:2026-06-01", Compare("time", Operator.LT, JUNE)),
        ("after:2026-06-01", Compare("time", Operator.GT, JUNE)),
        ("on:2026-06-01", Compare("time", EQ, JUNE)),
        ("time:2026-06-01..2026-06-01", Between("time", JUNE, JUNE)),
        ("assumed:yes", Compare("assumed", EQ, True)),
        ("cdr:NL*ABC:4711", Word("cdr:NL*ABC:4711")),
        ("4711", Word("4711")),
        ('"or"', Word("or")),
    ],
)
def test_a_text_means(text, meant):
    assert parse_filter(text, FIELDS) == meant


@pytest.mark.parametrize(
    ("text", "position", "length", "wanted", "found"),
    [
        ("foo:1", 0, 3, "a field (dp, site, amount,", "'foo'"),
        ("dp:NL*ABC amount>abc", 17, 3, "an amount, as 20 or 12.50", "'abc'"),
        ("amount>", 7, 0, "an amount", "nothing"),
        ("amount:20..10", 11, 2, "no less than 20", "'10'"),
        ("amount:1..x", 10, 1, "an amount", "'x'"),
        ("energy>1e9", 7, 3, "kilowatt-hours", "'1e9'"),
        ("seq:1.5", 4, 3, "a whole number", "'1.5'"),
        ("dp>NL*ABC", 2, 1, "dp: or dp!=", "'>'"),
        ("state:gone", 6, 4, "one of held, settled", "'gone'"),
        ("assumed:maybe", 8, 5, "yes or no", "'maybe'"),
        ("before:2026-13-01", 7, 10, "a time, as 2026-06", "'2026-13-01'"),
        ("before:yesterday", 7, 9, "a time", "'yesterday'"),
        ("(a or b", 7, 0, "a closing parenthesis", "the end"),
        ("a)", 1, 1, "a filter before this", "')'"),
        ("a or", 4, 0, "a filter", "the end"),
        ("or a", 0, 2, "a filter", "'or'"),
        ("()", 1, 1, "a filter", "')'"),
        ('site:"abc', 9, 0, "a closing quotation mark", "the end"),
        ('""', 0, 2, "letters to look for", "none"),
        ("dp:", 3, 0, "a value, as dp:NL*ABC", "nothing"),
        ("(" * 41 + "a" + ")" * 41, 40, 1, "at most 40 filters", "'('"),
    ],
)
def test_a_text_that_means_nothing_says_where_what_and_why(text, position, length, wanted, found):
    problem = parse_filter(text, FIELDS)
    assert isinstance(problem, FilterProblem)
    assert (problem.position, problem.length) == (position, length)
    assert problem.wanted.startswith(wanted)
    assert problem.found == found
    assert problem.sentence == f"wanted {problem.wanted}, found {problem.found}"


@pytest.mark.parametrize("table", BookTable)
def test_no_field_of_a_table_is_taken_for_something_else(table):
    names = [name for field in TABLE_FIELDS[table] for name in (field.name, *field.aliases)]
    assert len(set(names)) == len(names)
    assert not set(names) & (ID_HEADS | TIME_WORDS.keys() | KEYWORDS)


def test_a_moment_stands_for_its_whole_span():
    assert Moment(datetime(2026, 12, 1, tzinfo=UTC), "month").end == datetime(
        2027, 1, 1, tzinfo=UTC
    )
    assert Moment(datetime(9999, 1, 1, tzinfo=UTC), "year").end.year == 9999
