"""Simulates one site with ACN-Sim, in its own environment: visits as JSON in, seconds out.

It has no queue and turns nobody away: visits come with the EVSE that they had in our run.
"""

import json
import sys
import warnings
from datetime import datetime
from time import process_time

from acnportal.acnsim import Current, EventQueue, PluginEvent, Simulator
from acnportal.acnsim.models import EV, EVSE, Battery
from acnportal.acnsim.network import ChargingNetwork
from acnportal.algorithms import UncontrolledCharging

KWH, KW, VOLTS = 75, 22, 400


def main() -> None:
    """Print how long its simulation takes."""
    warnings.simplefilter("ignore")
    given = json.load(sys.stdin)
    network = ChargingNetwork()
    names = [f"cp{one}" for one in range(given["evses"])]
    for name in names:
        network.register_evse(EVSE(name, max_rate=KW * 1000 / VOLTS), VOLTS, 0)
    network.add_constraint(Current(names), KW * 1000 / VOLTS * given["evses"], name="site")
    events = [
        PluginEvent(
            arrived,
            EV(
                arrived,
                arrived + stay,
                kwh,
                f"cp{evse}",
                f"visit-{number}",
                Battery(KWH, max(0.0, KWH - kwh), KW),
            ),
        )
        for number, (arrived, stay, kwh, evse) in enumerate(given["visits"])
    ]
    start = datetime(2026, 3, 2)  # noqa: DTZ001 (its own clock has no zone)
    simulator = Simulator(
        network,
        UncontrolledCharging(),
        EventQueue(events),
        start,
        period=given["step_s"] / 60,
        verbose=False,
    )
    began = process_time()
    simulator.run()
    print(json.dumps({"seconds": process_time() - began}))  # noqa: T201 (the answer)


main()
