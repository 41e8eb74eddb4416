"""Experiments from the command line: one object for scripts, one line for what is wrong."""

import pytest
from pyarrow import parquet

from tests.simulation.conftest import SMALL

RATE_20 = "sessions_per_evse_per_day = 20"
RATE = "demand.dc.sessions_per_evse_per_day"


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_a_run_of_many_replications_tells_mean_and_interval(networkcore, small):
    told = networkcore("run", small, "--replications", 4, "--workers", 1, "--json").told
    assert (told["replications"], told["points"], told["seed"]) == (4, 4, 1)
    assert told["engine"] == "simpy"
    assert len(told["input_digests"]) == 1
    sessions = told["estimates"]["sessions"]
    assert told["kpis"]["sessions"] == sessions["mean"]
    assert sessions["low"] < sessions["mean"] < sessions["high"]
    assert sessions["p5"] <= sessions["p50"] <= sessions["p95"]
    again = networkcore("run", small, "--replications", 4, "--workers", 1, "--json").told
    assert again["estimates"] == told["estimates"]


def test_a_setting_changes_a_plain_run_too(networkcore, small, tmp_path):
    words = ("run", small, "--db", f"sqlite:///{tmp_path / 'books'}", "--json")
    few = networkcore(*words, "--set", f"{RATE}=2").told
    assert few["kpis"]["arrivals"] < 40
    assert few["sessions"] > 0


def test_replications_are_added_until_the_interval_is_small(networkcore, small):
    words = ("--replications", 3, "--until", "sessions=0.05", "--workers", 2, "--json")
    told = networkcore("run", small, *words).told
    assert told["replications"] > 3
    found = told["estimates"]["sessions"]
    assert found["half_width"] <= 0.05 * found["mean"]


def test_a_sweep_tells_every_cell_and_keeps_a_table(networkcore, small, tmp_path):
    folder = tmp_path / "kept"
    words = ("sweep", small, "--vary", f"{RATE}=4,8", "--vary", "days=1:2:2", "--replications", 2)
    words = (*words, "--kpi", "sessions", "--into", folder, "--workers", 2, "--json")
    told = networkcore(*words).told
    assert [cell["set"] for cell in told["cells"]] == [
        {RATE: rate, "days": days} for rate in (4, 8) for days in (1, 2)
    ]
    assert all(set(cell["kpis"]) == {"sessions"} for cell in told["cells"])
    table = parquet.read_table(folder / "points.parquet")
    assert (table.num_rows, set(table.column("set:days").to_pylist())) == (
        8,
        {1, 2},
    )
    before = (folder / "points.parquet").read_bytes()
    assert networkcore(*words).told["cells"] == told["cells"]
    assert (folder / "points.parquet").read_bytes() == before
    again = networkcore("rerun", folder, "--points", 3, "--workers", 1, "--json")
    assert (again.code, again.told["points"], again.told["alike"]) == (0, 3, 3)
    assert again.told["same_code"]


def test_a_point_that_comes_to_other_figures_is_found(networkcore, small, tmp_path):
    words = ("run", small, "--replications", 2, "--workers", 1, "--set", "days=1")
    networkcore(*words, "--into", tmp_path / "kept", "--json")
    # A folder whose scenario was changed by hand: its points are not what it comes to.
    scenario = tmp_path / "kept" / "scenario.toml"
    text = scenario.read_text(encoding="utf-8")
    assert "sessions_per_evse_per_day = 30" in text
    scenario.write_text(text.replace("sessions_per_evse_per_day = 30", RATE_20), encoding="utf-8")
    done = networkcore("rerun", tmp_path / "kept", "--workers", 1, "--json")
    assert done.code == 1
    assert done.told["different"] == [
        {"cell": 0, "replication": 0},
        {"cell": 0, "replication": 1},
    ]


def test_a_tornado_and_a_search_answer_for_one_figure(networkcore, small):
    words = ("--replications", 2, "--workers", 2, "--set", "days=1", "--json")
    varied = ("--vary", RATE, "--vary", "demand.dc.energy_scale_kwh")
    told = networkcore(
        "sweep", small, "--design", "tornado", *varied, *words, "--kpi", "arrivals"
    ).told
    assert told["tornado"][0]["path"] == RATE
    assert told["tornado"][0]["low_difference"] < 0 < told["tornado"][0]["high_difference"]
    most = ("--where", "drivers_present_mean<=2")
    told = networkcore(
        "sweep",
        small,
        "--design",
        "optimum",
        "--vary",
        f"{RATE}=4.0:40.0",
        *most,
        *words,
        "--kpi",
        "sessions",
    ).told
    assert told["best"]["is_allowed"]
    assert told["best"]["constrained"]["drivers_present_mean"]["high"] <= 2
    assert 4 < told["best"]["value"] < 40


def test_scenarios_are_compared_pair_by_pair(networkcore):
    words = ("reseller-vs-networkcore@NETWORKCORE", "reseller-vs-networkcore@RESELLER")
    done = networkcore(
        "compare", *words, "--set", "days=1", "--replications", 3, "--kpi", "sessions", "--json"
    )
    (difference,) = done.told["differences"]
    assert difference["verdict"] == "DIFFERENT"
    assert difference["mean"] < 0
    assert done.told["told"][0].startswith("Sessions, reseller-vs-networkcore@RESELLER:")


def test_a_saved_comparison_explains_itself(networkcore):
    words = ("compare", "reseller-or-networkcore", "--set", "days=1", "--replications", 2)
    done = networkcore(*words, "--workers", 1)
    assert done.code == 0
    assert "Does a CPO earn more" in done.out
    assert "By CPO net" in done.out
    told = networkcore(*words, "--workers", 1, "--json").told
    assert told["comparison"] == "reseller-or-networkcore"
    assert len(told["cells"]) == 5


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("run", "{small}", "--replications", "0"), "replications: wanted 1 to 10000, found 0"),
        (("run", "{small}", "--set", "nonsense"), "wanted PATH=VALUE, found 'nonsense'"),
        (("run", "{small}", "--set", f"{RATE}=-3"), "sessions_per_evse_per_day"),
        (("run", "{small}", "--replications", "2", "--seed", "-5"), "seed: wanted 0 to 9999999"),
        (("run", "{small}", "--set", "seed=99"), "use --seed instead"),
        (("sweep", "{small}", "--vary", "seed=1,2,3", "--workers", "1"), "use --seed instead"),
        (("sweep", "{small}", "--vary", "seed=1:3:3", "--workers", "1"), "use --seed instead"),
        (("sweep", "{small}", "--vary", "seed=1:3", "--design", "sobol"), "use --seed instead"),
        (("run", "{small}", "--until", "sessions=nan"), "wanted a number above 0, found nan"),
        (("run", "{small}", "--until", "sessions=inf"), "wanted a number above 0, found inf"),
        (("run", "{small}", "--until", "sessions=0"), "wanted a number above 0, found 0.0"),
        (("run", "{small}@NOBODY"), "no variant 'NOBODY'"),
        (("run", "{small}", "--replications", "2", "--cluster", "there"), "cluster:there"),
        (("sweep", "{small}", "--vary", f"{RATE}=4:x"), "wanted PATH=LOW:HIGH"),
        (("sweep", "{small}", "--vary", f"{RATE}=4,-1", "--workers", "1"), RATE.split(".")[2]),
        (("sweep", "{small}", "--vary", RATE, "--design", "tornado"), "asks for a figure"),
        (("compare", "nothing-saved"), "comparisons: no 'nothing-saved'"),
        (("compare", "city", "nowhere"), "scenarios: no 'nowhere'"),
    ],
)
def test_what_is_wrong_is_one_line_before_anything_runs(networkcore, small, words, named):
    done = networkcore(*(word.replace("{small}", str(small)) for word in words), "--json")
    assert done.code == 2
    assert list(done.told) == ["error"]
    assert named in done.told["error"]
    assert done.err.count("\n") == 1


def test_a_target_of_a_figure_that_no_run_has_ends_after_the_first_replications(networkcore, small):
    words = ("--until", "wealth=0.1", "--replications", 2, "--workers", 1, "--set", "days=1")
    done = networkcore("run", small, *words, "--json")
    assert done.code == 2
    assert "no run has 'wealth', only arrivals" in done.told["error"]


def test_a_figure_that_no_run_has_is_named(networkcore, small):
    words = ("--vary", f"{RATE}=4,8", "--replications", 1, "--workers", 1, "--kpi", "wealth")
    done = networkcore("sweep", small, *words, "--json")
    assert done.code == 2
    assert "no run has 'wealth', only arrivals" in done.told["error"]


@pytest.mark.parametrize(
    "words",
    [
        ("run", "perth"),
        ("run", "perth", "--replications", 2, "--workers", 1),
        ("compare", "perth@NETWORKCORE", "perth@RESELLER", "--replications", 2, "--workers", 1),
    ],
    ids=["run", "replications", "compare"],
)
def test_amounts_at_imputed_prices_are_told_with_that_mark(networkcore, tmp_path, words):
    if len(words) == 2:
        words = (*words, "--db", f"sqlite:///{tmp_path / 'books'}")
    shown = networkcore(*words, "--set", "days=1").out
    assert "Imputed prices at 21 of 21 sites, 1 of 1 CPOs" in shown


def test_a_script_is_told_of_imputed_prices_too(networkcore):
    words = ("run", "perth", "--set", "days=1", "--replications", 2, "--workers", 1, "--json")
    assert networkcore(*words).told["note"].startswith("Imputed prices at 21 of 21 sites")
