"""What somebody may do to what happens after a session, and the check that must name it."""

OTHER_CREDIT = (
    "UPDATE posting SET amount_minor = amount_minor + CASE leg WHEN 1 THEN 1 ELSE -1 END "
    "WHERE leg < 3 AND entry = (SELECT id FROM entry WHERE kind = 'credit')"
)
LIFE_TAMPERED = (
    (
        "accounts_have_their_currency",
        "INSERT INTO balance VALUES ('1200:NL*XYZ', 'CHF', 0, 0)",
        "1200:NL*XYZ: wanted EUR, found CHF",
    ),
    (
        "accounts_have_their_currency",
        "INSERT INTO balance VALUES ('2100:NL*ABC', 'SEK', 0, 0)",
        "2100:NL*ABC: wanted EUR, found SEK",
    ),
    (
        "accounts_have_their_currency",
        "UPDATE balance SET currency = 'XXX' WHERE account = '4200'",
        "4200: wanted ISO 4217, found XXX",
    ),
    (
        "what_is_held_is_not_overdrawn",
        "INSERT INTO balance VALUES ('2200:NL*XYZ', 'EUR', 5, 1)",
        "2200:NL*XYZ EUR 5",
    ),
    (
        "corrections_are_mirrors",
        OTHER_CREDIT,
        "cdr:NL*ABC:1-C",
    ),
    (
        "corrections_are_mirrors",
        "UPDATE entry SET reverses = 'cdr:gone' WHERE kind = 'credit'",
        "cdr:NL*ABC:1-C cdr:gone",
    ),
    (
        "booked_times_never_go_back",
        "UPDATE entry SET booked_us = booked_us - 1 WHERE entry_id = 'cdr:NL*ABC:3'",
        "cdr:NL*ABC:3",
    ),
    (
        "disputed_is_what_disputes_hold",
        "UPDATE balance SET amount_minor = amount_minor - 1 WHERE account = '2120:NL*ABC'",
        "2120:NL*ABC EUR -1",
    ),
    (
        "disputed_is_what_disputes_hold",
        "DELETE FROM dispute_end",
        "2120:NL*ABC EUR",
    ),
    (
        "deals_in_transit_are_what_the_bank_has_to_tell",
        "INSERT INTO balance VALUES ('1130:NL91', 'EUR', 5, 1)",
        "1130:NL91 EUR 5",
    ),
    (
        "disputes_ended_as_posted",
        "DELETE FROM dispute",
        "dispute_opened:cdr:NL*ABC:disputed:1 no dispute",
    ),
    (
        "disputes_ended_as_posted",
        "UPDATE dispute SET dispute_id = 'other'",
        "cdr:NL*ABC:disputed:1 ended, and never opened",
    ),
    (
        "disputes_ended_as_posted",
        "UPDATE dispute_end SET outcome = 'lost'",
        "cdr:NL*ABC:disputed:1 lost",
    ),
    (
        "transit_is_what_the_bank_has_to_confirm",
        "DELETE FROM recalled_collection",
        "CHF ",
    ),
    (
        "closed_periods_stay_closed",
        "DELETE FROM period_close",
        "2026-06 ",
    ),
    (
        "closings_and_movements_are_balances",
        "UPDATE period_close SET end_us = end_us - 86400000000 * 29",
        " EUR ",
    ),
    (
        "closed_periods_stay_closed",
        "UPDATE entry SET effective_us = 0 WHERE entry_id = 'cdr:NL*ABC:w0'",
        "2026-06 cdr:NL*ABC:w0",
    ),
    (
        "closed_periods_stay_closed",
        "UPDATE balance_snapshot SET amount_minor = amount_minor + 5 WHERE account = '4200'",
        "2026-06 4200 EUR 5",
    ),
    (
        "closings_and_movements_are_balances",
        "UPDATE balance_snapshot SET amount_minor = amount_minor + 5 WHERE account = '4200'",
        "4200 EUR 5",
    ),
    (
        "pending_entries_end_once",
        "DELETE FROM pending_end",
        "cdr:NL*ABC:w0: it is pending, and in the journal",
    ),
    (
        "pending_entries_end_once",
        "INSERT INTO pending_end VALUES ('cdr:NL*ABC:w8', 'posted', '', 0)",
        "cdr:NL*ABC:w8: it is posted, and not in the journal",
    ),
    (
        "pending_entries_end_once",
        "INSERT INTO pending_end VALUES ('cdr:forged', 'voided', '', 0)",
        "cdr:forged: ended, and never waited",
    ),
    (
        "pending_entries_end_once",
        "UPDATE pending_posting SET amount_minor = amount_minor + 1 WHERE leg = 1",
        "cdr:NL*ABC:w0: it is not as it was kept",
    ),
    (
        "pending_entries_end_once",
        "UPDATE pending_entry SET body = '[]'",
        "cdr:NL*ABC:w0: it is not as it was kept",
    ),
    (
        "pending_entries_end_once",
        "DELETE FROM pending_entry",
        "cdr:NL*ABC:w0: legs of no pending entry",
    ),
    (
        "fx_entries_name_their_rate",
        "UPDATE entry SET notes = '[]' WHERE entry_id = 'cdr:NL*ABC:1'",
        "cdr:NL*ABC:1: it names no rate",
    ),
    (
        "fx_entries_name_their_rate",
        "UPDATE fx_rate SET rate = '0.95'",
        "cdr:NL*ABC:1: rate EUR/CHF@2026-01-02 is 0.95, not 0.94",
    ),
    (
        "fx_entries_name_their_rate",
        "DELETE FROM fx_rate",
        "nobody knows rate EUR/CHF@2026-01-02",
    ),
    (
        "fx_entries_name_their_rate",
        "UPDATE posting SET account = '2901' WHERE account = '2900' AND currency = 'CHF'",
        "it changes currency on one side only",
    ),
)
"""(check that must find it, what was done, what the finding must name)."""
