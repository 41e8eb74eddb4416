"""Sessions of a source -> a profile: figures that the model needs, without the sessions.

files -> columns                        session_table.py
-> hours, season, busy days             fit_week.py
-> energy, stay, sites, idle tail       fit_class.py (fit_mixture.py)
-> drivers; outages of a status history fit_drivers.py, fit_outages.py
-> a profile, and its file              calibrate.py, write_profile.py
"""
