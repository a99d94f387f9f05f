"""Sums of helpers' hours by any key: planned, confirmed, and not confirmed yet."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from divide_app.domain.lines import AssignmentLine
from divide_app.domain.planning.courses import SessionState

KeyT = TypeVar("KeyT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class HoursSum(Generic[KeyT]):
    """One group's minutes.

    Attributes:
        sessions: Assignments to sessions that were not cancelled.
        planned: Minutes planned in them.
        confirmed: Assignments whose actual minutes are known; they may be zero for somebody who did not come.
        actual: Minutes confirmed.
        to_confirm: Assignments to sessions that are over whose minutes nobody confirmed: not measured, not zero.
    """

    key: KeyT
    sessions: int
    planned: int
    confirmed: int
    actual: int
    to_confirm: int


def hours_by(
    lines: Iterable[AssignmentLine], now: datetime, key: Callable[[AssignmentLine], KeyT]
) -> tuple[HoursSum[KeyT], ...]:
    """Return the sums by group, in the order in which the groups first appear; cancelled sessions count nowhere."""
    found: dict[KeyT, list[AssignmentLine]] = {}
    for line in lines:
        if line.session_state is not SessionState.CANCELLED:
            found.setdefault(key(line), []).append(line)
    return tuple(_sum(name, own, now) for name, own in found.items())


def _sum(key: KeyT, lines: list[AssignmentLine], now: datetime) -> HoursSum[KeyT]:
    known = [line.actual_minutes for line in lines if line.actual_minutes is not None]
    return HoursSum(
        key=key,
        sessions=len(lines),
        planned=sum(line.planned_minutes for line in lines),
        confirmed=len(known),
        actual=sum(known),
        to_confirm=sum(line.actual_minutes is None and line.ends_at <= now for line in lines),
    )
