"""Whoever expected what changed is to be told: whom, what, by when; a change taken back takes its items back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from divide_app.domain.applications import CallOutcome
from divide_app.domain.papers.letters import LetterKind, MailChannel
from divide_app.domain.planning.courses import SelectionKind
from divide_app.domain.reaching import NewsKind, PersonToTell, TellingChannel
from divide_app.domain.seats.rules import SeatRules
from tests.support.city import City, at, meeting

TOMORROW = "2026-11-22"


def tomorrow(city: City, people: int = 2, **parts: object) -> tuple[UUID, UUID, list[UUID]]:
    """Plan a course of tomorrow; return it, its meeting and the applications."""
    room = meeting(f"{TOMORROW} 10:00", f"{TOMORROW} 12:00", "市民センター", "第1会議室")
    course = city.course("入門", room, **parts)
    asked = [city.apply(course, city.person(f"見本 {n}郎", phone=f"090000000{n}"))[1] for n in range(people)]
    city.clock.tick(minutes=1)
    return course, city.sessions(course)[0], asked


def told(city: City) -> list[tuple[str, list[NewsKind]]]:
    return [(one.contact.name, [news.kind for news in one.news]) for one in city.services.reaching.to_tell()]


def reach(city: City, name: str) -> PersonToTell:
    return next(one for one in city.services.reaching.to_tell() if one.contact.name == name)


def test_a_snow_day_makes_an_item_for_everybody_and_undo_takes_them_back(city: City) -> None:
    _course, session, _asked = tomorrow(city)
    helper = city.supporter("支援 花子", phone="0587000001")
    city.services.supporters.assign(session, helper)
    assert told(city) == []
    done = city.services.scheduling.cancel_session(session, "大雪のため")
    off = [NewsKind.CANCELLED]
    assert sorted(told(city)) == [("支援 花子", off), ("見本 0郎", off), ("見本 1郎", off)]
    assert {one.due for one in city.services.reaching.to_tell()} == {at(f"{TOMORROW} 10:00")}
    city.services.scheduling.history.undo(done.undo)
    assert told(city) == []
    city.services.scheduling.history.redo()
    assert len(told(city)) == 3
    city.services.scheduling.reopen(session, "晴れたため")
    assert told(city) == [], "held after all, and nobody heard otherwise"


def test_who_is_reached_leaves_the_list_and_comes_back_with_the_next_change(sqlite_city: City) -> None:
    city = sqlite_city
    _course, session, _asked = tomorrow(city)
    city.services.scheduling.cancel_session(session, "大雪のため")
    first, second = city.services.reaching.to_tell()
    city.services.reaching.note([first.reach], TellingChannel.PHONE, CallOutcome.NO_ANSWER)
    again = reach(city, first.contact.name)
    assert [one.outcome for one in again.tries] == [CallOutcome.NO_ANSWER]
    city.clock.tick(minutes=1)
    noted = city.services.reaching.note([first.reach, second.reach], TellingChannel.PHONE, CallOutcome.TOLD)
    assert told(city) == []
    city.services.reaching.take_back(noted.ids)
    assert len(told(city)) == 2
    city.services.reaching.note([first.reach], TellingChannel.PHONE, CallOutcome.TOLD)
    city.clock.tick(minutes=1)
    city.services.scheduling.reopen(session, "晴れたため")
    assert told(city) == [(first.contact.name, [NewsKind.REOPENED])], "the other never heard of the cancellation"


def test_moved_twice_is_one_item_and_moved_back_is_none(sqlite_city: City) -> None:
    city = sqlite_city
    _course, session, _asked = tomorrow(city, people=1)
    move = city.services.scheduling.move
    move(session, starts_at=at(f"{TOMORROW} 13:00"), ends_at=at(f"{TOMORROW} 15:00"))
    city.clock.tick(minutes=1)
    move(session, starts_at=at("2026-11-23 13:00"), ends_at=at("2026-11-23 15:00"))
    (item,) = city.services.reaching.to_tell()
    (news,) = item.news
    assert (news.kind, item.due) == (NewsKind.MOVED, at(f"{TOMORROW} 10:00")), "before they set out for the old time"
    assert news.before is not None
    assert news.before.starts_at == at(f"{TOMORROW} 10:00")
    move(session, starts_at=at(f"{TOMORROW} 10:00"), ends_at=at(f"{TOMORROW} 12:00"))
    assert told(city) == []


def test_another_hall_is_told_and_the_same_hall_spelled_otherwise_is_not(sqlite_city: City) -> None:
    city = sqlite_city
    _course, session, _asked = tomorrow(city, people=1)
    when = {"starts_at": at(f"{TOMORROW} 10:00"), "ends_at": at(f"{TOMORROW} 12:00")}
    other = city.course("別の講座", meeting("2026-11-29 10:00", "2026-11-29 12:00", "文化会館", "大ホール"))
    line = city.services.scheduling.session(city.sessions(other)[0])
    city.services.scheduling.move(session, **when, venue_id=line.venue_id, room_id=line.room_id, keep_place=False)
    assert told(city) == [("見本 0郎", [NewsKind.PLACE])]


def test_a_cancelled_course_is_one_item_for_each_and_reaches_those_who_wait(sqlite_city: City) -> None:
    city = sqlite_city
    course, _session, _asked = tomorrow(city, people=2, capacity=1)
    city.services.scheduling.cancel_course(course, "講師の都合のため")
    assert told(city) == [("見本 0郎", [NewsKind.COURSE_CANCELLED]), ("見本 1郎", [NewsKind.COURSE_CANCELLED])]


def test_a_removed_meeting_is_told_as_off(sqlite_city: City) -> None:
    city = sqlite_city
    course = city.course(
        "入門",
        meeting(f"{TOMORROW} 10:00", f"{TOMORROW} 12:00"),
        meeting("2026-11-29 10:00", "2026-11-29 12:00"),
    )
    city.apply(course, city.person("見本 太郎"))
    city.clock.tick(minutes=1)
    city.services.scheduling.remove_meeting(city.sessions(course)[1])
    assert told(city) == [("見本 太郎", [NewsKind.CANCELLED])]


def test_who_applies_after_a_change_knows_it(sqlite_city: City) -> None:
    city = sqlite_city
    course, session, _asked = tomorrow(city, people=1)
    city.services.scheduling.move(session, starts_at=at(f"{TOMORROW} 13:00"), ends_at=at(f"{TOMORROW} 15:00"))
    city.clock.tick(minutes=1)
    city.apply(course, city.person("後から 来子"))
    assert [name for name, _news in told(city)] == ["見本 0郎"]


def test_who_moves_up_is_told_once(sqlite_city: City) -> None:
    city = sqlite_city
    course, _session, asked = tomorrow(city, people=2, capacity=1)
    city.services.lottery.set_rules(course, SeatRules(confirm_by_phone=False))
    city.services.applications.cancel(asked[0])
    assert told(city) == [("見本 1郎", [NewsKind.PROMOTED])]
    city.clock.tick(minutes=1)
    city.services.reaching.note([reach(city, "見本 1郎").reach], TellingChannel.PHONE, CallOutcome.TOLD)
    assert told(city) == []


def test_an_offered_seat_stands_until_the_answer(sqlite_city: City) -> None:
    city = sqlite_city
    course, _session, asked = tomorrow(city, people=2, capacity=1)
    city.services.lottery.set_rules(course, SeatRules(confirm_by_phone=True))
    city.services.applications.cancel(asked[0])
    (item,) = city.services.reaching.to_tell()
    assert item.asks_answer
    city.clock.tick(minutes=1)
    city.services.calls.record(asked[1], CallOutcome.NO_ANSWER)
    (item,) = city.services.reaching.to_tell()
    assert [one.outcome for one in item.tries] == [CallOutcome.NO_ANSWER]
    city.services.calls.record(asked[1], CallOutcome.ACCEPTS)
    assert told(city) == []


def test_lots_drawn_are_told_until_the_letters_go_out(sqlite_city: City) -> None:
    city = sqlite_city
    course, _session, asked = tomorrow(city, people=3, capacity=2, selection=SelectionKind.LOTTERY)
    city.services.lottery.draw(course, seed="見本の種")
    kinds = sorted(news[0] for _name, news in told(city))
    assert kinds == [NewsKind.WAITING, NewsKind.WON, NewsKind.WON]
    city.clock.tick(minutes=1)
    won = [one.reach.application for one in city.services.reaching.to_tell() if one.news[0].kind is NewsKind.WON]
    city.services.letters.note_told([id_ for id_ in won if id_], LetterKind.ACCEPTED, MailChannel.POST)
    assert [news[0] for _name, news in told(city)] == [NewsKind.WAITING]
    assert len(asked) == 3


def test_a_helper_called_off_is_told_and_called_again_is_not(sqlite_city: City) -> None:
    city = sqlite_city
    _course, session, _asked = tomorrow(city, people=0)
    helper = city.supporter("支援 花子")
    assigned = city.services.supporters.assign(session, helper)
    city.services.supporters.unassign(assigned.assignment)
    (item,) = city.services.reaching.to_tell()
    assert (item.contact.name, item.news[0].kind) == ("支援 花子", NewsKind.CALLED_OFF)
    assert item.is_supporter
    city.services.supporters.assign(session, helper)
    assert told(city) == []
    city.clock.tick(minutes=1)
    city.services.scheduling.cancel_session(session, "大雪のため")
    (item,) = city.services.reaching.to_tell()
    city.services.reaching.note([item.reach], TellingChannel.PHONE, CallOutcome.TOLD)
    assert told(city) == []


def test_what_is_over_needs_no_call(sqlite_city: City) -> None:
    city = sqlite_city
    _course, session, _asked = tomorrow(city)
    city.services.scheduling.cancel_session(session, "大雪のため")
    city.clock.moment = at(f"{TOMORROW} 10:01")
    assert told(city) == []


def test_reminders_are_of_everybody_expected_and_what_was_sent_is_kept(sqlite_city: City) -> None:
    city = sqlite_city
    _course, session, _asked = tomorrow(city)
    city.services.supporters.assign(session, city.supporter("支援 花子"))
    day = date(2026, 11, 22)
    found = city.services.reaching.reminders(day)
    assert sorted(one.contact.name for one in found) == ["支援 花子", "見本 0郎", "見本 1郎"]
    some = [one.reach for one in found if not one.is_supporter]
    city.services.reaching.note(some, TellingChannel.SMS, CallOutcome.TOLD)
    found = city.services.reaching.reminders(day)
    assert [(one.contact.name, one.is_told) for one in found] == [
        ("支援 花子", False),
        ("見本 0郎", True),
        ("見本 1郎", True),
    ]
    assert [one.channel for one in found[1].tries] == ["sms"]
    assert city.services.reaching.to_tell() == ()


def test_a_cancellation_undone_after_the_calls_is_told_again(sqlite_city: City) -> None:
    city = sqlite_city
    _course, session, _asked = tomorrow(city)
    done = city.services.scheduling.cancel_session(session, "大雪のため")
    people = [one.reach for one in city.services.reaching.to_tell()]
    city.services.reaching.note(people, TellingChannel.PHONE, CallOutcome.TOLD)
    city.clock.tick(minutes=1)
    city.services.scheduling.history.undo(done.undo)
    on_again = [NewsKind.REOPENED]
    assert told(city) == [("見本 0郎", on_again), ("見本 1郎", on_again)]
    city.services.scheduling.history.redo()
    assert told(city) == []
