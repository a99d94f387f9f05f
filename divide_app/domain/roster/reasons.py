"""Explains a roster: why each person was chosen, and what ruled everybody out where a place stays open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.roster.greedy import Candidates
from divide_app.domain.roster.roster import Blocker, Board, Choice, Problem, Standing, fits, home_minutes
from divide_app.domain.roster.staffing import StaffNeed


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need that stays open.

    Attributes:
        able: Supporters who can do what is asked.
        against: What stands against them, each counted once by the first thing in the way.
    """

    session_id: UUID
    need: StaffNeed
    missing: int
    able: int
    against: tuple[tuple[Blocker, int], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One person in the proposal with what speaks for them.

    Attributes:
        standing: The assignment it is already, or None for a new one.
        is_fixed: Locked or confirmed: it was not asked.
        is_told: The person was told of it already.
        needs: Needs of the session it serves, its own first.
        rivals: How many others could have had the place by themselves.
        in_month: Sessions of the month the person gets in all.
        in_course: Sessions of the course they have in this plan or had before.
        same_district: The session is in their own district.
        travel_minutes: From their own district to the session.
        fault: A rule that a fixed assignment breaks, so that the clerk is told.
    """

    session_id: UUID
    supporter_id: UUID
    role: AssignmentRole
    standing: UUID | None
    is_fixed: bool
    needs: tuple[StaffNeed, ...]
    rivals: int
    in_month: int
    in_course: int
    same_district: bool
    travel_minutes: int
    fault: Blocker | None = None
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A person removed from a session, and why; without a blocker the overall plan is better."""

    standing: Standing
    blocker: Blocker | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """The explanation of a whole roster."""

    chosen: tuple[Chosen, ...]
    unmet: tuple[Unmet, ...]
    dropped: tuple[Dropped, ...]


def reasons_of(problem: Problem, choices: Sequence[Choice], candidates: Candidates | None = None) -> Reasons:
    """Return why a plan is as it is."""
    found = Candidates(problem) if candidates is None else candidates
    board = Board(problem, choices)
    return Reasons(
        _chosen(problem, choices, board, found), _unmet(problem, board, found), _dropped(problem, board, found)
    )


def _chosen(problem: Problem, choices: Sequence[Choice], board: Board, candidates: Candidates) -> tuple[Chosen, ...]:
    standing = {(one.session_id, one.supporter_id): one for one in problem.standing}
    courses = Counter((choice.supporter, problem.sessions[choice.session].course_id) for choice in choices)
    found = []
    for choice in choices:
        session, person = problem.sessions[choice.session], problem.supporters[choice.supporter]
        own = session.needs[choice.need]
        others = [need for need in session.needs if need.is_among and fits(need, person, problem.rules, session.day)]
        there = standing.get((session.id, person.id))
        able = candidates.able[choice.session][choice.need]
        known = (person.id, session.course_id) in problem.known_faces
        found.append(
            Chosen(
                session_id=session.id,
                supporter_id=person.id,
                role=there.role if there is not None else own.role,
                standing=None if there is None else there.id,
                is_fixed=there is not None and there.is_fixed,
                is_told=there is not None and there.is_told,
                needs=(own, *others),
                rivals=len([at for at in able if at != choice.supporter]),
                in_month=board.sessions_in_month(choice.supporter),
                in_course=courses[choice.supporter, session.course_id] + known,
                same_district=bool(person.districts) and person.districts[0] == session.district,
                travel_minutes=home_minutes(problem, person, session),
                fault=candidates.barriers[choice.session][choice.supporter] or _in_way(board, choice),
            )
        )
    return tuple(found)


def _in_way(board: Board, choice: Choice) -> Blocker | None:
    """Return which rule a person breaks who is in the plan already."""
    board.remove(choice)
    try:
        return board.in_way(choice.supporter, choice.session)
    finally:
        board.put(choice)


def _unmet(problem: Problem, board: Board, candidates: Candidates) -> tuple[Unmet, ...]:
    found = []
    for at, session in enumerate(problem.sessions):
        for place, need in enumerate(session.needs):
            missing = board.missing(at, place)
            if not missing:
                continue
            able = [
                one
                for one, person in enumerate(problem.supporters)
                if fits(need, person, problem.rules, session.day) and one not in board.people_in.get(at, {})
            ]
            against: Counter[Blocker] = Counter()
            for one in able:
                blocker = candidates.barriers[at][one] or board.in_way(one, at)
                # Available but not assigned: every place of the session is taken by others.
                against[blocker or Blocker.NO_PLACE] += 1
            order = list(Blocker)
            told = sorted(against.items(), key=lambda item: (-item[1], order.index(item[0])))
            found.append(Unmet(session.id, need, missing, len(able), tuple(told)))
    return tuple(found)


def _dropped(problem: Problem, board: Board, candidates: Candidates) -> tuple[Dropped, ...]:
    found = []
    for one in problem.standing:
        session, supporter = problem.session_at[one.session_id], problem.supporter_at[one.supporter_id]
        if not one.is_fixed and supporter not in board.people_in.get(session, {}):
            blocker = candidates.barriers[session][supporter] or board.in_way(supporter, session)
            heads = problem.sessions[session].heads
            if blocker is None and not any(supporter in candidates.able[session][need] for need in heads):
                blocker = Blocker.ABILITY
            found.append(Dropped(one, blocker))
    return tuple(found)
