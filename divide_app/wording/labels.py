"""The label of every enum value: one table for screens, papers and files."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from divide_app.domain.applications import ApplicationState, ApplicationStatus, CallChannel, CallOutcome
from divide_app.domain.choices import Choice
from divide_app.domain.door.attendance import CheckInReason, EventKind, EventResult
from divide_app.domain.door.merge import HeldReason, InboxState
from divide_app.domain.door.presence import Presence
from divide_app.domain.fields import Fate
from divide_app.domain.figures.target import Metric, NotCounted
from divide_app.domain.office.office import Role
from divide_app.domain.office.passwords import PasswordQuality
from divide_app.domain.papers.letters import LetterFormat, LetterKind, MailChannel
from divide_app.domain.papers.papers import PrintKind
from divide_app.domain.people.availability import Absence
from divide_app.domain.people.lookalikes import LookAlikeReason
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.clash import ClashKind
from divide_app.domain.planning.courses import CourseState, SelectionKind, SessionKind, SessionState
from divide_app.domain.planning.plan import OnClosed
from divide_app.domain.planning.visit_requests import RequestState
from divide_app.domain.reaching import NewsKind, TellingChannel, TellingKind
from divide_app.domain.roster.roster import Blocker
from divide_app.domain.roster.staffing import NeedReason
from divide_app.domain.scans.page_code import SheetKind
from divide_app.domain.scans.paper_reading import Doubt, Ink, PageProblem, Written
from divide_app.domain.scans.scans import Becomes, MarkState
from divide_app.domain.seats.application_states import ApplicationAct, Doer, Telling
from divide_app.domain.seats.rules import PriorityKind
from divide_app.foundation.translation import _, current_language


def label(member: StrEnum) -> str:
    """Return the label of `member` in the language in use.

    Raises:
        KeyError: For an enum that has no row here; a test keeps the table whole.
    """
    if isinstance(member, Choice):
        return _(member.word.label)
    return _labels(current_language())[type(member)][member.value]


@cache
def _labels(_language: str) -> dict[type[StrEnum], dict[str, str]]:
    # Keyed by the enum first: members of two string enums with one value are equal to Python (interpreter).
    return _people() | _courses() | _applications() | _supporters() | _door() | _packages() | _targets() | _office()


def _people() -> dict[type[StrEnum], dict[str, str]]:
    return {
        LookAlikeReason: {
            LookAlikeReason.SAME_KANA: _("かなが同じ"),
            LookAlikeReason.LIKE_KANA: _("かなが似ている"),
            LookAlikeReason.SAME_NAME: _("漢字が同じ"),
            LookAlikeReason.VARIANT_NAME: _("字体だけが違う"),
            LookAlikeReason.LIKE_NAME: _("漢字が似ている"),
            LookAlikeReason.SAME_PHONE: _("電話番号が同じ"),
            LookAlikeReason.SAME_BIRTHDAY: _("生年月日が同じ"),
            LookAlikeReason.SAME_BIRTH_YEAR: _("生まれた年が同じ"),
            LookAlikeReason.BAND_FITS: _("年代が合う"),
            LookAlikeReason.SAME_ADDRESS: _("住所が同じ"),
            LookAlikeReason.LIKE_ADDRESS: _("住所が似ている"),
            LookAlikeReason.SAME_DISTRICT: _("地区が同じ"),
            LookAlikeReason.NEAR_BIRTHDAY: _("生年月日が1か所だけ違う"),
            LookAlikeReason.OTHER_BIRTHDAY: _("生年月日が違う"),
            LookAlikeReason.OTHER_BIRTH_YEAR: _("生まれた年が違う"),
            LookAlikeReason.OTHER_BAND: _("年代が違う"),
            LookAlikeReason.OTHER_SEX: _("性別が違う"),
        },
        Fate: {Fate.TAKEN_OUT: _("消去する"), Fate.STAYS: _("残る")},
    }


def _courses() -> dict[type[StrEnum], dict[str, str]]:
    return {
        SessionKind: {SessionKind.CLASS: _("講習"), SessionKind.CONSULTATION: _("相談会")},
        SessionState: {
            SessionState.PLANNED: _("予定", "state"),
            SessionState.HELD: _("実施済み"),
            SessionState.CANCELLED: _("中止"),
        },
        SelectionKind: {SelectionKind.FIRST_COME: _("先着順"), SelectionKind.LOTTERY: _("抽選")},
        CourseState: {
            CourseState.PREPARING: _("準備"),
            CourseState.OPEN: _("募集中"),
            CourseState.CLOSED: _("締切"),
            CourseState.RUNNING: _("実施中"),
            CourseState.FINISHED: _("終了"),
            CourseState.CANCELLED: _("中止"),
        },
        OnClosed: {
            OnClosed.EXTEND: _("とばして、終わりを延ばす（回数はそのまま）"),
            OnClosed.SKIP: _("とばす（回数が減る）"),
            OnClosed.SHIFT: _("次に開いている日へ移す"),
        },
        Written: {
            Written.NOTHING: _("何も書かれていない"),
            Written.NAME: _("名前"),
            Written.STRUCK: _("線を引いた名前"),
            Written.UNCLEAR: _("読み取りに迷う名前"),
        },
        Ink: {
            Ink.EMPTY: _("空欄"),
            Ink.MARKED: _("しるしあり"),
            Ink.UNSURE: _("迷うしるし"),
        },
        MarkState: {
            MarkState.TAKEN_IN: _("記録済み"),
            MarkState.WAITING: _("確かめ待ち"),
            MarkState.DECIDED: _("人が決めた"),
            MarkState.REPLACED: _("読み直しで置きかわった"),
        },
        Becomes: {
            Becomes.NEW: _("はじめて読んだ"),
            Becomes.KNOWN: _("前と同じ"),
            Becomes.CLEARER: _("今度は読めた"),
            Becomes.DIFFERENT: _("前と違う"),
        },
        SheetKind: {
            SheetKind.ATTENDANCE: _("出席簿"),
            SheetKind.SURVEY: _("アンケート"),
        },
        RequestState: {
            RequestState.RECEIVED: _("検討中"),
            RequestState.ACCEPTED: _("承諾"),
            RequestState.DECLINED: _("お断り"),
            RequestState.WITHDRAWN: _("取下げ"),
        },
        PlanningAct: {
            PlanningAct.PLAN: _("講座の登録"),
            PlanningAct.CHANGE_COURSE: _("講座の変更"),
            PlanningAct.CANCEL_COURSE: _("講座の中止"),
            PlanningAct.REOPEN_COURSE: _("講座の再開"),
            PlanningAct.ADD_MEETING: _("回の追加"),
            PlanningAct.REMOVE_MEETING: _("回の削除"),
            PlanningAct.MOVE: _("回の移動"),
            PlanningAct.STRETCH: _("回の時間の変更"),
            PlanningAct.CANCEL_MEETING: _("回の中止"),
            PlanningAct.REOPEN_MEETING: _("回の再開"),
            PlanningAct.CONFIRM: _("出席の確定"),
            PlanningAct.LEND: _("貸出機の変更"),
            PlanningAct.COPY_COURSE: _("講座の複写"),
            PlanningAct.COPY_YEAR: _("年度の計画の複写"),
            PlanningAct.ACCEPT_REQUEST: _("派遣依頼の承諾"),
            PlanningAct.MERGE_PLACES: _("会場・部屋のまとめ"),
            PlanningAct.REMOVE_PLACE: _("会場・部屋の削除"),
            PlanningAct.KEEP_STOCK: _("貸出機の登録・変更"),
            PlanningAct.REMOVE_STOCK: _("貸出機の削除"),
            PlanningAct.HOLIDAY: _("祝日の手直し"),
            PlanningAct.YEAR_END: _("年末年始の休みの変更"),
        },
        ClashKind: {
            ClashKind.ROOM: _("部屋の重なり"),
            ClashKind.VENUE_HOURS: _("開館時間の外"),
            ClashKind.CLOSURE: _("休館日"),
            ClashKind.SUPPORTER: _("支援者の重なり"),
            ClashKind.LECTURER: _("講師の重なり"),
            ClashKind.EQUIPMENT: _("貸出機の不足"),
            ClashKind.PARTICIPANT: _("参加者の重なり"),
            ClashKind.ROOM_CAPACITY: _("部屋の席の不足"),
            ClashKind.HOLIDAY: _("祝日"),
        },
    }


def _applications() -> dict[type[StrEnum], dict[str, str]]:
    return {
        ApplicationState: {
            ApplicationState.ENTERED: _("抽選待ち"),
            ApplicationState.ACCEPTED: _("受講決定"),
            ApplicationState.OFFERED: _("返事待ち"),
            ApplicationState.UNREACHED: _("不在・返事待ち"),
            ApplicationState.WAITING: _("キャンセル待ち"),
            ApplicationState.LOST: _("落選"),
            ApplicationState.REFUSED: _("お断り"),
            ApplicationState.DECLINED: _("辞退"),
            ApplicationState.CANCELLED: _("取消"),
            ApplicationState.WITHDRAWN: _("取消(事務局)"),
        },
        ApplicationAct: {
            ApplicationAct.APPLY: _("申し込む"),
            ApplicationAct.DRAW: _("抽選する"),
            ApplicationAct.UNDRAW: _("抽選を取り消す"),
            ApplicationAct.QUEUE: _("先着順に変える"),
            ApplicationAct.PROMOTE: _("繰り上げる"),
            ApplicationAct.ACCEPT: _("受講を決定する"),
            ApplicationAct.CONFIRM: _("受講の返事を受ける"),
            ApplicationAct.TELL: _("連絡がついた"),
            ApplicationAct.MISS: _("連絡がつかなかった"),
            ApplicationAct.HAND_ON: _("席を次の方に回す"),
            ApplicationAct.DECLINE: _("辞退を受ける"),
            ApplicationAct.CANCEL: _("本人が取り消す"),
            ApplicationAct.WITHDRAW: _("事務局が取り消す"),
            ApplicationAct.REFUSE: _("お断りする"),
            ApplicationAct.CLOSE_LIST: _("キャンセル待ちを締める"),
        },
        Doer: {
            Doer.STAFF: _("職員"),
            Doer.COORDINATOR: _("コーディネーター"),
            Doer.VOLUNTEER: _("ボランティア"),
            Doer.PROGRAM: _("プログラム"),
        },
        Telling: {
            Telling.NOTHING: _("なし"),
            Telling.SPOKEN: _("その場でお伝えする"),
            Telling.CALL: _("電話でお知らせする"),
            Telling.ACCEPTANCE_LETTER: _("受講決定通知と受講票"),
            Telling.WAITING_LETTER: _("キャンセル待ちのお知らせ"),
            Telling.LOST_LETTER: _("落選のお知らせ"),
            Telling.REFUSAL_LETTER: _("お断りのお知らせ"),
        },
        NewsKind: {
            NewsKind.CANCELLED: _("中止"),
            NewsKind.COURSE_CANCELLED: _("講座の中止"),
            NewsKind.MOVED: _("日時の変更"),
            NewsKind.PLACE: _("会場の変更"),
            NewsKind.REOPENED: _("開催"),
            NewsKind.CALLED_OFF: _("支援の取りやめ"),
            NewsKind.OFFERED: _("空席のご案内"),
            NewsKind.PROMOTED: _("受講決定"),
            NewsKind.WON: _("当選"),
            NewsKind.LOST: _("落選"),
            NewsKind.WAITING: _("キャンセル待ち"),
            NewsKind.REMINDER: _("開催のご案内"),
        },
        TellingKind: {
            TellingKind.NEWS: _("変更など"),
            TellingKind.REMINDER: _("前日のお知らせ"),
        },
        TellingChannel: {
            TellingChannel.PHONE: _("電話"),
            TellingChannel.POST: _("郵便"),
            TellingChannel.EMAIL: _("メール"),
            TellingChannel.SMS: _("ショートメッセージ"),
        },
        CallChannel: {
            CallChannel.PHONE: _("電話"),
            CallChannel.FAX: _("FAX"),
            CallChannel.LETTER: _("手紙"),
            CallChannel.COUNTER: _("窓口"),
        },
        LetterKind: {
            LetterKind.ACCEPTED: _("受講決定"),
            LetterKind.LOST: _("落選"),
            LetterKind.WAITING: _("キャンセル待ち"),
            LetterKind.CANCELLED: _("中止"),
        },
        LetterFormat: {
            LetterFormat.LETTER: _("封書（A4三つ折り）"),
            LetterFormat.POSTCARD: _("はがき"),
        },
        MailChannel: {
            MailChannel.POST: _("郵送"),
            MailChannel.HAND: _("手渡し"),
            MailChannel.PHONE: _("電話"),
        },
        CallOutcome: {
            CallOutcome.TOLD: _("お伝えした"),
            CallOutcome.ACCEPTS: _("受講すると返事"),
            CallOutcome.DECLINES: _("辞退すると返事"),
            CallOutcome.NO_ANSWER: _("お出にならない"),
            CallOutcome.MESSAGE_LEFT: _("伝言を残した"),
            CallOutcome.WRONG_NUMBER: _("番号が違う"),
        },
        PriorityKind: {
            PriorityKind.FIRST_TIME: _("はじめての方"),
            PriorityKind.RESIDENT: _("お住まいの地区"),
            PriorityKind.AGE_FROM: _("年齢"),
            PriorityKind.LOST_LAST_TIME: _("前の抽選で落選した方"),
        },
        ApplicationStatus: {
            ApplicationStatus.APPLIED: _("申込済み"),
            ApplicationStatus.ACCEPTED: _("受講決定"),
            ApplicationStatus.WAITING: _("キャンセル待ち"),
            ApplicationStatus.REFUSED: _("落選・お断り"),
            ApplicationStatus.CANCELLED: _("取消"),
        },
    }


def _supporters() -> dict[type[StrEnum], dict[str, str]]:
    return {
        AssignmentRole: {
            AssignmentRole.LEAD: _("主担当・講師"),
            AssignmentRole.SUPPORT: _("補助"),
            AssignmentRole.INTERPRETER: _("通訳・手話"),
        },
        Absence: {
            Absence.WEEKLY: _("その曜日・時間は来られない"),
            Absence.DAY_OFF: _("休みの日"),
        },
        NeedReason: {
            NeedReason.RATIO: _("受講者の数から"),
            NeedReason.LEAST: _("最低の人数"),
            NeedReason.LEAD: _("主担当"),
            NeedReason.KIND: _("種類"),
            NeedReason.ABILITY: _("できること"),
            NeedReason.ASKED: _("受講者の希望"),
        },
        Blocker: {
            Blocker.ABILITY: _("役割が合わない"),
            Blocker.REACH: _("行けない地区"),
            Blocker.APPOINTMENT: _("その日の任命なし"),
            Blocker.INSURANCE: _("保険の年度が違う"),
            Blocker.WEEKLY: _("その曜日・時間は来られない"),
            Blocker.DAY_OFF: _("休みの日"),
            Blocker.BUSY: _("その時間に別の回"),
            Blocker.TRAVEL: _("移動が間に合わない"),
            Blocker.DAY_LIMIT: _("1日の上限"),
            Blocker.WEEK_LIMIT: _("週の上限"),
            Blocker.MONTH_LIMIT: _("この月の上限"),
            Blocker.NO_PLACE: _("枠がうまっている"),
        },
    }


def _door() -> dict[type[StrEnum], dict[str, str]]:
    return {
        Doubt: {
            Doubt.HIDDEN: _("四角が見えません"),
            Doubt.FAINT: _("しるしが、うすいか小さすぎます"),
            Doubt.BESIDE: _("しるしが、四角の外にあります"),
            Doubt.STRUCK: _("線で取り消したように見えます"),
            Doubt.CROSS: _("×がついています"),
            Doubt.FILLED: _("四角が、ぬりつぶされています"),
            Doubt.SCRIBBLED: _("ぬりつぶしか、消したあとか、わかりません"),
            Doubt.DOT: _("ペン先が当たっただけの点に見えます"),
            Doubt.REST: _("ごく小さな点があります"),
            Doubt.NAME_STRUCK: _("お名前が消されているように見えます"),
            Doubt.SHARED: _("しるしが、となりの四角にかかっています"),
            Doubt.TWO_MARKS: _("しるしが、二つ以上あります"),
            Doubt.NAME_ALONE: _("お名前だけで、年代のしるしがありません"),
            Doubt.SEX_ALONE: _("年代のしるしがありません"),
            Doubt.NOT_ACCEPTED: _("申込を取り消した方に、しるしがあります"),
            Doubt.DIFFERS: _("前に読んだときと、しるしが違います"),
            Doubt.TWICE: _("同じページが二枚あり、しるしが違います"),
        },
        PageProblem: {
            PageProblem.NOT_OUR_PAGE: _("出席簿でもアンケートでもない紙です。飛ばしました。"),
            PageProblem.CODE_UNREADABLE: _(
                "用紙の四角いコードが読めません。もう一度、汚れや影のないように読み取ってください。"
            ),
            PageProblem.PAGE_CODE_NEWER: _("新しい版のプログラムで刷った用紙です。プログラムを新しくしてください。"),
            PageProblem.BOXES_NOT_FOUND: _(
                "用紙のしるしの欄が見つかりません。用紙全体が入るように、もう一度読み取ってください。"
            ),
            PageProblem.PAGE_DAMAGED: _("このページは壊れていて開けません。もう一度読み取ってください。"),
            PageProblem.PAGE_TOO_LARGE: _("このページは大きすぎます。200dpi で、もう一度読み取ってください。"),
            PageProblem.PAGE_TOO_SLOW: _("このページは複雑すぎて開けません。紙から、もう一度読み取ってください。"),
            PageProblem.OTHER_OFFICE: _(
                "ほかの事務所の用紙です。何も取り込んでいません。刷った事務所へお届けください。"
            ),
            PageProblem.UNKNOWN_PRINT: _(
                "この用紙を刷った記録がありません。何も取り込んでいません。受付の画面から入力してください。"
            ),
            PageProblem.OLDER_PRINT: _(
                "申込が変わる前に刷った用紙です。刷ったときの並びで読みました。新しい方が載っていないか、確かめてください。"
            ),
            PageProblem.SESSION_CANCELLED: _("中止になった回の用紙です。何も取り込んでいません。"),
            PageProblem.SESSION_CLOSED: _(
                "もう出席が確定した回の用紙です。何も取り込んでいません。直すときは、先に確定を取り消してください。"
            ),
            PageProblem.SESSION_AHEAD: _(
                "まだ開かれていない回の用紙です。何も取り込んでいません。日を変えた回なら、予定表で日をたしかめてください。"
            ),
            PageProblem.SAME_PAGE_TWICE: _("同じページが二度入っています。二度目は飛ばしました。"),
            PageProblem.SEEN_DIFFERENTLY: _(
                "同じページが二度入っていて、しるしが違います。違う行は取り込まず、「確認待ち」で人が決めます。"
            ),
        },
        CheckInReason: {
            CheckInReason.ALREADY_IN: _("受付済み"),
            CheckInReason.UNKNOWN_CODE: _("読み取れない受講票"),
            CheckInReason.WRONG_SESSION: _("ほかの回の受講票"),
            CheckInReason.CANCELLED_APPLICATION: _("取り消された申込"),
            CheckInReason.WAITING_NOT_ACCEPTED: _("受講が決まっていない申込"),
            CheckInReason.TOO_EARLY: _("受付の開始前"),
            CheckInReason.TOO_LATE: _("受付の終了後"),
            CheckInReason.SESSION_CANCELLED: _("中止になった回"),
            CheckInReason.QUESTION_MISSING: _("質問への回答がまだ"),
            CheckInReason.REVOKED_CODE: _("無効になった受講票"),
            CheckInReason.NOT_IN_PACKAGE: _("受付パックにない受講票"),
        },
        EventKind: {EventKind.IN: _("入室"), EventKind.OUT: _("退室"), EventKind.UNDO: _("受付の取消")},
        EventResult: {
            EventResult.OK: _("受け付けた"),
            EventResult.REFUSED: _("受け付けなかった"),
            EventResult.INCOMPLETE: _("回答待ち"),
        },
        Presence: {
            Presence.PRESENT: _("出席"),
            Presence.ABSENT: _("欠席"),
            Presence.UNKNOWN: _("不明"),
        },
    }


def _packages() -> dict[type[StrEnum], dict[str, str]]:
    return {
        HeldReason: {
            HeldReason.SESSION_GONE: _("この回は、もう登録されていません"),
            HeldReason.PERSON_GONE: _("この方は、もう登録されていません"),
            HeldReason.SESSION_CANCELLED: _("この回は、その後に中止になりました"),
            HeldReason.SESSION_CONFIRMED: _("この回の出席は、もう確定されています"),
            HeldReason.APPLICATION_CANCELLED: _("この方の申込は、その後に取り消されました"),
            HeldReason.CLOCK: _("端末の時計が違っているようです"),
        },
        InboxState: {
            InboxState.WAITING: _("確認待ち"),
            InboxState.ACCEPTED: _("受け入れた"),
            InboxState.REJECTED: _("受け入れなかった"),
        },
    }


def _targets() -> dict[type[StrEnum], dict[str, str]]:
    return {
        Metric: {
            Metric.SESSIONS_HELD: _("開催回数"),
            Metric.COURSES: _("講座数"),
            Metric.ATTENDANCES: _("延べ人数"),
            Metric.DISTINCT_PEOPLE: _("実人数"),
            Metric.HOURS: _("時間"),
            Metric.RATIO_PERCENT: _("割合(%)"),
            Metric.FIGURE: _("数値(手入力)"),
            Metric.QUALITATIVE: _("数値を定めない目標"),
        },
        NotCounted: {
            NotCounted.CONSULTATION: _("相談会は対象外"),
            NotCounted.CANCELLED: _("中止"),
            NotCounted.NOT_YET_HELD: _("これから実施"),
            NotCounted.NOT_CONFIRMED: _("出席がまだ入力・確定されていない"),
            NotCounted.OUTSIDE_PERIOD: _("目標の期間の外"),
            NotCounted.TOPIC: _("対象の分野ではない"),
            NotCounted.OWNER: _("対象の担当課ではない"),
            NotCounted.TOO_SHORT: _("規則の時間より短い"),
            NotCounted.TOO_FEW: _("参加者が規則の人数より少ない"),
            NotCounted.ZERO_WEIGHT: _("数えない種類の回"),
        },
    }


def _office() -> dict[type[StrEnum], dict[str, str]]:
    return {
        PrintKind: {
            PrintKind.FLYER: _("チラシ"),
            PrintKind.ATTENDANCE_SHEET: _("出席簿"),
            PrintKind.TICKETS: _("受講票"),
            PrintKind.MONTHLY: _("月次活動報告"),
            PrintKind.PACKAGE_PROOF: _("受付パックの控え"),
            PrintKind.SURVEY: _("アンケート"),
            PrintKind.ROSTER: _("配置表"),
            PrintKind.ACTIVITY_CERTIFICATE: _("活動証明書"),
            PrintKind.NOTICES: _("お知らせ"),
            PrintKind.CALL_LIST: _("電話する方の一覧"),
            PrintKind.LOTTERY_RECORD: _("抽選記録"),
            PrintKind.VISIT_REPLY: _("派遣依頼への返事"),
            PrintKind.APPLICATION_FORM: _("申込書"),
        },
        Role: {
            Role.STAFF: _("職員"),
            Role.COORDINATOR: _("コーディネーター"),
            Role.VOLUNTEER: _("ボランティア"),
        },
        PasswordQuality: {
            PasswordQuality.SHORT: _("短い"),
            PasswordQuality.EASY: _("当てられやすい"),
            PasswordQuality.LIKE_NAME: _("名前と同じ"),
            PasswordQuality.FAIR: _("使えます"),
            PasswordQuality.GOOD: _("よい"),
        },
    }
