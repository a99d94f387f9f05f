"""People see all that is held of them and are forgotten without a trace or a changed figure; roles see their part."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import select

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import EventResult
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import fields_of
from divide_app.domain.individual_number import check_digit
from divide_app.domain.lines import ParticipantLine
from divide_app.domain.office.office import Actor, Role
from divide_app.domain.papers.letters import LetterKind
from divide_app.domain.people.participants import Birth, Need, Participant, PhoneKind, Sex
from divide_app.domain.people.personal_data import (
    FORGOTTEN_REASON,
    HEARD_WAYS,
    STANDARD_PURPOSE,
    hidden_fields,
    seen_by,
)
from divide_app.services.door.attendance_list import AttendanceList
from divide_app.services.people.lookalikes import LookAlike
from divide_app.storage.queries.people import personal_data as held
from divide_app.storage.rows.door.attendance import AttendanceEventRow
from divide_app.storage.rows.door.packages import MergeInboxRow
from divide_app.storage.rows.every import Base
from divide_app.storage.rows.people.same_people import PersonMergeRow
from tests.support.city import City, at, meeting
from tests.support.halls import Hall

KIYO = {
    "kana": "きえる きよ",
    "phone": "090-8765-4321",
    "address": "消町1-2-3",
    "postal_code": "305-0001",
    "birth": Birth(day=date(1950, 3, 2)),
    "district": "本町",
    "memo": "消える備考",
    "needs": frozenset({Need.WRITING}),
    "needs_text": "消える配慮",
    "phone_kind": PhoneKind.SENIOR,
    "sex": Sex.FEMALE,
}
TRACES = (
    "消得 キヨ",
    "きえる",
    "キエル",
    "8765-4321",
    "87654321",
    "消町",
    "消える備考",
    "消える配慮",
    "305-0001",
    "1950-03-02",
)


def everything(city: City) -> str:
    """Return every value of every table as one text."""
    with city.services.database.read() as uow:
        return "\n".join(
            str(tuple(row)) for table in Base.metadata.sorted_tables for row in uow.connection.execute(select(table))
        )


def attended(city: City) -> tuple[str, str]:
    """A person who applied, came, was a walk-in elsewhere, was merged, said to be another, and half-typed."""
    services = city.services
    course = city.course("入門", meeting("10:00", "12:00"), capacity=5)
    other_course = city.course("応用", meeting("10:00", "12:00"), venue="北公民館", room="和室", capacity=5)
    person = city.person("消得 キヨ", **KIYO)
    twin = city.person("消得 キヨ", **KIYO | {"address": "消町9"})
    stranger = city.person("消得 一", kana="きえる はじめ")
    _p, application, code = city.apply(course, person)
    city.clock.moment = at("10:01")
    city.scan(city.sessions(course)[0], code)
    walked = services.check_in.receive_walk_in(city.sessions(other_course)[0], "70-74", name="消得 キヨ")
    assert walked.participant is not None
    services.check_in.identify_walk_in(walked.participant, person)
    services.look_alikes.not_same(person, stranger)
    services.merging.merge(person, twin)
    services.drafts.save("PC1", "telephone", {"name": "消得 キヨ", "person": str(person)})
    services.participants.change(replace(services.participants.get(stranger), name="別の方", kana="べつのかた"))
    city.clock.moment = at("2026-11-22 09:00")
    return str(person), str(application)


def test_forgetting_leaves_no_trace_and_changes_no_figure(city: City):
    person = UUID(attended(city)[0])
    text = everything(city)
    assert all(trace in text for trace in TRACES)
    with city.services.database.read() as uow:
        before = held.statistics(uow.connection)
    summed = city.summed()
    result = city.services.privacy.forget(person)
    assert result.statistics_unchanged
    text = everything(city)
    assert [trace for trace in TRACES if trace in text] == []
    with city.services.database.read() as uow:
        assert held.statistics(uow.connection) == before
    assert city.summed() == summed == 2
    assert city.services.maintenance.check().faults == ()
    assert city.services.participants.find("きえる") == []
    assert [line.name for line in city.services.participants.all()] == ["別の方"]
    with pytest.raises(DomainError) as refused:
        city.services.participants.get(person)
    assert refused.value.code == "person_forgotten"


def test_the_file_itself_holds_no_byte_of_a_forgotten_name(sqlite_city: City):
    person = UUID(attended(sqlite_city)[0])
    file = sqlite_city.services.database.place.database_file
    files = [file, file.with_name(file.name + "-wal")]
    name = "消得 キヨ".encode()
    assert any(name in one.read_bytes() for one in files if one.exists())
    sqlite_city.services.privacy.forget(person)
    assert not any(name in one.read_bytes() for one in files if one.exists())
    assert not any(b"8765-4321" in one.read_bytes() for one in files if one.exists())


def test_a_merge_of_somebody_forgotten_cannot_be_taken_back(city: City):
    one, other = city.person("消得 キヨ", **KIYO), city.person("消得 きよ", **KIYO)
    merge = city.services.merging.merge(one, other).merge
    city.services.privacy.forget(one)
    with pytest.raises(DomainError) as refused:
        city.services.merging.undo(merge)
    assert refused.value.code == "merge_forgotten"


def test_who_is_still_expected_is_held_back_unless_cancelled_in_the_same_act(city: City):
    course = city.course(capacity=1)
    person, application, _code = city.apply(course, city.person("消得 キヨ", **KIYO))
    _next, waiting, _code = city.apply(course)
    with pytest.raises(DomainError) as refused:
        city.services.privacy.forget(person)
    assert refused.value.code == "person_still_expected"
    assert city.services.participants.get(person).name == "消得 キヨ"
    result = city.services.privacy.forget(person, with_cancel=True)
    assert (result.cancelled, result.promoted) == ((application,), (waiting,))
    by_id = {line.id: line.status for line in city.services.applications.of_course(course)}
    assert by_id == {application: ApplicationStatus.CANCELLED, waiting: ApplicationStatus.ACCEPTED}


def test_people_see_all_that_is_held_of_them_on_paper_and_as_data(city: City, tmp_path: Path):
    person = UUID(attended(city)[0])
    dossier = city.services.privacy.show(person)
    pdf, plain = city.services.privacy.save(dossier, tmp_path / "所持情報.pdf")
    kept = json.loads(plain.read_text(encoding="utf-8"))
    assert kept["person"]["name"] == "消得 キヨ"
    assert [one["address"] for one in kept["earlier_entries"]] == ["消町9"]
    assert [one["title"] for one in kept["applications"]] == ["入門"]
    assert {one["title"] for one in kept["attendances"]} == {"入門", "応用"}
    assert [one["name"] for one in kept["walk_ins"]] == ["消得 キヨ"]
    assert "privacy.show" not in {one["act"] for one in kept["trail"]}  # what is noted from now on
    assert {one["act"] for one in kept["trail"]} >= {"participant.add"}
    document = pypdfium2.PdfDocument(io.BytesIO(pdf.read_bytes()))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    for words in ("消得 キヨ", "090-8765-4321", "消町1-2-3", "消える備考", "消える配慮", "筆談", "入門", "応用"):
        assert words in text
    acts = [entry.act for entry in city.services.maintenance.audit_entries(1)]
    assert acts == ["privacy.show"]


def test_acts_that_wait_in_the_inbox_stop_nobody_from_being_forgotten(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    hall = Hall(city, tmp_path, monkeypatch)
    course = city.course(capacity=5)
    (session,) = city.sessions(course)
    person, _application, code = city.apply(course, city.person("消得 キヨ", **KIYO))
    file = hall.pack(session)
    city.services.scheduling.cancel_session(session, "大雪")
    with hall.open(file) as there:
        there.check_in.receive_code(session, code)
        there.check_in.receive_walk_in(session, "70-74", name="消得 飛込")
    assert len(hall.merge(file).held) == 2
    city.services.privacy.forget(person)
    assert "消得 キヨ" not in everything(city)
    city.clock.moment = at("2036-11-21 9:00")
    city.services.privacy.purge()
    assert "消得" not in everything(city)
    assert len(city.services.hall_packages.inbox()) == 2


def forced_reasons(city: City) -> list[str]:
    """What stands as reason of every act against a rule, at doors, in the inbox and of merges."""
    with city.services.database.read() as uow:
        events = uow.connection.execute(select(AttendanceEventRow.forced_reason)).scalars()
        held_acts = uow.connection.execute(select(MergeInboxRow.event)).scalars()
        merges = uow.connection.execute(select(PersonMergeRow.forced_reason)).scalars()
        return [text for text in (*events, *(act["forced_reason"] for act in held_acts), *merges) if text]


def test_why_somebody_was_let_in_is_forgotten_with_them_and_that_they_were_is_not(city: City):
    services = city.services
    course = city.course(capacity=5)
    (session,) = city.sessions(course)
    person, application, code = city.apply(course, city.person("消得 キヨ", **KIYO))
    other, _application, other_code = city.apply(course, city.person("残 一", kana="のこる はじめ"))
    del other
    services.applications.cancel(application)
    city.clock.moment = at("10:01")
    assert city.scan(session, code, forced_reason="消得さんは取消を撤回").status is EventResult.OK
    city.clock.moment = at("08:00")
    assert city.scan(session, other_code, forced_reason="残さんは早く来た").status is EventResult.OK
    city.clock.moment = at("2026-11-22 09:00")
    before = city.summed()
    services.privacy.forget(person)
    assert sorted(forced_reasons(city)) == sorted([FORGOTTEN_REASON, "残さんは早く来た"])
    assert "消得さん" not in everything(city)
    assert city.summed() == before
    assert services.maintenance.check().faults == ()


def test_an_act_of_the_inbox_keeps_no_words_about_somebody_forgotten_before_or_after_it_came(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    hall = Hall(city, tmp_path, monkeypatch)
    course = city.course(capacity=5)
    (session,) = city.sessions(course)
    first, _application, code = city.apply(course, city.person("消得 キヨ", **KIYO))
    second, _application, second_code = city.apply(course, city.person("消得 二", kana="きえる ふたり"))
    city.clock.moment = at("08:00")
    file = hall.pack(session)
    with hall.open(file) as there:
        there.check_in.receive_code(session, code, forced_reason="消得キヨさんは早く来た")
        there.check_in.receive_code(session, second_code, forced_reason="消得二さんも早く来た")
    city.services.privacy.forget(first, with_cancel=True)
    city.services.scheduling.cancel_session(session, "大雪")
    assert len(hall.merge(file).held) == 2
    assert sorted(forced_reasons(city)) == sorted([FORGOTTEN_REASON, "消得二さんも早く来た"])
    city.services.privacy.forget(second, with_cancel=True)
    assert forced_reasons(city) == [FORGOTTEN_REASON, FORGOTTEN_REASON]
    assert "早く来た" not in everything(city)


def test_words_about_a_stranger_go_when_their_time_is_over(city: City):
    course = city.course("昔", meeting("2020-05-10 10:00", "2020-05-10 12:00"), capacity=5)
    (session,) = city.sessions(course)
    city.clock.moment = at("2020-05-10 07:00")
    walk_in = city.services.check_in.receive_walk_in(
        session, "70-74", name="消得 飛込", forced_reason="消得さんは早く来た"
    )
    assert walk_in.status is EventResult.OK
    city.clock.moment = at("9:30")
    city.services.privacy.purge()
    assert forced_reasons(city) == [FORGOTTEN_REASON]
    assert "消得" not in everything(city)


def test_why_two_entries_were_made_one_is_forgotten_and_that_it_was_forced_is_not(city: City):
    one = city.person("消得 キヨ", **KIYO)
    other = city.person("消得 清", **KIYO | {"birth": Birth(day=date(1931, 1, 1))})
    city.services.look_alikes.not_same(one, other)
    city.services.merging.merge(one, other, forced_reason="消得さんの旧姓")
    kept = forced_reasons(city)
    city.services.privacy.forget(one)
    assert kept == ["消得さんの旧姓"]
    assert forced_reasons(city) == [FORGOTTEN_REASON]


def test_whose_time_is_over_is_forgotten_and_who_came_since_is_not(city: City):
    services = city.services
    old = city.course(
        "昔", meeting("2020-05-10 10:00", "2020-05-10 12:00"), apply_from=at("2020-01-01 09:00"), capacity=5
    )
    new = city.course("今", meeting("10:00", "12:00"), capacity=5)
    city.clock.moment = at("2020-04-10 09:00")
    gone, _earlier, code = city.apply(old, city.person("消得 キヨ", **KIYO))
    stays, _application, second_code = city.apply(old, city.person("残 一", kana="のこる はじめ"))
    city.clock.moment = at("2020-05-10 10:05")
    for ticket in (code, second_code):
        city.scan(city.sessions(old)[0], ticket)
    city.clock.moment = at("9:30")
    city.apply(new, stays)
    rehearsed = services.privacy.purge(date(2022, 4, 1), dry_run=True)
    assert (rehearsed.people, rehearsed.statistics_unchanged) == (1, True)
    assert services.participants.get(gone).name == "消得 キヨ"
    assert services.privacy.keep_since() == date(2021, 4, 1)
    done = services.privacy.purge()
    assert (done.people, done.statistics_unchanged) == (1, True)
    assert services.participants.get(stays).name == "残 一"
    assert "消得" not in everything(city)
    assert services.privacy.purge().people == 0
    with pytest.raises(DomainError) as refused:
        services.privacy.purge(date(2099, 1, 1))
    assert refused.value.code == "purge_in_future"


def test_every_field_of_a_participant_says_why_it_is_kept_and_who_sees_it():
    declared = {field.name: field.kept for field in fields_of(Participant)}
    assert all(kept.purpose and kept.label for kept in declared.values())
    assert all(Role.STAFF in kept.seen_by for kept in declared.values())
    assert hidden_fields(Role.STAFF) == frozenset()
    assert {"name", "kana", "needs", "needs_text", "id"} == {
        name for name, kept in declared.items() if Role.VOLUNTEER in kept.seen_by
    }


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_every_answer_with_people_in_it_hides_what_the_role_does_not_see(city: City, role: Role):
    services = city.services
    course = city.course(capacity=5)
    person = city.person("消得 キヨ", **KIYO)
    city.person("消得 キヨ", **KIYO)
    city.apply(course, person)
    services.database.actor = Actor("係員", role)
    hidden = hidden_fields(role)
    whole = Participant(person, "消得 キヨ", **KIYO)  # type: ignore[arg-type]
    assert services.participants.get(person) == seen_by(whole, role)
    view = services.participants.view(person)
    assert view.participant == seen_by(whole, role)
    double = services.look_alikes.doubles()[0]
    alikes: list[LookAlike] = services.look_alikes.of_person(person)
    lines: list[ParticipantLine] = [
        view.line,
        *services.participants.find("きえる"),
        *services.participants.all(),
        *(one.line for one in alikes),
        double.one,
        double.other,
    ]
    for line in lines:
        assert (line.phone == "") == ("phone" in hidden)
        assert (line.district == "") == ("district" in hidden)
        assert (line.sex is Sex.UNSTATED) == ("sex" in hidden)
        assert line.name == "消得 キヨ"
        assert line.needs == (Need.WRITING,)
    told = services.scheduling.cancel_course_preview(course)
    applications = [
        *view.applications,
        *services.applications.of_course(course),
        *services.applications.all(),
        *(one.line for one in services.applications.desk(course).lines),
        *told.accepted,
    ]
    assert len(applications) == 5
    for application in applications:
        assert (application.phone == "") == ("phone" in hidden)
        assert (application.phone_kind is PhoneKind.UNKNOWN) == ("phone_kind" in hidden)
    (letter,) = services.letters.state(course, LetterKind.ACCEPTED).lines
    assert (letter.phone == "") == ("phone" in hidden)
    by_phone = {line.id for line in services.participants.find("090-8765")}
    assert (by_phone == set()) == ("phone" in hidden)
    found = {hit.id for hit in services.search.find("08765432")}
    assert ("phone" in hidden) <= (found == set())
    services.database.actor = Actor("係員")


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_who_came_is_told_without_what_the_role_does_not_see(sqlite_city: City, tmp_path: Path, role: Role):
    services = sqlite_city.services
    course = sqlite_city.course(capacity=5)
    (session,) = sqlite_city.sessions(course)
    person, _application, code = sqlite_city.apply(course, sqlite_city.person("消得 キヨ", **KIYO))
    sqlite_city.clock.moment = at("10:01")
    sqlite_city.scan(session, code)
    services.database.actor = Actor("係員", role)
    hidden = hidden_fields(role)
    for line in (*services.participants.view(person).attendances, *AttendanceList(services.database).lines()):
        assert (line.district == "") == ("district" in hidden)
        assert (line.sex is Sex.UNSTATED) == ("sex" in hidden)
    file = tmp_path / "attendance.csv"
    services.exports.attendance(file)
    services.database.actor = Actor("係員")
    text = file.read_text(encoding="utf-8-sig")
    assert "消得 キヨ" in text
    assert ("本町" in text) == ("district" not in hidden)


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_a_list_of_applications_goes_out_without_what_the_role_does_not_see(
    sqlite_city: City, tmp_path: Path, role: Role
):
    services = sqlite_city.services
    course = sqlite_city.course(capacity=5)
    _person, application, _code = sqlite_city.apply(course, sqlite_city.person("消得 キヨ", **KIYO))
    services.database.actor = Actor("係員", role)
    file = tmp_path / "applications.csv"
    services.exports.applications(file, course, [application])
    services.database.actor = Actor("係員")
    text = file.read_text(encoding="utf-8-sig")
    assert "消得 キヨ" in text
    is_seen = "phone" not in hidden_fields(role)
    assert (KIYO["phone"] in text, "電話番号" in text) == (is_seen, is_seen)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VOLUNTEER])
def test_the_list_of_everybody_leaves_the_house_only_by_staff(sqlite_city: City, tmp_path: Path, role: Role):
    sqlite_city.person("消得 キヨ", **KIYO)
    sqlite_city.services.database.actor = Actor("係員", role)
    with pytest.raises(DomainError) as refused:
        sqlite_city.services.exports.participants(tmp_path / "people.csv")
    assert refused.value.code == "not_allowed"
    assert list(tmp_path.glob("people*")) == []
    sqlite_city.services.database.actor = Actor("係員")


def test_nobody_empties_what_they_were_not_shown(city: City):
    services = city.services
    person = city.person("消得 キヨ", **KIYO)
    services.database.actor = Actor("係員", Role.COORDINATOR)
    seen = services.participants.get(person)
    assert (seen.phone, seen.address, seen.memo) == ("", "", "")
    services.participants.change(replace(seen, needs_text="前の席"))
    services.database.actor = Actor("係員")
    assert services.participants.get(person) == replace(Participant(person, "消得 キヨ", **KIYO), needs_text="前の席")  # type: ignore[arg-type]
    services.database.actor = Actor("係員", Role.VOLUNTEER)
    for act in (
        lambda: services.participants.change(seen),
        lambda: services.participants.add(replace(seen, id=services.participants.new_id())),
        lambda: services.privacy.show(person),
        lambda: services.privacy.forget(person),
        services.privacy.purge,
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "not_allowed"
    services.database.actor = Actor("係員")


def test_a_new_text_is_a_new_version_and_an_application_names_the_one_in_force(city: City):
    services = city.services
    course = city.course(capacity=5)
    assert services.purposes.in_force().text == STANDARD_PURPOSE
    first, *_rest = city.apply(course)
    changed = services.purposes.change("講座の連絡だけに使います。").purpose
    assert changed.version == 2
    assert services.purposes.change("講座の連絡だけに使います。").purpose.version == 2
    second, *_rest = city.apply(course)
    versions = {}
    for person in (first, second):
        (one,) = services.privacy.show(person).content["applications"]
        versions[person] = (one["purpose_version"], one["purpose"])
    assert versions == {first: (1, STANDARD_PURPOSE), second: (2, "講座の連絡だけに使います。")}
    assert [one.version for one in services.purposes.versions()] == [2, 1]
    for text, code in (("", "purpose_missing"), ("あ" * 401, "text_too_long")):
        with pytest.raises(DomainError) as refused:
            services.purposes.change(text)
        assert refused.value.code == code


def test_how_they_heard_is_the_offices_own_list_and_is_counted(city: City):
    services = city.services
    assert services.purposes.heard_ways() == list(HEARD_WAYS)
    services.purposes.change_heard_ways(["広報紙", " 回覧板 ", "広報紙", ""])
    assert services.purposes.heard_ways() == ["広報紙", "回覧板"]
    course = city.course(capacity=9)
    for heard in ("広報紙", "回覧板", "広報紙", ""):
        services.applications.apply(course, city.person(), heard=heard)
    assert services.purposes.heard() == {"広報紙": 2, "回覧板": 1}
    assert services.purposes.heard(course) == {"広報紙": 2, "回覧板": 1}


@pytest.mark.parametrize("field", ["name", "kana", "phone", "postal_code", "address", "district", "needs_text", "memo"])
def test_an_individual_number_is_refused_in_every_field_and_kept_nowhere(city: City, field: str):
    number = "12345678901" + check_digit("12345678901")
    grouped = f"{number[:4]}-{number[4:8]}-{number[8:]}"
    person = city.person("佐藤 キヨ")
    for text in (
        number,
        grouped,
        f"メモ {number} です",
        number.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ):
        with pytest.raises(DomainError) as refused:
            city.services.participants.change(replace(city.services.participants.get(person), **{field: text}))
        assert refused.value.code == "individual_number"
        assert number not in str(refused.value.details)
        with pytest.raises(DomainError):
            city.services.drafts.save("PC1", "telephone", {field: text})
    assert number not in everything(city)


def test_half_typed_entries_are_kept_by_device_and_form(city: City):
    drafts = city.services.drafts
    assert drafts.find("PC1", "telephone") is None
    drafts.save("PC1", "telephone", {"kana": "さと"})
    drafts.save("PC1", "telephone", {"kana": "さとう"})
    drafts.save("PC2", "telephone", {"kana": "すずき"})
    assert drafts.find("PC1", "telephone") == {"kana": "さとう"}
    drafts.drop("PC1", "telephone")
    assert drafts.find("PC1", "telephone") is None
    assert drafts.find("PC2", "telephone") == {"kana": "すずき"}
    with pytest.raises(DomainError) as refused:
        drafts.save("PC1", "telephone", {"memo": "あ" * 30_000})
    assert refused.value.code == "text_too_long"
    assert "draft" not in {entry.act.partition(".")[0] for entry in city.services.maintenance.audit_entries()}
