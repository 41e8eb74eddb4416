"""Alembic's folder: how a database becomes what ``schema`` says, step by step."""
