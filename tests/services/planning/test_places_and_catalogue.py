"""Superfluous places go, doubled ones become one, and the kinds of course are the office's to edit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import CatalogueEntry, SessionKind
from divide_app.domain.planning.places_alike import are_alike
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.ids import new_id
from tests.support.city import City, at, meeting
from tests.support.content import content
from tests.support.databases import count


def venue(city: City, name: str) -> Venue:
    return next(one for one in city.services.office.venues() if one.name == name)


def test_a_venue_or_room_nothing_was_planned_in_is_removed(city: City) -> None:
    city.course(venue="使う館", room="使う部屋")
    unused = new_id()
    city.services.office.keep_venue(Venue(unused, "使わない館"))
    city.services.office.add_closure(Closure(new_id(), unused, date(2026, 12, 1), date(2026, 12, 2), "工事"))
    assert [one.name for one in city.services.places.unused()] == ["使わない館"]
    city.services.places.remove_venue(unused)
    used = venue(city, "使う館")
    with pytest.raises(DomainError, match="place_in_use"):
        city.services.places.remove_venue(used.id)
    with pytest.raises(DomainError, match="place_in_use"):
        city.services.places.remove_room(used.rooms[0].id)
    city.course("もう1つ", meeting("14:00", "15:00"), venue="使う館", room="余った部屋")
    city.services.planning_history.undo()
    assert [room.name for room in venue(city, "使う館").rooms] == ["使う部屋"]
    assert count(city.services.database, "closures") == 0
    with pytest.raises(DomainError, match="not_found"):
        city.services.places.remove_room(new_id())


def test_two_names_of_one_hall_become_one_with_rooms_sums_and_closures(city: City) -> None:
    kept, doubled = (
        city.course(venue="北公民館", room="和室"),
        city.course("別の講座", meeting("14:00", "16:00"), venue="北公民館(本館)", room="和室"),
    )
    alone = city.course("講堂の講座", meeting("14:00", "16:00"), venue="北公民館(本館)", room="講堂")
    (session,) = city.sessions(doubled)
    city.clock.moment = at("13:45")
    city.scan(session, city.apply(doubled)[2])
    old, new = venue(city, "北公民館(本館)"), venue(city, "北公民館")
    closure = Closure(new_id(), old.id, date(2026, 12, 1), date(2026, 12, 2), "工事")
    city.services.office.add_closure(closure)
    done = city.services.places.merge_venues(old.id, new.id)
    assert (done.sessions, done.clashes) == (2, ())
    assert [one.name for one in city.services.office.venues()] == ["北公民館"]
    rooms = {one.id: one.name for one in venue(city, "北公民館").rooms}
    assert sorted(rooms.values()) == ["和室", "講堂"]
    lines = [city.services.scheduling.session(city.sessions(course)[0]) for course in (kept, doubled, alone)]
    assert {line.venue for line in lines} == {"北公民館"}
    assert lines[0].room_id == lines[1].room_id
    assert [(cell.venue_id, cell.attendances) for cell in city.services.reports.pivot(2026, 2026)] == [(new.id, 1)]
    assert [one.venue_id for one in city.services.office.closures()] == [new.id]


def test_making_one_of_two_places_shows_what_then_is_twice(city: City) -> None:
    for title, hall in (("一つ目", "北公民館"), ("二つ目", "北公民館(本館)")):
        city.course(title, meeting("2026-12-05 10:00", "2026-12-05 12:00"), venue=hall, room="和室")
    old, new = venue(city, "北公民館(本館)"), venue(city, "北公民館")
    with pytest.raises(DomainError, match="clash"):
        city.services.places.merge_venues(old.id, new.id)
    assert len(city.services.office.venues()) == 2
    city.services.places.merge_venues(old.id, new.id, forced_reason="二つ目の会場を探す")
    reasons = [line.forced_reason for line in city.services.scheduling.sessions()]
    assert sorted(reasons) == ["", "二つ目の会場を探す"]
    with pytest.raises(DomainError, match="same_place"):
        city.services.places.merge_venues(new.id, new.id)


def test_two_names_of_one_room_become_one(city: City) -> None:
    city.course(room="第1会議室")
    city.course("別の講座", meeting("14:00", "16:00"), room="第一会議室")
    city.course("よその講座", meeting("14:00", "16:00"), venue="新館", room="和室")
    hall = venue(city, "市民センター")
    one, other = (next(room.id for room in hall.rooms if room.name == name) for name in ("第1会議室", "第一会議室"))
    elsewhere = venue(city, "新館").rooms[0].id
    with pytest.raises(DomainError, match="other_venue"):
        city.services.places.merge_rooms(other, elsewhere)
    city.services.places.merge_rooms(other, one)
    assert [room.name for room in venue(city, "市民センター").rooms] == ["第1会議室"]
    assert {line.room for line in city.services.scheduling.sessions()} == {"第1会議室", "和室"}


def test_making_one_of_two_halls_is_shown_done_taken_back_and_done_again_exactly(city: City) -> None:
    city.course(venue="北公民館", room="和室")
    doubled = city.course("別の講座", meeting("14:00", "16:00"), venue="北公民館(本館)", room="和室")
    city.course("講堂の講座", meeting("14:00", "16:00"), venue="北公民館(本館)", room="講堂")
    city.clock.moment = at("13:45")
    city.scan(city.sessions(doubled)[0], city.apply(doubled)[2])
    old, new = venue(city, "北公民館(本館)"), venue(city, "北公民館")
    closure = Closure(new_id(), old.id, date(2026, 12, 1), date(2026, 12, 2), "工事")
    city.services.office.add_closure(closure)
    before = content(city.services.database)
    shown = city.services.places.preview_merge_venues(old.id, new.id)
    assert content(city.services.database) == before
    done = city.services.places.merge_venues(old.id, new.id)
    assert replace(done, undo=None) == shown
    assert (shown.sessions, shown.rooms_joined, shown.rooms_moved, shown.closures) == (2, ("和室",), ("講堂",), 1)
    after = content(city.services.database)
    city.services.planning_history.undo(done.undo)
    assert content(city.services.database) == before
    city.services.planning_history.redo()
    assert content(city.services.database) == after


def test_two_rooms_made_one_and_an_unused_hall_come_back_by_undo(city: City) -> None:
    city.course(room="第1会議室")
    city.course("別の講座", meeting("14:00", "16:00"), room="第一会議室")
    city.services.office.keep_venue(Venue(new_id(), "使わない館"))
    hall, unused = venue(city, "市民センター"), venue(city, "使わない館")
    before = content(city.services.database)
    city.services.places.merge_rooms(hall.rooms[1].id, hall.rooms[0].id)
    city.services.places.remove_venue(unused.id)
    for _turn in range(2):
        city.services.planning_history.undo()
    assert content(city.services.database) == before


def test_rooms_nobody_uses_are_named_with_their_hall(city: City) -> None:
    city.course("もう1つ", venue="使う館", room="使う部屋")
    hall = venue(city, "使う館")
    spare = Room(new_id(), hall.id, "余った部屋")
    city.services.office.keep_venue(replace(hall, rooms=(*hall.rooms, spare)))
    assert [(one.name, room.name) for one, room in city.services.places.unused_rooms()] == [("使う館", "余った部屋")]


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("北公民館", "北公民館（本館）", True),
        ("第1会議室", "第一会議室", True),
        ("第１会議室", "第 1 会議室", True),
        ("見本市立中央公民館", "中央公民館", False),
        ("東部公民館", "西部公民館", False),
        ("第1会議室", "第2会議室", False),
        ("第1会議室", "第11会議室", False),
        ("研修室A", "研修室B", False),
        ("龍ヶ崎公民館", "龍ケ崎公民館", True),
    ],
)
def test_two_spellings_of_one_place_are_told_from_two_places(one: str, other: str, *, is_alike: bool) -> None:
    assert are_alike(one, other) is is_alike
    assert are_alike(other, one) is is_alike


NATIONAL = 12


def kind(title: str, **more: object) -> CatalogueEntry:
    usual = CatalogueEntry(new_id(), title, "スマホの基本", SessionKind.CLASS, "基本", 60, 1, "", 4, "貸出機", "")
    return replace(usual, **more)  # type: ignore[arg-type]


def test_the_national_kinds_have_minutes_ratio_materials_and_prerequisites(city: City) -> None:
    added, _ = city.services.catalogue.add_national()
    kinds = city.services.catalogue.all()
    assert added == len(kinds) >= NATIONAL
    assert all(one.minutes > 0 and one.people_per_supporter > 0 and one.materials for one in kinds)
    titles = {one.title for one in kinds}
    named = {title for one in kinds for title in one.prerequisites.split("、") if title}
    assert named
    assert named <= titles
    assert city.services.catalogue.add_national()[0] == 0


def test_kinds_are_added_changed_removed_and_brought_back(city: City) -> None:
    first, second = kind("入門"), kind("地図", prerequisites="入門、カメラ")
    for one in (first, second):
        city.services.catalogue.save(one)
    with pytest.raises(DomainError, match="catalogue_in_use"):
        city.services.catalogue.remove(first)
    city.services.catalogue.save(replace(first, title="はじめての入門"))
    assert {one.prerequisites for one in city.services.catalogue.all()} == {"", "はじめての入門、カメラ"}
    gone = city.services.catalogue.remove(second)
    assert [one.title for one in city.services.catalogue.all()] == ["はじめての入門"]
    city.services.catalogue.save(gone.before)
    assert len(city.services.catalogue.all()) == 2
    with pytest.raises(DomainError, match="not_found"):
        city.services.catalogue.remove(kind("ない"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "あ" * 5_000}, "text_too_long"),
        ({"minutes": 0}, "bad_minutes"),
        ({"minutes": 24 * 60 + 1}, "bad_minutes"),
        ({"sessions": 0}, "bad_quantity"),
        ({"people_per_supporter": -1}, "bad_quantity"),
        ({"description": "123456789018"}, "individual_number"),
        ({"title": "入門"}, "catalogue_exists"),
    ],
)
def test_kinds_that_make_no_sense_are_refused(sqlite_city: City, change: dict[str, object], code: str) -> None:
    sqlite_city.services.catalogue.save(kind("入門"))
    with pytest.raises(DomainError, match=code):
        sqlite_city.services.catalogue.save(replace(kind("別"), **change))  # type: ignore[arg-type]
    assert [one.title for one in sqlite_city.services.catalogue.all()] == ["入門"]


def test_a_course_planned_from_a_kind_stays_when_the_kind_goes(city: City) -> None:
    one = kind("入門")
    city.services.catalogue.save(one)
    course: UUID = city.course("入門")
    city.services.catalogue.remove(one)
    assert city.services.scheduling.course(course).course.title == "入門"
