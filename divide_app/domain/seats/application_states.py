"""The state machine of applications: act, start state, permitted roles, end state, and how the person is informed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from divide_app.domain.applications import ApplicationState
from divide_app.domain.errors import DomainError

S = ApplicationState


class ApplicationAct(StrEnum):
    """Acts on an application."""

    APPLY = "apply"  # 申し込む
    DRAW = "draw"  # 抽選する
    UNDRAW = "undraw"  # 抽選を取り消す
    QUEUE = "queue"  # 抽選をやめて先着順にする
    PROMOTE = "promote"  # 繰り上げる
    ACCEPT = "accept"  # 順番によらず受講を決める
    CONFIRM = "confirm"  # 受講の返事を受ける
    TELL = "tell"  # 連絡がついた
    MISS = "miss"  # 連絡がつかなかった
    HAND_ON = "hand_on"  # 席を次の方に回す
    DECLINE = "decline"  # 辞退を受ける
    CANCEL = "cancel"  # 本人が取り消す
    WITHDRAW = "withdraw"  # 事務局が取り消す
    REFUSE = "refuse"  # お断りする
    CLOSE_LIST = "close_list"  # キャンセル待ちを締める


A = ApplicationAct


class Doer(StrEnum):
    """Who does an act. The first three are the roles of users; the program acts within somebody's act."""

    STAFF = "staff"
    COORDINATOR = "coordinator"
    VOLUNTEER = "volunteer"
    PROGRAM = "program"


class Telling(StrEnum):
    """How the person is informed after an act."""

    NOTHING = "nothing"
    SPOKEN = "spoken"  # その場で口頭
    CALL = "call"  # 電話
    ACCEPTANCE_LETTER = "acceptance_letter"  # 受講決定通知と受講票
    WAITING_LETTER = "waiting_letter"  # キャンセル待ちのお知らせ
    LOST_LETTER = "lost_letter"  # 落選のお知らせ
    REFUSAL_LETTER = "refusal_letter"  # お断りのお知らせ


OFFICE = frozenset({Doer.STAFF, Doer.COORDINATOR})
STAFF_ONLY = frozenset({Doer.STAFF})
ANYBODY = frozenset({Doer.STAFF, Doer.COORDINATOR, Doer.VOLUNTEER})
PROGRAM = frozenset({Doer.PROGRAM})

Told = tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed row of the table.

    Attributes:
        before: State it starts from; None = no application yet.
        after: States it may end in, each with what the person is given or told.
        by: Who may do it.
        needs_reason: The office must say why, and the reason is kept.
    """

    act: ApplicationAct
    before: ApplicationState | None
    after: Mapping[ApplicationState, Told]
    by: frozenset[Doer]
    needs_reason: bool = False


HOLDING = (S.ACCEPTED, S.OFFERED, S.UNREACHED)
"""States that hold a seat."""

STANDING = (S.ENTERED, *HOLDING, S.WAITING)
"""States in which a person cannot apply again."""

GONE = (S.DECLINED, S.CANCELLED, S.WITHDRAWN)
OVER = (S.LOST, S.REFUSED)

_SPOKEN, _CALL, _NOTHING = (Telling.SPOKEN,), (Telling.CALL,), (Telling.NOTHING,)
_ACCEPTED = (Telling.ACCEPTANCE_LETTER,)


def _rows() -> list[Step]:
    asked = {S.ENTERED: _SPOKEN, S.ACCEPTED: (Telling.SPOKEN, *_ACCEPTED), S.WAITING: (Telling.SPOKEN,)}
    rows = [Step(A.APPLY, before, asked, OFFICE) for before in (None, *GONE, *OVER)]
    rows.append(Step(A.DRAW, S.ENTERED, {S.ACCEPTED: _ACCEPTED, S.WAITING: (Telling.WAITING_LETTER,)}, STAFF_ONLY))
    rows += [
        Step(A.UNDRAW, before, {S.ENTERED: _CALL}, STAFF_ONLY, needs_reason=True) for before in (*HOLDING, S.WAITING)
    ]
    rows.append(Step(A.QUEUE, S.ENTERED, {S.WAITING: _NOTHING}, PROGRAM))
    rows.append(Step(A.PROMOTE, S.WAITING, {S.ACCEPTED: (Telling.CALL, *_ACCEPTED), S.OFFERED: _CALL}, PROGRAM))
    rows += [
        Step(A.ACCEPT, before, {S.ACCEPTED: (Telling.SPOKEN, *_ACCEPTED)}, ANYBODY) for before in (S.WAITING, S.ENTERED)
    ]
    rows += [Step(A.CONFIRM, before, {S.ACCEPTED: _ACCEPTED}, ANYBODY) for before in (S.OFFERED, S.UNREACHED)]
    told = {S.UNREACHED: S.OFFERED}
    rows += [Step(A.TELL, one, {told.get(one, one): _NOTHING}, OFFICE) for one in (*HOLDING, S.WAITING, *OVER)]
    missed = {S.OFFERED: S.UNREACHED}
    rows += [Step(A.MISS, one, {missed.get(one, one): _NOTHING}, OFFICE) for one in (*HOLDING, S.WAITING, *OVER)]
    rows += [Step(A.HAND_ON, one, {S.WAITING: (Telling.WAITING_LETTER,)}, OFFICE) for one in (S.OFFERED, S.UNREACHED)]
    rows += [Step(A.DECLINE, one, {S.DECLINED: _SPOKEN}, OFFICE) for one in (*HOLDING, S.WAITING)]
    rows += [Step(A.CANCEL, one, {S.CANCELLED: _SPOKEN}, OFFICE) for one in STANDING]
    rows += [Step(A.WITHDRAW, one, {S.WITHDRAWN: _CALL}, STAFF_ONLY, needs_reason=True) for one in STANDING]
    rows += [
        Step(A.REFUSE, one, {S.REFUSED: (Telling.REFUSAL_LETTER,)}, STAFF_ONLY, needs_reason=True) for one in STANDING
    ]
    rows.append(Step(A.CLOSE_LIST, S.WAITING, {S.LOST: (Telling.LOST_LETTER,)}, STAFF_ONLY))
    return rows


STEPS: Mapping[tuple[ApplicationState | None, ApplicationAct], Step] = {(row.before, row.act): row for row in _rows()}
"""Every allowed transition; all others are in `REFUSALS`, and a test checks that none is missing."""


def _refusals() -> dict[tuple[ApplicationState | None, ApplicationAct], str]:
    codes: dict[tuple[ApplicationState | None, ApplicationAct], str] = {}
    codes |= {(None, act): "application_unknown" for act in A if act is not A.APPLY}
    codes |= {(state, act): "already_cancelled" for state in GONE for act in A if act is not A.APPLY}
    codes |= {(state, act): "already_refused" for state in OVER for act in A if act not in {A.APPLY, A.TELL, A.MISS}}
    codes |= {(state, A.APPLY): "already_applied" for state in STANDING}
    codes |= {(state, act): "not_entered" for state in (*HOLDING, S.WAITING) for act in (A.DRAW, A.QUEUE)}
    codes |= {(state, act): "not_waiting" for state in (*HOLDING, S.ENTERED) for act in (A.PROMOTE, A.CLOSE_LIST)}
    codes |= {(state, A.ACCEPT): "already_accepted" for state in HOLDING}
    codes |= {(S.ACCEPTED, act): "already_accepted" for act in (A.CONFIRM, A.HAND_ON)}
    codes |= {(state, act): "not_offered" for state in (S.WAITING, S.ENTERED) for act in (A.CONFIRM, A.HAND_ON)}
    codes |= {(S.ENTERED, act): "not_drawn" for act in (A.UNDRAW, A.TELL, A.MISS, A.DECLINE)}
    return codes


REFUSALS: Mapping[tuple[ApplicationState | None, ApplicationAct], str] = _refusals()
"""Code of the sentence for every act that is not allowed."""


def check(act: ApplicationAct, before: ApplicationState | None, after: ApplicationState | None = None) -> Step:
    """Return the row that allows an act.

    Raises:
        DomainError: The table's code for an act that is not allowed.
        ValueError: The table knows the act but not where it is said to end: a fault of the program.
    """
    step = STEPS.get((before, act))
    if step is None:
        raise DomainError(REFUSALS[before, act])
    if after is not None and after not in step.after:
        raise ValueError(f"{act} from {before} does not lead to {after}")
    return step


def only_after(act: ApplicationAct, before: ApplicationState) -> ApplicationState:
    """Return where an act leads that has one end only.

    Raises:
        DomainError: As `check`.
    """
    (after,) = check(act, before).after
    return after


def may(act: ApplicationAct, doer: Doer) -> bool:
    """Tell whether anybody of this role does this act at all; buttons ask it."""
    return any(doer in step.by for step in STEPS.values() if step.act is act)
