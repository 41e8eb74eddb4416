"""Simulates one site with py-elvis, in its own environment: visits as JSON in, seconds out."""

import json
import os
import sys
import tempfile
from datetime import datetime, timedelta
from time import process_time

from elvis import simulate
from elvis.battery import EVBattery
from elvis.charging_event import ChargingEvent
from elvis.config import ScenarioConfig
from elvis.vehicle import ElectricVehicle

START = datetime(2026, 3, 2)  # noqa: DTZ001 (its own clock has no zone)
KWH, KW = 75, 22


def main() -> None:
    """Print how long its simulation takes, and how many vehicles it turned away."""
    given = json.load(sys.stdin)
    step = timedelta(seconds=given["step_s"])
    points = [
        {"id": f"cp{one}", "max_power": KW, "min_power": 0.0} for one in range(given["evses"])
    ]
    station = {
        "id": "cs",
        "max_power": KW * given["evses"],
        "min_power": 0.0,
        "charging_points": points,
    }
    transformer = {
        "id": "t",
        "max_power": KW * given["evses"],
        "min_power": 0.0,
        "charging_stations": [station],
    }
    battery = EVBattery(capacity=KWH, max_charge_power=KW, min_charge_power=0.0, efficiency=1)
    vehicle = ElectricVehicle("any", "any", battery, 1)
    config = ScenarioConfig()
    config.with_infrastructure({"transformers": [transformer]})
    config.with_scheduling_policy("UC")
    config.with_queue_length(0)
    config.with_disconnect_by_time(True)
    config.with_vehicle_types([vehicle])
    config.with_transformer_preload([0.0] * given["steps"], res_data=step)
    config.charging_events = [
        ChargingEvent(
            START + arrived * step,
            stay * given["step_s"] / 3600,
            max(0.0, 1 - kwh / KWH),
            vehicle,
        )
        for arrived, stay, kwh in given["visits"]
    ]
    os.chdir(tempfile.mkdtemp())  # It writes a file where it is run.
    end = START + (given["steps"] - 1) * step
    realisation = config.create_realisation(START, end, step)
    began = process_time()
    result = simulate(realisation, print_progress=False)
    print(  # noqa: T201 (the answer)
        json.dumps({"seconds": process_time() - began, "turned_away": result.counter_rejections})
    )


main()
