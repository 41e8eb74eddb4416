"""A network that a user brought -> a scenario of it: its sites, and the rest as in another one.

What the source does not say is taken from a scenario that is there: the demand of each class, the
prices that are imputed, the Demand Partners and the terms. The file says so, and may be changed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from core.domain.errors import RuleError
from core.service.vat_file import vat_table
from simulation.networks.found_evse import BroughtNetwork
from simulation.networks.site_counts import site_counts, site_lines
from simulation.networks.written_toml import toml_of_document
from simulation.scenario_document import table_of_toml

EXACT_DIGITS: Final = 5
"""Of a degree: a metre. A user's own network is not counted by area."""
REPLACED: Final = ("tariff", "tariff_file", "imputed_tariff_file", "location", "cpo", "site_file")


@dataclass(frozen=True, slots=True)
class BroughtFiles:
    """What is written for a brought network."""

    scenario: str
    sites: str


def scenario_of_network(
    network: BroughtNetwork, name: str, like: str, like_source: str, told: str
) -> BroughtFiles:
    """The scenario and its file of sites, ``NAME.csv`` beside it.

    Args:
        network: What the source lists.
        name: Of the scenario.
        like: TOML text of the scenario that the rest is taken from.
        like_source: How to name that in messages.
        told: What the source is, for people.

    Raises:
        RuleError: The network is empty, or the other scenario says nothing of one of its classes.
        SourceError: The other scenario is no TOML.
    """
    if not network.evses:
        raise RuleError(f"{told}: an empty network: wanted at least one EVSE, found none")
    counts = site_counts(network.evses, EXACT_DIGITS)
    base = table_of_toml(like, like_source)
    _refuse_unknown_classes({one.charge_point_class for one in counts}, base, like_source)
    kept = {key: value for key, value in base.items() if key not in REPLACED}
    currency = base["operator"]["currency"]
    kept |= {
        "name": name,
        "title": f"{name}: brought from {told}"[:100],
        "description": f"{len(network.evses)} EVSEs of {len(network.cpo_names)} CPOs from {told}. "
        f"Prices are imputed, and demand, Demand Partners and terms are those of {base['name']}.",
        "time_zone": _most(one.time_zone for one in network.evses) or base["time_zone"],
        "site_file": f"{name}.csv",
        "cpo": [_cpo(key, title, currency) for key, title in sorted(network.cpo_names.items())],
    }
    country_code = _most(one.country_code for one in network.evses)
    kept["operator"] = base["operator"] | {"country_code": country_code}
    _tax(kept, country_code)
    return BroughtFiles(_header(told, base["name"]) + toml_of_document(kept), site_lines(counts))


def scenario_name_of(path: Path) -> str:
    """A name that a scenario may have, made of a file's."""
    letters = (one if one.isascii() and one.isalnum() else "-" for one in path.stem.lower())
    return "".join(letters).strip("-")[:23].strip("-") or "brought"


def _refuse_unknown_classes(found: set[str], base: dict[str, Any], source: str) -> None:
    for table in ("charge_point_class", "demand", "imputed_tariff"):
        key = "name" if table == "charge_point_class" else "charge_point_class"
        known = {one.get(key) for one in base.get(table, [])}
        missing = sorted(found - known)
        if missing:
            raise RuleError(f"{source}: {table}: wanted one for {', '.join(missing)}, found none")


def _tax(document: dict[str, Any], country_code: str) -> None:
    """Imputed prices bear the VAT of the network's country where it is known."""
    start: date = document["start"].date()
    pct = vat_table().standard_pct(country_code, start)
    if pct is not None:
        document["imputed_tariff"] = [
            one | {"vat_pct": pct, "description": f"{one['description']}; VAT of {country_code}"}
            for one in document["imputed_tariff"]
        ]


def _cpo(key: str, title: str, currency: str) -> dict[str, Any]:
    country_code, _, party_id = key.partition("*")
    return {
        "country_code": country_code,
        "party_id": party_id,
        "name": title,
        "currency": currency,
    }


def _header(told: str, like: str) -> str:
    return (
        f"# Brought from {told}; sites are in the CSV of the same name beside this file.\n"
        f"# It says nothing of prices, demand, Demand Partners and terms: they are those of the\n"
        f"# scenario {like!r}, and every figure made of imputed prices says so.\n\n"
    )


def _most(values: Iterable[str]) -> str:
    found = Counter(one for one in values if one)
    return found.most_common(1)[0][0] if found else ""
