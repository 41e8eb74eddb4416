"""A line of words asks for messages; a message leads to the session whose CDR it carries."""

import json
from dataclasses import replace

import pytest

from console.present.kpi_tiles import Tone
from console.present.message_rows import (
    LIMIT,
    body_text,
    message_row,
    message_sections,
    session_of_message,
    wanted_of,
)
from core.domain.errors import InvalidValueError
from core.domain.hub_message import WantedMessages
from tests.console.present.hub_builders import a_message


def test_words_ask():
    assert wanted_of("") == WantedMessages(limit=LIMIT)
    assert wanted_of(" party:NL*ABC  failed module:cdrs correlation:x-1 ") == WantedMessages(
        party="NL*ABC", module="cdrs", correlation_id="x-1", only_failed=True, limit=LIMIT
    )


@pytest.mark.parametrize("words", ["NL*ABC", "party:", "cdr:4711", "failed:yes"])
def test_another_word_is_named(words):
    with pytest.raises(InvalidValueError, match="wanted words like"):
        wanted_of(words)


def test_a_row_says_who_what_and_what_came_of_it():
    texts = [cell.text for cell in message_row(a_message()).cells]
    assert texts[1:4] == ["NL*ABC", "DE*XYZ", "POST"]
    assert texts[4] == "/cdrs/"
    assert texts[6:] == ["\N{CHECK MARK} 1000", "12.5"]
    failed = message_row(replace(a_message(), status_code=4002, http_status=504))
    assert failed.cells[6].text == "\N{MULTIPLICATION SIGN} 4002 HTTP 504"
    assert failed.cells[6].tone is Tone.BAD


def test_a_cdr_leads_to_its_session_and_nothing_else_does():
    link = session_of_message(a_message())
    assert link is not None
    assert link.id == "cdr:NL*ABC:C1"
    for other in ({"module": "tokens"}, {"method": "GET"}, {"request": '{"id": "C1'}):
        assert session_of_message(replace(a_message(), **other)) is None


def test_what_went_wrong_is_said_first():
    sections = message_sections(replace(a_message(), problem="no answer"))
    assert sections[0].lines[0].value == "no answer"


def test_a_whole_body_is_indented_and_a_cut_one_is_shown_as_it_is():
    assert json.loads(body_text('{"a":[1,2]}')) == {"a": [1, 2]}
    assert "\n" in body_text('{"a":[1,2]}')
    assert body_text('{"a":[1,') == '{"a":[1,'
