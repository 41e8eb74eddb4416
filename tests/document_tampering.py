"""What somebody may do to documents that were issued, and the check that must name it."""

DOCUMENT_TAMPERED = (
    (
        "document_numbers_have_no_gap",
        "UPDATE document_counter SET last = last + 1",
        "NL*NWC",
    ),
    (
        "document_numbers_have_no_gap",
        "DELETE FROM document_counter",
        "NL*NWC",
    ),
    (
        "documents_are_as_issued",
        "UPDATE document SET body = body || ' '",
        "is not the document that was issued",
    ),
    (
        "documents_are_as_issued",
        "UPDATE document SET due_minor = due_minor + 1 WHERE kind <> 'statement'",
        "wanted (",
    ),
    (
        "documents_are_as_issued",
        "UPDATE document_file SET sha = 'x'",
        "is not the file that was issued",
    ),
    (
        "statements_are_sums_of_postings",
        "UPDATE posting SET amount_minor = amount_minor + 1 WHERE account LIKE '1200:NL*XYZ'",
        "lines ",
    ),
)
"""(check that must find it, what was done, what the finding must name)."""
