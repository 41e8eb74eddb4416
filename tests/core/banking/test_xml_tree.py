"""Hostile XML is refused at once and in one line that names the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.banking import xml_tree as module
from core.banking.xml_tree import DEPTH_MAX, xml_tree
from core.domain.errors import SourceError

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)
HOSTILE = {
    "entity": b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "billion laughs": f"<?xml version='1.0'?>\n<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>".encode(),
    "file of this machine": b'\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "external document type": b'\n<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
    "parameter entity": b'\n<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]><a/>',
    "in another encoding": '\n<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_document_type_is_refused_before_it_can_do_anything(content):
    with pytest.raises(SourceError, match=r"^bank\.xml:2: wanted no document type") as refused:
        xml_tree(content, "bank.xml")
    assert "found <!DOCTYPE a" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_deeper_than_any_message_is_refused():
    sound = b"<a>" * DEPTH_MAX + b"</a>" * DEPTH_MAX
    assert xml_tree(sound, "f")[1].name == "a"
    with pytest.raises(SourceError, match="at most 50 deep"):
        xml_tree(b"<a>" * 1_000_000, "f")


def test_what_is_larger_than_a_statement_is_refused(monkeypatch):
    monkeypatch.setattr(module, "ELEMENTS_MAX", 3)
    assert len(xml_tree(b"<a><b/><b/></a>", "f")[1].children) == 2
    with pytest.raises(SourceError, match="f:1: wanted at most 3 elements"):
        xml_tree(b"<a><b/><b/><b/></a>", "f")
    monkeypatch.setattr(module, "BYTES_MAX", 10)
    with pytest.raises(SourceError, match="f: wanted at most 10 bytes of XML, found 12"):
        xml_tree(b"<a>        </a>"[:12], "f")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no element found"),
        (b"not XML", "syntax error"),
        (b"<a>\n<b></a>", "mismatched tag"),
        (b"<a>&x;</a>", "undefined entity"),
        (b"<a>\xff</a>", "invalid token"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "encoding"),
        (b"<a/><a/>", "junk after document element"),
        (b"<x:a/>", "unbound prefix"),
        (b'{"json": true}', "syntax error|invalid token"),
    ],
)
def test_what_is_no_xml_is_refused_with_its_line(content, told):
    with pytest.raises(SourceError, match=rf"^f:[12]: wanted well-formed XML, found .*({told})"):
        xml_tree(content, "f")


@given(st.binary(max_size=200))
def test_whatever_comes_it_is_a_tree_or_a_refusal(content):
    try:
        xml_tree(content, "f")
    except SourceError as refused:
        assert str(refused).startswith("f:")  # noqa: PT017 (either is right)


def test_the_tree_says_what_the_file_says():
    content = b'<a xmlns="u" xmlns:o="other">\n <b k="v">one <![CDATA[& two]]></b>\n<o:b/></a>'
    namespace, root = xml_tree(content, "f")
    assert namespace == "u"
    first, second = root.children
    assert (first.name, first.text, first.line) == ("b", "one & two", 2)
    assert first.attributes == {"k": "v"}
    assert second.name == "{other}b"
    assert root.find("b/c") is None
    assert root.said("c", "b") == "one & two"
    assert root.said("c") is None
