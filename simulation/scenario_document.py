"""The content of a scenario's file with what it names: sites of a CSV file, prices nobody told.

``site_file`` adds locations. ``imputed_tariff`` says, for a class of charge point, what is taken
for the price where none was published; each CPO that needs it gets a tariff of its own, marked
``imputed``, so that whatever is made of it can say so.
"""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from core.domain.errors import SourceError
from core.service.resources import ResourceKind, read_text, resource_path
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


def digests_of_named(text: str, source: str) -> dict[str, str]:
    """SHA-256, by its name, of each file that the scenario's text names beside our tariffs.

    Raises:
        NotFoundError: There is no file of that name.
        SourceError: Not TOML, or the file cannot be read.
    """
    document = table_of_toml(text, source)
    paths = {
        f"{ResourceKind.PROFILE}/{name}": resource_path(ResourceKind.PROFILE, name)
        for name in sorted(_profiles(document))
    }
    name = document.get("site_file")
    if isinstance(name, str):
        paths[name] = site_file_path(name, source)
    return {name: sha256(read_text(path).encode()).hexdigest() for name, path in paths.items()}


def _profiles(document: dict[str, Any]) -> Iterator[str]:
    """Files of vehicles and of fitted classes that it names."""
    if isinstance(vehicles := document.get("vehicles"), dict):
        yield str(vehicles.get("profile", "vehicles"))
    for demand in document.get("demand", ()):
        profile, _, fitted = str(demand.get("profile", "")).rpartition("/")
        if profile and fitted:
            yield profile
