"""A network of drivers, vehicles and charge points that drives the real core.

    a file says what is simulated                 scenario_file.py -> scenario.py
    -> what the core must know of it              scenario_network.py
    -> all that chance decides, drawn beforehand  visit_plan.py (arrivals.py, streams.py)
    -> drivers arrive, queue, charge, leave       engine_reference.py -> observations.py
    -> a visit that was served = a CDR            cdr_of_visit.py
    -> carried and settled by the core            simulate.py into sinks.py; run.py, book_sink.py
    -> figures, and what a window is told         measures.py, plays.py, reporter.py -> feed.py

One run whose figures are wanted, and many of them, are ``experiment``.
``worker.py`` is the process in which a window has this done. Drivers choose neither site nor time
by price, do not try again elsewhere after a failure, and no EVSE is out of order: not built yet.
"""
