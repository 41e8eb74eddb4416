"""Wire <-> values for money: payment files out, bank statements and status reports in; no I/O."""
