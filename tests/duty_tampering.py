"""What somebody may do to the records of people's duties, and the check that must name it."""

SAME_PERSON = (
    "UPDATE approval_decision SET enforced = 1, decider = (SELECT p.proposer "
    "FROM approval_proposal p WHERE p.approval_id = approval_decision.approval_id)"
)
DUTY_TAMPERED = (
    (
        "approvals_are_of_two_people",
        SAME_PERSON,
        "agreement:default@2026-01-01:1",
    ),
    (
        "cases_ended_as_approved",
        "UPDATE approval_decision SET verdict = 'rejected'",
        "cdr:NL*ABC:dearer posted",
    ),
    (
        "cases_ended_as_approved",
        "UPDATE case_end SET fate = 'free'",
        "cdr:NL*ABC:dearer free",
    ),
    (
        "cases_ended_as_approved",
        "INSERT INTO case_end VALUES ('cdr:NL*ABC:2', 'dropped', NULL, 'ann', 0, 'forged', 0)",
        "cdr:NL*ABC:2 dropped",
    ),
    (
        "every_cdr_has_one_fate",
        "UPDATE case_end SET fate = 'dropped'",
        "cdr:NL*ABC:dearer 2",
    ),
    (
        "amounts_follow_from_records",
        "DELETE FROM priced_again",
        "cdr:NL*ABC:dearer: priced at 1000",
    ),
    (
        "approvals_are_of_two_people",
        "UPDATE approval_decision SET verdict = 'maybe'",
        "agreement:default@2026-01-01:1",
    ),
)
"""(check that must find it, what was done, what the finding must name)."""
