"""What the figures of drivers, chargers and energy mean; see ``kpis``.

Who adds a figure to a run adds its row here: name, title, direction, definition, denominator. The
ending of the name says the unit.
"""

from typing import Final

from simulation.kpi import Better, Kpi

_UNITS: Final = {
    "_pct": ("%", 2),
    "_kwh": ("kWh", 1),
    "_kw": ("kW", 1),
    "_min": ("min", 1),
    "_h": ("h", 1),
    "_s": ("s", 1),
    "_km": ("km", 2),
    "_mean": ("", 2),
    "_per_day": ("per day", 2),
    "_kwh_per_stall_day": ("kWh/stall-day", 1),
    "_kwh_per_session": ("kWh/session", 2),
}
_UP, _DOWN, _NEITHER = Better.HIGHER, Better.LOWER, Better.NEITHER
_EVSE_TIME: Final = "EVSEs times the time of the run, outages included"
_ATTEMPTS: Final = "visits that got an EVSE and left it"
_CAME: Final = "all drivers who came"
_GOT: Final = "drivers who got an EVSE, most of whom waited 0"
_ROWS: Final = (
    ("arrivals", "Drivers who came", _UP, "Visits that arrived at a site before the end.", ""),
    (
        "sessions",
        "Sessions",
        _UP,
        "Visits that charged and left before the end of the run; each is a CDR.",
        "",
    ),
    (
        "unbilled_sessions",
        "Sessions nobody bills",
        _DOWN,
        "Sessions whose CDR was lost on its way, or had not arrived when the run ended.",
        "",
    ),
    (
        "held_sessions",
        "Sessions held for review",
        _DOWN,
        "Sessions whose CDR waits for a person: too short, too little energy, no terms for it.",
        "",
    ),
    (
        "payment_delay_h",
        "Time until a CPO is paid",
        _DOWN,
        "Mean time from the day of a session to that of its payout, each session by its money.",
        "",
    ),
    ("energy_kwh", "Energy", _UP, "Energy of the sessions, as their CDRs say it.", ""),
    (
        "energy_kwh_per_session",
        "Energy a session",
        _NEITHER,
        "Energy of the sessions.",
        "sessions, those of no energy too",
    ),
    (
        "energy_kwh_per_stall_day",
        "Energy a stall and day",
        _UP,
        "Energy of the sessions.",
        "EVSEs times days of the run, outages included",
    ),
    (
        "imputed_price_share_pct",
        "Sessions at imputed prices",
        _NEITHER,
        "Sessions at a site whose price nobody published: amounts made of them are estimates.",
        "sessions",
    ),
    ("served_share_pct", "Drivers served", _UP, "Visits that became a session.", _CAME),
    (
        "balked",
        "Drove on at the sight of the queue",
        _DOWN,
        "Drivers who found no free EVSE and would not wait as long as they had to expect.",
        "",
    ),
    (
        "reneged",
        "Left the queue",
        _DOWN,
        "Drivers who queued and left when their patience ran out.",
        "",
    ),
    ("turned_away", "Turned away", _DOWN, "Drivers who drove on, or left the queue.", ""),
    (
        "turned_away_share_pct",
        "Share turned away",
        _DOWN,
        "Drivers who drove on, or left the queue.",
        _CAME,
    ),
    (
        "chose_outside",
        "Charged nowhere here",
        _DOWN,
        "Drivers to whom no site in reach was worth its price, way and wait.",
        "",
    ),
    (
        "auth_rejected",
        "Refused authorisation",
        _DOWN,
        "Visits that ended because the driver's token was refused, or nobody answered in time.",
        "",
    ),
    (
        "start_failed",
        "Failed to start",
        _DOWN,
        "Visits that ended because the session did not start.",
        "",
    ),
    (
        "unfinished",
        "Under way at the end",
        _NEITHER,
        "Visits that waited or were connected when the run ended; in no other outcome.",
        "",
    ),
    (
        "charging_success_rate_pct",
        "Charging success rate",
        _UP,
        "Visits that charged, at whichever attempt, and were not stopped before their end.",
        _ATTEMPTS,
    ),
    (
        "first_attempt_success_rate_pct",
        "Success at the first attempt",
        _UP,
        "Visits that charged at the first attempt and were not stopped before their end.",
        _ATTEMPTS,
    ),
    ("retried", "Tried again", _DOWN, "Visits with more than one attempt at an EVSE.", ""),
    (
        "stopped_early",
        "Stopped early",
        _DOWN,
        "Sessions that stopped by themselves or because the EVSE broke down.",
        "",
    ),
    (
        "failures",
        "Failures",
        _DOWN,
        "Visits that got an EVSE and no energy, or were stopped early, by their last reason.",
        "",
    ),
    (
        "waited_share_pct",
        "Drivers who waited",
        _DOWN,
        "Drivers who waited at least a second for an EVSE.",
        "drivers who got an EVSE",
    ),
    ("wait_p50_min", "Wait, median", _DOWN, "Half of the waits were shorter.", _GOT),
    ("wait_p90_min", "Wait, 90th percentile", _DOWN, "Nine of ten waits were shorter.", _GOT),
    ("wait_p95_min", "Wait, 95th percentile", _DOWN, "19 of 20 waits were shorter.", _GOT),
    (
        "waited_over_10_min_share_pct",
        "Waited over ten minutes",
        _DOWN,
        "Drivers who waited more than ten minutes and got an EVSE.",
        "drivers who got an EVSE",
    ),
    (
        "drivers_present_mean",
        "Drivers present",
        _NEITHER,
        "Mean number of drivers charging, idle or in a queue.",
        "the time of the run",
    ),
    (
        "utilisation_pct",
        "Utilisation",
        _UP,
        "Time in which a vehicle was connected after authorisation, idle time included.",
        _EVSE_TIME,
    ),
    (
        "uptime_pct",
        "Uptime",
        _UP,
        "Time in which an EVSE was not out of order. Lost communication is no outage.",
        "EVSEs times the time of the run",
    ),
    (
        "unreachable_pct",
        "Unreachable",
        _DOWN,
        "Time in which nobody could reach an EVSE, so that no session could begin.",
        "EVSEs times the time of the run",
    ),
)


def _kpi(row: tuple[str, str, Better, str, str]) -> Kpi:
    name, title, better, definition, denominator = row
    ending = max((one for one in _UNITS if name.endswith(one)), key=len, default="")
    unit, decimals = _UNITS.get(ending, ("", 0))
    return Kpi(
        name=name,
        title=title,
        unit=unit,
        better=better,
        definition=definition,
        denominator=denominator,
        decimals=decimals,
    )


KPIS_OF_VISITS: Final = tuple(map(_kpi, _ROWS))
"""In the order in which they are shown."""
