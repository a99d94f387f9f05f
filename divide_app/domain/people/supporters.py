"""Supporters, their appointments, and their assignments to sessions with planned and actual hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from divide_app.domain.calendar import fiscal_year
from divide_app.domain.choices import Choice, Word
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE, NOT_PERSONAL, Column, Kept, Shape, Unite
from divide_app.domain.people.availability import ALWAYS, Availability, WeekTime
from divide_app.domain.states import SupporterKind

__all__ = [
    "MOST_SESSIONS",
    "NO_WISHES",
    "Appointment",
    "Assignment",
    "AssignmentRole",
    "ContactWay",
    "ContactWishes",
    "HoursChange",
    "Supporter",
    "SupporterKind",
]


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment (任命) to one kind, valid from `first_day` to `last_day` (None = without end)."""

    kind: Annotated[SupporterKind, Kept("種類", NOT_PERSONAL)]
    first_day: Annotated[
        date,
        Kept(
            "任命日",
            "任期の管理",
            columns=(Column("任命日", "任命年月日 委嘱日", "任命日 委嘱日 登録日 任期始", key="appointed"),),
        ),
    ]
    last_day: Annotated[
        date | None,
        Kept(
            "任期末",
            "任期の管理",
            columns=(Column("任期末", "任期満了日 任期終了日", "任期末 任期満了 任期終 有効期限", key="term_end"),),
        ),
    ] = None

    def holds_on(self, day: date) -> bool:
        """Whether the appointment is valid on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class ContactWay(Choice):
    """Preferred way of contact."""

    PHONE = "phone", Word("電話", read="電話|携帯|tel|phone", turn=2)
    EMAIL = "email", Word("メール", read="メール|mail", turn=1)
    FAX = "fax", Word("ファクス", read="fax|ファックス|ファクス|ファクシミリ")
    POST = "post", Word("郵便", read="郵便|郵送|はがき|葉書|手紙|post", turn=2)
    MESSAGE = "message", Word("ショートメッセージ", read="ショート|sms|message")


@dataclass(frozen=True, slots=True)
class ContactWishes:
    """How and when somebody wishes to be told.

    Attributes:
        ways: The ways they agreed to, the dearest first; empty = nothing said.
        call_times: When a call is welcome; empty = any usual hour.
        no_call_times: When nobody may call, whatever else is said.
    """

    ways: Annotated[
        tuple[ContactWay, ...],
        Kept(
            "希望する連絡の方法",
            "活動の連絡",
            columns=(Column("連絡方法", "連絡の方法 希望連絡方法 連絡希望", key="contact_ways"),),
        ),
    ] = ()
    call_times: Annotated[
        tuple[WeekTime, ...],
        Kept("電話してよい時間", "活動の連絡", columns=(Column("電話してよい時間", "電話可能時間 連絡可能時間"),)),
    ] = ()
    no_call_times: Annotated[
        tuple[WeekTime, ...],
        Kept("電話しない時間", "活動の連絡", columns=(Column("電話しない時間", "電話不可時間 連絡不可時間"),)),
    ] = ()
    email: Annotated[
        str,
        Kept(
            "メールアドレス",
            "活動の連絡",
            columns=(Column("メールアドレス", "メール Eメール e-mail"),),
        ),
    ] = ""
    fax: Annotated[
        str,
        Kept(
            "ファクス番号",
            "活動の連絡",
            shape=Shape.PHONE,
            columns=(Column("FAX番号", "FAX ファックス番号 ファクス番号"),),
        ),
    ] = ""
    address: Annotated[str, Kept("住所(郵便の宛先)", "活動の連絡", columns=(Column("住所", "送付先 郵送先"),))] = ""


NO_WISHES = ContactWishes()


MOST_SESSIONS = 99
"""The greatest accepted limit of sessions a month or a week; more is a typing error."""


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

    id: Annotated[UUID, MADE]
    name: Annotated[
        str,
        Kept(
            "氏名",
            "支援者の名簿",
            unite=Unite.KEPT,
            missing="name_missing",
            columns=(Column("氏名", "名前 お名前 支援者名", "氏名 お名前 名前"),),
        ),
    ]
    kana: Annotated[
        str,
        Kept(
            "かな",
            "支援者の名簿",
            columns=(Column("ふりがな", "フリガナ 氏名ふりがな 氏名カナ カナ かな", "ふりがな フリガナ カナ かな"),),
        ),
    ] = ""
    kind: Annotated[
        SupporterKind, Kept("種類", "配置", columns=(Column("種別", "区分 支援者種別", "種別 区分 役割"),))
    ] = SupporterKind.VOLUNTEER
    organisation: Annotated[
        str, Kept("所属", "配置", columns=(Column("所属", "団体 所属団体", "所属 団体 勤務先 会社"),))
    ] = ""
    skills: Annotated[
        tuple[str, ...],
        Kept(
            "できること",
            "配置",
            unite=Unite.JOIN,
            columns=(Column("技能", "得意分野 スキル", "技能 得意 資格 担当分野"),),
        ),
    ] = ()
    languages: Annotated[
        tuple[str, ...], Kept("ことば", "配置", unite=Unite.JOIN, columns=(Column("言語", "対応言語", "言語 外国語"),))
    ] = ()
    districts: Annotated[
        tuple[str, ...],
        Kept("行ける地区", "配置", unite=Unite.JOIN, columns=(Column("地区", "活動地区", "地区 活動地域"),)),
    ] = ()
    monthly_limit: Annotated[
        int | None,
        Kept(
            "ひと月に引き受ける回数",
            "配置",
            most=MOST_SESSIONS,
            bad="bad_limit",
            columns=(Column("月上限", "月の上限 月上限回数", "月上限 上限"),),
        ),
    ] = None
    phone: Annotated[
        str,
        Kept(
            "電話番号",
            "活動の連絡",
            shape=Shape.PHONE,
            columns=(Column("電話番号", "電話 携帯電話 TEL", "電話番号 電話 連絡先 tel 携帯"),),
        ),
    ] = ""
    memo: Annotated[str, Kept("備考", "事務の連絡", shape=Shape.LINES)] = ""
    appointments: Annotated[tuple[Appointment, ...], Kept("任命", "任期の管理")] = ()
    weekly_limit: Annotated[
        int | None,
        Kept(
            "1週間に引き受ける回数",
            "配置",
            most=MOST_SESSIONS,
            bad="bad_limit",
            columns=(Column("週上限", "週の上限 週上限回数"),),
        ),
    ] = None
    insured_years: Annotated[
        tuple[int, ...],
        Kept(
            "ボランティア活動保険の年度",
            "保険の確認",
            unite=Unite.JOIN,
            columns=(Column("保険年度", "保険加入年度 ボランティア活動保険 ボランティア保険"),),
        ),
    ] = ()
    availability: Annotated[
        Availability,
        Kept(
            "来られる曜日・時間",
            "配置",
            columns=(
                Column(
                    "曜日・時間帯",
                    "曜日時間帯 活動できる曜日 活動可能曜日 活動可能日時 可能曜日 都合のよい曜日",
                    key="weekly",
                ),
                Column("休み", "休みの日 活動できない日 不可日", key="days_off"),
            ),
        ),
    ] = ALWAYS
    contact: Annotated[ContactWishes, Kept("連絡のしかた", "活動の連絡")] = NO_WISHES

    def is_insured_on(self, day: date) -> bool:
        """Whether an insurance for the fiscal year of a day is on record."""
        return fiscal_year(day) in self.insured_years


def check_appointments(supporter: Supporter) -> None:
    """Refuse appointments that end before they begin.

    Raises:
        DomainError: `bad_appointment`.
    """
    for appointment in supporter.appointments:
        if appointment.last_day is not None and appointment.last_day < appointment.first_day:
            raise DomainError("bad_appointment", field="last_day")


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

    id: Annotated[UUID, MADE]
    class_session_id: Annotated[UUID, MADE]
    supporter_id: Annotated[UUID, Kept("", "活動時間の記録", typed=False, shape=Shape.MADE)]
    role: Annotated[AssignmentRole, Kept("役割", NOT_PERSONAL)] = AssignmentRole.SUPPORT
    planned_minutes: Annotated[int, Kept("予定(分)", NOT_PERSONAL)] = 0
    actual_minutes: Annotated[int | None, Kept("確定(分)", "活動時間の記録")] = None
    is_locked: Annotated[bool, MADE] = False
    reason: Annotated[str, Kept("それでも配置する理由", "配置の記録")] = ""
    told_start: Annotated[datetime | None, MADE] = None


@dataclass(frozen=True, slots=True)
class HoursChange:
    """One confirmation or change of somebody's actual minutes; None is not known, never zero."""

    assignment_id: UUID
    before: int | None
    after: int | None
    reason: str
    actor: str
    changed_at: datetime
