"""OCPI tariffs of the structures that a file of real Portuguese prices lists, made as needed."""

import csv
import json
from decimal import Decimal
from pathlib import Path

FILE = Path("data") / "tariffs_pt_mobie_2026" / "tariff_structures.csv"


def structures(shared: Path) -> dict[int, dict[str, str]]:
    """The rows of the file that have a price, by their number."""
    with (shared / FILE).open(encoding="utf-8", newline="") as file:
        rows = {int(row["id"]): row for row in csv.DictReader(file)}
    prices = ("flat_eur", "energy_eur_kwh", "time_eur_min", "time2_eur_min")
    return {number: row for number, row in rows.items() if any(row[one] for one in prices)}


def tariff_text(row: dict[str, str]) -> str:
    """The tariff of a row as JSON, a field a line; minutes are priced by the hour, as in OCPI."""
    elements = [
        _element("ENERGY", row["energy_eur_kwh"], most_min=row["energy_until_min"]),
        _element("TIME", row["time_eur_min"], per=60, most_min=row["time_until_min"]),
        _element("TIME", row["time2_eur_min"], per=60, least_min=row["time2_after_min"]),
        _element("FLAT", row["flat_eur"]),
    ]
    tariff = {
        "country_code": "PT",
        "party_id": row["party_id"],
        "id": f"PT-{row['party_id']}-{row['id']}",
        "currency": "EUR",
        "type": row["contract"] or None,
        "tariff_alt_text": [{"language": "en", "text": row["note"]}] if row["note"] else None,
        "elements": [one for one in elements if one is not None],
        "last_updated": "2026-05-01T00:00:00Z",
    }
    return json.dumps({name: one for name, one in tariff.items() if one is not None}, indent=2)


def _element(
    kind: str, price: str, *, per: int = 1, least_min: str = "", most_min: str = ""
) -> dict[str, object] | None:
    if not price:
        return None
    component = {"type": kind, "price": float(Decimal(price) * per), "step_size": 1}
    bounds = {"min_duration": least_min, "max_duration": most_min}
    restrictions = {name: round(Decimal(one) * 60) for name, one in bounds.items() if one}
    element: dict[str, object] = {"price_components": [component]}
    return {**element, "restrictions": restrictions} if restrictions else element
