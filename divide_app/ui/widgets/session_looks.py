"""The label and chip of each state of meetings and courses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from divide_app.domain.states import CourseState, SessionState
from divide_app.foundation.translation import _
from divide_app.services.home import supporters_missing
from divide_app.ui.widgets.labels import ChipKind
from divide_app.wording.dates import clock_range, day_range

if TYPE_CHECKING:
    from divide_app.domain.lines import CourseLine
    from divide_app.domain.planning.meeting_line import SessionLine

_COURSE_KINDS = {
    CourseState.PREPARING: ChipKind.NEUTRAL,
    CourseState.OPEN: ChipKind.INFO,
    CourseState.CLOSED: ChipKind.WARN,
    CourseState.RUNNING: ChipKind.INFO,
    CourseState.FINISHED: ChipKind.DONE,
    CourseState.CANCELLED: ChipKind.NEUTRAL,
}


def session_state(line: SessionLine, now: datetime) -> tuple[str, ChipKind]:
    """Return the word and the chip of a meeting at `now` (UTC); what needs somebody comes first."""
    if line.state is SessionState.CANCELLED:
        return _("中止"), ChipKind.NEUTRAL
    if line.state is SessionState.HELD:
        return _("実施済み"), ChipKind.DONE
    if line.ends_at <= now:
        return _("出席 未確定"), ChipKind.WARN
    missing = supporters_missing(line)
    if missing:
        return _("支援者 あと{count}人").format(count=missing), ChipKind.TROUBLE
    return _("予定", "state"), ChipKind.INFO


def course_state(line: CourseLine) -> tuple[str, ChipKind]:
    """Return the word and the chip of a course."""
    from divide_app.wording.labels import label  # every word of the program: the home screen needs none of them

    return label(line.state), _COURSE_KINDS[line.state]


def seats(accepted: int, capacity: int | None) -> str:
    """Return 12/20, or 12人 where there is no capacity."""
    return _("{count}人").format(count=accepted) if capacity is None else f"{accepted}/{capacity}"


def queue_words(line: CourseLine) -> str:
    """Return who has no seat yet: 抽選待ち 31, 待ち 3, or nothing."""
    parts = [
        _("抽選待ち {count}").format(count=line.applied) if line.applied else "",
        _("待ち {count}").format(count=line.waiting) if line.waiting else "",
    ]
    return " ".join(part for part in parts if part)


def session_title(line: SessionLine) -> str:
    """Return スマホ入門 第2回; the only meeting of a course has no number."""
    if line.sessions_in_course <= 1:
        return line.course_title
    return _("{title} 第{number}回").format(title=line.course_title, number=line.number)


def session_hours(line: SessionLine) -> str:
    """Return 10:00〜12:00, or that the time is not decided."""
    return clock_range(line.starts_at, line.ends_at) if line.time_is_known else _("時刻未定")


def session_place(line: SessionLine) -> str:
    """Return 中央公民館 第1研修室, or that the place is not decided."""
    return f"{line.venue} {line.room}".strip() or _("会場未定")


def course_days(line: CourseLine) -> str:
    """Return 全4回 11/7(土)〜11/28(土)."""
    count = _("全{count}回").format(count=line.sessions)
    if line.first_starts_at is None or line.last_ends_at is None:
        return count
    return f"{count} {day_range(line.first_starts_at, line.last_ends_at)}"
