"""What is kept back lies on the account of its reason, and is let go from there."""

from datetime import timedelta

import pytest

from core.domain.entry import EntryKind
from core.domain.holdback import Holdback, HoldbackReason
from core.ledger.holdback_rules import entry_for_holdback, entry_for_release
from tests.builders import CPO, START
from tests.core.ledger.test_posting_rules import legs
from tests.sums import balances_of

AT = START + timedelta(days=2)
LATER = AT + timedelta(days=30)


def a_holdback(reason=HoldbackReason.RESERVE):
    return Holdback(cycle_id="2026-06-03", reason=reason, cpo=CPO, currency="SEK", amount_minor=662)


@pytest.mark.parametrize(
    ("reason", "account"),
    [
        (HoldbackReason.RESERVE, "2110:NL*ABC"),
        (HoldbackReason.FIXED, "2110:NL*ABC"),
        (HoldbackReason.UNFUNDED, "2130:NL*ABC"),
        (HoldbackReason.MINIMUM, "2130:NL*ABC"),
    ],
)
def test_what_is_kept_is_taken_out_of_the_payable_and_paid_later(reason, account):
    hold = a_holdback(reason)
    kept = entry_for_holdback(hold, AT)
    assert legs(kept, "SEK") == [("2100:NL*ABC", 662), (account, -662)]
    assert (kept.kind, kept.due_at) == (EntryKind.RESERVED, AT)
    released = entry_for_release(hold, 662, "2026-07-03", LATER)
    assert not any(balances_of([kept, released]).values())
    assert (released.kind, released.due_at) == (EntryKind.RESERVE_RELEASED, LATER)


def test_only_what_disputes_left_of_a_reserve_is_owed_again():
    released = entry_for_release(a_holdback(), 100, "2026-07-03", LATER)
    assert legs(released, "SEK") == [("2110:NL*ABC", 100), ("2100:NL*ABC", -100)]
