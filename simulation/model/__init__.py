"""The world that is simulated: what chance decides of it, drawn before a run starts.

    places, powers, demands of all sites as arrays    site_facts.py
    -> raw draws by purpose and site                  site_draws.py
    -> who drives, in what                            driver_habits.py (keyed_draws.py)
    -> how much they charge, along the curve          charging_need.py (charge_curve.py)
    -> what becomes of attempts and records           attempt_fates.py (refusal.py)
    -> how long they wait and stay                    stay_draws.py
    -> where they may go, and what they like          option_set.py, expected_price.py,
                                                      option_utility.py
    when EVSEs and the hub are out                    outage_draws.py, world.py

``calibrate_choice.py`` tells how demand answers prices and finds the constant that makes it answer
as wanted; ``derive_vehicles.py`` made the classes of vehicles. Parameters, with their sources or
[D] for what is assumed, are the fields of ``simulation.scenario_world`` and ``scenario_parts``.

What is the same for every site a driver may choose: energy, idle time, patience, and whether an
attempt fails. They follow the site where the visit begins; which EVSEs are out follows the site
that is chosen.
"""
