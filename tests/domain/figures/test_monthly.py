"""Every total of the month is the sum of its parts, and what was not measured is never shown as zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.figures.monthly import MonthlyAttendance, MonthlySession, MonthlySupport, build
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionKind, SessionState

HALLS = ("北公民館", "南公民館", "")


def session(number: int, day: int = 10, **more: object) -> MonthlySession:
    starts_at = datetime(2026, 6, day, 1, 0, tzinfo=UTC)
    return MonthlySession(  # type: ignore[arg-type]
        **{
            "id": UUID(int=number),
            "course_id": UUID(int=900),
            "course_title": "はじめてのスマートフォン",
            "number": number,
            "kind": SessionKind.CLASS,
            "state": SessionState.HELD,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=120),
            "topic": "入門",
            "venue": "北公民館",
            "capacity": 20,
            "applied": 12,
            **more,
        }
    )


def present(
    session_number: int, who: int, band: str = "70-74", sex: Sex = Sex.FEMALE, **more: object
) -> MonthlyAttendance:
    return MonthlyAttendance(  # type: ignore[arg-type]
        **{
            "class_session_id": UUID(int=session_number),
            "attendee_id": UUID(int=1000 + who),
            "band": band,
            "sex": sex,
            "district": "北地区",
            **more,
        }
    )


def test_attendances_count_every_coming_and_people_count_once() -> None:
    figures = build(
        2026,
        6,
        [session(1), session(2, 17)],
        [present(1, 1), present(1, 2), present(2, 1), present(2, 1)],
        attended_before={UUID(int=1002)},
        previous_attendances=40,
    )
    assert (figures.sessions_held, figures.attendances, figures.distinct_people) == (2, 3, 2)
    assert (figures.first_timers, figures.previous_attendances, figures.minutes_held) == (1, 40, 240)
    assert [line.attended for line in figures.lines] == [2, 1]
    assert figures.by_band == (("70-74", 3),)
    assert figures.by_venue == (("北公民館", 3),)


def test_nameless_walk_ins_are_attendances_and_stated_apart_from_people() -> None:
    figures = build(
        2026,
        6,
        [session(1)],
        [
            present(1, 1),
            present(1, 2, is_walk_in=True, is_identified=False),
            present(1, 3, is_walk_in=True, is_identified=True),
        ],
    )
    assert (figures.attendances, figures.distinct_people) == (3, 2)
    assert (figures.walk_ins, figures.unidentified_walk_ins) == (2, 1)


def test_not_confirmed_is_unmeasured_and_not_zero() -> None:
    open_one = session(1, state=SessionState.PLANNED)
    figures = build(2026, 6, [open_one, session(2)], [])
    assert [one.id for one in figures.unmeasured] == [open_one.id]
    assert [line.attended for line in figures.lines] == [None, 0]
    assert figures.sessions_held == 1


def test_a_session_where_people_were_received_was_held_and_stays_unconfirmed_until_looked_over() -> None:
    figures = build(2026, 6, [session(1, state=SessionState.PLANNED)], [present(1, 1)])
    assert (figures.attendances, figures.sessions_held, figures.unmeasured) == (1, 1, ())
    assert [one.id for one in figures.unconfirmed] == [figures.lines[0].session.id]
    assert figures.lines[0].attended == 1


def test_sessions_still_to_come_are_upcoming_and_not_unmeasured() -> None:
    figures = build(2026, 6, [session(1, 20, state=SessionState.PLANNED)], [], as_of=date(2026, 6, 19))
    assert (figures.upcoming, figures.unmeasured) == (1, ())
    assert build(2026, 6, [session(1, 20, state=SessionState.PLANNED)], []).upcoming == 0


def test_cancelled_sessions_are_counted_apart_with_their_reason_and_nobody_in_them() -> None:
    figures = build(2026, 6, [session(1, state=SessionState.CANCELLED, cancelled_reason="台風")], [present(1, 1)])
    assert (figures.cancelled, figures.attendances, figures.unmeasured) == (1, 0, ())
    assert figures.lines[0].attended is None
    assert figures.lines[0].session.cancelled_reason == "台風"


def test_consultations_are_held_sessions_told_apart() -> None:
    figures = build(2026, 6, [session(1), session(2, kind=SessionKind.CONSULTATION)], [])
    assert (figures.sessions_held, figures.classes_held, figures.consultations_held) == (2, 1, 1)


def test_supporter_hours_are_exact_and_unconfirmed_ones_are_told() -> None:
    helper, other = UUID(int=1), UUID(int=2)
    figures = build(
        2026,
        6,
        [session(1), session(2), session(3, 25, state=SessionState.PLANNED)],
        [],
        [
            MonthlySupport(UUID(int=1), helper, 100),
            MonthlySupport(UUID(int=2), helper, 90),
            MonthlySupport(UUID(int=1), other, None),
            MonthlySupport(UUID(int=3), other, None),
        ],
        as_of=date(2026, 6, 20),
    )
    assert figures.supporter_hours == Fraction(19, 6)
    assert (figures.supporters, figures.supporter_days, figures.supporter_unmeasured) == (1, 2, 1)
    assert [line.supporters for line in figures.lines] == [2, 1, 1]


def test_a_late_evening_belongs_to_its_local_month() -> None:
    last_evening = datetime(2026, 6, 30, 14, 0, tzinfo=UTC)  # 23:00 in Japan
    late = session(1, starts_at=last_evening, ends_at=last_evening + timedelta(hours=2))
    assert build(2026, 6, [late], []).sessions_held == 1
    assert build(2026, 7, [late], [present(1, 1)]).attendances == 0
    next_morning = session(1, starts_at=last_evening + timedelta(hours=1))
    assert build(2026, 7, [next_morning], []).sessions_held == 1


def test_a_person_whose_band_changes_in_the_month_is_one_person_in_the_first_band() -> None:
    figures = build(2026, 6, [session(1, 5), session(2, 20)], [present(2, 1, "75-79"), present(1, 1, "70-74")])
    assert figures.by_band == (("70-74", 1), ("75-79", 1))
    assert [band for band, _ in figures.people_by_band_sex] == ["70-74"]


BANDS = st.sampled_from(["20-29", "60-64", "65-69", "70-74", "85+", "unknown", "60-69"])
SESSIONS = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from(SessionState), st.sampled_from(SessionKind), st.sampled_from(HALLS)),
    max_size=8,
).map(
    lambda rows: [
        session(n, day, state=state, kind=kind, venue=hall) for n, (day, state, kind, hall) in enumerate(rows)
    ]
)
PRESENT = st.lists(
    st.builds(
        lambda where, who, band, sex, district, walk_in: present(
            where, who, band, sex, district=district, is_walk_in=walk_in, is_identified=not walk_in or who % 2 == 0
        ),
        st.integers(0, 9),
        st.integers(1, 12),
        BANDS,
        st.sampled_from(Sex),
        st.sampled_from(["北地区", "南地区", ""]),
        st.booleans(),
    ),
    max_size=40,
)


@given(SESSIONS, PRESENT, st.dates(date(2026, 5, 1), date(2026, 7, 31)))
def test_totals_equal_the_sums_of_their_parts(
    sessions: list[MonthlySession], people: list[MonthlyAttendance], day: date
) -> None:
    figures = build(2026, 6, sessions, people, as_of=day)
    for parts in (figures.by_band, figures.by_sex, figures.by_venue, figures.by_topic, figures.by_district):
        assert sum(number for _, number in parts) == figures.attendances
        assert all(number > 0 for _, number in parts)
    assert sum(line.attended or 0 for line in figures.lines) == figures.attendances
    table = {band: sum(number for _, number in row) for band, row in figures.by_band_sex}
    assert table == dict(figures.by_band)
    assert sum(number for _, row in figures.people_by_band_sex for _, number in row) == figures.distinct_people
    assert figures.first_timers == figures.distinct_people
    assert figures.sessions_held == figures.classes_held + figures.consultations_held
    assert sum(number for _, number in figures.sessions_by_venue) == figures.sessions_held
    states = figures.sessions_held + figures.cancelled + figures.upcoming + len(figures.unmeasured)
    assert states == len(figures.lines) == len(sessions)
    assert figures.distinct_people + figures.unidentified_walk_ins <= figures.attendances


@given(SESSIONS, PRESENT)
def test_a_session_more_without_people_changes_no_attendance(
    sessions: list[MonthlySession], people: list[MonthlyAttendance]
) -> None:
    before = build(2026, 6, sessions, people)
    after = build(2026, 6, [*sessions, replace(session(1), id=UUID(int=555))], people)
    assert (before.attendances, before.distinct_people, before.by_band) == (
        after.attendances,
        after.distinct_people,
        after.by_band,
    )
    assert after.sessions_held == before.sessions_held + 1
