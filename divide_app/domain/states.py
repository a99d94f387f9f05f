"""Enums of states for meetings, courses and applications; a module of its own keeps imports at start small."""

from __future__ import annotations

from enum import StrEnum

from divide_app.domain.choices import Choice, Word


class SessionKind(StrEnum):
    """講習 or 相談会; counting rules treat the two differently."""

    CLASS = "class"
    CONSULTATION = "consultation"


class SessionState(StrEnum):
    """Life of one meeting. HELD means attendance was confirmed (出席の確定)."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class SelectionKind(StrEnum):
    """How seats are given."""

    FIRST_COME = "first_come"
    LOTTERY = "lottery"


class CourseState(StrEnum):
    """Where a course stands for the clerk's list; derived, except CANCELLED."""

    PREPARING = "preparing"  # 準備
    OPEN = "open"  # 募集中
    CLOSED = "closed"  # 締切
    RUNNING = "running"  # 実施中
    FINISHED = "finished"  # 終了
    CANCELLED = "cancelled"  # 中止


class ApplicationStatus(StrEnum):
    """State of one application in the five words that lists, packages and scripts use."""

    APPLIED = "applied"  # 申込済 (waits for the lottery)
    ACCEPTED = "accepted"  # 受講決定
    WAITING = "waiting"  # キャンセル待ち
    REFUSED = "refused"  # 落選・お断り
    CANCELLED = "cancelled"  # 取消


class SupporterKind(Choice):
    """Kinds of supporter (docs/product.md#supporter-kinds)."""

    VOLUNTEER = "volunteer", Word("ボランティア", read="ボランティア|サポーター|^volunteer$", turn=9)
    DIGITAL_SUPPORTER = "digital_supporter", Word("デジタル活用支援員", read="支援員", turn=3)
    PROMOTER = "promoter", Word("デジタル推進委員", read="推進委員", turn=2)
    CALLER = "caller", Word("デジタル推進よびかけ員", read="よびかけ|呼びかけ|呼び掛け", turn=1)
    LECTURER = "lecturer", Word("講師", read="講師", turn=4)
    PHONE_SHOP = "phone_shop", Word("携帯ショップ", read="ショップ|販売店|キャリア", turn=5)
    STUDENT = "student", Word("学生", read="学生|生徒", turn=6)
    INTERPRETER = "interpreter", Word("通訳・手話", read="通訳|手話", turn=7)
    STAFF = "staff", Word("職員", read="職員", turn=8)
