"""The same facts give the same figures, in whatever order they come to be known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from divide_app.domain.people.participants import Birth, Sex
from tests.support.city import City, at, meeting


def figures(city: City, month: int = 11) -> tuple[object, ...]:
    found = city.services.reports.monthly(2026, month)
    return found.by_band, found.by_sex, found.by_district, found.attendances, found.distinct_people


@pytest.mark.parametrize("order", list(permutations(("passes", "walks in", "is known"))))
def test_a_walk_in_found_to_be_somebody_counts_as_that_person(city: City, order: tuple[str, ...]) -> None:
    """The person's own pass at the door may come before or after the walk-in is told apart, or never."""
    if order.index("is known") < order.index("walks in"):
        order = (*(one for one in order if one != "is known"), "is known")
    (session,) = city.sessions(city.course("講座", meeting("2026-11-10 10:00", "2026-11-10 12:00")))
    person = city.person("佐藤 清", birth=Birth(day=date(1950, 4, 1)), sex=Sex.MALE, district="本町")
    door, walk_in = city.services.check_in, None
    for act in order:
        if act == "passes":
            door.receive_person(session, person, at=at("2026-11-10 10:05"))
        elif act == "walks in":
            walk_in = door.receive_walk_in(session, "不明", at=at("2026-11-10 10:01")).participant
        else:
            door.identify_walk_in(walk_in, person)
    assert figures(city) == ((("75-79", 1),), (("male", 1),), (("本町", 1),), 1, 1)


def test_a_walk_in_alone_found_to_be_somebody_counts_as_that_person(city: City) -> None:
    (session,) = city.sessions(city.course("講座", meeting("2026-11-10 10:00", "2026-11-10 12:00")))
    person = city.person("佐藤 清", birth=Birth(day=date(1950, 4, 1)), sex=Sex.MALE, district="本町")
    door = city.services.check_in
    walk_in = door.receive_walk_in(session, "不明", at=at("2026-11-10 10:01")).participant
    door.identify_walk_in(walk_in, person)
    assert figures(city) == ((("75-79", 1),), (("male", 1),), (("本町", 1),), 1, 1)
    assert city.summed() == 1


def test_first_timers_are_of_the_session_s_month_however_late_they_are_typed_in(city: City) -> None:
    (october,) = city.sessions(city.course("十月", meeting("2026-10-30 10:00", "2026-10-30 12:00")))
    (november,) = city.sessions(city.course("十一月", meeting("2026-11-10 10:00", "2026-11-10 12:00")))
    person = city.person("佐藤 清")
    door = city.services.check_in
    door.receive_person(november, person, at=at("2026-11-10 10:00"))
    typed = door.receive_person(october, person, at=at("2026-11-12 09:00"), forced_reason="名簿から")
    assert typed.status.value == "ok"
    monthly = city.services.reports.monthly
    assert (monthly(2026, 10).first_timers, monthly(2026, 11).first_timers) == (1, 0)


@pytest.mark.parametrize("corrects_first", [True, False])
@pytest.mark.parametrize("what", ["the day of the session", "the birth"])
def test_a_date_corrected_across_a_birthday_takes_the_band_again(city: City, what: str, corrects_first: bool) -> None:
    (session,) = city.sessions(city.course("講座", meeting("2026-11-10 10:00", "2026-11-10 12:00")))
    person = city.person("佐藤 清", birth=Birth(day=date(1946, 11, 15)))
    services = city.services

    def correct() -> None:
        if what == "the birth":
            known = services.participants.get(person)
            services.participants.change(_born(known, date(1946, 11, 1)))
        else:
            start = at("2026-11-20 10:00")
            services.scheduling.move(
                session, starts_at=start, ends_at=at("2026-11-20 12:00"), forced_reason="書き間違い"
            )

    if corrects_first:
        correct()
    came_at = services.scheduling.session(session).starts_at
    assert services.check_in.receive_person(session, person, at=came_at).status.value == "ok"
    if not corrects_first:
        assert figures(city)[0] == (("75-79", 1),)
        correct()
    assert figures(city)[0] == (("80-84", 1),)
    assert services.reports.by_band(2026) == {"80-84": 1}


def _born(person, day: date):
    return replace(person, birth=Birth(day=day))
