"""People to reach: what they knew of a meeting before it changed, what is new for them, and each try to tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from divide_app.domain.applications import CallOutcome, SameHour
from divide_app.domain.fields import MADE, NOT_PERSONAL, Fate, Kept, Shape
from divide_app.domain.names import name_key
from divide_app.domain.planning.courses import Course
from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.states import SessionState


class NewsKind(StrEnum):
    """What somebody must be told."""

    CANCELLED = "cancelled"  # 回の中止
    COURSE_CANCELLED = "course_cancelled"  # 講座の中止
    MOVED = "moved"  # 日時の変更
    PLACE = "place"  # 会場の変更
    REOPENED = "reopened"  # 中止の取りやめ
    CALLED_OFF = "called_off"  # 支援の取りやめ
    OFFERED = "offered"  # 空きが出た: 受講するかを聞く
    PROMOTED = "promoted"  # 繰上げ
    WON = "won"  # 当選
    LOST = "lost"  # 落選
    WAITING = "waiting"  # 抽選の結果、キャンセル待ち
    REMINDER = "reminder"  # 前日のお知らせ


class TellingKind(StrEnum):
    """On whose account somebody was called or written to."""

    NEWS = "news"
    REMINDER = "reminder"


class TellingChannel(StrEnum):
    """How somebody was told."""

    PHONE = "phone"
    POST = "post"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class MeetingBefore:
    """A meeting as it was before a change: what people who expected it knew of it.

    Who is to be told follows from these and from the meeting as it is now, so that a change taken back needs no call.

    Attributes:
        supporter_id: The helper who stood in it then; None for the applicants.
        venue: Name of the venue, which may be renamed or gone by now.
        is_planned: It was to be held.
    """

    id: Annotated[UUID, MADE]
    class_session_id: Annotated[UUID, MADE]
    course_id: Annotated[UUID, MADE]
    number: Annotated[int, MADE]
    supporter_id: Annotated[UUID | None, Kept("", "配置の記録", typed=False, shape=Shape.MADE, fate=Fate.STAYS)]
    noted_at: Annotated[datetime, MADE]
    starts_at: Annotated[datetime, MADE]
    ends_at: Annotated[datetime, MADE]
    time_is_known: Annotated[bool, MADE]
    venue: Annotated[str, Kept("会場", NOT_PERSONAL, typed=False, fate=Fate.STAYS)]
    room: Annotated[str, Kept("部屋", NOT_PERSONAL, typed=False, fate=Fate.STAYS)]
    is_planned: Annotated[bool, MADE]

    def news(self, now: SessionLine | None, *, is_wanted: bool = True) -> NewsKind | None:
        """Return what is new for somebody who knew this; None when the meeting is as it was.

        Args:
            now: The meeting as it is; None when it was removed.
            is_wanted: False for a helper who stands in it no more.
        """
        if now is None or now.state is SessionState.CANCELLED:
            return NewsKind.CANCELLED if self.is_planned else None
        if not is_wanted:
            return NewsKind.CALLED_OFF if self.is_planned else None
        if not self.is_planned:
            return NewsKind.REOPENED
        times = (now.starts_at, now.ends_at, now.time_is_known)
        if times != (self.starts_at, self.ends_at, self.time_is_known):
            return NewsKind.MOVED
        if [name_key(now.venue), name_key(now.room)] != [name_key(self.venue), name_key(self.room)]:
            return NewsKind.PLACE
        return None


@dataclass(frozen=True, slots=True)
class Telling:
    """One try to tell somebody something; a reminder is of one meeting.

    Attributes:
        application_id: Whose application; None for a helper.
        supporter_id: Which helper; None for an applicant.
        class_session_id: The meeting of a reminder; of news, one of the meetings told of, or None.
    """

    id: Annotated[UUID, MADE]
    application_id: Annotated[UUID | None, MADE]
    supporter_id: Annotated[UUID | None, Kept("", "連絡の記録", typed=False, shape=Shape.MADE, fate=Fate.STAYS)]
    class_session_id: Annotated[UUID | None, MADE]
    kind: Annotated[TellingKind, MADE]
    channel: Annotated[TellingChannel, Kept("連絡の方法", "連絡の記録", fate=Fate.STAYS)]
    outcome: Annotated[CallOutcome, Kept("結果", "連絡の記録", fate=Fate.STAYS)]
    at: Annotated[datetime, MADE]
    actor: Annotated[str, MADE]


@dataclass(frozen=True, slots=True)
class News:
    """One thing somebody must be told.

    Attributes:
        since: When it became true (UTC).
        before: The meeting as they knew it; None where it is not of a meeting.
        now: The meeting as it is; None where it was removed, or where it is not of a meeting.
        place: Place on the waiting list.
    """

    kind: NewsKind
    since: datetime
    before: MeetingBefore | None = None
    now: SessionLine | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a try is about: an application or a helper, and of a reminder the meeting."""

    kind: TellingKind
    application: UUID | None = None
    supporter: UUID | None = None
    class_session: UUID | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """One try to reach somebody, as a list shows it."""

    at: datetime
    channel: str
    outcome: CallOutcome
    actor: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Who somebody is and how they are reached; blank where nothing is known."""

    name: str
    kana: str
    phone: str
    email: str
    postal_code: str
    address: str


@dataclass(frozen=True, slots=True)
class PersonToTell:
    """Somebody who must be told something about one course.

    Attributes:
        news: What, the most important first.
        meetings: Meetings of the course still to come, for saying when and where.
        due: The moment (UTC) before which they must know.
        tries: Since the news, the first first.
        is_told: They were reached; only reminders stay in the list then.
        elsewhere: Meetings of other courses they have a seat in, at an hour of this one.
    """

    reach: Reach
    course: Course
    contact: Contact
    news: tuple[News, ...]
    meetings: tuple[SessionLine, ...]
    due: datetime
    tries: tuple[Try, ...] = ()
    is_told: bool = False
    elsewhere: tuple[SameHour, ...] = ()

    @property
    def channel(self) -> TellingChannel | None:
        """How they are best reached by what is known of them; None where nothing is."""
        known = (
            (self.contact.phone, TellingChannel.PHONE),
            (self.contact.email, TellingChannel.EMAIL),
            (self.contact.address, TellingChannel.POST),
        )
        return next((channel for text, channel in known if text.strip()), None)

    @property
    def asks_answer(self) -> bool:
        """Whether they must say if they take the seat, or to which of two courses they come."""
        return bool(self.elsewhere) or any(one.kind is NewsKind.OFFERED for one in self.news)

    @property
    def is_supporter(self) -> bool:
        """Whether it is a helper, not an applicant."""
        return self.reach.supporter is not None
