"""Conformance: a party that does everything right passes, and every rule is seen to be broken.

Each case spoils one thing that a little party answers over real HTTP; one for each check.
"""

import asyncio
import json
import socket
from datetime import UTC, datetime

import pytest

from core.domain.errors import PeerError
from core.gateway.check_conformance import CHECKS, ConformanceReport, check_conformance
from core.gateway.probe_party import ProbeSettings
from core.ocpi.conformance import Level, Verdict
from core.ocpi.exchange import Evidence, Exchange, Probe, TokenReach
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import system_clock
from tests.little_party import TOKEN, LittleParty


def reported(party, **named):
    async def scene():
        async with party.served():
            settings = {"token": TOKEN, "sender": "DE*TNM", "receiver": "NL*ABC"} | named
            url = party.versions_url
            return await check_conformance(
                ProbeSettings(versions_url=url, **settings), system_clock
            )

    return asyncio.run(scene())


def result_of(report, name):
    return next(one for one in report.results if one.check.name == name)


@pytest.mark.parametrize("version", list(OcpiVersion))
def test_a_party_that_does_everything_right_passes_every_check(version):
    report = reported(LittleParty(version=version))
    assert [one.details for one in report.results if one.verdict is Verdict.FAILED] == []
    skipped = [one.check.name for one in report.results if one.verdict is Verdict.SKIPPED]
    assert skipped == ["https"]
    assert report.is_conformant
    assert report.evidence.version is version
    assert report.unanswered == []


def spoils(kind, **asked):
    """What spoils replies of that kind, if their query is as asked."""

    def made(change):
        def spoil(request, reply):
            fits = all(request.query.get(name) == value for name, value in asked.items())
            if request.kind == kind and fits and reply.status in {200, 404}:
                change(request, reply)

        return spoil

    return made


def with_status(status):
    def change(_asked, reply):
        reply.status = status

    return change


def with_headers(**headers):
    def change(_asked, reply):
        reply.headers |= {name.replace("_", "-"): value for name, value in headers.items()}

    return change


def without_header(name):
    def change(_asked, reply):
        reply.headers.pop(name, None)

    return change


def with_envelope(**fields):
    def change(_asked, reply):
        reply.envelope |= fields

    return change


def with_body(raw):
    def change(_asked, reply):
        reply.raw = raw

    return change


def with_first(**fields):
    """The first object of a list, or the one object, with other fields."""

    def change(_asked, reply):
        one = reply.data[0] if isinstance(reply.data, list) and reply.data else reply.data
        if isinstance(one, dict):
            one |= fields

    return change


def twice(name=None):
    def change(_asked, reply):
        listed = reply.data if name is None else reply.data[name]
        listed.extend(listed[:1])

    return change


def all_of_them(asked, reply):
    reply.envelope["data"] = LittleParty().objects[asked.module]


def none_of_them(_asked, reply):
    reply.envelope["data"] = []


def lets_anybody_in(_asked, reply):
    reply.status = 200


def deaf_to_capitals(asked, reply):
    if "AUTHORIZATION" in asked.headers:
        reply.status = 401


def moved(asked, reply):
    if asked.kind == "versions" and "moved" not in asked.query:
        reply.status = 307
        reply.headers["Location"] = f"{asked.url}?moved=1"


def without_filters(_asked, reply):
    link = reply.headers.get("Link", "")
    reply.headers["Link"] = link.replace("date_from=2000-01-01T00:00:00Z&", "")


def same_page(asked, reply):
    reply.envelope["data"] = LittleParty().objects[asked.module][:2]


def backwards(_asked, reply):
    reply.data.reverse()


def with_evse_id(text):
    def change(asked, reply):
        if asked.module == "locations":
            for one in reply.data:
                one["evses"][0]["evse_id"] = text

    return change


def with_contract_id(asked, reply):
    if asked.module == "tokens":
        for one in reply.data:
            one["contract_id"] = "NL-TNM-000122045-X"


def without_credentials(_asked, reply):
    reply.envelope["data"]["endpoints"] = reply.data["endpoints"][:5]


A_ROLE = [
    {"role": "CPO", "country_code": "NL", "party_id": "ABC", "business_details": {"name": "x"}}
]
BROKEN = {
    "answers-succeed": spoils("list")(with_envelope(status_code=3000)),
    "token-required": lets_anybody_in,
    "token-of-nobody": lets_anybody_in,
    "header-names-in-any-case": deaf_to_capitals,
    "json-type": spoils("details")(with_headers(Content_Type="text/html")),
    "envelope": spoils("one")(with_body(b"<html>")),
    "envelope-fields": spoils("versions")(with_envelope(timestamp="today")),
    "clock": spoils("versions")(with_envelope(timestamp="2001-01-01T00:00:00Z")),
    "no-null": spoils("credentials")(with_first(hub_party_id=None)),
    "request-id": spoils("versions")(without_header("X-Request-ID")),
    "correlation-id": spoils("list")(with_headers(X_Correlation_ID="another")),
    "routing-headers": spoils("list")(without_header("OCPI-from-party-id")),
    "no-redirect": moved,
    "nothing-there": spoils("nowhere")(with_status(200)),
    "unknown-object": spoils("one")(with_status(200)),
    "versions": spoils("versions")(with_first(url="no url")),
    "version-known": spoils("versions")(with_first(version="2.1.1")),
    "versions-once": spoils("versions")(twice()),
    "details": spoils("details")(with_envelope(data=[])),
    "details-version": spoils("details")(with_first(version="2.2")),
    "endpoints-once": spoils("details")(twice("endpoints")),
    "credentials-endpoint": spoils("details")(without_credentials),
    "module-names": spoils("details")(
        lambda _asked, reply: reply.data["endpoints"][0].update(identifier="weather")
    ),
    "credentials": spoils("credentials")(with_first(token="x" * 65)),
    "roles-once": spoils("credentials")(with_first(roles=A_ROLE * 2)),
    "credentials-url": spoils("credentials")(with_first(url="https://elsewhere.example")),
    "unrouted": spoils("credentials")(with_headers(OCPI_to_party_id="ABC")),
    "page-is-list": spoils("list")(with_envelope(data={})),
    "total-count": spoils("list")(without_header("X-Total-Count")),
    "limit-header": spoils("list")(with_headers(X_Limit="many")),
    "limit": spoils("list")(all_of_them),
    "next-link": spoils("list")(without_header("Link")),
    "next-keeps-filters": spoils("list")(without_filters),
    "next-goes-on": spoils("list", offset="2")(same_page),
    "offset": spoils("list", offset="1")(same_page),
    "after-the-end": spoils("list", offset="100000000")(same_page),
    "oldest-first": spoils("list")(backwards),
    "date-from": spoils("list")(all_of_them),
    "date-to": spoils("list")(all_of_them),
    "date-from-future": spoils("list")(all_of_them),
    "no-date": spoils("list", date_from="never")(with_envelope(status_code=1000)),
    "object-once": spoils("list")(twice()),
    "objects": spoils("list")(with_first(last_updated="yesterday")),
    "evse-ids": spoils("list")(with_evse_id("1234")),
    "contract-ids": spoils("list")(with_contract_id),
}
DEEP = json.loads("[" * 400 + "null" + "]" * 400)
SECOND = "2026-03-02T12:00:00Z"
TOLD_ELSEWHERE = {"https"}
"""Not of loopback, where a URL need not be https."""


def test_every_check_has_a_case_in_which_it_fails():
    names = [one.name for one in CHECKS]
    assert len(names) == len(set(names))
    assert set(names) == set(BROKEN) | TOLD_ELSEWHERE


@pytest.mark.parametrize("name", BROKEN)
def test_a_party_that_breaks_a_rule_is_told_which(name):
    found = result_of(reported(LittleParty(BROKEN[name])), name)
    assert found.verdict is Verdict.FAILED
    assert found.details


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("answers-succeed", spoils("list")(with_status(500)), "wanted HTTP 200, found 500"),
        ("date-from", spoils("list", date_from=SECOND)(none_of_them), "found nothing"),
        ("next-goes-on", spoils("list", offset="2")(none_of_them), "wanted more objects"),
        ("offset", spoils("list", offset="1")(none_of_them), "first, found nothing"),
        ("no-date", spoils("list", date_from="never")(with_body(b"")), "without one"),
        ("total-count", spoils("list")(with_headers(X_Total_Count="1")), "wanted at least 2"),
        ("envelope", spoils("list")(with_body(b"[1]")), "wanted an OCPI answer"),
        ("versions", spoils("versions")(with_envelope(data="2.2.1")), "wanted a list of Version"),
        ("no-null", spoils("list")(with_envelope(x=DEEP)), "/x/0/0/0/0/0"),
    ],
)
def test_what_is_broken_is_told_in_words(name, change, told):
    found = result_of(reported(LittleParty(change)), name)
    assert any(told in detail for detail in found.details)


def test_behind_a_hub_a_party_may_lack_a_module():
    def lacks(asked, reply):
        if asked.kind == "list" and asked.module == "cdrs":
            reply.envelope |= {"status_code": 3003}

    report = reported(LittleParty(lacks))
    assert report.is_conformant
    assert [one.probe for one in report.evidence.exchanges if one.module == "cdrs"] == [Probe.LIST]


@pytest.mark.parametrize("status_code", [4001, 3003])
def test_a_hub_may_say_that_nobody_could_know_an_object(status_code):
    unreached = with_envelope(status_code=status_code)

    def change(asked, reply):
        if asked.kind == "one":
            reply.status = 200
            unreached(asked, reply)

    found = result_of(reported(LittleParty(change)), "unknown-object")
    assert found.verdict is Verdict.PASSED


def without_data(_asked, reply):
    reply.envelope.pop("data", None)


def with_data(data):
    def change(_asked, reply):
        reply.envelope["data"] = data

    return change


@pytest.mark.parametrize(
    ("kind", "change", "skipped"),
    [
        ("details", without_data, {"details", "details-version"}),
        ("details", with_data("2.2.1"), {"details-version"}),
        ("credentials", without_data, {"credentials", "roles-once", "credentials-url"}),
        ("credentials", with_data({}), {"roles-once", "credentials-url"}),
        ("list", without_header("X-Total-Count"), {"next-link"}),
        ("list", with_data([]), {"object-once", "objects", "oldest-first", "offset"}),
        ("list", with_data([{"id": "1", "evses": [{}, 7]}]), {"evse-ids", "contract-ids"}),
        ("list", with_data([{}]), {"oldest-first", "date-from", "date-to", "offset"}),
        ("list", with_status(500), set()),
        ("list", with_body(b'{"status_code":1000,"data":1e99999999999999999999}'), {"objects"}),
    ],
)
def test_what_cannot_be_looked_at_is_skipped(kind, change, skipped):
    report = reported(LittleParty(spoils(kind)(change)))
    found = {one.check.name for one in report.results if one.verdict is Verdict.SKIPPED}
    assert skipped <= found


@pytest.mark.parametrize(
    ("query", "skipped"),
    [
        ({"offset": "2"}, "next-goes-on"),
        ({"offset": "1"}, "offset"),
        ({"date_from": SECOND}, "date-from"),
        ({"date_to": SECOND}, "date-to"),
    ],
)
def test_a_page_that_failed_is_not_looked_at(query, skipped):
    failing = spoils("list", **query)(with_envelope(status_code=3000))
    report = reported(LittleParty(failing))
    assert result_of(report, skipped).verdict is Verdict.SKIPPED
    assert not report.is_conformant


def test_an_endless_answer_is_no_answer():
    report = reported(LittleParty(spoils("credentials")(with_body(b" " * 16_000_001))))
    assert report.unanswered == ["credentials, credentials: more than 16000000 bytes"]


def test_credentials_are_asked_for_once_though_they_are_listed_as_two_halves():
    def both(_asked, reply):
        url = reply.data["endpoints"][5]["url"]
        receiver = {"identifier": "credentials", "role": "RECEIVER", "url": url}
        reply.data["endpoints"].append(receiver)

    report = reported(LittleParty(spoils("details")(both)))
    assert sum(one.probe is Probe.CREDENTIALS for one in report.evidence.exchanges) == 1


def keeps_out(asked, reply):
    if asked.kind in {"list", "one"}:
        reply.status = 401


def test_a_token_for_the_handshake_alone_reaches_no_list_and_that_is_right():
    report = reported(LittleParty(keeps_out))
    assert {one.probe for one in report.evidence.exchanges if one.module in {"cdrs", "tokens"}} == {
        Probe.LIST
    }
    assert report.evidence.reach is TokenReach.HANDSHAKE
    assert report.is_conformant
    assert result_of(report, "objects").verdict is Verdict.SKIPPED


def test_a_token_that_reaches_some_modules_and_not_all_is_no_first_token():
    def some(asked, reply):
        if asked.module == "cdrs":
            reply.status = 401

    report = reported(LittleParty(some))
    assert report.evidence.reach is TokenReach.MODULES
    assert result_of(report, "answers-succeed").verdict is Verdict.FAILED


def test_what_no_filter_of_ours_can_be_seen_in_may_be_a_cursor():
    def cursor(_asked, reply):
        if "Link" in reply.headers:
            before, _, _ = reply.headers["Link"].partition("?")
            reply.headers["Link"] = f'{before}?cursor=abc>; rel="next"'

    found = result_of(reported(LittleParty(spoils("list")(cursor))), "next-keeps-filters")
    assert found.verdict is Verdict.SKIPPED


def test_without_a_name_to_ask_in_nothing_is_routed():
    report = reported(LittleParty(), sender=None, receiver=None)
    assert result_of(report, "routing-headers").verdict is Verdict.SKIPPED
    assert report.is_conformant


def test_a_version_that_the_party_does_not_offer_is_not_looked_at():
    report = reported(LittleParty(), version=OcpiVersion.V2_3_0)
    assert report.evidence.version is None
    assert result_of(report, "version-known").verdict is Verdict.FAILED
    assert result_of(report, "objects").verdict is Verdict.SKIPPED


def test_a_wrong_token_is_the_only_thing_that_is_wrong():
    report = reported(LittleParty(), token="another")  # noqa: S106 (of nobody)
    assert not report.is_conformant
    assert report.evidence.reach is TokenReach.NOWHERE
    assert result_of(report, "token-required").verdict is Verdict.PASSED


def test_a_party_that_does_not_answer_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings = ProbeSettings(versions_url=f"http://127.0.0.1:{port}/versions", token=TOKEN)
    with pytest.raises(PeerError, match="/versions: ClientConnectorError"):
        asyncio.run(check_conformance(settings, system_clock))


def test_a_url_without_tls_is_told_where_the_world_can_reach_it():
    def seen(url):
        now = datetime(2026, 1, 1, tzinfo=UTC)
        one = Exchange(
            probe=Probe.VERSIONS,
            url=url,
            request_id="1",
            correlation_id="1",
            http_status=200,
            answered_at=now,
        )
        evidence = Evidence(versions_url=url, exchanges=(one,))
        (check,) = (one for one in CHECKS if one.name == "https")
        return check.result(evidence).verdict

    assert seen("http://party.example/versions") is Verdict.FAILED
    assert seen("https://party.example/versions") is Verdict.PASSED
    assert seen("http://localhost/versions") is Verdict.SKIPPED
    assert seen("http://10.0.0.1/versions") is Verdict.SKIPPED


def test_details_are_counted_and_not_all_kept():
    many = spoils("list")(with_first(**dict.fromkeys(("id", "uid", "last_updated"), 7)))
    found = result_of(reported(LittleParty(many)), "objects")
    assert len(found.details) == 21
    assert found.details[-1].startswith("and ")


def test_a_report_is_told_to_scripts_without_the_token():
    report = reported(LittleParty(spoils("list")(with_evse_id("1234"))))
    told = report.to_json()
    assert told["conformant"] is True
    assert (told["version"], told["failed"]) == ("2.2.1", 1)
    assert {one["level"] for one in told["checks"]} == set(Level)
    assert TOKEN not in str(told)
    assert TOKEN not in repr(ProbeSettings(versions_url="x", token=TOKEN))
    assert isinstance(report, ConformanceReport)
