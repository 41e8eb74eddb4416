from dataclasses import replace

from console.present.kpi_tiles import Tone
from console.present.story_sections import sections_of
from core.domain.hold import Hold, HoldReason
from core.domain.priced_cdr import LineKind
from tests.console.present.builders import END, KEY, a_story


def _section(story, start):
    return next(each for each in sections_of(story) if each.title.startswith(start))


def test_a_story_is_told_from_plug_to_payout():
    titles = [section.title.split()[0] for section in sections_of(a_story())]
    assert titles == ["Session", "Answers", "Cost", "Entry", "Entry", "Cycle", "Instructions"]


def test_what_did_not_happen_is_not_shown():
    titles = [section.title.split()[0] for section in sections_of(a_story(settled=False))]
    assert titles == ["Session", "Answers", "Cost", "Entry"]


def test_an_assumed_answer_is_marked_in_words_and_by_a_glyph():
    answers = _section(a_story(assumed=True), "Answers").lines
    assert answers[0].value == "\N{ALMOST EQUAL TO} ASSUMED: DE*AAA"
    assert answers[0].tone is Tone.WARNING
    assert "ASSUMED" not in answers[1].value


def test_a_cost_line_says_how_it_was_made():
    line, total = _section(a_story(), "Cost").lines
    assert line.value == "24.40 EUR"
    assert line.note == (
        "41 kWh \N{MULTIPLICATION SIGN} 0.5000 = 20.50 + 19 % VAT 3.90"
        " \N{MIDDLE DOT} energy of element 1, no step"
    )
    assert total.value == "24.40 EUR"


def test_what_a_limit_takes_away_is_no_quantity_at_a_price():
    story = a_story()
    (line,) = story.priced.lines
    taken = replace(line, kind=LineKind.MAX_PRICE, excl_minor=-50, vat_minor=-10, rule="at most 20")
    priced = replace(story.priced, lines=(line, taken))
    _, found, total = _section(replace(story, priced=priced), "Cost").lines
    assert (found.label, found.value) == ("Max price", "\N{MINUS SIGN}0.60 EUR")
    assert found.note == "\N{MINUS SIGN}0.50 + VAT \N{MINUS SIGN}0.10 \N{MIDDLE DOT} at most 20"
    assert total.value == "23.80 EUR"


def test_the_postings_of_an_entry_end_with_their_sum():
    lines = _section(a_story(), f"Entry {KEY}").lines
    assert lines[0].label == "1200 DE*AAA"
    assert lines[0].note.startswith("debit")
    assert lines[1].note.startswith("credit")
    total = next(line for line in lines if line.tone is Tone.GOOD)
    assert total.value == "0.00 EUR"


def test_a_held_session_says_why_it_waits():
    hold = Hold(cdr_key=KEY, reason=next(iter(HoldReason)), detail="1 min", held_at=END)
    section = _section(replace(a_story(settled=False), hold=hold), "Held")
    assert section.lines[0].value == "1 min"
    assert section.lines[0].tone is Tone.WARNING


def test_who_owes_whom_is_said_in_words():
    cycle = _section(a_story(), "Cycle")
    assert [line.note for line in cycle.lines[1:]] == ["owes the network", "is owed by the network"]
    payout = _section(a_story(), "Instructions").lines[0]
    assert payout.label == "Payout to NL*EVB"
    assert payout.value == "18.45 EUR"
