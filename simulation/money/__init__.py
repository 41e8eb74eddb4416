"""The money of a run in columns: the amounts of the books, to the cent, without the books.

served visits    who charged where, when and how much               served_visits.py
-> periods       cut where the tariff can change its mind           period_columns.py
-> priced        by equal prices and time zone, each line apart     priced_groups.py
-> terms         agreement, VAT and rate of every session           session_terms.py
-> split         what each step of the terms moves                  money_columns.py
-> summed        by site and Demand Partner, and by day and cycle   money_sums.py
-> told          as the books' own summary                          money_summary.py
-> in time       credit, defaults, and what the network lays out    cash_days.py
-> figures       of each party, and day by day                      money_kpis.py
"""
