"""Who asked to come: an application, its state and the way it reached the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ApplicationStatus(StrEnum):
    """State of one application."""

    APPLIED = "applied"  # 申込済 (waits for the lottery)
    ACCEPTED = "accepted"  # 受講決定
    WAITING = "waiting"  # キャンセル待ち
    REFUSED = "refused"  # 落選・お断り
    CANCELLED = "cancelled"  # 取消


class Channel(StrEnum):
    """How an application reached the office."""

    PHONE = "phone"
    COUNTER = "counter"
    FAX = "fax"
    PAPER = "paper"
    FORM = "form"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Application:
    """One person's wish to attend one course.

    Attributes:
        place: 1-based place: order among the accepted, or place on the waiting list.
        ticket_code: Opaque code on the ticket's QR; holds no personal data.
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
