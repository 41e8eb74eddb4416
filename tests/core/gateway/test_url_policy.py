"""No URL of a peer's leads the hub into its own network, however it is written."""

import asyncio

import pytest

from core.domain.errors import InvalidValueError
from core.gateway.url_policy import UrlPolicy

PUBLIC = UrlPolicy()
PRIVATE = UrlPolicy(allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://cpo.example/ocpi/versions",
        "http://cpo.example:8080/ocpi/versions?country=NL",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/x",
    ],
)
def test_a_public_url_may_be_called(url):
    PUBLIC.examine(url)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://127.9.9.9/", "http://10.0.0.1/", "http://192.168.1.1/"),
        *("http://172.16.0.1/", "http://100.64.0.1/", "http://[::1]/", "http://[fc00::1]/"),
        *("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
    ],
)
def test_a_private_address_may_be_called_only_where_that_was_said(url):
    with pytest.raises(InvalidValueError, match="not public"):
        PUBLIC.examine(url)
    PRIVATE.examine(url)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://169.254.169.254/latest/meta-data",
            "http://[fe80::1]/",
            "http://[fe80::1%25eth0]/",
        ),
        *("http://0.0.0.0/", "http://[::]/", "http://224.0.0.1/", "http://[ff02::1]/"),
        *("http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::1]/"),
        *(
            "ftp://cpo.example/",
            "file:///etc/passwd",
            "https:///x",
            "//cpo.example/",
            "",
            "https://",
        ),
        *("https://user@cpo.example/", "https://u:p@cpo.example/", "https://cpo.example/#x"),
        *("https://cpo.example:99999/", "https://cpo.example:0/", "https://cpo.example/a b"),
        *(
            "https://cpo.example/\n",
            "https://cpö.example/",
            "https://[::1/",
            "https://a/" + "x" * 250,
        ),
    ],
)
def test_some_urls_are_never_called(url):
    with pytest.raises(InvalidValueError):
        PRIVATE.examine(url)


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433", "localhost"])
def test_an_address_in_disguise_is_found_out_when_it_is_looked_up(host):
    async def resolve(policy):
        resolver = policy.resolver()
        try:
            return await resolver.resolve(host, 80)
        finally:
            await resolver.close()

    PUBLIC.examine(f"http://{host}/")
    with pytest.raises(OSError, match="not public"):
        asyncio.run(resolve(PUBLIC))
    assert {one["host"] for one in asyncio.run(resolve(PRIVATE))} == {"127.0.0.1"}
