import pytest

from console.present.two_people import why_not_ours, you_text
from core.domain.approval import Approval, ApprovalKind, Matter, Principal
from tests.books import NOW

PROPOSED = Approval(
    approval_id="payment:B1:1",
    matter=Matter(kind=ApprovalKind.PAYMENT_BATCH, subject="B1", content_sha="ab"),
    proposed_by=Principal("m.k.", enforced=True),
    note="",
    proposed_at=NOW,
)


def test_who_proposed_is_told_that_another_one_must_approve():
    why = why_not_ours(PROPOSED, Principal("m.k.", enforced=True))
    assert why == "m.k. proposed it, so another one must approve it"


@pytest.mark.parametrize(
    ("approval", "us"),
    [
        (PROPOSED, Principal("a.b.", enforced=True)),
        (PROPOSED, Principal("m.k.", enforced=False)),
        (PROPOSED, None),
        (None, Principal("m.k.", enforced=True)),
    ],
)
def test_nothing_keeps_anybody_else_nor_where_nobody_knows_who_acts(approval, us):
    assert why_not_ours(approval, us) == ""


def test_one_is_told_as_whom_one_acts_and_whether_the_books_know():
    assert you_text(None) == ""
    assert you_text(Principal("m.k.", enforced=True)) == "You are m.k.."
    advisory = you_text(Principal("mk", enforced=False))
    assert advisory == "You are mk (advisory: these books cannot know who acts)."
