"""The results of planning acts as frozen values for screens and commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from divide_app.domain.lines import CourseLine, SessionLine
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.courses import ClassSession, Course
from divide_app.domain.planning.plan import MeetingDraft, MovedMeeting
from divide_app.domain.planning.venues import Closure, JoinedRoom
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.planning.history import UndoToken

PLAN_CHANGES = changes(Topic.COURSES, Topic.CLASS_SESSIONS, Topic.VENUES)
SESSION_CHANGES = changes(Topic.COURSES, Topic.CLASS_SESSIONS, Topic.ATTENDANCE, Topic.TARGETS)
MOVE_CHANGES = SESSION_CHANGES | changes(Topic.ASSIGNMENTS)


@dataclass(frozen=True, slots=True)
class PlanResult:
    """Result of planning a course, or of its preview.

    Attributes:
        course: Id of the course.
        class_sessions: Ids of its meetings, in order.
        meetings: When they are.
        moved: Meetings a closed day moved or left out.
        clashes: Everything in the way; hard ones were forced when the plan was saved.
        new_places: Venues and rooms named for the first time, which were made.
        joined_rooms: Those of the rooms that consist of others.
        undo: Takes it back; None for a preview.
    """

    course: UUID
    class_sessions: tuple[UUID, ...]
    meetings: tuple[MeetingDraft, ...]
    moved: tuple[MovedMeeting, ...]
    clashes: tuple[Clash, ...]
    new_places: tuple[str, ...]
    joined_rooms: tuple[JoinedRoom, ...] = ()
    undo: UndoToken | None = None
    changes: Changes = PLAN_CHANGES


@dataclass(frozen=True, slots=True)
class SessionResult:
    """Result of an act on one meeting.

    Attributes:
        before: The meeting as it was (as it is, when the act made it).
        undo: Takes the act back exactly.
        joined_rooms: Rooms made for it that consist of others.
    """

    class_session: UUID
    before: ClassSession
    clashes: tuple[Clash, ...] = ()
    undo: UndoToken | None = None
    changes: Changes = MOVE_CHANGES
    joined_rooms: tuple[JoinedRoom, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseResult:
    """Result of an act on a course.

    Attributes:
        clashes: Warnings, or what was forced.
        promoted: Applications that moved from the waiting list to a seat; these people must be told.
    """

    course: UUID
    changes: Changes = PLAN_CHANGES
    undo: UndoToken | None = None
    clashes: tuple[Clash, ...] = ()
    promoted: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month for the calendar: whole weeks from Monday, meetings, holidays and closures by local day."""

    year: int
    month: int
    first_day: date
    last_day: date
    sessions: tuple[SessionLine, ...]
    holidays: Mapping[date, str]
    closures: tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class CourseView:
    """One course with its meetings."""

    course: Course
    line: CourseLine
    sessions: tuple[SessionLine, ...]
