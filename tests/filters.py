"""Random filters, made through the constructors that parsing uses."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from core.domain.filter_tree import (
    Between,
    Compare,
    FieldKind,
    FilterField,
    Glob,
    Moment,
    Not,
    Operator,
    Word,
    all_of,
    any_of,
)

FIELDS = (
    FilterField(name="dp", kind=FieldKind.PARTY, meaning="", aliases=("emsp",)),
    FilterField(name="site", kind=FieldKind.TEXT, meaning="", is_id=True),
    FilterField(name="amount", kind=FieldKind.MONEY, meaning=""),
    FilterField(name="energy", kind=FieldKind.ENERGY, meaning=""),
    FilterField(name="seq", kind=FieldKind.INTEGER, meaning=""),
    FilterField(name="time", kind=FieldKind.TIME, meaning=""),
    FilterField(name="state", kind=FieldKind.CHOICE, meaning="", choices=("held", "settled")),
    FilterField(name="assumed", kind=FieldKind.BOOL, meaning=""),
)
LETTERS = st.text('abAB*?[]%_-\\". ():=Zé0', max_size=5)
SOME_TEXTS = st.sampled_from(["", "a", "ab", "abc", "a*b", "[a]", "a?b", "A", "b%a", "a_b", "a b"])
PARTIES = st.sampled_from(["NL*ABC", "DE*XYZ", "CH*ALP"])
GLOBS = st.text("abNL*", min_size=1, max_size=5).filter(lambda text: "*" in text).map(Glob)
EQUAL = st.sampled_from([Operator.EQ, Operator.NE])
AMOUNTS = st.decimals(-60, 60, places=3, allow_nan=False) | st.integers(-60, 60).map(Decimal)
NUMBERS = st.integers(-5, 5)


def in_capitals(glob):
    return Glob(glob.pattern.upper())


@st.composite
def moments(draw):
    precision = draw(st.sampled_from(["year", "month", "day", "minute", "second"]))
    start = draw(st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    start = start.replace(microsecond=0)
    lowest = {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}
    kept = {"year": 0, "month": 1, "day": 2, "minute": 4, "second": 5}[precision]
    return Moment(start.replace(**dict(list(lowest.items())[kept:])), precision)


@st.composite
def ordered(draw, name, values, before):
    if draw(st.booleans()):
        return Compare(name, draw(st.sampled_from(Operator)), draw(values))
    low, high = sorted([draw(values), draw(values)], key=before)
    return Between(name, low, high)


LEAVES = (
    st.builds(Compare, st.just("dp"), EQUAL, PARTIES | GLOBS.map(in_capitals))
    | st.builds(Compare, st.just("site"), EQUAL, LETTERS | SOME_TEXTS | GLOBS)
    | st.builds(Compare, st.just("state"), EQUAL, st.sampled_from(["held", "settled"]))
    | st.builds(Compare, st.just("assumed"), EQUAL, st.booleans())
    | ordered("amount", AMOUNTS, lambda value: value)
    | ordered("energy", AMOUNTS, lambda value: value)
    | ordered("seq", NUMBERS, lambda value: value)
    | ordered("time", moments(), lambda moment: moment.start)
    | st.builds(Word, LETTERS.filter(bool) | st.sampled_from(["and", "or", "not", "-a", "4711"]))
)
FILTERS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=1, max_size=3).map(tuple).map(all_of)
        | st.lists(inner, min_size=1, max_size=3).map(tuple).map(any_of)
    ),
    max_leaves=8,
)
