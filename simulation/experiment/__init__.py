"""Experiments: many runs of a scenario, and what can be said of them.

a point: a scenario, what is changed of it, which random numbers    point.py
-> its figures                                                      play_point.py
an order: cells, each a setting, and how often each is replicated   order.py
-> its points as they are played                                    carry_out.py
   by a crew: this process, processes of this machine               crew.py, local_crew.py
   kept in a folder, so that it can be resumed                      result_folder.py
-> means, intervals, quantiles, differences with a verdict          tally.py, estimates.py
"""
