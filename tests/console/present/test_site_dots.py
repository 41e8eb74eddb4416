"""Sites as dots of a map: which there are, what they say, and why there are none."""

from datetime import timedelta
from math import isnan

import pytest

from console.present.site_dots import (
    dots_of_use,
    rows_of_location,
    rows_of_site,
    unplaced_text,
    why_no_map,
)
from console.present.site_map import SiteStatus
from core.domain.filter_parse import parse_filter
from core.domain.table_fields import FIELDS, BookTable
from tests.console.present.builders import END, a_site

NOWHERE = {"latitude": None, "longitude": None}


def test_a_dot_says_where_and_how_much():
    (dot,) = dots_of_use([a_site()])
    assert (dot.key, dot.latitude, dot.longitude) == ("NL*EVB:utrecht-1", 52.0894, 5.1101)
    assert (dot.evses, dot.utilisation_text) == (4, "25.0 % connected")


def test_a_site_without_a_place_is_left_out_and_counted():
    sites = [a_site(), a_site("b", **NOWHERE), a_site("c", longitude=None)]
    assert [dot.location_id for dot in dots_of_use(sites)] == ["utrecht-1"]
    assert unplaced_text(sites) == "2 of 3 sites have no place"
    assert unplaced_text(sites[:2]) == "1 of 2 sites has no place"
    assert unplaced_text(sites[:1]) == ""


def test_whoever_charged_within_the_last_day_of_the_books_shows_that_a_site_works():
    day = timedelta(days=1)
    sites = [
        a_site("now"),
        a_site("just", last_end_at=END - day),
        a_site("long ago", last_end_at=END - day - timedelta(seconds=1)),
        a_site("never", last_end_at=None, sessions=0, share=0.0),
    ]
    assert [dot.status for dot in dots_of_use(sites)] == [
        *(SiteStatus.IN_SERVICE, SiteStatus.IN_SERVICE),
        *(SiteStatus.UNKNOWN, SiteStatus.UNKNOWN),
    ]


def test_use_that_is_not_known_stays_so_and_use_above_all_is_all():
    unknown, full = dots_of_use([a_site(share=None, last_end_at=None), a_site(share=1.25)])
    assert isnan(unknown.utilisation)
    assert full.utilisation == 1.0


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ((), "No sites yet"),
        ((a_site(**NOWHERE),), "The one site of these books has no place"),
        ((a_site(**NOWHERE),) * 1200, "The 1,200 sites of these books have no place"),
    ],
)
def test_an_empty_map_says_why(sites, said):
    assert why_no_map(sites).startswith(said)


@pytest.mark.parametrize("link", [rows_of_site("NL*EVB:a site"), rows_of_location('the "new" one')])
def test_a_site_opens_its_sessions(link):
    assert link.table is BookTable.SESSIONS
    tree = parse_filter(link.filter_text, FIELDS[link.table])
    assert "site" in str(tree)


def test_the_sessions_of_a_site_are_those_of_its_cpo():
    assert rows_of_site("NL*EVB:utrecht-1").filter_text == "cpo:NL*EVB site:utrecht-1"
