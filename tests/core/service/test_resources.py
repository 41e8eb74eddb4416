"""A name or a path becomes a file that comes with the program or that somebody wrote."""

import pytest

from core.domain.errors import NotFoundError, SourceError
from core.service.resources import (
    RESOURCES,
    ResourceKind,
    built_in_mappings,
    load_mapping,
    read_text,
    resource_names,
    resource_path,
)


@pytest.mark.parametrize("name", ["dundee", "dundee.toml"])
def test_a_name_is_a_file_that_comes_with_the_program(name):
    wanted = RESOURCES / "networks" / "dundee.toml"
    assert resource_path(ResourceKind.NETWORK, name) == wanted


def test_tariffs_are_json():
    assert resource_path(ResourceKind.TARIFF, "demo-dc-flat").name == "demo-dc-flat.json"


def test_a_path_is_the_file_itself(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("")
    assert resource_path(ResourceKind.NETWORK, str(path)) == path


@pytest.mark.parametrize("name", ["nope", "", "../tariffs", "../networks/dundee"])
def test_what_is_neither_is_told_the_names_that_exist(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotFoundError, match=r"agreements: no .* one of: direct, "):
        resource_path(ResourceKind.AGREEMENT, name)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SourceError, match="cannot be read: "):
        read_text(tmp_path)
    (tmp_path / "latin").write_bytes(b"\xe9")
    with pytest.raises(SourceError, match="latin: wanted utf-8 text"):
        read_text(tmp_path / "latin")


def test_every_built_in_mapping_is_named_as_its_file():
    names = resource_names(ResourceKind.MAPPING)
    assert tuple(one.name for one in built_in_mappings()) == names
    assert load_mapping("acn").time_zone is None


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    (tmp_path / "bom").write_bytes(b"\xef\xbb\xbf{}")
    assert read_text(tmp_path / "bom") == "{}"
