"""The header of a file of which nothing is known yet."""

import pytest

from core.domain.errors import SourceError
from core.sessionfile.records import header_of


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_the_sign_that_comes_most_often_parts_the_columns(delimiter):
    line = delimiter.join(("start", '"kwh, net"', "cp", "conn")).encode()
    assert header_of([b"\n", line], "f.csv") == ("start", "kwh, net", "cp", "conn")


def test_a_byte_order_mark_is_no_part_of_the_first_column():
    assert header_of([b"\xef\xbb\xbfstart,end\n"], "f.csv") == ("start", "end")


def test_the_keys_of_all_objects_are_the_header_of_json():
    assert header_of([b'[{"a": 1},\n', b'{"b": 2, "a": 3}, 4]'], "f.json") == ("a", "b")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "found an empty file"),
        ([b" \n"], "found an empty file"),
        ([b"\xfe,b\n"], "wanted utf-8 text"),
        ([b"[1,"], "not JSON"),
        ([b'"a\n'], "not CSV"),
    ],
)
def test_a_file_without_a_header_is_refused(lines, said):
    with pytest.raises(SourceError, match=said):
        header_of(lines, "f")
