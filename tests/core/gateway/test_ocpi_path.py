"""What a path of the hub names, however a peer joined it."""

import pytest

from core.gateway.ocpi_path import PARTS_MAX, Place, Target, path_of, target_of
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion

LOCATION = Target(
    Place.MODULE,
    OcpiVersion.V2_2_1,
    ModuleId.LOCATIONS,
    InterfaceRole.RECEIVER,
    ("NL", "ABC", "LOC1"),
)


@pytest.mark.parametrize(
    "path",
    [
        b"/2.2.1/receiver/locations/NL/ABC/LOC1",
        b"/2.2.1/receiver/locations//NL/ABC/LOC1",
        b"/2.2.1/receiver/locations/NL/ABC/LOC1/",
        b"2.2.1/receiver/locations/NL/ABC/%4cOC1",
    ],
)
def test_a_peer_may_join_an_endpoint_and_ids_with_a_slash_or_two(path):
    assert target_of(path) == LOCATION


@pytest.mark.parametrize("module", [one for one in ModuleId if one is not ModuleId.CREDENTIALS])
def test_what_has_ids_below_it_ends_with_a_slash_so_that_ids_may_just_follow(module):
    path = path_of(OcpiVersion.V2_3_0, module, InterfaceRole.SENDER)
    assert path.endswith("/") == (module is not ModuleId.HUB_CLIENT_INFO)
    found = target_of(path.encode() + b"X" if path.endswith("/") else path.encode())
    assert found is not None
    assert found.module is module


@pytest.mark.parametrize(
    "path",
    [
        b"",
        b"/",
        b"//",
        b"/2.1.1",
        b"/2.2.1/sender/nothing",
        b"/2.2.1/sender/locations/%ff",
        b"/2.2.1/sender/locations" + b"/x" * PARTS_MAX,
        b"/versions/2.2.1",
        b"/2.2.1/sender/tokens/a%00/authorize",
    ],
)
def test_nothing_is_anywhere_else(path):
    assert target_of(path) is None
