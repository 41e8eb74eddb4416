"""A record as the pane shows it: its fields, where each is stored, and what each leads to."""

from dataclasses import replace
from decimal import Decimal

from console.present.detail_sections import detail_of
from console.present.kpi_tiles import RowsLink, Tone
from console.present.record_link import cycle_rows, entry_link, payout_link, session_link
from core.domain.entry import EntryKind
from core.domain.filter_parse import parse_filter
from core.domain.hold import Hold, HoldReason
from core.domain.obligation import Obligation
from core.domain.table_fields import FIELDS, BookTable
from core.pricing.discrepancy import Difference, DifferenceKind
from tests.console.present.builders import (
    CYCLE,
    END,
    KEY,
    a_payout_detail,
    a_session_detail,
    a_story,
    an_entry,
    an_entry_detail,
)

PAYOUT = f"{CYCLE}:NL*EVB:EUR"


def section(detail, start):
    return next(one for one in detail.sections if one.title.startswith(start))


def lines(detail):
    return [line for one in detail.sections for line in one.lines]


def line(detail, label, start=""):
    return next(
        found
        for one in detail.sections
        for found in one.lines
        if found.label == label and one.title.startswith(start)
    )


def links(detail):
    return [found.link for found in lines(detail) if found.link is not None]


def test_a_session_leads_to_its_entries_its_cycle_and_its_payout():
    detail = detail_of(a_session_detail())
    assert detail.link == session_link(KEY)
    assert links(detail) == [
        entry_link(KEY),
        entry_link(f"cut_off:{CYCLE}"),
        cycle_rows(CYCLE),
        payout_link(PAYOUT),
    ]
    assert (detail.session_key, detail.story) == (KEY, a_story())


def test_a_field_knows_where_it_is_stored():
    detail = detail_of(a_session_detail())
    assert line(detail, "CDR").pointer == "/cdr/cdr_key"
    assert detail.raw.value_at(line(detail, "Energy").pointer) == "41.000"
    assert detail.raw.value_at(line(detail, "Booked").pointer) == "7"


def test_only_a_session_s_own_entries_are_stored_with_it():
    own, cut_off = (
        one for one in detail_of(a_session_detail()).sections if one.title.startswith("Entry")
    )
    assert {found.pointer.split("/")[1] for found in own.lines} == {"entries"}
    assert {found.pointer for found in cut_off.lines} == {""}


def test_a_held_session_says_what_is_claimed_and_what_is_ours():
    hold = Hold(cdr_key=KEY, reason=HoldReason.TOTAL_DIFFERS, detail="ours 1", held_at=END)
    story = replace(a_story(settled=False), hold=hold, entries=())
    agreed = a_difference(theirs=Decimal("20.50"), kind=DifferenceKind.EXACT, amount=Decimal(0))
    detail = detail_of(a_session_detail(story=story, differences=(a_difference(), agreed)))
    assert line(detail, "total differs").pointer == "/hold/reason"
    wrong, right = section(detail, "What the CPO states").lines
    assert wrong.value == "states 22.00 EUR, ours 20.50 EUR"
    assert wrong.note.startswith("+1.50 EUR")
    assert (wrong.tone, right.tone) == (Tone.WARNING, Tone.CALM)


def a_difference(**changes):
    values = {
        "of": "total before taxes",
        "kind": DifferenceKind.UNEXPLAINED,
        "ours": Decimal("20.50"),
        "theirs": Decimal("22.00"),
        "unit": "EUR",
        "amount": Decimal("1.50"),
    }
    return Difference(**(values | changes))


def test_an_entry_of_a_cycle_shows_its_postings_its_seal_and_its_block():
    detail = detail_of(an_entry_detail())
    assert detail.title == f"Cut-off entry cut_off:{CYCLE}"
    debit, credit, total = section(detail, "Postings").lines
    assert (debit.label, debit.value) == ("2400 DE*AAA", "23.38 EUR")
    assert debit.note.startswith("debit")
    assert credit.note.startswith("credit")
    assert total.tone is Tone.GOOD
    seal = section(detail, "Seal")
    assert [found.label for found in seal.lines] == [
        *("Number", "Content sha256", "Block", "Block sha256", "Block before", "Sealed"),
    ]
    assert seal.lines[2].note == "entries 5 to 12"
    for found in seal.lines[:5]:
        assert detail.raw.value_at(found.pointer) == found.value
    assert detail.session_key is None
    assert cycle_rows(CYCLE) in links(detail)


def test_an_entry_of_a_session_leads_to_it():
    detail = detail_of(an_entry_detail(an_entry()))
    assert detail.session_key == KEY
    assert line(detail, "Session").link == session_link(KEY)
    assert payout_link(PAYOUT) in links(detail)


def test_an_entry_and_its_mirror_lead_to_each_other():
    mirror = replace(an_entry(), kind=EntryKind.CREDIT, entry_id="cdr:C", reverses=KEY)
    assert line(detail_of(an_entry_detail(mirror)), "Undoes").link == entry_link(KEY)
    undone = detail_of(an_entry_detail(an_entry(), reversed_by="cdr:C"))
    assert line(undone, "Undone by").link == entry_link("cdr:C")


def test_an_entry_that_is_not_sealed_yet_says_so():
    seal = section(detail_of(an_entry_detail(block=None)), "Seal")
    assert (seal.lines[0].value, seal.lines[0].tone) == ("none yet", Tone.WARNING)


def test_a_payout_says_what_it_is_made_of():
    detail = detail_of(a_payout_detail())
    assert detail.title == f"Payout {PAYOUT}"
    assert line(detail, "Amount").value == "18.45 EUR"
    assert line(detail, "Sum of 1 entry").tone is Tone.GOOD
    assert line(detail, "CDR 7").link == session_link(KEY)
    assert detail.session_key is None


def test_a_sum_that_is_not_the_amount_is_said():
    wrong = line(detail_of(a_payout_detail(total_minor=-1844)), "Sum of 1 entry")
    assert (wrong.note, wrong.tone) == ("is not the amount", Tone.BAD)


def test_the_sessions_of_a_payout_are_rows_of_the_table():
    link = line(detail_of(a_payout_detail()), "Sessions").link
    assert link == RowsLink(BookTable.SESSIONS, f"cycle:{CYCLE} cpo:NL*EVB", link.said)
    owed = Obligation(
        cycle_id=CYCLE,
        party="NL*EVB",
        account="2310:NL*EVB",
        currency="EUR",
        amount_minor=-5,
        entry_count=1,
    )
    both = (*a_payout_detail().obligations, owed)
    link = line(detail_of(a_payout_detail(obligations=both)), "Sessions").link
    assert link.filter_text == f"cycle:{CYCLE} (cpo:NL*EVB or dp:NL*EVB)"
    assert parse_filter(link.filter_text, FIELDS[link.table])


def test_entries_beyond_the_first_are_counted():
    more = lines(detail_of(a_payout_detail(entry_count=1201)))[-1]
    assert more.value == "1,200 more"
    assert isinstance(more.link, RowsLink)
