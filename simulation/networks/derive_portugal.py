"""Derives ``portugal`` from the registry, status history and price file of MOBI.E; a tool.

Run it with ``python -m simulation.networks.derive_portugal`` where ``../shared`` is beside the
checkout. It writes the counts of sites, the tariffs as OCPI JSON, and parties, failure rates and
names between the two marks in ``portugal.toml``; everything else in that file is written by hand.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from core.service.resources import RESOURCES
from simulation.networks.mobie_registry import evses_of_registry
from simulation.networks.mobie_status import StatusHistory, status_history
from simulation.networks.portugal_tariffs import KnownTariff, known_tariffs, tariff_of
from simulation.networks.site_counts import SiteCount, site_counts, site_lines

REGISTRY: Final = Path("mobie_pt_registry") / "connectors.csv"
PRICES: Final = Path("tariffs_pt_mobie_2026") / "tariff_structures.csv"
STATUS: Final = "mobie_pt_status_history"
BEGIN: Final = "# --- derived: begin ---\n"
END: Final = "# --- derived: end ---\n"


def derived_files(shared: Path, scenario: str) -> dict[str, str]:
    """Text of each file of ``resources`` by its path there.

    Args:
        shared: Folder of the data sets.
        scenario: Text of ``portugal.toml`` as it is, for what is not derived.
    """
    counts = site_counts(evses_of_registry(shared / REGISTRY))
    known = known_tariffs(shared / PRICES)
    used = {tariff_of(one, known) for one in counts}
    taken = [one for one in known if one.tariff_id in used]
    tariffs = {f"tariffs/{one.tariff_id}.json": one.text for one in taken}
    history = status_history(shared / STATUS)
    head, _, rest = scenario.partition(BEGIN)
    tail = rest.partition(END)[2]
    return tariffs | {
        "sites/portugal.csv": site_lines(counts, lambda one: tariff_of(one, known)),
        "scenarios/portugal.toml": f"{head}{BEGIN}{_derived(counts, taken, history)}{END}{tail}",
    }


def _derived(
    counts: Iterable[SiteCount], tariffs: Iterable[KnownTariff], history: StatusHistory
) -> str:
    published = [one.tariff_id for one in tariffs if not one.imputed]
    imputed = [one.tariff_id for one in tariffs if one.imputed]
    lines = [_list("tariff_file", published), _list("imputed_tariff_file", imputed)]
    lines.append("\n# Out of order, and out of reach: states of 2023-06 to 2024-06 by class.")
    for kind, failures in history.by_class().items():
        lines.append(
            f'\n[[fault]]\ncharge_point_class = "{kind}"\n'
            f"out_of_order_share = {failures.out_of_order:.4f}\n"
            f"unknown_share = {failures.unknown:.4f}\n"
        )
    lines.append("\n# Names are those of the registry; factors compare with others of the class.")
    factors = history.failure_factors()
    for cpo in sorted({one.cpo for one in counts}):
        country, _, party = cpo.partition("*")
        factor = f"failure_factor = {factors[party]}\n" if party in factors else ""
        lines.append(
            f'\n[[cpo]]\ncountry_code = "{country}"\nparty_id = "{party}"\n'
            f'name = "{party}"\ncurrency = "EUR"\n{factor}'
        )
    return "".join(lines)


def _list(key: str, names: Iterable[str]) -> str:
    return f"{key} = [\n" + "".join(f'  "{name}",\n' for name in names) + "]\n"


def main() -> int:
    """Write the files; 0 done."""
    shared = RESOURCES.parent.parent / "shared" / "data"
    scenario = (RESOURCES / "scenarios" / "portugal.toml").read_text(encoding="utf-8")
    for name, text in derived_files(shared, scenario).items():
        (RESOURCES / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {text.count(chr(10))} lines\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
