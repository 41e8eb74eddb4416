"""Where the next page is, as peers write it."""

import pytest

from core.ocpi.link_header import next_link, next_url


@pytest.mark.parametrize(
    ("header", "url"),
    [
        (None, None),
        ("", None),
        (
            '<https://a.example/x?offset=5&limit=5>; rel="next"',
            "https://a.example/x?offset=5&limit=5",
        ),
        ("<https://a.example/x>; rel=next", "https://a.example/x"),
        ("<https://a.example/x>;REL=Next", "https://a.example/x"),
        (
            '<https://a.example/p>; rel="prev", <https://a.example/n>; rel="next"',
            "https://a.example/n",
        ),
        ('<https://a.example/a,b>; title="x"; rel="last next"', "https://a.example/a,b"),
        ('<https://a.example/x>; rel="last"', None),
        ('<>; rel="next"', None),
        ("nonsense", None),
    ],
)
def test_the_next_page_is_found(header, url):
    assert next_url(header) == url


def test_what_is_written_is_read_again():
    assert (
        next_url(next_link("https://a.example/x?cursor=a%3D")) == "https://a.example/x?cursor=a%3D"
    )
