"""An agreement goes to a spreadsheet and comes back equal; what is wrong in one is told."""

import io

import openpyxl
import pytest
from hypothesis import given, settings

from core.domain.errors import SourceError
from core.service.agreement_file import load_agreement
from core.service.agreement_sheet import (
    agreement_from_csv,
    agreement_from_xlsx,
    csv_of,
    xlsx_of,
)
from core.service.resources import ResourceKind, resource_names
from core.store.agreement_store import content_sha
from tests.builders import an_agreement
from tests.core.ledger.test_split import agreements
from tests.core.service.test_agreement_document import EVERYTHING
from tests.waterfalls import session_steps

TEXT = csv_of(EVERYTHING)


def from_csv(agreement):
    return agreement_from_csv(csv_of(agreement), "again.csv")


def from_xlsx(agreement):
    return agreement_from_xlsx(xlsx_of(agreement), "again.xlsx")


@pytest.mark.parametrize("again", [from_csv, from_xlsx])
def test_everything_that_can_be_said_comes_back(again):
    assert again(EVERYTHING) == EVERYTHING
    assert content_sha(again(EVERYTHING)) == content_sha(EVERYTHING)


@pytest.mark.parametrize("name", resource_names(ResourceKind.AGREEMENT))
def test_every_agreement_that_comes_with_the_program_comes_back(name):
    agreement = load_agreement(name, "EUR", "NL")
    assert from_csv(agreement) == agreement
    assert from_xlsx(agreement) == agreement


@given(agreements())
def test_short_terms_come_back(agreement):
    assert from_csv(agreement) == agreement


@given(session_steps())
def test_any_waterfall_comes_back(steps):
    written = an_agreement(commission_bp=0, dp_share_bp=0, preset="OWN", steps=steps)
    assert from_csv(written) == written


@settings(max_examples=10)
@given(session_steps())
def test_any_waterfall_comes_back_from_a_workbook(steps):
    written = an_agreement(commission_bp=0, dp_share_bp=0, preset="OWN", steps=steps)
    assert from_xlsx(written) == written


def test_what_somebody_types_as_a_number_is_read_with_the_digits_that_are_shown():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(EVERYTHING)))
    sheet = book["steps"]
    columns = [cell.value for cell in sheet[1]]
    sheet.cell(2, columns.index("rate_bp") + 1, 1250)
    sheet.cell(3, columns.index("amount") + 1, 0.07)
    stream = io.BytesIO()
    book.save(stream)
    changed = agreement_from_xlsx(stream.getvalue(), "typed.xlsx")
    assert (changed.steps[0].rate_bp, str(changed.steps[1].amount)) == (1250, "0.07")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[terms]", "[other]", "wanted a table terms, found other, steps, examples"),
        ("id,payer,", "id,who,", "steps: wanted columns id, payer, payee"),
        ("commission,CPO,NETWORK,percent", "commission,CPO,NETWORK,gift", "step[0].kind: wanted"),
        ("commission,CPO,", "commission,NETWORK,", "wanted a payee other than the payer"),
        ("percent,,1000", "percent,,10.5", "step[0].rate_bp: wanted a valid integer"),
        ("0: 1000; 100: 800", "100: 1000; 100: 800", "wanted bands that begin at 0 and rise"),
        ("terms]", 'terms]\n"', "no CSV: "),
    ],
)
def test_what_is_wrong_in_a_table_is_told(old, new, told):
    assert old in TEXT
    with pytest.raises(SourceError) as refused:
        agreement_from_csv(TEXT.replace(old, new, 1), "wrong.csv")
    assert told in str(refused.value)


def test_what_is_no_workbook_is_told():
    with pytest.raises(SourceError, match=r"x\.xlsx: no workbook that can be read"):
        agreement_from_xlsx(b"PK no", "x.xlsx")
    with pytest.raises(SourceError, match="wanted at most 5,000,000 bytes"):
        agreement_from_xlsx(b" " * 5_000_001, "x.xlsx")
