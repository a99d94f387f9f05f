"""People called and not reached, seats declined, and people who come together: nobody skipped, nobody parted."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from divide_app.domain.applications import ApplicationState, ApplicationStatus, CallChannel, CallOutcome
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Actor
from divide_app.domain.seats.rules import SeatRules
from divide_app.storage.database import Database
from tests.support.city import ACTOR, City
from tests.support.databases import rows

S = ApplicationState


def states(city: City, course: UUID) -> dict[UUID, tuple[ApplicationState, int | None]]:
    return {one.id: (one.state, one.place) for one in city.services.applications.of_course(course)}


def offering(city: City, capacity: int = 1, people: int = 3, **rules: object) -> tuple[UUID, list[UUID]]:
    """Return a course that asks by telephone, and its applications in order."""
    course = city.course("電話で聞く講座", capacity=capacity, venue="", room="")
    city.services.lottery.set_rules(course, SeatRules(confirm_by_phone=True, **rules))  # type: ignore[arg-type]
    return course, [city.apply(course)[1] for _ in range(people)]


def refused(code: str, act: object, *arguments: object) -> DomainError:
    with pytest.raises(DomainError, match=f"^{code}$") as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value


def test_who_moves_up_is_accepted_at_once_unless_the_course_asks_by_telephone(city: City) -> None:
    course = city.course(capacity=1)
    (_, first, _), (_, second, _) = city.apply(course), city.apply(course)
    city.services.applications.cancel(first)
    assert states(city, course)[second] == (S.ACCEPTED, 1)
    asking, (one, two, three) = offering(city)
    done = city.services.applications.cancel(one)
    assert done.promoted == (two,)
    assert states(city, asking) == {one: (S.CANCELLED, None), two: (S.OFFERED, 1), three: (S.WAITING, 1)}
    line = next(line for line in city.services.applications.of_course(asking) if line.id == two)
    assert (line.status, line.promoted_at) == (ApplicationStatus.ACCEPTED, city.clock.moment)


def test_a_yes_confirms_and_a_no_passes_the_seat_on(city: City) -> None:
    course, (one, two, three) = offering(city)
    city.services.applications.cancel(one)
    said_no = city.services.calls.record(two, CallOutcome.DECLINES)
    assert (said_no.state, said_no.promoted) == (S.DECLINED, (three,))
    said_yes = city.services.calls.record(three, CallOutcome.ACCEPTS)
    assert (said_yes.state, said_yes.promoted) == (S.ACCEPTED, ())
    assert states(city, course)[three] == (S.ACCEPTED, 1)


def test_calls_without_an_answer_are_remembered_and_the_seat_may_pass_on_after_enough(
    city: City, database: Database
) -> None:
    course, (one, two, three) = offering(city, attempts=2)
    city.services.applications.cancel(one)
    assert refused("call_first", city.services.calls.hand_on, two).details["made"] == 0
    city.clock.tick(hours=1)
    missed = city.services.calls.record(two, CallOutcome.NO_ANSWER)
    assert (missed.state, missed.missed, missed.may_hand_on) == (S.UNREACHED, 1, False)
    refused("call_first", city.services.calls.hand_on, two)
    city.clock.tick(hours=1)
    city.services.actor = Actor("別の係員")
    missed = city.services.calls.record(two, CallOutcome.MESSAGE_LEFT, channel=CallChannel.FAX)
    assert (missed.missed, missed.may_hand_on) == (2, True)
    assert states(city, course)[two] == (S.UNREACHED, 1), "the program never passes a seat on by itself"
    done = city.services.calls.hand_on(two)
    assert done.promoted == (three,)
    assert states(city, course) == {one: (S.CANCELLED, None), three: (S.OFFERED, 1), two: (S.WAITING, 1)}
    kept = rows(database, "SELECT channel, outcome, actor FROM application_calls ORDER BY at")
    assert [tuple(row) for row in kept] == [("phone", "no_answer", ACTOR), ("fax", "message_left", "別の係員")]


def test_after_the_hours_one_call_is_enough_and_reaching_somebody_keeps_the_seat(city: City) -> None:
    _course, (one, two, _three) = offering(city, attempts=5, answer_hours=24)
    city.services.applications.cancel(one)
    city.clock.tick(hours=24)
    refused("call_first", city.services.calls.hand_on, two)
    city.services.calls.record(two, CallOutcome.NO_ANSWER)
    reached = city.services.calls.record(two, CallOutcome.TOLD)
    assert (reached.state, reached.may_hand_on) == (S.OFFERED, True)


def test_a_seat_nobody_else_waits_for_stays_with_the_person(city: City) -> None:
    course, (one, two) = offering(city, people=2, attempts=1)
    city.services.applications.cancel(one)
    city.services.calls.record(two, CallOutcome.WRONG_NUMBER)
    refused("nobody_next", city.services.calls.hand_on, two)
    assert states(city, course)[two] == (S.UNREACHED, 1)


def test_calls_of_an_earlier_turn_do_not_count_for_the_next(city: City) -> None:
    _course, (one, two, three) = offering(city, attempts=1)
    city.services.applications.cancel(one)
    city.services.calls.record(two, CallOutcome.NO_ANSWER)
    city.services.calls.hand_on(two)
    city.clock.tick(minutes=5)
    assert city.services.calls.record(three, CallOutcome.DECLINES).promoted == (two,)
    refused("call_first", city.services.calls.hand_on, two)


def test_calls_are_kept_for_others_too_and_refused_where_there_is_nothing_to_say(city: City) -> None:
    course = city.course(capacity=1)
    (_, seated, _), (_, waiting, _) = city.apply(course), city.apply(course)
    told = city.services.calls.record(seated, CallOutcome.ACCEPTS)
    assert (told.state, told.may_hand_on) == (S.ACCEPTED, False)
    assert city.services.calls.record(waiting, CallOutcome.NO_ANSWER).state is S.WAITING
    refused("already_accepted", city.services.calls.hand_on, seated)
    refused("not_offered", city.services.calls.hand_on, waiting)
    city.services.applications.cancel(waiting)
    refused("already_cancelled", city.services.calls.record, waiting, CallOutcome.TOLD)


def test_the_door_takes_an_offered_person_as_accepted(city: City) -> None:
    _course, (one, two, _three) = offering(city)
    city.services.applications.cancel(one)
    assert city.services.applications.accept(two).state is S.ACCEPTED
    refused("already_accepted", city.services.applications.accept, two)


def test_the_office_withdraws_and_refuses_with_a_reason_only(city: City) -> None:
    course = city.course(capacity=1)
    ids = [city.apply(course)[1] for _ in range(3)]
    apply = city.services.applications
    refused("reason_missing", apply.withdraw, ids[0], "  ")
    refused("individual_number", apply.refuse, ids[0], "番号 123456789018")
    assert apply.withdraw(ids[0], "二重の入力").promoted == (ids[1],)
    gone = apply.refuse(ids[1], "市外の方")
    assert (gone.status, gone.state, gone.promoted) == (ApplicationStatus.REFUSED, S.REFUSED, (ids[2],))
    lines = {one.id: one.reason for one in apply.of_course(course)}
    assert (lines[ids[0]], lines[ids[1]]) == ("二重の入力", "市外の方")
    refused("already_refused", apply.cancel, ids[1])
    refused("already_cancelled", apply.decline, ids[0])


def test_closing_the_list_ends_the_waiting_and_they_may_ask_again(city: City) -> None:
    course = city.course(capacity=1)
    people = [city.apply(course) for _ in range(3)]
    closed = city.services.applications.close_list(course)
    assert closed is not None
    assert closed.state is S.LOST
    assert [state for state, _place in states(city, course).values()].count(S.LOST) == 2
    assert city.services.applications.close_list(course) is None
    again = city.services.applications.apply(course, people[2][0])
    assert (again.application, again.state, again.number) == (people[2][1], S.WAITING, 4)


def test_people_who_ask_together_are_seated_or_wait_as_one(city: City) -> None:
    course = city.course(capacity=3)
    pair = city.apply_together(course)
    assert [states(city, course)[id_] for id_ in pair] == [(S.ACCEPTED, 1), (S.ACCEPTED, 2)]
    other = city.apply_together(course)
    assert [states(city, course)[id_] for id_ in other] == [(S.WAITING, 1), (S.WAITING, 2)]
    _, single, _ = city.apply(course)
    assert states(city, course)[single] == (S.WAITING, 3), "the free seat is not taken past the pair in front"
    up = city.services.applications.cancel(pair[0]).promoted
    assert list(up) == other
    assert states(city, course)[single] == (S.WAITING, 1)
    assert states(city, course)[pair[1]] == (S.ACCEPTED, 1), "who stays of a group keeps the seat"


def test_who_asks_again_alone_leaves_nobody_behind_as_a_group_of_one(city: City) -> None:
    course = city.course(capacity=3)
    pair, three = city.apply_together(course), city.apply_together(course, 3)
    people = {one.id: one.participant_id for one in city.services.applications.of_course(course)}
    for leaving in (pair[0], three[0]):
        city.services.applications.cancel(leaving)
        city.services.applications.apply(course, people[leaving])
    groups = {one.id: one.group_id for one in city.services.applications.of_course(course)}
    assert [groups[one] is None for one in (*pair, *three)] == [True, True, True, False, False]
    assert city.services.maintenance.check().faults == ()


def test_where_the_course_allows_it_smaller_ones_pass_and_the_group_keeps_its_place(city: City) -> None:
    course = city.course(capacity=3)
    city.services.lottery.set_rules(course, SeatRules(smaller_may_pass=True))
    first = [city.apply(course)[1] for _ in range(3)]
    pair = city.apply_together(course)
    _, single, _ = city.apply(course)
    assert city.services.applications.cancel(first[0]).promoted == (single,)
    assert [states(city, course)[id_] for id_ in pair] == [(S.WAITING, 1), (S.WAITING, 2)]
    found = city.services.scheduling.course(course).course
    city.services.scheduling.change_course(replace(found, capacity=4))
    _, newcomer, _ = city.apply(course)
    assert states(city, course)[newcomer] == (S.ACCEPTED, 4), "one seat was free that nobody who waits fits into"
    city.services.applications.cancel(newcomer)
    assert list(city.services.applications.cancel(single).promoted) == pair


def test_a_group_is_taken_whole_or_not_at_all(city: City) -> None:
    course = city.course(capacity=2)
    take = city.services.applications.apply_together
    refused("group_too_large", take, course, [city.person() for _ in range(3)])
    refused("group_too_small", take, course, [city.person()])
    known, _, _ = city.apply(course)
    refused("already_applied", take, course, [city.person(), known])
    assert len(states(city, course)) == 1


def test_accepting_out_of_turn_takes_the_whole_group_or_nobody(city: City) -> None:
    course = city.course(capacity=2)
    _, first, _ = city.apply(course)
    _, second, _ = city.apply(course)
    pair = city.apply_together(course)
    city.services.lottery.set_rules(course, SeatRules())
    city.services.applications.cancel(first)
    refused("capacity_full", city.services.applications.accept, pair[0])
    assert list(city.services.applications.cancel(second).promoted) == pair


def test_joining_later_goes_to_the_place_of_the_last_so_that_nobody_is_passed(city: City) -> None:
    course = city.course(capacity=2)
    ids = [city.apply(course)[1] for _ in range(7)][1:]
    city.services.applications.join([ids[4], ids[2]])
    order = sorted(ids[1:], key=lambda id_: states(city, course)[id_][1] or 0)
    assert order == [ids[1], ids[3], ids[2], ids[4], ids[5]]
    assert [states(city, course)[id_][1] for id_ in order] == [1, 2, 3, 4, 5]
    refused("group_mixed", city.services.applications.join, [ids[0], ids[1]])
    refused("group_too_small", city.services.applications.join, [ids[1], ids[1]])


def test_joining_behind_lets_the_next_take_the_seats_that_are_free(city: City) -> None:
    course = city.course(capacity=3)
    ids = [city.apply(course)[1] for _ in range(3)]
    pair, third = city.apply_together(course), [city.apply(course)[1] for _ in range(2)]
    city.services.applications.cancel(ids[0])
    done = city.services.applications.join([*pair, third[1]])
    assert states(city, course)[third[0]] == (S.ACCEPTED, 3)
    assert [(one.application, one.place) for one in done.members] == [(pair[0], 1), (pair[1], 2), (third[1], 3)]


def test_parting_a_group_in_front_lets_each_take_a_free_seat(city: City) -> None:
    course = city.course(capacity=3)
    ids = [city.apply(course)[1] for _ in range(3)]
    pair = city.apply_together(course)
    city.services.applications.cancel(ids[0])
    assert states(city, course)[pair[0]] == (S.WAITING, 1)
    done = city.services.applications.separate(pair[1])
    assert done.promoted == (pair[0],)
    assert states(city, course)[pair[1]] == (S.WAITING, 1)
    refused("not_grouped", city.services.applications.separate, pair[1])


def test_of_a_group_only_those_without_an_answer_pass_on(city: City) -> None:
    course = city.course(capacity=2)
    city.services.lottery.set_rules(course, SeatRules(confirm_by_phone=True, attempts=1))
    ids = [city.apply(course)[1] for _ in range(2)]
    pair, next_pair = city.apply_together(course), city.apply_together(course)
    for id_ in ids:
        city.services.applications.cancel(id_)
    assert [states(city, course)[id_][0] for id_ in pair] == [S.OFFERED, S.OFFERED]
    city.services.calls.record(pair[1], CallOutcome.NO_ANSWER)
    assert list(city.services.calls.hand_on(pair[0]).promoted) == next_pair
    assert [states(city, course)[id_] for id_ in pair] == [(S.WAITING, 1), (S.WAITING, 2)]
    city.services.calls.record(next_pair[0], CallOutcome.ACCEPTS)
    assert [states(city, course)[id_][0] for id_ in next_pair] == [S.ACCEPTED, S.ACCEPTED]


def test_the_same_person_by_two_ways_is_one_application_and_is_told_when(city: City) -> None:
    from divide_app.domain.applications import Channel

    course = city.course(capacity=2)
    person = city.person()
    city.services.applications.apply(course, person, channel=Channel.PHONE)
    first = city.clock.moment
    city.clock.tick(hours=3)
    with pytest.raises(DomainError, match="already_applied") as again:
        city.services.applications.apply(course, person, channel=Channel.FORM)
    assert again.value.details["applied_at"] == first
    assert len(states(city, course)) == 1


def test_calls_count_although_the_pc_that_offered_the_seat_goes_ahead(city: City) -> None:
    _course, (one, two, three) = offering(city, attempts=2)
    city.services.applications.cancel(one)
    city.clock.tick(minutes=-10)
    for number in (1, 2):
        assert city.services.calls.record(two, CallOutcome.NO_ANSWER).missed == number
    assert city.services.calls.hand_on(two).promoted == (three,)
