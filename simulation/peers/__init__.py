"""Peers of our own: small Charge Point Operators and Demand Partners that talk OCPI to any hub.

Tests connect them, a scenario is driven through them (``simulation.drive``), trainers start them
by hand. They are correct unless a profile of quirks says otherwise, and they share no memory with
the hub: everything goes over HTTP.
"""
