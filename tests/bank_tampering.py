"""What somebody may do to the books of the bank, and the check that must name it."""

REFUSED_TOO = (
    "INSERT INTO payment_refusal SELECT instruction_id, 'sha', 'AC01', 0 FROM bank_match "
    "WHERE kind = 'paid_out'"
)
BANK_TAMPERED = (
    (
        "payment_files_are_their_payments",
        "UPDATE payment_batch SET body = replace(body, 'NL20INGB', 'NL21INGB')",
        "is not the file that was made",
    ),
    (
        "payment_files_are_their_payments",
        "UPDATE payment_batch SET control_sum = '1.00'",
        "wanted 1 of 1.00, found 1 of 49.02",
    ),
    (
        "payment_files_are_their_payments",
        "UPDATE payment SET amount_minor = amount_minor + 1 WHERE end_to_end_id LIKE '%ABC%'",
        "NC20260701-",
    ),
    (
        "payment_files_are_their_payments",
        "UPDATE payment_batch SET batch_id = 'x' || batch_id",
        "payments without a file",
    ),
    (
        "payments_are_instructions",
        "UPDATE payment SET party = 'NL*ANN' WHERE end_to_end_id LIKE '%ABC%'",
        "NL*ABC:EUR NL*ANN",
    ),
    (
        "payments_are_instructions",
        "UPDATE payment SET instruction_id = 'mine' || instruction_id",
        "mine",
    ),
    (
        "movements_are_matched_and_posted",
        "UPDATE bank_match SET amount_minor = amount_minor + 1 WHERE kind = 'unallocated'",
        "BANK-2:C 1 500 501",
    ),
    ("movements_are_matched_and_posted", "DELETE FROM bank_match", "BANK-2:C 1 500 None"),
    (
        "movements_are_matched_and_posted",
        "UPDATE entry SET entry_id = 'bank:gone' WHERE entry_id LIKE 'bank:%BANK-2:C:1'",
        "BANK-2:C 1 1",
    ),
    (
        "instructions_are_confirmed_once",
        "UPDATE bank_match SET amount_minor = amount_minor - 1 WHERE kind = 'paid_out'",
        "NL*ABC:EUR paid_out",
    ),
    (
        "instructions_are_confirmed_once",
        "DELETE FROM payment",
        "NL*ABC:EUR paid_out",
    ),
    (
        "instructions_are_confirmed_once",
        REFUSED_TOO,
        "NL*ABC:EUR paid_out",
    ),
    (
        "instructions_are_confirmed_once",
        "UPDATE bank_match SET instruction_id = 'mine' WHERE kind = 'unallocated'",
        "mine unallocated 500",
    ),
    (
        "instructions_are_confirmed_once",
        "UPDATE bank_match SET kind = 'received' WHERE kind = 'paid_out'",
        "NL*ABC:EUR received",
    ),
    (
        "bank_balances_are_sums_of_movements",
        "UPDATE bank_entry SET amount_minor = amount_minor + 2 WHERE amount_minor = 500",
        "1100:NL91ABNA0417164300 EUR -2",
    ),
    (
        "bank_balances_are_sums_of_movements",
        "UPDATE balance SET amount_minor = amount_minor + 1 WHERE account LIKE '1100:%'",
        "1100:NL91ABNA0417164300 EUR 1",
    ),
    (
        "transit_is_what_the_bank_has_to_confirm",
        "UPDATE balance SET amount_minor = amount_minor + 1 WHERE account = '1110'",
        "EUR 1",
    ),
    (
        "transit_is_what_the_bank_has_to_confirm",
        "DELETE FROM payment_refusal",
        "EUR 1089",
    ),
    (
        "unallocated_is_what_waits_for_a_match",
        "UPDATE balance SET amount_minor = amount_minor + 1 WHERE account = '1120'",
        "EUR 1",
    ),
)
"""(check that must find it, what was done, what the finding must name)."""
TAKEN_AWAY = ("DELETE FROM payment", "DELETE FROM bank_match")
"""What would take away what the others spoil."""
