"""The JSON file of `course plan`: what is understood, and what is named when it is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import SelectionKind, SessionKind
from divide_app.domain.planning.plan import OnClosed
from divide_app.exchange.plan_file import plan_from, read_plan

MEETING = {"starts_at": "2026-11-21T10:00", "ends_at": "2026-11-21T12:00"}
REPEAT = {"rrule": "FREQ=WEEKLY;COUNT=3", "start": "R8.11.21 10:00", "minutes": 90}


def refused(data: object) -> DomainError:
    with pytest.raises(DomainError) as caught:
        plan_from(data)
    return caught.value


def test_every_field_arrives():
    draft = plan_from(
        {
            "title": " 講座 ",
            "kind": "consultation",
            "topic": "相談",
            "venue": "公民館",
            "room": "和室",
            "capacity": 12,
            "selection": "lottery",
            "apply_from": "R8.11.1",
            "apply_until": "令和8年11月20日",
            "owners": ["一課", "二課"],
            "partners": ["協議会"],
            "apply_url": "https://example.jp/",
            "phone": "019-000-0000",
            "audience": "市民",
            "description": "内容",
            "contact": "窓口",
            "fee": "無料",
            "belongings": "筆記用具",
            "question": "機種は",
            "kana": "こうざ",
            "people_per_supporter": 4,
            "sessions": [{**MEETING, "venue": "図書館", "room": "A"}],
        }
    )
    assert draft.title == "講座"
    assert (draft.kind, draft.selection) == (SessionKind.CONSULTATION, SelectionKind.LOTTERY)
    assert draft.apply_from == datetime(2026, 10, 31, 15, tzinfo=UTC)
    assert draft.apply_until == datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC)  # the whole last day
    assert draft.owners == ("一課", "二課")
    assert draft.sessions[0].starts_at == datetime(2026, 11, 21, 1, tzinfo=UTC)
    assert draft.sessions[0].venue == "図書館"
    assert draft.people_per_supporter == 4


def test_moment_with_offset_is_that_moment():
    draft = plan_from({"title": "x", "sessions": [{"starts_at": "2026-11-21T01:00Z", "ends_at": "2026-11-21T12:00"}]})
    assert draft.sessions[0].starts_at == datetime(2026, 11, 21, 1, tzinfo=UTC)


def test_repetition_arrives():
    draft = plan_from({"title": "x", "repeat": {**REPEAT, "on_closed": "shift"}})
    assert draft.repeat is not None
    assert draft.repeat.start == datetime(2026, 11, 21, 1, tzinfo=UTC)
    assert (draft.repeat.minutes, draft.repeat.on_closed) == (90, OnClosed.SHIFT)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"titel": "x"}, "unknown_field", "titel"),
        ({"sessions": [{**MEETING, "hall": "x"}]}, "unknown_field", "sessions[0].hall"),
        ({"sessions": None, "repeat": {**REPEAT, "until": "x"}}, "unknown_field", "repeat.until"),
        ({"title": None}, "missing_field", "title"),
        ({"title": ""}, "missing_field", "title"),
        ({"sessions": [MEETING, {"starts_at": "2026-11-21T10:00"}]}, "missing_field", "sessions[1].ends_at"),
        ({"sessions": None, "repeat": {"rrule": "FREQ=DAILY"}}, "missing_field", "repeat.start"),
        ({"sessions": None}, "missing_field", "sessions"),
        ({"repeat": REPEAT}, "both_fields", "sessions"),
        ({"sessions": []}, "no_meetings", "sessions"),
        ({"sessions": {}}, "bad_field", "sessions"),
        ({"sessions": ["x"]}, "bad_field", "sessions[0]"),
        ({"title": 5}, "bad_field", "title"),
        ({"kind": "party"}, "bad_field", "kind"),
        ({"selection": True}, "bad_field", "selection"),
        ({"capacity": "20"}, "bad_field", "capacity"),
        ({"capacity": True}, "bad_field", "capacity"),
        ({"capacity": 0}, "bad_field", "capacity"),
        ({"capacity": 12.5}, "bad_field", "capacity"),
        ({"owners": "一課"}, "bad_field", "owners"),
        ({"owners": ["一課", 2]}, "bad_field", "owners[1]"),
        ({"apply_from": "あした"}, "bad_field", "apply_from"),
        ({"apply_until": ["2026-11-20"]}, "bad_field", "apply_until"),
        ({"sessions": [{**MEETING, "starts_at": "2026-11-31T10:00"}]}, "bad_field", "sessions[0].starts_at"),
        ({"sessions": [{**MEETING, "starts_at": "R8.11.21"}]}, "bad_field", "sessions[0].starts_at"),
        ({"sessions": [{**MEETING, "ends_at": "2026-11-21T09:00"}]}, "end_before_start", "sessions[0].ends_at"),
        ({"sessions": None, "repeat": {**REPEAT, "minutes": 0}}, "bad_field", "repeat.minutes"),
        ({"sessions": None, "repeat": {**REPEAT, "on_closed": "move"}}, "bad_field", "repeat.on_closed"),
        ({"description": "番号は1234-5678-9018です"}, "individual_number", "description"),
    ],
)
def test_what_is_wrong_is_named(change, code, field):
    error = refused({"title": "x", "sessions": [MEETING], **change})
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize("data", [None, [], "x", 5, [MEETING]])
def test_anything_but_an_object_is_refused(data):
    assert refused(data).code == "bad_field"


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_keys = st.sampled_from(["title", "kind", "capacity", "owners", "sessions", "repeat", "apply_from", "phone", "x"])


@given(st.dictionaries(_keys, _values, max_size=6))
def test_any_json_is_a_draft_or_a_refusal_that_names_a_field(data):
    try:
        plan_from(data)
    except DomainError as error:
        assert error.field


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_file_is_read_in_any_usual_encoding(tmp_path, encoding):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"title": "教室", "sessions": [MEETING]}, ensure_ascii=False), encoding=encoding)
    assert read_plan(file).title == "教室"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"  \n", "empty_file"),
        (b'{"title": "x",\n "kind": class}', "bad_json"),
        (b'{"title": "x", "title": "y"}', "repeated_field"),
        (b"[" * 100_000, "bad_json"),
        (b'{"title": "x", "capacity": ' + b"9" * 5_000 + b"}", "bad_json"),
        (b"\xff\xff\x00\x81\x20", "unknown_encoding"),
        (b" " * 4_000_001, "file_too_large"),
    ],
)
def test_unreadable_file_is_refused(tmp_path, content, code):
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    with pytest.raises(DomainError) as caught:
        read_plan(file)
    assert caught.value.code == code
    if code == "bad_json" and b"\n" in content:
        assert caught.value.details["line"] == 2


def test_missing_file_and_folder_are_refused(run, tmp_path):
    assert run("course", "plan", tmp_path / "none.json").error == "file_not_found"
    assert run("course", "plan", tmp_path).error == "bad_json"


def test_message_names_the_field(run, plan_file):
    ran = run("course", "plan", plan_file(apply_from="あした"))
    assert (ran.code, ran.error) == (1, "bad_field")
    assert ran.json["error"]["field"] == "apply_from"
    assert "apply_from" in ran.json["error"]["message"]
    assert "あした" in ran.json["error"]["message"]
    unknown = run("course", "plan", plan_file(titel="x"))
    assert "titel" in unknown.json["error"]["message"]
    assert run("list", "courses").json["items"] == []
