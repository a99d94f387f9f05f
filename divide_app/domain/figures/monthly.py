"""Computes one month's activity figures; what was not measured is reported apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple, TypeVar
from uuid import UUID

from divide_app.domain.calendar import local_day, month_days
from divide_app.domain.figures.target import Tally
from divide_app.domain.people.age_band import order_key
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionKind, SessionState

K = TypeVar("K")

Counts = tuple[tuple[str, int], ...]
"""Name and number, in the order to be shown; names without anybody are left out."""

BandTable = tuple[tuple[str, tuple[tuple[Sex, int], ...]], ...]
"""Band by sex; every row holds every sex, so that columns line up."""


@dataclass(frozen=True, slots=True)
class MonthlySession:
    """One session as the month needs it; moments are UTC.

    Attributes:
        venue: Name of the hall, "" where none is decided.
        applied: Applications of the course that were not cancelled.
        time_is_known: False when a list gave only the day.
    """

    id: UUID
    course_id: UUID
    course_title: str
    number: int
    kind: SessionKind
    state: SessionState
    starts_at: datetime
    ends_at: datetime
    topic: str = ""
    venue: str = ""
    capacity: int | None = None
    applied: int = 0
    cancelled_reason: str = ""
    owners: tuple[str, ...] = ()
    time_is_known: bool = True

    @property
    def minutes(self) -> int:
        """Planned length in minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class MonthlyAttendance(NamedTuple):
    """One person present in one session, with band, sex and district as frozen that day.

    A named tuple: a large city's month makes ten thousand of them, three times as quickly as frozen dataclasses.

    Attributes:
        attendee_id: The participant, or the walk-in's own id while nobody knows who it was.
        is_identified: `attendee_id` is a participant's.
    """

    class_session_id: UUID
    attendee_id: UUID
    band: str
    sex: Sex = Sex.UNSTATED
    district: str = ""
    is_walk_in: bool = False
    is_identified: bool = True


@dataclass(frozen=True, slots=True)
class MonthlySupport:
    """One supporter in one session; `minutes` is None until confirmed, which is not zero."""

    class_session_id: UUID
    supporter_id: UUID
    minutes: int | None


@dataclass(frozen=True, slots=True)
class MonthlyLine:
    """One session's line in the summary.

    Attributes:
        attended: People present; None when nothing was measured (not confirmed and nobody entered).
        supporters: Supporters assigned.
        is_unmeasured: The session's day has come, nobody was received and nothing was confirmed.
        is_unconfirmed: The session's day has come and its attendance was not confirmed (出席の確定).
    """

    session: MonthlySession
    day: date
    attended: int | None
    supporters: int
    is_unmeasured: bool
    is_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """The month, once for screen, paper, table and JSON.

    Attributes:
        sessions_held: Sessions of every kind whose attendance was confirmed or at which somebody was received.
        upcoming: Sessions of the month that lie after the day on which we stand.
        minutes_held: Planned length of the sessions held; コマ are sixtieths of it.
        attendances: 延べ人数: people present, summed over sessions, nameless walk-ins included.
        distinct_people: 実人数: participants present at least once; nameless walk-ins cannot be told apart and are
            stated in `unidentified_walk_ins` instead.
        first_timers: Of the distinct people, those who had never come before.
        walk_ins: Attendances without an application, identified or not.
        by_band_sex: Attendances by band and sex.
        people_by_band_sex: Distinct people by band and sex, at their first attendance of the month.
        supporters: Distinct supporters with confirmed hours.
        supporter_days: 延べ人数 of supporters: each supporter once in each session, confirmed.
        supporter_hours: Confirmed hours.
        supporter_unmeasured: Assignments to past sessions whose hours were not confirmed.
        unmeasured: Sessions without any record of attendance: not measured is not zero.
        unconfirmed: Sessions whose attendance was not confirmed, measured or not.
        previous_attendances: Last month's attendances, None where there is no record.
        absent: Accepted people said not to have come, summed over the meetings closed; never part of attendances.
        unknown: Accepted people of whom nobody knows, summed alike; neither came nor stayed away.
    """

    year: int
    month: int
    first_day: date
    last_day: date
    sessions_held: int
    classes_held: int
    consultations_held: int
    cancelled: int
    upcoming: int
    minutes_held: int
    attendances: int
    previous_attendances: int | None
    distinct_people: int
    first_timers: int
    walk_ins: int
    unidentified_walk_ins: int
    by_band: Counts
    by_sex: Counts
    by_venue: Counts
    by_topic: Counts
    by_district: Counts
    sessions_by_venue: Counts
    sessions_by_topic: Counts
    by_band_sex: BandTable
    people_by_band_sex: BandTable
    supporters: int
    supporter_days: int
    supporter_hours: Fraction
    supporter_unmeasured: int
    unmeasured: tuple[MonthlySession, ...]
    unconfirmed: tuple[MonthlySession, ...]
    lines: tuple[MonthlyLine, ...]
    targets: tuple[Tally, ...] = ()
    remark: str = ""
    absent: int = 0
    unknown: int = 0


def build(
    year: int,
    month: int,
    sessions: Iterable[MonthlySession],
    attendances: Iterable[MonthlyAttendance],
    support: Iterable[MonthlySupport] = (),
    *,
    as_of: date | None = None,
    attended_before: Collection[UUID] = frozenset(),
    previous_attendances: int | None = None,
    targets: Sequence[Tally] = (),
    remark: str = "",
    absent: int = 0,
    unknown: int = 0,
) -> MonthlyFigures:
    """Sum one month.

    A session belongs to the month of the local day it starts on; lines of other sessions are left aside. A session
    at which people were received was held, though it is listed as unconfirmed until somebody has looked it over.
    Nobody is counted at a cancelled session. The same person in the same session counts once.

    Args:
        year: Calendar year.
        month: Calendar month, 1 to 12.
        sessions: Sessions of the month, in any order.
        attendances: Those present (`Attendance.present`), in any order.
        support: Supporters assigned.
        as_of: The day on which we stand; later sessions are upcoming. None = the month is over.
        attended_before: Participants who attended in an earlier month (only those of this month matter).
        previous_attendances: Last month's attendances, or None.
        targets: Tallies to be shown with the month.
        remark: The coordinator's words.
        absent: People marked absent in the month.
        unknown: People marked unknown in the month.
    """
    first_day, last_day = month_days(year, month)
    today = last_day if as_of is None else as_of
    by_day = sorted(
        ((local_day(one.starts_at), one) for one in sessions), key=lambda pair: (pair[1].starts_at, pair[1].id)
    )
    here = {one.id: (day, one) for day, one in by_day if first_day <= day <= last_day}
    present = _present(here.values(), attendances)
    attended = [line for _, line in present]
    helpers = [line for line in support if line.class_session_id in here]
    counted = Counter(one.id.int for one, _ in present)
    came = {one.id: counted[one.id.int] for _, one in here.values() if one.id.int in counted}
    held = [one for day, one in here.values() if _was_held(one, day, came, today)]
    assigned = Counter(line.class_session_id for line in helpers)
    lines = tuple(_line(day, one, came, assigned, today) for day, one in here.values())
    people: dict[int, MonthlyAttendance] = {}
    for line in attended:
        if line.is_identified:
            people.setdefault(line.attendee_id.int, line)
    known = {person.int for person in attended_before}
    confirmed = [line for line in helpers if line.minutes is not None]
    past = {one.session.id for one in lines if one.day <= today and one.session.state is not SessionState.CANCELLED}
    return MonthlyFigures(
        year=year,
        month=month,
        first_day=first_day,
        last_day=last_day,
        sessions_held=len(held),
        classes_held=sum(one.kind is SessionKind.CLASS for one in held),
        consultations_held=sum(one.kind is SessionKind.CONSULTATION for one in held),
        cancelled=sum(one.state is SessionState.CANCELLED for _, one in here.values()),
        upcoming=sum(one.state is SessionState.PLANNED and day > today for day, one in here.values()),
        minutes_held=sum(one.minutes for one in held),
        attendances=len(present),
        previous_attendances=previous_attendances,
        distinct_people=len(people),
        first_timers=sum(person not in known for person in people),
        walk_ins=sum(line.is_walk_in for line in attended),
        unidentified_walk_ins=sum(not line.is_identified for line in attended),
        by_band=_counts((line.band for line in attended), by=order_key),
        by_sex=_counts((line.sex.value for line in attended), by=_sex_order),
        by_venue=_counts(one.venue for one, _ in present),
        by_topic=_counts(one.topic for one, _ in present),
        by_district=_counts(line.district for line in attended),
        sessions_by_venue=_counts(one.venue for one in held),
        sessions_by_topic=_counts(one.topic for one in held),
        by_band_sex=band_table((line.band, line.sex) for line in attended),
        people_by_band_sex=band_table((line.band, line.sex) for line in people.values()),
        supporters=len({line.supporter_id for line in confirmed}),
        supporter_days=len({(line.supporter_id, line.class_session_id) for line in confirmed}),
        supporter_hours=Fraction(sum(line.minutes or 0 for line in confirmed), 60),
        supporter_unmeasured=sum(line.minutes is None and line.class_session_id in past for line in helpers),
        unmeasured=tuple(one.session for one in lines if one.is_unmeasured),
        unconfirmed=tuple(one.session for one in lines if one.is_unconfirmed),
        lines=lines,
        targets=tuple(targets),
        remark=remark,
        absent=absent,
        unknown=unknown,
    )


def _present(
    here: Iterable[tuple[date, MonthlySession]], attendances: Iterable[MonthlyAttendance]
) -> list[tuple[MonthlySession, MonthlyAttendance]]:
    """Return each person once in each session of the month, in order of time."""
    # Whole numbers in place of ids: hashing and comparing UUIDs was half the time of a month with 8,000 people.
    taking_place = [one for _, one in here if one.state is not SessionState.CANCELLED]
    rank = {one.id.int: number for number, one in enumerate(taking_place)}
    once: dict[tuple[int, int], MonthlyAttendance] = {}
    for line in attendances:
        found = rank.get(line.class_session_id.int)
        if found is not None:
            once.setdefault((found, line.attendee_id.int), line)
    return [(taking_place[key[0]], once[key]) for key in sorted(once)]


def _was_held(session: MonthlySession, day: date, came: Mapping[UUID, int], today: date) -> bool:
    if session.state is SessionState.PLANNED:
        return day <= today and session.id in came
    return session.state is SessionState.HELD


def _line(
    day: date, session: MonthlySession, came: Mapping[UUID, int], assigned: Mapping[UUID, int], today: date
) -> MonthlyLine:
    is_open = session.state is SessionState.PLANNED
    is_known = session.state is SessionState.HELD or (is_open and session.id in came)
    return MonthlyLine(
        session=session,
        day=day,
        attended=came.get(session.id, 0) if is_known else None,
        supporters=assigned.get(session.id, 0),
        is_unmeasured=is_open and day <= today and session.id not in came,
        is_unconfirmed=is_open and day <= today,
    )


def _sex_order(code: str) -> tuple[int, ...]:
    return (list(Sex).index(Sex(code)),)


def _counts(names: Iterable[str], by: Callable[[str], tuple[int, ...]] | None = None) -> Counts:
    """Count names; in order of `by`, else of the names, with the nameless last."""
    counted = Counter(names)
    if by is not None:
        return tuple((name, counted[name]) for name in sorted(counted, key=by))
    return tuple((name, counted[name]) for name in sorted(counted, key=lambda name: (not name, name)))


def band_table(people: Iterable[tuple[str, Sex]]) -> BandTable:
    """Return the table of bands by sex, bands in order, every sex in every row."""
    cells = Counter(people)
    bands = sorted({band for band, _ in cells}, key=order_key)
    return tuple((band, tuple((sex, cells[band, sex]) for sex in Sex)) for band in bands)
