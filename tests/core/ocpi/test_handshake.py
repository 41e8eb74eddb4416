"""The handshake as a state machine: every step of either side, and every way to fail at it."""

import pytest

from core.domain.credentials import Credentials
from core.domain.platform import PlatformRole
from core.ocpi.handshake import (
    ALLOWED_METHODS,
    NEXT_STEP,
    Registration,
    Side,
    Step,
    advanced,
    begun,
    called,
    refused_as,
)
from core.ocpi.ocpi_version import OcpiVersion

URL = "https://peer.example/versions"
ROLE = {"role": "CPO", "country_code": "NL", "party_id": "ABC", "business_details": {"name": "A"}}
THEIRS = {"token": "token-of-theirs", "url": URL, "roles": [ROLE]}
GIVEN = Credentials(
    credentials_token="token-of-theirs",  # noqa: S106 (of nobody)
    versions_url=URL,
    roles=(PlatformRole("CPO", "NL*ABC"),),
)


def versions(*names):
    return [{"version": one, "url": f"https://peer.example/{one}"} for one in names]


def details(*modules):
    endpoints = [
        {"identifier": one, "role": "SENDER", "url": f"https://peer.example/{one}"}
        for one in modules
    ]
    return {"version": "2.2.1", "endpoints": endpoints}


def after(handshake, *values):
    for value in values:
        handshake = advanced(handshake, value)
    return handshake


def test_who_is_called_fetches_versions_and_details_of_its_own_version():
    began = called(GIVEN, OcpiVersion.V2_2_1)
    assert (began.step, began.url, began.token) == (Step.VERSIONS, URL, "token-of-theirs")
    second = advanced(began, versions("2.1.1", "2.2.1", "2.3.0"))
    assert (second.step, second.url) == (Step.DETAILS, "https://peer.example/2.2.1")
    last = advanced(second, details("locations"))
    assert (last.step, last.is_over, last.version) == (Step.AGREED, True, "2.2.1")
    assert [one.module for one in last.endpoints] == ["locations"]
    assert last.credentials == GIVEN


def test_who_begins_takes_the_newest_common_version_and_sends_credentials_last():
    third = after(
        begun(URL, "a"), versions("2.2.1", "2.3.0", "3.0"), details("credentials", "cdrs")
    )
    assert (third.step, third.version) == (Step.CREDENTIALS, "2.3.0")
    assert third.url == "https://peer.example/credentials"
    last = advanced(third, THEIRS)
    assert last.step is Step.AGREED
    assert last.credentials.credentials_token == "token-of-theirs"  # noqa: S105 (of nobody)


FAILURES = {
    "versions are none": (Side.CALLED, [None], 3001),
    "versions have no url": (Side.CALLED, [[{"version": "2.2.1"}]], 3001),
    "another version": (Side.CALLED, [versions("2.3.0")], 3002),
    "no version": (Side.BEGINNING, [[]], 3002),
    "no known version": (Side.BEGINNING, [versions("2.1.1", "3.0")], 3002),
    "details are none": (Side.CALLED, [versions("2.2.1"), 7], 3001),
    "no endpoints": (Side.CALLED, [versions("2.2.1"), details()], 3001),
    "credentials alone": (Side.CALLED, [versions("2.2.1"), details("credentials")], 3003),
    "no credentials": (Side.BEGINNING, [versions("2.2.1"), details("cdrs")], 3003),
    "credentials are none": (
        Side.BEGINNING,
        [versions("2.2.1"), details("credentials", "cdrs"), {"token": "x"}],
        3001,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_peer_that_does_not_fit_is_refused_with_the_status_of_its_fault(name):
    side, values, status_code = FAILURES[name]
    began = called(GIVEN, OcpiVersion.V2_2_1) if side is Side.CALLED else begun(URL, "a")
    refused = after(began, *values)
    assert (refused.step, refused.status_code) == (Step.REFUSED, status_code)
    assert refused.problem
    assert refused.is_over


def test_a_peer_that_wraps_everything_in_lists_is_understood():
    wrapped = [details("credentials", "cdrs")]
    last = after(begun(URL, "a"), versions("2.2.1"), wrapped, [THEIRS])
    assert last.step is Step.AGREED


def test_nothing_follows_what_is_over():
    over = refused_as(begun(URL, "a"), 3001, "gone")
    with pytest.raises(AssertionError):
        advanced(over, versions("2.2.1"))


def test_every_step_of_a_side_leads_to_its_end():
    for side in Side:
        step, seen = Step.VERSIONS, []
        while step is not Step.AGREED:
            seen.append(step)
            step = NEXT_STEP[side, step]
        assert (
            seen == ([Step.VERSIONS, Step.DETAILS, Step.CREDENTIALS][: 2 + (side == "beginning")])
        )


def test_who_is_invited_posts_and_who_is_registered_puts_and_deletes():
    assert ALLOWED_METHODS[Registration.INVITED] == ("GET", "POST")
    assert ALLOWED_METHODS[Registration.REGISTERED] == ("GET", "PUT", "DELETE")


def test_a_token_is_in_no_description_of_a_handshake():
    assert "token-of-theirs" not in repr(called(GIVEN, OcpiVersion.V2_2_1))
