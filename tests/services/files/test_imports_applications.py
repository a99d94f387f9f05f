"""Applications of a form's file get their seats in the order they were sent, and never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from divide_app.domain.applications import Channel
from divide_app.domain.planning.courses import SelectionKind
from divide_app.services.files.imports import Decisions, ImportKind, ImportResult, Reading
from tests.support.city import City, at, meeting
from tests.support.import_files import write_file

HEADERS = ("講座", "氏名", "ふりがな", "受付番号", "受付日時", "申込方法", "電話番号", "備考")


@pytest.fixture
def bring_in(city: City, tmp_path: Path):
    def run(*lines: tuple[str, ...], **options) -> ImportResult:
        path = write_file(tmp_path / "applications.csv", HEADERS, *lines)
        result = city.services.imports.run(ImportKind.APPLICATIONS, path, **options)
        assert result.added + result.updated + result.unchanged + len(result.rejected) == result.read
        return result

    return run


def row(name: str, *, course="スマートフォン入門", receipt="", sent="2026-11-01 09:00", phone="", memo=""):
    return (course, name, "", receipt, sent, "電子申請", phone, memo)


def figures(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.updated, result.unchanged, len(result.rejected)


def seats(city: City, course) -> list[tuple[str, str, int | None]]:
    return [(one.name, one.status.value, one.place) for one in city.services.applications.of_course(course)]


def test_seats_go_in_the_order_of_sending_not_of_the_lines(bring_in, city):
    course = city.course(capacity=2)
    lines = [
        row("見本丙", receipt="3", sent="2026-11-03 09:00"),
        row("見本甲", receipt="1", sent="2026-11-01 09:00"),
        row("見本丁", receipt="4", sent=""),
        row("見本乙", receipt="2", sent="2026-11-02 09:00"),
    ]
    assert figures(bring_in(*lines)) == (4, 0, 0, 0)
    assert seats(city, course) == [
        ("見本甲", "accepted", 1),
        ("見本乙", "accepted", 2),
        ("見本丙", "waiting", 1),
        ("見本丁", "waiting", 2),
    ]
    assert figures(bring_in(*lines)) == (0, 0, 4, 0)
    assert len(city.services.participants.all()) == 4
    (first, *_) = city.services.applications.of_course(course)
    assert (first.channel, first.applied_at, first.receipt_number) == (Channel.FORM, at("2026-11-01 09:00"), "1")
    assert first.ticket_code


def test_a_file_and_the_counter_fill_the_same_seats(bring_in, city):
    course = city.course(capacity=2)
    city.services.applications.apply(course, city.person("見本甲"))
    bring_in(row("見本乙"), row("見本丙", sent="2026-11-02 09:00"))
    assert [status for _, status, _ in seats(city, course)].count("accepted") == 2
    assert ("見本丙", "waiting", 1) in seats(city, course)


def test_a_person_known_is_not_made_again(bring_in, city):
    course = city.course()
    known = city.person("見本 花子", phone="090-1234-5678")
    bring_in(row("見本花子", phone="09012345678", memo="車いす"))
    (line,) = city.services.applications.of_course(course)
    assert line.participant_id == known
    assert len(city.services.participants.all()) == 1


def test_the_moment_of_sending_decides_whether_the_window_was_open(bring_in, city):
    city.course(apply_from=at("2026-10-01 09:00"), apply_until=at("2026-10-31 17:00"))
    result = bring_in(
        row("早い人", sent="2026-09-30 09:00"),
        row("間に合う人", sent="2026-10-31 17:00"),
        row("遅い人", sent="2026-10-31 17:01"),
        row("日時なし", sent=""),
    )
    assert figures(result) == (1, 0, 0, 3)
    assert [(one.line, one.column, one.code) for one in result.rejected] == [
        (2, "講座", "course_not_open"),
        (4, "講座", "course_closed"),
        (5, "講座", "course_closed"),
    ]
    assert "2026-10-31 17:00" in result.rejected[1].message
    assert [one.name for one in city.services.participants.all()] == ["間に合う人"]


def test_a_course_nobody_knows_is_named_and_leaves_nobody_behind(bring_in, city):
    result = bring_in(row("見本甲", course="ない講座"))
    assert [(one.code, one.column) for one in result.rejected] == [("course_unknown", "講座")]
    assert "ない講座" in result.rejected[0].message
    assert city.services.participants.all() == []


def test_of_several_courses_of_one_title_the_one_open_then_is_meant(bring_in, city):
    december = meeting("2026-12-10 10:00", "2026-12-10 12:00")
    january = meeting("2027-01-10 10:00", "2027-01-10 12:00")
    first = city.course("入門", december, apply_from=at("2026-11-01 00:00"), apply_until=at("2026-11-10 00:00"))
    second = city.course("入門", january, apply_from=at("2026-11-11 00:00"), apply_until=at("2026-11-20 00:00"))
    lines = [
        row("見本甲", course="入門", sent="2026-11-05 09:00"),
        row("見本乙", course="入 門", sent="2026-11-15 09:00"),
        row("見本甲", course="入門", sent="2026-11-16 09:00"),
    ]
    assert figures(bring_in(*lines)) == (3, 0, 0, 0)
    assert [name for name, _, _ in seats(city, first)] == ["見本甲"]
    assert [name for name, _, _ in seats(city, second)] == ["見本乙", "見本甲"]
    assert figures(bring_in(*lines)) == (0, 0, 3, 0)


def test_two_open_courses_of_one_title_are_not_guessed_but_an_id_is_plain(bring_in, city):
    first = city.course("入門", meeting("2026-12-10 10:00", "2026-12-10 12:00"))
    city.course("入門", meeting("2026-12-11 10:00", "2026-12-11 12:00"))
    result = bring_in(row("見本甲", course="入門"), row("見本乙", course=str(first)))
    assert figures(result) == (1, 0, 0, 1)
    assert result.rejected[0].code == "course_ambiguous"
    assert [name for name, _, _ in seats(city, first)] == ["見本乙"]


def test_somebody_who_cancelled_is_not_brought_back_by_the_old_file(bring_in, city):
    course = city.course(capacity=1)
    line = row("見本甲", phone="090-1234-5678")
    bring_in(line, row("見本乙", sent="2026-11-02 09:00"))
    (first, _) = city.services.applications.of_course(course)
    city.services.applications.cancel(first.id)
    assert figures(bring_in(line)) == (0, 0, 1, 0)
    again = row("見本甲", phone="090-1234-5678", sent="2026-11-05 09:00", receipt="9")
    assert figures(bring_in(again)) == (0, 1, 0, 0)
    assert seats(city, course) == [("見本乙", "accepted", 1), ("見本甲", "waiting", 1)]


def test_a_lottery_takes_entries_without_places(bring_in, city):
    course = city.course(capacity=1, selection=SelectionKind.LOTTERY)
    bring_in(row("見本甲"), row("見本乙"))
    assert {status for _, status, _ in seats(city, course)} == {"applied"}


def test_a_birthday_after_the_end_of_its_era_costs_nobody_a_seat(city: City, tmp_path: Path):
    course = city.course(capacity=2)
    line = ("スマートフォン入門", "見本 花子", "昭和64年1月8日")
    path = write_file(tmp_path / "applications.csv", ("講座", "氏名", "生年月日"), line)
    result = city.services.imports.run(ImportKind.APPLICATIONS, path)
    assert figures(result) == (1, 0, 0, 0)
    (told,) = result.warnings
    assert (told.line, told.column, told.code) == (2, "生年月日", "era_over")
    assert "昭和は64年1月7日まで" in told.message
    assert "空欄" in told.message
    assert len(seats(city, course)) == 1


def test_a_dry_run_tells_who_would_be_refused(bring_in, city):
    course = city.course()
    assert figures(bring_in(row("見本甲"), row("見本乙", course="ない講座"), dry_run=True)) == (1, 0, 0, 1)
    assert seats(city, course) == []
    assert city.services.participants.all() == []


def test_a_thousand_applications_for_one_course_take_their_places(bring_in, city):
    course = city.course(capacity=30)
    result = bring_in(*(row(f"見本{number:04}郎", receipt=str(number)) for number in range(1_000)))
    assert result.added == 1_000
    places = [place for _, status, place in seats(city, course) if status == "waiting"]
    assert sorted(places) == list(range(1, 971))


def listed(city: City, course) -> dict[str, str]:
    return {one.name: one.memo for one in city.services.applications.of_course(course)}


def phones(city: City) -> dict[str, str]:
    return {one.name: one.phone for one in city.services.participants.all()}


HALL = [row("中央一郎", receipt="1", phone="090-1111-0001"), row("中央二郎", receipt="2", phone="090-1111-0002")]
OTHER_HALL = [row("支所花子", receipt="1", phone="090-2222-0001"), row("支所梅子", receipt="2", phone="090-2222-0002")]


def test_the_same_number_with_another_person_goes_before_a_human(bring_in, city):
    course = city.course()
    bring_in(*HALL)
    second = bring_in(*OTHER_HALL)
    assert figures(second) == (0, 0, 0, 2)
    assert [one.code for one in second.rejected] == ["receipt_of_another"] * 2
    assert "中央一郎" in second.rejected[0].message
    decided = bring_in(*OTHER_HALL, decisions=Decisions(people={2: None, 3: None}))
    assert figures(decided) == (2, 0, 0, 0)
    assert len(listed(city, course)) == 4
    assert figures(bring_in(*OTHER_HALL)) == (0, 0, 2, 0)
    assert figures(bring_in(*HALL)) == (0, 0, 2, 0)


def test_lists_of_two_sources_have_numbers_of_their_own(bring_in, city):
    course = city.course()
    bring_in(*HALL)
    other = Reading(values={"source": "支所"})
    assert figures(bring_in(*OTHER_HALL, reading=other)) == (2, 0, 0, 0)
    assert figures(bring_in(*OTHER_HALL, reading=other)) == (0, 0, 2, 0)
    assert figures(bring_in(*OTHER_HALL)) == (0, 0, 2, 0)
    assert len(listed(city, course)) == 4


def test_a_number_cut_short_by_a_spreadsheet_loses_nobody(bring_in, city):
    course = city.course()
    lines = [
        row(name, receipt="1.23457E+11", phone=f"090-1111-000{n}") for n, name in enumerate(("甲野", "乙野", "丙野"))
    ]
    result = bring_in(*lines)
    assert figures(result) == (3, 0, 0, 0)
    assert [one.code for one in result.warnings] == ["receipt_cut_short"] * 3
    assert len(listed(city, course)) == 3
    assert figures(bring_in(*lines)) == (0, 0, 3, 0)


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"phone": "090-9999-0000"}, lambda city, course: phones(city)["見本甲"] == "090-9999-0000"),
        ({"memo": "耳が遠い"}, lambda city, course: listed(city, course)["見本甲"] == "耳が遠い"),
        ({"sent": "2026-11-02 10:00"}, lambda city, course: at("2026-11-02 10:00") in {
            one.applied_at for one in city.services.applications.of_course(course)}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("receipt", ["7", ""])
def test_a_row_corrected_in_the_file_is_kept(bring_in, city, change, kept, receipt):
    course = city.course()
    first = {"receipt": receipt, "phone": "090-1111-0001", "sent": "2026-11-01 09:00"}
    bring_in(row("見本甲", **first))
    corrected = row("見本甲", **{**first, **change})
    if not receipt and "sent" in change:
        kept = lambda city, course: "2026-11-02 10:00" in listed(city, course)["見本甲"]  # noqa: E731
    if not receipt and "phone" in change:
        assert figures(bring_in(corrected)) == (1, 0, 0, 0)  # nothing but the name is the same: asked about
        return
    assert figures(bring_in(corrected)) == (0, 1, 0, 0)
    assert kept(city, course)
    assert figures(bring_in(corrected)) == (0, 0, 1, 0)
    assert len(city.services.applications.of_course(course)) == 1


def test_what_a_form_says_otherwise_than_the_register_is_kept_beside_it(bring_in, city):
    course = city.course()
    city.person("見本甲", kana="みほんこう", phone="090-1111-0001")
    line = ("スマートフォン入門", "見本甲", "みほんきのえ", "5", "2026-11-01 09:00", "フォーム", "090-1111-0001", "")
    result = bring_in(line)
    assert figures(result) == (1, 0, 0, 0)
    assert [one.code for one in result.warnings] == ["told_otherwise"]
    assert listed(city, course) == {"見本甲": "かな: みほんきのえ"}
    assert [one.kana for one in city.services.participants.all()] == ["みほんこう"]
    assert figures(bring_in(line)) == (0, 0, 1, 0)


def test_two_rows_of_one_person_lose_nothing_and_are_the_same_again(bring_in, city):
    course = city.course()
    first = row("見本甲", receipt="1", phone="090-1111-0001", memo="一度目")
    second = row("見本甲", receipt="2", phone="090-1111-0001", memo="二度目", sent="2026-11-03 09:00")
    assert figures(bring_in(first, second)) == (1, 1, 0, 0)
    memo = listed(city, course)["見本甲"]
    assert "一度目" in memo and "二度目" in memo and "2026-11-03 09:00 2" in memo
    assert figures(bring_in(first, second)) == (0, 0, 2, 0)
    (line,) = city.services.applications.of_course(course)
    city.services.applications.cancel(line.id)
    assert figures(bring_in(first, second)) == (0, 0, 2, 0)
    assert city.services.applications.of_course(course)[0].status.value == "cancelled"


def test_a_title_with_the_waves_and_lines_of_another_system_is_the_same_course(services, city, tmp_path):
    city.course("スマホ〜初級−A")
    path = tmp_path / "form.csv"
    path.write_bytes("講座,氏名\r\nスマホ～初級－A,見本 太郎\r\n".encode("cp932"))
    done = services.imports.run(ImportKind.APPLICATIONS, path)
    assert (done.added, done.rejected) == (1, ())
