"""Text of the home screen: the greeting, a sentence for each thing to do, and the groups of the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from divide_app.domain.calendar import local, local_day
from divide_app.domain.figures.target import Tally
from divide_app.domain.people.age_band import bounds
from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.states import SessionState
from divide_app.foundation.translation import _
from divide_app.services.home import Task, TaskKind
from divide_app.ui.wanted import (
    CoursesWanted,
    DoorWanted,
    PackagesWanted,
    PrintsWanted,
    ReachingWanted,
    ScansWanted,
    SettingsWanted,
    SupportersWanted,
    VisitsWanted,
    Wanted,
)
from divide_app.ui.widgets.charts import BarLine
from divide_app.wording import targets
from divide_app.wording.band_layouts import BandLayout
from divide_app.wording.bands import band_label
from divide_app.wording.dates import clock, fiscal_year_label, reiwa_day, reiwa_month, short_day

_MORNING_ENDS, _DAY_ENDS = 11, 18
_YOUNG = 60
"""Below this age the classes have few people; one bar is enough for them."""


@dataclass(frozen=True, slots=True)
class TaskWords:
    """One line of 今日すること.

    Attributes:
        action: Word of its one button.
        wanted: Where the button goes.
    """

    title: str
    below: str
    icon: str
    action: str
    wanted: Wanted


def greeting(now: datetime) -> str:
    """Return 令和8年11月21日(土)　おはようございます."""
    hour = local(now).hour
    if hour < _MORNING_ENDS:
        words = _("おはようございます")
    elif hour < _DAY_ENDS:
        words = _("こんにちは")
    else:
        words = _("こんばんは")
    return _("{day}　{greeting}").format(day=reiwa_day(now), greeting=words)


def when(session: SessionLine, today: date) -> str:
    """Return 今日 10:00, 明日 10:00, or 11/28(土) 10:00."""
    day = local_day(session.starts_at)
    days = (day - today).days
    word = _("今日") if days == 0 else _("明日") if days == 1 else short_day(day)
    return f"{word} {clock(session.starts_at)}" if session.time_is_known else word


def lines_of(tasks: Sequence[Task]) -> list[TaskWords]:
    """Return the lines of 今日すること; meetings that lack supporters share one."""
    lacking = [task for task in tasks if task.kind is TaskKind.TOO_FEW_SUPPORTERS]
    lines: list[TaskWords] = []
    for task in tasks:
        if task.kind is TaskKind.TOO_FEW_SUPPORTERS and len(lacking) > 1:
            if task is lacking[0]:
                lines.append(_lacking(lacking))
        else:
            lines.append(task_words(task))
    return lines


def _lacking(tasks: Sequence[Task]) -> TaskWords:
    first = tasks[0]
    return TaskWords(
        _("2週間のうちに、支援者が足りない回が{number}回あります").format(number=len(tasks)),
        _("{day} {course} あと{missing}人 ほか{number}回").format(
            day=short_day(first.day) if first.day else "",
            course=first.title,
            missing=first.number,
            number=len(tasks) - 1,
        ),
        "heart",
        _("支援者を探す"),
        SupportersWanted(class_session=first.subject),
    )


def task_words(task: Task) -> TaskWords:
    """Return the sentence of a thing to do, and where its button goes."""
    match task.kind:
        case TaskKind.CONFIRM_ATTENDANCE:
            return _confirm(task)
        case TaskKind.TOO_FEW_SUPPORTERS:
            day = short_day(task.day) if task.day else ""
            return TaskWords(
                _("{day}の回は支援者があと{number}人必要です").format(day=day, number=task.number),
                task.title,
                "heart",
                _("支援者を探す"),
                SupportersWanted(class_session=task.subject),
            )
        case TaskKind.LOTTERY_DUE:
            capacity = dict(task.details).get("capacity", 0)
            return TaskWords(
                _("「{course}」の申込が締め切られ、抽選を待っています").format(course=task.title),
                _("申込 {applied}人 ／ 定員 {capacity}人").format(applied=task.number, capacity=capacity),
                "dice",
                _("講座を開く"),
                CoursesWanted(course=task.subject),
            )
        case TaskKind.REPORT_DUE:
            return _report(task)
        case TaskKind.PEOPLE_TO_TELL | TaskKind.PEOPLE_TO_REMIND:
            return _reach(task)
        case TaskKind.KEEP_OVER:
            return TaskWords(
                _("保存する期間（{years}年度）が過ぎた方がいるかもしれません").format(years=task.number),
                _("数えてから消去できます。集計の数は変わりません"),
                "lock",
                _("個人情報を開く"),
                SettingsWanted(section="privacy"),
            )
        case TaskKind.APPOINTMENT_EXPIRING:
            return _expiring(task)
        case TaskKind.PACKAGE_OUT | TaskKind.INBOX_WAITING | TaskKind.REQUEST_WAITING | TaskKind.SCAN_UNSURE:
            return _elsewhere(task)


def _reach(task: Task) -> TaskWords:
    """Return the sentence of people to tell, or to remind."""
    day = short_day(task.day) if task.day else ""
    if task.kind is TaskKind.PEOPLE_TO_TELL:
        return TaskWords(
            _("変更などを伝える方が{number}人います").format(number=task.number),
            _("{course} {day}までに").format(course=task.title, day=day),
            "phone",
            _("順に電話する"),
            ReachingWanted(part="news"),
        )
    return TaskWords(
        _("{day}の回にいらっしゃる方にお知らせできます").format(day=day),
        _("{number}人　電話・SMS・メール・手紙").format(number=task.number),
        "phone",
        _("お知らせする"),
        ReachingWanted(part="reminders"),
    )


def _elsewhere(task: Task) -> TaskWords:
    """Return the sentence of what waits on another screen, and the part of it that opens."""
    number = task.number
    wanted: Wanted
    match task.kind:
        case TaskKind.PACKAGE_OUT:
            title, below = (
                _("まだ戻っていない受付パックが{number}つあります"),
                _("取り込むと、会場の受付が数に入ります"),
            )
            icon, action, wanted = "box", _("取り込む"), PackagesWanted(part="home")
        case TaskKind.INBOX_WAITING:
            title, below = _("確認を待つ受付の記録が{number}件あります"), _("受付パックから届いた記録です")
            icon, action, wanted = "box", _("確かめる"), PackagesWanted(part="inbox")
        case TaskKind.SCAN_UNSURE:
            title, below = _("読み取りに迷った印が{number}か所あります"), _("拡大した絵を見て決めます")
            icon, action, wanted = "paper", _("決める"), ScansWanted(part="decide")
        case _:
            title, below = (
                _("返事を待つ派遣依頼が{number}件あります"),
                _("希望の日時が空いているか確かめて返事をします"),
            )
            icon, action, wanted = "phone", _("依頼を開く"), VisitsWanted()
    return TaskWords(title.format(number=number), below, icon, action, wanted)


def _confirm(task: Task) -> TaskWords:
    details = dict(task.details)
    first = _("{day} {course} 第{session}回").format(
        day=short_day(task.day) if task.day else "", course=task.title, session=details.get("session", 1)
    )
    below = first if task.number == 1 else _("{first} ほか{number}回").format(first=first, number=task.number - 1)
    return TaskWords(
        _("出席が未確定の回が{number}回あります").format(number=task.number),
        below,
        "check_circle",
        _("確定する"),
        DoorWanted(closing=task.subject),
    )


def _report(task: Task) -> TaskWords:
    month = reiwa_month(task.day.year, task.day.month) if task.day else task.title
    if task.number:
        below = _("出席が未確定の回が{number}回あります。確定すると数字が変わります").format(number=task.number)
    else:
        below = _("すべての回の出席が確定しています")
    return TaskWords(
        _("{month}の月次活動報告を印刷できます").format(month=month),
        below,
        "printer",
        _("印刷する"),
        PrintsWanted(paper="monthly", month=task.title),
    )


def _expiring(task: Task) -> TaskWords:
    day = short_day(task.day) if task.day else ""
    if task.number == 1:
        below = _("{name}さん {day}まで").format(name=task.title, day=day)
    else:
        below = _("{name}さん {day}まで ほか{number}人").format(name=task.title, day=day, number=task.number - 1)
    return TaskWords(
        _("まもなく任期が終わる支援者がいます"),
        below,
        "clock",
        _("確かめる"),
        SupportersWanted(supporter=task.subject),
    )


def is_over(session: SessionLine, now: datetime) -> bool:
    """Return whether the meeting has ended and waits for its attendance to be confirmed."""
    return session.state is SessionState.PLANNED and session.ends_at <= now


def figure_words(tally: Tally) -> tuple[str, str]:
    """Return the large figure and the small words behind it: 47, ／ 130回以上."""
    figure = targets.number(tally.actual)
    if tally.target.at_least is None:
        return figure, targets.unit(tally.target.metric)
    return figure, _("／ {goal}").format(goal=targets.goal_words(tally.target))


def year_title(year: int, this_year: int, total: int) -> str:
    """Return 今年度の参加（延べ 412人）."""
    people = f"{total:,}"
    if year == this_year:
        return _("今年度の参加（延べ {people}人）").format(people=people)
    return _("{year}の参加（延べ {people}人）").format(year=fiscal_year_label(year), people=people)


def year_bars(by_band: Mapping[str, int], layout: BandLayout) -> list[BarLine]:
    """Return the year's attendances in a few bars: everybody below 60 in one, the rest as the layout cuts them."""
    sums = layout.summed(by_band)
    young = [code for code in sums if _is_young(code)]
    lines: list[tuple[str, int]] = []
    if any(sums[code] for code in young):
        lines.append((band_label(f"-{_YOUNG - 1}"), sum(sums[code] for code in young)))
    lines += [(band_label(code), number) for code, number in sums.items() if code not in young]
    return [BarLine(word, number, f"{number:,}") for word, number in lines]


def _is_young(code: str) -> bool:
    span = bounds(code)
    return span is not None and span[1] is not None and span[1] < _YOUNG
