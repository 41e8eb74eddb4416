"""`networkcore conformance` tells people and scripts how a party keeps to OCPI."""

import pytest

from tests.little_party import TOKEN, LittleParty, served_beside

AS = ("--token", TOKEN, "--from", "de*tnm", "--to", "NL*ABC")


def spoilt(**fields):
    def change(asked, reply):
        if asked.kind == "versions":
            reply.envelope |= fields

    return LittleParty(change)


def test_a_party_that_does_everything_right_is_one_line(networkcore):
    with served_beside(LittleParty()) as url:
        done = networkcore("conformance", url, *AS)
    assert done.code == 0
    assert done.out.splitlines()[-1] == (
        "OCPI 2.2.1, 55 requests: 45 checks passed, 0 MUST and 0 SHOULD failed, "
        "1 had nothing to look at"
    )


def test_what_is_broken_is_shown_with_its_rule_and_where(networkcore):
    with served_beside(spoilt(timestamp="today")) as url:
        done = networkcore("conformance", url, *AS)
    assert done.code == 1
    assert "envelope-fields" in done.out
    assert "today" in done.out
    assert "json-type" not in done.out
    assert "1 MUST and 0 SHOULD failed" in done.out


def test_advice_that_is_not_taken_fails_nobody(networkcore):
    with served_beside(spoilt(timestamp="2001-01-01T00:00:00Z")) as url:
        done = networkcore("conformance", url, *AS, "--all")
    assert done.code == 0
    assert "0 MUST and 1 SHOULD failed" in done.out
    assert "json-type" in done.out


def test_scripts_get_every_check(networkcore):
    with served_beside(LittleParty()) as url:
        done = networkcore("conformance", url, *AS, "--json")
    told = done.told
    assert (told["conformant"], told["version"], len(told["checks"])) == (True, "2.2.1", 46)
    assert TOKEN not in done.out


def test_a_token_that_goes_nowhere_or_not_far_is_told(networkcore):
    def keeps_out(asked, reply):
        if asked.kind in {"list", "one"}:
            reply.status = 401

    with served_beside(LittleParty(keeps_out)) as url:
        first = networkcore("conformance", url, *AS)
        wrong = networkcore("conformance", url, "--token", "another")
    assert (first.code, wrong.code) == (0, 1)
    assert "the token is for the handshake alone" in first.err
    assert "the party did not accept the token" in wrong.err


def test_many_details_are_counted(networkcore):
    def many(asked, reply):
        if asked.kind == "list":
            reply.envelope["data"] = [{}] * 2

    with served_beside(LittleParty(many)) as url:
        done = networkcore("conformance", url, *AS)
    assert done.code == 1
    assert "more" in done.out


@pytest.mark.parametrize("party", ["NLABC", "NL*ABCD"])
def test_a_party_that_is_none_is_refused(networkcore, party):
    done = networkcore("conformance", "http://127.0.0.1:1", "--token", "t", "--from", party)
    assert done.code == 2
    assert "wanted NL*ABC" in done.err


def test_a_party_that_does_not_answer_is_an_error(networkcore):
    done = networkcore("conformance", "http://127.0.0.1:1/versions", "--token", "t")
    assert done.code == 2
    assert "http://127.0.0.1:1/versions" in done.err


def test_what_was_not_answered_is_told(networkcore):
    def elsewhere(asked, reply):
        if asked.kind == "details":
            reply.data["endpoints"][0]["url"] = "http://127.0.0.1:1/locations"

    with served_beside(LittleParty(elsewhere)) as url:
        done = networkcore("conformance", url, *AS)
    assert "no answer to locations, first page: ClientConnectorError" in done.err
