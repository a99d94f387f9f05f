"""Who helps: supporters of every kind, their appointments, and their assignment to sessions with hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class SupporterKind(StrEnum):
    """Kinds of supporter (PRODUCT, issue B6)."""

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


@dataclass(frozen=True, slots=True)
class Supporter:
    """One helper. `monthly_limit` is the most sessions a month they wish, None = no limit."""

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
    """

    id: UUID
    class_session_id: UUID
    supporter_id: UUID
    role: AssignmentRole = AssignmentRole.SUPPORT
    planned_minutes: int = 0
    actual_minutes: int | None = None
    is_locked: bool = False
    reason: str = ""
