"""Undo and redo of planning: each act stores its row changes and is reversed exactly or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.people.supporters import HoursChange
from divide_app.domain.planning.act import PlanningAct, PlanningStep
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.courses import ClassSession, SessionState
from divide_app.foundation.translation import _
from divide_app.services.attendance_keeping import take_bands_again
from divide_app.services.change_notes import note_changes
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.planning.clash_search import find_clashes
from divide_app.services.roles import EVERYBODY, OFFICE, Service, allowed
from divide_app.storage.database import Database
from divide_app.storage.repositories.door.attendance import summary_key
from divide_app.storage.row_images import RowChange, RowRecorder, put_back
from divide_app.storage.unit_of_work import UnitOfWork

MOST_STEPS = 200
"""An hour of planning is some hundred acts; older ones are let go."""

_PLANNING = changes(
    *(Topic.COURSES, Topic.CLASS_SESSIONS, Topic.VENUES, Topic.ASSIGNMENTS, Topic.ATTENDANCE, Topic.TARGETS),
    Topic.CATALOGUE,
)


@dataclass(frozen=True, slots=True)
class UndoToken:
    """One act that can be taken back; whoever holds it may give it to `PlanningHistory.undo`."""

    step: PlanningStep
    rows: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class UndoResult:
    """Result of an undo or redo; `is_redo` tells which."""

    step: PlanningStep
    is_redo: bool
    changes: Changes = _PLANNING


class Recording:
    """An act that is being recorded; the service says which rows it is about to touch."""

    def __init__(self, uow: UnitOfWork, act: PlanningAct) -> None:
        self.rows = RowRecorder(uow.connection)
        self.act = act
        self.title = ""
        self.number = 0
        self.count = 1
        self.token: UndoToken | None = None

    def say(self, title: str, number: int = 0, count: int = 1) -> None:
        """Say what the act was about, for the menu."""
        self.title, self.number, self.count = title, number, count

    @property
    def undo(self) -> UndoToken:
        """The token, once the act is committed."""
        assert self.token is not None, "asked before the act was over"
        return self.token


class PlanningHistory(Service):
    """The acts of one window, newest last, and those taken back.

    Every window (every `Services`) has its own, so that one clerk's Ctrl+Z never takes back another's work.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._lock = Lock()
        self._done: list[UndoToken] = []
        self._undone: list[UndoToken] = []

    @property
    def next_undo(self) -> PlanningStep | None:
        """What `undo` would take back."""
        with self._lock:
            return self._done[-1].step if self._done else None

    @property
    def next_redo(self) -> PlanningStep | None:
        """What `redo` would do again."""
        with self._lock:
            return self._undone[-1].step if self._undone else None

    @allowed(OFFICE)
    def steps(self) -> tuple[PlanningStep, ...]:
        """Return the acts that can be taken back, newest first."""
        with self._lock:
            return tuple(token.step for token in reversed(self._done))

    @allowed(EVERYBODY)
    def forget(self) -> None:
        """Let go of everything: another database was opened, or another person signed in."""
        with self._lock:
            self._done.clear()
            self._undone.clear()

    @allowed(OFFICE)
    @contextmanager
    def act(self, uow: UnitOfWork, act: PlanningAct) -> Iterator[Recording]:
        """Record one act inside its transaction; `keep` puts it on the stack once the transaction is over."""
        recording = Recording(uow, act)
        yield recording
        step = PlanningStep(
            uow.make_id(), recording.act, recording.title, recording.number, done_at=uow.now, count=recording.count
        )
        recording.token = UndoToken(step, recording.rows.changes())
        note_changes(uow, recording.token.rows)

    @allowed(OFFICE)
    def push(self, recording: Recording) -> UndoToken:
        """Put a committed act on the stack; what was taken back before can no longer be done again."""
        token = recording.undo
        if token.rows:
            with self._lock:
                self._done.append(token)
                del self._done[:-MOST_STEPS]
                self._undone.clear()
        return token

    @allowed(OFFICE)
    def undo(self, token: UndoToken | None = None) -> UndoResult:
        """Take back the newest act, or the one whose token is given.

        Raises:
            DomainError: `nothing_to_undo`; `changed_since` and `used_since` (somebody changed or used what the act
                made: it stays, and leaves the history); `clash` (its old place was given to another or was closed),
                `session_has_attendance` (people came to a meeting that was to be cancelled again); nothing is changed.
        """
        token = token or self._newest(self._done)
        if token is None:
            raise DomainError("nothing_to_undo")
        self._turn(token, tuple(change.reversed for change in token.rows), "planning.undo")
        self._settle(token, self._done, self._undone)
        return UndoResult(token.step, is_redo=False)

    @allowed(OFFICE)
    def redo(self, token: UndoToken | None = None) -> UndoResult:
        """Do again what was taken back last, or the act whose token is given.

        Raises:
            DomainError: As `undo`, with `nothing_to_redo`.
        """
        token = token or self._newest(self._undone)
        if token is None:
            raise DomainError("nothing_to_redo")
        self._turn(token, token.rows, "planning.redo")
        self._settle(token, self._undone, self._done)
        return UndoResult(token.step, is_redo=True)

    def _newest(self, stack: list[UndoToken]) -> UndoToken | None:
        with self._lock:
            return stack[-1] if stack else None

    def _settle(self, token: UndoToken, source: list[UndoToken], target: list[UndoToken]) -> None:
        with self._lock:
            if token in source:
                source.remove(token)
            target.append(token)

    def _turn(self, token: UndoToken, wanted: Sequence[RowChange], act: str) -> None:
        """Bring the rows into the state `wanted` gives as `after`."""
        try:
            with self.database.write() as uow:
                uow.lock_calendar()
                _refuse_lost_people(uow, wanted)
                _refuse_lent(uow, wanted)
                put_back(uow.connection, [change.reversed for change in wanted])
                _refuse_taken_places(uow, wanted)
                _carry_attendance(uow, wanted)
                _note_hours(uow, wanted)
                note_changes(uow, wanted)
                uow.audit(act, token.step.id, of=token.step.act.value, rows=len(wanted))
        except DomainError as error:
            if error.code in {"changed_since", "used_since"}:
                with self._lock:  # it can never be turned again: what lies below it still can
                    for stack in (self._done, self._undone):
                        if token in stack:
                            stack.remove(token)
            raise


def _sessions(wanted: Sequence[RowChange]) -> list[RowChange]:
    return [change for change in wanted if change.table == "class_sessions"]


def _refuse_lost_people(uow: UnitOfWork, wanted: Sequence[RowChange]) -> None:
    """A meeting at which people were received is not cancelled, and one carried in a package not taken away."""
    sessions = _sessions(wanted)
    cancelled = SessionState.CANCELLED.value
    off = [
        change.id
        for change in sessions
        if change.before is not None
        and change.after is not None
        and change.after["state"] == cancelled != change.before["state"]
    ]
    if uow.class_sessions.with_people(off):
        raise DomainError("session_has_attendance")
    gone = [change.id for change in sessions if change.after is None]
    if uow.hall_packages.out_with(gone):
        raise DomainError("used_since")


def _refuse_lent(uow: UnitOfWork, wanted: Sequence[RowChange]) -> None:
    """What is lent does not go while a course or a meeting asks for it."""
    gone = {change.id for change in wanted if change.table == "lending_stocks" and change.after is None}
    if gone and asked_for(uow, gone):
        raise DomainError("used_since")


def asked_for(uow: UnitOfWork, stocks: set[UUID]) -> int:
    """Return how many courses and meetings ask for any of these stocks."""
    asking = sum(any(need.stock_id in stocks for need in course.lending) for course in uow.courses.lending())
    return asking + sum(
        any(need.stock_id in stocks for need in meeting.lending or ()) for meeting in uow.class_sessions.lending()
    )


def _refuse_taken_places(uow: UnitOfWork, wanted: Sequence[RowChange]) -> None:
    """Refuse when a meeting that takes its place again is in somebody's way who does not know of it.

    A clash somebody forced, on either side, was known before and is only restored.
    """
    again = [change.id for change in _sessions(wanted) if change.after is not None and _takes_place(change)]
    sessions = uow.class_sessions.by_ids(again)
    found: list[Clash] = []
    for session in sessions:
        if session.forced_reason:
            continue
        found += [clash for clash in find_clashes(uow, [session]) if clash.hard and not clash.other_is_forced]
    if found:
        raise DomainError("clash", clashes=tuple(found), count=len(found))


def _takes_place(change: RowChange) -> bool:
    after = change.after or {}
    if after["state"] == SessionState.CANCELLED.value:
        return False
    if change.before is None or change.before["state"] == SessionState.CANCELLED.value:
        return True
    return any(
        change.before[name] != after[name]
        for name in ("starts_at", "ends_at", "venue_id", "room_id", "time_is_known", "lending")
    )


def _carry_attendance(uow: UnitOfWork, wanted: Sequence[RowChange]) -> None:
    for change in _sessions(wanted):
        if change.before is not None and change.after is not None:
            carry_attendance(uow, change.id, _stay(change.before), _stay(change.after))


def _note_hours(uow: UnitOfWork, wanted: Sequence[RowChange]) -> None:
    """The record of somebody's hours holds every change, also one made by going back or forth."""
    uow.hours_log.append_all(
        [
            HoursChange(
                change.id,
                change.before["actual_minutes"],
                change.after["actual_minutes"],
                _("元に戻す操作"),
                uow.actor.name,
                uow.now,
            )
            for change in wanted
            if change.table == "assignments"
            and change.before is not None
            and change.after is not None
            and change.before["actual_minutes"] != change.after["actual_minutes"]
        ]
    )


Stay = tuple[datetime, datetime, UUID | None]
"""Start, end (UTC) and venue of a meeting."""


def _stay(values: Mapping[str, Any]) -> Stay:
    return values["starts_at"], values["ends_at"], values["venue_id"]


def stay_of(session: ClassSession) -> Stay:
    """Return when and where a meeting is."""
    return session.starts_at, session.ends_at, session.venue_id


def carry_attendance(uow: UnitOfWork, id_: UUID, old: Stay, new: Stay) -> None:
    """Take the kept sums and minutes of those who came along when a meeting moves."""
    uow.attendance.move_summary(id_, summary_key(old[0], old[2]), summary_key(new[0], new[2]))
    if local_day(old[0]) != local_day(new[0]):
        take_bands_again(uow, id_, summary_key(new[0], new[2]), local_day(new[0]))
    if old[1] != new[1]:
        uow.attendance.derive_again(id_, new[1])
