"""The cards of the home screen: meetings, things to do, a target, and this year's participants by age."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import local_day
from divide_app.domain.figures.target import Tally
from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.states import SessionState
from divide_app.foundation.translation import _
from divide_app.services.home import Task, supporters_missing
from divide_app.ui import theme
from divide_app.ui.screens.home import words as home_words
from divide_app.ui.wanted import CoursesWanted, DoorWanted, PrintsWanted, SettingsWanted, TargetsWanted, Wanted
from divide_app.ui.widgets.buttons import ButtonSize, LinkButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.charts import TargetBar
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Chip, ChipKind, IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox, line_up, sized
from divide_app.ui.widgets.session_looks import seats, session_place, session_title
from divide_app.wording import targets

Go = Callable[[Wanted], object]
"""Goes to a screen with its arguments."""

_WHEN, _HELPERS, _WORDS, _GAP, _EDGE = 98, 108, 190, 14, 8
"""Widths of a meeting's columns, the least for its title, gap and edge, in pixels at 100 %."""


class _OneLine(Label):
    """Words that wish for one line, and wrap only where there is no room for it; Qt would wish for a square."""

    def sizeHint(self) -> QSize:
        """Return the room of one line."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(width, self.heightForWidth(width))


class SessionRow(QWidget):
    """One meeting: when, what and where, who helps, how many come, and the one thing to do with it."""

    def __init__(self, session: SessionLine, today: date, now: datetime, go: Go) -> None:
        super().__init__()
        helpers = _("・").join(name.split()[0] for name in session.supporters) or _("支援者なし")
        missing = supporters_missing(session)
        title = session_title(session)
        self._below = _OneLine(session_place(session), "small", wrap=True)
        self._helpers = Label(helpers, "small", wrap=True)
        self._helpers_below = Label(_("支援者：{names}").format(names=helpers), "small", wrap=True)
        self._chip: Chip | None = None
        under = FlowRow(self._below, row_spacing=2)
        if missing:
            self._chip = Chip(_("支援者 あと{number}人").format(number=missing), ChipKind.TROUBLE)
            under.add(self._chip)
        words = VBox(Label(title, "strong", wrap=True), under, self._helpers_below, spacing=2)
        count = seats(session.accepted, session.capacity) if session.capacity or session.accepted else _("予約なし")
        number = Label(count, "strong" if session.capacity else "soft")
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        number.setAccessibleName(_("申込 {count}").format(count=count))
        row = HBox(spacing=_GAP, margins=(5, _EDGE), parent=self)
        row.add(sized(Label(home_words.when(session, today), "strong", wrap=True), width=_WHEN))
        row.add(words, 1)
        row.add(sized(self._helpers, width=_HELPERS))
        act = _act(session, today, now, go)
        row.add(number)
        row.add(act)
        self.columns: tuple[QWidget, ...] = (number, act)
        self.card_rows: Sequence[SessionRow] = (self,)
        """The rows which turn together, so that their columns stand below each other."""
        spoken = [home_words.when(session, today), title, session_place(session), helpers, count]
        self.setAccessibleName(_("、").join(spoken))
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the supporters below the place when there is no room for their column."""
        super().resizeEvent(event)
        self._turn()

    def minimumSizeHint(self) -> QSize:
        """Return the room without the supporters' column: it never holds the window open."""
        room = super().minimumSizeHint()
        taken = self._helpers.minimumWidth() + theme.px(14) if self._helpers.isVisibleTo(self) else 0
        return QSize(room.width() - taken, room.height())

    def wide_from(self) -> int:
        """Return the width from which supporters have a column of their own."""
        chip = self._chip.sizeHint().width() if self._chip is not None else 0
        ends = sum(max(column.minimumWidth(), column.sizeHint().width()) for column in self.columns)
        gaps = theme.px(_GAP) * 4 + theme.px(_EDGE) * 2
        return theme.px(_WHEN) + max(theme.px(_WORDS), chip) + theme.px(_HELPERS) + ends + gaps

    def _turn(self) -> None:
        wide = self.width() >= max(row.wide_from() for row in self.card_rows)
        self._helpers.setVisible(wide)
        self._helpers_below.setVisible(not wide)


def _act(session: SessionLine, today: date, now: datetime, go: Go) -> QWidget:
    """Return the button of a meeting, or the chip that says nothing is left to do, at the right end."""
    holder = QWidget()
    row = HBox(None, spacing=0, parent=holder)
    state: QWidget

    def button(word: str, wanted: Wanted) -> SecondaryButton:
        return SecondaryButton(
            word,
            lambda: go(wanted),
            size=ButtonSize.SMALL,
            accessible_name=_("{word}：{session}").format(word=word, session=session_title(session)),
        )

    if session.state is SessionState.CANCELLED:
        state = Chip(_("中止"), ChipKind.NEUTRAL)
    elif session.state is SessionState.HELD:
        state = Chip(_("実施済み"), ChipKind.DONE)
    elif home_words.is_over(session, now):
        state = button(_("出席を確定する"), DoorWanted(closing=session.id))
    elif local_day(session.starts_at) == today:
        state = button(_("受付を開く"), DoorWanted(class_session=session.id))
    else:
        state = button(_("出席簿を印刷する"), PrintsWanted(class_session=session.id))
    row.addWidget(state, 0, Qt.AlignmentFlag.AlignVCenter)
    return holder


class SessionsCard(Card):
    """今日と明日の回."""

    def __init__(self, go: Go) -> None:
        super().__init__(_("今日と明日の回"), spacing=4, margins=14)
        self._go = go
        self.lines = CardLines(compact=True)
        self.body.add(self.lines)

    def show_sessions(
        self, sessions: Sequence[SessionLine], following: SessionLine | None, today: date, now: datetime
    ) -> None:
        """Show the meetings, or the next one when there is none."""
        self.lines.clear()
        rows = [SessionRow(session, today, now, self._go) for session in sessions]
        for row in rows:
            row.card_rows = rows
            self.lines.add(row)
        # Words differ in length (and more so in English): figures and buttons stand below each other all the same.
        for column, least in zip(zip(*(row.columns for row in rows), strict=True), (64, 112), strict=False):
            line_up(column, least_width=least)
        if sessions:
            return
        if following is None:
            button = SecondaryButton(_("講座を作る"), lambda: self._go(CoursesWanted(wizard=True)), icon_name="plus")
            self.lines.add_line(
                _("今日と明日の回はありません"),
                _("講座を作ると、ここに日時と会場が出ます"),
                left=IconLabel("calendar", "text_faint", 20),
                right=(button,),
            )
            return
        self.lines.add_line(
            _("今日と明日の回はありません"), _("次の回はこちらです"), left=IconLabel("calendar", "text_faint", 20)
        )
        self.lines.add(SessionRow(following, today, now, self._go))


class TasksCard(Card):
    """今日すること."""

    def __init__(self, go: Go) -> None:
        super().__init__(_("今日すること"), spacing=4, margins=14)
        self._go = go
        self.lines = CardLines(compact=True)
        self.body.add(self.lines)

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show a sentence and one button for each."""
        self.lines.clear()
        for words in home_words.lines_of(tasks):
            button = SecondaryButton(
                words.action,
                lambda words=words: self._go(words.wanted),  # type: ignore[misc]
                size=ButtonSize.SMALL,
                accessible_name=_("{word}：{session}").format(word=words.action, session=words.title),
            )
            self.lines.add_line(
                words.title, words.below, left=IconLabel(words.icon, "text_soft", 20), right=(_right(button),)
            )
        if not tasks:
            self.lines.add_line(_("今日すぐにすることはありません"), "", left=IconLabel("check_circle", "done", 20))


def _right(button: QWidget) -> QWidget:
    """Return the button in a column of one width, so that the words beside it line up too."""
    holder = sized(QWidget(), least_width=112)
    HBox(None, button, spacing=0, parent=holder)
    return holder


class TargetCard(Card):
    """One published target: how far, against which pace, and where it leads."""

    def __init__(self, tally: Tally, go: Go) -> None:
        super().__init__(spacing=8)
        target = tally.target
        small = Label(_("目標　{period}").format(period=targets.period_words(target)), "small", wrap=True)
        self.body.add(VBox(small, Label(target.name, "section", wrap=True), spacing=4))
        figure, goal = home_words.figure_words(tally)
        if tally.actual is not None:
            row = HBox(Label(figure, "figure"), spacing=8)
            row.addWidget(Label(goal, "unit"), 0, Qt.AlignmentFlag.AlignBottom)
            row.add(None)
            self.body.add(row)
        else:
            self.body.add(Label(targets.goal_words(target), "soft"))
        pace, forecast = targets.pace_words(tally), targets.forecast_sentence(tally)
        if target.at_least and tally.actual is not None:
            bar = TargetBar()
            expected = tally.expected_by_now
            bar.set_values(
                float(tally.actual / target.at_least),
                None if expected is None else float(expected / target.at_least),
                spoken=_("、").join(part for part in (f"{figure} {goal}", pace, forecast) if part),
            )
            self.body.add(bar)
        if pace:
            self.body.add(HBox(Chip(pace, ChipKind.DONE if tally.on_pace else ChipKind.WARN), None))
        if forecast or target.note:
            self.body.add(Label(forecast or target.note, wrap=True))
        link = LinkButton(
            _("数えた回と、数えない回の理由を見る") if tally.actual is not None else _("くわしく見る"),
            lambda: go(TargetsWanted(target=target.id)),
        )
        self.body.add(HBox(link, None, spacing=0))
        self.setAccessibleName(target.name)


class FirstStepsCard(Card):
    """What a new office does first, with the place where it is done."""

    def __init__(self, go: Go) -> None:
        super().__init__(_("はじめにすること"), spacing=6)
        lines = CardLines()
        steps: list[tuple[str, str, str, Wanted]] = [
            (
                _("会場と部屋を登録します"),
                _("休館日も入れておくと、重なりを防げます"),
                "place",
                SettingsWanted(section="venues"),
            ),
            (_("講座を作ります"), _("用意された講座の種類から選べます"), "book", CoursesWanted(wizard=True)),
            (
                _("公表している目標を入れます"),
                _("何回・何人かを、毎日数えます"),
                "flag",
                SettingsWanted(section="targets"),
            ),
        ]
        for title, below, icon, wanted in steps:
            button = SecondaryButton(
                _("開く"),
                partial(go, wanted),
                size=ButtonSize.SMALL,
                accessible_name=_("{word}：{session}").format(word=_("開く"), session=title),
            )
            lines.add_line(title, below, left=IconLabel(icon, "text_soft", 20), right=(button,))
        self.body.add(lines)


class NoTargetCard(Card):
    """The place of the targets while the office has none."""

    def __init__(self, go: Go) -> None:
        super().__init__(_("目標"), spacing=8)
        words = _("公表している目標を設定に入れると、今どこまで来たかがここに出ます。")
        self.body.add(IconText("flag", words, "small"))
        self.body.add(HBox(SecondaryButton(_("目標を入れる"), lambda: go(SettingsWanted(section="targets"))), None))
