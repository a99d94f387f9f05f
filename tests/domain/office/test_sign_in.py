"""Waiting after wrong passwords grows, is never long, and no clock makes it shorter or endless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.office.sign_in import FREE_TRIES, LONGEST_WAIT, Tries, wait_after

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
steps = st.integers(-40_000, 40_000).map(lambda seconds: timedelta(seconds=seconds))


def test_the_first_slips_cost_nothing_and_then_the_wait_doubles_up_to_five_minutes() -> None:
    assert [wait_after(tries).total_seconds() for tries in range(12)] == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert wait_after(10**9) == LONGEST_WAIT == timedelta(minutes=5)


@given(st.integers(0, 50), st.lists(steps, max_size=30))
def test_whatever_the_clock_does_nobody_waits_longer_than_the_longest_wait(tries: int, moves: list[timedelta]) -> None:
    kept, now = Tries("", "", tries, NOW), NOW
    for move in moves:
        now += move
        kept, left = kept.another(now)
        assert timedelta() <= left <= LONGEST_WAIT
    # Once the clock runs as clocks do, the wait is over after the longest wait.
    kept, _left = kept.another(now)
    _kept, left = kept.another(now + LONGEST_WAIT)
    assert left == timedelta()


@given(st.integers(FREE_TRIES, 50), steps.filter(lambda step: step < timedelta()))
def test_a_clock_set_back_saves_no_second(tries: int, back: timedelta) -> None:
    kept, left = Tries("", "", tries, NOW).another(NOW + back)
    assert left == wait_after(tries)
    assert kept.tries == tries
    _kept, left = kept.another(NOW + back + timedelta(seconds=1))
    assert left == wait_after(tries) - timedelta(seconds=1)
