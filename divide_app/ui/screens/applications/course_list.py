"""One course's applications: seats, the waiting list in order, and people to be informed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.applications import ApplicationState, ApplicationStatus, CallOutcome
from divide_app.domain.lines import CourseLine
from divide_app.domain.seat_desk import OFFERED, CourseDesk, DeskLine
from divide_app.domain.seats.application_states import ApplicationAct
from divide_app.foundation.translation import _
from divide_app.services.seats.applications import ApplyResult
from divide_app.services.seats.calls import CallResult
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.applications.application_panel import ApplicationPanel
from divide_app.ui.screens.applications.course_chooser import CourseChooser
from divide_app.ui.screens.applications.phone_parts import course_order
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import ApplicationsWanted, CoursesWanted, PrintsWanted
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, IconText
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.people_words import needs_words
from divide_app.ui.widgets.room_for import room_for, room_for_days
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Act, Align, Column, LinesTableModel, TableView
from divide_app.wording.dates import short_day
from divide_app.wording.labels import label
from divide_app.wording.seats import calls_words, group_words, state_words, why_words

_MOST_CALLS = 3
"""People to call shown above the list; all of them stand in it."""

STATE_KINDS = {
    ApplicationState.ENTERED: ChipKind.INFO,
    ApplicationState.ACCEPTED: ChipKind.DONE,
    ApplicationState.OFFERED: ChipKind.WARN,
    ApplicationState.UNREACHED: ChipKind.WARN,
    ApplicationState.WAITING: ChipKind.WARN,
    ApplicationState.LOST: ChipKind.NEUTRAL,
    ApplicationState.REFUSED: ChipKind.NEUTRAL,
    ApplicationState.DECLINED: ChipKind.NEUTRAL,
    ApplicationState.CANCELLED: ChipKind.NEUTRAL,
    ApplicationState.WITHDRAWN: ChipKind.NEUTRAL,
}
_PHONE = 2  # column
_ALL = "all"
_FILTERS = (
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.WAITING,
    ApplicationStatus.APPLIED,
    ApplicationStatus.CANCELLED,
)


def application_columns() -> list[Column[DeskLine]]:
    """Return the columns of the list."""
    return [
        Column(
            _("状態"),
            lambda one: state_words(one.line),
            chip=lambda one: STATE_KINDS[one.line.state],
            sort=lambda one: (list(ApplicationStatus).index(one.line.status), one.line.place or 0, one.line.number),
            width=172,
            least=132,
        ),
        Column(
            _("氏名"),
            lambda one: one.line.name,
            sub=lambda one: one.line.kana,
            sort=lambda one: one.line.kana,
            bold=True,
            least=140,
        ),
        Column(_("電話"), lambda one: one.line.phone, width=room_for(["000-0000-0000"], least=108), is_spare=True),
        Column(
            _("理由・連絡"),
            why_words,
            sub=lambda one: "　".join(filter(None, (group_words(one), calls_words(one)))),
            width=204,
            least=122,
        ),
        Column(_("必要な配慮"), lambda one: needs_words(one.line.needs, one.line.needs_text), width=152, least=112),
        Column(
            _("申込日"),
            lambda one: short_day(one.line.applied_at),
            sub=lambda one: label(one.line.channel),
            sort=lambda one: one.line.applied_at,
            width=room_for_days(least=108),
            align=Align.RIGHT,
            is_spare=True,
        ),
    ]


class CourseListView(Screen):
    """申込一覧.

    Signals:
        person_wanted: Show this participant (UUID).
        call_wanted: Take another application of this participant (UUID).
        lottery_wanted: Show the lottery of this course (UUID).
    """

    topics = frozenset({"applications", "courses", "participants", "class_sessions"})
    person_wanted = Signal(UUID)
    call_wanted = Signal(UUID)
    lottery_wanted = Signal(UUID)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._desk: CourseDesk | None = None
        self._lines: list[DeskLine] = []
        self._filter = _ALL
        self.filter = SegmentedControl(
            [(_ALL, _("すべて")), *((status.value, label(status)) for status in _FILTERS)],
            accessible_name=_("状態でしぼる"),
        )
        self.filter.chosen.connect(self._filtered)
        self.lottery_button = SecondaryButton(_("抽選へ進む"), self._to_lottery, icon_name="dice")
        self.lottery_button.hide()
        self.print_button = SecondaryButton(_("受講票を印刷する"), self._print_all, icon_name="printer")
        self.told = Card(_("席が空いて繰り上がった方に、お電話してください"), sheet="warn", margins=12, spacing=2)
        self.told_lines = CardLines()
        self.told.body.add(self.told_lines)
        self.told.hide()
        self.over = Card(sheet="warn", margins=14, spacing=4)
        self.over_words = IconText("warning", "", colour="warn")
        self.over.body.add(self.over_words)
        self.over.hide()
        self.model: LinesTableModel[DeskLine] = LinesTableModel(application_columns(), key=lambda one: one.line.id)
        self.table = TableView(self.model, accessible_name=_("申込の一覧"))
        self.states = StateStack(self.table)
        self.panel = ApplicationPanel()
        self.panel.let_go_wanted.connect(self._let_go)
        self.panel.accept_wanted.connect(self._accept)
        self.panel.called.connect(self._called)
        self.panel.hand_on_wanted.connect(self._hand_on)
        self.panel.separate_wanted.connect(self._separate)
        self.panel.print_wanted.connect(self._print_one)
        self.panel.renew_wanted.connect(self._renew)
        self.panel.person_wanted.connect(self.person_wanted)
        self.panel.call_wanted.connect(self.call_wanted)
        self.side = SidePanel(self.states, self.panel, width=350, from_width=900)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.table.offer_acts(self._acts_of)
        self.chooser = CourseChooser(_("講座"), self.lottery_button, self.print_button)
        self.chooser.picked.connect(self._picked_course)
        filters = QWidget()
        self.export_button = SecondaryButton(_("Excelに書き出す"), self._ask_export, icon_name="download")
        FlowRow(self.filter, None, self.export_button, parent=filters)
        column = VBox(self.chooser, filters, self.over, self.told, spacing=10, parent=self)
        column.add(self.side, 1)

    def open(self, *, course: UUID) -> None:
        """Show a course's applications."""
        self.chooser.wanted = course
        self.refetch()

    def refresh(self) -> None:
        """Read the courses and the applications of the chosen one."""
        self.query(self.shell.services.scheduling.courses, self._got_courses, key="courses", states=self.states)

    def _got_courses(self, lines: list[CourseLine]) -> None:
        coming = course_order(lines)
        rest = [line for line in lines if line not in coming]
        everything = coming + rest
        if not everything:
            self.states.show_empty(
                _("まだ講座がありません"),
                _("講座を作る"),
                lambda: self.shell.navigate(CoursesWanted()),
                below=_("講座を作ると、ここで申込を受け付けられます。"),
                icon_name="book",
            )
            return
        first = next((line for line in coming if line.applied or line.accepted), everything[0])
        self._read(self.chooser.offer(everything, first).id)

    def _picked_course(self, line: CourseLine) -> None:
        self.panel.show_nothing()
        self._read(line.id)

    def _read(self, course: UUID) -> None:
        services = self.shell.services
        self.query(lambda: services.applications.desk(course), self._got_desk, key="applications", states=self.states)

    def _got_desk(self, desk: CourseDesk) -> None:
        self._desk = desk
        self._lines = list(desk.lines)
        self.filter.set_word(_ALL, _("すべて {count}").format(count=len(desk.lines)))
        for status in _FILTERS:
            count = sum(one.line.status is status for one in desk.lines)
            self.filter.set_word(status.value, f"{label(status)} {count}")
        self.lottery_button.setVisible(desk.is_lottery)
        is_drawn = desk.draw is not None and desk.draw.is_drawn
        self.lottery_button.setText(_("抽選の記録を見る") if is_drawn else _("抽選へ進む"))
        self.over.setVisible(bool(desk.over))
        if desk.over:
            self.over_words.set(
                _(
                    "定員{capacity}人より{over}人多く受講が決まっています。席を失った方はいません。"
                    "受講決定が定員より少なくなるまで、キャンセル待ちの方は繰り上がりません。"
                ).format(capacity=desk.course.capacity, over=desk.over)
            )
        self._show_calls([one for one in desk.lines if one.needs_call])
        self._show_lines()

    def _show_calls(self, wanted: list[DeskLine]) -> None:
        """Say who moved up and must be called, each with the answers one press away."""
        self.told_lines.clear()
        for one in wanted[:_MOST_CALLS]:
            name = _("{name}さん").format(name=one.line.name)
            words = "　".join(filter(None, (name, one.line.phone, calls_words(one) if one.missed else "")))
            self.told_lines.add_line(words, right=tuple(self._answers(one, name)))
        if len(wanted) > _MOST_CALLS:
            self.told_lines.add_line(_("ほかに{count}人").format(count=len(wanted) - _MOST_CALLS))
        self.told.setVisible(bool(wanted))

    def _answers(self, one: DeskLine, name: str) -> list[QWidget]:
        offered = one.line.state in OFFERED
        words = (
            [(CallOutcome.ACCEPTS, _("受講する")), (CallOutcome.DECLINES, _("辞退する"))]
            if offered
            else [(CallOutcome.TOLD, _("連絡しました"))]
        )
        return [
            SecondaryButton(
                word,
                partial(self._called, one, outcome),
                size=ButtonSize.SMALL,
                accessible_name=f"{name} {word}",
            )
            for outcome, word in (*words, (CallOutcome.NO_ANSWER, _("お出にならない")))
        ]

    def _filtered(self, value: str) -> None:
        self._filter = value
        self._show_lines()

    def _show_lines(self) -> None:
        shown = [one for one in self._lines if self._filter in {_ALL, one.line.status.value}]
        self.model.set_lines(shown)
        self.export_button.setEnabled(bool(shown))
        # Empty for a role that may not see it.
        self.table.hide_column(_PHONE, hidden=not any(one.line.phone for one in self._lines))
        self.print_button.setEnabled(any(one.line.status is ApplicationStatus.ACCEPTED for one in self._lines))
        if shown:
            self.states.show_content()
        elif self._lines:
            self.states.show_empty(_("この状態の申込はありません"), _("すべて見る"), self._show_all)
        else:
            self.states.show_empty(
                _("この講座への申込は、まだありません"),
                _("電話の申込を受ける"),
                lambda: self.shell.navigate(ApplicationsWanted(view="phone")),
                icon_name="phone",
            )

    def _show_all(self) -> None:
        self.filter.set_value(_ALL)
        self._filtered(_ALL)

    def _chosen(self, line: object) -> None:
        if isinstance(line, DeskLine):
            self.panel.show_line(line, STATE_KINDS[line.line.state], may_accept=self._seats_are_free(line))
            if not self.side.is_narrow:
                self.side.open_panel()
        else:
            self.panel.show_nothing()

    def _opened(self, line: object) -> None:
        self._chosen(line)
        self.side.open_panel()

    def _acts_of(self, line: DeskLine) -> list[Act]:
        """Return the acts of a row; the panel asks what must be asked, so it is opened first."""
        self._chosen(line)

        def do(act: Callable[[], object]) -> None:
            self.side.open_panel()
            act()

        return [
            (_("ひらく"), partial(self._opened, line)),
            *((words, partial(do, act)) for words, act in self.panel.acts()),
        ]

    def _seats_are_free(self, one: DeskLine) -> bool:
        desk = self._desk
        return desk is not None and (desk.free is None or one.group_size <= desk.free)

    def _to_lottery(self) -> None:
        if self.chooser.wanted is not None:
            self.lottery_wanted.emit(self.chooser.wanted)

    def _let_go(self, one: DeskLine, act: ApplicationAct, reason: str) -> None:
        services, id_ = self.shell.services, one.line.id

        def let_go() -> ApplyResult:
            match act:
                case ApplicationAct.CANCEL:
                    return services.applications.cancel(id_)
                case ApplicationAct.DECLINE:
                    return services.applications.decline(id_)
                case ApplicationAct.WITHDRAW:
                    return services.applications.withdraw(id_, reason)
                case ApplicationAct.REFUSE:
                    return services.applications.refuse(id_, reason)
            raise ValueError(act)

        self.operate(
            let_go,
            lambda result: self._gone(one.line.name, result.promoted),
            fields={"reason": self.panel.reason.reason},
            busy=[self.panel],
        )

    def _gone(self, name: str, promoted: tuple[UUID, ...]) -> None:
        text = _("{name}さんの申込を取り消しました").format(name=name)
        moved = self._names(promoted)
        if moved:
            text = _("{name}さんの申込を取り消しました。{moved}さんが繰り上がりました").format(name=name, moved=moved)
        self.shell.notice(text)

    def _names(self, ids: tuple[UUID, ...]) -> str:
        return _("、").join(one.line.name for one in self._lines if one.line.id in ids)

    def _accept(self, one: DeskLine) -> None:
        services = self.shell.services
        self.operate(
            lambda: services.applications.accept(one.line.id),
            lambda result: self.shell.notice(
                _("{name}さんの受講を決定しました({place}番)").format(name=one.line.name, place=result.place)
            ),
            busy=[self.panel],
        )

    def _called(self, one: DeskLine, outcome: CallOutcome) -> None:
        services = self.shell.services
        self.operate(
            lambda: services.calls.record(one.line.id, outcome),
            lambda result: self._call_kept(one, outcome, result),
            busy=[self.panel, self.told],
        )

    def _call_kept(self, one: DeskLine, outcome: CallOutcome, result: CallResult) -> None:
        name = one.line.name
        if outcome is CallOutcome.DECLINES:
            moved = self._names(result.promoted)
            text = _("{name}さんの辞退を受けました").format(name=name)
            if moved:
                text = _("{name}さんの辞退を受けました。{moved}さんが繰り上がりました").format(name=name, moved=moved)
        elif result.may_hand_on and outcome.is_missed:
            text = _("{name}さんへの電話を記録しました。席を次の方に回せます").format(name=name)
        else:
            text = _("{name}さんへの電話を記録しました（{what}）").format(name=name, what=label(outcome))
        self.shell.notice(text)

    def _hand_on(self, one: DeskLine) -> None:
        services = self.shell.services
        self.operate(
            lambda: services.calls.hand_on(one.line.id),
            lambda result: self.shell.notice(
                _("{name}さんの席を{moved}さんに回しました。{name}さんは列の最後で待ちます").format(
                    name=one.line.name, moved=self._names(result.promoted)
                )
            ),
            busy=[self.panel],
        )

    def _separate(self, one: DeskLine) -> None:
        services = self.shell.services
        self.operate(
            lambda: services.applications.separate(one.line.id),
            lambda _result: self.shell.notice(_("一緒の申込を、お一人ずつに分けました")),
            busy=[self.panel],
        )

    def _ask_export(self) -> None:
        if self._desk is not None:
            name = _("申込一覧 {course}.xlsx").format(course=self._desk.course.title)
            ask_where(self, _("申込一覧をExcelで保存する"), name, "Excel (*.xlsx)", self.export)

    def export(self, path: Path) -> None:
        """Write the applications on screen, in the order on screen."""
        course = self.chooser.wanted
        if course is None:
            return
        exports, shown = self.shell.services.exports, [one.line.id for one in self.model.lines()]
        self.operate(
            lambda: exports.applications(path, course, shown),
            lambda result: self.shell.notice(
                _("{file} に{count}人を書き出しました").format(file=result.file.name, count=result.rows)
            ),
            busy=[self.export_button],
        )

    def _print_all(self) -> None:
        if self.chooser.wanted is not None:
            self.shell.navigate(PrintsWanted(paper="tickets", course=self.chooser.wanted))

    def _print_one(self, one: DeskLine) -> None:
        self.shell.navigate(PrintsWanted(paper="tickets", course=one.line.course_id, application=one.line.id))

    def _renew(self, one: DeskLine) -> None:
        services = self.shell.services
        self.operate(
            lambda: services.applications.renew_ticket(one.line.id),
            lambda _result: self._renewed(one),
            busy=[self.panel],
        )

    def _renewed(self, one: DeskLine) -> None:
        self.panel.renewed()
        self.shell.notice(_("{name}さんの受講票を作り直しました。印刷してお渡しください").format(name=one.line.name))
