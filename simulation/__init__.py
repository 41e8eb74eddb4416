"""A network of drivers, vehicles and charge points that drives the real core.

    a file says what is simulated                 scenario_file.py -> scenario.py (site_file.py)
    -> what the core must know of it              scenario_network.py
    -> all that chance decides, drawn beforehand  model, visit_plan.py (arrivals.py, streams.py)
    -> drivers arrive, choose, queue, charge      engines: the reference (SimPy), the fast one
                                                  (numpy) -> observations.py
    -> a visit that was served = a CDR            cdr_of_visit.py
    -> carried and settled by the core            simulate.py into sinks.py; run.py, book_sink.py
       or priced, split and netted in columns     money
    -> figures, each with its definition          measures.py, kpis.py, plays.py
    -> what a window is told                      reporter.py -> feed.py, from worker.py

Around one run: many of them, compared and swept (``experiment``), and what is taken away of them
(``outputs``); figures fitted to real sessions (``calibration``), the model held against theory,
its own laws and data (``validation``); networks that people bring (``networks``); and the same
world as OCPI peers of a running hub (``drive.py``, ``peers``).
"""
