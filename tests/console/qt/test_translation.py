"""What reaches the screen can be translated: asked for by its literal, which lupdate finds."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator

import console.qt
from console.present.book_tables import LOOKS
from console.present.export_rows import SHEET_ROWS_MAX, ExportFormat
from console.present.job_lines import JobState
from console.present.tariff_week import PRICE_KINDS
from console.qt.books_lock import Holder
from console.qt.export_job import ExportJob
from console.qt.look_words import WORDS
from tests.console.qt.table_sources import MadeLedger

FOLDER = Path(console.qt.__file__).parent
OF_LITERALS = (
    "book_tabs",
    "console_window",
    "export_job",
    "jobs_page",
    "paged_model",
    "paged_view",
    "table_pane",
    "use_card",
    "week_controls",
)


class Marked(QTranslator):
    """A language in which every text stands between two stars."""

    def isEmpty(self):  # noqa: N802 (Qt)
        return False

    def translate(self, _context, text, _disambiguation=None, _n=-1):
        return f"*{text}*"


@pytest.fixture
def marked(qapp):  # noqa: ARG001 (the application must be there)
    language = Marked()
    QCoreApplication.installTranslator(language)
    yield
    QCoreApplication.removeTranslator(language)


@pytest.mark.parametrize("name", OF_LITERALS)
def test_every_text_is_a_literal_where_it_is_translated(name):
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "tr"
    ]
    assert [call.lineno for call in calls if not isinstance(call.args[0], ast.Constant)] == []


@pytest.mark.usefixtures("marked")
def test_who_holds_the_books_is_said_in_the_language():
    assert Holder(7, "here").text == "*process 7 on here*"
    assert Holder(0, "").text == "*another program*"


@pytest.mark.usefixtures("marked")
def test_why_a_sheet_is_too_long_is_said_in_the_language():
    job, heard = ExportJob(MadeLedger(1), [range(SHEET_ROWS_MAX + 1)], ()), []
    job.failed.connect(heard.append)
    job.write_file(Path("out.xlsx"), ExportFormat.XLSX)
    assert heard[0].startswith("*out.xlsx: wanted at most 1,048,575 rows, found 1,048,576;")
    job.close()


@pytest.mark.usefixtures("marked")
def test_states_of_jobs_and_kinds_of_prices_are_said_in_the_language(make_window):
    window = make_window()
    page = window.jobs
    assert page._state_text(JobState.WAITING).endswith(" *waiting*")
    assert [page._state_text(state).replace("*", "") for state in JobState] == [
        state.value for state in JobState
    ]
    kinds = window.tariffs.workbench.week.kind
    assert [kinds.itemData(at) for at in range(kinds.count())] == list(PRICE_KINDS)
    assert kinds.itemText(0) == "*Per kWh*"


def test_every_word_of_a_table_is_where_lupdate_finds_it():
    shown = {
        word
        for look in LOOKS.values()
        for word in (look.title, look.empty_text, *(column.title for column in look.columns))
    }
    assert shown == set(WORDS)


@pytest.mark.usefixtures("marked")
def test_tables_are_said_in_the_language(make_window):
    tables = make_window().operate.tables
    assert tables.bar.tabText(0) == "*Ledger*"
    model = tables.pane.model
    assert model.headerData(0, Qt.Orientation.Horizontal) == "*Seq*"
    assert tables.pane.view.accessibleName() == "*Ledger*"
