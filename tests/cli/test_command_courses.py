"""Commands that copy, move, add, remove and cancel, and those of the calendar and the stocks."""

from __future__ import annotations


def test_a_plan_is_shown_before_it_is_kept(run, plan_file):
    repeat = {"rrule": "FREQ=WEEKLY;COUNT=4", "start": "2026-12-17T10:00", "minutes": 90, "on_closed": "shift"}
    file = plan_file(sessions=None, repeat=repeat)
    shown = run("course", "plan", file, "--dry-run")
    assert shown.code == 0
    assert (shown.json["course"], shown.json["class_sessions"], shown.json["dry_run"]) == (None, [], True)
    assert len(shown.json["meetings"]) == 4
    (moved,) = shown.json["moved"]
    assert (moved["starts_at"][:10], moved["moved_to"][:10], moved["reason"]) == (
        "2026-12-31",
        "2027-01-04",
        "年末年始",
    )
    assert run("list", "courses").json["items"] == []
    words = run("course", "plan", file, "--dry-run", as_json=False).out
    assert "4回になります" in words
    assert "年末年始のため" in words
    kept = run("course", "plan", file).json
    assert [one["starts_at"] for one in kept["meetings"]] == [one["starts_at"] for one in shown.json["meetings"]]


def test_rules_without_end_or_without_days_are_refused_with_a_sentence(run, plan_file):
    for rule, code in (("FREQ=WEEKLY", "endless_rule"), ("FREQ=DAILY;UNTIL=20200101", "no_dates")):
        repeat = {"rrule": rule, "start": "2027-01-12T10:00", "minutes": 60}
        ran = run("course", "plan", plan_file(sessions=None, repeat=repeat))
        assert (ran.code, ran.error) == (1, code)
        assert "まだ何も作っていません" in ran.json["error"]["message"]


def test_a_title_of_five_thousand_characters_is_refused(run, plan_file):
    ran = run("course", "plan", plan_file(title="長" * 5_000))
    assert (ran.code, ran.error) == (1, "text_too_long")
    assert "200文字まで" in ran.json["error"]["message"]


def test_a_course_is_copied(run, world):
    shown = run("course", "copy", world.course, "--dry-run").json
    assert len(shown["class_sessions"]) == 2
    assert len(run("list", "courses").json["items"]) == 1
    done = run("course", "copy", world.course, "--first-day", "R9.1.9").json
    days = [one["starts_at"][:10] for one in done["class_sessions"]]
    assert days == ["2027-01-09", "2027-01-16"]
    again = run("course", "copy", world.course, "--first-day", "2027-01-09")
    assert (again.code, again.error) == (1, "clash")
    forced = run("course", "copy", world.course, "--first-day", "2027-01-09", "--force", "部屋を仕切って使う")
    assert forced.code == 0
    assert run("course", "copy", world.course, "--first-day", "2027-01-09", "--years", "2").code == 2


def test_a_year_is_copied(run, world):
    shown = run("course", "copy-year", "R8", "--to", "2027", "--dry-run")
    assert shown.code == 0
    assert [one["title"] for one in shown.json["courses"]] == ["はじめてのスマートフォン"]
    done = run("course", "copy-year", "2026", "--to", "2027").json
    assert [one["starts_at"][:10] for one in done["class_sessions"]] == ["2027-11-20", "2027-11-27"]
    again = run("course", "copy-year", "2026", "--to", "2027", "--leave-out-clashing")
    assert (again.code, again.error) == (1, "every_copy_clashes")
    assert run("course", "copy-year", "2026", "--to", "2026").error == "same_year"
    words = run("course", "copy-year", "2026", "--to", "2028", as_json=False)
    assert "講座1件、2回を作りました" in words.out


def test_meetings_are_added_moved_and_removed(run, world):
    added = run(
        "course", "add-meeting", world.course, "--starts-at", "2026-12-05T10:30", "--ends-at", "2026-12-05T12:00"
    )
    assert added.code == 0
    new = added.json["class_session"]
    moved = run("session", "move", new, "--starts-at", "2026-12-12T10:30", "--ends-at", "2026-12-12T12:00")
    assert moved.code == 0
    taken = run("session", "move", new, "--starts-at", "2026-11-28T11:00", "--ends-at", "2026-11-28T12:00")
    assert (taken.code, taken.json["clashes"][0]["kind"]) == (1, "room")
    assert run("session", "remove", new).code == 0
    assert len(run("list", "class-sessions").json["items"]) == 2
    assert run("session", "remove", new).error == "not_found"


def test_cancelling_says_who_must_be_told_before_and_after(run, world):
    for person in world.people[:3]:
        run("apply", world.course, "--participant", person)
    shown = run("course", "cancel", world.course, "--dry-run").json
    assert (len(shown["cancelled"]), len(shown["accepted"]), len(shown["waiting"])) == (2, 2, 1)
    assert run("course", "cancel", world.course).error == "reason_missing"
    done = run("course", "cancel", world.course, "--reason", "会場の工事", as_json=False)
    assert "中止しました。" in done.out
    assert "中止になるのは2回です。" in done.out
    assert "受講決定 2人、キャンセル待ち 1人" in done.out
    assert run("course", "reopen", world.course, "--reason", "工事が終わった").code == 0
    one = run("session", "cancel", world.sessions[0], "--reason", "大雪").json
    assert one["cancelled"] == [world.sessions[0]]
    assert run("session", "reopen", world.sessions[0]).code == 2
    back = run("session", "reopen", world.sessions[0], "--reason", "雪がやんだ")
    assert (back.code, back.json["class_session"]) == (0, world.sessions[0])
    states = {line["id"]: line["state"] for line in run("list", "class-sessions").json["items"]}
    assert states[world.sessions[0]] == "planned"
    assert run("course", "reopen", world.course, "--reason", "晴れた").error == "not_cancelled"


def test_a_cancelled_meeting_is_reopened_by_command_and_no_other(run, world):
    assert run("session", "reopen", world.sessions[0], "--reason", "晴れた").error == "not_cancelled"
    run("session", "cancel", world.sessions[0], "--reason", "大雪")
    done = run("session", "reopen", world.sessions[0], "--reason", "晴れた", as_json=False)
    assert (done.code, "第1回を再開しました。" in done.out) == (0, True)
    assert run("session", "reopen", world.sessions[0], "--reason", "晴れた").error == "not_cancelled"


def test_holidays_and_the_year_end_are_corrected(run):
    assert run("db", "upgrade").code == 0
    days = {one["day"]: one for one in run("calendar", "holidays", "R8").json["items"]}
    assert days["2027-03-21"]["name"] == "春分の日"
    assert run("calendar", "holiday", "2027-03-22", "--none").json["name"] == ""
    assert run("calendar", "holiday", "R9.3.30", "--name", "市制記念日").json["name"] == "市制記念日"
    days = {one["day"]: one for one in run("calendar", "holidays", "2026").json["items"]}
    assert (days["2027-03-22"]["name"], days["2027-03-30"]["corrected"]) == ("", True)
    assert "(祝日ではない)(直した日)" in run("calendar", "holidays", "2026", as_json=False).out
    assert run("calendar", "holiday", "2027-03-30", "--forget").json["name"] == ""
    assert run("calendar", "year-end").json == {
        "first": "12-29",
        "last": "01-03",
        "reason": "年末年始",
        "closed": True,
    }
    assert run("calendar", "year-end", "--until", "01-04").json["last"] == "01-04"
    assert run("calendar", "year-end", "--open").json["closed"] is False
    assert run("calendar", "year-end", "--from", "13-40").code == 2


def test_stocks_are_kept_and_a_plan_asks_for_them(run, plan_file):
    kept = run("stock", "keep", "貸出スマートフォン", "5", "--turnaround", "30", "--serves-wishes")
    assert kept.code == 0
    too_many = plan_file(lending=[{"stock": "貸出スマートフォン", "quantity": 6}])
    ran = run("course", "plan", too_many)
    assert (ran.code, {clash["kind"] for clash in ran.json["clashes"]}) == (1, {"equipment"})
    fits = plan_file(lending=[{"stock": "貸出スマートフォン", "quantity": 4}])
    assert run("course", "plan", fits).code == 0
    fewer = run("stock", "keep", "貸出スマートフォン", "3").json
    assert len(fewer["shortages"]) == 2
    (stock,) = run("stock", "list").json["items"]
    assert (stock["quantity"], stock["turnaround_minutes"], stock["serves_wishes"]) == (3, 30, True)
    assert run("stock", "remove", stock["id"]).error == "stock_in_use"
    assert run("course", "plan", plan_file(lending=[{"stock": "ない物", "quantity": 1}])).error == "stock_unknown"
    assert run("course", "plan", plan_file(lending=[{"stock": "ない物"}])).error == "missing_field"
