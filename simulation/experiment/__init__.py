"""Experiments: many runs of a scenario, and what can be said of them.

a point: a scenario, what is changed of it, which random numbers    point.py
-> its figures                                                      play_point.py
an order: cells, each a setting, and how often each is replicated   order.py
   laid out by a design, or read from a saved comparison            designs.py, comparison_file.py
-> its points as they are played                                    carry_out.py
   by a crew: this process, others of this machine, a cluster       crew.py, local_crew.py,
                                                                    cluster_crew.py
   kept in a folder, so that it can be resumed                      result_folder.py
-> means, intervals, quantiles, differences with a verdict          tally.py, estimates.py
   in words; how long the beginning of a run shows                  comparison_words.py,
                                                                    warm_up_cut.py
-> what a figure depends on, the best value of a number             sensitivity.py, optimise.py
-> one table for other programs; the same bytes again               result_table.py, rerun.py
"""
