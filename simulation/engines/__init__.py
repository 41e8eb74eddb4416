"""The two engines: drawn visits in, observations out; where both apply they see the same.

which one, set up for a scenario     engine_of_scenario.py
the reference, by SimPy: one event for each thing that happens
engine_reference.py, engine_due.py (what comes first)
a site, its EVSEs and line        engine_site.py, engine_turns.py
where a driver goes, what an EVSE does to him
engine_choice.py, engine_course.py, engine_stays.py
a site's power shared, and sessions that break off
engine_shared_charging.py, engine_sharing.py,
engine_energy.py
whole columns, by numpy: the same order of things
engine_fast.py, engine_whole.py
stretches of a site, side by side engine_stretches.py, engine_lanes.py, engine_lane_loop.py
where something fails             engine_walk.py, engine_eventful_lane.py,
engine_outage_table.py
both                                 engine_outages.py, engine_codes.py
"""
