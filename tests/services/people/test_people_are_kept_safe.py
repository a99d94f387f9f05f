"""An individual number gets in nowhere, and what is kept of people is only what was meant to be kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.individual_number import check_digit
from divide_app.domain.office.office import Office
from divide_app.domain.papers.papers import PrintKind
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.supporters import Appointment, Supporter, SupporterKind
from divide_app.domain.planning.courses import CatalogueEntry, SessionKind
from divide_app.domain.planning.plan import PlanDraft
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.ids import new_id
from divide_app.services.papers.prints import MadePrint
from tests.support.city import ACTOR, City, meeting
from tests.support.databases import rows

NUMBER = "98765432101" + check_digit("98765432101")
GROUPED = f"{NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]}"
WIDE = NUMBER.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})

Act = Callable[[City, str], object]


def _people(field: str) -> Act:
    return lambda city, text: city.services.participants.add(
        replace(Participant(new_id(), "見本花子"), **{field: text})
    )


def _plan(field: str) -> Act:
    value: Callable[[str], object] = (lambda text: (text,)) if field in {"owners", "partners"} else (lambda text: text)
    return lambda city, text: city.services.scheduling.plan(
        replace(PlanDraft("講座", sessions=(meeting("10:00", "11:00"),)), **{field: value(text)})
    )


def _supporter(**parts: Callable[[str], object]) -> Act:
    return lambda city, text: city.services.supporters.add(
        replace(Supporter(new_id(), "支援花子"), **{name: make(text) for name, make in parts.items()})
    )


def _session(city: City) -> object:
    return city.sessions(city.course(f"講座{new_id()}", venue="", room=""))[0]


def _entry(text: str) -> CatalogueEntry:
    return CatalogueEntry(new_id(), "入門", "", SessionKind.CLASS, "", 60, 1, "", 0, text, "")


PERSON_FIELDS = ("name", "kana", "phone", "postal_code", "address", "district", "needs_text", "memo")
PLAN_FIELDS = (
    *("title", "kana", "topic", "venue", "room", "owners", "partners", "phone", "contact"),
    *("audience", "description", "fee", "belongings", "question"),
)
ACTS: dict[str, Act] = {
    **{f"participant.{field}": _people(field) for field in PERSON_FIELDS},
    **{f"plan.{field}": _plan(field) for field in PLAN_FIELDS},
    "supporter.name": _supporter(name=str),
    "supporter.kana": _supporter(kana=str),
    "supporter.memo": _supporter(memo=str),
    "supporter.skills": _supporter(skills=lambda text: (text,)),
    "supporter.languages": _supporter(languages=lambda text: (text,)),
    "venue.name": lambda c, t: c.services.office.keep_venue(Venue(new_id(), t)),
    "venue.access": lambda c, t: c.services.office.keep_venue(Venue(new_id(), "館", access=t)),
    "venue.room": lambda c, t: c.services.office.keep_venue(
        Venue(new_id(), "館", rooms=(Room(new_id(), new_id(), t),))
    ),
    "closure": lambda c, t: c.services.office.add_closure(
        Closure(new_id(), None, date(2026, 1, 1), date(2026, 1, 2), t)
    ),
    "catalogue": lambda c, t: c.services.catalogue.save(_entry(t)),
    "office.set_up": lambda c, t: c.services.office.set_up("見本市", t),
    "office.change": lambda c, t: c.services.office.change(Office(new_id(), t, "", "課")),
    "target": lambda c, t: c.services.targets.save(Target(new_id(), t, Metric.SESSIONS_HELD, 2026, 2026, 10)),
    "remark": lambda c, t: c.services.reports.set_remark(2026, 11, t),
    "walk_in": lambda c, t: c.services.check_in.receive_walk_in(_session(c), "60代", name=t),  # type: ignore[arg-type]
    "forced": lambda c, t: c.scan(_session(c), "X", forced_reason=t),  # type: ignore[arg-type]
    "answer": lambda c, t: c.scan(_session(c), "X", answer=t),  # type: ignore[arg-type]
    "cancel": lambda c, t: c.services.scheduling.cancel_session(_session(c), t),  # type: ignore[arg-type]
    "reopen": lambda c, t: c.services.scheduling.reopen(_session(c), t),  # type: ignore[arg-type]
    "apply.memo": lambda c, t: c.services.applications.apply(
        c.course(str(new_id()), venue="", room=""), c.person(), memo=t
    ),
}


@pytest.mark.parametrize("where", sorted(ACTS))
def test_an_individual_number_is_refused_everywhere_and_leaves_no_digit(
    sqlite_city: City, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    city = sqlite_city
    with caplog.at_level(logging.DEBUG):
        for text in (NUMBER, GROUPED, WIDE, f"番号は{NUMBER}です"):
            with pytest.raises(DomainError) as refused:
                ACTS[where](city, text)
            assert refused.value.code == "individual_number", where
            told = f"{refused.value!r} {refused.value.details} {refused.value.__cause__} {refused.value.__context__}"
            assert NUMBER not in told
            assert text not in told
    folder = city.services.database.place.database_file.parent
    for file in folder.rglob("*"):
        raw = file.read_bytes()
        for text in (NUMBER, GROUPED, WIDE):
            assert text.encode() not in raw, file.name
            assert text.encode("utf-16-le") not in raw, file.name
    assert not any(text in caplog.text for text in (NUMBER, GROUPED, WIDE))


def test_telephone_and_corporate_numbers_are_not_mistaken(city: City) -> None:
    city.person("見本花子", phone="090-1234-5678 / 019-651-4111", memo="法人番号7000012050002、2026/11/21 10:00")


def test_names_are_kept_as_written_and_tidied_only_at_the_ends(city: City) -> None:
    id_ = city.person("  髙橋\u3000斎 ", kana=" たかはし ", phone="０９０１２３４５６７８")
    person = city.services.participants.get(id_)
    assert (person.name, person.kana, person.phone) == ("髙橋\u3000斎", "たかはし", "090-1234-5678")
    for name, code in ((" \u3000", "name_missing"), ("長" * 61, "name_too_long")):
        with pytest.raises(DomainError, match=code):
            city.person(name)


def test_the_trail_holds_no_names_or_numbers_of_people(city: City) -> None:
    course = city.course()
    (session,) = city.sessions(course)
    person, application, code = city.apply(course, city.person("秘密花子", kana="ヒミツ", phone="090-9999-8888"))
    city.scan(session, code)
    city.services.check_in.receive_walk_in(session, "60代", name="秘密太郎")
    city.services.applications.cancel(application)
    city.services.participants.change(replace(city.services.participants.get(person), address="秘密町1"))
    trail = str(rows(city.services.database, "SELECT act, subject, detail FROM audit_entries"))
    for secret in ("秘密", "ヒミツ", "9999", code):
        assert secret not in trail
        assert secret.encode("unicode_escape").decode() not in trail


def test_every_act_leaves_one_entry_with_its_actor(city: City) -> None:
    course = city.course()
    city.apply(course)
    entries = city.services.maintenance.audit_entries()
    assert [entry.act for entry in entries] == ["application.take", "participant.add", "course.plan"]
    assert {entry.actor for entry in entries} == {ACTOR}
    assert [entry.number for entry in entries] == [3, 2, 1]


def test_a_supporter_is_not_in_two_places_and_hours_are_confirmed(city: City) -> None:
    course = city.course()
    other = city.course("別の講座", meeting("11:00", "13:00"), venue="北公民館", room="")
    (one,), (two,) = city.sessions(course), city.sessions(other)
    helper = city.supporter(appointments=(Appointment(SupporterKind.PROMOTER, date(2026, 4, 1), date(2026, 12, 31)),))
    assigned = city.services.supporters.assign(one, helper)
    with pytest.raises(DomainError, match="already_assigned"):
        city.services.supporters.assign(one, helper)
    with pytest.raises(DomainError, match="clash"):
        city.services.supporters.assign(two, helper)
    forced = city.services.supporters.assign(two, helper, forced_reason="途中で移動")
    assert [clash.hard for clash in forced.clashes] == [True]
    city.services.hours.confirm({assigned.assignment: 90})
    with pytest.raises(DomainError, match="hours_confirmed"):
        city.services.supporters.unassign(assigned.assignment)
    city.services.supporters.unassign(forced.assignment)
    (line,) = city.services.supporters.all(2026)
    assert (line.sessions, line.planned_minutes, line.actual_minutes) == (1, 120, 90)
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.supporters, figures.supporter_hours) == (1, 1.5)
    for minutes in (-1, 24 * 60 + 1):
        with pytest.raises(DomainError, match="bad_minutes"):
            city.services.hours.confirm({assigned.assignment: minutes}, reason="書き間違い")
    with pytest.raises(DomainError, match="bad_appointment"):
        city.supporter("逆さ", appointments=(Appointment(SupporterKind.PROMOTER, date(2026, 4, 2), date(2026, 4, 1)),))


def test_one_box_finds_people_courses_and_coming_sessions(city: City) -> None:
    course = city.course("スマートフォン入門")
    person = city.person("須磨 花子", kana="すま はなこ")
    hits = [(hit.kind.value, hit.id) for hit in city.services.search.find("ｽﾏ")]
    assert hits == [("person", person), ("course", course), ("session", city.sessions(course)[0])]
    assert city.services.search.find("  ") == []


def test_home_says_what_is_to_be_done_and_stops_when_it_is_done(city: City) -> None:
    course = city.course("入門", people_per_supporter=4)
    (session,) = city.sessions(course)
    city.scan(session, city.apply(course)[2])
    city.supporter(appointments=(Appointment(SupporterKind.PROMOTER, date(2026, 4, 1), date(2026, 12, 31)),))
    kinds = [task.kind.value for task in city.services.home.view().tasks]
    assert kinds == ["too_few_supporters", "appointment_expiring"]
    city.clock.moment += timedelta(hours=3)
    view = city.services.home.view()
    assert (view.tasks[0].kind.value, view.tasks[0].subject) == ("confirm_attendance", session)
    assert view.by_band == {"75-79": 1}
    city.services.closing.confirm(session)
    assert "confirm_attendance" not in {task.kind.value for task in city.services.home.view().tasks}
    city.clock.moment += timedelta(days=12)
    assert "report_due" in {task.kind.value for task in city.services.home.view().tasks}
    city.services.prints.note(MadePrint(PrintKind.MONTHLY, b"", 1, (), ("2026-10",)))
    assert "report_due" in {task.kind.value for task in city.services.home.view().tasks}, "another month's"
    city.services.prints.note(MadePrint(PrintKind.MONTHLY, b"", 1, (), ("2026-11",)))
    assert "report_due" not in {task.kind.value for task in city.services.home.view().tasks}


def test_first_start_is_once(city: City, tmp_path: Path) -> None:
    assert city.services.office.get() is None
    with pytest.raises(DomainError, match="name_missing"):
        city.services.office.set_up(" ", "課")
    with pytest.raises(DomainError, match="bad_municipal_code"):
        city.services.office.set_up("盛岡市", "課", municipal_code="032012")
    city.services.office.set_up("盛岡市", "デジタル推進課", municipal_code="032018")
    office = city.services.office.get()
    assert office is not None
    assert office.municipal_code == "032018"
    with pytest.raises(DomainError, match="already_set_up"):
        city.services.office.set_up("盛岡市", "課")
    with pytest.raises(DomainError, match="not_found"):
        city.services.office.change(replace(office, id=new_id()))
    assert tmp_path.exists()
