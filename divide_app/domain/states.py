"""The states of a meeting, a course and an application by themselves: whoever asks for one needs no more."""

from __future__ import annotations

from enum import StrEnum


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
