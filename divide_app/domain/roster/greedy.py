"""A greedy roster with local search: the solver's start value and baseline, and the clean-up when time runs out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from divide_app.domain.roster.roster import (
    LIMITS,
    Blocker,
    Board,
    Choice,
    Problem,
    barrier,
    choice_cost,
    fits,
    load_cost,
    placed_standing,
)

Stopped = Callable[[], bool]


class Candidates:
    """Who may serve which need by themselves, whatever else they do; worked out once for a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        rules = problem.rules
        self.barriers: list[list[Blocker | None]] = [
            [barrier(person, session, rules) for person in problem.supporters] for session in problem.sessions
        ]
        self.able: list[list[list[int]]] = [
            [
                [
                    at
                    for at, person in enumerate(problem.supporters)
                    if self.barriers[here][at] is None and fits(need, person, rules, session.day)
                ]
                for need in session.needs
            ]
            for here, session in enumerate(problem.sessions)
        ]
        """By session and need: places of the supporters."""
        self.fixed, self.movable = placed_standing(problem)
        self._hold_told()

    def _hold_told(self) -> None:
        """Fix whoever was told of a session and can still come: nobody is called off because a plan looks better.

        A limit that was lowered meanwhile does not call them off; what makes it impossible does: a rule about the
        person, a session at the same time that is fixed, or no place left they can fill.
        """
        problem = self.problem
        told = {
            (problem.session_at[one.session_id], problem.supporter_at[one.supporter_id])
            for one in problem.standing
            if one.is_told and not one.is_fixed
        }
        board = Board(problem, self.fixed)
        for choice in sorted_choices(self.movable):
            here = choice.session
            if (here, choice.supporter) not in told:
                continue
            places = (choice.need, *problem.sessions[here].heads)
            place = next((at for at in places if choice.supporter in self.able[here][at]), None)
            if place is None or board.in_way(choice.supporter, here) not in {None, *LIMITS}:
                continue
            held = Choice(here, place, choice.supporter)
            board.put(held)
            self.movable.remove(choice)
            self.fixed.append(held)

    def choices_in(self, session: int) -> int:
        """Return how many ways there are to put one person into one session."""
        return sum(len(self.able[session][need]) for need in self.problem.sessions[session].heads)

    @cached_property
    def kept(self) -> list[Choice]:
        """Movable assignments that no rule is against by itself; those of others are let go."""
        return [choice for choice in self.movable if choice.supporter in self.able[choice.session][choice.need]]


def greedy(problem: Problem, candidates: Candidates | None = None) -> list[Choice]:
    """Return a plan: what is fixed, what stands and may stay, then need by need the cheapest person, scarcest first."""
    found = Candidates(problem) if candidates is None else candidates
    board = Board(problem, found.fixed)
    for choice in found.kept:
        is_here = choice.supporter in board.people_in.get(choice.session, {})
        if not is_here and board.in_way(choice.supporter, choice.session) is None:
            board.put(choice)
    fill(board, found)
    return sorted_choices(board.choices)


def fill(board: Board, candidates: Candidates) -> None:
    """Add people where the plan still lacks any, until nobody can be added."""
    problem = board.problem
    wanted = [
        (len(candidates.able[at][need]), problem.sessions[at].starts_at, at, need)
        for at, session in enumerate(problem.sessions)
        for need in session.heads
    ]
    for _few, _start, session, need in sorted(wanted):
        while board.missing(session, need):
            cheapest = _cheapest(board, candidates, session, need)
            if cheapest is None:
                break
            board.put(Choice(session, need, cheapest))


def _cheapest(board: Board, candidates: Candidates, session: int, need: int) -> int | None:
    problem = board.problem
    here = problem.sessions[session]
    lacking = [asked for at, asked in enumerate(here.needs) if asked.is_among and board.missing(session, at)]
    best: tuple[int, int] | None = None
    people = board.people_in.get(session, {})
    for supporter in candidates.able[session][need]:
        if supporter in people or board.in_way(supporter, session) is not None:
            continue
        person = problem.supporters[supporter]
        weights, wish = problem.weights, problem.wish(supporter)
        load = board.load[supporter]
        cost = choice_cost(problem, supporter, session)
        cost += load_cost(load + here.minutes, wish, weights) - load_cost(load, wish, weights)
        if is_new_face(board, supporter, session):
            cost += weights.new_face
        cost -= weights.missing * sum(fits(asked, person, problem.rules, here.day) for asked in lacking)
        if best is None or (cost, supporter) < best:
            best = (cost, supporter)
    return None if best is None else best[1]


def is_new_face(board: Board, supporter: int, session: int) -> bool:
    """Return whether a course would meet somebody for the first time."""
    problem = board.problem
    course = problem.sessions[session].course_id
    if (problem.supporters[supporter].id, course) in problem.known_faces:
        return False
    return all(problem.sessions[other].course_id != course for other in board.sessions_of.get(supporter, ()))


def sorted_choices(choices: Iterable[Choice]) -> list[Choice]:
    """Return choices in order of session, need and person."""
    return sorted(choices, key=lambda one: (one.session, one.need, one.supporter))


def improve(problem: Problem, choices: Sequence[Choice], candidates: Candidates, stopped: Stopped) -> list[Choice]:
    """Return the plan with places changed one by one as long as that makes it cheaper and time is left.

    Only movable people are exchanged; a solver that ran out of time leaves such cheap gains behind.
    """
    board = Board(problem, choices)
    stay = set(candidates.fixed) | set(candidates.kept)
    changed = True
    while changed and not stopped():
        changed = False
        for choice in sorted_choices(board.choices):
            if choice in stay or stopped():
                continue
            board.remove(choice)
            cheapest = _cheapest(board, candidates, choice.session, choice.need)
            if cheapest is None or cheapest == choice.supporter:
                board.put(choice)
                continue
            board.put(Choice(choice.session, choice.need, cheapest))
            changed = True
    return sorted_choices(board.choices)
