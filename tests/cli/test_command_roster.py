"""`roster`, its papers and its calendars from the command line."""

from __future__ import annotations

import pytest

from divide_app.domain.people.supporters import SupporterKind

SUPPORTERS = """氏名,種別,技能,言語,曜日・時間帯,月上限
見本 講師,講師,iPhone,,,
見本 通訳,通訳,,手話,,
見本 土曜,ボランティア,,,土 午前,1
見本 平日,ボランティア,,,平日,
"""


@pytest.fixture
def staffed(run, tmp_path):
    file = tmp_path / "supporters.csv"
    file.write_text(SUPPORTERS, encoding="utf-8")
    assert run("import", "supporters", file).json["added"] == 4
    plan = tmp_path / "staffed.json"
    plan.write_text(
        '{"title": "スマホ入門", "venue": "西公民館", "capacity": 20, "people_per_supporter": 4,'
        ' "staffing": {"least": 2, "leads": 1},'
        ' "sessions": [{"starts_at": "2026-11-28T10:00", "ends_at": "2026-11-28T12:00"},'
        ' {"starts_at": "2026-12-05T10:00", "ends_at": "2026-12-05T12:00"}]}',
        encoding="utf-8",
    )
    return run("course", "plan", plan).json["class_sessions"]


def test_a_month_is_proposed_explained_applied_and_listed(run, staffed):
    proposal = run("roster", "propose", "2026-11").json
    assert proposal["applied"] is False
    assert [(one["name"], one["role"], one["class_session"]) for one in proposal["assignments"]] == [
        ("見本 講師", "lead", staffed[0]),
        ("見本 土曜", "support", staffed[0]),
    ]
    assert all(one["why"].endswith("。") for one in proposal["assignments"])
    assert proposal["unmet"] == []
    assert proposal["score"] <= proposal["greedy_score"]
    assert run("list", "assignments").json["items"] == []
    applied = run("roster", "propose", "R8.11", "--apply").json
    assert applied["applied"] is True
    kept = run("list", "assignments").json["items"]
    assert {one["id"] for one in kept} == {one["id"] for one in applied["assignments"]}
    again = run("roster", "propose", "2026-11", "--apply").json
    assert [one["is_new"] for one in again["assignments"]] == [False, False]
    assert len(run("list", "assignments").json["items"]) == 2


def test_who_was_told_is_noted_and_taken_back(run, staffed):
    run("roster", "propose", "2026-11", "--apply")
    assert run("roster", "told", "2026-11").json == {"told": True, "assignments": 2}
    assert [one["is_told"] for one in run("list", "assignments").json["items"]] == [True, True]
    assert run("roster", "told", "2026-11").json["assignments"] == 0
    assert run("roster", "told", "2026-11", "--undo").json == {"told": False, "assignments": 2}
    assert [one["is_told"] for one in run("list", "assignments").json["items"]] == [False, False]


def test_what_stays_open_names_role_number_and_reason(run, staffed, tmp_path):
    plan = tmp_path / "more.json"
    plan.write_text(
        '{"title": "人が足りない講座", "venue": "東公民館", "people_per_supporter": 4, "staffing": {"least": 4},'
        ' "sessions": [{"starts_at": "2026-11-24T10:00", "ends_at": "2026-11-24T12:00"}]}',
        encoding="utf-8",
    )
    (session,) = run("course", "plan", plan).json["class_sessions"]
    (unmet,) = run("roster", "propose", "2026-11").json["unmet"]
    assert (unmet["class_session"], unmet["role"], unmet["missing"]) == (session, "support", 2)
    assert unmet["against"] == {"weekly": 1}
    assert unmet["why"].startswith("補助があと2人足りません。")


def test_a_month_without_sessions_is_an_answer(run, staffed):
    empty = run("roster", "propose", "2027-02").json
    assert (empty["assignments"], empty["unmet"]) == ([], [])


def test_rules_are_shown_and_changed(run, staffed):
    assert run("roster", "rules").json["rules"]["per_day"] == 2
    changed = run(
        "roster", "rules", "--set", "per_day=1", "--set", "lead_kinds=staff", "--set", "insurance_required=true"
    )
    assert changed.json["rules"]["lead_kinds"] == ["staff"]
    assert run("roster", "rules").json["rules"]["insurance_required"] is True
    assert run("roster", "rules", "--set", "per_day=0").error == "bad_roster_rule"
    assert run("roster", "rules", "--set", "nothing=1").code == 2
    assert run("roster", "rules", "--set", "per_day=many").code == 2
    # Nobody of the list is staff any more, and the volunteer has no insurance on record.
    unmet = run("roster", "propose", "2026-11").json["unmet"]
    assert [(one["role"], one["against"]) for one in unmet] == [("lead", {})]


def test_rules_are_told_and_taken_in_words(run, staffed):
    changed = run("roster", "rules", "--set", "lead_kinds=講師,職員", "--set", "insurance_required=はい", as_json=False)
    assert changed.code == 0
    assert "主担当になれる種別 (lead_kinds) = 講師,職員" in changed.out
    assert "保険を登録していない人は置かない (insurance_required) = はい" in changed.out
    told = [line.partition(" = ")[2] for line in changed.out.splitlines()]
    assert not any(kind.value in line for kind in SupporterKind for line in told), "a code instead of its word"


def test_papers_and_calendars_of_the_roster(run, staffed, tmp_path):
    run("roster", "propose", "2026-11", "--apply")
    assert run("print", "roster", "2026-11", "--out", tmp_path / "r.pdf").json["pages"] == 1
    assert run("print", "roster", "2027-02", "--out", tmp_path / "n.pdf").error == "nothing_to_print"
    supporter = run("list", "assignments").json["items"][0]["supporter"]
    assert run("print", "activity-certificate", supporter, "--out", tmp_path / "c.pdf").error == "nothing_to_certify"
    assert run("print", "roster", "2026-11", "--fiscal-year", "2026", "--out", tmp_path / "c.pdf").code == 2
    own = run("export", "calendar", "--profile", f"supporter={supporter}", "--out", tmp_path / "own.ics").json
    assert own["rows"] == 1
    assert run("export", "calendar", "--profile", "roster", "--out", tmp_path / "all.ics").json["rows"] >= 2
    for wrong in ("supporter=x", "somebody"):
        assert run("export", "calendar", "--profile", wrong, "--out", tmp_path / "no.ics").code == 2


def test_a_staffing_rule_that_cannot_be_read_names_its_field(run, tmp_path):
    plan = tmp_path / "bad.json"
    plan.write_text(
        '{"title": "講座", "staffing": {"kinds": ["wizard"]}, "sessions": ['
        '{"starts_at": "2026-11-28T10:00", "ends_at": "2026-11-28T12:00"}]}',
        encoding="utf-8",
    )
    assert run("course", "plan", plan).error == "bad_field"
