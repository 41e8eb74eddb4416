from dataclasses import replace
from itertools import pairwise

from console.present.ledger_effect import accounts_of, effect_rows
from console.present.sequence_layout import layout_of
from console.present.sequence_steps import Participant, steps_of
from core.domain.cdr import Assumed, AuthMethod
from tests.console.present.builders import a_cdr, a_story, an_entry


def test_the_steps_go_from_the_driver_to_the_payout():
    titles = [step.title for step in steps_of(a_story())]
    assert titles == [
        "present RFID",
        "authorise",
        "authorised",
        "session starts",
        "session ends, 41.000 kWh",
        "CDR 90311",
        "price: 24.40 EUR",
        "post the session (seq 7)",
        "cut-off (seq 12)",
        "net: owes 23.38 EUR",
        "net: is owed 18.45 EUR",
        "payout 18.45 EUR",
    ]


def test_an_authorisation_that_nobody_recorded_is_not_shown():
    steps = steps_of(a_story(assumed=True))
    assert steps[0].title == "session starts"
    assert all(Participant.DRIVER not in (step.source, step.target) for step in steps)


def test_a_start_by_app_begins_at_the_demand_partner():
    story = replace(a_story(), cdr=a_cdr(auth_method=AuthMethod.COMMAND))
    assert steps_of(story)[0].target is Participant.DEMAND_PARTNER


def test_a_whitelisted_token_needs_no_answer_from_its_partner():
    story = replace(a_story(), cdr=a_cdr(auth_method=AuthMethod.WHITELIST))
    assert [step.title for step in steps_of(story)[:2]] == ["present RFID", "session starts"]


def test_an_unpriced_session_ends_with_its_record():
    story = replace(a_story(settled=False), priced=None, entries=())
    assert steps_of(story)[-1].title == "CDR 90311"


def test_known_times_never_go_back():
    times = [step.at for step in steps_of(a_story(settled=True)) if step.at is not None]
    record = times.index(a_story().received_at)
    assert times[:record] == sorted(times[:record])


def test_participants_without_a_step_have_no_lifeline():
    story = a_story(assumed=True)
    layout = layout_of(steps_of(story), story.cdr)
    assert "Driver" not in [box.title for box in layout.boxes]


def test_arrows_stay_inside_the_diagram_and_below_one_another():
    story = a_story()
    layout = layout_of(steps_of(story), story.cdr)
    assert len(layout.arrows) == len(steps_of(story))
    assert all(0 < arrow.x_source < layout.width for arrow in layout.arrows)
    assert all(0 < arrow.x_target < layout.width for arrow in layout.arrows)
    assert all(upper.y < lower.y for upper, lower in pairwise(layout.arrows))
    assert layout.arrows[-1].y < layout.height


def test_a_party_is_named_under_its_role():
    story = replace(a_story(), cdr=a_cdr(assumed=(Assumed.TARIFF,)))
    names = {box.title: box.name for box in layout_of(steps_of(story), story.cdr).boxes}
    assert names["CPO"] == "NL*EVB"
    assert names["Demand Partner"] == "DE*AAA"
    assert names["NetworkCore"] == ""


def test_the_effect_of_an_entry_goes_from_before_to_after_and_sums_to_zero():
    entry = an_entry()
    rows = effect_rows(entry, {("1200:DE*AAA", "EUR"): 1000})
    assert (rows[0].before, rows[0].change, rows[0].after) == ("10.00", "+24.40", "34.40")
    assert rows[1].before == "0.00"
    assert rows[-1].is_sum
    assert rows[-1].change == "0.00"
    assert len(accounts_of(entry)) == len(rows) - 1
