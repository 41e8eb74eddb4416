"""Whatever is thrown at the hub: no 5xx, no traceback, no bug, and always an OCPI answer."""

import json
from socket import create_connection
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.platform import PlatformRole
from core.ocpi.calls import CALLS, UNROUTED
from core.service.open_books import open_books
from core.service.register_platform import add_platform
from tests.books import now
from tests.core.gateway.fuzzed_hub import Fuzzed, is_fine
from tests.core.gateway.hubs import FIRST, TOKEN
from tests.core.gateway.loopback import a_hub as a_served_hub
from tests.hub_books import CPO, with_key


@pytest.fixture(scope="module")
def fuzzed():
    fuzzed = Fuzzed()
    yield fuzzed
    fuzzed.close()


SOME = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"])
HALVES = sorted(half for half in CALLS if half[0] not in UNROUTED)
IDS = st.sampled_from(["NL", "ABC", "nl", "BRT", "LOC1", "0102", "start_session", "authorize"])
PARTS = st.one_of(IDS, st.text(min_size=0, max_size=12))
BYTES = st.binary(max_size=200)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = (
    *("id", "country_code", "party_id", "last_updated", "token", "response_url", "uid", "cdrs"),
    *(
        "location_id",
        "evse_uid",
        "roles",
        "url",
        "status",
        "total_cost",
        "charging_periods",
        "type",
    ),
)
NAMED = st.dictionaries(
    st.sampled_from(FIELDS),
    JSON | st.sampled_from(["NL", "ABC", "BRT", "http://127.0.0.1:9/x", "2026-01-01T00:00:00Z"]),
    max_size=8,
)
BODIES = st.one_of(
    BYTES, st.builds(lambda value: json.dumps(value).encode(), st.one_of(JSON, NAMED))
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *(b"ocpi-to-country-code", b"ocpi-to-party-id", b"ocpi-from-country-code"),
                *(b"ocpi-from-party-id", b"x-request-id", b"x-correlation-id", b"content-length"),
                *(b"authorization", b"content-type"),
            ]
        ),
        st.sampled_from([b"NL", b"BRT", b"ABC", b"NWC", b"", b"999999999999"])
        | st.binary(max_size=30),
    ),
    max_size=6,
)


def with_token(headers, token):
    return [(b"authorization", f"Token {token}".encode()), *headers]


@SOME
@given(method=METHODS, path=BYTES, headers=HEADERS, body=BODIES, query=BYTES)
def test_any_bytes_as_a_path_are_answered(fuzzed, method, path, headers, body, query):
    clean = quote(path, safe="/%").encode()
    for token in (TOKEN, FIRST):
        sent = with_token(headers, token)
        is_fine(fuzzed, fuzzed.ask(method, b"/ocpi/" + clean, sent, body, query))
    is_fine(fuzzed, fuzzed.ask(method, b"/ocpi/" + clean, headers, body, query))


@SOME
@given(
    half=st.sampled_from(HALVES),
    version=st.sampled_from(["2.2.1", "2.3.0"]),
    method=METHODS,
    parts=st.lists(PARTS, max_size=5),
    sent=st.tuples(HEADERS, BODIES),
    query=st.sampled_from([b"", b"limit=1", b"offset=-1", b"date_from=x&date_to=y"]) | BYTES,
)
def test_any_call_of_a_module_is_answered(*, fuzzed, half, version, method, parts, sent, query):
    (module, interface), (headers, body) = half, sent
    rest = "".join(f"/{quote(part, safe='')}" for part in parts)
    path = f"/ocpi/{version}/{interface.lower()}/{module}{rest}".encode()
    is_fine(fuzzed, fuzzed.ask(method, path, with_token(headers, TOKEN), body, query))


@SOME
@given(method=METHODS, body=BODIES, token=st.sampled_from([TOKEN, FIRST]))
def test_any_credentials_are_answered(fuzzed, method, body, token):
    is_fine(
        fuzzed, fuzzed.ask(method, b"/ocpi/2.2.1/credentials", with_token((), token), body, b"")
    )


@pytest.fixture(scope="module")
def port():
    """Of a hub on a real socket."""
    runtime = open_books("sqlite://", now)
    with_key(runtime)
    add_platform(runtime, (CPO, PlatformRole("EMSP", "NL*ABC")))
    with a_served_hub(runtime) as hub:
        yield hub.settings.port
    runtime.database.close()


def answer_to(port, raw):
    """What a real socket gets back until the hub closes it."""
    with create_connection(("127.0.0.1", port), timeout=20) as peer:
        peer.sendall(raw)
        peer.shutdown(1)
        parts = []
        while part := peer.recv(65536):
            parts.append(part)
    return b"".join(parts)


@SOME
@given(raw=BYTES)
def test_any_bytes_on_a_socket_do_no_harm(port, raw):
    for sent in (raw, b"GET /ocpi/" + raw, b"POST /ocpi/2.2.1/credentials HTTP/1.1\r\n" + raw):
        answer = answer_to(port, sent)
        assert b"Traceback" not in answer
        assert not answer.startswith(b"HTTP/1.1 5")
    request = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    assert answer_to(port, request).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", [b"/ocpi/versions", b"/healthz", b"/nowhere"])
def test_who_wants_a_web_socket_is_refused(port, path):
    answer = answer_to(
        port,
        b"GET " + path + b" HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 403")
