"""昨年度の計画を写す: copies the selected courses of one year to another, with a preview."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.plan import SINGLE_DAYS, OnClosed
from divide_app.foundation.problems import UserCancelled
from divide_app.foundation.progress import Progress
from divide_app.foundation.translation import _
from divide_app.services.planning.course_copies import CopyResult, CopyWish
from divide_app.ui.background import Job
from divide_app.ui.planning_turns import PlanningTurns
from divide_app.ui.screens.courses.copy_form import made_words
from divide_app.ui.screens.courses.copy_words import CourseCopy, course_copies, hard_clashes, show_lines
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import CheckBox, PrimaryButton, QuietButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import ChoiceField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.room_for import room_for
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, TableView
from divide_app.wording.dates import day_range, fiscal_year_label
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

_YEARS_BACK, _YEARS_ON = 5, 2


class YearCopyPage(QWidget):
    """The years at the top, the courses below them with their ticks, the meetings of the chosen one at the right.

    Attributes:
        chosen: Ids of the courses (of the old year) that will be copied.
        make: The button that makes everything at once.
    """

    def __init__(self, screen: Screen, on_leave: Callable[[], object]) -> None:
        super().__init__()
        self._screen, self._on_leave = screen, on_leave
        self._result: CopyResult | None = None
        self._job: Job | None = None
        self._asked = 0
        self.chosen: set[UUID] = set()
        year = screen.shell.fiscal_year
        years = range(year + _YEARS_ON, year - _YEARS_BACK - 1, -1)
        choices = [(one, fiscal_year_label(one)) for one in years]
        self.source: ChoiceField[int] = ChoiceField(_("写す年度"), choices, year - 1)
        self.target: ChoiceField[int] = ChoiceField(_("写す先の年度"), choices, year)
        closed = [(choice, label(choice)) for choice in SINGLE_DAYS]
        self.on_closed: ChoiceField[OnClosed] = ChoiceField(_("休館日や祝日に当たったら"), closed, OnClosed.SHIFT)
        self.held_only = CheckBox(_("実施した回だけを写す"))
        self.summary = Label("", "strong", wrap=True)
        self.more = Label("", "small", wrap=True)
        self.all_button = QuietButton(_("すべて写す"), lambda: self._tick_all(ticked=True))
        self.none_button = QuietButton(_("すべて外す"), lambda: self._tick_all(ticked=False))
        self.model: LinesTableModel[CourseCopy] = LinesTableModel(self._columns(), key=lambda one: one.course.source)
        self.table = TableView(self.model, accessible_name=_("写す講座"))
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(self._toggle)
        self.table.clicked.connect(lambda index: self._toggle_at(index.row()) if index.column() == 0 else None)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table, context=Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(lambda: self._toggle(self.table.current_line()))
        self.states = StateStack(self.table)
        self.states.setFocusProxy(self.table)
        self.detail = Card(_("写したあとの回"))
        self.detail_title = Label("", "strong", wrap=True)
        self.lines = CardLines()
        for part in (self.detail_title, self.lines):
            self.detail.body.add(part)
        self.detail.body.add(None)
        self.side = SidePanel(self.states, self.detail)
        self.with_clashes: ChoiceField[bool] = ChoiceField(
            _("重なる回"), [(True, _("除いて作る")), (False, _("理由を付けて作る"))]
        )
        self.reason = TextField(_("重なっても作る理由"), required=True)
        self.make = PrimaryButton(_("この計画を作る"), self._make, icon_name="copy")
        self._make_page()
        for field in (self.source, self.target, self.on_closed):
            field.picked.connect(lambda _value: self.ask())
        self.held_only.toggled.connect(lambda _on: self.ask())
        self.with_clashes.picked.connect(lambda _value: self._say())

    def leave(self) -> None:
        """Stop what is still being worked out and go back to the list."""
        self._asked += 1
        self._stop()
        self._on_leave()

    def begin(self, year: int, *, has_courses: bool) -> None:
        """Begin with a year on screen: into it while it is empty, otherwise from it into the next."""
        self.source.set_value(year if has_courses else year - 1)
        self.target.set_value(year + 1 if has_courses else year)
        self.ask()
        self.source.box.setFocus()

    def ask(self) -> None:
        """Work out what the copy would make; the notice line shows how far it is and can stop it."""
        source, target, wish = self.source.value, self.target.value, self._wish(leave_out=False)
        if source is None or target is None:
            return
        copies = self._screen.shell.services.course_copies

        self._asked += 1
        asked = self._asked

        def look(progress: Progress) -> tuple[CopyResult | None]:
            # In a tuple: a preview changes nothing, so its `changes` must not be told.
            try:
                return (copies.preview_year(source, target, wish=wish, progress=progress),)
            except UserCancelled:
                return (None,)

        def found(answer: tuple[CopyResult | None]) -> None:
            if asked != self._asked:
                return  # another year was chosen meanwhile
            if answer[0] is None:
                self._show_stopped()
            else:
                self.show_result(answer[0])

        self._stop()
        self._show_waiting()
        self._job = self._screen.shell.background.work(
            self,
            look,
            found,
            title=_("写すとどうなるかを調べています"),
            busy=[self.make],
            on_trouble=self._refused,
        )

    def show_result(self, result: CopyResult) -> None:
        """Show every course; those the year has already are not ticked."""
        self._result = result
        there = set(result.there_already)
        self.chosen = {course.source for course in result.courses if course.title not in there}
        told = []
        if there:
            told.append(_("写す先にもう同じ名前がある{count}件は、外してあります。").format(count=len(there)))
        if result.empty:
            told.append(_("写す回がない講座：{titles}").format(titles=_("、").join(result.empty)))
        self.more.setText("　".join(told))
        self.more.setVisible(bool(told))
        self.states.show_content()
        self._show()
        self.table.choose_row(0)

    def _make_page(self) -> None:
        head = QWidget()
        leave = QuietButton(_("やめる"), self.leave)
        FlowRow(Heading(_("昨年度の計画を写す")), None, leave, spacing=12, parent=head)
        options = QWidget()
        FlowRow(self.source, self.target, self.on_closed, self.held_only, spacing=16, parent=options)
        tools = HBox(spacing=8)
        tools.add(self.summary, 1)
        tools.add(self.all_button)
        tools.add(self.none_button)
        self._end = QWidget()
        FlowRow(self.with_clashes, self.reason, None, self.make, spacing=16, parent=self._end)
        column = VBox(
            head,
            Label(
                _("同じ月の同じ週・同じ曜日に写します。写さない講座は、左の「写す」を押すかSpaceキーで外します。"),
                "soft",
                wrap=True,
            ),
            options,
            tools,
            self.more,
            spacing=8,
            parent=self,
        )
        column.add(self.side, 1)
        column.add(self._end)

    def _columns(self) -> list[Column[CourseCopy]]:
        return [
            Column(
                _("写す"),
                lambda one: _("写す") if one.course.source in self.chosen else _("写さない"),
                chip=lambda one: ChipKind.INFO if one.course.source in self.chosen else ChipKind.NEUTRAL,
                width=room_for([_("写さない")], least=104),
            ),
            Column(_("講座"), lambda one: one.course.title, sub=_days, bold=True),
            Column(
                _("回数"),
                lambda one: str(len(one.kept)),
                sort=lambda one: len(one.kept),
                align=Align.RIGHT,
                width=72,
            ),
            Column(
                _("移った回"),
                lambda one: str(one.moved) if one.moved else "",
                sort=lambda one: one.moved,
                align=Align.RIGHT,
                width=90,
            ),
            Column(
                _("重なり"),
                lambda one: str(one.hard) if one.hard else "",
                chip=lambda _one: ChipKind.TROUBLE,
                sort=lambda one: one.hard,
                width=90,
            ),
        ]

    def _show_waiting(self) -> None:
        self._result = None
        self.summary.setText("")
        self.more.hide()
        self._end.hide()
        self.side.close_panel()
        self.states.show_loading(self._cancel)

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _cancel(self) -> None:
        self._asked += 1
        self._stop()
        self._show_stopped()

    def _show_stopped(self) -> None:
        self.states.show_empty(
            _("調べるのを中止しました。何も作っていません。"), _("もう一度調べる"), self.ask, icon_name="copy"
        )

    def _refused(self, error: object) -> bool:
        if not isinstance(error, DomainError):
            self.states.show_content()
            return False
        self.states.show_empty(sentence(error), icon_name="book")
        return True

    def _show(self) -> None:
        result = self._result
        if result is not None:
            self.model.set_lines(course_copies(result, self.chosen))
            self._say()

    def _say(self) -> None:
        result = self._result
        if result is None:
            return
        ticked = [one for one in self.model.lines() if one.course.source in self.chosen]
        hard = {clash.session_id for clash in hard_clashes(result, self.chosen)}
        said = _("講座{courses}件・{sessions}回を写します。移った回 {moved}、重なる回 {hard}。").format(
            courses=len(ticked),
            sessions=sum(len(one.kept) for one in ticked),
            moved=sum(one.moved for one in ticked),
            hard=len(hard),
        )
        self.summary.setText(said)
        self._end.show()
        self.with_clashes.setVisible(bool(hard))
        self.reason.setVisible(bool(hard) and self.with_clashes.value is False)
        self.make.setEnabled(bool(ticked))

    def _row_chosen(self, line: object) -> None:
        if isinstance(line, CourseCopy):
            self.detail_title.setText(line.course.title)
            show_lines(self.lines, line.lines)
            if not self.side.is_narrow:
                self.side.open_panel()

    def _toggle_at(self, row: int) -> None:
        self._toggle(self.model.line(row))

    def _toggle(self, line: object) -> None:
        if isinstance(line, CourseCopy):
            self.chosen ^= {line.course.source}
            self._show()

    def _tick_all(self, *, ticked: bool) -> None:
        self.chosen = {one.course.source for one in self.model.lines()} if ticked else set()
        self._show()

    def _wish(self, *, leave_out: bool) -> CopyWish:
        return CopyWish(
            self.on_closed.value or OnClosed.SHIFT,
            leave_out_clashing=leave_out,
            with_held_only=self.held_only.isChecked(),
        )

    def _make(self) -> None:
        source, target, result = self.source.value, self.target.value, self._result
        if result is None or source is None or target is None:
            return
        asks = not self.reason.isHidden()
        if asks and not self.reason.text:
            self.reason.set_error(_("まだ作っていません。理由を入力するか、重なる回を除いてください。"))
            return
        shell, only, reason = self._screen.shell, frozenset(self.chosen), self.reason.text if asks else ""
        copies, wish = shell.services.course_copies, self._wish(leave_out=not asks)
        self._screen.work(
            lambda progress: copies.copy_year(
                source, target, wish=wish, only=only, forced_reason=reason, progress=progress
            ),
            self._made,
            title=_("計画を写しています"),
            busy=[self.make, self.source, self.target],
        )

    def _made(self, result: CopyResult) -> None:
        words = made_words(result)
        if result.left_out:
            left_out = len({clash.session_id for clash in result.left_out})
            words = _("{words}。重なる{count}回は除きました").format(words=words, count=left_out)
        self._screen.shell.notice(words, undo=PlanningTurns(self._screen).way_back(result.undo))
        self._on_leave()


def _days(one: CourseCopy) -> str:
    kept = one.kept
    if not kept:
        return ""
    was = [line.was_at for line in one.lines]
    return _("{before} → {after}").format(
        before=day_range(min(was), max(was)), after=day_range(kept[0].starts_at, kept[-1].starts_at)
    )
