"""Where the files that come with the program are, and how a name or a path becomes one."""

from enum import StrEnum
from pathlib import Path
from typing import Final

from core.domain.errors import NotFoundError, SourceError
from core.sessionfile.mapping import Mapping, mapping_from_toml

RESOURCES: Final = Path(__file__).parents[2] / "resources"
"""Beside the packages, in a checkout as in an installed wheel."""


class ResourceKind(StrEnum):
    """A folder of ``resources`` whose files people name."""

    AGREEMENT = "agreements"
    ALERT = "alerts"
    COMPARISON = "comparisons"
    MAPPING = "mappings"
    NETWORK = "networks"
    PROFILE = "profiles"
    SCENARIO = "scenarios"
    SITES = "sites"
    TARIFF = "tariffs"


SUFFIXES: Final = {ResourceKind.SITES: ".csv", ResourceKind.TARIFF: ".json"}
"""Of the kinds that are not TOML."""


def resource_path(kind: ResourceKind, name: str) -> Path:
    """The file that a name or a path stands for; a name of ours wins over a file in the way.

    Raises:
        NotFoundError: Neither; the message lists the names that exist.
    """
    suffix = SUFFIXES.get(kind, ".toml")
    ours = RESOURCES / kind / f"{name.removesuffix(suffix)}{suffix}"
    if ours.parent == RESOURCES / kind and ours.is_file():
        return ours
    path = Path(name)
    if path.is_file():
        return path
    known = ", ".join(resource_names(kind)) or "none"
    raise NotFoundError(f"{kind.value}: no {name!r}, neither a file nor one of: {known}")


def resource_names(kind: ResourceKind) -> tuple[str, ...]:
    """The names that come with the program, sorted."""
    return tuple(sorted(path.stem for path in (RESOURCES / kind).glob("*.*")))


def read_text(path: Path) -> str:
    """The text of a small file that people write, without a byte order mark.

    Raises:
        SourceError: It cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(str(path), f"wanted utf-8 text: {error.reason}") from error


def load_mapping(name: str) -> Mapping:
    """The mapping of a name or a path.

    Raises:
        NotFoundError: There is none.
        SourceError: It is wrong.
    """
    path = resource_path(ResourceKind.MAPPING, name)
    return mapping_from_toml(read_text(path), str(path))


def built_in_mappings() -> tuple[Mapping, ...]:
    """All mappings that come with the program, to recognise a file by its header."""
    return tuple(load_mapping(name) for name in resource_names(ResourceKind.MAPPING))
