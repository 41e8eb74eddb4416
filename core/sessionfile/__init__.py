"""Wire <-> values for session files (CSV, JSON); bytes in, sessions and rejects out."""
