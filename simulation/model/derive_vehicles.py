"""Derives the vehicle classes of ``resources/profiles/vehicles.toml`` from measured charge curves.

Source: open-ev-data (Chargeprice), MIT. Only cars with a measured, not a default, DC curve are
used. Variants of a model are one model, by their mean; a class is the mean of its models, and its
share is the share of models: the source knows no sales. To derive anew:

    python -m simulation.model.derive_vehicles ev-data.json resources/profiles/vehicles.toml
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final

import numpy as np

from simulation.vehicles import CURVE_STEPS

CLASSES: Final = (
    # name, least and most peak power in kW, least and most usable battery in kWh
    ("small_50", 0, 60, 0, 35),
    ("mid_50", 0, 60, 35, 1_000),
    ("mid_80", 60, 90, 0, 1_000),
    ("mid_100", 90, 110, 0, 1_000),
    ("large_125", 110, 135, 0, 1_000),
    ("large_150", 135, 165, 0, 1_000),
    ("large_200", 165, 1_000, 0, 1_000),
)
HEADER: Final = '''\
# Vehicle classes, derived by simulation/model/derive_vehicles.py; not to be edited by hand.
source = "open-ev-data (Chargeprice), commit e495ff9 of 2022-04-07"
licence = "MIT"
note = """
Means over the models with a measured DC curve; a share is the class's part of those models, for
the source knows no sales. Powers are what the EVSE gives at 0, 5, ... 100 % state of charge.
"""
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A car of the source, or the mean of several."""

    usable_kwh: float
    ac_kw: float
    dc_kw: tuple[float, ...]
    consumption_kwh: float


def derived(document: dict[str, Any]) -> str:
    """The text of the vehicle file.

    Args:
        document: The source, as parsed JSON.
    """
    models: dict[tuple[str, str], list[Car]] = defaultdict(list)
    for row in document["data"]:
        if _has_a_measured_curve(row):
            models[row["brand"], row["model"]].append(_car(row))
    cars = [_mean_car(variants) for _, variants in sorted(models.items())]
    texts = [HEADER]
    shares = _shares([len(_of_class(cars, one)) for one in CLASSES])
    for kind, share in zip(CLASSES, shares, strict=True):
        found = _of_class(cars, kind)
        texts.append(_table(kind[0], share, _mean_car(found), len(found)))
    return "\n".join(texts)


def _has_a_measured_curve(row: dict[str, Any]) -> bool:
    charger = row.get("dc_charger")
    if row["vehicle_type"] != "car" or not charger:
        return False
    return not charger["is_default_charging_curve"]


def _car(row: dict[str, Any]) -> Car:
    curve = np.array(
        sorted((one["percentage"], one["power"]) for one in row["dc_charger"]["charging_curve"]),
        dtype=np.float64,
    )
    consumption = float(row["energy_consumption"]["average_consumption"])
    return Car(
        usable_kwh=float(row["usable_battery_size"]),
        ac_kw=float(row["ac_charger"]["max_power"]),
        dc_kw=tuple(
            np.interp(np.linspace(0, 100, CURVE_STEPS + 1), curve[:, 0], curve[:, 1]).tolist()
        ),
        # Some rows of the source are in Wh per km.
        consumption_kwh=consumption / 10 if consumption > 100 else consumption,
    )


def _mean_car(cars: Sequence[Car]) -> Car:
    return Car(
        usable_kwh=mean(car.usable_kwh for car in cars),
        ac_kw=mean(car.ac_kw for car in cars),
        dc_kw=tuple(mean(powers) for powers in zip(*(car.dc_kw for car in cars), strict=True)),
        consumption_kwh=mean(car.consumption_kwh for car in cars),
    )


def _of_class(cars: Iterable[Car], kind: tuple[str, int, int, int, int]) -> list[Car]:
    _, least_kw, most_kw, least_kwh, most_kwh = kind
    return [
        car
        for car in cars
        if least_kw <= max(car.dc_kw) < most_kw and least_kwh <= car.usable_kwh < most_kwh
    ]


def _shares(counts: Sequence[int]) -> list[float]:
    """Of four decimals; the largest takes what rounding leaves."""
    shares = [round(count / sum(counts), 4) for count in counts]
    shares[counts.index(max(counts))] += 1 - sum(shares)
    return shares


def _table(name: str, share: float, car: Car, models: int) -> str:
    rows = [car.dc_kw[first : first + 7] for first in range(0, CURVE_STEPS + 1, 7)]
    curve = "\n".join("  " + ", ".join(f"{power:.1f}" for power in row) + "," for row in rows)
    return (
        f'[[vehicle]]\nname = "{name}"\nmodels = {models}\nshare = {share:.4f}\n'
        f"usable_kwh = {car.usable_kwh:.1f}\nac_kw = {car.ac_kw:.1f}\n"
        f"consumption_kwh_per_100_km = {car.consumption_kwh:.1f}\ndc_kw = [\n{curve}\n]\n"
    )


if __name__ == "__main__":
    source, target = sys.argv[1:]
    Path(target).write_text(derived(json.loads(Path(source).read_text("utf-8"))), "utf-8")
