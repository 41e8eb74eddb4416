"""Triggers of personal data: a row may lose its content once, and nothing else happens to it."""

from collections.abc import Iterator

_REFUSAL = "personal_body may only be erased"
_KEPT = ("pseudonym", "kind", "subject", "kept_us")


def sqlite_erasure() -> Iterator[str]:
    """DDL for SQLite."""
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _KEPT)
    yield (
        "CREATE TRIGGER personal_body_erase BEFORE UPDATE ON personal_body "
        f"WHEN NEW.body IS NOT NULL OR NEW.erased_us IS NULL OR OLD.erased_us IS NOT NULL "
        f"OR {changed} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    yield (
        "CREATE TRIGGER personal_body_no_delete BEFORE DELETE ON personal_body "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    yield (
        "CREATE TRIGGER personal_body_no_replace BEFORE INSERT ON personal_body "
        "WHEN EXISTS (SELECT 1 FROM personal_body WHERE pseudonym = NEW.pseudonym) "
        "BEGIN SELECT RAISE(ABORT, 'personal_body has that key already'); END"
    )


def postgresql_erasure() -> Iterator[str]:
    """DDL for PostgreSQL."""
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _KEPT)
    yield (
        "CREATE OR REPLACE FUNCTION only_erase() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.body IS NOT NULL OR NEW.erased_us IS NULL OR OLD.erased_us IS NOT NULL "
        f"OR {changed} THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE TRIGGER personal_body_erase BEFORE UPDATE ON personal_body "
        "FOR EACH ROW EXECUTE FUNCTION only_erase()"
    )
    yield (
        "CREATE TRIGGER personal_body_kept BEFORE DELETE OR TRUNCATE ON personal_body "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
