"""Experiments: many runs of a scenario, and what can be said of them.

a point: a scenario, what is changed of it, which random numbers    point.py
-> its figures                                                      play_point.py
"""
