"""The content of a scenario's file with what it names: sites of a CSV file, prices nobody told.

``site_file`` adds locations. ``imputed_tariff`` says, for a class of charge point, what is taken
for the price where none was published; each CPO that needs it gets a tariff of its own, marked
``imputed``, so that whatever is made of it can say so.
"""

import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from core.domain.errors import SourceError
from core.service.resources import RESOURCES, ResourceKind, read_text, resource_path
from simulation.site_file import site_file_path, tables_of_site_file

Table = dict[str, Any]
BEFORE: Final = ("site_file", "imputed_tariff")
"""Keys that decide what else there is: a change of them is made before the rest is added."""


def table_of_toml(text: str, source: str) -> Table:
    """What the text alone says.

    Raises:
        SourceError: It is not TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(source, f"not TOML: {error}") from error


def with_named_parts(document: Table, source: str) -> Table:
    """The document with the sites of its file, and a tariff for each site that has none.

    Args:
        document: What the text says; it is changed.
        source: How to name it in messages; where it is a path, sites may lie beside it.

    Raises:
        NotFoundError: There is no file of that name.
        SourceError: The file of sites is wrong.
    """
    name = document.get("site_file")
    if isinstance(name, str):
        own = document.setdefault("location", [])
        if isinstance(own, list):
            own.extend(tables_of_site_file(site_file_path(name, source)))
    _impute(document)
    return document


def imputed_id(cpo: str, charge_point_class: str) -> str:
    """Id of the tariff that stands in at a CPO's sites of a class."""
    return f"{cpo.partition('*')[2]}-{charge_point_class}-imputed"[:36]


def _impute(document: Table) -> None:
    """Prices for the sites that name none; wrong tables are left for the form to refuse."""
    rules = {
        rule.get("charge_point_class"): rule
        for rule in _tables(document, "imputed_tariff")
        if isinstance(rule.get("charge_point_class"), str)
    }
    added: dict[str, Table] = {}
    for site in _tables(document, "location"):
        rule, cpo = rules.get(site.get("charge_point_class")), site.get("cpo")
        if site.get("tariff_id") or rule is None or not isinstance(cpo, str):
            continue
        kind = str(site["charge_point_class"])
        site["tariff_id"] = imputed_id(cpo, kind)
        prices = {key: value for key, value in rule.items() if key != "charge_point_class"}
        own = {"tariff_id": site["tariff_id"], "cpo": cpo, "imputed": True}
        added[site["tariff_id"]] = prices | own
    if added:
        document["tariff"] = [*_tables(document, "tariff"), *added.values()]


def _tables(document: Table, key: str) -> list[Table]:
    found = document.get(key, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def digests_of_named(
    text: str, source: str, changes: Iterable[tuple[str, object]] = ()
) -> dict[str, str]:
    """SHA-256, by its name, of each file that the scenario's text, or a change of it, names.

    Args:
        text: The scenario's TOML.
        source: How to name it in messages; where it is a path, sites may lie beside it.
        changes: Paths and values that hold instead of the text's.

    Raises:
        NotFoundError: There is no file of that name.
        SourceError: Not TOML, or the file cannot be read.
    """
    document = table_of_toml(text, source)
    changed = [(path.split("."), value) for path, value in changes if isinstance(value, str)]
    paths: dict[str, Path] = {}
    for kind, name in sorted({*_named_files(document), *_changed_files(changed)}):
        path = resource_path(kind, name)
        paths[f"{kind}/{name}" if path.is_relative_to(RESOURCES) else name] = path
    sites = [value for path, value in changed if path == ["site_file"]]
    site_file = sites[-1] if sites else document.get("site_file")
    if isinstance(site_file, str):
        paths[site_file] = site_file_path(site_file, source)
    return {name: sha256(read_text(path).encode()).hexdigest() for name, path in paths.items()}


def _named_files(document: Table) -> Iterator[tuple[ResourceKind, str]]:
    """Profiles, tariffs and agreements that it names, of its variants too."""
    for profile in _profiles(document):
        yield ResourceKind.PROFILE, profile
    for key in ("tariff_file", "imputed_tariff_file"):
        for name in document.get(key, ()):
            yield ResourceKind.TARIFF, str(name)
    for table in (document, *_tables(document, "variant")):
        for terms in _tables(table, "agreement"):
            if "file" in terms:
                yield ResourceKind.AGREEMENT, str(terms["file"])


def _changed_files(changed: Iterable[tuple[list[str], str]]) -> Iterator[tuple[ResourceKind, str]]:
    for path, value in changed:
        if path[-1] == "file" and "agreement" in path:
            yield ResourceKind.AGREEMENT, value
        elif path == ["vehicles", "profile"]:
            yield ResourceKind.PROFILE, value
        elif path[0] == "demand" and path[-1] == "profile" and "/" in value:
            yield ResourceKind.PROFILE, value.rpartition("/")[0]


def _profiles(document: dict[str, Any]) -> Iterator[str]:
    """Files of vehicles and of fitted classes that it names."""
    if isinstance(vehicles := document.get("vehicles"), dict):
        yield str(vehicles.get("profile", "vehicles"))
    for demand in document.get("demand", ()):
        profile, _, fitted = str(demand.get("profile", "")).rpartition("/")
        if profile and fitted:
            yield profile
