"""One call is one act: who calls, who they are not, and the course are kept together or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Birth, Need, Participant
from tests.support.city import City, meeting
from tests.support.databases import rows


def caller(city: City, name: str = "新井 電") -> Participant:
    return Participant(city.services.participants.new_id(), name, birth=Birth(day=date(1948, 3, 3)))


def kept(city: City) -> tuple[int, ...]:
    tables = "participants", "not_same_people", "applications", "audit_entries"
    return tuple(rows(city.services.database, f"SELECT count(*) FROM {table}")[0][0] for table in tables)


def test_somebody_new_is_registered_told_apart_and_takes_a_seat_in_one_act(city: City) -> None:
    course, other = city.course(capacity=1), city.person("新井 電")
    person = caller(city)
    done = city.services.telephone.register(course, person, before=None, others=[other], heard="広報")
    assert (done.place, done.course.id, len(done.sessions)) == (1, course, 1)
    (line,) = city.services.applications.of_person(person.id)
    assert (line.course_id, line.status) == (course, done.status)
    assert city.services.look_alikes.of(person) == []


@pytest.mark.parametrize("wrong", ["course_closed", "individual_number", "not_found"])
def test_a_refused_course_leaves_nobody_registered(city: City, wrong: str) -> None:
    from datetime import UTC, datetime

    until = datetime(2026, 1, 2, tzinfo=UTC) if wrong == "course_closed" else datetime(2027, 1, 2, tzinfo=UTC)
    course, other = city.course(capacity=1, apply_until=until), city.person()
    before = kept(city)
    person = caller(city)
    others = [person.id if wrong == "not_found" else other]
    heard = "123456789018" if wrong == "individual_number" else ""
    code = "same_entry" if wrong == "not_found" else wrong
    with pytest.raises(DomainError, match=code):
        city.services.telephone.register(course, person, before=None, others=others, heard=heard)
    assert kept(city) == before


def test_what_a_known_caller_changed_is_kept_with_the_application_or_not_at_all(city: City) -> None:
    course, person = city.course(capacity=1), city.services.participants.get(city.person())
    wants = replace(person, needs=frozenset({Need.WHEELCHAIR}))
    take = city.services.telephone.register
    take(course, wants, before=person)
    assert city.services.participants.get(person.id).needs == wants.needs
    with pytest.raises(DomainError, match="already_applied"):
        take(course, person, before=wants)
    assert city.services.participants.get(person.id).needs == wants.needs
    entries = kept(city)[-1]
    take(city.course("ほかの講座", meeting("14:00", "15:00"), capacity=1), wants, before=wants)
    assert kept(city)[-1] == entries + 2, "the course and the application; a caller nobody changed is not written again"
