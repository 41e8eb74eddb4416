"""Words of the tables of the books in the language of the window.

The looks are plain values that know nothing of Qt; lupdate finds their words here.
"""

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

WORDS: Final = (
    QT_TRANSLATE_NOOP("TableLook", "Ledger"),
    QT_TRANSLATE_NOOP("TableLook", "No entries yet. They come as sessions are posted."),
    QT_TRANSLATE_NOOP("TableLook", "Seq"),
    QT_TRANSLATE_NOOP("TableLook", "Time (UTC)"),
    QT_TRANSLATE_NOOP("TableLook", "Kind"),
    QT_TRANSLATE_NOOP("TableLook", "DP"),
    QT_TRANSLATE_NOOP("TableLook", "CPO"),
    QT_TRANSLATE_NOOP("TableLook", "kWh"),
    QT_TRANSLATE_NOOP("TableLook", "Gross"),
    QT_TRANSLATE_NOOP("TableLook", "Commission"),
    QT_TRANSLATE_NOOP("TableLook", "Cur."),
    QT_TRANSLATE_NOOP("TableLook", "EVSE"),
    QT_TRANSLATE_NOOP("TableLook", "Entry"),
    QT_TRANSLATE_NOOP("TableLook", "DP assumed"),
    QT_TRANSLATE_NOOP("TableLook", "Accounts"),
    QT_TRANSLATE_NOOP("TableLook", "Sessions"),
    QT_TRANSLATE_NOOP("TableLook", "No sessions yet."),
    QT_TRANSLATE_NOOP("TableLook", "Ended (UTC)"),
    QT_TRANSLATE_NOOP("TableLook", "Began (UTC)"),
    QT_TRANSLATE_NOOP("TableLook", "CDR"),
    QT_TRANSLATE_NOOP("TableLook", "State"),
    QT_TRANSLATE_NOOP("TableLook", "At tariff"),
    QT_TRANSLATE_NOOP("TableLook", "Site"),
    QT_TRANSLATE_NOOP("TableLook", "Cycle"),
    QT_TRANSLATE_NOOP("TableLook", "Held"),
    QT_TRANSLATE_NOOP("TableLook", "Nothing waits for review."),
    QT_TRANSLATE_NOOP("TableLook", "Held since (UTC)"),
    QT_TRANSLATE_NOOP("TableLook", "Reason"),
    QT_TRANSLATE_NOOP("TableLook", "Wanted and found"),
    QT_TRANSLATE_NOOP("TableLook", "Payouts"),
    QT_TRANSLATE_NOOP("TableLook", "No cycle has been settled yet."),
    QT_TRANSLATE_NOOP("TableLook", "Value (UTC)"),
    QT_TRANSLATE_NOOP("TableLook", "Party"),
    QT_TRANSLATE_NOOP("TableLook", "Amount"),
    QT_TRANSLATE_NOOP("TableLook", "End-to-end id"),
)
"""Titles of tables and columns, and what an empty table says."""


def look_text(word: str) -> str:
    """A word of a look in the language of the window; one of ``WORDS``, else as it is."""
    return QCoreApplication.translate("TableLook", word)
