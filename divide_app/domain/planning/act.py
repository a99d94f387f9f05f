"""The planning operations that can be undone, as stored in the history and named in menus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class PlanningAct(StrEnum):
    """What was done."""

    PLAN = "plan"  # 講座の登録
    CHANGE_COURSE = "change_course"  # 講座の変更
    CANCEL_COURSE = "cancel_course"  # 講座の中止
    REOPEN_COURSE = "reopen_course"  # 講座の中止の取消
    ADD_MEETING = "add_meeting"  # 回の追加
    REMOVE_MEETING = "remove_meeting"  # 回の削除
    MOVE = "move"  # 回の移動
    STRETCH = "stretch"  # 回の時間の変更
    CANCEL_MEETING = "cancel_meeting"  # 回の中止
    REOPEN_MEETING = "reopen_meeting"  # 回の再開
    CONFIRM = "confirm"  # 出席の確定
    LEND = "lend"  # 貸出機の変更
    COPY_COURSE = "copy_course"  # 講座の複写
    COPY_YEAR = "copy_year"  # 年度の複写
    ACCEPT_REQUEST = "accept_request"  # 派遣依頼の承諾
    MERGE_PLACES = "merge_places"  # 会場・部屋をまとめる
    REMOVE_PLACE = "remove_place"  # 会場・部屋の削除
    KEEP_STOCK = "keep_stock"  # 貸出機の登録・台数の変更
    REMOVE_STOCK = "remove_stock"  # 貸出機の削除
    HOLIDAY = "holiday"  # 祝日の手直し
    YEAR_END = "year_end"  # 年末年始の休みの変更


@dataclass(frozen=True, slots=True)
class PlanningStep:
    """One act as the history names it: `title` of the course, `number` of the meeting (0: the whole course)."""

    id: UUID
    act: PlanningAct
    title: str
    number: int
    done_at: datetime
    count: int = 1
