"""A platform has parties, and takes some modules somewhere."""

import pytest

from core.domain.errors import InvalidValueError
from core.domain.platform import ConnectionStatus, Endpoint, Platform, PlatformRole


def a_platform(*roles):
    return Platform(
        platform_id="p1",
        name="Anna",
        roles=roles,
        status=ConnectionStatus.CONNECTED,
        endpoints=(Endpoint("cdrs", "RECEIVER", "https://anna.example/cdrs"),),
    )


def test_parties_are_told_once_whatever_their_roles():
    platform = a_platform(
        PlatformRole("CPO", "NL*ABC", "nl*AbC"),
        PlatformRole("EMSP", "NL*ABC"),
        PlatformRole("EMSP", "DE*XYZ"),
    )
    assert platform.parties == ("NL*ABC", "DE*XYZ")
    assert platform.speaks_for("de*xyz")
    assert not platform.speaks_for("DE*XYA")


def test_a_role_is_written_as_its_peer_writes_it():
    assert PlatformRole("CPO", "NL*ABC", "nl*AbC").written == "nl*AbC"
    assert PlatformRole("CPO", "NL*ABC").written == "NL*ABC"


def test_a_module_is_where_its_interface_is():
    platform = a_platform(PlatformRole("CPO", "NL*ABC"))
    assert platform.url_of("cdrs", "RECEIVER") == "https://anna.example/cdrs"
    assert platform.url_of("cdrs", "SENDER") is None


@pytest.mark.parametrize("party", ["nl*abc", "NLABC", "NL*AB", "N*ABC", "NL-ABC", ""])
def test_a_party_is_named_by_its_key(party):
    with pytest.raises(InvalidValueError):
        PlatformRole("CPO", party)


def test_a_role_must_be_said():
    with pytest.raises(InvalidValueError):
        PlatformRole("", "NL*ABC")
