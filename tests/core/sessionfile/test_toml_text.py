"""Wrong fields of a TOML text are named with the line they are on."""

import pytest

from core.domain.errors import SourceError
from core.sessionfile.toml_text import (
    StrictModel,
    line_of,
    lines_of_keys,
    model_from_toml,
    name_of,
)

TEXT = """\
# a comment = 1
one = 1
"quoted key" = 2

[table]  # said
two = [
  3,
]

[[site]]
name = "a"

[[site.port]]
kw = 1

[[site.port]]
kw = 2

[[site]]

[[site.port]]
kw = 3

[a.b]
c.d = 4
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("one",), 2),
        (("quoted key",), 3),
        (("table",), 5),
        (("table", "two", 0), 6),
        (("table", "absent"), 5),
        (("site",), 10),
        (("site", 0, "name"), 11),
        (("site", 0, "port", 1, "kw"), 17),
        (("site", 1), 19),
        (("site", 1, "port", 0, "kw"), 22),
        (("a", "b", "c", "d"), 25),
        (("absent",), None),
    ],
)
def test_a_field_is_on_its_line_or_on_that_of_the_table_around_it(path, line):
    assert line_of(path, lines_of_keys(TEXT)) == line


def test_a_path_is_named_as_in_json():
    assert name_of(("site", 0, "port", 1, "kw")) == "site[0].port[1].kw"


class _Port(StrictModel):
    kw: int


class _Site(StrictModel):
    port: tuple[_Port, ...]


class _File(StrictModel):
    site: tuple[_Site, ...]


def test_a_wrong_item_is_named_once_and_a_long_value_is_cut():
    text = f'[[site]]\n[[site.port]]\nkw = "{"x" * 100}"\n[[site.port]]\n'
    with pytest.raises(SourceError) as caught:
        model_from_toml(text, "f.toml", _File)
    first, second = str(caught.value).splitlines()
    assert first.startswith("f.toml:3: site[0].port[0].kw: wanted a valid integer")
    assert first.endswith("xxx...")
    assert second == "f.toml:4: site[0].port[1].kw: missing"
