"""The roster's solver: how long a month takes, what it costs beside the greedy filler's plan, and that it ends in time.

Both plans are measured by the same function (`domain.roster.roster.score`), and both are checked against the hard
rules by the tests' own checker. The month of 400 helpers has one day a week and one district each, against hundreds
of needs.
"""

from __future__ import annotations

import time

from figures import Figure

from divide_app.domain.roster.greedy import greedy
from divide_app.services.roster.solver import TIME_LIMIT_S, solve
from tests.support.rosters import faults, made_up_month

MONTHS = (
    ("60 helpers, 40 sessions", 60, 40, False),
    ("400 helpers, 150 sessions", 400, 150, False),
    ("400 helpers, 150 sessions, rules that contradict", 400, 150, True),
)
"""What, helpers, sessions, and whether hardly anybody can come."""
_MOST_OF_ITS_TIME = 1.2
"""No speed: the search stops by the clock after `TIME_LIMIT_S` on every machine, and what is held is that it does."""
SEEDS = (1, 2, 3)


def measure() -> list[Figure]:
    """Return the slowest of some made-up months of each size, and both costs."""
    figures = []
    for words, helpers, sessions, is_tight in MONTHS:
        seconds, ours, theirs, missing, fewest = 0.0, 0, 0, 0, 0
        sound = True
        for seed in SEEDS if sessions < 100 else SEEDS[:1]:
            problem = made_up_month(helpers, sessions, seed, is_tight=is_tight)
            begun = time.perf_counter()
            solved = solve(problem, time_limit=TIME_LIMIT_S)
            seconds = max(seconds, time.perf_counter() - begun)
            ours += solved.score.total - solved.score.missing * problem.weights.missing
            theirs += solved.greedy.total - solved.greedy.missing * problem.weights.missing
            missing += solved.score.missing
            fewest += solved.greedy.missing
            sound = sound and solved.score.total <= solved.greedy.total
            sound = sound and not faults(problem, solved.choices) and not faults(problem, greedy(problem))
        figures.append(
            Figure(
                f"roster of a month, {words}",
                f"{seconds:.1f} s, {missing} missing, cost {ours}",
                f"greedy: {fewest} missing, cost {theirs}",
                f"{seconds / TIME_LIMIT_S:.2f}x the {TIME_LIMIT_S:g} s it is given; cost {ours / max(1, theirs):.3f}x",
                f"<= {_MOST_OF_ITS_TIME}x, never worse, no rule broken",
                seconds <= _MOST_OF_ITS_TIME * TIME_LIMIT_S and sound,
            )
        )
    return figures
