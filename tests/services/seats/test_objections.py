"""What speaks against an application is said at once, with what and when, and forced with a reason that is kept."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Residence
from divide_app.domain.planning.courses import SelectionKind
from divide_app.services.files.imports import ImportKind
from divide_app.wording.labels import label
from divide_app.wording.reaching import spoken
from divide_app.wording.row_problems import row_problem_sentence
from divide_app.wording.sentences import sentence
from tests.support.city import City, at, meeting

MORNING = meeting("2026-12-04 10:00", "2026-12-04 12:00")
OVERLAPS = meeting("2026-12-04 11:00", "2026-12-04 13:00")
TOUCHES = meeting("2026-12-04 12:00", "2026-12-04 13:00")


def test_it_is_refused_with_the_other_course_and_its_time(city: City) -> None:
    person = city.person("見本 花子")
    apply = city.services.applications.apply
    apply(city.course("スマホ入門", MORNING), person)
    course = city.course("地図アプリ", OVERLAPS, room="調理室")
    with pytest.raises(DomainError, match="same_hour") as refused:
        apply(course, person)
    assert refused.value.details == {
        "name": "見本 花子", "course": "地図アプリ", "other": "スマホ入門", "starts_at": at("2026-12-04 10:00"),
        "audience": "",
    }  # fmt: skip
    assert "「スマホ入門」(令和8年12月4日(金) 10:00)" in sentence(refused.value)
    assert course not in {line.course_id for line in city.services.applications.of_person(person)}


def test_a_reason_forces_it_and_is_kept_with_the_application(city: City) -> None:
    person = city.person()
    apply = city.services.applications.apply
    apply(city.course("スマホ入門", MORNING), person)
    done = apply(city.course("地図アプリ", OVERLAPS, room="調理室"), person, forced_reason="後半だけ出席")
    assert done.status is ApplicationStatus.ACCEPTED
    with city.services.database.read() as uow:
        assert uow.applications.get(done.application).reason == "後半だけ出席"
    alone = apply(
        city.course("防災", meeting("2026-12-05 10:00", "2026-12-05 12:00")), person, forced_reason="いらない"
    )
    with city.services.database.read() as uow:
        assert uow.applications.get(alone.application).reason == ""


def test_what_only_touches_waits_or_was_given_up_is_no_second_hour(city: City) -> None:
    person = city.person()
    applications = city.services.applications
    first = applications.apply(city.course("スマホ入門", MORNING), person)
    applications.apply(city.course("防災", TOUCHES, room="第2会議室"), person)
    full = city.course("地図アプリ", OVERLAPS, room="調理室", capacity=1)
    city.apply(full)
    assert applications.apply(full, person).status is ApplicationStatus.WAITING
    lottery = city.course("写真", OVERLAPS, room="講堂", capacity=1, selection=SelectionKind.LOTTERY)
    assert applications.apply(lottery, person).status is ApplicationStatus.APPLIED
    applications.cancel(first.application)
    applications.apply(city.course("買い物", MORNING, room="和室"), person)


def test_what_is_over_or_cancelled_does_not_count(city: City) -> None:
    person = city.person()
    apply = city.services.applications.apply
    apply(city.course("朝の会", meeting("9:00", "9:20")), person)
    apply(city.course("朝の別の会", meeting("9:10", "9:20"), room="和室"), person)
    off = city.course("スマホ入門", MORNING)
    apply(off, person)
    city.services.scheduling.cancel_session(city.sessions(off)[0], "雪のため")
    apply(city.course("地図アプリ", OVERLAPS, room="調理室"), person)


def told(city: City, person: UUID) -> str:
    (one,) = [one for one in city.services.reaching.to_tell() if one.contact.name == "見本 花子"]
    return spoken(one, "青空市", "見本")


ELSEWHERE = "同じ時間の「スマホ入門」（令和8年12月4日(金) 10:00）も、受講が決まっています。"


def test_who_moves_up_into_such_an_hour_is_asked_where_they_come(city: City) -> None:
    person = city.person("見本 花子")
    applications = city.services.applications
    full = city.course("地図アプリ", OVERLAPS, room="調理室", capacity=1)
    _other, first, _code = city.apply(full)
    applications.apply(full, person)
    applications.apply(city.course("スマホ入門", MORNING), person)
    assert person not in {one.reach.application for one in city.services.reaching.to_tell()}
    applications.cancel(first)
    said = told(city, person)
    assert ELSEWHERE in said
    assert said.endswith("お返事をうかがえますか。")


def test_who_wins_a_lottery_for_such_an_hour_is_asked(city: City) -> None:
    person = city.person("見本 花子")
    lottery = city.course("写真", OVERLAPS, room="講堂", capacity=1, selection=SelectionKind.LOTTERY)
    city.services.applications.apply(lottery, person)
    city.services.applications.apply(city.course("スマホ入門", MORNING), person)
    city.services.lottery.prepare(lottery, "12345 67890 13579")
    city.services.lottery.draw(lottery)
    assert ELSEWHERE in told(city, person)


def test_a_meeting_moved_to_such_an_hour_asks_those_of_both(city: City) -> None:
    person = city.person("見本 花子")
    city.services.applications.apply(city.course("スマホ入門", MORNING), person)
    course = city.course("防災", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    city.services.applications.apply(course, person)
    (session,) = city.sessions(course)
    city.services.scheduling.move(
        session, starts_at=at("2026-12-04 11:00"), ends_at=at("2026-12-04 13:00"), forced_reason="講師の都合"
    )
    assert ELSEWHERE in told(city, person)


def test_a_list_of_applications_names_the_row_and_the_other_course(city: City, tmp_path: Path) -> None:
    apply = city.services.applications.apply
    apply(city.course("スマホ入門", MORNING), city.person("見本 花子", phone="019-000-0001"))
    city.course("地図アプリ", OVERLAPS, room="調理室")
    file = tmp_path / "申込.csv"
    file.write_text(
        "講座,氏名,電話番号,受付日時\n地図アプリ,見本 太郎,019-000-0002,2026-11-20 09:00\n"
        "地図アプリ,見本 花子,019-000-0001,2026-11-20 10:00\n", encoding="utf-8",
    )  # fmt: skip
    result = city.services.imports.run(ImportKind.APPLICATIONS, file)
    (warning,) = [one for one in result.warnings if one.code == "same_hour"]
    assert warning.line == 3
    said = row_problem_sentence(warning.code, "", dict(warning.details))
    assert "同じ時間の「スマホ入門」（2026-12-04 10:00）" in said


def test_one_of_a_family_is_named(city: City) -> None:
    busy = city.person("見本 太郎")
    apply = city.services.applications
    apply.apply(city.course("スマホ入門", MORNING), busy)
    course = city.course("地図アプリ", OVERLAPS, room="調理室")
    with pytest.raises(DomainError, match="same_hour") as refused:
        apply.apply_together(course, [city.person(), busy])
    assert refused.value.details["name"] == "見本 太郎"
    assert apply.apply_together(course, [city.person(), busy], forced_reason="交代で出席").members


@pytest.mark.parametrize(
    ("audience", "residence", "is_taken"),
    [
        ("市内在住の方", Residence.WORKS, False),
        ("市内にお住まいの60歳以上の方", Residence.STUDIES, False),
        ("市内に在住・在勤・在学の方", Residence.WORKS, True),
        ("市内在住又は在勤の方", Residence.STUDIES, False),
        ("市内在住の方", Residence.UNSTATED, True),
        ("市内在住の方(市外の方もどうぞ)", Residence.WORKS, True),
        ("どなたでも。市内在住の方を優先します", Residence.WORKS, True),
        ("60歳以上の方", Residence.WORKS, True),
        ("市内在住の方優先", Residence.WORKS, True),
        ("原則市内在住(市外在住の方も可)", Residence.WORKS, True),
        ("市民活動に関心のある方", Residence.WORKS, True),
        ("市民講師を目指す方", Residence.STUDIES, True),
        ("マンションにお住まいの方", Residence.WORKS, True),
        ("市民の方", Residence.WORKS, False),
        ("60歳以上の市民", Residence.WORKS, False),
        ("青空市にお住まいの方", Residence.WORKS, False),
        ("市内在住、在勤、在学の方で中学生以上", Residence.STUDIES, True),
    ],
)
def test_whom_a_course_is_for_is_read_from_its_words(
    city: City, audience: str, residence: Residence, *, is_taken: bool
) -> None:
    person, course = city.person(residence=residence), city.course(audience=audience)
    apply = city.services.applications.apply
    if not is_taken:
        with pytest.raises(DomainError, match="residence_differs") as refused:
            apply(course, person)
        assert audience in sentence(refused.value)
        assert str(label(residence)) in sentence(refused.value)
    assert apply(course, person, forced_reason="来月転入の予定").status is ApplicationStatus.ACCEPTED


@pytest.mark.parametrize(
    "audience", ["はじめて参加する方", "初めての参加の方に限ります", "これまで受講したことのない方", "未受講の方"]
)
def test_first_timers_are_checked_against_what_they_came_to(city: City, audience: str) -> None:
    apply = city.services.applications.apply
    earlier = city.course("スマホ入門")
    person, _application, code = city.apply(earlier)
    (session,) = city.sessions(earlier)
    course = city.course("カメラ", meeting("2026-12-04 10:00", "2026-12-04 12:00"), audience=audience)
    absent = city.person()
    city.apply(earlier, absent)
    city.scan(session, code)
    with pytest.raises(DomainError, match="been_before") as refused:
        apply(course, person)
    assert "「スマホ入門」" in sentence(refused.value)
    assert apply(course, absent).status is ApplicationStatus.ACCEPTED  # a seat alone is no visit
    assert apply(course, person, forced_reason="前回は途中で帰った").status is ApplicationStatus.ACCEPTED
    beginners = city.course("地図", meeting("2026-12-05 10:00", "2026-12-05 12:00"), audience="スマホが初めての方")
    assert apply(beginners, person).status is ApplicationStatus.ACCEPTED
