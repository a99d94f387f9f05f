"""Solves the monthly roster with HiGHS, and uses the greedy plan when that is better."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from divide_app.domain.roster.greedy import Candidates, fill, greedy, improve, sorted_choices
from divide_app.domain.roster.roster import Board, Choice, Problem, Score, choice_cost, fits, load_cost, score
from divide_app.foundation.problems import UserCancelled
from divide_app.foundation.progress import Progress, no_progress

TIME_LIMIT_S = 5.0
"""Seconds the search may take; the best plan found until then is given."""
THREADS = 2
GAP = 0.003
"""The search ends when the plan is proven within this part of what load, faces and ways cost: nobody sees finer."""
WHOLE = 6_000
"""Up to so many choices the month is one problem; a larger one is gone through in parts, each with the rest fixed."""
PART = 2_500
"""Choices in a part: about forty sessions of sixty people, solved in a second."""
_STEPS = 100
_MOST_HOURS = 40
"""Hours a month after which further ones cost as much as the last: nobody is meant to get there."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan for a month.

    Attributes:
        choices: Who is where, everything that stands and stays included.
        score: What it costs.
        greedy: What the greedy filler's plan costs: never less.
        is_proven: The search ended by itself, so the same question gets the same plan on every machine; otherwise
            time ran out and the best found is given.
        seconds: How long it took.
    """

    choices: tuple[Choice, ...]
    score: Score
    greedy: Score
    is_proven: bool
    seconds: float


def solve(problem: Problem, *, progress: Progress = no_progress, time_limit: float = TIME_LIMIT_S) -> Solved:
    """Return the best plan found within the time, never a worse one than the greedy filler's.

    Args:
        problem: The month.
        progress: Told in hundredths of the time; raises `UserCancelled` to stop.
        time_limit: Seconds for the search.

    Raises:
        UserCancelled: The person stopped it; there is no plan then.
    """
    begun = time.monotonic()
    progress(0, _STEPS)
    candidates = Candidates(problem)
    first = greedy(problem, candidates)
    measure = score(problem, first)
    progress(10, _STEPS)
    watch = _Watch(begun, time_limit, progress)
    best = _Best(problem, candidates, first, measure)
    best.offer(improve(problem, first, candidates, watch.is_over))
    everything = range(len(problem.sessions))
    if sum(map(candidates.choices_in, everything)) <= WHOLE:
        found, is_proven = _Model(problem, candidates, best.plan, frozenset(everything)).run(best, watch)
        best.offer(found)
    else:
        is_proven = False
        _in_parts(problem, candidates, best, watch)
    if watch.cancelled is not None:
        raise watch.cancelled
    progress(_STEPS, _STEPS)
    assert best.score.total <= measure.total
    return Solved(tuple(best.plan), best.score, measure, is_proven, time.monotonic() - begun)


def _in_parts(problem: Problem, candidates: Candidates, best: _Best, watch: _Watch) -> None:
    """Go through the month again and again, some days at a time with everything else fixed, until nothing is gained."""
    parts: list[list[int]] = []
    room = 0
    for at in range(len(problem.sessions)):
        if not parts or room < candidates.choices_in(at):
            parts.append([])
            room = PART
        parts[-1].append(at)
        room -= candidates.choices_in(at)
    quiet = 0
    for part in itertools.cycle(parts):
        if quiet == len(parts) or watch.is_over():
            return
        found, _proven = _Model(problem, candidates, best.plan, frozenset(part)).run(best, watch)
        quiet = 0 if best.offer(found) else quiet + 1


class _Best:
    """The best plan so far."""

    def __init__(self, problem: Problem, candidates: Candidates, plan: list[Choice], measure: Score) -> None:
        self.problem = problem
        self.candidates = candidates
        self.plan = plan
        self.score = measure

    def offer(self, plan: list[Choice] | None) -> bool:
        """Take a plan, filled where it can be, if it is better; return whether it was."""
        if plan is None:
            return False
        board = Board(self.problem, plan)
        fill(board, self.candidates)
        found = sorted_choices(board.choices)
        own = score(self.problem, found)
        if own.total >= self.score.total:
            return False
        self.plan, self.score = found, own
        return True

    @property
    def slack(self) -> float:
        """How near to the best is near enough."""
        weights = self.problem.weights
        hard = self.score.missing * weights.missing + self.score.dropped * weights.dropped
        return max(1.0, GAP * (self.score.total - hard))


class _Watch:
    """Looks at the clock and at the person while the library works, which calls back from inside its search."""

    def __init__(self, begun: float, limit: float, progress: Progress) -> None:
        self.begun = begun
        self.limit = limit
        self.progress = progress
        self.cancelled: UserCancelled | None = None

    @property
    def left(self) -> float:
        return max(0.05, self.limit - (time.monotonic() - self.begun))

    def is_over(self) -> bool:
        if self.cancelled is not None:
            return True
        passed = time.monotonic() - self.begun
        try:
            # An exception must not propagate through the library's frames: it is stored and raised afterwards.
            self.progress(10 + min(85, int(85 * passed / self.limit)), _STEPS)
        except UserCancelled as cancelled:
            self.cancelled = cancelled
            return True
        return passed > self.limit


class _Model:
    """The free sessions as a mixed integer program; columns and rows are plain lists, passed in one go."""

    def __init__(self, problem: Problem, candidates: Candidates, plan: Sequence[Choice], free: frozenset[int]) -> None:
        self.problem = problem
        self.candidates = candidates
        self.free = sorted(free)
        stays = set(candidates.fixed)
        self.rest = [choice for choice in plan if choice.session not in free or choice in stays]
        self.fixed = Board(problem, self.rest)
        self.costs: list[float] = []
        self.uppers: list[float] = []
        self.is_whole: list[bool] = []
        self.rows: list[tuple[list[int], list[float], float, float]] = []
        self.choices: list[Choice] = []  # by column: the first columns are the choices
        self.columns: dict[Choice, int] = {}
        self._build()

    def run(self, best: _Best, watch: _Watch) -> tuple[list[Choice] | None, bool]:
        """Search from the best plan so far; return the plan, if one was found, and whether the search ended itself."""
        if not self.choices:
            return None, True
        import highspy

        highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # the library names no types
        for name, value in (
            ("output_flag", False),
            ("time_limit", watch.left),
            ("threads", THREADS),
            ("random_seed", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", best.slack),
        ):
            highs.setOptionValue(name, value)
        highs.passModel(self._lp(highspy))
        start = highspy.HighsSolution()
        start.col_value = self._values(best.plan)
        highs.setSolution(start)
        _watch_over(highs, highspy, watch.is_over)
        highs.run()
        status = highs.getModelStatus()
        info = highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None, False
        values = highs.getSolution().col_value
        chosen = [choice for choice, value in zip(self.choices, values, strict=False) if value > 0.5]
        return [*self.rest, *chosen], status == highspy.HighsModelStatus.kOptimal

    def _column(self, cost: float, upper: float, *, whole: bool) -> int:
        self.costs.append(cost)
        self.uppers.append(upper)
        self.is_whole.append(whole)
        return len(self.costs) - 1

    def _row(self, columns: Sequence[int], factors: Sequence[float], low: float, high: float) -> None:
        self.rows.append((list(columns), list(factors), low, high))

    def _build(self) -> None:
        problem, fixed = self.problem, self.fixed
        kept = {choice for choice in self.candidates.kept if choice.session in self.free}
        for at in self.free:
            for need in problem.sessions[at].heads:
                for supporter in self.candidates.able[at][need]:
                    if supporter in fixed.people_in.get(at, {}) or fixed.in_way(supporter, at) is not None:
                        continue
                    choice = Choice(at, need, supporter)
                    cost = choice_cost(problem, supporter, at)
                    self.columns[choice] = self._column(cost, 1, whole=True)
                    self.choices.append(choice)
        self._keep_standing(kept)
        self._fill_needs(kept)
        by_person: dict[int, dict[int, list[int]]] = {}
        for choice, column in self.columns.items():
            by_person.setdefault(choice.supporter, {}).setdefault(choice.session, []).append(column)
        for supporter, sessions in by_person.items():
            self._one_place_at_a_time(sessions)
            self._limits(supporter, sessions)
            self._load(supporter, sessions)
            self._faces(supporter, sessions)

    def _keep_standing(self, kept: set[Choice]) -> None:
        """Let somebody who stands in a session cost something when they are taken off it, in whatever need."""
        for choice in kept:
            here = self.problem.sessions[choice.session]
            for need in here.heads:
                column = self.columns.get(Choice(choice.session, need, choice.supporter))
                if column is not None:
                    self.costs[column] -= self.problem.weights.dropped

    def _fill_needs(self, kept: set[Choice]) -> None:
        problem, weights = self.problem, self.problem.weights
        for at in self.free:
            session = problem.sessions[at]
            for need, asked in enumerate(session.needs):
                lacking = self.fixed.missing(at, need)
                if asked.is_among:
                    if not lacking:
                        continue
                    columns = [
                        self.columns[choice]
                        for head in session.heads
                        for supporter in self.candidates.able[at][head]
                        if (choice := Choice(at, head, supporter)) in self.columns
                        and fits(asked, problem.supporters[supporter], problem.rules, session.day)
                    ]
                    missing = self._column(weights.missing, lacking, whole=False)
                    self._row([*columns, missing], [1.0] * (len(columns) + 1), lacking, _FAR)
                    continue
                columns = [
                    self.columns[choice]
                    for supporter in self.candidates.able[at][need]
                    if (choice := Choice(at, need, supporter)) in self.columns
                ]
                standing = sum(choice.session == at and choice.need == need for choice in kept)
                most = max(lacking, standing)
                if columns and most < len(columns):
                    self._row(columns, [1.0] * len(columns), -_FAR, most)
                if lacking:
                    missing = self._column(weights.missing, lacking, whole=False)
                    self._row([*columns, missing], [1.0] * (len(columns) + 1), lacking, _FAR)

    def _one_place_at_a_time(self, sessions: dict[int, list[int]]) -> None:
        """One need of a session, and one session of each group in which all clash with all."""
        in_clique: set[tuple[int, int]] = set()
        clashing = self.problem.clashing
        for at, columns in sessions.items():
            later = [other for other in sessions if other > at and other in clashing[at]]
            open_ones = [other for other in later if (at, other) not in in_clique]
            while open_ones:
                clique = [at, open_ones[0]]
                for other in later:
                    if other not in clique and all(other in clashing[one] for one in clique):
                        clique.append(other)
                clique.sort()
                in_clique |= {(one, two) for n, one in enumerate(clique) for two in clique[n + 1 :]}
                together = [column for one in clique for column in sessions[one]]
                self._row(together, [1.0] * len(together), -_FAR, 1)
                open_ones = [other for other in open_ones if (at, other) not in in_clique]
            if len(columns) > 1:
                self._row(columns, [1.0] * len(columns), -_FAR, 1)

    def _limits(self, supporter: int, sessions: dict[int, list[int]]) -> None:
        problem = self.problem
        person = problem.supporters[supporter]
        groups: dict[object, tuple[int, list[int]]] = {}

        def add(key: object, most: int, columns: list[int]) -> None:
            groups.setdefault(key, (most, []))[1].extend(columns)

        others = [*problem.beside.get(supporter, ())]
        others += [problem.sessions[at] for at in self.fixed.sessions_of.get(supporter, ())]
        for at, columns in sessions.items():
            session = problem.sessions[at]
            add(session.day, problem.rules.per_day - sum(one.day == session.day for one in others), columns)
            if person.weekly_limit is not None:
                most = person.weekly_limit - sum(one.week == session.week for one in others)
                add(session.week, most, columns)
            if person.monthly_limit is not None:
                most = person.monthly_limit - self.fixed.sessions_in_month(supporter)
                add("month", most, columns)
        for most, columns in groups.values():
            if len(columns) > most:
                self._row(columns, [1.0] * len(columns), -_FAR, max(0, most))

    def _load(self, supporter: int, sessions: dict[int, list[int]]) -> None:
        """Count hours in steps of one, each dearer than the one before: the least costly way to squares."""
        problem = self.problem
        before = self.fixed.load[supporter]
        wish = problem.wish(supporter)
        limit = problem.supporters[supporter].monthly_limit
        lengths = sorted((problem.sessions[at].minutes for at in sessions), reverse=True)
        if limit is not None:
            lengths = lengths[: max(0, limit - self.fixed.sessions_in_month(supporter))]
        top = min(before // 60 + _MOST_HOURS, (before + sum(lengths)) // 60 + 1)
        columns: list[int] = []
        factors: list[float] = []
        for at, own in sessions.items():
            columns += own
            factors += [problem.sessions[at].minutes / 60] * len(own)
        for hour in range(before // 60, top):
            step = load_cost((hour + 1) * 60, wish, problem.weights) - load_cost(hour * 60, wish, problem.weights)
            room = 1.0 if hour > before // 60 else 1.0 - before % 60 / 60
            columns.append(self._column(step, _FAR if hour == top - 1 else room, whole=False))
            factors.append(-1.0)
        self._row(columns, factors, 0.0, 0.0)

    def _faces(self, supporter: int, sessions: dict[int, list[int]]) -> None:
        problem = self.problem
        person = problem.supporters[supporter].id
        courses: dict[object, list[int]] = {}
        for at in sessions:
            courses.setdefault(problem.sessions[at].course_id, []).append(at)
        there = {problem.sessions[at].course_id for at in self.fixed.sessions_of.get(supporter, ())}
        for course, places in courses.items():
            if course in there or (person, course) in problem.known_faces:
                continue
            if len(places) == 1:
                for column in sessions[places[0]]:
                    self.costs[column] += problem.weights.new_face
                continue
            comes = self._column(problem.weights.new_face, 1, whole=False)
            for at in places:
                self._row([*sessions[at], comes], [*([1.0] * len(sessions[at])), -1.0], -_FAR, 0.0)

    def _values(self, plan: Sequence[Choice]) -> list[float]:
        """Return the columns' values for a plan; the library works out those that follow from the choices."""
        values = [0.0] * len(self.choices)
        for choice in plan:
            column = self.columns.get(choice)
            if column is not None:
                values[column] = 1.0
        return self._completed(values)

    def _completed(self, values: list[float]) -> list[float]:
        """Follow the rows: what is missing, the hours in their steps, and who comes to a course."""
        values += [0.0] * (len(self.costs) - len(values))
        first = len(self.choices)
        for columns, factors, low, high in self.rows:
            own = [at for at, column in enumerate(columns) if column >= first]
            if not own:
                continue
            there = sum(factors[at] * values[column] for at, column in enumerate(columns) if column < first)
            if low == high:  # hours: fill the steps from below
                left = there
                for at in own:
                    values[columns[at]] = min(left, self.uppers[columns[at]])
                    left -= values[columns[at]]
            elif low > 0:
                values[columns[own[0]]] = max(0.0, low - there)
            else:
                values[columns[own[0]]] = max(values[columns[own[0]]], there)
        return values

    def _lp(self, highspy: Any) -> Any:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.rows)
        lp.col_cost_ = self.costs
        lp.col_lower_ = [0.0] * len(self.costs)
        lp.col_upper_ = self.uppers
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.is_whole]
        lp.row_lower_ = [row[2] for row in self.rows]
        lp.row_upper_ = [row[3] for row in self.rows]
        starts, index, value = [0], [], []
        for columns, factors, _low, _high in self.rows:
            index += columns
            value += factors
            starts.append(len(index))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = len(self.costs), len(self.rows)
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
        return lp


_FAR = float("inf")


def _watch_over(highs: Any, highspy: Any, is_over: Callable[[], bool]) -> None:
    """Let the library ask now and then whether it shall stop."""

    def look(_kind: int, _message: str, _data_out: Any, data_in: Any, _user: Any) -> None:
        if data_in is not None and is_over():
            data_in.user_interrupt = True

    highs.setCallback(look, None)
    for kind in (
        highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
        highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
    ):
        highs.startCallback(kind)
