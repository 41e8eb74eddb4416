"""Credentials, versions and endpoints: as OCPI writes them, and as some peers do."""

import json

import pytest

from core.domain.credentials import Credentials, VersionLink
from core.domain.errors import WireError
from core.domain.platform import Endpoint, PlatformRole
from core.ocpi.credentials_codec import credentials_from_json, credentials_to_json
from core.ocpi.examine_object import examine_object
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.version_codec import (
    details_to_json,
    endpoints_from_json,
    versions_from_json,
    versions_to_json,
)

OLD, NEW = OcpiVersion.V2_2_1, OcpiVersion.V2_3_0
CPO = PlatformRole("CPO", "NL*ABC", "nl*AbC", "Volt")
HUB = PlatformRole("HUB", "NL*HUB")


def of_a_hub(*roles):
    return Credentials(
        credentials_token="never-logged",  # noqa: S106 (a sample)
        versions_url="https://hub.example/ocpi/versions",
        roles=roles,
        hub_party="NL*HUB",
    )


def a_credentials(**fields):
    role = {"role": "CPO", "country_code": "nl", "party_id": "AbC", "business_details": {}}
    return {"token": "t", "url": "https://cpo.example/versions", "roles": [role]} | fields


def test_ids_keep_their_case_beside_the_key():
    (role,) = credentials_from_json(a_credentials()).roles
    assert (role.party, role.written, role.name) == ("NL*ABC", "nl*AbC", "")


def test_a_role_that_is_given_twice_is_one():
    roles = a_credentials()["roles"] * 2
    assert len(credentials_from_json(a_credentials(roles=roles)).roles) == 1


def test_the_credentials_token_is_not_in_what_is_logged():
    assert "logged" not in repr(of_a_hub(HUB))


def test_a_hub_is_a_role_in_2_2_1_and_a_party_id_in_2_3_0():
    older = credentials_to_json(of_a_hub(HUB, CPO), OLD)
    newer = credentials_to_json(of_a_hub(HUB, CPO), NEW)
    assert [one["role"] for one in older["roles"]] == ["HUB", "CPO"]
    assert "hub_party_id" not in older
    assert [one["role"] for one in newer["roles"]] == ["CPO"]
    assert newer["hub_party_id"] == "NLHUB"
    for version, written in ((OLD, older), (NEW, newer)):
        assert examine_object(version, "Credentials", written) == ()
        assert credentials_from_json(written).hub_party == "NL*HUB"


def test_a_hub_without_a_role_of_its_own_gets_one_in_2_2_1():
    written = credentials_to_json(of_a_hub(CPO), OLD)
    assert [one["role"] for one in written["roles"]] == ["HUB", "CPO"]


def test_a_hub_that_reaches_nobody_yet_keeps_its_role():
    written = credentials_to_json(of_a_hub(HUB), NEW)
    assert [one["role"] for one in written["roles"]] == ["HUB"]


@pytest.mark.parametrize("text", ["NLHUB", "NL*HUB", "nlhub"])
def test_a_hub_party_id_is_read_with_a_star_and_in_any_case(text):
    assert credentials_from_json(a_credentials(hub_party_id=text)).hub_party == "NL*HUB"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"token": "x" * 65}, "token"),
        ({"token": "é"}, "token"),
        ({"token": " t"}, "token"),
        ({"token": None}, "token"),
        ({"url": "ftp://x.example"}, "url"),
        ({"url": "https://x.example/a b"}, "url"),
        ({"roles": []}, "roles"),
        ({"roles": [{"role": "CPO", "country_code": "NL", "party_id": "A"}]}, "roles[0].party_id"),
        (
            {"roles": [{"role": "CPO", "country_code": "NL", "party_id": "AB\u017f"}]},
            "roles[0].party_id",
        ),
        ({"hub_party_id": "NLX"}, "hub_party_id"),
        ({"hub_party_id": "NL-_!"}, "hub_party_id"),
    ],
)
def test_what_ocpi_does_not_allow_is_refused_at_its_place(fields, path):
    with pytest.raises(WireError) as refused:
        credentials_from_json(a_credentials(**fields))
    assert refused.value.path == path


@pytest.mark.parametrize("version", list(OcpiVersion))
def test_the_examples_of_the_specification_are_read_and_written_again(version, shared_dir):
    folder = shared_dir / "vectors" / "ocpi_spec" / version
    for file in sorted(folder.glob("credentials_example*.json")):
        raw = json.loads(file.read_text())
        written = credentials_to_json(credentials_from_json(raw), version)
        for role in raw["roles"]:  # Logo and website are not held.
            role["business_details"] = {"name": role["business_details"]["name"]}
        assert written == raw


def test_versions_are_a_list_also_where_a_peer_forgot_it():
    link = VersionLink("2.2.1", "https://x.example/2.2.1")
    (written,) = versions_to_json([link])
    assert versions_from_json([written]) == versions_from_json(written) == (link,)
    assert examine_object(OLD, "Version", written) == ()
    with pytest.raises(WireError, match=r"data\[0\]"):
        versions_from_json("2.2.1")


def test_endpoints_are_read_and_written():
    endpoints = (
        Endpoint("credentials", "SENDER", "https://x.example/c"),
        Endpoint("cdrs", "RECEIVER", "https://x.example/r"),
    )
    written = details_to_json("2.2.1", endpoints)
    assert examine_object(OLD, "VersionDetails", written) == ()
    assert endpoints_from_json(written) == endpoints_from_json([written]) == endpoints


def test_an_endpoint_that_is_listed_twice_is_the_first_and_one_without_a_role_is_a_sender():
    url = "https://x.example/"
    listed = [
        {"identifier": "Tokens", "role": "receiver", "url": url + "1"},
        {"identifier": "tokens", "role": "RECEIVER", "url": url + "2"},
        {"identifier": "credentials", "url": url},
    ]
    assert endpoints_from_json({"endpoints": listed}) == (
        Endpoint("tokens", "RECEIVER", url + "1"),
        Endpoint("credentials", "SENDER", url),
    )


@pytest.mark.parametrize(
    "endpoints",
    [[], [{"identifier": "cdrs", "role": "BOTH", "url": "https://x"}], [{"role": "SENDER"}]],
)
def test_details_that_ocpi_does_not_allow_are_refused(endpoints):
    with pytest.raises(WireError, match="endpoints"):
        endpoints_from_json({"endpoints": endpoints})
