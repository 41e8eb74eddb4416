"""What can be done with a payment file, and what is said where it cannot."""

from dataclasses import replace

import pytest

from console.present.command_list import command_of
from console.present.file_deeds import (
    NO_CYCLE,
    NO_FILE,
    FileDeed,
    exported_text,
    next_text,
    prepared_text,
    release_text,
    why_not,
)
from console.present.payment_command_list import DEED_FACTS
from core.domain.approval import Principal
from core.domain.payment_release import FirstExport, ReleaseState
from core.domain.payout_fate import PayoutFate
from core.service.export_payments import Export
from core.service.release_payments import ReleasedFile
from tests.console.present.builders import (
    CUT_OFF,
    FIRST,
    a_payment_file,
    a_settlement,
    an_approval,
)

VIEW = a_settlement()
DUE, SETTLED = VIEW.cycles
STEPS = (FileDeed.PROPOSE, FileDeed.APPROVE, FileDeed.REJECT, FileDeed.EXPORT)


def file_in(state):
    (line,) = VIEW.files
    approval = None if state is ReleaseState.PREPARED else an_approval()
    export = FirstExport("a.s.", CUT_OFF) if state is ReleaseState.EXPORTED else None
    release = replace(line.release, state=state, approval=approval, export=export)
    return replace(line, release=release)


@pytest.mark.parametrize(
    ("state", "deeds"),
    [
        (ReleaseState.PREPARED, {FileDeed.PROPOSE}),
        (ReleaseState.PROPOSED, {FileDeed.APPROVE, FileDeed.REJECT}),
        (ReleaseState.REJECTED, {FileDeed.PROPOSE}),
        (ReleaseState.APPROVED, {FileDeed.EXPORT}),
        (ReleaseState.EXPORTED, {FileDeed.EXPORT}),
    ],
)
def test_each_state_allows_what_follows_it_and_says_why_nothing_else(state, deeds):
    file = file_in(state)
    assert {deed for deed in STEPS if not why_not(deed, VIEW, SETTLED, file)} == deeds
    assert next_text(VIEW, file)


def test_who_proposed_cannot_approve_where_the_database_knows_who_acts():
    file = file_in(ReleaseState.PROPOSED)
    ours = replace(VIEW, principal=Principal(FIRST.name, enforced=True))
    why = why_not(FileDeed.APPROVE, ours, SETTLED, file)
    assert why == "m.k. proposed it, so another one must approve it"
    assert not why_not(FileDeed.REJECT, ours, SETTLED, file)
    others = replace(VIEW, principal=Principal("a.s.", enforced=True))
    assert not why_not(FileDeed.APPROVE, others, SETTLED, file)
    assert "advisory" in next_text(VIEW, file)
    assert "advisory" not in next_text(ours, file)


def test_a_file_is_prepared_of_a_settled_cycle_with_payouts_in_no_file():
    def why(cycle):
        return why_not(FileDeed.PREPARE, VIEW, cycle, None)

    assert why(None) == NO_CYCLE
    assert "not settled" in why(DUE)
    assert "is in a payment file" in why(SETTLED)
    assert not why(replace(SETTLED, fate=PayoutFate()))
    assert "pays nobody" in why(replace(SETTLED, payouts=0))


@pytest.mark.parametrize("deed", STEPS)
def test_without_a_file_nothing_can_be_done_with_one(deed):
    assert why_not(deed, VIEW, SETTLED, None) == NO_FILE
    assert why_not(deed, None, None, None) == NO_FILE


@pytest.mark.parametrize("deed", FileDeed)
def test_every_deed_has_a_command_with_its_fact(deed):
    assert DEED_FACTS[deed] in command_of(deed.command_id).when


def test_what_came_of_it_is_said():
    file = a_payment_file()
    made = Export(files=(file,), is_new=True, unpayable=("x: no account",))
    assert prepared_text(made) == (
        "prepared NC20260602-0123456789ab with 1 payments; not payable: x: no account"
    )
    none = Export(files=(), is_new=False, unpayable=())
    assert prepared_text(none) == "nothing to put into a payment file"
    told = exported_text(ReleasedFile(file, is_first=False, is_advisory=True), "a.xml")
    assert told == "NC20260602-0123456789ab written again to a.xml, 1 payments (approval advisory)"
    assert release_text(VIEW.files[0]).splitlines()[0].endswith("1 payments, 36.90 EUR")
