"""How far the ledger was verified, in words."""

from console.present.book_feed import Verified
from console.present.verified_text import verified_details, verified_text


def test_nothing_is_said_before_anything_was_verified():
    assert verified_text(Verified()) == ""
    assert verified_details(Verified()) == ""


def test_the_last_verified_entry_is_named():
    verified = Verified(1290, 12, "0123456789abcdef", "")
    assert verified_text(verified) == "\N{CHECK MARK} ledger verified to seq 1,290"
    assert verified_details(verified) == (
        "Entries 1 to 1,290 are as they were booked, each sums to zero, and 12 sealed blocks "
        "chain to 0123456789ab."
    )


def test_what_is_wrong_is_named_after_what_is_whole():
    verified = Verified(1290, 12, "0123456789abcdef", "entry number 1291 is missing")
    assert verified_text(verified) == (
        "\N{MULTIPLICATION SIGN} ledger wrong after seq 1,290: entry number 1291 is missing"
    )
    assert verified_details(verified).endswith("entry number 1291 is missing")
    broken = Verified(problem="entry number 1 is missing")
    assert verified_text(broken).endswith("ledger wrong after seq 0: entry number 1 is missing")
    assert verified_details(broken) == "entry number 1 is missing"
