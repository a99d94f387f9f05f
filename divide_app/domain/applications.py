"""Applications for courses: their states, the channel they arrived by, and calls to applicants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from divide_app.domain.choices import Choice, Word
from divide_app.domain.fields import MADE, Fate, Kept, Shape
from divide_app.domain.states import ApplicationStatus

__all__ = [
    "Application",
    "ApplicationState",
    "ApplicationStatus",
    "Call",
    "CallChannel",
    "CallOutcome",
    "Channel",
]


class ApplicationState(StrEnum):
    """State of one application; the transitions are in `domain.seats.application_states`."""

    ENTERED = "entered"  # 抽選待ち
    ACCEPTED = "accepted"  # 受講決定
    OFFERED = "offered"  # 席を確保し、電話で返事を聞く
    UNREACHED = "unreached"  # 電話がつながらない。席は確保したまま
    WAITING = "waiting"  # キャンセル待ち
    LOST = "lost"  # 落選 (waiting list closed)
    REFUSED = "refused"  # 職員がお断り
    DECLINED = "declined"  # 辞退
    CANCELLED = "cancelled"  # 本人の取消
    WITHDRAWN = "withdrawn"  # 事務局の取消

    @property
    def status(self) -> ApplicationStatus:
        """The status (one of five) this state belongs to."""
        return _STATUS[self]


_STATUS = {
    ApplicationState.ENTERED: ApplicationStatus.APPLIED,
    ApplicationState.ACCEPTED: ApplicationStatus.ACCEPTED,
    # The seat is reserved, so it counts as taken.
    ApplicationState.OFFERED: ApplicationStatus.ACCEPTED,
    ApplicationState.UNREACHED: ApplicationStatus.ACCEPTED,
    ApplicationState.WAITING: ApplicationStatus.WAITING,
    ApplicationState.LOST: ApplicationStatus.REFUSED,
    ApplicationState.REFUSED: ApplicationStatus.REFUSED,
    ApplicationState.DECLINED: ApplicationStatus.CANCELLED,
    ApplicationState.CANCELLED: ApplicationStatus.CANCELLED,
    ApplicationState.WITHDRAWN: ApplicationStatus.CANCELLED,
}

_PLAIN = {
    ApplicationStatus.APPLIED: ApplicationState.ENTERED,
    ApplicationStatus.ACCEPTED: ApplicationState.ACCEPTED,
    ApplicationStatus.WAITING: ApplicationState.WAITING,
    ApplicationStatus.REFUSED: ApplicationState.REFUSED,
    ApplicationStatus.CANCELLED: ApplicationState.CANCELLED,
}


class Channel(Choice):
    """How an application reached the office."""

    PHONE = "phone", Word("電話", read="電話|tel|phone", turn=3)
    COUNTER = "counter", Word("窓口", read="窓口|来館|来庁|直接|カウンター|counter", turn=4)
    FAX = "fax", Word("ファクス", read="fax|ファックス|ファクス|ファクシミリ", turn=2)
    PAPER = "paper", Word("申込書", read="用紙|書面|はがき|ハガキ|葉書|郵送|紙|paper", turn=5)
    FORM = "form", Word("電子申請", read="フォーム|ネット|web|オンライン|電子申請|サイト|form|line|メール|mail", turn=1)
    OTHER = "other", Word("その他", read="その他|other", turn=6)


class CallChannel(StrEnum):
    """How the office tried to reach a person."""

    PHONE = "phone"
    FAX = "fax"
    LETTER = "letter"
    COUNTER = "counter"


class CallOutcome(StrEnum):
    """Outcome of one attempt to reach a person."""

    TOLD = "told"  # 伝えた (返事はまだ、または不要)
    ACCEPTS = "accepts"  # 受講すると返事があった
    DECLINES = "declines"  # 辞退すると返事があった
    NO_ANSWER = "no_answer"  # 出ない
    MESSAGE_LEFT = "message_left"  # 留守番電話・伝言
    WRONG_NUMBER = "wrong_number"  # 番号違い・使われていない

    @property
    def is_missed(self) -> bool:
        """Whether the person was not reached."""
        return self in {CallOutcome.NO_ANSWER, CallOutcome.MESSAGE_LEFT, CallOutcome.WRONG_NUMBER}


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt to reach an applicant; never deleted, as proof that it was made.

    Attributes:
        at: Moment (UTC).
        actor: Who tried.
    """

    id: Annotated[UUID, MADE]
    application_id: Annotated[UUID, MADE]
    at: Annotated[datetime, Kept("", "連絡の記録", typed=False)]
    channel: Annotated[CallChannel, Kept("連絡の方法", "連絡の記録", fate=Fate.STAYS)]
    outcome: Annotated[CallOutcome, Kept("結果", "連絡の記録", fate=Fate.STAYS)]
    actor: Annotated[str, MADE]


@dataclass(frozen=True, slots=True)
class SameHour:
    """A meeting of another course a person is accepted for, at an hour of the course in question.

    Attributes:
        title: Of the other course.
        starts_at: Of its meeting (UTC).
    """

    participant_id: UUID
    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """One person's wish to attend one course.

    Attributes:
        place: 1-based place: order among the accepted, or place on the waiting list.
        ticket_code: Opaque code on the ticket's QR; holds no personal data.
        receipt_number: Number a form gave it, if any.
        state: The finer state. One that does not belong to `status`, or None, becomes the plain one of the status,
            so that the two never contradict each other.
        number: 申込番号: 1, 2, 3 … within the course in the order the office received them; published with lotteries.
            None until it is stored.
        group_id: People who asked to come together share it; they are accepted or wait as one.
        promoted_at: When the person moved up from the waiting list (UTC); they must be told.
        reason: Why the office refused or withdrew it, or took it in spite of another course at one hour.
        heard: How they heard of the course, in the office's words; "" when it was not asked.
        purpose_version: Which text on the purpose of use was in force; 0 becomes the present one when it is stored.
    """

    id: Annotated[UUID, MADE]
    course_id: Annotated[UUID, MADE]
    participant_id: Annotated[UUID, MADE]
    status: Annotated[ApplicationStatus, MADE]
    applied_at: Annotated[datetime, Kept("申込日時", "受付の順番", fate=Fate.STAYS)]
    channel: Annotated[Channel, Kept("申込方法", "統計", fate=Fate.STAYS)] = Channel.PHONE
    place: Annotated[int | None, MADE] = None
    ticket_code: Annotated[str, MADE] = ""
    ticket_revoked: Annotated[bool, MADE] = False
    receipt_number: Annotated[str, Kept("受付番号", "申込の照合")] = ""
    answer: Annotated[str, Kept("質問への答え", "受付での確認", shape=Shape.LINES)] = ""
    memo: Annotated[str, Kept("備考", "事務の連絡", shape=Shape.LINES)] = ""
    state: Annotated[ApplicationState | None, MADE] = None
    number: Annotated[int | None, MADE] = None
    group_id: Annotated[UUID | None, MADE] = None
    promoted_at: Annotated[datetime | None, MADE] = None
    reason: Annotated[str, Kept("理由", "お断りの記録", typed=False)] = ""
    heard: Annotated[str, Kept("何で知りましたか", "統計", fate=Fate.STAYS)] = ""
    purpose_version: Annotated[int, MADE] = 0

    def __post_init__(self) -> None:
        """Let the finer state follow the status."""
        if self.state is None or self.state.status is not self.status:
            object.__setattr__(self, "state", _PLAIN[self.status])

    @property
    def stands(self) -> ApplicationState:
        """The finer state; never None."""
        return _PLAIN[self.status] if self.state is None else self.state
