"""One person is kept once: look-alikes are found, joined after a preview, parted again exactly, or never asked."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Actor, Role
from divide_app.domain.people.participants import Birth, Need, Participant
from divide_app.services import Services
from divide_app.storage.database import Database
from divide_app.storage.rows.every import Base
from tests.support.city import City, at, meeting
from tests.support.databases import HandClock, opened

KIYO = {"kana": "さとう きよ", "phone": "090-1234-5678", "birth": Birth(day=date(1950, 3, 2))}


def snapshot(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that must be as before once a merge is taken back."""
    wanted = ("participants", "applications", "walk_ins", "attendances", "attendance_summaries", "attendance_events")
    found: dict[str, list[tuple[Any, ...]]] = {}
    with database.read() as uow:
        for name in (*wanted, "class_sessions", "participant_search"):
            table = Base.metadata.tables[name]
            columns = [column for column in table.c if (name, column.name) != ("participant_search", "number")]
            rows = [tuple(map(str, row)) for row in uow.connection.execute(select(*columns))]
            found[name] = sorted(row for row in rows if name != "attendance_summaries" or row[-1] != "0")
    return found


def status_of(city: City, application: UUID) -> ApplicationStatus:
    return next(one.status for one in city.services.applications.all() if one.id == application)


def test_look_alikes_are_found_by_every_road(city: City):
    known = city.person("髙﨑 清", kana="たかさき きよし", phone="0296-58-1111", birth=Birth(day=date(1948, 6, 1)))
    city.person("高橋 一", kana="たかはし はじめ", phone="0296-58-2222")
    asked = [
        {"name": "高崎 清", "kana": "たかさき きよし"},
        {"name": "たかさき きよし", "phone": "０２９６（５８）１１１１"},
        {"name": "高崎 清", "kana": "たかさき きおし", "birth": Birth(day=date(1948, 6, 1))},
        {"name": "高崎 喜代志", "kana": "たかさき きよし", "phone": "0296581111"},
        {"name": "高崎 清", "kana": "だかさき きよし", "birth": Birth(year=1948)},
    ]
    for parts in asked:
        typed = Participant(city.services.participants.new_id(), **parts)  # type: ignore[arg-type]
        found = city.services.look_alikes.of(typed)
        assert found[:1], parts
        assert found[0].line.id == known, parts
    city.services.participants.change(replace(city.services.participants.get(known), memo="この方は見つかる"))
    assert city.services.look_alikes.of_person(known) == []


def test_two_said_to_be_two_are_no_longer_offered_until_it_is_taken_back(city: City):
    one, other = city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", **KIYO)
    alikes = city.services.look_alikes
    assert [found.line.id for found in alikes.of_person(one)] == [other]
    assert [{pair.one.id, pair.other.id} for pair in alikes.doubles()] == [{one, other}]
    alikes.not_same(other, one)
    alikes.not_same(one, other)  # said twice is said once
    assert alikes.of_person(one) == []
    assert alikes.doubles() == []
    alikes.maybe_same(one, other)
    assert [found.line.id for found in alikes.of_person(other)] == [one]
    with pytest.raises(DomainError) as refused:
        alikes.not_same(one, one)
    assert refused.value.code == "same_entry"


def test_a_merge_moves_everything_and_figures_stay_right(city: City):
    services = city.services
    course = city.course("入門", meeting("10:00", "12:00"), capacity=5)
    second = city.course("応用", meeting("13:00", "15:00"), venue="北公民館", room="和室", capacity=5)
    kept, gone = city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", kana="さとう きよ", address="本町1-2")
    city.apply(course, kept)
    _person, application, code = city.apply(second, gone)
    (session,) = city.sessions(second)
    city.clock.moment = at("13:05")
    city.scan(session, code)
    preview = services.merging.preview(kept, gone)
    assert (preview.applications, preview.attendances, preview.came_twice) == (1, 1, 0)
    assert preview.result.address == "本町1-2"
    before = city.summed()
    services.merging.merge(kept, gone)
    view = services.participants.view(kept)
    assert view.line.attendances == 1
    assert {line.course_title for line in view.applications} == {"入門", "応用"}
    assert view.participant.address == "本町1-2"
    assert city.summed() == before
    assert status_of(city, application) is ApplicationStatus.ACCEPTED
    with pytest.raises(DomainError) as refused:
        services.participants.get(gone)
    assert refused.value.code == "person_merged"
    assert [line.id for line in services.participants.find("さとうきよ")] == [kept]
    assert gone not in {line.id for line in services.participants.all()}
    with pytest.raises(DomainError):
        services.applications.apply(course, gone)
    assert city.scan(session, code).reason.value == "already_in"  # type: ignore[union-attr]


def test_somebody_counted_twice_in_one_session_counts_once_after_the_merge(city: City):
    course = city.course(capacity=5)
    (session,) = city.sessions(course)
    kept, _a, one_code = city.apply(course, city.person("佐藤 キヨ", **KIYO))
    gone, _b, other_code = city.apply(course, city.person("佐藤 きよ", **KIYO))
    city.clock.moment = at("10:01")
    city.scan(session, one_code)
    city.clock.moment = at("10:02")
    city.scan(session, other_code)
    assert city.present(session) == 2
    before = snapshot(city.services.database)
    merge = city.services.merging.merge(kept, gone)
    assert city.present(session) == 1
    assert city.services.maintenance.check().faults == ()
    city.services.merging.undo(merge.merge)
    assert city.present(session) == 2
    assert snapshot(city.services.database) == before


@pytest.mark.parametrize("is_kept_first", [True, False])
def test_both_applied_for_one_course_the_better_place_stays_and_the_seat_goes_on(city: City, is_kept_first: bool):
    services = city.services
    course = city.course(capacity=2)
    one, other = city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", **KIYO)
    kept, gone = (one, other) if is_kept_first else (other, one)
    first, second = (city.apply(course, person)[1] for person in (one, other))
    waiting, third, _code = city.apply(course)
    assert status_of(city, third) is ApplicationStatus.WAITING
    (double,) = services.merging.preview(kept, gone).doubles
    assert (double.stays, double.withdrawn, double.frees_seat) == (first, second, True)
    done = services.merging.merge(kept, gone)
    assert done.promoted == (third,)
    assert status_of(city, third) is ApplicationStatus.ACCEPTED
    assert status_of(city, second) is ApplicationStatus.CANCELLED
    (mine,) = services.participants.view(kept).applications
    assert (mine.id, mine.status) == (first, ApplicationStatus.ACCEPTED)
    parted = services.merging.undo(done.merge)
    assert parted.waits == (second,)  # the seat went on and is not taken from anybody
    assert status_of(city, second) is ApplicationStatus.WAITING
    assert status_of(city, third) is ApplicationStatus.ACCEPTED
    owners = {line.id: line.participant_id for line in services.applications.of_course(course)}
    assert owners == {first: one, second: other, third: waiting}


def test_other_birth_years_are_refused_but_for_a_reason_of_staff(city: City):
    services = city.services
    one = city.person("佐藤 キヨ", kana="さとう きよ", birth=Birth(day=date(1950, 3, 2)))
    other = city.person("佐藤 キヨ", kana="さとう きよ", birth=Birth(year=1951))
    assert services.merging.preview(one, other).needs_reason
    with pytest.raises(DomainError) as refused:
        services.merging.merge(one, other)
    assert refused.value.code == "birth_years_differ"
    services.database.actor = Actor("係員", Role.COORDINATOR)
    with pytest.raises(DomainError) as refused:
        services.merging.merge(one, other, forced_reason="聞き違い")
    assert refused.value.code == "not_allowed"
    services.database.actor = Actor("係員")
    services.merging.merge(one, other, forced_reason="聞き違い")
    assert [line.id for line in services.participants.all()] == [one]


def test_merges_are_taken_back_newest_first_and_once(city: City):
    services = city.services
    a, b, c = (city.person("佐藤 キヨ", **KIYO) for _ in range(3))
    course = city.course(capacity=5)
    (session,) = city.sessions(course)
    _p, _a, code = city.apply(course, a)
    city.clock.moment = at("10:05")
    city.scan(session, code)
    before = snapshot(services.database)
    first = services.merging.merge(b, a).merge
    city.clock.tick(minutes=1)
    second = services.merging.merge(c, b).merge
    assert services.participants.view(c).line.attendances == 1
    assert services.maintenance.check().faults == ()
    assert [(line.id, line.can_undo) for line in services.merging.standing()] == [(second, True), (first, False)]
    with pytest.raises(DomainError) as refused:
        services.merging.undo(first)
    assert refused.value.code == "later_merge"
    services.merging.undo(second)
    services.merging.undo(first)
    with pytest.raises(DomainError) as refused:
        services.merging.undo(first)
    assert refused.value.code == "already_unmerged"
    assert snapshot(services.database) == before


@pytest.mark.parametrize("minutes", [-90, 90])
def test_the_order_of_merges_is_that_of_the_acts_and_not_of_two_clocks(city: City, minutes: int):
    """The PC that merged first went ahead: the second merge could not be taken back, and the first one could."""
    services = city.services
    a, b, c = (city.person("佐藤 キヨ", **KIYO) for _ in range(3))
    before = snapshot(services.database)
    first = services.merging.merge(b, a).merge
    city.clock.tick(minutes=minutes)
    second = services.merging.merge(c, b).merge
    assert [(line.id, line.can_undo) for line in services.merging.standing()] == [(second, True), (first, False)]
    with pytest.raises(DomainError) as refused:
        services.merging.undo(first)
    assert refused.value.code == "later_merge"
    services.merging.undo(second)
    services.merging.undo(first)
    assert snapshot(services.database) == before


def test_what_was_entered_after_a_merge_stays_with_the_kept_person(city: City):
    services = city.services
    kept, gone = city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", kana="さとう きよ", address="本町1-2")
    merge = services.merging.merge(kept, gone).merge
    services.participants.change(
        replace(services.participants.get(kept), address="新町3", needs=frozenset({Need.WRITING}))
    )
    course = city.course(capacity=5)
    city.apply(course, kept)
    services.merging.undo(merge)
    mine = services.participants.view(kept)
    assert mine.participant.address == "新町3"
    assert mine.participant.needs == {Need.WRITING}
    assert len(mine.applications) == 1
    assert services.participants.get(gone).address == "本町1-2"
    assert {line.id for line in services.participants.find("さとう")} == {kept, gone}


def test_a_walk_in_found_to_be_the_other_entry_moves_along(city: City):
    services = city.services
    course = city.course(capacity=5)
    (session,) = city.sessions(course)
    kept, gone = city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", **KIYO)
    city.clock.moment = at("10:05")
    walked = services.check_in.receive_walk_in(session, "70-74")
    assert walked.participant is not None
    services.check_in.identify_walk_in(walked.participant, gone)
    before = snapshot(services.database)
    merge = services.merging.merge(kept, gone)
    assert services.participants.view(kept).line.attendances == 1
    assert services.maintenance.check().faults == ()
    services.merging.undo(merge.merge)
    assert snapshot(services.database) == before


_acts = st.lists(
    st.tuples(st.sampled_from(["apply", "cancel", "scan", "out"]), st.integers(0, 1), st.integers(0, 1)), max_size=14
)


@given(_acts, st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_whatever_two_entries_did_a_merge_keeps_the_books_right_and_is_taken_back_exactly(
    acts: list[tuple[str, int, int]], is_turned: bool
):
    clock = HandClock()
    with tempfile.TemporaryDirectory() as folder, opened("sqlite", Path(folder) / "data", clock) as database:
        services = Services(database)
        city = City(services, clock)
        courses = [
            city.course("入門", meeting("10:00", "12:00"), capacity=9),
            city.course("応用", meeting("10:00", "12:00"), venue="北公民館", room="和室", capacity=9),
        ]
        people = [city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", **KIYO)]
        city.apply(courses[0])
        clock.moment = at("10:00")
        codes: dict[tuple[int, int], tuple[UUID, str]] = {}
        for act, who, where in acts:
            clock.tick(minutes=3)
            try:
                if act == "apply":
                    done = services.applications.apply(courses[where], people[who], is_forced=True)
                    codes[who, where] = (done.application, done.ticket_code)
                elif (who, where) in codes:
                    (session,) = city.sessions(courses[where])
                    if act == "cancel":
                        services.applications.cancel(codes[who, where][0])
                    else:
                        city.scan(session, codes[who, where][1], leaving=act == "out")
            except DomainError:
                continue  # asked twice, cancelled twice: refused as it should be
        kept, gone = people if not is_turned else people[::-1]
        before = snapshot(database)
        clock.tick(minutes=3)
        merge = services.merging.merge(kept, gone)
        assert services.maintenance.check().faults == ()
        stands = [line for line in services.applications.all() if line.participant_id == kept]
        assert len({line.course_id for line in stands}) == len(stands)
        clock.tick(minutes=3)
        services.merging.undo(merge.merge)
        assert services.maintenance.check().faults == ()
        assert snapshot(database) == before


def test_nobody_but_staff_joins_or_looks_at_merges(city: City):
    one, other = city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", **KIYO)
    city.services.database.actor = Actor("係員", Role.VOLUNTEER)
    for act in (
        lambda: city.services.merging.preview(one, other),
        lambda: city.services.merging.merge(one, other),
        city.services.merging.standing,
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "not_allowed"
    city.services.database.actor = Actor("係員")


def test_the_clock_of_a_merge_is_kept_in_utc(city: City):
    one, other = city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", **KIYO)
    city.services.merging.merge(one, other)
    (line,) = city.services.merging.standing()
    assert line.merged_at == city.clock.moment
    assert line.merged_at.tzinfo is UTC or line.merged_at.utcoffset() == datetime.now(UTC).utcoffset()
