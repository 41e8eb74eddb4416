"""Terms on the command line: from a file to in force, shown, tried out, compared, exported."""

import pytest

HOST = "networkcore-site-host"


@pytest.fixture
def run(networkcore, db):
    """A command on agreements of the demo's books; its JSON."""

    def run(*words):
        done = networkcore("agreements", *words, "--db", db, "--json")
        assert done.code == 0, done.err
        return done.told

    return run


def test_terms_come_into_force_by_commands(run):
    assert run("draft", HOST, "--note", "new sites")["agreements"][0]["status"] == "draft"
    version = f"{HOST}@2010-01-01"
    assert run("propose", version)["agreements"][0]["status"] == "proposed"
    assert run("approve", HOST)["agreements"][0]["is_advisory"] is True
    assert run("activate", version)["agreements"][0]["status"] == "active"
    statuses = {one["version"]: one["status"] for one in run("list")["agreements"]}
    assert statuses[version] == "active"


def test_what_is_not_approved_is_told_in_one_line(run, networkcore, db):
    run("draft", "networkcore-volume")
    done = networkcore("agreements", "activate", "networkcore-volume", "--db", db)
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_a_preview_says_every_step_to_the_cent(run):
    words = ("--kwh", "60", "--net", "30", "--at", "2026-06-05T19:30")
    falls = run("preview", HOST, *words)["waterfall"]
    moved = {one["id"]: one["amount_minor"] for one in falls["steps"]}
    assert moved == {
        "commission": 300,
        "commission-cap": -50,
        "dp-share": 100,
        "card": 142,
        "site-host": 120,
        "evening-rebate": 180,
        "rest": 2450,
    }
    assert (falls["cpo_minor"], falls["network_minor"], falls["others_minor"]) == (2450, 150, 300)
    assert falls["steps"][0]["words"] == "CPO → network: 10 % of net"
    noon = run("preview", HOST, "--at", "2026-06-05T12:00")["waterfall"]["steps"]
    assert [one["applies"] for one in noon if one["id"] == "evening-rebate"] == [False]


def test_show_prints_the_waterfall_for_people(networkcore, db):
    done = networkcore("agreements", "show", HOST, "--db", db)
    assert done.code == 0
    for words in (
        "CPO → network: at most 2.50 EUR of commission",
        "CPO → driver: 0.03 EUR a kWh; 18:00 to 22:00",
        "CPO → NL*HST: 0.02 EUR a kWh",
        "DP → CPO: the rest",
        "8.60",
    ):
        assert words in done.out


def test_steps_of_a_period_are_shown_of_all_its_sessions(run):
    falls = run("preview", "networkcore-volume", "--sessions", "6000")["waterfall"]
    of_period = {one["id"]: one["amount_minor"] for one in falls["steps"] if one["period"]}
    assert of_period == {"commission-cap": -100_000, "cpo-volume": 120_000, "dp-volume": 25_000}


def test_two_versions_differ_by_fields_and_steps(run, networkcore, db):
    changes = run("diff", "networkcore", HOST)["changes"]
    told = {one["field"]: (one["before"], one["after"]) for one in changes}
    assert told["commission_bp"] == ("1000", "")
    assert told["step site-host"] == ("", "CPO → NL*HST: 0.02 EUR a kWh")
    done = networkcore("agreements", "diff", HOST, HOST, "--db", db)
    assert (done.code, done.out) == (0, "no difference\n")


@pytest.mark.parametrize("suffix", ["toml", "csv", "xlsx"])
def test_terms_are_exported_and_read_again(run, networkcore, db, tmp_path, suffix):
    file = tmp_path / f"terms.{suffix}"
    run("export", HOST, file)
    run("draft", HOST)
    assert len(run("list")["agreements"]) == 2
    run("import", file)
    assert len(run("list")["agreements"]) == 2
    done = networkcore("agreements", "export", HOST, tmp_path / "terms.pdf", "--db", db)
    assert (done.code, done.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("preview", HOST, "--kwh", "many"), "wanted a number, found 'many'"),
        (("preview", HOST, "--kwh", "nan"), "wanted a number, found 'nan'"),
        (("preview", HOST, "--power-kw", "1e400"), "wanted a number, found '1e400'"),
        (("preview", HOST, "--at", "noon"), "wanted a local time as 2026-06-05T19:30"),
        (("show", "nobody"), "agreements: no 'nobody' in these books"),
    ],
)
def test_what_is_wrong_is_one_line(networkcore, db, words, told):
    done = networkcore("agreements", *words, "--db", db)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert told in done.err
