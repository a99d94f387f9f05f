"""The monthly roster as an optimisation problem: candidates, constraints, and the cost of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from divide_app.domain.calendar import local
from divide_app.domain.people.availability import DAY_MINUTES, Absence
from divide_app.domain.people.supporters import AssignmentRole, Supporter, SupporterKind
from divide_app.domain.roster.staffing import ANY_LANGUAGE, StaffNeed, has_ability

_EARTH_KM = 6371.0
_USUAL_WISH = 6
"""Sessions a month taken for somebody who set no limit, when loads are compared."""


@dataclass(frozen=True, slots=True)
class RosterRules:
    """The office's rules for rosters.

    Attributes:
        same_district_minutes: Travel between two venues of one district whose positions are not known.
        other_district_minutes: The same between districts.
        base_minutes: What every way costs besides the driving: packing up, parking, waiting for a bus.
        minutes_per_km: Minutes for a kilometre of straight line (3: about 25 km/h on roads a third longer).
        per_day: Most sessions a day for one person.
        notice_days: People already put on a session that starts sooner than this stay on it: nobody is called off at
            the last moment by a program.
        appointment_kinds: Kinds that may help only while appointed. Everybody else who has an appointment on record
            needs a valid one, too.
        insurance_kinds: Kinds for whom an insurance matters.
        insurance_required: Refuse them without one for the fiscal year. Otherwise only those are refused whose
            insurance on record is of other years.
        lead_kinds: Kinds that can lead.
        lead_skills: Skills by which anybody can lead.
    """

    same_district_minutes: int = 20
    other_district_minutes: int = 40
    base_minutes: int = 10
    minutes_per_km: int = 3
    per_day: int = 2
    notice_days: int = 3
    appointment_kinds: frozenset[SupporterKind] = frozenset(
        {SupporterKind.DIGITAL_SUPPORTER, SupporterKind.PROMOTER, SupporterKind.CALLER}
    )
    insurance_kinds: frozenset[SupporterKind] = frozenset({SupporterKind.VOLUNTEER, SupporterKind.STUDENT})
    insurance_required: bool = False
    lead_kinds: frozenset[SupporterKind] = frozenset(
        {SupporterKind.LECTURER, SupporterKind.DIGITAL_SUPPORTER, SupporterKind.PHONE_SHOP, SupporterKind.STAFF}
    )
    lead_skills: tuple[str, ...] = ("講師", "主担当", "進行")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the cost function; a lower cost is better.

    The steps are so far apart that a need filled is worth more than keeping everybody where they stand, and that
    more than any shift of load; below these, load comes before familiar faces, and those before the way.

    Attributes:
        missing: For each person missing.
        dropped: For each person taken off a session they were put on before.
        load: For the square of somebody's hours in the month, divided by the sessions they wish (see `load_cost`).
        new_face: For each person beyond those a course knew before.
        year_hour: For each hour somebody already worked this fiscal year, for each new session; at most 40 hours.
        travel_minute: For each minute from home to the session.
    """

    missing: int = 10_000_000
    dropped: int = 200_000
    load: int = 600
    new_face: int = 150
    year_hour: int = 1
    travel_minute: int = 1


WEIGHTS = Weights()
_MOST_YEAR_HOURS = 40


@dataclass(frozen=True)
class RosterSession:
    """One session of the month; moments are UTC."""

    id: UUID
    course_id: UUID
    title: str
    number: int
    starts_at: datetime
    ends_at: datetime
    needs: tuple[StaffNeed, ...] = ()
    venue_id: UUID | None = None
    venue: str = ""
    district: str = ""
    latitude: float | None = None
    longitude: float | None = None
    time_is_known: bool = True

    @cached_property
    def day(self) -> date:
        """The local day."""
        return local(self.starts_at).date()

    @cached_property
    def span(self) -> tuple[int, int]:
        """Start and end in minutes from local midnight of the day it begins; up to midnight when it goes on."""
        if not self.time_is_known:
            return 0, 0
        start = local(self.starts_at)
        first = start.hour * 60 + start.minute
        return first, min(DAY_MINUTES, first + self.minutes)

    @cached_property
    def week(self) -> tuple[int, int]:
        """The week from Monday, as ISO year and week."""
        found = self.day.isocalendar()
        return found.year, found.week

    @cached_property
    def minutes(self) -> int:
        """Its length."""
        return max(0, int((self.ends_at - self.starts_at).total_seconds() // 60))

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """Places in `needs` of those that take people of their own."""
        return tuple(at for at, need in enumerate(self.needs) if not need.is_among)


@dataclass(frozen=True, slots=True)
class Standing:
    """An assignment that is there already.

    Attributes:
        is_fixed: It stays whatever happens: locked by a person, or its hours are confirmed.
        is_told: The person was told of it, so it stays unless they cannot come or cannot do it any more.
    """

    id: UUID
    session_id: UUID
    supporter_id: UUID
    role: AssignmentRole
    is_fixed: bool = False
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A session of another month, or one that is over, which somebody has; it takes their time and their week."""

    supporter_id: UUID
    session: RosterSession


@dataclass(frozen=True, slots=True)
class Choice:
    """One person in one session for one of its needs, each as an index into the problem."""

    session: int
    need: int
    supporter: int


class Blocker(StrEnum):
    """Why a person cannot take a session; the first that applies is reported."""

    ABILITY = "ability"  # その役割・技能がない
    REACH = "reach"  # その地区へ行けない
    APPOINTMENT = "appointment"  # その日に任命がない
    INSURANCE = "insurance"  # 保険がない
    WEEKLY = "weekly"  # その曜日・時間に来られない
    DAY_OFF = "day_off"  # 休みの日
    BUSY = "busy"  # 同じ時間に別の回
    TRAVEL = "travel"  # 前後の回から間に合わない
    DAY_LIMIT = "day_limit"  # 1日の上限
    WEEK_LIMIT = "week_limit"  # 週の上限
    MONTH_LIMIT = "month_limit"  # 月の上限
    NO_PLACE = "no_place"  # 回の枠がほかの人でうまっている


LIMITS = frozenset({Blocker.DAY_LIMIT, Blocker.WEEK_LIMIT, Blocker.MONTH_LIMIT})
"""Limits set by the person; they do not apply to sessions the person already agreed to."""


@dataclass(frozen=True)
class Problem:
    """One month's roster to be made.

    Attributes:
        sessions: Those to be staffed, in order of start.
        supporters: Everybody who could help, in order of kana.
        standing: What is there already in these sessions.
        elsewhere: Sessions around the month, and those of the month that are over, with their people.
        known_faces: (supporter, course) pairs of earlier sessions.
        year_minutes: Minutes somebody worked or is planned for in the fiscal year, outside these sessions.
        districts: Positions (latitude, longitude) of districts, from their venues.
    """

    year: int
    month: int
    sessions: tuple[RosterSession, ...]
    supporters: tuple[Supporter, ...]
    standing: tuple[Standing, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    known_faces: frozenset[tuple[UUID, UUID]] = frozenset()
    year_minutes: Mapping[UUID, int] = field(default_factory=dict)
    districts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    rules: RosterRules = RosterRules()
    weights: Weights = WEIGHTS

    @cached_property
    def session_at(self) -> dict[UUID, int]:
        """Places of the sessions by id."""
        return {session.id: at for at, session in enumerate(self.sessions)}

    @cached_property
    def supporter_at(self) -> dict[UUID, int]:
        """Places of the supporters by id."""
        return {one.id: at for at, one in enumerate(self.supporters)}

    @cached_property
    def beside(self) -> dict[int, tuple[RosterSession, ...]]:
        """Sessions outside the problem by supporter."""
        found: dict[int, list[RosterSession]] = {}
        for one in self.elsewhere:
            at = self.supporter_at.get(one.supporter_id)
            if at is not None:
                found.setdefault(at, []).append(one.session)
        return {at: tuple(sessions) for at, sessions in found.items()}

    @cached_property
    def clashing(self) -> tuple[frozenset[int], ...]:
        """For each session those which nobody can have besides: at the same time, or too near to get there."""
        return tuple(
            frozenset(
                there
                for there, other in enumerate(self.sessions)
                if there != here and clash_of(session, other, self.rules) is not None
            )
            for here, session in enumerate(self.sessions)
        )

    def wish(self, supporter: int) -> int:
        """Return how many sessions a month somebody's load is measured by."""
        limit = self.supporters[supporter].monthly_limit
        return _USUAL_WISH if limit is None else max(1, limit)

    def in_month(self, session: RosterSession) -> bool:
        """Whether a session is of the month itself."""
        return (session.day.year, session.day.month) == (self.year, self.month)


def way_minutes(one: RosterSession, other: RosterSession, rules: RosterRules) -> int:
    """Return the minutes from one session's venue to another's: none in the same hall."""
    if one.venue_id is not None and one.venue_id == other.venue_id:
        return 0
    if one.venue_id is None and other.venue_id is None:
        return 0
    return _minutes(_position(one), _position(other), one.district, other.district, rules)


def _position(session: RosterSession) -> tuple[float, float] | None:
    if session.latitude is None or session.longitude is None:
        return None
    return session.latitude, session.longitude


def _minutes(
    start: tuple[float, float] | None,
    end: tuple[float, float] | None,
    from_district: str,
    to_district: str,
    rules: RosterRules,
) -> int:
    if start is not None and end is not None:
        return rules.base_minutes + round(_kilometres(start, end) * rules.minutes_per_km)
    return rules.same_district_minutes if from_district == to_district else rules.other_district_minutes


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the way over the ground between two positions in degrees (haversine)."""
    north, south = radians(one[0]), radians(other[0])
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def clash_of(one: RosterSession, other: RosterSession, rules: RosterRules) -> Blocker | None:
    """Return why one person cannot have both sessions: they overlap, or the way between them is too long."""
    if not (one.time_is_known and other.time_is_known):
        return None
    first, second = (one, other) if one.starts_at <= other.starts_at else (other, one)
    gap = (second.starts_at - first.ends_at).total_seconds() / 60
    if gap < 0:
        return Blocker.BUSY
    if gap >= 240:  # no way within a city is that long; most pairs end here
        return None
    return Blocker.TRAVEL if gap < way_minutes(first, second, rules) else None


def home_minutes(problem: Problem, supporter: Supporter, session: RosterSession) -> int:
    """Return the minutes from somebody's own district (the first they named) to a session."""
    home = supporter.districts[0] if supporter.districts else ""
    if not home:
        return problem.rules.same_district_minutes
    if home == session.district:
        return 0
    return _minutes(problem.districts.get(home), _position(session), home, session.district, problem.rules)


def fits(need: StaffNeed, supporter: Supporter, rules: RosterRules, day: date) -> bool:
    """Return whether somebody can do what a need asks: role, kind and ability."""
    if need.kind is not None and need.kind is not supporter.kind:
        return any(one.kind is need.kind and one.holds_on(day) for one in supporter.appointments)
    if need.is_among:
        return not need.ability or has_ability(need.ability, supporter.skills, supporter.languages)
    if need.role is AssignmentRole.INTERPRETER:
        is_interpreter = supporter.kind is SupporterKind.INTERPRETER
        if need.ability == ANY_LANGUAGE and is_interpreter and not supporter.languages:
            return True
        return has_ability(need.ability, supporter.skills, supporter.languages)
    if supporter.kind is SupporterKind.INTERPRETER:
        return False  # who interprets cannot help with a telephone at the same time
    if need.role is AssignmentRole.LEAD:
        return supporter.kind in rules.lead_kinds or any(skill in supporter.skills for skill in rules.lead_skills)
    return True


def barrier(supporter: Supporter, session: RosterSession, rules: RosterRules) -> Blocker | None:
    """Return what keeps somebody from a session whatever else they do, or None."""
    if supporter.districts and session.district and session.district not in supporter.districts:
        return Blocker.REACH
    if supporter.kind is not SupporterKind.STAFF:
        must = supporter.kind in rules.appointment_kinds or bool(supporter.appointments)
        if must and not any(one.holds_on(session.day) for one in supporter.appointments):
            return Blocker.APPOINTMENT
        if supporter.kind in rules.insurance_kinds:
            must = rules.insurance_required or bool(supporter.insured_years)
            if must and not supporter.is_insured_on(session.day):
                return Blocker.INSURANCE
    absence = supporter.availability.absence(session.day, *_asked_span(supporter, session))
    if absence is None:
        return None
    return Blocker.WEEKLY if absence is Absence.WEEKLY else Blocker.DAY_OFF


def _asked_span(supporter: Supporter, session: RosterSession) -> tuple[int, int]:
    """Return the minutes somebody must be free: a session without known hours needs any time of that day."""
    if session.time_is_known:
        return session.span
    weekday = session.day.isoweekday()
    spans = [(on.start, on.end) for on in supporter.availability.days_on if on.day == session.day]
    spans += [(one.start, one.end) for one in supporter.availability.weekly if one.weekday == weekday]
    return spans[0] if spans else (0, DAY_MINUTES)


class Board:
    """A plan under construction: who is assigned, and who could still be added."""

    def __init__(self, problem: Problem, choices: Iterable[Choice] = ()) -> None:
        self.problem = problem
        self.choices: set[Choice] = set()
        self.sessions_of: dict[int, list[int]] = {}
        self.people_in: dict[int, dict[int, int]] = {}  # session -> supporter -> need
        self.load: Counter[int] = Counter()
        self._days: Counter[tuple[int, date]] = Counter()
        self._weeks: Counter[tuple[int, tuple[int, int]]] = Counter()
        self._months: Counter[int] = Counter()
        for supporter, sessions in problem.beside.items():
            for session in sessions:
                self._count(supporter, session, 1)
        for choice in choices:
            self.put(choice)

    def put(self, choice: Choice) -> None:
        """Add a person."""
        self.choices.add(choice)
        self.sessions_of.setdefault(choice.supporter, []).append(choice.session)
        self.people_in.setdefault(choice.session, {})[choice.supporter] = choice.need
        self._count(choice.supporter, self.problem.sessions[choice.session], 1)

    def remove(self, choice: Choice) -> None:
        """Take a person off again."""
        self.choices.remove(choice)
        self.sessions_of[choice.supporter].remove(choice.session)
        del self.people_in[choice.session][choice.supporter]
        self._count(choice.supporter, self.problem.sessions[choice.session], -1)

    def _count(self, supporter: int, session: RosterSession, step: int) -> None:
        self._days[supporter, session.day] += step
        self._weeks[supporter, session.week] += step
        if self.problem.in_month(session):
            self._months[supporter] += step
            self.load[supporter] += step * session.minutes

    def sessions_in_month(self, supporter: int) -> int:
        """Return how many sessions of the month somebody has."""
        return self._months[supporter]

    def in_way(self, supporter: int, session: int) -> Blocker | None:
        """Return what of the plan so far keeps somebody from a session, or None."""
        problem = self.problem
        wanted, person = problem.sessions[session], problem.supporters[supporter]
        clashing = problem.clashing[session]
        for other in self.sessions_of.get(supporter, ()):
            if other in clashing:
                return clash_of(wanted, problem.sessions[other], problem.rules)
        for beside in problem.beside.get(supporter, ()):
            found = clash_of(wanted, beside, problem.rules)
            if found is not None:
                return found
        if self._days[supporter, wanted.day] >= problem.rules.per_day:
            return Blocker.DAY_LIMIT
        if person.weekly_limit is not None and self._weeks[supporter, wanted.week] >= person.weekly_limit:
            return Blocker.WEEK_LIMIT
        if person.monthly_limit is not None and self._months[supporter] >= person.monthly_limit:
            return Blocker.MONTH_LIMIT
        return None

    def missing(self, session: int, need: int) -> int:
        """Return how many people one need still lacks."""
        problem = self.problem
        here, asked = problem.sessions[session], problem.sessions[session].needs[need]
        people = self.people_in.get(session, {})
        if not asked.is_among:
            return max(0, asked.number - sum(which == need for which in people.values()))
        there = sum(fits(asked, problem.supporters[one], problem.rules, here.day) for one in people)
        return max(0, asked.number - there)


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """What a plan costs; `total` decides, the parts tell why."""

    total: int
    missing: int = 0
    dropped: int = 0
    load: int = 0
    new_faces: int = 0
    year_hours: int = 0
    travel: int = 0


def load_cost(minutes: int, wish: int, weights: Weights = WEIGHTS) -> int:
    """Return what somebody's hours in the month cost: the square of the hours over the sessions wished.

    Between whole hours it goes straight, so that a linear program can count the same. Squares make two people with
    four hours each cheaper than one with eight.
    """
    hours, rest = divmod(max(0, minutes), 60)
    return weights.load * (60 * hours * hours + rest * (2 * hours + 1)) // (60 * wish)


def choice_cost(problem: Problem, supporter: int, session: int) -> int:
    """Return what one person in one session costs by itself: the way, and the hours worked this year."""
    person = problem.supporters[supporter]
    worked = min(_MOST_YEAR_HOURS, problem.year_minutes.get(person.id, 0) // 60)
    weights = problem.weights
    way = home_minutes(problem, person, problem.sessions[session])
    return worked * weights.year_hour + way * weights.travel_minute


def score(problem: Problem, choices: Iterable[Choice]) -> Score:
    """Return what a plan costs, the same for the solver, the greedy filler and a person's own plan."""
    board = Board(problem, choices)
    weights = problem.weights
    missing = sum(
        board.missing(at, need) for at, session in enumerate(problem.sessions) for need in range(len(session.needs))
    )
    there = {(choice.session, choice.supporter) for choice in board.choices}
    dropped = sum(
        (problem.session_at[one.session_id], problem.supporter_at[one.supporter_id]) not in there
        for one in problem.standing
        if not one.is_fixed
    )
    load = sum(load_cost(minutes, problem.wish(at), weights) for at, minutes in board.load.items())
    faces = {(choice.supporter, problem.sessions[choice.session].course_id) for choice in board.choices}
    new_faces = sum((problem.supporters[at].id, course) not in problem.known_faces for at, course in faces)
    years = sum(
        min(_MOST_YEAR_HOURS, problem.year_minutes.get(problem.supporters[choice.supporter].id, 0) // 60)
        for choice in board.choices
    )
    travel = sum(
        home_minutes(problem, problem.supporters[choice.supporter], problem.sessions[choice.session])
        for choice in board.choices
    )
    total = (
        missing * weights.missing
        + dropped * weights.dropped
        + load
        + new_faces * weights.new_face
        + years * weights.year_hour
        + travel * weights.travel_minute
    )
    return Score(total, missing, dropped, load, new_faces, years, travel)


def placed_standing(problem: Problem) -> tuple[list[Choice], list[Choice]]:
    """Return what stands already as choices: those that stay whatever happens, and those that may move.

    Somebody who leads fills the need for a lead, and where there is none one for a supporter; an interpreter the
    first language they have. Somebody whose role nothing asks for takes the first need of the session.
    """
    fixed: list[Choice] = []
    movable: list[Choice] = []
    taken: Counter[tuple[int, int]] = Counter()
    for one in sorted(problem.standing, key=lambda standing: (not standing.is_fixed, standing.id)):
        session, supporter = problem.session_at[one.session_id], problem.supporter_at[one.supporter_id]
        need = _need_for(problem, session, supporter, one.role, taken)
        if need is None:
            continue
        taken[session, need] += 1
        (fixed if one.is_fixed else movable).append(Choice(session, need, supporter))
    return fixed, movable


def _need_for(
    problem: Problem, session: int, supporter: int, role: AssignmentRole, taken: Mapping[tuple[int, int], int]
) -> int | None:
    here = problem.sessions[session]
    person = problem.supporters[supporter]

    def order(at: int) -> tuple[bool, bool, bool, int]:
        need = here.needs[at]
        is_full = taken.get((session, at), 0) >= need.number
        return need.role is not role, not fits(need, person, problem.rules, here.day), is_full, at

    places: Sequence[int] = sorted(here.heads, key=order)
    return places[0] if places else None
