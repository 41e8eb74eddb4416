"""What somebody could do to holdbacks and files past every guard, and what finds it."""

SETTLEMENT_TAMPERED = (
    (
        "holdbacks_are_posted",
        "UPDATE holdback SET amount_minor = amount_minor + 1",
        "RESERVE:NL*ABC:EUR",
    ),
    (
        "holdbacks_are_posted",
        "UPDATE holdback SET hold_id = 'mine' || hold_id",
        "mine",
    ),
    (
        "holdbacks_are_posted",
        "UPDATE entry SET entry_id = 'kept:else' || id WHERE entry_id LIKE 'kept:%'",
        "kept:else",
    ),
    (
        "holdbacks_are_let_go_once",
        "UPDATE holdback_release SET amount_minor = amount_minor + 1",
        "RESERVE:NL*ABC:EUR",
    ),
    (
        "holdbacks_are_let_go_once",
        "UPDATE holdback SET release_us = release_us + 86400000000",
        "RESERVE:NL*ABC:EUR",
    ),
    (
        "holdbacks_are_let_go_once",
        "UPDATE entry SET entry_id = 'let_go:else' || id WHERE entry_id LIKE 'let_go:%'",
        "let_go:else",
    ),
    (
        "parts_of_holdbacks_are_as_taken_back",
        "UPDATE holdback_part SET amount_minor = amount_minor - 1",
        "UNFUNDED:NL*ABC:NL*XYZ:EUR",
    ),
    (
        "parts_of_holdbacks_are_as_taken_back",
        "DELETE FROM holdback_part",
        "part_let_go:",
    ),
    (
        "files_left_after_approval",
        "UPDATE approval_decision SET verdict = 'rejected'",
        "NC2026",
    ),
    (
        "files_left_after_approval",
        "UPDATE payment_export SET sha = 'else'",
        "NC2026",
    ),
    (
        "net_positions_are_sums_of_obligations",
        "UPDATE netted_party SET netted_as = 'CH*ALP'",
        "NL*XYZ EUR",
    ),
)
"""(check that must find it, what was done, what the finding must name)."""
