"""Values: what the core talks about; standard library only, no clock, no I/O, no randomness."""
