"""Things lent never add up to more than there are, and the days off are those the office says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.planning.clash import ClashKind, Slot, SlotIndex, clashes
from divide_app.domain.planning.days_off import HolidayCorrection, YearEnd, corrected, with_year_end
from divide_app.domain.planning.lending import LendingNeed, Stock, needs_of, wanted
from divide_app.domain.planning.venues import Closure

PHONES = Stock(UUID(int=10), "貸出スマートフォン", 5, turnaround_minutes=30, serves_wishes=True)
TABLETS = Stock(UUID(int=11), "タブレット", 2)
STOCKS = {stock.id: stock for stock in (PHONES, TABLETS)}
TEN = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)


def slot(number: int, start: float, hours: float, phones: int, **more: object) -> Slot:
    starts_at = TEN + timedelta(hours=start)
    return Slot(  # type: ignore[arg-type]
        UUID(int=number),
        UUID(int=900 + number),
        f"講座{number}",
        1,
        starts_at,
        starts_at + timedelta(hours=hours),
        lends=((PHONES.id, phones),) if phones else (),
        **more,
    )


def found(planned: list[Slot], existing: list[Slot]) -> list[tuple[UUID, UUID | None, dict[str, object]]]:
    return [
        (clash.session_id, clash.other_session_id, dict(clash.details))
        for clash in clashes(planned, existing, stocks=STOCKS.values())
        if clash.kind is ClashKind.EQUIPMENT
    ]


def test_more_than_there_are_together_names_the_largest_of_the_others() -> None:
    ((session, other, facts),) = found([slot(1, 0, 2, 2)], [slot(2, 1, 2, 1), slot(3, 1, 2, 3)])
    assert (session, other) == (UUID(int=1), UUID(int=3))
    assert (facts["stock"], facts["wanted"], facts["asked"], facts["there"]) == ("貸出スマートフォン", 6, 2, 5)


def test_more_than_there_are_by_itself_names_nobody() -> None:
    ((_, other, facts),) = found([slot(1, 0, 2, 6)], [])
    assert (other, facts["wanted"]) == (None, 6)


def test_things_need_their_turnaround_before_the_next_class() -> None:
    assert found([slot(1, 2.4, 1, 3)], [slot(2, 0, 2, 3)])
    assert not found([slot(1, 2.5, 1, 3)], [slot(2, 0, 2, 3)])
    assert found([slot(1, 0, 2, 3)], [slot(2, 2.4, 1, 3)])


def test_two_after_each_other_do_not_add_up() -> None:
    assert not found([slot(1, 0, 6, 2)], [slot(2, 0, 2, 3), slot(3, 3, 2, 3)])
    assert found([slot(1, 0, 6, 2)], [slot(2, 0, 2, 3), slot(3, 2, 2, 3)])  # 30 minutes overlap by the turnaround


def test_a_stock_that_is_gone_is_not_counted_and_a_clash_knows_who_was_forced() -> None:
    assert clashes([slot(1, 0, 2, 9)], []) == []
    (clash,) = clashes([slot(1, 0, 2, 3)], [slot(2, 0, 2, 3, is_forced=True)], stocks=STOCKS.values())
    assert clash.hard
    assert clash.other_is_forced


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6), st.integers(0, 5)), min_size=1, max_size=9))
def test_minute_by_minute_counting_finds_the_same(rows: list[tuple[int, int, int]]) -> None:
    slots = [slot(number, start / 2, hours / 2, phones) for number, (start, hours, phones) in enumerate(rows)]
    asked, existing = slots[0], slots[1:]
    around = timedelta(minutes=PHONES.turnaround_minutes)
    quarter = timedelta(minutes=15)
    most = 0
    moment = asked.starts_at
    while moment < asked.ends_at + around:
        there = [one for one in existing if one.lends and one.starts_at <= moment < one.ends_at + around]
        most = max(most, sum(one.lends[0][1] for one in there))
        moment += quarter
    is_short = bool(asked.lends) and most + asked.lends[0][1] > PHONES.quantity
    for there in (existing, SlotIndex(existing)):
        kinds = [clash.kind for clash in clashes([asked], there, stocks=STOCKS.values())]
        assert kinds == ([ClashKind.EQUIPMENT] if is_short else [])


def test_wishes_are_served_by_what_is_asked_for_and_only_those_beyond_take_more() -> None:
    assert wanted([LendingNeed(PHONES.id, 3)], 2, STOCKS) == ((PHONES.id, 3),)
    assert wanted([LendingNeed(PHONES.id, 3)], 4, STOCKS) == ((PHONES.id, 4),)
    assert wanted([LendingNeed(TABLETS.id, 1)], 2, STOCKS) == ((TABLETS.id, 1), (PHONES.id, 2))
    assert wanted([LendingNeed(UUID(int=99), 3)], 0, STOCKS) == ()
    assert wanted([], 2, {TABLETS.id: TABLETS}) == ()


def test_a_meeting_may_ask_for_its_own_or_for_nothing() -> None:
    course, own = (LendingNeed(PHONES.id, 3),), (LendingNeed(TABLETS.id, 1),)
    assert (needs_of(course, None), needs_of(course, own), needs_of(course, ())) == (course, own, ())


def test_lecturers_are_named_as_such_on_whichever_side_they_teach() -> None:
    teacher = UUID(int=700)
    one = slot(1, 0, 2, 0, supporters=(teacher,), lecturers=(teacher,))
    other = slot(2, 1, 2, 0, supporters=(teacher,))
    for planned, existing in ((one, other), (other, one)):
        (clash,) = clashes([planned], [existing])
        assert (clash.kind, clash.hard) == (ClashKind.LECTURER, True)


def test_people_in_two_places_are_one_warning_with_how_many() -> None:
    people = tuple(UUID(int=number) for number in range(1, 6))
    one = slot(1, 0, 2, 0, participants=people)
    (clash,) = clashes([one], [slot(2, 1, 2, 0, participants=people[2:]), slot(3, 1, 2, 0, participants=())])
    assert (clash.kind, clash.hard) == (ClashKind.PARTICIPANT, False)
    assert (dict(clash.details)["people"], dict(clash.details)["person"]) == (3, people[2])


def test_corrections_stand_above_the_calendar() -> None:
    usual = {date(2027, 3, 21): "春分の日", date(2027, 4, 29): "昭和の日"}
    said = [HolidayCorrection(date(2027, 3, 21), ""), HolidayCorrection(date(2027, 3, 20), "春分の日")]
    assert corrected(usual, said) == {date(2027, 4, 29): "昭和の日", date(2027, 3, 20): "春分の日"}


def test_the_year_end_goes_over_new_year_and_is_not_doubled() -> None:
    spans = [
        (one.first_day, one.last_day, one.reason)
        for one in with_year_end([], YearEnd(), date(2026, 12, 31), date(2028, 1, 1))
    ]
    assert spans == [
        (date(2026, 12, 29), date(2027, 1, 3), "年末年始"),
        (date(2027, 12, 29), date(2028, 1, 3), "年末年始"),
    ]
    by_hand = Closure(UUID(int=1), None, date(2026, 12, 28), date(2027, 1, 4), "冬の休み")
    assert with_year_end([by_hand], YearEnd(), date(2026, 12, 1), date(2027, 1, 31)) == [by_hand]
    assert with_year_end([], YearEnd(is_closed=False), date(2026, 12, 1), date(2027, 1, 31)) == []
    assert with_year_end([], YearEnd(), date(2026, 1, 4), date(2026, 12, 28)) == []
    (leap,) = with_year_end([], YearEnd((2, 29), (3, 1)), date(2027, 2, 1), date(2027, 2, 28))
    assert (leap.first_day, leap.last_day) == (date(2027, 2, 28), date(2027, 3, 1))
