"""講座: courses by state, the chosen one beside the list, and the wizard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import fiscal_year, local_day
from divide_app.domain.lines import CourseLine
from divide_app.domain.planning.courses import CourseState
from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.ui.list_file_button import ListFileButton
from divide_app.ui.planning_turns import PlanningTurns
from divide_app.ui.screens.courses.panel import CoursePanel
from divide_app.ui.screens.courses.wizard import CourseWizard
from divide_app.ui.screens.courses.year_copy import YearCopyPage
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import ApplicationsWanted, PrintsWanted, VisitsWanted
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton
from divide_app.ui.widgets.fields import SearchField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.room_for import room_for
from divide_app.ui.widgets.session_looks import course_days, course_state, queue_words, seats
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.state_filter import StateFilter
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Act, Align, Column, LinesTableModel, Prepared, TableView, prepare
from divide_app.wording.dates import fiscal_year_label
from divide_app.wording.labels import label

ALL = ""


def columns() -> list[Column[CourseLine]]:
    """Return the columns of the list."""
    return [
        Column(_("講座"), lambda line: line.title, sub=course_days, bold=True),
        Column(_("会場"), lambda line: _("、").join(line.venues) or _("会場未定"), width=170),
        Column(
            _("受講決定"),
            lambda line: seats(line.accepted, line.capacity),
            sub=queue_words,
            sort=lambda line: line.accepted,
            align=Align.RIGHT,
            width=room_for([_("{count}人").format(count=120)], least=108),
        ),
        Column(
            _("状態"),
            lambda line: course_state(line)[0],
            chip=lambda line: course_state(line)[1],
            sort=lambda line: list(CourseState).index(line.state),
            width=110,
        ),
    ]


class CoursesScreen(Screen):
    """The courses of a fiscal year."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {Topic.COURSES, Topic.CLASS_SESSIONS, Topic.APPLICATIONS, Topic.VENUES, Topic.CATALOGUE, Topic.OFFICE}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.turns = PlanningTurns(self)
        self._rows: list[Prepared[CourseLine]] = []
        self._in_all: int = 0
        self._to_choose: UUID | None = None
        self._wizard: CourseWizard | None = None
        self._year_copy: YearCopyPage | None = None
        self.add_button = PrimaryButton(_("講座を作る"), self.begin_wizard, icon_name="plus")
        head = QWidget()
        self.visits = QuietButton(_("派遣依頼を見る"), lambda: shell.navigate(VisitsWanted()), icon_name="phone")
        self.copy_button = QuietButton(_("昨年度の計画を写す"), self.begin_year_copy, icon_name="copy")
        self.file_button = ListFileButton(shell, "events", _("ファイルから取り込む"))
        rest = (self.file_button, self.copy_button, self.visits, self.add_button)
        FlowRow(Heading(_("講座", "several")), None, *rest, spacing=8, parent=head)
        self.state_filter = StateFilter(_("状態でしぼる"))
        self.state_filter.chosen.connect(lambda _state: self._show_rows())
        self.filter = SearchField(_("講座・会場・担当課でしぼる"))
        sized(self.filter, least_width=260, most_width=360)
        self.filter.searched.connect(lambda _text: self._show_rows())
        tools = QWidget()
        FlowRow(self.state_filter, None, self.filter, spacing=12, parent=tools)
        self.model: LinesTableModel[CourseLine] = LinesTableModel(columns(), key=lambda line: line.id)
        self.table = TableView(self.model, accessible_name=_("講座の一覧"))
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(self._row_opened)
        self.table.offer_acts(self._acts_of)
        self.states = StateStack(self.table)
        self.panel = CoursePanel(self, self._close_panel)
        self.side = SidePanel(self.states, self.panel)
        self.states.setFocusProxy(self.table)
        self._list_page = QWidget()
        column = VBox(head, tools, spacing=12, parent=self._list_page)
        column.add(self.side, 1)
        self._pages = PageSwitch(self._list_page)
        VBox(spacing=0, margins=(24, 18, 24, 24), parent=self).add(self._pages, 1)

    @property
    def wizard(self) -> CourseWizard | None:
        """The wizard while it is open."""
        return self._wizard

    @property
    def year_copy(self) -> YearCopyPage | None:
        """The page that copies a year while it is open."""
        return self._year_copy

    def begin_year_copy(self) -> None:
        """Open the page on which last year's plan is looked through and copied."""
        page = YearCopyPage(self, self.leave_year_copy)
        self._year_copy = page
        self._pages.add(page)
        self._pages.show_page(page)
        page.begin(self.shell.fiscal_year, has_courses=any(row.line.first_starts_at for row in self._rows))

    def leave_year_copy(self) -> None:
        """Show the list again."""
        page, self._year_copy = self._year_copy, None
        self._pages.show_page(self._list_page)
        if page is not None:
            self._pages.remove(page)
            QTimer.singleShot(0, page.deleteLater)
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the courses of the fiscal year."""
        services, year, shown = self.shell.services, self.shell.fiscal_year, self.model.columns

        def read() -> tuple[int, list[Prepared[CourseLine]]]:
            lines = services.scheduling.courses()
            return len(lines), prepare(shown, [line for line in lines if _belongs(line, year)])

        self.query(read, self._show, key="list", states=self.states)
        self.panel.reload()
        if self._wizard is not None:
            self._wizard.read()

    def open(self, *, course: UUID | None = None, wizard: bool | None = None, day: date | None = None) -> None:
        """Show a course, or the wizard for a new one on a day."""
        if wizard:
            self.begin_wizard(day)
        elif course is not None:
            self._pages.show_page(self._list_page)
            self._to_choose = course
            self.state_filter.set_value(ALL)
            self.filter.clear()
            self._choose_wanted()
            self.side.open_panel()
            self.panel.load(course)

    def take_back(self) -> bool:
        """Take the newest act on the plan back; tells whether there was one."""
        return self.turns.undo()

    def do_again(self) -> bool:
        """Do again what was taken back; tells whether there was anything."""
        return self.turns.redo()

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the list and the wizard."""
        return [
            ("↑ ↓", _("講座を選ぶ")),
            ("Enter", _("選んだ講座をひらく")),
            ("Esc", _("右の欄を閉じる")),
            ("Ctrl+Enter", _("次の段へ進む（講座を作るとき）")),
            ("Space", _("写す講座を選ぶ、外す（昨年度の計画を写すとき）")),
        ]

    def begin_wizard(self, day: date | None = None) -> None:
        """Open the wizard, or go on with the one that is open."""
        wizard = self._wizard
        if wizard is None or wizard.is_over:
            self._drop_wizard()
            wizard = CourseWizard(self, on_leave=self.leave_wizard, on_show=self._show_course, on_new=self.begin_wizard)
            self._wizard = wizard
            self._pages.add(wizard)
            wizard.read()
        self._pages.show_page(wizard)
        if day is not None:
            wizard.set_day(day)
        wizard.focus_first()

    def leave_wizard(self) -> None:
        """Show the list again; what was typed can be taken up once more from the notice line."""
        wizard = self._wizard
        self._pages.show_page(self._list_page)
        if wizard is None:
            return
        if not wizard.is_over and wizard.is_touched:
            self.shell.notice(
                _("講座を作るのをやめました。何も保存していません"),
                kind="info",
                action=(_("続きを入力する"), lambda: self._resume(wizard)),
            )
        wizard.is_over = True

    def _resume(self, wizard: CourseWizard) -> None:
        if self._wizard is wizard:
            wizard.is_over = False
            self._pages.show_page(wizard)
            wizard.focus_first()

    def _drop_wizard(self) -> None:
        wizard, self._wizard = self._wizard, None
        if wizard is not None:
            self._pages.remove(wizard)
            QTimer.singleShot(0, wizard.deleteLater)

    def _show_course(self, course: UUID) -> None:
        self.open(course=course)
        self.refetch()

    def _show(self, found: tuple[int, list[Prepared[CourseLine]]]) -> None:
        self._in_all, self._rows = found
        counts = Counter(row.line.state for row in self._rows)
        shown = [state for state in CourseState if state is not CourseState.CANCELLED or counts[state]]
        self.state_filter.set_choices(
            [(ALL, _("すべて"), len(self._rows)), *((state.value, label(state), counts[state]) for state in shown)]
        )
        self._show_rows()
        self._choose_wanted()

    def _show_rows(self) -> None:
        state, words = self.state_filter.value, self.filter.text().casefold().split()
        rows = [row for row in self._rows if state in {ALL, row.line.state.value} and _fits(row.line, words)]
        if rows:
            self.states.show_content()
            self.model.set_prepared(rows)
        elif self._rows:
            self.states.show_empty(
                _("この条件に合う講座はありません"), _("しぼり込みをやめる"), self._unfilter, icon_name="search"
            )
        else:
            year = fiscal_year_label(self.shell.fiscal_year)
            self.states.show_empty(
                _("{year}の講座はまだありません").format(year=year) if self._in_all else _("まだ講座がありません"),
                _("講座を作る"),
                self.begin_wizard,
                below=_("講座の種類を選ぶと、回と会場までまとめて作れます。"),
                icon_name="book",
            )

    def _unfilter(self) -> None:
        self.state_filter.set_value(ALL)
        self.filter.clear()
        self._show_rows()

    def _choose_wanted(self) -> None:
        if self._to_choose is not None and self.table.choose(self._to_choose):
            self._to_choose = None

    def _row_chosen(self, line: object) -> None:
        if isinstance(line, CourseLine) and not self.side.is_narrow:
            self._open_line(line)

    def _row_opened(self, line: object) -> None:
        if isinstance(line, CourseLine):
            self._open_line(line)

    def _acts_of(self, line: CourseLine) -> list[Act]:
        """Return the acts of a row's menu; those that ask something do so in the panel."""
        panel = self.panel
        later: list[Act] = [(_("直す"), panel.begin_edit), (_("写して作る"), panel.begin_copy)]
        if line.state is not CourseState.CANCELLED:
            later += [(_("回を追加する"), panel.begin_add), (_("講座を中止する"), panel.begin_cancel)]
        go = self.shell.navigate
        return [
            (_("ひらく"), partial(self._open_line, line)),
            (_("申込を見る"), partial(go, ApplicationsWanted(course=line.id))),
            (_("印刷する"), partial(go, PrintsWanted(course=line.id))),
            *((words, partial(self._open_line, line, act)) for words, act in later),
        ]

    def _close_panel(self) -> None:
        self.side.close_panel()

    def _open_line(self, line: CourseLine, then: Callable[[], object] | None = None) -> None:
        self.side.open_panel()
        self.panel.load(line.id, then)


def _belongs(line: CourseLine, year: int) -> bool:
    """Return whether a course has a meeting in a fiscal year, or has none yet."""
    if line.first_starts_at is None or line.last_ends_at is None:
        return True
    return fiscal_year(local_day(line.first_starts_at)) <= year <= fiscal_year(local_day(line.last_ends_at))


def _fits(line: CourseLine, words: Sequence[str]) -> bool:
    text = " ".join((line.title, line.topic, *line.venues, *line.owners)).casefold()
    return all(word in text for word in words)
