"""What somebody may do to the books of the bank, and the check that must name it."""

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
        "UPDATE payment_batch SET batch_id = 'NC1'",
        "payments without a file",
    ),
    (
        "payments_are_instructions",
        "UPDATE payment SET party = 'NL*ANN' WHERE end_to_end_id LIKE '%ABC%'",
        "NL*ABC:EUR NL*ANN",
    ),
    (
        "payments_are_instructions",
        "UPDATE payment SET instruction_id = 'mine' WHERE end_to_end_id LIKE '%ABC%'",
        "mine",
    ),
)
"""(check that must find it, what was done, what the finding must name)."""
