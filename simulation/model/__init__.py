"""The world that is simulated: what chance decides of it, drawn before a run starts.

Why an attempt was refused           refusal.py
When an EVSE is out, and the hub     outages.py, world.py
"""
