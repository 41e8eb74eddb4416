"""What tests ask books: what they hold, and whether all in them is sound."""

from core.service.verify_books import verify_books
from core.store.journal_store import balances


def balances_of(runtime):
    """(account, currency) -> minor units, of all that are not zero."""
    with runtime.database.reading() as connection:
        return {where: amount for where, amount in balances(connection).items() if amount}


def findings_of(runtime):
    """Check -> what it found, of those that found something."""
    return {name: found for name, found in verify_books(runtime).findings.items() if found}


def sound(runtime):
    """Whether no check finds anything."""
    return findings_of(runtime) == {}
