"""The money of a run in columns: the amounts of the books, to the cent, without the books.

served visits    who charged where, when and how much               served_visits.py
-> periods       cut where the tariff can change its mind           period_columns.py
-> priced        by tariff and time zone, each line apart           priced_groups.py
-> terms         agreement, VAT and rate of every session           session_terms.py
-> split         what each step of the terms moves                  split_sessions.py
-> summed        by site and Demand Partner, and day by day         money_sums.py
"""
