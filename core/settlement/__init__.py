"""Entries -> obligations -> net positions -> instructions, one cycle at a time."""
