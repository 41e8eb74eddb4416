"""Use cases, one verb a file; each composes stages and store in transactions."""
