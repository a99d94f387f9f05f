"""Commands that read and write files: import, export, print, report, backup, and the checks of the data."""

from __future__ import annotations

import csv
import json

import pytest

DOOR = "2026-11-21T10:20"


@pytest.fixture
def attended(run, world):
    run("apply", world.course, "--participant", world.people[0])
    run("check-in", world.sessions[0], "--participant", world.people[0], "--at", DOOR)
    run("check-in", world.sessions[0], "--walk-in", "70-74", "--at", DOOR)
    return world


def test_import_twice_is_once(run, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("氏名,ふりがな,生年月日\n青葉 花子,あおば はなこ,S26.4.1\n,なし,\n", encoding="cp932")
    first = run("import", "participants", file)
    assert first.code == 0
    assert {key: first.json[key] for key in ("read", "added", "updated", "unchanged")} == {
        "read": 2,
        "added": 1,
        "updated": 0,
        "unchanged": 0,
    }
    rejected = first.json["rejected"]
    assert [(one["line"], one["code"]) for one in rejected] == [(3, "blank_cell")]
    assert rejected[0]["column"] == "氏名"
    assert rejected[0]["message"].endswith("。")
    again = run("import", "participants", file).json
    assert (again["added"], again["unchanged"]) == (0, 1)


def test_dry_run_keeps_nothing(run, tmp_path):
    file = tmp_path / "venues.csv"
    file.write_text("会場名,部屋,定員\n東公民館,和室,12\n", encoding="utf-8")
    assert run("db", "upgrade").code == 0
    ran = run("import", "venues", file, "--dry-run")
    assert (ran.json["added"], ran.json["dry_run"]) == (1, True)
    assert run("list", "venues").json["items"] == []
    shown = run("import", "venues", file, as_json=False)
    assert "追加 1" in shown.out


def test_import_shows_no_bar_where_there_is_no_terminal(run, tmp_path):
    file = tmp_path / "venues.csv"
    file.write_text("会場名\n東公民館\n", encoding="utf-8")
    told = run("import", "venues", file).err.splitlines()
    assert ["暗号化せずに" in line for line in told] == [True]  # the place is new


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"a,b\n1,2\n", "missing_columns"), (b"%PDF-1.7", "not_a_table"), (None, "file_not_found")],
)
def test_unusable_file_is_refused(run, tmp_path, content, code):
    file = tmp_path / "file.csv"
    if content is not None:
        file.write_bytes(content)
    ran = run("import", "participants", file)
    assert (ran.code, ran.error) == (1, code)


def test_individual_number_of_a_cell_is_nowhere(run, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("氏名,備考\n青葉 花子,1234-5678-9018\n", encoding="utf-8")
    ran = run("import", "participants", file)
    assert ran.json["rejected"][0]["code"] == "individual_number"
    logs = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.log"))
    assert "5678" not in ran.out + ran.err + logs


@pytest.mark.parametrize("kind", ["events", "calendar", "participants", "attendance", "audit"])
def test_every_export_writes_its_rows(run, attended, tmp_path, kind):
    out = tmp_path / f"{kind}.{'ics' if kind == 'calendar' else 'csv'}"
    ran = run("export", kind, "--out", out)
    assert ran.code == 0, ran.out
    assert ran.json["file"] == str(out)
    assert ran.json["rows"] >= 1
    assert out.stat().st_size > 50


def test_exported_events_come_back_unchanged(run, attended, tmp_path):
    out = tmp_path / "events.csv"
    run("export", "events", "--out", out)
    again = run("import", "events", out)
    assert again.json["read"] == 2
    assert again.json["unchanged"] == 2, again.out


@pytest.mark.parametrize("kind", ["flyer", "attendance-sheet", "tickets", "monthly"])
def test_papers_become_pdf(run, attended, tmp_path, kind):
    things = {
        "flyer": attended.course,
        "attendance-sheet": attended.sessions[0],
        "tickets": attended.course,
        "monthly": "R8.11",
    }
    out = tmp_path / f"{kind}.pdf"
    ran = run("print", kind, things[kind], "--out", out)
    assert ran.code == 0, ran.out
    assert ran.json["file"] == str(out)
    assert ran.json["pages"] >= 1
    assert isinstance(ran.json["warnings"], list)
    assert out.read_bytes().startswith(b"%PDF-")


def test_paper_for_nobody_or_in_no_folder_is_not_written(run, world, tmp_path):
    none = run("print", "tickets", world.course, "--out", tmp_path / "t.pdf")
    assert (none.code, none.error) == (1, "nothing_to_print")
    nowhere = run("print", "flyer", world.course, "--out", tmp_path / "missing" / "f.pdf")
    assert (nowhere.code, nowhere.error) == (3, "no_folder")
    assert not list(tmp_path.glob("*.pdf"))


def test_month_holds_numbers_and_counts_what_was_measured(run, attended):
    ran = run("report", "monthly", "2026-11")
    data = ran.json
    assert (data["sessions_held"], data["cancelled"], data["attendances"], data["distinct_people"]) == (1, 0, 2, 1)
    assert sum(data["by_band"].values()) == 2
    assert data["by_sex"] == {"female": 1, "unstated": 1}
    assert data["by_venue"] == {"中央公民館": 2}
    assert data["by_topic"] == {"スマートフォン入門": 2}
    assert data["by_district"]["中央"] == 1
    assert isinstance(data["supporter_hours"], (int, float))
    assert data["unmeasured"] == []
    assert "令和8年11月の実績" in run("report", "monthly", "R8.11", as_json=False).out


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_month_is_written_in_three_forms(run, attended, tmp_path, ending):
    out = tmp_path / f"month.{ending}"
    ran = run("report", "monthly", "2026-11", "--out", out)
    assert ran.code == 0, ran.out
    assert ran.json["file"] == str(out)
    assert ran.json["attendances"] == 2
    assert out.stat().st_size > 100
    if ending == "csv":
        with out.open(encoding="utf-8-sig", newline="") as stream:
            assert any("2" in row for row in csv.reader(stream))


def test_tally_says_what_counts_and_why_not(city):
    ran = city("tally", "--as-of", "R8.11.21")
    target = ran.json["targets"][0]
    assert target.keys() >= {"id", "name", "metric", "at_least", "actual", "forecast", "on_pace", "counted"}
    assert target["actual"] == len(target["counted"])
    assert {one["reason"] for one in target["not_counted"]} >= {"consultation", "cancelled", "not_yet_held"}
    one = city("tally", "--target", target["id"], "--as-of", "2025-06-30").json["targets"]
    assert one[0]["actual"] < target["actual"]
    assert "130" in city("tally", as_json=False).out


def test_backup_is_made_checked_and_put_back(run, attended, tmp_path):
    made = run("backup", "create")
    assert (made.code, made.json["ok"]) == (0, True)
    assert made.json["counts"]["participants"] == 4
    named = run("backup", "create", "--out", tmp_path / "copy.sqlite")
    assert named.json["file"] == str(tmp_path / "copy.sqlite")
    run("apply", attended.course, "--participant", attended.people[1])
    checked = run("backup", "verify", tmp_path / "copy.sqlite")
    assert (checked.code, checked.json["ok"], checked.json["counts"]) == (0, True, named.json["counts"])
    back = run("backup", "restore", tmp_path / "copy.sqlite")
    assert (back.code, back.json["ok"]) == (0, True)
    assert len(run("list", "applications").json["items"]) == 1


def test_truncated_backup_is_refused_and_the_data_stays(run, attended, tmp_path):
    good = tmp_path / "copy.sqlite"
    run("backup", "create", "--out", good)
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(good.read_bytes()[:50_000])
    assert run("backup", "verify", cut).code == 3
    ran = run("backup", "restore", cut)
    assert ran.code == 3
    assert ran.error in {"damaged", "not_a_database"}
    missing = run("backup", "verify", tmp_path / "none.sqlite")
    assert (missing.code, missing.error) == (3, "missing_file")
    assert len(run("list", "participants").json["items"]) == 4


def test_database_tells_about_itself_and_is_whole(run, attended):
    info = run("db", "info").json
    assert info["revision"]
    assert info["tables"]["participants"] == 4
    check = run("db", "check")
    assert (check.code, check.json["ok"], check.json["faults"]) == (0, True, [])
    assert run("db", "upgrade").json["revision"] == info["revision"]
    assert "参加者" not in run("db", "info", as_json=False).err


def test_audit_is_whole_and_a_changed_entry_shows(run, attended, place):
    whole = run("audit", "verify").json
    assert whole["ok"] is True
    assert whole["first_broken"] is None
    assert whole["head"].startswith(f"{whole['entries']}:")
    assert (whole["keyed"], whole["sealed"]) == (True, whole["entries"])
    assert run("audit", "verify", "--against", whole["head"]).json["ok"] is True
    assert run("audit", "verify", "--against", "12").error == "bad_head"
    listed = run("audit", "list").json
    assert len(listed["items"]) == listed["entries"] == whole["entries"]
    assert {item["actor"] for item in listed["items"]} == {"command"}
    assert ("application.take", "申込を受付") in {(item["act"], item["act_name"]) for item in listed["items"]}
    shown = run("audit", "list", as_json=False).out
    assert "申込を受付" in shown
    assert "application.take" not in shown
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(place / "kakehashi.sqlite"))
    connection.execute("UPDATE audit_entries SET actor = 'nobody' WHERE number = 2")
    connection.commit()
    connection.close()
    broken = run("audit", "verify")
    assert (broken.code, broken.json["ok"], broken.json["first_broken"]) == (1, False, 2)
    assert broken.error == "audit_broken"
    check = run("db", "check")
    assert (check.code, check.json["ok"], check.error) == (1, False, "check_failed")


def test_each_finding_is_a_code_and_a_sentence(run, attended, place):
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(place / "kakehashi.sqlite"))
    connection.execute("UPDATE attendances SET district = 'どこか'")
    connection.commit()
    connection.close()
    check = run("db", "check")
    assert (check.code, check.error) == (1, "check_failed")
    for told in check.json["findings"]:
        assert (told["code"], told["table"], told["column"]) == ("copy", "attendances", "district")
        assert "二か所に書かれている同じ事柄" in told["message"]
        assert "どこか" not in told["message"]
        assert told["message"] in run("db", "check", as_json=False).out


def test_a_record_cut_off_is_found_and_taken_for_good_only_on_purpose(run, attended, place):
    head = run("audit", "verify").json["head"]
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(place / "kakehashi.sqlite"))
    connection.execute("DELETE FROM audit_entries WHERE number >= 3")
    connection.commit()
    connection.close()
    for words in ((), ("--against", head)):
        cut = run("audit", "verify", *words)
        assert (cut.code, cut.error, cut.json["ok"], cut.json["first_broken"]) == (1, "audit_shorter", False, 3)
    assert "audit:3" in run("db", "check").json["faults"]
    assert run("audit", "verify", "--accept").json["ok"] is True
    assert run("audit", "verify").json["ok"] is True
    assert run("audit", "verify", "--against", head).error == "audit_shorter", "the paper is not talked over"
    assert run("audit", "list").json["items"][0]["act"] == "audit.accept"


def test_sample_city_is_made_once_and_printed(run, tmp_path):
    made = run("demo", "create")
    assert made.code == 0
    assert made.json.keys() >= {"courses", "class_sessions", "participants", "supporters", "targets"}
    assert all(isinstance(count, int) and count > 0 for count in made.json.values())
    again = run("demo", "create")
    assert (again.code, again.error) == (1, "not_empty")
    printed = run("demo", "prints", "--out", tmp_path / "prints")
    assert printed.code == 0, printed.out
    assert all((tmp_path / "prints") in path.parents for path in map(type(tmp_path), printed.json["files"]))
    assert sum(file.endswith(".pdf") for file in printed.json["files"]) >= 4


def test_papers_of_a_list_that_gave_only_days_say_no_hour(run, tmp_path):
    import pypdfium2

    file = tmp_path / "list.csv"
    file.write_text("名称,開始日,場所名称\n見本の展示,2026-10-05,みなみ野公民館\n", encoding="utf-8")
    assert run("import", "events", file).code == 0
    (session,) = run("list", "class-sessions").json["items"]
    for number, words in enumerate(
        (("flyer", session["course"]), ("attendance-sheet", session["id"]), ("monthly", "2026-10"))
    ):
        paper = tmp_path / f"{number}.pdf"
        assert run("print", *words, "--out", paper).code == 0
        document = pypdfium2.PdfDocument(paper)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        assert "見本の展示" in text
        assert "0:00" not in text


def test_papers_of_the_sample_city_need_no_data(run, place, tmp_path):
    printed = run("demo", "prints", "--out", tmp_path / "prints")
    assert printed.code == 0, printed.out
    assert printed.json["files"]
    assert not place.exists()


def test_journey_does_the_main_job_and_tells_each_step(run, tmp_path):
    ran = run("demo", "journey", "--out", tmp_path / "out", as_json=False)
    assert ran.code == 0, ran.err
    assert len(ran.err.splitlines()) >= 5
    assert list((tmp_path / "out").glob("*.pdf"))
    assert list((tmp_path / "out").glob("*.png"))


def test_journey_with_json_writes_one_object(run, tmp_path):
    ran = run("demo", "journey", "--out", tmp_path / "out")
    assert json.loads(ran.out)["files"]
    assert ran.err == ""
