"""How far a ledger was verified, in words for the status bar."""

from console.present.book_feed import Verified
from console.present.kpi_tiles import Tone


def verified_text(verified: Verified) -> str:
    """``ledger verified to seq 1,290``, or that something after it is wrong."""
    if verified.problem:
        return f"{Tone.BAD.value} ledger wrong after seq {verified.seq:,}: {verified.problem}"
    if not verified.seq:
        return ""
    return f"{Tone.GOOD.value} ledger verified to seq {verified.seq:,}"


def verified_details(verified: Verified) -> str:
    """What that means, for a tool tip."""
    if not verified.block:
        return verified.problem
    whole = (
        f"Entries 1 to {verified.seq:,} are as they were booked, each sums to zero, and "
        f"{verified.block:,} sealed blocks chain to {verified.hash[:12]}."
    )
    return f"{whole} {verified.problem}".strip()
