"""The wizard's acts: columns guessed and told, rows corrected, people chosen, profiles kept, imports taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from divide_app.domain.applications import Channel
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import check_digit
from divide_app.services.files.imports import CheckedRow, Confidence, Decisions, ImportKind, Outcome, Reading
from tests.support.city import City
from tests.support.databases import count, rows
from tests.support.import_files import write_file

FORM = ("タイムスタンプ", "講座を選ぶ", "姓", "名", "日中つながる\nお電話番号", "年", "月", "日", "ひとこと")
FIRST = ("2026/11/01 10:23:45 午前 GMT+9", "スマートフォン入門", "見本", "花子", "０９０１２３４５６７８",
         "昭和25", "3", "3", "はじめて")  # fmt: skip
TOLD = {"course": "スマートフォン入門"}


@pytest.fixture
def form(tmp_path: Path):
    def write(*lines, headers=FORM, name="form.csv") -> Path:
        return write_file(tmp_path / name, headers, *lines)

    return write


def line_of(checked, line: int) -> CheckedRow:
    return next(row for row in checked.rows if row.line == line)


def guessed(city: City, file: Path, kind=ImportKind.APPLICATIONS):
    return {one.header: (one.field, one.confidence) for one in city.services.imports.look(kind, file).columns}


def reading_of(city: City, file: Path, kind=ImportKind.APPLICATIONS, **values) -> Reading:
    look = city.services.imports.look(kind, file)
    return Reading(look.profile, columns=look.columns, values=values)


def test_columns_are_guessed_with_how_sure_it_is(sqlite_city, form):
    found = guessed(sqlite_city, form(FIRST))
    assert found["タイムスタンプ"] == ("applied_at", Confidence.CERTAIN)
    assert found["講座を選ぶ"] == ("course", Confidence.LIKELY)
    assert found["姓"] == found["名"] == ("name", Confidence.CERTAIN)
    assert found["日中つながる お電話番号"] == ("phone", Confidence.LIKELY)
    assert found["年"] == found["月"] == found["日"] == ("birthday", Confidence.CERTAIN)
    assert found["ひとこと"] == ("", Confidence.NONE)


def test_values_alone_make_a_weak_guess(sqlite_city, form):
    lines = [("A", f"0{n}0-1234-567{n}", "みほん はなこ", "1950-03-03") for n in range(7, 10)]
    found = guessed(sqlite_city, form(*lines, headers=("x1", "x2", "x3", "x4")))
    assert [found[f"x{n}"] for n in range(1, 5)] == [
        ("", Confidence.NONE),
        ("phone", Confidence.MAYBE),
        ("kana", Confidence.MAYBE),
        ("birthday", Confidence.MAYBE),
    ]


def test_joined_columns_become_one_person(city, form):
    course = city.course()
    file = form(FIRST)
    result = city.services.imports.run(ImportKind.APPLICATIONS, file, reading=reading_of(city, file))
    assert (result.added, len(result.rejected)) == (1, 0)
    (line,) = city.services.applications.of_course(course)
    person = city.services.participants.get(line.participant_id)
    assert (person.name, person.phone, str(person.birth.day)) == ("見本 花子", "090-1234-5678", "1950-03-03")


def test_a_course_told_for_the_file_goes_before_its_column(city, form):
    course = city.course("教室B", room="和室")
    city.course()
    file = form(FIRST)
    reading = reading_of(city, file, course=str(course))
    assert city.services.imports.run(ImportKind.APPLICATIONS, file, reading=reading).added == 1
    assert len(city.services.applications.of_course(course)) == 1


def test_a_way_of_reading_is_kept_by_name_and_found_again(city, form):
    city.course()
    file = form(FIRST)
    imports = city.services.imports
    imports.save_profile(ImportKind.APPLICATIONS, "市のフォーム", file, reading_of(city, file))
    assert ("市のフォーム", True) in {(one.name, one.is_own) for one in imports.profiles()}
    assert imports.run(ImportKind.APPLICATIONS, file, profile="市のフォーム").added == 1
    assert imports.look(ImportKind.APPLICATIONS, file).profile == "市のフォーム"
    imports.remove_profile(ImportKind.APPLICATIONS, "市のフォーム")
    with pytest.raises(DomainError, match="unknown_profile"):
        imports.run(ImportKind.APPLICATIONS, file, profile="市のフォーム")


def test_the_name_of_a_bundled_profile_is_taken(sqlite_city, form):
    file = form(FIRST)
    reading = reading_of(sqlite_city, file)
    with pytest.raises(DomainError) as error:
        sqlite_city.services.imports.save_profile(ImportKind.APPLICATIONS, "applications-plain", file, reading)
    assert (error.value.code, error.value.field) == ("profile_name_taken", "name")


def test_a_file_is_brought_in_and_its_reading_named_in_one_act(city, form):
    city.course()
    file = form(FIRST)
    imports, reading = city.services.imports, reading_of(city, file)
    before = len(imports.profiles())
    for name, code in (("applications-plain", "profile_name_taken"), (" ", "name_missing")):
        with pytest.raises(DomainError, match=code):
            imports.run(ImportKind.APPLICATIONS, file, reading=reading, save_as=name)
    assert (city.services.applications.all(), imports.runs(), len(imports.profiles())) == ([], [], before)
    imports.run(ImportKind.APPLICATIONS, file, reading=reading, save_as="市のフォーム", dry_run=True)
    assert len(imports.profiles()) == before
    assert imports.run(ImportKind.APPLICATIONS, file, reading=reading, save_as="市のフォーム").added == 1
    assert "市のフォーム" in {one.name for one in imports.profiles() if one.is_own}


@pytest.mark.parametrize(
    ("reading", "code"),
    [
        (Reading(said={"ない列": "name"}), "unknown_column"),
        (Reading(said={"姓": "nonsense"}), "unknown_meaning"),
        (Reading(values={"nonsense": "x"}), "unknown_meaning"),
        (Reading(profile="ない"), "unknown_profile"),
        (Reading(said={"姓": "", "名": ""}), "missing_columns"),
    ],
)
def test_what_cannot_be_read_is_said_before_anything_is_kept(sqlite_city, form, reading, code):
    with pytest.raises(DomainError, match=code):
        sqlite_city.services.imports.run(ImportKind.APPLICATIONS, form(FIRST), reading=reading)


def test_the_three_likenesses_of_services_say_that_nobody_tried_them(sqlite_city):
    untried = {one.name for one in sqlite_city.services.imports.profiles() if one.is_untried}
    assert untried == {"applications-google-forms-like", "applications-e-tumo-like", "applications-logo-like"}


LIKE = {
    "applications-google-forms-like": (
        "utf-8", ("タイムスタンプ", "参加を希望する講座", "お名前", "ふりがな", "お電話番号", "お電話番号"),
        ("2026/11/01 10:23:45", "スマートフォン入門", "見本 花子", "みほん はなこ", "090-1234-5678", ""), None,
    ),
    "applications-e-tumo-like": (
        "cp932", ("申込番号", "整理番号", "申込日時", "処理状況", "講座名", "氏名", "フリガナ", "連絡先電話番号"),
        ("00012", "998877", "2026年11月1日 10時23分", "完了", "スマートフォン入門", "見本　花子", "ミホン　ハナコ",
         "０９０－１２３４－５６７８"), "00012",
    ),
    "applications-logo-like": (
        "utf-8-sig", ("受付番号", "送信日時", "ステータス", "希望する講座", "氏名", "氏名（ふりがな）", "電話番号"),
        ("7", "2026-11-01 10:23:45", "受付済み", "スマートフォン入門", "見本 花子", "みほん はなこ", "09012345678"),
        "7",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIKE)
def test_a_file_of_such_a_service_is_recognised_and_read(city, tmp_path, name):
    encoding, headers, cells, receipt = LIKE[name]
    file = tmp_path / "answers.csv"
    file.write_text(",".join(headers) + "\n" + ",".join(cells) + "\n", encoding=encoding)
    course = city.course()
    result = city.services.imports.run(ImportKind.APPLICATIONS, file)
    assert (result.added, result.profile) == (1, name)
    (line,) = city.services.applications.of_course(course)
    assert (line.name.replace("　", " "), line.channel) == ("見本 花子", Channel.FORM)
    assert line.receipt_number == (receipt or "")
    again = city.services.imports.run(ImportKind.APPLICATIONS, file)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 1)


def test_a_withdrawn_entry_of_a_form_takes_no_seat(city, form):
    course = city.course()
    file = form(("1", "スマートフォン入門", "見本甲", "取下げ"), headers=("申込番号", "講座", "氏名", "処理状況"))
    result = city.services.imports.run(ImportKind.APPLICATIONS, file)
    assert (result.added, result.unchanged) == (0, 1)
    assert [one.code for one in result.warnings if one.line] == ["withdrawn_left_out"]
    assert city.services.applications.of_course(course) == []


def test_two_forms_that_both_count_from_one_lose_nobody(city, form):
    course = city.course()
    first = form(("1", "スマートフォン入門", "見本甲"), headers=("受付番号", "講座", "氏名"))
    imports = city.services.imports
    assert imports.run(ImportKind.APPLICATIONS, first).added == 1
    second = form(("1", "スマートフォン入門", "見本乙"), headers=("申込番号", "講座", "氏名"), name="other.csv")
    assert imports.run(ImportKind.APPLICATIONS, second, profile="applications-e-tumo-like").added == 1
    assert {one.name for one in city.services.applications.of_course(course)} == {"見本甲", "見本乙"}


def test_a_corrected_name_of_one_receipt_goes_before_a_human_and_is_no_second_application(city, form):
    course = city.course()
    headers = ("受付番号", "講座", "氏名")
    imports = city.services.imports
    imports.run(ImportKind.APPLICATIONS, form(("1", "スマートフォン入門", "見本 甲"), headers=headers))
    corrected = form(("1", "スマートフォン入門", "見元 甲"), headers=headers)
    again = imports.run(ImportKind.APPLICATIONS, corrected)
    assert (again.added, [one.code for one in again.rejected]) == (0, ["receipt_of_another"])
    (row,) = imports.check(ImportKind.APPLICATIONS, corrected, reading_of(city, corrected)).rows
    (asked,) = row.candidates
    assert (asked.name, asked.why) == ("見本 甲", ("receipt",))
    decided = Decisions(people={2: asked.participant})
    assert imports.run(ImportKind.APPLICATIONS, corrected, decisions=decided).updated == 1
    (line,) = city.services.applications.of_course(course)
    assert (line.name, line.memo) == ("見本 甲", "氏名: 見元 甲")
    assert imports.run(ImportKind.APPLICATIONS, corrected, decisions=decided).unchanged == 1


def test_every_row_is_shown_with_what_becomes_of_it(city, form):
    city.course()
    file = form(
        FIRST, ("", "スマートフォン入問", "見本", "次郎", "", "", "", "", ""), ("", "", "", "", "", "", "", "", "x")
    )
    checked = city.services.imports.check(ImportKind.APPLICATIONS, file, reading_of(city, file))
    assert (checked.read, checked.added, checked.rejected) == (3, 1, 2)
    good = line_of(checked, 3)  # the header itself takes two lines
    assert good.outcome is Outcome.ADDED
    assert good.texts["name"] == "見本 花子"
    assert line_of(checked, 4).refusal_code == "course_unknown"
    assert "スマートフォン入門" in line_of(checked, 4).refusal
    assert line_of(checked, 4).field == "course"
    assert line_of(checked, 5).refusal_code == "blank_cell"
    assert count(city.services.database, "participants") == 0


def test_a_row_is_corrected_where_it_stands_and_then_taken(city, form):
    course = city.course()
    file = form(("", "スマートフォン入問", "見本", "次郎", "", "昭和64", "1", "8", ""))
    imports, reading = city.services.imports, reading_of(city, file)
    bad = imports.check(ImportKind.APPLICATIONS, file, reading).rows[0]
    decisions = Decisions(corrections={bad.line: {"course": "スマートフォン入門", "birthday": "1989-01-08"}})
    mended = imports.check_row(ImportKind.APPLICATIONS, file, reading, bad, decisions)
    assert (mended.refusal, mended.outcome, mended.texts["course"]) == ("", Outcome.ADDED, "スマートフォン入門")
    result = imports.run(ImportKind.APPLICATIONS, file, reading=reading, decisions=decisions)
    assert (result.added, len(result.rejected)) == (1, 0)
    (line,) = city.services.applications.of_course(course)
    assert str(city.services.participants.get(line.participant_id).birth.day) == "1989-01-08"


def test_a_row_left_out_by_hand_is_said_to_be(city, form):
    city.course()
    file = form(FIRST)
    result = city.services.imports.run(
        ImportKind.APPLICATIONS, file, reading=reading_of(city, file), decisions=Decisions(left_out=frozenset({3}))
    )
    assert (result.added, [one.code for one in result.rejected]) == (0, ["left_out_by_hand"])


def test_a_number_of_twelve_digits_typed_as_a_correction_goes_nowhere(city, form):
    city.course()
    file = form(FIRST)
    decisions = Decisions(corrections={3: {"memo": "123456789018"}})
    checked = city.services.imports.check(ImportKind.APPLICATIONS, file, reading_of(city, file), decisions)
    assert line_of(checked, 3).refusal_code == "individual_number"
    assert "123456789018" not in repr(checked)


PEOPLE = ("氏名", "ふりがな", "生年月日", "電話番号")


def test_a_changed_family_name_is_shown_as_a_likeness_and_joined_only_by_a_person(city, form):
    known = city.person("見本 花子", kana="みほん はなこ", phone="090-1234-5678")
    file = form(("例田 花子", "れいた はなこ", "1950-05-05", "09012345678"), headers=PEOPLE)
    imports = city.services.imports
    checked = imports.check(ImportKind.PARTICIPANTS, file, Reading())
    (row,) = checked.rows
    assert [(one.participant, one.why) for one in row.candidates] == [(known, ("phone", "birth"))]
    assert row.outcome is Outcome.ADDED
    result = imports.run(ImportKind.PARTICIPANTS, file, decisions=Decisions(people={2: known}))
    assert (result.added, result.updated) == (0, 1)
    assert count(city.services.database, "participants") == 1


def test_somebody_born_in_another_year_is_never_offered(city, form):
    city.person("見本 花子", kana="みほん はなこ", phone="090-1234-5678")
    file = form(("例田 花子", "みほん はなこ", "1975-05-05", "09012345678"), headers=PEOPLE)
    (row,) = city.services.imports.check(ImportKind.PARTICIPANTS, file, Reading()).rows
    assert row.candidates == ()


def test_namesakes_may_be_told_to_be_two(city, form):
    city.person("見本 花子", kana="", phone="")
    file = form(("見本花子", "", "", ""), headers=PEOPLE)
    imports = city.services.imports
    (row,) = imports.check(ImportKind.PARTICIPANTS, file, Reading()).rows
    assert len(row.candidates) == 1
    imports.run(ImportKind.PARTICIPANTS, file, decisions=Decisions(people={2: None}))
    assert count(city.services.database, "participants") == 2


def test_an_import_is_taken_back_as_one_act_and_the_seats_move_on(city, form):
    course = city.course(capacity=2)
    file = form(FIRST, ("2026/11/01 10:30:00", "スマートフォン入門", "見本", "次郎", "", "", "", "", ""))
    imports = city.services.imports
    result = imports.run(ImportKind.APPLICATIONS, file, reading=reading_of(city, file))
    waiting, _, _ = city.apply(course)
    assert result.run is not None
    done = imports.undo(result.run)
    assert (done.applications, done.participants, done.kept, len(done.promoted)) == (2, 2, 0, 1)
    (line,) = city.services.applications.of_course(course)
    assert (line.participant_id, line.status.value, line.place) == (waiting, "accepted", 1)
    assert count(city.services.database, "participants") == 1
    with pytest.raises(DomainError, match="import_gone"):
        imports.undo(result.run)
    again = imports.run(ImportKind.APPLICATIONS, file, reading=reading_of(city, file))
    assert again.added == 2


def test_what_was_built_on_stays_when_an_import_is_taken_back(city, form):
    city.course()
    file = form(FIRST)
    result = city.services.imports.run(ImportKind.APPLICATIONS, file, reading=reading_of(city, file))
    (person,) = city.services.participants.all()
    city.apply(city.course("教室B", room="和室"), person.id)
    assert result.run is not None
    done = city.services.imports.undo(result.run)
    assert (done.applications, done.participants, done.kept) == (1, 0, 1)


def test_rows_not_taken_come_back_in_the_shape_they_came_in(city, tmp_path):
    city.course()
    file = tmp_path / "form.csv"
    file.write_bytes(
        "講座;氏名;備考\nスマートフォン入門;見本甲;\nない講座;髙橋;=1+1\n;x;123456789018\n".encode("cp932")
    )
    imports = city.services.imports
    result = imports.run(ImportKind.APPLICATIONS, file)
    out = tmp_path / "rest.csv"
    assert imports.save_rejected(file, out, result) == 2
    lines = out.read_bytes().decode("cp932").splitlines()
    assert lines[0] == "講座;氏名;備考;取り込めない理由;元の行"
    assert lines[1].startswith("ない講座;髙橋;'=1+1;")
    assert "123456789018" not in lines[2]
    book = tmp_path / "rest.xlsx"
    assert imports.save_rejected(file, book, result) == 2
    from openpyxl import load_workbook

    sheet = load_workbook(book).active
    assert sheet["C2"].value == "=1+1"
    assert sheet["C2"].data_type == "s"


def test_the_kind_of_a_file_is_guessed(sqlite_city, form):
    imports = sqlite_city.services.imports
    assert imports.guess_kind(form(FIRST)) is ImportKind.APPLICATIONS
    assert imports.guess_kind(form(("a", "", "", ""), headers=PEOPLE)) is ImportKind.PARTICIPANTS
    assert imports.guess_kind(form(("a", "b", "1"), headers=("地区", "年代", "人口"))) is ImportKind.POPULATION
    assert imports.guess_kind(form(("a", "b"), headers=("会場名", "部屋"))) is ImportKind.VENUES


def test_no_name_stands_in_the_audit_trail_or_beside_the_run(city, form):
    city.course()
    file = form(FIRST)
    city.services.imports.run(ImportKind.APPLICATIONS, file, reading=reading_of(city, file))
    trail = repr(rows(city.services.database, "SELECT * FROM audit_entries"))
    trail += repr(rows(city.services.database, "SELECT * FROM import_runs"))
    assert "見本" not in trail
    assert "form.csv" not in trail


def test_an_individual_number_typed_into_a_row_is_refused_and_not_said_back(city, form):
    number = f"12345678901{check_digit('12345678901')}"
    file = form(("見本 花子", "みほん はなこ", "1950-05-05", "090-1234-5678"), headers=PEOPLE)
    imports = city.services.imports
    (row,) = imports.check(ImportKind.PARTICIPANTS, file, Reading()).rows
    typed = Decisions(corrections={2: {"name": f"見本 {number}"}})
    again = imports.check_row(ImportKind.PARTICIPANTS, file, Reading(), row, typed)
    assert again.refusal_code == "individual_number"
    assert again.texts == row.texts
    assert number not in repr(again)


@pytest.mark.parametrize("degrees", ["1e400", "1e999999999", "NaN", "inf", "1/3", "39.7.1", "-0", "²"])
def test_a_coordinate_that_is_none_is_left_blank_with_a_warning(city, form, degrees: str):
    file = form(("中央公民館", degrees), headers=("名称", "緯度"))
    result = city.services.imports.run(ImportKind.VENUES, file)
    assert [warning.code for warning in result.warnings] == ["bad_coordinate"]
    (venue,) = city.services.office.venues()
    assert (venue.name, venue.latitude) == ("中央公民館", None)
