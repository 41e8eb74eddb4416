"""Nobody passes the gate without a token, and everybody is answered as OCPI wants it."""

import pytest

from core.gateway.answers import done
from core.gateway.hub import Hub
from core.gateway.hub_settings import HubSettings
from core.gateway.registry import Registry
from core.ocpi.modules import InterfaceRole, ModuleId
from core.service.runtime import Runtime
from core.store.database import Database
from tests.books import now
from tests.core.gateway.hubs import FIRST, a_platform, a_view, ask

LOCATIONS = "/ocpi/2.2.1/receiver/locations/NL/ABC/LOC%2F1"


@pytest.fixture
def hub():
    settings = HubSettings(depth_max=4, body_bytes_max=1000)
    hub = Hub(
        runtime=Runtime(Database("sqlite://"), now), settings=settings, registry=Registry("NL*NWC")
    )
    hub.registry.show(a_view(a_platform()))

    async def repeat(request):
        return done(request.received_at, [*request.rest, request.platform.platform_id])

    hub.answerers[ModuleId.LOCATIONS, InterfaceRole.RECEIVER] = repeat
    hub.answerers[ModuleId.INVOICE_RECONCILIATION, InterfaceRole.RECEIVER] = repeat
    return hub


def test_versions_are_told_with_their_urls(hub):
    answer = ask(hub, "GET", "/ocpi/versions")
    assert answer.status == 200
    assert answer.json["data"] == [
        {"version": "2.2.1", "url": "http://127.0.0.1:8020/ocpi/2.2.1"},
        {"version": "2.3.0", "url": "http://127.0.0.1:8020/ocpi/2.3.0"},
    ]


def test_details_list_what_is_plugged_in_and_nothing_else(hub):
    listed = {
        version: [
            (one["identifier"], one["role"], one["url"].removeprefix("http://127.0.0.1:8020/ocpi"))
            for one in ask(hub, "GET", f"/ocpi/{version}").json["data"]["endpoints"]
        ]
        for version in ("2.2.1", "2.3.0")
    }
    assert listed["2.2.1"] == [
        ("credentials", "SENDER", "/2.2.1/credentials"),
        ("locations", "RECEIVER", "/2.2.1/receiver/locations/"),
    ]
    assert listed["2.3.0"][1:] == [
        ("invoicereconciliation", "RECEIVER", "/2.3.0/receiver/invoicereconciliation/"),
        ("locations", "RECEIVER", "/2.3.0/receiver/locations/"),
    ]


def test_a_module_gets_the_parts_of_its_path_and_who_asks(hub):
    answer = ask(hub, "PUT", LOCATIONS, body=b"{}")
    assert answer.json["data"] == ["NL", "ABC", "LOC/1", "anna"]


@pytest.mark.parametrize("token", [None, "unknown-token-0123456789", "peer-tok"])
def test_nobody_passes_without_a_token_that_is_known(hub, token):
    answer = ask(hub, "GET", "/ocpi/versions", token=token)
    assert answer.status == 401
    assert answer.json["status_code"] == 2000
    assert answer.headers["www-authenticate"] == "Token"


def test_a_token_that_is_not_in_base64_is_taken_too(hub):
    raw = [("Authorization", "Token peer-token-of-anna-0123456789")]
    assert ask(hub, "GET", "/ocpi/versions", token=None, headers=raw).status == 200


def test_token_a_reaches_versions_and_nothing_of_a_module(hub):
    assert ask(hub, "GET", "/ocpi/2.2.1", token=FIRST).status == 200
    assert ask(hub, "PUT", LOCATIONS, token=FIRST, body=b"{}").status == 401


def test_the_answer_repeats_the_ids_of_its_request(hub):
    ids = [("X-Request-ID", "r-1"), ("X-Correlation-ID", "c-1")]
    answer = ask(hub, "GET", "/ocpi/versions", headers=ids)
    assert (answer.headers["x-request-id"], answer.headers["x-correlation-id"]) == ("r-1", "c-1")


def test_ids_are_given_to_a_request_that_has_none_or_impossible_ones(hub):
    answer = ask(hub, "GET", "/ocpi/versions", headers=[("X-Request-ID", "x" * 500)])
    assert len(answer.headers["x-request-id"]) == 32
    assert len(answer.headers["x-correlation-id"]) == 32


@pytest.mark.parametrize(
    "path",
    [
        *("/ocpi/", "/ocpi/2.1.1", "/ocpi/2.2.1/nothing", "/ocpi/versions/more"),
        *("/ocpi/2.2.1/sender/locations", "/ocpi/2.2.1/receiver/hubclientinfo"),
        *("/ocpi/2.2.1/receiver/invoicereconciliation", "/ocpi/2.2.1/passage/unknown"),
        *("/ocpi/2.2.1/receiver/locations/%ff", "/ocpi/2.2.1/" + "a/" * 40),
    ],
)
def test_what_is_nowhere_is_not_found(hub, path):
    answer = ask(hub, "GET", path)
    assert answer.status == 404
    assert answer.json["status_code"] == 2000


def test_nobody_is_sent_elsewhere_for_a_slash(hub):
    assert ask(hub, "GET", "/ocpi").status == 404
    assert ask(hub, "GET", "/ocpi/versions/").status == 200


def test_versions_are_only_read(hub):
    answer = ask(hub, "POST", "/ocpi/versions", body=b"{}")
    assert (answer.status, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("body", [b"{", b"nul", b'"\xff"', b"[[[[[1]]]]]", b"[" * 900])
def test_a_body_that_is_no_json_of_allowed_depth_is_refused(hub, body):
    answer = ask(hub, "PUT", LOCATIONS, body=body)
    assert (answer.status, answer.json["status_code"]) == (400, 2001)


def test_brackets_in_texts_are_not_deep(hub):
    assert ask(hub, "PUT", LOCATIONS, body=rb'["[[[[[[", "\"[[[[[["]').status == 200


def test_a_body_that_is_too_large_is_refused_when_it_says_so_and_when_it_is(hub):
    assert ask(hub, "PUT", LOCATIONS, body=b" " * 1001).status == 413
    told = [("Content-Length", "1001")]
    assert ask(hub, "PUT", LOCATIONS, headers=told).status == 413


def test_a_query_with_too_many_fields_is_refused(hub):
    answer = ask(hub, "GET", "/ocpi/versions", query=b"&".join(b"a=1" for _ in range(40)))
    assert answer.json["status_code"] == 2001


def test_a_bug_behind_the_gate_is_told_to_the_log_alone(hub, caplog):
    async def broken(_request):
        raise ZeroDivisionError("secret")

    hub.answerers[ModuleId.LOCATIONS, InterfaceRole.RECEIVER] = broken
    answer = ask(hub, "PUT", LOCATIONS, body=b"{}")
    assert (answer.status, answer.json["status_code"]) == (200, 3000)
    assert b"secret" not in answer.body
    assert "ZeroDivisionError" in caplog.text


def test_the_process_says_that_it_lives(hub):
    assert ask(hub, "GET", "/healthz", token=None).json == {"status": "ok"}
