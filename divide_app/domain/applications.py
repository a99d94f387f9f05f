"""Who asked to come: an application, its state and the way it reached the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

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
    """State of one application as the office works with it; `domain.seats.application_states` says what may follow."""

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
        """The one of the five words this state belongs to."""
        return _STATUS[self]


_STATUS = {
    ApplicationState.ENTERED: ApplicationStatus.APPLIED,
    ApplicationState.ACCEPTED: ApplicationStatus.ACCEPTED,
    # A seat is kept for them, so whoever counts seats by status counts theirs.
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


class Channel(StrEnum):
    """How an application reached the office."""

    PHONE = "phone"
    COUNTER = "counter"
    FAX = "fax"
    PAPER = "paper"
    FORM = "form"
    OTHER = "other"


class CallChannel(StrEnum):
    """How the office tried to reach a person."""

    PHONE = "phone"
    FAX = "fax"
    LETTER = "letter"
    COUNTER = "counter"


class CallOutcome(StrEnum):
    """What came of one attempt to reach a person."""

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
    """One attempt to reach an applicant; kept for good, so that nobody says it was never tried.

    Attributes:
        at: Moment (UTC).
        actor: Who tried.
    """

    id: UUID
    application_id: UUID
    at: datetime
    channel: CallChannel
    outcome: CallOutcome
    actor: str


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
        reason: Why the office refused or withdrew it.
        heard: How they heard of the course, in the office's words; "" when it was not asked.
        purpose_version: Which text on the purpose of use was in force; 0 becomes the present one when it is stored.
    """

    id: UUID
    course_id: UUID
    participant_id: UUID
    status: ApplicationStatus
    applied_at: datetime
    channel: Channel = Channel.PHONE
    place: int | None = None
    ticket_code: str = ""
    ticket_revoked: bool = False
    receipt_number: str = ""
    answer: str = ""
    memo: str = ""
    state: ApplicationState | None = None
    number: int | None = None
    group_id: UUID | None = None
    promoted_at: datetime | None = None
    reason: str = ""
    heard: str = ""
    purpose_version: int = 0

    def __post_init__(self) -> None:
        """Let the finer state follow the status."""
        if self.state is None or self.state.status is not self.status:
            object.__setattr__(self, "state", _PLAIN[self.status])

    @property
    def stands(self) -> ApplicationState:
        """The finer state; never None."""
        return _PLAIN[self.status] if self.state is None else self.state
