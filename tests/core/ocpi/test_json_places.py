"""Where the values of a JSON text stand; told from the text alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ocpi.json_places import JsonPlaces, Place, pointer_of_path

TEXT = """{
  "id": "T",
  "elements": [
    {"price": 1},
    {
      "a/b": [true,
        null],
      "\\u00e9": "x \\" }"
    }
  ]
}
"""


@pytest.mark.parametrize(
    ("pointer", "lines"),
    [
        ("", (1, 11)),
        ("/id", (2, 2)),
        ("/elements", (3, 10)),
        ("/elements/0", (4, 4)),
        ("/elements/0/price", (4, 4)),
        ("/elements/1", (5, 9)),
        ("/elements/1/a~1b", (6, 7)),
        ("/elements/1/a~1b/1", (7, 7)),
        ("/elements/1/é", (8, 8)),
    ],
)
def test_a_value_stands_from_the_line_of_its_name_to_its_last(pointer, lines):
    assert JsonPlaces.of(TEXT).place(pointer) == Place(*lines)


def test_what_is_missing_stands_where_it_should_be():
    places = JsonPlaces.of(TEXT)
    assert places.place("/elements/0/step_size") == Place(4, 4)
    assert places.place("/elements/7/price_components/0") == Place(3, 10)
    assert places.place("/currency") == Place(1, 11)


@pytest.mark.parametrize("text", ["", "}", "]]", '{"a": [1,', '{"a', "nonsense", '{"a" "b"}'])
def test_wrong_json_has_places_too(text):
    assert JsonPlaces.of(text).place("/a/0").first_line == 1


def test_the_path_of_an_error_becomes_a_pointer():
    path = "elements[0].price_components[12].price"
    assert pointer_of_path(path) == "/elements/0/price_components/12/price"
    assert pointer_of_path("") == ""
    assert pointer_of_path("[3].id") == "/3/id"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def pointers(value, at=""):
    yield at, value
    if isinstance(value, dict):
        for name, one in value.items():
            yield from pointers(one, f"{at}/{name.replace('~', '~0').replace('/', '~1')}")
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from pointers(one, f"{at}/{number}")


@given(JSON, st.sampled_from([None, 1]))
def test_every_value_is_found_and_its_text_is_it(value, indent):
    text = json.dumps(value, indent=indent)
    spans = JsonPlaces.of(text).spans
    wanted = dict(pointers(value))
    assert set(spans) == set(wanted)
    for pointer, (start, end) in spans.items():
        piece = text[start:end]
        if not pointer.rpartition("/")[2].isdigit() and pointer:
            try:
                named = json.loads("{" + piece + "}")
            except ValueError:
                named = None
            if named is not None:
                assert list(named.values()) == [wanted[pointer]]
                continue
        try:
            assert json.loads(piece) == wanted[pointer]
        except ValueError:
            assert json.loads("{" + piece + "}")
