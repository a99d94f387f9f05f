"""Proposes a month's roster with reasons, and stores the assignments a person accepts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from divide_app.domain.calendar import at_local, fiscal_year, fiscal_year_days, month_days
from divide_app.domain.errors import DomainError
from divide_app.domain.people.supporters import Assignment, Supporter
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.domain.roster.greedy import Candidates
from divide_app.domain.roster.reasons import Chosen, Dropped, Unmet, reasons_of
from divide_app.domain.roster.roster import Board, Choice, Elsewhere, Problem, RosterRules, RosterSession, Standing
from divide_app.domain.roster.staffing import StaffNeed
from divide_app.foundation.progress import Progress, no_progress
from divide_app.services.change_notes import note_called_off
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries.roster import roster as queries
from divide_app.storage.unit_of_work import UnitOfWork

_ASSIGNMENTS = changes(Topic.ASSIGNMENTS, Topic.CLASS_SESSIONS, Topic.SUPPORTERS)
_COURSE = changes(Topic.COURSES, Topic.CLASS_SESSIONS)
_AROUND = timedelta(days=7)
"""So far around the month other sessions matter: a week's limit, and the way to the first day."""
_LEAST_TIME_S, _MOST_TIME_S = 0.1, 60.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed roster for a month.

    Attributes:
        sessions: The sessions it is about, in order of start.
        supporters: Names by id.
        chosen: Everybody in it, those who stand already included.
        dropped: Who is taken off again.
        unmet: What stays open, and why.
        total: What it costs; `greedy_total` what the greedy filler's would.
        is_proven: The search ended by itself; otherwise time ran out and this is the best found.
    """

    year: int
    month: int
    sessions: tuple[RosterSession, ...]
    supporters: dict[UUID, str]
    chosen: tuple[Chosen, ...]
    dropped: tuple[Dropped, ...]
    unmet: tuple[Unmet, ...]
    total: int
    greedy_total: int
    is_proven: bool
    seconds: float

    @property
    def new(self) -> tuple[Chosen, ...]:
        """Those who would be put on."""
        return tuple(one for one in self.chosen if one.standing is None)


@dataclass(frozen=True, slots=True)
class AppliedRoster:
    """What became of a proposal; the ids are what undo takes off again, `dropped` what it puts back."""

    added: tuple[UUID, ...]
    dropped: tuple[Assignment, ...]
    changes: Changes = _ASSIGNMENTS


@dataclass(frozen=True, slots=True)
class CourseRule:
    """What a course asked of its supporters before; what undo needs."""

    people_per_supporter: int
    staffing: Staffing
    changes: Changes = _COURSE


@dataclass(frozen=True, slots=True)
class Person:
    """A supporter in one session of the roster."""

    assignment: UUID
    supporter: UUID
    name: str
    role: str
    is_locked: bool
    is_confirmed: bool
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class SessionNeeds:
    """One session with everything it needs and what it lacks.

    Attributes:
        missing: How many each need lacks, in the order of `session.needs`; nothing once the session is over, for
            nobody can be put on it any more.
        is_over: It has ended, or attendance is confirmed.
    """

    session: RosterSession
    accepted: int
    people: tuple[Person, ...]
    missing: tuple[int, ...]
    is_over: bool = False

    @property
    def lacking(self) -> int:
        """How many people are missing; somebody wanted among those there counts where nobody else is missing."""
        heads = sum(number for need, number in zip(self.session.needs, self.missing, strict=True) if not need.is_among)
        among = sum(number for need, number in zip(self.session.needs, self.missing, strict=True) if need.is_among)
        return max(heads, min(1, among))

    @property
    def open_needs(self) -> tuple[tuple[StaffNeed, int], ...]:
        """What is missing, with how many."""
        return tuple((need, number) for need, number in zip(self.session.needs, self.missing, strict=True) if number)


class Roster(Service):
    """The roster of a month."""

    @allowed(OFFICE)
    def propose(
        self, year: int, month: int, *, progress: Progress = no_progress, time_limit: float | None = None
    ) -> Proposal:
        """Work out a roster for what is still to come of a month; nothing is changed.

        Locked assignments and confirmed hours stay. Who was told of a session stays as long as they can come. Others
        stay unless a rule is against them or somebody is missed more elsewhere.

        Args:
            year: Calendar year.
            month: Its month.
            progress: Told in hundredths; raises `UserCancelled` to stop.
            time_limit: Seconds for the search.

        Raises:
            UserCancelled: A person stopped it.
        """
        from divide_app.services.roster.solver import TIME_LIMIT_S, solve

        limit = TIME_LIMIT_S if time_limit is None else min(_MOST_TIME_S, max(_LEAST_TIME_S, time_limit))
        with self.database.read() as uow:
            problem = _problem(uow, year, month)
        solved = solve(problem, progress=progress, time_limit=limit)
        reasons = reasons_of(problem, solved.choices)
        return Proposal(
            year=year,
            month=month,
            sessions=problem.sessions,
            supporters={one.id: one.name for one in problem.supporters},
            chosen=reasons.chosen,
            dropped=reasons.dropped,
            unmet=reasons.unmet,
            total=solved.score.total,
            greedy_total=solved.greedy.total,
            is_proven=solved.is_proven,
            seconds=solved.seconds,
        )

    @allowed(OFFICE)
    def apply(self, proposal: Proposal, *, only: Collection[tuple[UUID, UUID]] | None = None) -> AppliedRoster:
        """Put on whom the proposal names, in one transaction with one entry in the trail.

        Everything is checked again against what is kept now: a roster that no longer fits is not half applied.

        Args:
            proposal: As `propose` gave it.
            only: (session, supporter) pairs to put on; all when None. People are taken off only when everything is
                accepted, for their going was for the sake of the rest.

        Raises:
            DomainError: `roster_changed`, when sessions, people or rules changed so that somebody no longer fits.
        """
        with self.database.write() as uow:
            uow.lock_calendar()
            problem = _problem(uow, proposal.year, proposal.month)
            wanted = [one for one in proposal.new if only is None or (one.session_id, one.supporter_id) in only]
            dropped = proposal.dropped if only is None else ()
            gone = [one.standing.id for one in dropped]
            if not {one.id for one in problem.standing if not one.is_fixed}.issuperset(gone):
                raise DomainError("roster_changed")
            _check_again(problem, wanted, set(gone))
            before = tuple(uow.assignments.get(id_) for id_ in gone)
            for id_ in gone:
                uow.assignments.remove(id_)
            note_called_off(uow, before)
            made = [
                Assignment(
                    uow.make_id(),
                    one.session_id,
                    one.supporter_id,
                    one.role,
                    planned_minutes=problem.sessions[problem.session_at[one.session_id]].minutes,
                )
                for one in wanted
            ]
            uow.assignments.add_all(made)
            month = f"{proposal.year}-{proposal.month:02}"
            uow.audit("roster.apply", month, added=len(made), dropped=len(gone), unmet=len(proposal.unmet))
        return AppliedRoster(tuple(one.id for one in made), before)

    @allowed(OFFICE)
    def take_back(self, applied: AppliedRoster) -> Changes:
        """Undo an applied roster: those it put on go, those it took off come back; confirmed hours stay.

        A session removed meanwhile is left aside.

        Raises:
            DomainError: `hours_confirmed`, when somebody's hours there are confirmed meanwhile; nothing changes then.
        """
        with self.database.write() as uow:
            uow.lock_calendar()
            for id_ in applied.added:
                found = uow.assignments.find(id_)
                if found is None:
                    continue
                if found.actual_minutes is not None:
                    raise DomainError("hours_confirmed")
                uow.assignments.remove(id_)
                note_called_off(uow, [found])
            back = []
            for one in applied.dropped:
                if uow.class_sessions.find(one.class_session_id) is None:
                    continue
                there = uow.assignments.of_sessions([one.class_session_id]).get(one.class_session_id, [])
                if all(other.supporter_id != one.supporter_id for other in there):
                    back.append(one)
            uow.assignments.add_all(back)
            uow.audit("roster.take_back", "", removed=len(applied.added), returned=len(back))
        return _ASSIGNMENTS

    @allowed(OFFICE)
    def lock(self, assignments: Collection[UUID], *, is_locked: bool = True) -> Changes:
        """Keep assignments as they are when a roster is proposed, or free them again.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.write() as uow:
            for id_ in assignments:
                uow.assignments.get(id_)
            uow.assignments.lock_all(sorted(assignments), is_locked=is_locked)
            uow.audit("assignment.lock" if is_locked else "assignment.unlock", "", assignments=len(assignments))
        return _ASSIGNMENTS

    @allowed(OFFICE)
    def tell(self, assignments: Collection[UUID], *, is_told: bool = True) -> Changes:
        """Note that people were told of their sessions as planned now, or that they were not told after all.

        A session that is moved later makes its people untold by itself.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.write() as uow:
            for id_ in assignments:
                uow.assignments.get(id_)
            uow.assignments.tell_all(sorted(assignments), is_told=is_told)
            uow.audit("assignment.told" if is_told else "assignment.untold", "", assignments=len(assignments))
        return _ASSIGNMENTS

    @allowed(OFFICE)
    def month(self, year: int, month: int) -> list[SessionNeeds]:
        """Return the sessions of a month that are not cancelled, with needs and people, in order of start."""
        with self.database.read() as uow:
            return month_needs(uow, year, month)

    @allowed(OFFICE)
    def needs(self, session_ids: Collection[UUID]) -> dict[UUID, SessionNeeds]:
        """Return needs and people of some sessions by id; cancelled ones are left out."""
        with self.database.read() as uow:
            return {one.session.id: one for one in needs_of_sessions(uow, session_ids)}

    @allowed(OFFICE)
    def course_rule(self, course_id: UUID) -> tuple[int, Staffing]:
        """Return how many people one supporter of a course is for, and what else is asked of its supporters.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            course = uow.courses.get(course_id)
            return course.people_per_supporter, course.staffing

    @allowed(OFFICE)
    def set_course_rule(self, course_id: UUID, people_per_supporter: int, staffing: Staffing) -> CourseRule:
        """Keep what a course asks of its supporters; its needs follow at once.

        Raises:
            DomainError: `bad_quantity`, `individual_number`, `not_found`.
        """
        refuse_individual_number(*staffing.abilities)
        numbers = (("people_per_supporter", people_per_supporter), ("least", staffing.least), ("leads", staffing.leads))
        for field, number in numbers:
            if not 0 <= number <= 99:
                raise DomainError("bad_quantity", field=field)
        with self.database.write() as uow:
            before = uow.courses.lock(course_id)
            uow.courses.change(replace(before, people_per_supporter=people_per_supporter, staffing=staffing))
            uow.audit("course.staffing", course_id)
        return CourseRule(before.people_per_supporter, before.staffing)

    @allowed(OFFICE)
    def rules(self) -> RosterRules:
        """Return the office's rules for rosters."""
        with self.database.read() as uow:
            return uow.roster_rules.get()

    @allowed(OFFICE)
    def set_rules(self, rules: RosterRules) -> Changes:
        """Keep the rules.

        Raises:
            DomainError: `bad_roster_rule`, `individual_number`.
        """
        refuse_individual_number(*rules.lead_skills)
        minutes = (rules.same_district_minutes, rules.other_district_minutes, rules.base_minutes)
        if not all(0 <= value <= 240 for value in minutes) or not 0 <= rules.minutes_per_km <= 60:
            raise DomainError("bad_roster_rule", field="minutes")
        if not 1 <= rules.per_day <= 9 or not 0 <= rules.notice_days <= 60:
            raise DomainError("bad_roster_rule", field="per_day")
        with self.database.write() as uow:
            uow.roster_rules.put(rules)
            uow.audit("roster.rules")
        return changes(Topic.SUPPORTERS)


def _check_again(problem: Problem, wanted: list[Chosen], gone: set[UUID]) -> None:
    """Raise `roster_changed` unless everybody wanted still may and can, beside those who stay."""
    candidates = Candidates(problem)
    leaving = {(one.session_id, one.supporter_id) for one in problem.standing if one.id in gone}
    stay = [
        choice
        for choice in (*candidates.fixed, *candidates.movable)
        if (problem.sessions[choice.session].id, problem.supporters[choice.supporter].id) not in leaving
    ]
    board = Board(problem, stay)
    for one in wanted:
        session, supporter = problem.session_at.get(one.session_id), problem.supporter_at.get(one.supporter_id)
        if session is None or supporter is None or supporter in board.people_in.get(session, {}):
            raise DomainError("roster_changed")
        if candidates.barriers[session][supporter] or board.in_way(supporter, session) is not None:
            raise DomainError("roster_changed")
        here = problem.sessions[session]
        able = (at for at in here.heads if supporter in candidates.able[session][at])
        need = next((at for at in able if here.needs[at].role is one.role), None)
        if need is None:
            raise DomainError("roster_changed")
        board.put(Choice(session, need, supporter))


def month_needs(uow: UnitOfWork, year: int, month: int) -> list[SessionNeeds]:
    """Return the sessions of a month that are not cancelled, with needs and people, in order of start."""
    first_day, last_day = month_days(year, month)
    staffed = queries.staffed_sessions(
        uow.connection, first=at_local(first_day, time()), last=at_local(last_day + timedelta(days=1), time())
    )
    return _with_missing(uow, staffed)


def needs_of_sessions(uow: UnitOfWork, session_ids: Collection[UUID]) -> list[SessionNeeds]:
    """Return some sessions with their needs; cancelled ones are left out."""
    return _with_missing(uow, queries.staffed_sessions(uow.connection, ids=list(session_ids)))


def _with_missing(uow: UnitOfWork, staffed: list[queries.StaffedSession]) -> list[SessionNeeds]:
    supporters = {one.id: one for one in uow.supporters.all()}
    rules = uow.roster_rules.get()
    return [_needs(one, supporters, rules, uow.now) for one in staffed]


def _needs(
    staffed: queries.StaffedSession, supporters: dict[UUID, Supporter], rules: RosterRules, now: datetime
) -> SessionNeeds:
    session = staffed.session
    people = tuple(supporters[one.supporter_id] for one in staffed.assignments)
    problem = Problem(
        session.day.year,
        session.day.month,
        (session,),
        people,
        tuple(_standing(one, session.starts_at) for one in staffed.assignments) if session.heads else (),
        rules=rules,
    )
    candidates = Candidates(problem)
    board = Board(problem, (*candidates.fixed, *candidates.movable))
    is_over = session.ends_at <= now or staffed.state is SessionState.HELD
    return SessionNeeds(
        session,
        staffed.accepted,
        tuple(
            Person(
                one.id,
                one.supporter_id,
                supporters[one.supporter_id].name,
                one.role.value,
                one.is_locked,
                one.actual_minutes is not None,
                one.told_start == session.starts_at,
            )
            for one in staffed.assignments
        ),
        tuple(0 if is_over else board.missing(0, at) for at in range(len(session.needs))),
        is_over,
    )


def _standing(one: Assignment, starts_at: datetime, *, is_near: bool = False) -> Standing:
    is_fixed = is_near or one.is_locked or one.actual_minutes is not None
    is_told = one.told_start == starts_at
    return Standing(one.id, one.class_session_id, one.supporter_id, one.role, is_fixed, is_told)


def _problem(uow: UnitOfWork, year: int, month: int) -> Problem:
    """Gather a month: what is over or needs nobody only takes people's time."""
    first_day, last_day = month_days(year, month)
    first, last = at_local(first_day, time()), at_local(last_day + timedelta(days=1), time())
    connection = uow.connection
    rules = uow.roster_rules.get()
    around = queries.staffed_sessions(connection, first=first - _AROUND, last=last + _AROUND)
    asked = [
        one
        for one in around
        if first <= one.session.starts_at < last
        and one.session.starts_at > uow.now
        and one.state is SessionState.PLANNED
        and one.session.heads
    ]
    ids = {one.session.id for one in asked}
    near = uow.now + timedelta(days=rules.notice_days)
    year_first, year_last = fiscal_year_days(fiscal_year(first_day))
    minutes = queries.minutes_between(
        connection, at_local(year_first, time()), at_local(year_last + timedelta(days=1), time())
    )
    for one in asked:
        for there in one.assignments:
            minutes[there.supporter_id] = minutes.get(there.supporter_id, 0) - there.planned_minutes
    return Problem(
        year=year,
        month=month,
        sessions=tuple(one.session for one in asked),
        supporters=tuple(uow.supporters.all()),
        standing=tuple(
            _standing(there, one.session.starts_at, is_near=one.session.starts_at < near)
            for one in asked
            for there in one.assignments
        ),
        elsewhere=tuple(
            Elsewhere(there.supporter_id, one.session)
            for one in around
            if one.session.id not in ids
            for there in one.assignments
        ),
        known_faces=queries.faces_before(connection, {one.session.course_id for one in asked}, first)
        | frozenset(
            (there.supporter_id, one.session.course_id)
            for one in around
            if one.session.id not in ids
            for there in one.assignments
        ),
        year_minutes=minutes,
        districts=queries.district_positions(connection),
        rules=rules,
    )
