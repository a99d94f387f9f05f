"""A lottery at the office: seed first, lots, record, what comes after, and everything that must be refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from divide_app.domain.applications import ApplicationState, ApplicationStatus
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Birth
from divide_app.domain.planning.courses import SelectionKind
from divide_app.domain.seats.draws import canonical, digest_of, lot
from divide_app.domain.seats.rules import LAST_TIER, PriorityKind, PriorityRule, SeatRules
from divide_app.services.seats.lottery import LotteryResult
from divide_app.storage.database import Database
from tests.support.city import City, at, meeting
from tests.support.databases import id_text, rows, run

ACCEPTED, WAITING, APPLIED = ApplicationStatus.ACCEPTED, ApplicationStatus.WAITING, ApplicationStatus.APPLIED
COMING = meeting("2026-12-01 10:00", "2026-12-01 12:00")


def lottery(city: City, capacity: int | None = 3, **parts: Any) -> UUID:
    """Plan a course drawn by lot whose window was over yesterday."""
    parts = {"apply_until": at("2026-11-20 17:00"), "venue": "", "room": ""} | parts
    return city.course("抽選の講座", COMING, capacity=capacity, selection=SelectionKind.LOTTERY, **parts)


def enter(city: City, course: UUID, people: int) -> list[UUID]:
    """Let people enter; return their applications by number."""
    take = city.services.applications.apply
    return [take(course, city.person(), is_forced=True).application for _ in range(people)]


def standing(city: City, course: UUID) -> dict[UUID, tuple[ApplicationState, int | None]]:
    return {one.id: (one.state, one.place) for one in city.services.applications.of_course(course)}


def refused(city: City, code: str, act: str, *arguments: Any, **named: Any) -> DomainError:
    with pytest.raises(DomainError, match=code) as caught:
        getattr(city.services.lottery, act)(*arguments, **named)
    return caught.value


def test_a_draw_seats_as_many_as_there_are_seats_in_the_order_of_the_lots(city: City) -> None:
    course = lottery(city)
    ids = enter(city, course, 7)
    expected = [ids[number - 1] for number in sorted(range(1, 8), key=lambda number: lot("立会人の言葉", number))]
    done = city.services.lottery.draw(course, seed="立会人の言葉")
    assert (done.entrants, done.winners, done.waiting) == (tuple(ids), tuple(expected[:3]), tuple(expected[3:]))
    assert standing(city, course) == {
        **{id_: (ApplicationState.ACCEPTED, place) for place, id_ in enumerate(expected[:3], 1)},
        **{id_: (ApplicationState.WAITING, place) for place, id_ in enumerate(expected[3:], 1)},
    }
    assert city.services.lottery.verify(course) == replace(done, changes=frozenset(), is_window_open=False)


def test_the_seed_is_fixed_and_seen_before_the_draw_and_stays(city: City) -> None:
    course = lottery(city)
    enter(city, course, 4)
    prepared = city.services.lottery.prepare(course, " １２ 34 ")
    assert (prepared.seed, prepared.winners, len(prepared.entrants_digest)) == ("12 34", (), 64)
    assert city.services.lottery.view(course).draw is not None
    refused(city, "seed_fixed", "prepare", course, "別の種")
    refused(city, "seed_fixed", "draw", course, seed="別の種")
    refused(city, "seed_fixed", "rehearse", course, "別の種")
    refused(city, "seed_fixed", "set_rules", course, SeatRules(smaller_may_pass=True))
    lines = city.services.applications.of_course(course)
    with pytest.raises(DomainError, match="seed_fixed"):
        city.services.applications.join([lines[0].id, lines[1].id])
    drawn = city.services.lottery.draw(course)
    assert (drawn.seed, drawn.entrants_digest) == ("12 34", prepared.entrants_digest)


@pytest.mark.parametrize("act", ["cancel", "accept"])
def test_who_leaves_after_the_seed_is_known_has_no_lot_and_nothing_looks_forged(city: City, act: str) -> None:
    course = lottery(city)
    ids = enter(city, course, 5)
    prepared = city.services.lottery.prepare(course, "種")
    getattr(city.services.applications, act)(ids[1])
    drawn = city.services.lottery.draw(course)
    assert set(drawn.entrants) == {*ids} - {ids[1]}
    assert drawn.entrants_digest == prepared.entrants_digest, "what stood there when the seed was fixed"
    assert city.services.lottery.verify(course).faults == ()
    assert city.services.maintenance.check().faults == ()


def test_who_asks_after_the_seed_is_known_waits_behind_everybody_drawn(city: City) -> None:
    course = lottery(city)
    ids = enter(city, course, 5)
    city.services.lottery.prepare(course, "種")
    (late,) = enter(city, course, 1)
    assert standing(city, course)[late] == (ApplicationState.WAITING, 1)
    drawn = city.services.lottery.draw(course)
    assert drawn.entrants == tuple(ids)
    assert standing(city, course)[late] == (ApplicationState.WAITING, 3)
    (later,) = enter(city, course, 1)
    assert standing(city, course)[later] == (ApplicationState.WAITING, 4)


def test_a_late_application_takes_a_seat_only_when_nobody_waits(city: City) -> None:
    course = lottery(city, capacity=3)
    enter(city, course, 2)
    city.services.lottery.draw(course, seed="種")
    (late,) = enter(city, course, 1)
    assert standing(city, course)[late] == (ApplicationState.ACCEPTED, 3)


def test_after_the_draw_a_cancelled_seat_goes_to_the_next_lot(city: City) -> None:
    course = lottery(city)
    enter(city, course, 6)
    done = city.services.lottery.draw(course, seed="種")
    freed = city.services.applications.cancel(done.winners[0])
    assert freed.promoted == done.waiting[:1]


def test_before_the_draw_a_cancellation_moves_nobody(city: City) -> None:
    course = lottery(city)
    ids = enter(city, course, 4)
    assert city.services.applications.cancel(ids[0]).promoted == ()
    found = city.services.scheduling.course(course).course
    assert city.services.scheduling.change_course(replace(found, capacity=4)).promoted == ()
    city.services.scheduling.change_course(found)
    done = city.services.lottery.draw(course, seed="種")
    assert done.entrants == tuple(ids[1:])
    assert len(done.winners) == 3


def test_seats_given_before_the_draw_are_not_drawn_again(city: City) -> None:
    course = lottery(city)
    ids = enter(city, course, 5)
    city.services.applications.accept(ids[4])
    done = city.services.lottery.draw(course, seed="種")
    assert (done.seats, len(done.winners), ids[4] in done.entrants) == (2, 2, False)


def test_a_second_draw_needs_the_first_cancelled_with_a_reason_and_both_are_kept(city: City) -> None:
    course = lottery(city)
    enter(city, course, 6)
    first = city.services.lottery.draw(course, seed="一度目")
    refused(city, "already_drawn", "draw", course, seed="二度目")
    refused(city, "already_drawn", "rehearse", course, "二度目")
    refused(city, "reason_missing", "cancel_draw", course, " ")
    city.services.applications.cancel(first.winners[0])
    (late,) = enter(city, course, 1)
    back = city.services.lottery.cancel_draw(course, "種の読みまちがい")
    assert set(back.entrants) == set(first.entrants) - {first.winners[0]}
    now = standing(city, course)
    assert now[late] == (ApplicationState.WAITING, 1), "who asked after the draw is not drawn, and not lost"
    assert now[first.winners[0]] == (ApplicationState.CANCELLED, None)
    second = city.services.lottery.draw(course, seed="二度目")
    assert (second.number, len(second.winners)) == (2, 3)
    view = city.services.lottery.view(course)
    assert [(one.number, one.seed, one.cancelled_reason) for one in view.earlier] == [(1, "一度目", "種の読みまちがい")]
    assert view.earlier[0].record
    assert view.earlier[0].digest == first.digest
    assert standing(city, course)[late] == (ApplicationState.WAITING, 3)


def test_a_draw_is_not_taken_back_once_the_course_has_begun(city: City) -> None:
    course = lottery(city)
    enter(city, course, 4)
    city.services.lottery.draw(course, seed="種")
    city.clock.moment = at("2026-12-01 10:00")
    refused(city, "course_begun", "cancel_draw", course, "やり直し")


def test_a_course_cancelled_after_the_draw_keeps_its_record_and_everybodys_state(city: City) -> None:
    course = lottery(city)
    enter(city, course, 5)
    done = city.services.lottery.draw(course, seed="種")
    before = standing(city, course)
    city.services.scheduling.cancel_course(course, "講師の都合")
    assert standing(city, course) == before
    assert city.services.lottery.verify(course).faults == ()
    assert city.services.applications.cancel(done.winners[0]).promoted == ()
    refused(city, "course_cancelled", "cancel_draw", course, "やり直し")
    with pytest.raises(DomainError, match="course_cancelled"):
        city.services.applications.accept(done.waiting[0])
    assert city.services.prints.make("lottery-record", [str(course)]).pages == 2


def test_what_cannot_be_drawn_is_refused(city: City) -> None:
    plain = city.course(capacity=3)
    city.apply(plain)
    refused(city, "not_a_lottery", "draw", plain, seed="種")
    course = lottery(city)
    refused(city, "no_entrants", "draw", course, seed="種")
    enter(city, course, 2)
    refused(city, "seed_missing", "draw", course)
    refused(city, "seed_missing", "prepare", course, " 　")
    refused(city, "individual_number", "prepare", course, "123456789018")
    refused(city, "individual_number", "draw", course, seed="１２３４５６７８９０１８")
    with pytest.raises(DomainError, match="no_draw"):
        city.services.lottery.verify(course)
    refused(city, "no_draw", "cancel_draw", course, "なし")
    city.services.scheduling.cancel_course(course, "講師の都合")
    refused(city, "course_cancelled", "prepare", course, "種")


def test_a_rehearsal_changes_nothing_and_the_record_tells_of_it(city: City) -> None:
    course = lottery(city)
    enter(city, course, 5)
    before = standing(city, course)
    tried = city.services.lottery.rehearse(course, "種")
    assert standing(city, course) == before
    assert city.services.lottery.view(course).draw is None
    done = city.services.lottery.draw(course, seed="種")
    assert (done.winners, done.waiting) == (tried.winners, tried.waiting)
    record = city.services.lottery.view(course).draw
    assert record is not None
    assert json.loads(record.record)["rehearsals"] == 1


def test_people_who_asked_together_win_or_wait_together(city: City) -> None:
    course = lottery(city, capacity=4)
    together = city.services.applications.apply_together(course, [city.person(), city.person()], is_forced=True)
    pair = {one.application for one in together.members}
    enter(city, course, 6)
    for seed in range(8):
        done = city.services.lottery.draw(course, seed=f"種 {seed}")
        assert pair <= set(done.winners) or pair <= set(done.waiting)
        assert done.seats_left == 4 - len(done.winners)
        if done.seats_left:
            assert set(done.waiting[:2]) == pair
        city.services.lottery.cancel_draw(course, "試験")


def test_who_joined_an_entrant_after_the_draw_is_entered_with_them_when_it_is_taken_back(city: City) -> None:
    course = lottery(city, capacity=2)
    enter(city, course, 3)
    (waiting,) = city.services.lottery.draw(course, seed="種").waiting
    late, other = enter(city, course, 2)
    city.services.applications.join([waiting, late])
    city.services.lottery.cancel_draw(course, "試験")
    stands = standing(city, course)
    assert stands[waiting] == stands[late] == (ApplicationState.ENTERED, None)
    assert stands[other] == (ApplicationState.WAITING, 1), "who asked after the draw keeps the place behind"


def test_tiers_are_drawn_one_after_the_other_by_what_is_known_of_people(city: City) -> None:
    rules = SeatRules(
        priorities=(
            PriorityRule(PriorityKind.LOST_LAST_TIME, tier=1),
            PriorityRule(PriorityKind.AGE_FROM, tier=2, age=80),
            PriorityRule(PriorityKind.RESIDENT, tier=3, districts=("中央",)),
            PriorityRule(PriorityKind.FIRST_TIME, tier=4),
        )
    )
    first = lottery(city, capacity=1)
    loser, winner = city.person(), city.person()
    for person in (loser, winner):
        city.services.applications.apply(first, person, is_forced=True)
    seed = next(f"種{n}" for n in range(99) if lot(f"種{n}", 2) < lot(f"種{n}", 1))
    city.services.lottery.draw(first, seed=seed)
    course = lottery(city, capacity=2)
    city.services.lottery.set_rules(course, rules)
    old = city.person(birth=Birth(year=1940))
    near = city.person(district="中央")
    new = city.person()
    for person in (winner, new, near, old, loser):
        city.services.applications.apply(course, person, is_forced=True)
    done = city.services.lottery.draw(course, seed="種")
    assert [(line.numbers, line.tier) for line in done.lines] == [
        *(((5,), 1), ((4,), 2), ((3,), 3), ((2,), 4), ((1,), LAST_TIER))
    ]
    assert city.services.lottery.verify(course).faults == ()


def test_rules_nobody_can_follow_are_refused(city: City) -> None:
    course = lottery(city)
    for rules in (
        SeatRules(attempts=0),
        SeatRules(answer_hours=0),
        SeatRules(priorities=(PriorityRule(PriorityKind.AGE_FROM),)),
        SeatRules(priorities=(PriorityRule(PriorityKind.FIRST_TIME, tier=LAST_TIER),)),
        SeatRules(priorities=(PriorityRule(PriorityKind.FIRST_TIME, tier=None),)),
    ):
        refused(city, "bad_seat_rules", "set_rules", course, rules)
    city.services.lottery.set_rules(course, SeatRules(confirm_by_phone=True))
    city.services.lottery.set_rules(course, SeatRules(attempts=2))
    assert city.services.lottery.rules(course) == SeatRules(attempts=2)


def drawn_one(city: City) -> tuple[UUID, LotteryResult]:
    course = lottery(city)
    enter(city, course, 6)
    return course, city.services.lottery.draw(course, seed="種")


def forge(database: Database, **changes: object) -> None:
    """Change the stored record and make its digest anew, as somebody with the file in hand could."""
    (row,) = rows(database, "SELECT record FROM draws")
    record = canonical(json.loads(row.record) | changes)
    run(database, "UPDATE draws SET record = :record, digest = :digest", record=record, digest=digest_of(record))


def test_verify_finds_every_change_of_the_record_and_of_what_hangs_on_it(city: City, database: Database) -> None:
    course, done = drawn_one(city)
    verify = city.services.lottery.verify
    (kept,) = rows(database, "SELECT record, digest FROM draws")

    def put_back() -> None:
        run(database, "UPDATE draws SET record = :record, digest = :digest", record=kept.record, digest=kept.digest)
        assert verify(course).faults == ()

    run(database, "UPDATE draws SET record = replace(record, '抽選の講座', '抽選の講坐')")
    assert "digest_differs" in verify(course).faults
    put_back()
    run(database, "UPDATE draws SET digest = :digest", digest="0" * 64)
    assert verify(course).faults == ("digest_differs", "trail_differs")
    put_back()
    forge(database, title="別の講座")
    assert verify(course).faults == ("trail_differs",)
    put_back()
    forge(database, seed="都合のよい種")
    assert {"result_differs", "trail_differs", "entrants_differ"} <= set(verify(course).faults)
    put_back()
    forge(database, seats=5)
    assert "seats_differ" in verify(course).faults
    put_back()
    run(database, "UPDATE draws SET record = '{'")
    assert "record_unreadable" in verify(course).faults
    put_back()
    winner = id_text(database, done.winners[0])
    run(database, "UPDATE draw_entrants SET is_winner = :no WHERE application_id = :id", no=False, id=winner)
    assert verify(course).faults == ("entrants_differ",)
    assert [str(one).partition(":")[0] for one in city.services.maintenance.check().findings] == ["copy"]
    city.is_checked_at_end = False


def test_a_draw_of_many_is_kept_whatever_the_order_of_its_lots(sqlite_city: City) -> None:
    """The numbers of sixty people in the order of their lots all but always hold twelve digits like a number's."""
    course = lottery(sqlite_city, capacity=40)
    enter(sqlite_city, course, 120)
    done = sqlite_city.services.lottery.draw(course, seed="種")
    assert (len(done.winners), len(done.waiting)) == (40, 80)
    assert sqlite_city.services.lottery.verify(course).faults == ()


def test_a_made_seed_is_never_refused(sqlite_city: City) -> None:
    """One in ten was, being three groups of four digits."""
    course = lottery(sqlite_city)
    enter(sqlite_city, course, 2)
    service = sqlite_city.services.lottery
    for _time in range(60):
        service.rehearse(course, service.make_seed())


def test_the_record_holds_no_name_and_no_id_of_a_person(city: City, database: Database) -> None:
    course, done = drawn_one(city)
    (row,) = rows(database, "SELECT record FROM draws")
    lines = city.services.applications.of_course(course)
    assert lines
    for line in lines:
        for private in (line.name, str(line.participant_id), str(line.id)):
            assert private not in row.record
    assert digest_of(row.record) == done.digest


def test_the_printed_record_says_seed_lots_results_and_digest(sqlite_city: City) -> None:
    from tests.printing.sample_papers import page_text

    course, done = drawn_one(sqlite_city)
    printed = sqlite_city.services.prints.make("lottery-record", [str(course)])
    assert printed.warnings == ()
    text = page_text(printed.pdf, 0).replace(" ", "")
    assert "種" in text
    assert done.digest in text
    for line in done.lines:
        assert line.key[:16] in text
    own = page_text(printed.pdf, 1)
    assert all(line.name in own for line in sqlite_city.services.applications.of_course(course))
    assert "公開しない" in own


def test_a_lottery_the_office_gives_up_becomes_first_come(city: City) -> None:
    course = lottery(city, capacity=2)
    ids = enter(city, course, 3)
    found = city.services.scheduling.course(course).course
    done = city.services.scheduling.change_course(replace(found, selection=SelectionKind.FIRST_COME))
    assert done.promoted == tuple(ids[:2])
    assert standing(city, course)[ids[2]] == (ApplicationState.WAITING, 1)


def test_a_raised_capacity_after_the_draw_moves_the_next_lots_up(city: City) -> None:
    course, done = drawn_one(city)
    found = city.services.scheduling.course(course).course
    up = city.services.scheduling.change_course(replace(found, capacity=5)).promoted
    lines = {one.id: one.state for one in city.services.applications.of_course(course)}
    assert [id_ for id_ in done.waiting if lines[id_] is ApplicationState.ACCEPTED] == list(done.waiting[:2])
    assert up in {(), done.waiting[:2]}
