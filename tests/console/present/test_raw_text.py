"""What is stored, printed: it says the same, and every place of it is where the pointer says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.present.raw_text import NO_RAW, nearest, pointer_to, printed_raw

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


def in_qt(text, first, last):
    """What Qt finds between two positions, which it counts in UTF-16."""
    return text.encode("utf-16-le")[2 * first : 2 * last].decode("utf-16-le")


def members(value, pointer=""):
    yield pointer, value
    inner = value if isinstance(value, dict | list) else ()
    for name, member in inner.items() if isinstance(inner, dict) else enumerate(inner):
        yield from members(member, pointer + pointer_to(name))


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_printing_changes_nothing_and_every_value_is_at_its_place(stored):
    raw = printed_raw(json.dumps(stored))
    assert json.loads(raw.text) == stored
    for pointer, value in members(stored):
        if not pointer:
            continue
        shown = in_qt(raw.text, *raw.places[pointer])
        begins = shown.index(": ") + 2 if shown.startswith('"') and ": " in shown else 0
        assert any(_is_json(shown[start:], value) for start in {0, begins, *_after_names(shown)}), (
            shown,
            value,
        )


def _after_names(shown):
    return (at + 2 for at in range(len(shown)) if shown.startswith(": ", at))


def _is_json(text, value):
    try:
        return json.loads(text) == value
    except ValueError:
        return False


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_the_begin_of_a_value_is_the_value_or_the_first_inside_it(stored):
    raw = printed_raw(json.dumps(stored))
    for pointer, (first, _) in raw.places.items():
        found = raw.pointer_at(first)
        assert found == pointer or found.startswith(f"{pointer}/")


def test_it_is_printed_for_people():
    raw = printed_raw('{"cdr":{"cdr_id":"90311","periods":[1,[]]}}')
    assert raw.text == (
        '{\n  "cdr": {\n    "cdr_id": "90311",\n    "periods": [\n      1,\n      []\n    ]\n  }\n}'
    )


def test_a_value_is_told_without_its_name():
    raw = printed_raw('{"cdr": {"cdr_id": "90311", "end_us": 5, "a/b~c": [true]}}')
    assert raw.value_at("/cdr/cdr_id") == "90311"
    assert raw.value_at("/cdr/end_us") == "5"
    assert raw.value_at("/cdr/a~1b~0c/0") == "true"
    assert json.loads(raw.value_at("/cdr/a~1b~0c")) == [True]
    assert NO_RAW.pointer_at(0) == ""


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/cdr/cpo", "/cdr/cpo"),
        ("/cdr/body/token/uid", "/cdr"),
        ("/entries", "/entries/0/posting/1"),
        ("/hold", None),
        ("", None),
    ],
)
def test_the_nearest_place_is_the_one_itself_around_it_or_in_it(wanted, found):
    assert nearest(wanted, dict.fromkeys(["/cdr", "/cdr/cpo", "/entries/0/posting/1"])) == found
