"""`networkcore difference` compares a file, or the books, with what else might have been."""

import pytest

from tests.console.application.conftest import DEMO

WORDS = ("difference", str(DEMO), "--network", "demo")


def test_a_file_is_compared_without_books_of_its_own(networkcore, home):
    done = networkcore(
        *WORDS, "--against", "reseller", "--markup", "25", "--elasticity=-1.5", "--json"
    )
    told = done.told
    assert told["days"] > 7
    same = {one["kpi"]: one for one in told["same"]}
    responded = {one["kpi"]: one for one in told["responded"]}
    sessions = same["sessions"]
    assert sessions["before"] == sessions["after"] == told["sessions"]
    # 1.25 to the power of -1.5
    assert responded["sessions"]["after"] == pytest.approx(0.7155 * told["sessions"], rel=1e-3)
    assert same["dp_net_minor_eur"]["verdict"] == "DIFFERENT"
    assert not list(home.rglob("*.sqlite"))


def test_a_replay_of_books_is_compared_with_itself(networkcore, tmp_path):
    url = f"sqlite:///{tmp_path / 'books.sqlite'}"
    networkcore("replay", str(DEMO), "--network", "demo", "--db", url)
    told = networkcore("difference", "--db", url, "--json").told
    assert told["sessions"] > 100
    assert all(one["before"] == one["after"] for one in told["same"])
    assert "responded" not in told


def test_both_reports_are_written(networkcore, tmp_path):
    html, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    done = networkcore(*WORDS, "--price=-5", "--html", str(html), "--pdf", str(pdf))
    assert done.code == 0
    assert "prices at 95 %" in done.out
    text = html.read_text()
    assert "Replay with a difference" in text
    assert "demo.csv: " in text
    assert pdf.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("difference", str(DEMO)), "wanted --network"),
        ((*WORDS, "--against", "nobody"), "nobody"),
        ((*WORDS, "--markup", "x"), "wanted a number"),
        ((*WORDS, "--markup", "0.001"), "two decimals at most"),
        ((*WORDS, "--elasticity", "2"), "elasticity: wanted -10 to 0, found 2"),
        ((*WORDS, "--tariff", "/nowhere.json"), "nowhere.json"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_line(networkcore, words, said):
    done = networkcore(*words)
    assert done.code == 2
    assert said in done.err
