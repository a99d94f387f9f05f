"""Planning as one service: courses, meetings, the consequences of a cancellation, and the calendar."""

from __future__ import annotations

from divide_app.services.planning.calendar import Calendar
from divide_app.services.planning.cancel import CancelPreview, CancelPreviews
from divide_app.services.planning.clash_board import BoardAnswer, ClashBoard
from divide_app.services.planning.courses import CourseActs
from divide_app.services.planning.history import UndoToken
from divide_app.services.planning.meetings import MeetingActs
from divide_app.services.planning.results import CourseResult, CourseView, Month, PlanResult, SessionResult

__all__ = [
    "BoardAnswer",
    "CancelPreview",
    "ClashBoard",
    "CourseResult",
    "CourseView",
    "Month",
    "PlanResult",
    "Scheduling",
    "SessionResult",
    "UndoToken",
]


class Scheduling(CourseActs, MeetingActs, CancelPreviews, Calendar):
    """Plans and changes courses and meetings; every act is a step of the window's `history`."""
