"""The operator's log keeps every line, and says which acknowledgements hold."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.errors import StoreError
from core.domain.operator_act import ActKind, OperatorAct
from core.service.operator_log import operator_log, still_acknowledged, write_act
from tests.books import NOW
from tests.duty_books import a_matter, approve_as_second, propose_here


def act(kind, subject="", at=0, note=""):
    return OperatorAct(
        at=NOW + timedelta(minutes=at), kind=kind, who="m.k.", subject=subject, note=note
    )


def test_lines_are_kept_as_they_were_written_the_latest_first(runtime):
    lines = [
        act(ActKind.ARMED, note="5 min: a late cycle"),
        act(ActKind.SETTLED, "2026-06-03", 1, "1 cycle"),
        act(ActKind.DISARMED, at=2),
    ]
    for line in lines:
        write_act(runtime, line)
    kept = tuple(replace(line, who="m.k.") for line in operator_log(runtime).latest)
    assert kept == tuple(reversed(lines))


def test_who_did_it_is_who_the_database_says(runtime):
    write_act(runtime, act(ActKind.ARMED))
    (line,) = operator_log(runtime).latest
    is_known = runtime.database.dialect == "postgresql"
    assert line.who == (runtime.database.url.username if is_known else "m.k.")


def test_the_same_line_twice_is_refused(runtime):
    write_act(runtime, act(ActKind.ARMED))
    with pytest.raises(StoreError):
        write_act(runtime, act(ActKind.ARMED, note="another reason"))
    assert len(operator_log(runtime).latest) == 1


def subjects_acknowledged(runtime):
    return {one.subject for one in operator_log(runtime).acknowledged}


def test_an_acknowledgement_holds_until_the_alert_is_cleared(runtime):
    seen = act(ActKind.ACKNOWLEDGED, "held_h:", 0, "on it")
    other = act(ActKind.ACKNOWLEDGED, "chain_breaks:", 1)
    for line in (seen, other, act(ActKind.CLEARED, "held_h:", 2)):
        write_act(runtime, line)
    assert subjects_acknowledged(runtime) == {other.subject}
    again = act(ActKind.ACKNOWLEDGED, "held_h:", 3, "again")
    write_act(runtime, again)
    assert subjects_acknowledged(runtime) == {other.subject, again.subject}


def test_the_latest_acknowledgement_of_an_alert_counts():
    first, second = (act(ActKind.ACKNOWLEDGED, "held_h:", at) for at in (0, 1))
    assert still_acknowledged([first, second, act(ActKind.ARMED, "held_h:", 2)]) == (second,)
    assert still_acknowledged([]) == ()


def test_proposals_and_decisions_are_lines_of_the_log(runtime):
    write_act(runtime, act(ActKind.ARMED, at=-1))
    proposed = propose_here(runtime, a_matter(), "new terms")
    approved = approve_as_second(runtime, proposed.approval_id, "read them")
    lines = {line.kind: line for line in operator_log(runtime).latest}
    assert list(lines)[-1] is ActKind.ARMED
    assert lines[ActKind.PROPOSED].who == proposed.proposed_by.name
    assert lines[ActKind.PROPOSED].subject == proposed.approval_id
    assert lines[ActKind.APPROVED].who == approved.decision.by.name
    assert lines[ActKind.APPROVED].note.endswith("read them")
    assert lines[ActKind.APPROVED].note.startswith("advisory") is approved.is_advisory
