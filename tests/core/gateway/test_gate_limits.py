"""Who asks too often waits, figures and the log say what happened, and neither names a secret."""

import asyncio
import io
import json
import logging

import pytest

from core.domain.errors import StoreError
from core.domain.platform import ConnectionStatus
from core.gateway.answers import done
from core.gateway.hub import Hub
from core.gateway.hub_request import HubAnswer
from core.gateway.hub_settings import HubSettings
from core.gateway.json_log import LOGGER, JsonFormatter
from core.gateway.rate_limits import RateLimits
from core.gateway.registry import Registry
from core.gateway.registry_refresh import RegistryRefresh
from core.gateway.server import application
from core.ocpi.modules import InterfaceRole, ModuleId
from core.service.register_platform import add_platform
from core.service.runtime import Runtime
from core.store.database import Database
from tests.books import now
from tests.core.gateway.hubs import TOKEN, a_platform, a_view, ask, asked
from tests.hub_books import CPO

CDRS = "/ocpi/2.2.1/receiver/cdrs"


def a_hub(**settings):
    hub = Hub(
        runtime=Runtime(Database("sqlite://"), now),
        settings=HubSettings(**settings),
        registry=Registry("NL*NWC"),
    )
    suspended = a_platform("bert", party="NL*BRT", status=ConnectionStatus.SUSPENDED)
    hub.registry.show(a_view(a_platform(), suspended))
    return hub


@pytest.fixture
def lines():
    """What the hub logs, line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    before = LOGGER.level
    LOGGER.addHandler(handler)
    LOGGER.setLevel("INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    LOGGER.removeHandler(handler)
    LOGGER.setLevel(before)


def test_a_bucket_is_emptied_by_requests_and_filled_by_time():
    rates = RateLimits(rate_per_s=2, burst=3)
    assert [rates.wait_s("anna", 10.0) for _ in range(3)] == [0, 0, 0]
    assert rates.wait_s("anna", 10.0) == pytest.approx(0.5)
    assert rates.wait_s("bert", 10.0) == 0
    assert rates.wait_s("anna", 10.5) == 0
    assert rates.wait_s("anna", 10.5) > 0


def test_who_asks_too_often_is_told_when_to_come_again():
    hub = a_hub(rate_per_s=0.01, burst=1)
    app = application(hub)

    def request():
        header = [(b"authorization", f"Token {TOKEN}".encode())]
        return asyncio.run(asked(app, "GET", b"/ocpi/versions", header))

    assert request().status == 200
    late = request()
    assert (late.status, late.headers["retry-after"]) == (429, "100")


def test_who_comes_when_too_many_are_being_answered_is_told_so():
    assert ask(a_hub(in_flight_max=0), "GET", "/ocpi/versions").status == 429


def test_a_suspended_platform_gets_nothing():
    assert ask(a_hub(), "GET", "/ocpi/versions", token=TOKEN.replace("anna", "bert")).status == 403


def test_a_peer_never_reads_where_the_books_are():
    hub = a_hub()

    async def broken(_request):
        raise StoreError("postgresql://nc@10.0.0.7/books: the disk is full")

    hub.answerers[ModuleId.CDRS, InterfaceRole.RECEIVER] = broken
    answer = ask(hub, "POST", CDRS, body=b"{}")
    assert (answer.status, answer.json["status_code"]) == (200, 3000)
    assert b"10.0.0.7" not in answer.body


def test_a_header_that_cannot_be_sent_is_left_out():
    hub = a_hub()

    async def odd(request):
        headers = (("link", "a\r\nset-cookie: x"), ("x-limit", "5"))
        return HubAnswer(done(request.received_at).body, 200, headers)

    hub.answerers[ModuleId.CDRS, InterfaceRole.RECEIVER] = odd
    answer = ask(hub, "POST", CDRS, body=b"{}")
    assert "link" not in answer.headers
    assert answer.headers["x-limit"] == "5"


def test_each_request_is_one_line_with_its_ids_and_without_its_path_or_token(lines):
    hub = a_hub()

    async def fine(request):
        return done(request.received_at)

    hub.answerers[ModuleId.TOKENS, InterfaceRole.RECEIVER] = fine
    path = "/ocpi/2.2.1/receiver/tokens/NL/ABC/0102030405"
    ask(hub, "PUT", path, body=b"{}", headers=[("X-Request-ID", "r-7")])
    (line,) = lines()
    assert line["event"] == "request"
    assert line["request_id"] == "r-7"
    assert (line["module"], line["interface"], line["method"]) == ("tokens", "RECEIVER", "PUT")
    assert (line["platform"], line["http_status"], line["version"]) == ("anna", 200, "2.2.1")
    assert "0102030405" not in json.dumps(line)
    assert TOKEN not in json.dumps(line)


def test_a_bug_is_logged_with_its_traceback(lines):
    hub = a_hub()

    async def broken(_request):
        raise ZeroDivisionError

    hub.answerers[ModuleId.CDRS, InterfaceRole.RECEIVER] = broken
    ask(hub, "POST", CDRS, body=b"{}")
    failure, request = lines()
    assert (failure["event"], failure["level"]) == ("failure", "error")
    assert "ZeroDivisionError" in failure["traceback"]
    assert request["event"] == "request"


def test_figures_count_requests_and_platforms_and_have_few_labels():
    hub = a_hub()
    ask(hub, "GET", "/ocpi/versions")
    ask(hub, "BREW", "/ocpi/nowhere")
    told = ask(hub, "GET", "/metrics", token=None).body.decode()
    assert (
        'networkcore_requests_total{http_status="200",interface="none",method="GET",'
        'module="versions"} 1.0'
    ) in told
    assert 'method="other",module="none"} 1.0' in told
    assert 'networkcore_platforms{status="CONNECTED"} 1.0' in told
    assert 'networkcore_platforms{status="SUSPENDED"} 1.0' in told
    assert "networkcore_failures_total 0.0" in told
    assert "anna" not in told


def test_a_hub_that_cannot_read_its_books_says_that_it_is_not_ready():
    hub = a_hub()
    assert ask(hub, "GET", "/readyz", token=None).status == 503
    hub.is_ready = True
    assert ask(hub, "GET", "/readyz", token=None).json == {"status": "ready"}


def test_a_token_that_was_made_elsewhere_a_moment_ago_is_known(memory):
    hub = Hub(runtime=memory, settings=HubSettings(), registry=Registry("NL*NWC"))
    hub.looks = RegistryRefresh(hub)
    token = add_platform(memory, (CPO,)).token
    assert ask(hub, "GET", "/ocpi/versions", token=token).status == 200
    assert ask(hub, "GET", "/ocpi/versions", token="unknown").status == 401  # noqa: S106 (of nobody)


class CountingHub(Hub):
    """Counts what it is asked to carry out."""

    uses = 0

    async def use(self, use_case, *arguments, **named):
        CountingHub.uses += 1
        return await super().use(use_case, *arguments, **named)


def test_of_many_unknown_tokens_one_looks_for_all(memory):
    hub = CountingHub(runtime=memory, settings=HubSettings(), registry=Registry("NL*NWC"))
    refresh = RegistryRefresh(hub)

    async def guess():
        await asyncio.gather(*(refresh.look_for_token() for _ in range(100)))

    asyncio.run(guess())
    assert CountingHub.uses == 1
