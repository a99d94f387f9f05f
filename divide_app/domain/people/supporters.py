"""Who helps: supporters of every kind, their appointments, and their assignment to sessions with hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from divide_app.domain.calendar import fiscal_year
from divide_app.domain.people.availability import ALWAYS, Availability, WeekTime


class SupporterKind(StrEnum):
    """Kinds of supporter (docs/product.md#supporter-kinds)."""

    VOLUNTEER = "volunteer"  # ボランティア
    DIGITAL_SUPPORTER = "digital_supporter"  # デジタル活用支援員
    PROMOTER = "promoter"  # デジタル推進委員
    CALLER = "caller"  # デジタル推進よびかけ員
    LECTURER = "lecturer"  # 講師
    PHONE_SHOP = "phone_shop"  # 携帯ショップ
    STUDENT = "student"  # 学生
    INTERPRETER = "interpreter"  # 通訳・手話
    STAFF = "staff"  # 職員


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment (任命) to one kind, valid from `first_day` to `last_day` (None = without end)."""

    kind: SupporterKind
    first_day: date
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the appointment is valid on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class ContactWay(StrEnum):
    """How somebody wishes to be told."""

    PHONE = "phone"  # 電話
    EMAIL = "email"  # メール
    FAX = "fax"  # ファクス
    POST = "post"  # 郵便
    MESSAGE = "message"  # ショートメッセージ


@dataclass(frozen=True, slots=True)
class ContactWishes:
    """How and when somebody wishes to be told.

    Attributes:
        ways: The ways they agreed to, the dearest first; empty = nothing said.
        call_times: When a call is welcome; empty = any usual hour.
        no_call_times: When nobody may call, whatever else is said.
    """

    ways: tuple[ContactWay, ...] = ()
    call_times: tuple[WeekTime, ...] = ()
    no_call_times: tuple[WeekTime, ...] = ()
    email: str = ""
    fax: str = ""
    address: str = ""


NO_WISHES = ContactWishes()


MOST_SESSIONS = 99
"""The greatest limit of sessions a month or a week; more than there are days is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Supporter:
    """One helper.

    Attributes:
        languages: Languages and ways of talking (手話, 要約筆記, 英語).
        districts: Where they can go, home first; empty = anywhere.
        monthly_limit: The most sessions a month they wish, None = no limit, 0 = none at present.
        weekly_limit: The most sessions a week (from Monday), None = no limit.
        insured_years: Fiscal years for which an activity insurance (ボランティア活動保険) is on record.
    """

    id: UUID
    name: str
    kana: str = ""
    kind: SupporterKind = SupporterKind.VOLUNTEER
    organisation: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    monthly_limit: int | None = None
    phone: str = ""
    memo: str = ""
    appointments: tuple[Appointment, ...] = ()
    weekly_limit: int | None = None
    insured_years: tuple[int, ...] = ()
    availability: Availability = ALWAYS
    contact: ContactWishes = NO_WISHES

    def is_insured_on(self, day: date) -> bool:
        """Whether an insurance for the fiscal year of a day is on record."""
        return fiscal_year(day) in self.insured_years


class AssignmentRole(StrEnum):
    """What a supporter does in a session."""

    LEAD = "lead"  # 主担当・講師
    SUPPORT = "support"  # 補助
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Supporter x session x role, with hours in minutes.

    Attributes:
        planned_minutes: As planned (session length by default).
        actual_minutes: As confirmed after the class; None = not yet confirmed (not zero).
        told_start: Start of the session (UTC) as the person was told of it; None = not told yet. Who was told of
            another start than the session has now must be told again.
    """

    id: UUID
    class_session_id: UUID
    supporter_id: UUID
    role: AssignmentRole = AssignmentRole.SUPPORT
    planned_minutes: int = 0
    actual_minutes: int | None = None
    is_locked: bool = False
    reason: str = ""
    told_start: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoursChange:
    """One confirmation or change of somebody's actual minutes; None is not known, never zero."""

    assignment_id: UUID
    before: int | None
    after: int | None
    reason: str
    actor: str
    changed_at: datetime
