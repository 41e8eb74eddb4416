"""Tariffs of Portuguese CPOs as OCPI JSON, from the structures of the network's price file.

Source: MOBI.E tariff file, May 2026, 46 structures (``../shared/data/tariffs_pt_mobie_2026``).
AD_HOC is the all-in price of a walk-up, VAT included: taken as published. REGULAR is the CPO's
part alone, to which the driver's provider adds energy, grid and tax: those get an energy price
that nobody published, and are marked as imputed.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from simulation.networks.site_counts import SiteCount

Row = dict[str, str]
VAT_PCT: Final = 23
ENERGY_ADDED_PER_KWH: Final = Decimal("0.20")
"""EUR without VAT for energy and grid access, on top of a REGULAR price: an assumption."""
AD_HOC: Final = "AD_HOC_PAYMENT"
TAKEN: Final = {
    1: ("slow_7",),
    2: ("ac_22",),
    5: ("dc_50", "ac_43"),
    6: ("dc_50", "dc_100", "ac_43"),
    8: ("ac_22",),
    9: ("hpc",),
    11: ("dc_100",),
    12: ("dc_100",),
    15: ("hpc",),
    20: ("ac_22",),
    21: ("dc_100",),
    22: ("dc_50",),
    23: ("dc_100",),
    26: ("hpc",),
    27: ("slow_7",),
    28: ("ac_22",),
    29: ("slow_7",),
    34: ("dc_50",),
    35: ("ac_22",),
    36: ("dc_50", "ac_43"),
    38: ("ac_22",),
    39: ("ac_22",),
    40: ("ac_22",),
    42: ("dc_50", "ac_43"),
    44: ("dc_50",),
    45: ("ac_22",),
}
"""Number of a structure -> the classes at which its CPO takes it. Where a CPO has several for a
class, the AD_HOC one, else the one without a reduced price."""


@dataclass(frozen=True, slots=True)
class KnownTariff:
    """A tariff of a CPO and where it is taken."""

    tariff_id: str
    cpo: str
    classes: tuple[str, ...]
    imputed: bool
    text: str
    """OCPI JSON."""


def known_tariffs(path: Path) -> tuple[KnownTariff, ...]:
    """The tariffs that are made of the structures of that file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = {int(row["id"]): row for row in csv.DictReader(file)}
    return tuple(_tariff(rows[number], classes) for number, classes in sorted(TAKEN.items()))


def tariff_of(count: SiteCount, known: tuple[KnownTariff, ...]) -> str:
    """Id of the tariff of a count's sites; empty where its CPO published none for the class."""
    for one in known:
        if one.cpo == count.cpo and count.charge_point_class in one.classes:
            return one.tariff_id
    return ""


def _tariff(row: Row, classes: tuple[str, ...]) -> KnownTariff:
    party, ad_hoc = row["party_id"], row["contract"] == AD_HOC
    tariff_id = f"pt-{party.lower()}-{row['id']}-{'ad-hoc' if ad_hoc else 'regular'}"
    told = (
        f"AD_HOC price of structure {row['id']} of the MOBI.E tariff file, May 2026, as published"
        if ad_hoc
        else f"REGULAR price of structure {row['id']} of the MOBI.E tariff file, May 2026; "
        f"imputed: {ENERGY_ADDED_PER_KWH} EUR/kWh for energy and grid access"
    )
    tariff = {
        "country_code": "PT",
        "party_id": party,
        "id": tariff_id,
        "currency": "EUR",
        "tariff_alt_text": [{"language": "en", "text": told}],
        "elements": list(_elements(row, ad_hoc=ad_hoc)),
        "last_updated": "2026-05-01T00:00:00Z",
    }
    text = json.dumps(tariff, indent=2) + "\n"
    return KnownTariff(tariff_id, f"PT*{party}", classes, imputed=not ad_hoc, text=text)


def _elements(row: Row, *, ad_hoc: bool) -> Iterator[dict[str, object]]:
    """The first element that applies counts for a dimension: what is later in a session first."""
    energy = Decimal(row["energy_eur_kwh"] or 0)
    added = Decimal(0) if ad_hoc else ENERGY_ADDED_PER_KWH
    late, early = Decimal(row["time2_eur_min"] or 0), Decimal(row["time_eur_min"] or 0)
    net = Decimal(100 + VAT_PCT) / 100 if ad_hoc else Decimal(1)
    if late:
        yield _element(_minutes(late / net), min_duration=_seconds(row["time2_after_min"]))
    if row["energy_until_min"]:
        until = _seconds(row["energy_until_min"])
        yield _element([_component("ENERGY", (energy + added) / net)], max_duration=until)
        energy = Decimal(0)
    always = [
        _component("ENERGY", (energy + added) / net),
        *_minutes(early / net),
        _component("FLAT", Decimal(row["flat_eur"] or 0) / net),
    ]
    yield _element([one for one in always if one["price"]])


def _minutes(price: Decimal) -> list[dict[str, object]]:
    """A price of a minute connected, whether it charges or not, by the hour as in OCPI."""
    return [_component(kind, price * 60) for kind in ("TIME", "PARKING_TIME")]


def _component(kind: str, price: Decimal) -> dict[str, object]:
    exact = float(round(price, 6))  # JSON alone; nothing is reckoned with it
    return {"type": kind, "price": exact, "vat": VAT_PCT, "step_size": 1}


def _element(components: list[dict[str, object]], **restrictions: int) -> dict[str, object]:
    element: dict[str, object] = {"price_components": components}
    return {**element, "restrictions": restrictions} if restrictions else element


def _seconds(minutes: str) -> int:
    return round(Decimal(minutes) * 60)
