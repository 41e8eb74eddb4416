"""Wire <-> values for OCPI 2.2.1; no socket in here."""
