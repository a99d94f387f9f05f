"""月の配置: the roster of a month with gaps first, a proposal with reasons, and locks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.foundation.translation import _
from divide_app.services.roster.roster import AppliedRoster, CourseRule, Proposal, SessionNeeds
from divide_app.ui.background import Lane
from divide_app.ui.list_beside import ListBeside
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.supporters.month_panel import MonthPanel
from divide_app.ui.screens.supporters.nothing_shown import show_or_say_why
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.buttons import CheckBox, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.room_for import room_for_days
from divide_app.ui.widgets.tables import Column
from divide_app.wording.dates import clock_range, reiwa_month, short_day
from divide_app.wording.roster import need_words

_PEOPLE = 3  # column


def open_words(needs: SessionNeeds) -> str:
    """Return what is missing: 補助 2人, or that nothing is."""
    if needs.is_over:
        return _("終わった回", "one")
    parts = [
        _("{what} あと{number}人").format(what=need_words(need), number=number)
        for need, number in needs.open_needs
        if not need.is_among
    ]
    parts += [need_words(need) for need, _number in needs.open_needs if need.is_among]
    return _("、").join(parts) or (_("足りています") if needs.session.needs else _("必要の指定なし"))


def _chip(needs: SessionNeeds) -> ChipKind:
    if needs.is_over or not needs.session.needs:
        return ChipKind.NEUTRAL
    return ChipKind.TROUBLE if needs.open_needs else ChipKind.DONE


def month_columns(people: Callable[[SessionNeeds], str]) -> list[Column[SessionNeeds]]:
    """Return the columns of the list; `people` gives who is or would be on a session."""
    return [
        Column(
            _("日時"),
            lambda one: short_day(one.session.starts_at),
            sub=lambda one: clock_range(one.session.starts_at, one.session.ends_at),
            sort=lambda one: one.session.starts_at,
            width=room_for_days(least=130),
        ),
        Column(
            _("回").capitalize(),
            lambda one: _("{title} 第{number}回").format(title=one.session.title, number=one.session.number),
            sub=lambda one: one.session.venue,
            bold=True,
        ),
        Column(
            _("必要"),
            open_words,
            chip=_chip,
            sort=lambda one: -one.lacking,
            width=176,
        ),
        Column(_("支援者"), people, width=200),
    ]


class MonthView(ListBeside[SessionNeeds]):
    """月の配置."""

    topics = frozenset({"assignments", "class_sessions", "supporters", "applications", "courses"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, month_columns(self._people), key=lambda one: one.session.id, name=_("この月の回"))
        today = shell.today()
        self._month = (today.year, today.month)
        self._lines: list[SessionNeeds] = []
        self._proposal: Proposal | None = None
        self._line: SessionNeeds | None = None
        self.month_label = Label("", "section")
        self.before_button = QuietButton(
            "", lambda: self.step(-1), icon_name="chevron_left", accessible_name=_("前の月")
        )
        self.next_button = QuietButton("", lambda: self.step(1), icon_name="chevron_right", accessible_name=_("次の月"))
        self.words = Label("", "soft")
        self.propose_button = PrimaryButton(_("配置の案を作る"), self.propose)
        self.print_button = SecondaryButton(_("配置表をPDFにする"), self._ask_paper, icon_name="paper")
        self.calendar_button = SecondaryButton(_("カレンダーに出す"), self._ask_calendar, icon_name="calendar")
        self.tell_button = QuietButton(_("全員に知らせたと記録する"), self._tell_all, icon_name="check")
        self.only_missing = CheckBox(_("足りない回だけ"))
        self.only_missing.toggled.connect(lambda _on: self._show_lines())
        self.banner = Card(margins=12, spacing=8)
        self.banner_words = IconText("info", "")
        self.apply_button = PrimaryButton(_("案のとおりに配置する"), self._apply_all, icon_name="check")
        self.some_button = SecondaryButton(_("選んだ人だけ配置する"), self._apply_some)
        self.drop_button = QuietButton(_("案を捨てる"), self.drop_proposal)
        self.banner.body.add(self.banner_words)
        self.banner.body.add(FlowRow(self.apply_button, self.some_button, self.drop_button))
        self.banner.hide()
        self.panel = MonthPanel()
        self.panel.lock_wanted.connect(self._lock)
        self.panel.tell_wanted.connect(self._tell)
        self.panel.changed.connect(self._tell_choice)
        self.panel.rule_wanted.connect(self._ask_rule)
        self.panel.rule_typed.connect(self._keep_rule)
        self.put_beside(self.panel, width=440, from_width=960, hides=_PEOPLE)
        lock = QShortcut(QKeySequence(Qt.Key.Key_L), self.table, context=Qt.ShortcutContext.WidgetShortcut)
        lock.activated.connect(self._lock_chosen)
        month = QWidget()
        HBox(self.before_button, self.month_label, self.next_button, spacing=4, parent=month)
        FlowRow(
            month, self.propose_button, self.print_button, self.calendar_button, self.tell_button,
            self.only_missing, self.words,
            parent=self.head,
        )  # fmt: skip
        column = VBox(self.head, self.banner, spacing=10, parent=self)
        column.add(self.side, 1)
        self._say_month()

    def refresh(self) -> None:
        """Read the month on screen."""
        roster, month = self.shell.services.roster, self._month
        self.query(lambda: roster.month(*month), self._got, key="month", states=self.states)

    def step(self, months: int) -> None:
        """Go some months on."""
        year, month = self._month
        self._turn(year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1)

    def propose(self) -> None:
        """Let a roster be worked out; the notice line shows how far it is and can stop it."""
        roster, (year, month) = self.shell.services.roster, self._month
        self.work(
            lambda progress: roster.propose(year, month, progress=progress),
            self._proposed,
            title=_("配置の案を作っています"),
            busy=[self.propose_button],
            lane=Lane.PAPER,  # the database thread stays free for everybody else
        )

    def drop_proposal(self) -> None:
        """Forget the proposal; nothing was changed by it."""
        self._forget()
        self._show_lines()
        self._show_one()

    def _forget(self) -> None:
        self._proposal = None
        self.banner.hide()
        self.propose_button.show()

    def on_changes(self, changes: frozenset[str]) -> None:
        """Forget a proposal that others' acts have overtaken."""
        if self._proposal is not None and changes & self.topics:
            self._forget()
        super().on_changes(changes)

    def _turn(self, year: int, month: int) -> None:
        self._month = (year, month)
        self._forget()
        self.side.close_panel()
        self._line = None
        self._say_month()
        self.refetch()

    def _say_month(self) -> None:
        self.month_label.setText(reiwa_month(*self._month))

    def _people(self, one: SessionNeeds) -> str:
        """Return who is there, those locked with their sign, and whom the proposal adds."""
        names = [f"{person.name}{_('(固定)') if person.is_locked else ''}" for person in one.people]
        if self._proposal is not None:
            names += [
                _("＋{name}").format(name=self._proposal.supporters[chosen.supporter_id])
                for chosen in self._proposal.new
                if chosen.session_id == one.session.id
            ]
        return _("、").join(names)

    def _got(self, lines: Sequence[SessionNeeds]) -> None:
        self._lines = sorted(lines, key=lambda one: (one.is_over, not one.open_needs, one.session.starts_at))
        lacking = sum(bool(one.open_needs) for one in lines)
        self.words.setText(_("{count}回のうち、足りない回 {lacking}").format(count=len(lines), lacking=lacking))
        self._show_lines()
        if self._line is not None:
            self._line = next((one for one in lines if one.session.id == self._line.session.id), None)
            self._show_one()

    def _show_lines(self) -> None:
        shown = [one for one in self._lines if one.open_needs or not self.only_missing.isChecked()]
        self.model.set_lines(shown)
        self.propose_button.setEnabled(bool(self._lines))
        self.print_button.setEnabled(bool(self._lines))
        self.tell_button.setEnabled(bool(self._untold()))
        left_out = bool(self._lines), self.only_missing, _("足りない回はありません"), _("すべての回を見る")
        show_or_say_why(self.states, self.shell, shown, left_out=left_out, none=_("この月に、回の予定がありません"))

    def _proposed(self, proposal: Proposal) -> None:
        if (proposal.year, proposal.month) != self._month:
            return
        self._proposal = proposal
        self.panel.begin(proposal)
        told = sum(one.standing.is_told for one in proposal.dropped)
        off = _("外す配置 {dropped}人(知らせた人 {told}人)") if told else _("外す配置 {dropped}人")
        parts = [
            _("新しい配置 {new}人").format(new=len(proposal.new)),
            off.format(dropped=len(proposal.dropped), told=told),
            _("足りないところ {unmet}").format(unmet=len(proposal.unmet)),
        ]
        said = (
            _("配置の案ができました。{parts}。まだ何も変えていません。")
            if proposal.is_proven
            else _(
                "配置の案ができました。{parts}。まだ何も変えていません。時間の上限までに見つかった、いちばん良い案です。"
            )
        )
        words = said.format(parts=_("、").join(parts))
        self.banner_words.set(words, "info" if proposal.new or proposal.dropped else "check_circle")
        self.banner.setAccessibleName(words)
        self.apply_button.setVisible(bool(proposal.new or proposal.dropped))
        self.some_button.setVisible(bool(proposal.new))
        self.banner.show()
        self.propose_button.hide()  # one strong act at a time: now it is to take the proposal
        self._show_lines()
        self._show_one()
        if self.apply_button.isVisible():
            self.apply_button.setFocus()
        self._tell_choice()

    def _tell_choice(self) -> None:
        """Say how many are chosen; all of them is the other button's act."""
        if self._proposal is None:
            return
        chosen = len(self.panel.wanted())
        self.some_button.setText(_("選んだ{count}人だけ配置する").format(count=chosen))
        self.some_button.setEnabled(0 < chosen < len(self._proposal.new))

    def _apply_all(self) -> None:
        self._apply(None)

    def _apply_some(self) -> None:
        self._apply(self.panel.wanted())

    def _apply(self, only: Collection[tuple[UUID, UUID]] | None) -> None:
        proposal, roster = self._proposal, self.shell.services.roster
        if proposal is None:
            return
        self.operate(
            lambda: roster.apply(proposal, only=only),
            self._applied,
            busy=[self.apply_button, self.some_button],
        )

    def _applied(self, applied: AppliedRoster) -> None:
        self.drop_proposal()
        self.shell.notice(
            _("{count}人を配置しました").format(count=len(applied.added)), undo=lambda: self._take_back(applied)
        )

    def _take_back(self, applied: AppliedRoster) -> None:
        roster = self.shell.services.roster
        self.operate(
            lambda: _Done(frozenset(roster.take_back(applied))),
            lambda _done: self.shell.notice(_("配置を元に戻しました"), kind="info"),
        )

    def show_line(self, line: SessionNeeds) -> None:
        """Show a session with what it needs."""
        self._line = line
        self._show_one()

    def _show_one(self) -> None:
        if self._line is None:
            return
        self.panel.show_session(self._line, self._proposal)
        self.open_panel()

    def _lock_chosen(self) -> None:
        """Lock everybody of the chosen session, or free them when all are locked already."""
        one = self._line
        people = [person for person in one.people if not person.is_confirmed] if one is not None else []
        if people:
            is_locked = not all(person.is_locked for person in people)
            self._lock([person.assignment for person in people], is_locked)

    def _lock(self, assignments: Sequence[UUID], is_locked: bool) -> None:
        roster = self.shell.services.roster
        text = _("{count}人を固定しました。案を作っても動きません") if is_locked else _("{count}人の固定を外しました")
        self.operate(
            lambda: _Done(frozenset(roster.lock(assignments, is_locked=is_locked))),
            lambda _done: self.shell.notice(
                text.format(count=len(assignments)), undo=lambda: self._lock(assignments, not is_locked)
            ),
        )

    def _untold(self) -> list[UUID]:
        """Return the assignments of sessions to come whose people were not told yet."""
        coming = (one for one in self._lines if not one.is_over)
        return [person.assignment for one in coming for person in one.people if not person.is_told]

    def _tell_all(self) -> None:
        self._tell(self._untold(), True)

    def _tell(self, assignments: Sequence[UUID], is_told: bool) -> None:
        roster = self.shell.services.roster
        text = (
            _("{count}人に知らせたと記録しました。来られるかぎり、案を作っても外れません")
            if is_told
            else _("{count}人を、まだ知らせていないに戻しました")
        )
        self.operate(
            lambda: _Done(frozenset(roster.tell(assignments, is_told=is_told))),
            lambda _done: self.shell.notice(
                text.format(count=len(assignments)), undo=lambda: self._tell(assignments, not is_told)
            ),
        )

    def _ask_rule(self) -> None:
        one, roster = self._line, self.shell.services.roster
        if one is not None:
            course = one.session.course_id
            self.query(lambda: roster.course_rule(course), lambda rule: self.panel.show_rule(*rule), key="rule")

    def _keep_rule(self, people_per_supporter: int, staffing: Staffing) -> None:
        one = self._line
        if one is not None:
            self._set_rule(one.session.course_id, one.session.title, people_per_supporter, staffing)

    def _set_rule(self, course: UUID, title: str, people_per_supporter: int, staffing: Staffing) -> None:
        roster = self.shell.services.roster

        def kept(before: CourseRule) -> None:
            self.panel.rule.hide()
            self.shell.notice(
                _("「{title}」の支援者の必要を保存しました").format(title=title),
                undo=lambda: self._set_rule(course, title, before.people_per_supporter, before.staffing),
            )

        self.operate(
            lambda: roster.set_course_rule(course, people_per_supporter, staffing),
            kept,
            fields={
                "people_per_supporter": self.panel.ratio,
                "least": self.panel.staffing.form["least"],
                "leads": self.panel.staffing.form["leads"],
            },
            busy=[self.panel.rule_save],
        )

    def _ask_paper(self) -> QFileDialog:
        name = _("配置表 {month}.pdf").format(month=reiwa_month(*self._month))
        return ask_where(self, _("配置表を保存する"), name, "PDF (*.pdf)", self.save_paper)

    def save_paper(self, path: Path) -> None:
        """Write the 配置表 of the month."""
        prints = self.shell.services.prints
        month = "{}-{:02}".format(*self._month)
        self.work(
            lambda _progress: prints.save(prints.make("roster", [month]), path),
            lambda _made: self.shell.notice(_("配置表を保存しました：{name}").format(name=path.name)),
            title=_("配置表を作っています"),
            busy=[self.print_button],
            lane=Lane.PAPER,
        )

    def _ask_calendar(self) -> QFileDialog:
        name = _("支援者の予定 {month}.ics").format(month=reiwa_month(*self._month))
        return ask_where(self, _("カレンダーのファイルを保存する"), name, "iCalendar (*.ics)", self.save_calendar)

    def save_calendar(self, path: Path) -> None:
        """Write the month's sessions with their helpers for other calendars."""
        from divide_app.domain.calendar import month_days

        exports, (first, last) = self.shell.services.exports, month_days(*self._month)
        self.work(
            lambda _progress: exports.calendar(path, first=first, last=last, with_roster=True),
            lambda _made: self.shell.notice(_("カレンダーのファイルを保存しました：{name}").format(name=path.name)),
            title=_("カレンダーのファイルを作っています"),
            busy=[self.calendar_button],
        )


class _Done:
    """Changes of an act which returns nothing else, as `Background` reads them."""

    def __init__(self, changes: frozenset[str]) -> None:
        self.changes = changes
