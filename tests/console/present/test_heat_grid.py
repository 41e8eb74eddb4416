import numpy as np

from console.present.heat_grid import HeatGrid, grid_of_heat, grid_of_week, week_grid
from console.present.plot_table import csv_text
from console.present.utilisation_heat import Heat
from core.service.week_use import WeekUse


def a_grid(values=((0.25, 0.5), (float("nan"), 1.0)), unit="%"):
    return HeatGrid(
        rows=("NL-1", "NL-2"),
        columns=("00:00 to 01:00", "01:00 to 02:00"),
        column_marks=((0, "00"),),
        values=np.array(values),
        unit=unit,
        meaning="connected",
        across="hour",
    )


def test_a_cell_says_site_time_and_figure():
    grid = a_grid()
    assert grid.cell_text(0, 1) == "NL-1\n01:00 to 02:00\n50.0 % connected"
    assert grid.cell_text(1, 0).endswith("not known connected")


def test_percent_goes_to_the_next_ten_and_other_units_to_the_highest():
    assert a_grid().top == 1.0
    assert a_grid().scale_top == 100
    assert a_grid(values=((0.1, 0.31), (0, 0))).scale_top == 40
    assert a_grid(values=((0, 0.3), (0, 0))).top == 0.3
    assert a_grid(values=((0, 0), (0, 0))).top == 0.1
    assert a_grid(unit="h").scale_top == 1
    assert a_grid(values=((0, 0), (0, 0)), unit="h").top == 1.0


def test_the_table_has_a_row_a_cell_and_an_empty_text_for_the_unknown():
    lines = csv_text(a_grid().table()).splitlines()
    assert lines[0] == "row,column,value,unit"
    assert lines[1] == "NL-1,00:00 to 01:00,0.25,share"
    assert lines[3] == "NL-2,00:00 to 01:00,,share"


def test_the_summary_names_the_busiest_cell():
    assert "highest 100.0 % at NL-2, 01:00 to 02:00" in a_grid().summary()
    assert a_grid(values=((np.nan, np.nan), (np.nan, np.nan))).summary().endswith("no values.")


def test_the_day_has_24_columns_and_the_week_168_from_monday_on():
    day = grid_of_heat(Heat(("NL-1",), np.zeros((1, 24)), "h"))
    assert day.columns[23] == "23:00 to 24:00"
    week = week_grid(("NL-1",), np.zeros((1, 168)), "%", "connected")
    assert week.columns[24] == "Tue 00:00 to 01:00"
    assert week.column_marks[6] == (144, "Sun")


def test_the_use_of_a_week_is_shown_under_the_names_of_the_sites():
    use = WeekUse(("L1", "L2"), np.full((2, 168), 0.5))
    grid = grid_of_week(use, {"L1": "Utrecht"})
    assert grid.rows == ("Utrecht", "L2")
    assert grid.cell_text(0, 167) == "Utrecht\nSun 23:00 to 24:00\n50.0 % connected"
