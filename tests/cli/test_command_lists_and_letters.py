"""The command line brings in a form's file its own way, takes it back, and prints letters and the list of calls."""

from __future__ import annotations


def test_columns_are_told_kept_by_name_and_the_import_taken_back(run, tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text(
        '{"title": "スマホ入門", "capacity": 5,'
        ' "sessions": [{"starts_at": "2026-12-04T10:00", "ends_at": "2026-12-04T12:00"}]}',
        encoding="utf-8",
    )
    course = run("course", "plan", plan).json["course"]
    file = tmp_path / "form.csv"
    file.write_text("送信,みょうじ,なまえ\n2026/11/20 10:00:00,見本,太郎\n2026/11/20 10:01:00,,\n", encoding="utf-8")
    rest = tmp_path / "rest.csv"
    done = run(
        "import", "applications", file, "--map", "みょうじ=name", "--map", "なまえ=name", "--map", "送信=applied_at",
        "--set", f"course={course}", "--save-profile", "市のフォーム", "--rejected", rest,
    ).json  # fmt: skip
    assert (done["read"], done["added"], len(done["rejected"])) == (2, 1, 1)
    assert "取り込めない理由" in rest.read_text(encoding="utf-8")
    listed = run("import", "profiles").json["items"]
    assert {"市のフォーム"} == {one["name"] for one in listed if one["own"]}
    assert sum(one["untried"] for one in listed) == 3
    again = run("import", "applications", file, "--profile", "市のフォーム").json
    assert (again["added"], again["unchanged"]) == (0, 1)
    assert run("import", "runs").json["items"][0]["id"] == done["run"]
    back = run("import", "undo", done["run"]).json
    assert (back["applications"], back["participants"]) == (1, 1)
    assert run("list", "applications").json["items"] == []
    assert run("import", "undo", done["run"]).error == "import_gone"


def test_letters_and_the_list_of_calls_become_pdf(run, tmp_path):
    run("demo", "create")
    course = next(one["id"] for one in run("list", "courses").json["items"] if one["waiting"])
    out = tmp_path / "letters.pdf"
    letters = run("print", "notices", course, "--kind", "accepted", "--out", out).json
    assert letters["letters"] == letters["pages"] > 0
    assert out.read_bytes().startswith(b"%PDF")
    cards = run("print", "notices", course, "--kind", "waiting", "--format", "postcard", "--no-address", "--out", out)
    assert cards.json["pages"] == cards.json["letters"]
    again = run("print", "notices", course, "--kind", "accepted", "--unsent", "--out", out)
    assert again.error in {"everybody_told", "nobody_has_address"}
    assert run("print", "notices", course, "--kind", "cancelled", "--out", out).error == "course_not_cancelled"


def test_a_calendar_keeps_its_ending(run, tmp_path):
    assert run("db", "upgrade").code == 0
    assert run("export", "calendar", "--out", tmp_path / "x.xlsx").error == "wrong_extension"
    assert not (tmp_path / "x.xlsx").exists()
