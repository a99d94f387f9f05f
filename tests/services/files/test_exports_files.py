"""Files go out whole, in the published columns, and what we wrote reads back as what we have."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import icalendar
import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import COMMAND
from divide_app.domain.papers.papers import PrintKind
from divide_app.domain.people.participants import Birth, Need, PhoneKind, Sex
from divide_app.domain.planning.days_off import YearEnd
from divide_app.domain.planning.venues import Room, Venue
from divide_app.exchange.profiles import load_profiles
from divide_app.exchange.tables import read_table
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.files.imports import ImportKind
from tests.support.city import ACTOR, City, at, meeting
from tests.support.import_files import EVENT_FILES, PROFILES, event_row, headers_of, rows_of, write_events_file

EVENT_PROFILES = [profile.code for profile in load_profiles("events")]
VENUE_PROFILES = [profile.code for profile in load_profiles("venues")]


def read_back(services: Services, kind: ImportKind, path: Path) -> tuple[int, int, int, int]:
    result = services.imports.run(kind, path)
    return result.added, result.updated, result.unchanged, len(result.rejected)


def own_courses(city: City) -> int:
    """Plan what a list cannot say straight: commas, a night, a consultation without the word, many partners."""
    city.services.office.set_up("盛岡市", "市民部", municipal_code="032018")
    city.course(
        "スマホ入門, 午前", meeting("10:00", "12:00"), meeting("2026-12-05 13:30", "2026-12-05 15:00"),
        capacity=20, owners=("デジタル推進課", "公民館"), partners=("みほん会", "みほん大学", "みほん社"), fee="1000円",
        description="はじめての方へ。\n「とくべつ」な準備は、いりません。", phone="0196510000", kana="すまほにゅうもん",
        topic="スマートフォン", audience="60歳以上", apply_url="https://example.jp/a", contact="電話のみ",
    )  # fmt: skip
    city.services.days_off.keep_year_end(YearEnd(is_closed=False))
    city.course(
        "困りごとの会", meeting("2026-12-31 22:00", "2027-01-01 00:00"), fee="無料", room="", venue="中央公民館"
    )
    cancelled = city.course("中止の会", meeting("2026-12-07 10:00", "2026-12-07 11:00"), venue="東公民館", room="")
    city.services.scheduling.cancel_session(city.sessions(cancelled)[0], "講師の都合")
    return 4


@pytest.mark.parametrize("profile", EVENT_PROFILES)
def test_a_list_has_exactly_the_published_columns_in_order(city, tmp_path, profile):
    own_courses(city)
    path = tmp_path / "events.csv"
    result = city.services.exports.events(path, profile=profile)
    bundled = next(one for one in load_profiles("events") if one.code == profile)
    assert headers_of(path) == [column.name for column in bundled.columns]
    assert (result.file, result.rows) == (path, 4)
    if PROFILES.is_dir():
        published = json.loads((PROFILES / f"{profile}.json").read_text(encoding="utf-8"))
        assert headers_of(path) == [column["name"] for column in published["columns"]]


@pytest.mark.parametrize("profile", EVENT_PROFILES)
def test_our_own_courses_read_back_are_the_same(city, tmp_path, profile):
    number = own_courses(city)
    path = tmp_path / "events.csv"
    city.services.exports.events(path, profile=profile)
    before = city.services.scheduling.sessions(), city.services.scheduling.courses()
    assert read_back(city.services, ImportKind.EVENTS, path) == (0, 0, number, 0)
    assert (city.services.scheduling.sessions(), city.services.scheduling.courses()) == before


@pytest.mark.parametrize("profile", EVENT_PROFILES)
def test_every_list_brought_in_goes_out_and_reads_back_the_same(services, tmp_path, profile):
    total = sum(services.imports.run(ImportKind.EVENTS, path).added for path in EVENT_FILES)
    path = tmp_path / "events.csv"
    assert services.exports.events(path, profile=profile).rows == total
    assert read_back(services, ImportKind.EVENTS, path) == (0, 0, total, 0)


@pytest.mark.parametrize("path", EVENT_FILES, ids=lambda path: path.stem)
def test_an_untouched_list_goes_out_cell_by_cell_as_it_came(sqlite_city, tmp_path, path):
    services = sqlite_city.services
    services.imports.run(ImportKind.EVENTS, path)
    out = tmp_path / "out.csv"
    services.exports.events(out)
    assert headers_of(out) == headers_of(path)
    assert sorted(rows_of(out)) == sorted(rows_of(path))


def test_what_the_office_changed_goes_out_and_the_rest_stays_verbatim(services, tmp_path):
    row = event_row(開始日="2026/12/1", 定員="20名", 備考="上ばき")
    services.imports.run(ImportKind.EVENTS, write_events_file(tmp_path / "a.csv", row))
    (session,) = services.scheduling.sessions()
    course = services.scheduling.course(session.course_id).course
    services.scheduling.change_course(replace(course, description="新しい説明"))
    out = tmp_path / "out.csv"
    services.exports.events(out)
    cells = dict(zip(headers_of(out), rows_of(out)[0], strict=True))
    assert (cells["開始日"], cells["定員"], cells["備考"], cells["説明"]) == (
        "2026/12/1",
        "20名",
        "上ばき",
        "新しい説明",
    )
    assert read_back(services, ImportKind.EVENTS, out) == (0, 0, 1, 0)


def test_a_session_moved_in_the_office_is_found_again_in_our_own_list(services, tmp_path):
    path = write_events_file(tmp_path / "a.csv", event_row())
    services.imports.run(ImportKind.EVENTS, path)
    (session,) = services.scheduling.sessions()
    services.scheduling.move(session.id, starts_at=at("2026-12-03 14:00"), ends_at=at("2026-12-03 16:00"))
    out = tmp_path / "out.csv"
    services.exports.events(out)
    cells = dict(zip(headers_of(out), rows_of(out)[0], strict=True))
    assert (cells["開始日"], cells["開始時刻"]) == ("2026-12-03", "14:00")
    assert read_back(services, ImportKind.EVENTS, out) == (0, 0, 1, 0)
    assert read_back(services, ImportKind.EVENTS, path) == (0, 0, 1, 0)
    (after,) = services.scheduling.sessions()
    assert after.starts_at == at("2026-12-03 14:00")


def test_a_list_may_be_cut_by_days_and_be_a_workbook(city, tmp_path):
    own_courses(city)
    path = tmp_path / "events.xlsx"
    result = city.services.exports.events(path, first=date(2026, 12, 1), last=date(2026, 12, 31))
    assert result.rows == 3
    assert list(read_table(path).columns) == headers_of_profile("events-catalogue")
    assert read_back(city.services, ImportKind.EVENTS, path) == (0, 0, 3, 0)


def headers_of_profile(code: str) -> list[str]:
    return [column.name for column in next(one for one in load_profiles("events") if one.code == code).columns]


def test_an_unknown_format_is_refused(services, tmp_path):
    with pytest.raises(DomainError) as caught:
        services.exports.events(tmp_path / "a.csv", profile="nothing")
    assert caught.value.code == "unknown_profile"


def test_a_calendar_holds_every_session_with_its_place(city, tmp_path):
    own_courses(city)
    path = tmp_path / "sessions.ics"
    assert city.services.exports.calendar(path).rows == 4
    text = path.read_text(encoding="utf-8").replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 4
    assert "LOCATION:市民センター 第1会議室" in text
    assert "STATUS:CANCELLED" in text


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_participants_read_back_are_the_same(city, tmp_path, suffix):
    births = (Birth(date(1950, 5, 5)), Birth(year=1948), Birth(band="85+", band_as_of=date(2026, 11, 21)), Birth())
    for number, (birth, sex, kind) in enumerate(zip(births, Sex, PhoneKind, strict=False)):
        city.person(
            f"見本{number}子", birth=birth, sex=sex, phone_kind=kind, kana="みほん", phone="090-1234-567" + str(number),
            needs=frozenset(list(Need)[number : number + 2]), memo="=1+1",
        )  # fmt: skip
    path = tmp_path / f"people{suffix}"
    assert city.services.exports.participants(path).rows == 4
    before = [city.services.participants.get(line.id) for line in city.services.participants.all()]
    added, updated, unchanged, rejected = read_back(city.services, ImportKind.PARTICIPANTS, path)
    assert (added, rejected, updated + unchanged) == (0, 0, 4)
    after = [city.services.participants.get(line.id) for line in city.services.participants.all()]
    assert [replace(one, memo="") for one in after] == [replace(one, memo="") for one in before]


@pytest.mark.parametrize("kind", list(PhoneKind))
@pytest.mark.parametrize("need", list(Need))
def test_every_word_written_of_a_person_is_read_back(sqlite_city, tmp_path, kind, need):
    sqlite_city.person("見本花子", phone_kind=kind, needs=frozenset({need}), sex=Sex.OTHER)
    path = tmp_path / "people.csv"
    sqlite_city.services.exports.participants(path)
    result = sqlite_city.services.imports.run(ImportKind.PARTICIPANTS, path)
    assert (result.unchanged, result.warnings) == (1, ())


def test_ticked_needs_and_free_words_go_out_and_come_back_together(sqlite_city, tmp_path):
    wanted = frozenset({Need.WHEELCHAIR, Need.WRITING})
    person = sqlite_city.person("見本花子", needs=wanted, needs_text="犬が苦手、 段差が苦手")
    path = tmp_path / "people.csv"
    sqlite_city.services.exports.participants(path)
    written = path.read_text(encoding="utf-8-sig")
    assert all(word in written for word in ("車", "筆談", "犬が苦手、 段差が苦手"))
    result = sqlite_city.services.imports.run(ImportKind.PARTICIPANTS, path)
    assert (result.unchanged, result.warnings) == (1, ())
    known = sqlite_city.services.participants.get(person)
    assert (known.needs, known.needs_text) == (wanted, "犬が苦手、 段差が苦手")


def test_cells_that_begin_like_a_formula_are_harmless(city, tmp_path):
    city.person("=HYPERLINK(1)")
    path = tmp_path / "people.csv"
    city.services.exports.participants(path)
    assert rows_of(path)[0][0] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("profile", VENUE_PROFILES)
def test_venues_go_out_in_the_published_columns_and_read_back_the_same(city, tmp_path, profile):
    services = city.services
    services.office.set_up("盛岡市", "市民部", municipal_code="032018")
    id_ = services.office.new_id()
    hall = Venue(
        id_, "中央公民館", "チュウオウ", "本町", "岩手県盛岡市内丸1", 39.701963, 141.154438, True, time(9), time(21),
        frozenset({1}), "019-651-0000", rooms=(Room(services.office.new_id(), id_, "和室", 12),),
        municipal_code="032018",
    )  # fmt: skip
    services.office.keep_venue(hall)
    path = tmp_path / "venues.csv"
    services.exports.venues(path, profile=profile)
    bundled = next(one for one in load_profiles("venues") if one.code == profile)
    assert headers_of(path) == [column.name for column in bundled.columns]
    assert read_back(services, ImportKind.VENUES, path)[:2] == (0, 0)
    assert services.office.venues() == [hall]


def test_attendance_and_the_trail_go_out_and_every_file_leaves_an_entry(city, tmp_path):
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course, city.person("見本 花子"))
    city.scan(session, code)
    path = tmp_path / "attendance.csv"
    assert city.services.exports.attendance(path).rows == 1
    cells = dict(zip(headers_of(path), rows_of(path)[0], strict=True))
    assert (cells["講座"], cells["氏名"], cells["出席"], cells["当日参加"]) == (
        "スマートフォン入門",
        "見本 花子",
        "○",
        "",
    )
    assert cells["入室"] == "2026-11-21 09:30"
    assert cells["分"] == ""
    city.services.actor = COMMAND
    trail = tmp_path / "audit.csv"
    result = city.services.exports.audit(trail)
    assert result.rows == len(rows_of(trail))
    newest = dict(zip(headers_of(trail), rows_of(trail)[0], strict=True))
    assert (newest["操作"], newest["操作の記号"]) == ("出席を書き出し", "export.attendance")
    assert newest["操作した人"] == ACTOR
    assert city.services.exports.audit(trail).rows == result.rows + 1
    assert dict(zip(headers_of(trail), rows_of(trail)[0], strict=True))["操作した人"] == "コマンド"
    entries = city.services.maintenance.audit_entries(newest=3)[1:]
    assert [(one.act, one.actor) for one in entries] == [("export.audit", COMMAND.name), ("export.attendance", ACTOR)]
    assert entries[1].detail == {"rows": 1}


def test_a_folder_that_is_not_there_leaves_no_entry_and_no_file(services, tmp_path):
    with pytest.raises(EnvironmentProblem) as caught:
        services.exports.participants(tmp_path / "none" / "people.csv")
    assert caught.value.code == "no_folder"
    assert services.maintenance.audit_entries(newest=1) == []


def test_a_file_that_was_there_is_replaced(city, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("old", encoding="utf-8")
    city.person("見本花子")
    city.services.exports.participants(path)
    assert rows_of(path)[0][0] == "見本花子"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["people.csv"]


def test_a_paper_nobody_could_note_is_not_written_and_one_nobody_could_write_is_not_noted(sqlite_city, tmp_path):
    prints = sqlite_city.services.prints
    (session,) = sqlite_city.sessions(sqlite_city.course())
    made = prints.make(PrintKind.ATTENDANCE_SHEET, [str(session)])
    before = len(sqlite_city.services.maintenance.audit_entries())
    with pytest.raises(EnvironmentProblem, match="no_folder"):
        prints.save(made, tmp_path / "nowhere" / "sheet.pdf")
    assert len(sqlite_city.services.maintenance.audit_entries()) == before
    with pytest.raises(DomainError, match="bad_id"):
        prints.save(replace(made, kind=PrintKind.VISIT_REPLY, subjects=("?",)), tmp_path / "sheet.pdf")
    assert not (tmp_path / "sheet.pdf").exists()
    prints.save(made, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes() == made.pdf
    assert sqlite_city.services.maintenance.audit_entries(1)[0].act == "print.attendance-sheet"


def test_a_report_nobody_could_note_is_not_written(sqlite_city, tmp_path, monkeypatch):
    files, database = sqlite_city.services.report_files, sqlite_city.services.database

    def locked():
        raise EnvironmentProblem("locked")

    with pytest.raises(DomainError, match="wrong_extension"):
        files.monthly(2026, 11, tmp_path / "month.txt")
    before = len(sqlite_city.services.maintenance.audit_entries())
    with monkeypatch.context() as patched, pytest.raises(EnvironmentProblem, match="locked"):
        patched.setattr(database, "write", locked)
        files.monthly(2026, 11, tmp_path / "month.csv")
    assert not (tmp_path / "month.csv").exists()
    assert len(sqlite_city.services.maintenance.audit_entries()) == before
    done = files.monthly(2026, 11, tmp_path / "month.csv")
    assert len((tmp_path / "month.csv").read_text("utf-8-sig").splitlines()) == done.rows + 1
    assert sqlite_city.services.maintenance.audit_entries(1)[0].act == "report.monthly"


def revisions(path: Path) -> dict[str, tuple[int, str]]:
    """Return SEQUENCE and STATUS by UID."""
    book = icalendar.Calendar.from_ical(path.read_bytes())
    return {str(one["uid"]): (int(one["sequence"]), str(one["status"])) for one in book.walk("VEVENT")}


def test_each_change_raises_the_sequence_and_a_removed_meeting_is_told_as_cancelled(sqlite_city: City, tmp_path):
    city, path = sqlite_city, tmp_path / "a.ics"
    days = [meeting(f"2026-12-{day:02} 10:00", f"2026-12-{day:02} 12:00") for day in (5, 12)]
    course = city.course("スマホ入門", *days)
    first, second = city.sessions(course)
    names = [f"{id_}@kakehashi" for id_ in (first, second)]
    seen = []

    def write() -> None:
        city.clock.tick(minutes=1)
        city.services.exports.calendar(path)
        seen.append(revisions(path))

    planning = city.services.scheduling
    write()
    planning.move(first, starts_at=at("2026-12-06 10:00"), ends_at=at("2026-12-06 12:00"))
    write()
    done = planning.cancel_session(first, "大雪のため")
    write()
    planning.history.undo(done.undo)
    write()
    planning.remove_meeting(second)
    write()
    assert [one[names[0]] for one in seen[:4]] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CANCELLED"),
        (3, "CONFIRMED"),
    ]
    assert (seen[3][names[1]], seen[4][names[1]]) == ((0, "CONFIRMED"), (1, "CANCELLED"))
    changed = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("LAST-MODIFIED")]
    assert len(set(changed)) == 2, "each by its own change"
    city.clock.tick(days=91)
    write()
    assert names[1] not in seen[-1], "calendars had ninety days to learn of it"


def test_the_days_of_application_stand_in_the_calendar_when_wanted(sqlite_city: City, tmp_path):
    city, path = sqlite_city, tmp_path / "a.ics"
    city.course("スマホ入門", apply_from=at("2026-11-01 9:00"), apply_until=at("2026-11-10 17:00"))
    assert city.services.exports.calendar(path).rows == 1
    assert city.services.exports.calendar(path, with_periods=True).rows == 2
    text = path.read_text(encoding="utf-8")
    assert "SUMMARY:申込受付 スマホ入門" in text
    assert "DTSTART;VALUE=DATE:20261101" in text
    assert "DTEND;VALUE=DATE:20261111" in text
