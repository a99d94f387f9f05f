"""Courses, their meetings, and the catalogue of course kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE, NOT_PERSONAL, Kept, Shape
from divide_app.domain.planning.lending import LendingNeed
from divide_app.domain.planning.staffing_rule import NO_RULE, Staffing
from divide_app.domain.states import CourseState, SelectionKind, SessionKind, SessionState

__all__ = [
    "CatalogueEntry",
    "ClassSession",
    "Course",
    "CourseState",
    "SelectionKind",
    "SessionKind",
    "SessionState",
]

MOST_TITLE = 200
"""Characters of a course's title; published titles stay well below, and a flyer holds no more."""

MOST_TEXT = 5_000
"""Characters of any other text of a course."""


@dataclass(frozen=True, slots=True)
class Course:
    """One programme people apply to.

    Attributes:
        topic: Free or catalogue topic used for grouping in reports (スマートフォン入門, ...).
        capacity: Seats, or None when nobody applies beforehand.
        apply_from: First moment (UTC) at which applications are taken; None = at once.
        apply_until: Last moment (UTC); None = until the first session starts.
        owners: Names of the sections that own it.
        partners: Names of partner organisations.
        check_in_opens_minutes: Minutes before the start at which the door opens (docs/check-in-cases.md, case 9: 60).
        question: A question that must be answered at the door, or "".
        people_per_supporter: One supporter is wanted for so many people; 0 = no ratio is set.
        staffing: What else is asked of its supporters: the fewest, leads, kinds, abilities.
        source: The published file's own columns a course was read from, kept for a faithful way back.
        lending: Things lent at each of its meetings.
    """

    id: Annotated[UUID, MADE]
    title: Annotated[str, Kept("講座名", NOT_PERSONAL, missing="title_missing", longest=MOST_TITLE)]
    kana: Annotated[str, Kept("よみがな", NOT_PERSONAL, longest=MOST_TITLE)] = ""
    kind: Annotated[SessionKind, Kept("講習か相談会か", NOT_PERSONAL)] = SessionKind.CLASS
    topic: Annotated[str, Kept("分野", NOT_PERSONAL, longest=MOST_TITLE)] = ""
    capacity: Annotated[int | None, Kept("定員", NOT_PERSONAL, least=1, bad="bad_capacity")] = None
    selection: Annotated[SelectionKind, Kept("決めかた", NOT_PERSONAL)] = SelectionKind.FIRST_COME
    apply_from: Annotated[datetime | None, Kept("受付開始", NOT_PERSONAL)] = None
    apply_until: Annotated[datetime | None, Kept("申込締切", NOT_PERSONAL)] = None
    owners: Annotated[tuple[str, ...], Kept("担当課", NOT_PERSONAL)] = ()
    partners: Annotated[tuple[str, ...], Kept("共催・協力", NOT_PERSONAL)] = ()
    audience: Annotated[str, Kept("対象", NOT_PERSONAL, longest=MOST_TEXT)] = ""
    description: Annotated[str, Kept("紹介文", NOT_PERSONAL, longest=MOST_TEXT, shape=Shape.LINES)] = ""
    apply_url: Annotated[str, Kept("申込のページ", NOT_PERSONAL, shape=Shape.URL)] = ""
    phone: Annotated[str, Kept("電話番号", NOT_PERSONAL, longest=MOST_TEXT)] = ""
    contact: Annotated[str, Kept("申込先", NOT_PERSONAL, longest=MOST_TEXT)] = ""
    fee: Annotated[str, Kept("費用", NOT_PERSONAL, longest=MOST_TEXT)] = ""
    belongings: Annotated[str, Kept("持ち物", NOT_PERSONAL, longest=MOST_TEXT)] = ""
    check_in_opens_minutes: Annotated[int, Kept("受付を始める時間", NOT_PERSONAL)] = 60
    question: Annotated[str, Kept("受付で聞くこと", NOT_PERSONAL, longest=MOST_TEXT)] = ""
    people_per_supporter: Annotated[int, Kept("支援者1人あたりの参加者", NOT_PERSONAL)] = 0
    cancelled_reason: Annotated[str, Kept("中止の理由", NOT_PERSONAL, typed=False)] = ""
    is_cancelled: Annotated[bool, MADE] = False
    source_key: Annotated[str, MADE] = ""
    source: Annotated[tuple[tuple[str, str], ...], MADE] = ()
    staffing: Annotated[Staffing, Kept("支援者の決まり", NOT_PERSONAL)] = NO_RULE
    lending: Annotated[tuple[LendingNeed, ...], Kept("貸し出すもの", NOT_PERSONAL)] = ()


@dataclass(frozen=True, slots=True)
class ClassSession:
    """One meeting (回) at one place and time; moments are UTC.

    Attributes:
        number: Its number in the course; given once and printed on tickets, so it does not follow a move.
        forced_reason: Why it stands where something hard is in its way; shown wherever the meeting is.
        lending: Things lent at this meeting; None = those of the course.
    """

    id: Annotated[UUID, MADE]
    course_id: Annotated[UUID, MADE]
    number: Annotated[int, MADE]
    kind: Annotated[SessionKind, Kept("講習か相談会か", NOT_PERSONAL)]
    starts_at: Annotated[datetime, Kept("始まり", NOT_PERSONAL)]
    ends_at: Annotated[datetime, Kept("終わり", NOT_PERSONAL)]
    venue_id: Annotated[UUID | None, Kept("会場", NOT_PERSONAL)]
    room_id: Annotated[UUID | None, Kept("部屋", NOT_PERSONAL)]
    state: Annotated[SessionState, MADE] = SessionState.PLANNED
    cancelled_reason: Annotated[str, Kept("中止の理由", NOT_PERSONAL, typed=False)] = ""
    forced_reason: Annotated[str, Kept("重なりがあっても登録する理由", NOT_PERSONAL, typed=False)] = ""
    time_is_known: Annotated[bool, MADE] = True
    note: Annotated[str, Kept("備考", NOT_PERSONAL, typed=False)] = ""
    source_key: Annotated[str, MADE] = ""
    source: Annotated[tuple[tuple[str, str], ...], MADE] = ()
    lending: Annotated[tuple[LendingNeed, ...] | None, Kept("貸し出すもの", NOT_PERSONAL)] = None

    @property
    def minutes(self) -> int:
        """Planned length in minutes; コマ (one hour, 稲沢市要綱第2条) is derived from it."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A kind of course offered again and again; minutes are for one meeting."""

    id: Annotated[UUID, MADE]
    title: Annotated[str, Kept("講座名", NOT_PERSONAL, missing="title_missing", longest=MOST_TITLE)]
    topic: Annotated[str, Kept("分野", NOT_PERSONAL, longest=MOST_TITLE)]
    kind: Annotated[SessionKind, Kept("講習か相談会か", NOT_PERSONAL)]
    level: Annotated[str, Kept("難しさ", NOT_PERSONAL, longest=MOST_TITLE)]
    minutes: Annotated[int, Kept("1回の時間", NOT_PERSONAL, least=1, most=24 * 60, bad="bad_minutes")]
    sessions: Annotated[int, Kept("回数", NOT_PERSONAL, least=1, most=366, bad="bad_quantity")]
    prerequisites: Annotated[str, Kept("受ける前に", NOT_PERSONAL, longest=MOST_TEXT)]
    people_per_supporter: Annotated[int, Kept("支援者1人あたりの参加者", NOT_PERSONAL, bad="bad_quantity")]
    materials: Annotated[str, Kept("教材", NOT_PERSONAL, longest=MOST_TEXT)]
    description: Annotated[str, Kept("紹介文", NOT_PERSONAL, longest=MOST_TEXT, shape=Shape.LINES)]
    staffing: Annotated[Staffing, Kept("支援者の決まり", NOT_PERSONAL)] = NO_RULE


def check_course(course: Course) -> None:
    """Refuse a course whose parts contradict each other.

    Raises:
        DomainError: `bad_window`, `bad_quantity`.
    """
    if course.apply_from is not None and course.apply_until is not None and course.apply_from > course.apply_until:
        raise DomainError("bad_window", field="apply_until")
    if any(need.quantity < 1 for need in course.lending):
        raise DomainError("bad_quantity", field="lending")


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a meeting that ends before it begins, or lasts longer than a day.

    Raises:
        DomainError: `end_before_start`, `too_long`.
    """
    if ends_at <= starts_at:
        raise DomainError("end_before_start", field="ends_at")
    if ends_at - starts_at > timedelta(hours=24):
        raise DomainError("too_long", field="ends_at")
