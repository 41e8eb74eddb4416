"""The simulator compared with theory, with its own laws, and with sessions it was not fitted to.

a case -> the real engine -> values            queue_checks.py (queue_theory.py, queue_plan.py)
a scenario -> engine, CDRs, books -> two counts  law_checks.py
-> value, tolerance, verdict                   check.py; all of them: run_checks.py
"""
