"""Every clash is found, none is invented, and it is found quickly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.planning.clash import HARD, Clash, ClashKind, Slot, SlotIndex, clashes
from divide_app.domain.planning.venues import Closure, Room, Venue

TEN = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)  # Wednesday 10:00 in Japan
HALL = UUID(int=500)
ROOM = UUID(int=600)
HANAKO = UUID(int=700)
VENUE = Venue(
    id=HALL,
    name="北公民館",
    opens_at=time(9),
    closes_at=time(21),
    closed_weekdays=frozenset({1}),
    rooms=(Room(ROOM, HALL, "和室", seats=20), Room(UUID(int=601), HALL, "講堂", seats=None)),
)


def slot(number: int, start_hours: float = 0, hours: float = 2, **more: object) -> Slot:
    starts_at = TEN + timedelta(hours=start_hours)
    return Slot(  # type: ignore[arg-type]
        **{
            "session_id": UUID(int=number),
            "course_id": UUID(int=900),
            "title": f"講座{number}",
            "number": number,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=hours),
            "venue_id": HALL,
            "room_id": ROOM,
            **more,
        }
    )


def kinds(found: list[Clash]) -> list[ClashKind]:
    return [clash.kind for clash in found]


def test_the_same_room_at_the_same_time_says_by_whom_and_until_when() -> None:
    (clash,) = clashes([slot(1, 1)], [slot(2)], venues=[VENUE])
    assert (clash.kind, clash.hard, clash.other_session_id, clash.other_title) == (
        ClashKind.ROOM,
        True,
        UUID(int=2),
        "講座2",
    )
    assert dict(clash.details) == {
        "from": TEN,
        "until": TEN + timedelta(hours=2),
        "number": 2,
        "venue": "北公民館",
        "room": "和室",
    }


def test_one_after_the_other_does_not_clash() -> None:
    assert clashes([slot(1, 2, 1)], [slot(2, 0, 2), slot(3, 3, 1)]) == []


def test_another_room_does_not_clash_but_the_same_supporter_does() -> None:
    other_room = slot(2, room_id=UUID(int=601))
    assert clashes([slot(1)], [other_room]) == []
    (clash,) = clashes([slot(1, supporters=(HANAKO,))], [replace(other_room, supporters=(HANAKO,))])
    assert clash.kind is ClashKind.SUPPORTER
    assert dict(clash.details)["person"] == HANAKO


def test_a_participant_in_two_courses_is_only_a_warning() -> None:
    person = UUID(int=800)
    (clash,) = clashes(
        [slot(1, participants=(person,))], [slot(2, venue_id=None, room_id=None, participants=(person,))]
    )
    assert (clash.kind, clash.hard) == (ClashKind.PARTICIPANT, False)


def test_a_hall_without_rooms_is_one_room_and_with_rooms_only_warns() -> None:
    one, other = slot(1, room_id=None), slot(2, room_id=None)
    assert [clash.hard for clash in clashes([one], [other], venues=[replace(VENUE, rooms=())])] == [True]
    assert [clash.hard for clash in clashes([one], [other], venues=[VENUE])] == [False]
    assert clashes([slot(1)], [other], venues=[VENUE]) == []


def test_cancelled_sessions_and_unknown_hours_stand_in_nobodys_way() -> None:
    assert clashes([slot(1)], [slot(2, is_cancelled=True), slot(3, time_is_known=False)]) == []
    assert clashes([slot(1, is_cancelled=True)], [slot(2)]) == []
    assert clashes([slot(1, time_is_known=False)], [slot(2)]) == []


def test_a_moved_session_does_not_clash_with_where_it_was() -> None:
    assert clashes([slot(1, 1)], [slot(1)]) == []
    assert clashes([slot(1, 1)], SlotIndex([slot(1)])) == []


def test_two_planned_sessions_clash_once() -> None:
    (clash,) = clashes([slot(1), slot(2, 1)], [])
    assert (clash.session_id, clash.other_session_id) == (UUID(int=2), UUID(int=1))


def test_across_midnight_a_room_is_used_on_both_days() -> None:
    late = slot(2, 12, 3)  # 22:00 to 01:00
    assert kinds(clashes([slot(1, 14.5, 1)], [late])) == [ClashKind.ROOM]
    assert clashes([slot(1, 15, 1)], [late]) == []


def test_outside_the_opening_hours_the_hours_are_told() -> None:
    (clash,) = clashes([slot(1, -1.5)], [], venues=[VENUE])
    assert (clash.kind, clash.hard) == (ClashKind.VENUE_HOURS, True)
    assert dict(clash.details) == {"venue": "北公民館", "opens_at": time(9), "closes_at": time(21)}
    assert kinds(clashes([slot(1, 10, 2)], [], venues=[VENUE])) == [ClashKind.VENUE_HOURS]
    assert clashes([slot(1, -1, 12)], [], venues=[VENUE]) == []


def test_a_hall_open_past_midnight_holds_a_late_session() -> None:
    night = replace(VENUE, opens_at=time(18), closes_at=time(2), closed_weekdays=frozenset())
    assert clashes([slot(1, 12, 3)], [], venues=[night]) == []
    assert clashes([slot(1, 14.5, 1)], [], venues=[night]) == []
    assert kinds(clashes([slot(1, 15, 2)], [], venues=[night])) == [ClashKind.VENUE_HOURS]
    until_midnight = replace(VENUE, closes_at=time(0))
    assert clashes([slot(1, 12, 2)], [], venues=[until_midnight]) == []


def test_only_the_known_end_of_the_hours_is_judged() -> None:
    assert clashes([slot(1, 10, 9)], [], venues=[replace(VENUE, closes_at=None)]) == []
    assert kinds(clashes([slot(1, -2, 1)], [], venues=[replace(VENUE, closes_at=None)])) == [ClashKind.VENUE_HOURS]
    assert clashes([slot(1, -5, 1)], [], venues=[replace(VENUE, opens_at=None)]) == []
    assert clashes([slot(1, -9, 9)], [], venues=[replace(VENUE, opens_at=None, closes_at=None)]) == []


def test_closing_days_refuse_and_holidays_warn() -> None:
    closure = Closure(UUID(int=1), None, date(2026, 6, 9), date(2026, 6, 10), "設備点検")
    found = clashes([slot(1)], [], venues=[VENUE], closures=[closure], holidays={date(2026, 6, 10): "時の記念日"})
    assert [(clash.kind, clash.hard, clash.other_title) for clash in found] == [
        (ClashKind.CLOSURE, True, "設備点検"),
        (ClashKind.HOLIDAY, False, "時の記念日"),
    ]
    elsewhere = replace(closure, venue_id=UUID(int=501))
    assert clashes([slot(1)], [], venues=[VENUE], closures=[elsewhere]) == []
    monday = slot(1, -48)
    assert kinds(clashes([monday], [], venues=[VENUE])) == [ClashKind.CLOSURE]


def test_a_session_ending_at_midnight_does_not_touch_the_closing_day_after_it() -> None:
    tomorrow = Closure(UUID(int=1), HALL, date(2026, 6, 11), date(2026, 6, 11), "休館")
    assert clashes([slot(1, 12, 2)], [], closures=[tomorrow]) == []
    assert kinds(clashes([slot(1, 12, 3)], [], closures=[tomorrow])) == [ClashKind.CLOSURE]


def test_a_session_with_unknown_hours_still_meets_a_closing_day() -> None:
    today = Closure(UUID(int=1), HALL, date(2026, 6, 10), date(2026, 6, 10), "休館")
    assert kinds(clashes([slot(1, time_is_known=False)], [slot(2)], closures=[today])) == [ClashKind.CLOSURE]


def test_more_people_than_the_room_holds_is_a_warning() -> None:
    (clash,) = clashes([slot(1, capacity=21)], [], venues=[VENUE])
    assert (clash.kind, clash.hard) == (ClashKind.ROOM_CAPACITY, False)
    assert dict(clash.details)["seats"] == 20
    assert clashes([slot(1, capacity=20)], [], venues=[VENUE]) == []


def slots(first: int) -> st.SearchStrategy[list[Slot]]:
    one = st.tuples(
        st.integers(0, 20),
        st.integers(1, 8),
        st.one_of(st.none(), st.integers(600, 602)),
        st.sets(st.integers(700, 703), max_size=2),
        st.sampled_from(["live", "live", "live", "cancelled", "unknown"]),
    )
    return st.lists(one, max_size=12).map(
        lambda rows: [
            slot(
                first + number,
                start,
                hours,
                room_id=room and UUID(int=room),
                supporters=tuple(UUID(int=person) for person in sorted(people)),
                is_cancelled=state == "cancelled",
                time_is_known=state != "unknown",
            )
            for number, (start, hours, room, people, state) in enumerate(rows)
        ]
    )


def naive(one: Slot, other: Slot) -> list[ClashKind]:
    if not (one.takes_time and other.takes_time and one.starts_at < other.ends_at and other.starts_at < one.ends_at):
        return []
    found = [ClashKind.ROOM] if (one.venue_id, one.room_id) == (other.venue_id, other.room_id) else []
    return found + [ClashKind.SUPPORTER] * len(set(one.supporters) & set(other.supporters))


@given(slots(1), slots(100))
def test_everything_a_naive_search_finds_is_found_and_nothing_else(planned: list[Slot], existing: list[Slot]) -> None:
    expected = Counter(
        (one.session_id, other.session_id, kind)
        for number, one in enumerate(planned)
        for other in [*existing, *planned[:number]]
        for kind in naive(one, other)
    )
    for there in (existing, SlotIndex(existing)):
        found = clashes(planned, there)
        assert Counter((clash.session_id, clash.other_session_id, clash.kind) for clash in found) == expected
        assert all(clash.hard == (clash.kind in HARD) for clash in found)


@given(slots(1), slots(100))
def test_clashing_is_symmetric(some: list[Slot], others: list[Slot]) -> None:
    for one in some:
        for other in others:
            assert kinds(clashes([one], [other])) == kinds(clashes([other], [one]))


def test_one_session_against_ten_thousand_finds_the_same_by_list_and_by_index() -> None:
    existing = [
        slot(1000 + number, number / 3, room_id=UUID(int=600 + number % 40), supporters=(UUID(int=700 + number % 90),))
        for number in range(10_000)
    ]
    asked = slot(1, 1600, supporters=(UUID(int=705),))
    index = SlotIndex(existing)

    found = kinds(clashes([asked], existing))
    assert found
    assert found == kinds(clashes([asked], index))


def _hall(*names: str) -> Venue:
    return replace(VENUE, rooms=tuple(Room(UUID(int=600 + number), HALL, name) for number, name in enumerate(names)))


def _clash_in(hall: Venue, one: int, other: int) -> bool:
    planned, there = slot(1, room_id=UUID(int=600 + one)), slot(2, room_id=UUID(int=600 + other))
    return ClashKind.ROOM in kinds(clashes([planned], [there], venues=[hall]))


def test_a_room_that_joins_names_of_rooms_clashes_with_its_parts_in_any_width() -> None:
    for name in ("1室・2室", "１室＋２室", "1室､２室", "2室 ･ 1室", "１室+2室"):
        hall = _hall("１室", "2室", "3室", name)
        assert [_clash_in(hall, 3, room) for room in range(4)] == [True, True, False, True], name
        assert [_clash_in(hall, room, 3) for room in range(4)] == [True, True, False, True], name
        (clash,) = clashes([slot(1, room_id=UUID(int=603))], [slot(2, room_id=UUID(int=600))], venues=[hall])
        details = dict(clash.details)
        assert (clash.hard, details["room"], details["part"], details["other_room"]) == (True, name, "１室", "１室")


def test_a_name_with_a_joint_is_one_room_unless_all_its_parts_are_rooms_of_the_hall() -> None:
    hall = _hall("和室・茶室", "和室", "1室", "和室・茶室・1室", "和室・別館")
    assert [_clash_in(hall, 0, room) for room in range(5)] == [True, False, False, True, False]
    assert [_clash_in(hall, 3, room) for room in range(5)] == [True, False, True, True, False]
    assert [_clash_in(hall, 4, room) for room in range(5)] == [False, False, False, False, True]
    assert [_clash_in(_hall("A", "B", "C", "A・B", "A・B・C"), 4, room) for room in range(5)] == [True] * 5


def test_two_sessions_of_one_plan_in_a_room_and_in_its_part_clash_once() -> None:
    plan = [slot(1, room_id=UUID(int=600)), slot(2, room_id=UUID(int=602))]
    assert kinds(clashes(plan, [], venues=[_hall("1室", "2室", "1室・2室")])) == [ClashKind.ROOM]


@given(st.lists(st.sets(st.integers(0, 4), min_size=2), max_size=5), st.sampled_from("・＋、･+､"))
def test_rooms_clash_exactly_when_they_have_a_part_in_common(unions: list[set[int]], joint: str) -> None:
    parts = [{number} for number in range(5)] + unions
    hall = _hall(*(joint.join(f"{number}室" for number in sorted(one)) for one in parts))
    for one, mine in enumerate(parts):
        for other, theirs in enumerate(parts):
            assert _clash_in(hall, one, other) == bool(mine & theirs)


def test_a_room_joined_of_rooms_clashes_with_its_parts_and_with_what_shares_one() -> None:
    names = ("1室", "２室", "3室", "１室・2室", "2室＋３室", "和室・講堂", "1室､3室")
    rooms = tuple(Room(UUID(int=610 + at), HALL, name) for at, name in enumerate(names))
    venue = replace(VENUE, rooms=rooms)
    ids = {room.name: room.id for room in rooms}

    def meet(one: str, other: str) -> list[ClashKind]:
        return kinds(clashes([slot(1, room_id=ids[one])], [slot(2, room_id=ids[other])], venues=[venue]))

    assert meet("１室・2室", "1室") == meet("２室", "１室・2室") == meet("1室､3室", "3室") == [ClashKind.ROOM]
    assert meet("１室・2室", "2室＋３室") == [ClashKind.ROOM]
    assert meet("1室", "２室") == meet("１室・2室", "3室") == []
    assert meet("和室・講堂", "1室") == []
