"""`figures`: tables of any period, the same in JSON, CSV and workbook; `report monthly` in the office's bands."""

from __future__ import annotations

import csv

import openpyxl
import pytest

DOOR = "2026-11-21T10:20"
PERIOD = ("--from", "2026-11-01", "--to", "2026-11-30")


@pytest.fixture
def attended(run, world):
    run("apply", world.course, "--participant", world.people[0])
    run("check-in", world.sessions[0], "--participant", world.people[0], "--at", DOOR)
    run("check-in", world.sessions[0], "--walk-in", "70-74", "--at", DOOR)
    run("check-in", world.sessions[0], "--walk-in", "60代", "--at", DOOR)
    return world


def test_a_table_has_every_month_and_band_and_its_sums_beside_it(run, attended):
    asked = ("figures", "--from", "2026-10-01", "--to", "2026-12-31", "--rows", "month", "--columns", "band")
    data = run(*asked, "--measure", "attendances").json
    assert data["rows"] == ["2026-10", "2026-11", "2026-12"]
    assert data["columns"][-1] == "unknown"
    assert [sum(line) for line in data["cells"]] == [0, 3, 0]
    assert data["totals"] == {"rows": [0, 3, 0], "columns": data["cells"][1], "all": 3}
    assert (data["coarse"], data["cells"][1][-1]) == (1, 1), "60代 fits neither 60-64 nor 65-69, and it is said"
    weekdays = run("figures", *PERIOD, "--rows", "weekday", "--measure", "sessions").json
    assert (weekdays["rows"], weekdays["columns"]) == (list("1234567"), ["sessions"])
    assert weekdays["cells"] == [[0], [0], [0], [0], [0], [1], [0]]


def test_a_filter_takes_the_name_of_the_table_and_the_word_people_read(run, attended):
    counted = []
    for where in ("sex=unstated", "sex=回答なし", "性別=回答なし", "hall=中央公民館", "hall=ほかの館"):
        ran = run("figures", *PERIOD, "--rows", "kind", "--measure", "attendances", "--where", where)
        counted.append(ran.json["totals"]["all"])
    assert counted == [2, 2, 2, 3, 0]
    asked = ("figures", *PERIOD, "--rows", "kind", "--measure", "attendances", "--where")
    assert run(*asked, "band=７０代").json["totals"]["all"] == 2, "both bands of the office within it"
    assert run(*asked, "band=65-74").json["totals"]["all"] == 1
    for nothing in ("sex=xyz", "band=春", "weekday=8", "supporter_kind=だれか"):
        ran = run(*asked, nothing, as_json=False)
        assert (ran.code, "使えるのは" in ran.err) == (2, True), nothing
    both = ("--where", "band=70-74", "--where", "band=不明")
    assert run("figures", *PERIOD, "--rows", "sex", "--measure", "attendances", *both).json["totals"]["all"] == 2


def test_few_people_are_left_out_of_what_leaves_the_office(run, attended):
    data = run("figures", *PERIOD, "--rows", "kind", "--columns", "sex", "--measure", "attendances", "--suppress").json
    assert all(cell in {None, 0} for line in data["cells"] for cell in line)
    assert data["totals"]["all"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--rows", "band", "--measure", "sessions"), "no_such_table"),
        (("--rows", "hall", "--columns", "hall", "--measure", "attendances"), "no_such_table"),
        (("--rows", "hall", "--measure", "fill", "--where", "sex=female"), "no_such_table"),
        (("--rows", "first_time", "--measure", "no_shows"), "no_such_table"),
    ],
)
def test_what_cannot_be_counted_is_said_with_measure_and_dimension(run, attended, words, code):
    ran = run("figures", *PERIOD, *words)
    assert (ran.code, ran.error) == (1, code)
    assert "では分けられません" in run("figures", *PERIOD, *words, as_json=False).err


def test_a_word_that_is_no_dimension_is_told_with_those_there_are(run, attended):
    assert run("figures", *PERIOD, "--rows", "colour", "--measure", "people").code == 2
    ran = run("figures", *PERIOD, "--rows", "hall", "--measure", "people", "--where", "colour=red", as_json=False)
    assert ran.code == 2
    assert "supporter_kind" in ran.err
    reverse = run("figures", "--from", "2026-12-01", "--to", "2026-11-01", "--rows", "hall", "--measure", "people")
    assert reverse.error == "period_reversed"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_file_says_the_same_as_the_answer(run, attended, tmp_path, ending):
    out = tmp_path / f"table.{ending}"
    data = run(
        "figures", *PERIOD, "--rows", "hall", "--columns", "sex", "--measure", "attendances", "--out", out
    ).json  # fmt: skip
    assert data["file"] == str(out)
    if ending == "csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.reader(file))
        cells = [[int(cell) for cell in line[1:]] for line in read[1:]]
    else:
        sheet = openpyxl.load_workbook(out).active
        read = [list(line) for line in sheet.iter_rows(values_only=True)]
        cells = [line[1:] for line in read[1:]]
        assert len(sheet.tables) == 1
        assert not sheet.merged_cells.ranges
    assert read[0][0] == "会場"
    assert [line[0] for line in read[1:]] == ["中央公民館"]
    assert cells == data["cells"]


def test_a_name_that_begins_like_a_formula_is_text_in_the_file(run, world, tmp_path):
    run("check-in", world.sessions[0], "--walk-in", "70-74", "--at", DOOR)
    out = tmp_path / "table.pptx"
    assert run("figures", *PERIOD, "--rows", "hall", "--measure", "people", "--out", out).error == "wrong_extension"
    assert not out.exists()


def test_the_months_bands_are_the_offices_and_never_overlap(run, attended, tmp_path):
    data = run("report", "monthly", "2026-11").json
    assert "60-69" not in data["by_band"]
    assert (data["by_band"]["unknown"], data["coarse"]) == (1, 1)
    assert sum(data["by_band"].values()) == data["attendances"] == 3
    out = tmp_path / "month.csv"
    run("report", "monthly", "2026-11", "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        told = {line[1]: int(line[2]) for line in csv.reader(file) if line[0] == "年代"}
    assert (told["不明"], told.get("60代")) == (1, None)
    assert "年代が広くしかわからない" in run("report", "monthly", "2026-11", as_json=False).out


def test_coverage_names_what_of_the_population_was_reached_and_what_was_not(run, attended, tmp_path):
    nothing = run("coverage")
    assert (nothing.json["population"], nothing.json["unreached"]) == (None, [])
    assert "import population" in run("coverage", as_json=False).out
    file = tmp_path / "population.csv"
    file.write_text("地区,年代,性別,人口\n中央,75-79,女,200\n中 央,80-84,女,50\n西,75-79,女,400\n", encoding="utf-8")
    assert run("import", "population", file).json["added"] == 3
    data = run("coverage", "--from", "2026-11-01", "--to", "2026-11-30").json
    by_district = {one["district"]: (one["population"], one["people"], one["per_1000"]) for one in data["items"]}
    assert by_district["西"] == (400, 0, 0)
    assert by_district["中央"][1] == 1
    assert "西" in {one["district"] for one in data["unreached"]}
    assert sum(one["people"] for one in data["items"]) == data["people"] == 1
    assert set(data["items"][0]) == {"district", "population", "people", "per_1000"}
    fine = run("coverage", "--by", "district,band,sex").json
    assert fine["population"] == 650
    assert set(fine["items"][0]) == {"district", "band", "sex", "population", "people", "per_1000"}
    assert run("coverage", "--by", "hall").error == "no_such_table"
    assert run("coverage", "--by", "colour").code == 2


def test_a_survey_is_counted_by_course_and_by_period(run, world):
    everything = run("survey", "results").json
    assert everything["forms"] == 0
    assert {"text", "kind", "answers", "answered"} == set(everything["questions"][0])
    assert run("survey", "results", "--course", "0" * 8 + "-0000-7000-8000-" + "a" * 12).code == 1
    assert run("survey", "results", "--from", "2026-12-01", "--to", "2026-11-01").error == "period_reversed"
