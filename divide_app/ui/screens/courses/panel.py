"""The panel of the chosen course: its data, meetings, applications and acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.courses import Course
from divide_app.domain.planning.lending import Stock
from divide_app.foundation.translation import _
from divide_app.services.planning.course_copies import CopyResult
from divide_app.services.planning.scheduling import CancelPreview, CourseResult, CourseView, SessionResult
from divide_app.ui.background import Trouble
from divide_app.ui.planning_turns import PlanningTurns
from divide_app.ui.screens.courses.copy_form import CopyForm, made_words
from divide_app.ui.screens.courses.meeting_forms import AddMeetingForm, ForcedReason, MeetingForm
from divide_app.ui.shell import Screen
from divide_app.ui.wanted import ApplicationsWanted, PrintsWanted, ScheduleWanted
from divide_app.ui.widgets.buttons import (
    ButtonSize,
    DangerButton,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
)
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.course_fields import BasicFields, FlyerFields, GatheringFields, all_places
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, Heading, Label
from divide_app.ui.widgets.layouts import VBox, clear, hairline
from divide_app.ui.widgets.lending_fields import LendingFields
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.reason_form import ReasonForm
from divide_app.ui.widgets.session_looks import (
    course_days,
    course_state,
    queue_words,
    seats,
    session_hours,
    session_state,
)
from divide_app.ui.widgets.staffing_fields import StaffingFields
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.when_fields import read
from divide_app.wording.cancelling import cancel_sentences
from divide_app.wording.dates import clock, short_day
from divide_app.wording.labels import label


@dataclass(frozen=True, slots=True)
class Chosen:
    """A course with what the panel needs beside it."""

    view: CourseView
    now: datetime
    sections: tuple[str, ...]
    stocks: tuple[Stock, ...] = ()


class CoursePanel(Card):
    """One course."""

    def __init__(self, screen: Screen, on_gone: Callable[[], object]) -> None:
        """`on_gone` is called when the course shown is no more: an act that made it was taken back."""
        super().__init__()
        self._screen, self._on_gone = screen, on_gone
        self._turns = PlanningTurns(screen)
        self._chosen: Chosen | None = None
        self._wanted: UUID | None = None
        self._takes_keyboard = False
        self.course_title = Label("", "section", wrap=True)
        self.chip = Chip()
        chips = QWidget()
        FlowRow(self.chip, parent=chips)
        self._acts = QWidget()
        self._acts_row = FlowRow(parent=self._acts)
        self._more = QWidget()
        self._more_row = FlowRow(parent=self._more)
        self.facts = Facts()
        self.sessions = CardLines()
        page = QWidget()
        VBox(
            self.course_title,
            chips,
            self._acts,
            self.facts,
            hairline(),
            Heading(_("回").capitalize(), level=2),
            self.sessions,
            self._more,
            spacing=12,
            parent=page,
        )
        self.states = StateStack(page)
        self.basic, self.gathering, self.flyer = BasicFields(), GatheringFields(screen.shell.today), FlyerFields()
        self.staffing = StaffingFields()
        self.lending = LendingFields(_("1回に貸す数です。ほかの講座と合わせて足りるかを調べます。"))
        self.forced = ForcedReason(_("それでも保存する理由"))
        self.save = PrimaryButton(_("保存する"), self._save)
        self.form = self._make_form()
        self.reason_form = ReasonForm(self._cancel, self.show_course)
        self.copy_form = CopyForm(screen, self._copied, self.show_course)
        self.add_form = AddMeetingForm(screen, self._meeting_done, self.show_course)
        self.meeting_form = MeetingForm(screen, self._meeting_done, self.show_course)
        self._pages = PageSwitch(
            self.states, self.form, self.reason_form, self.copy_form, self.add_form, self.meeting_form
        )
        self.body.add(self._pages)

    @property
    def course(self) -> UUID | None:
        """The course shown."""
        return self._chosen.view.course.id if self._chosen is not None else None

    def load(self, course_id: UUID, then: Callable[[], object] | None = None) -> None:
        """Read a course and show it; `then` follows."""
        services = self._screen.shell.services

        def read() -> Chosen:
            return Chosen(
                services.scheduling.course(course_id),
                services.now(),
                tuple(services.office.sections()),
                tuple(services.lending.stocks()),
            )

        def got(chosen: Chosen) -> None:
            self.show_chosen(chosen)
            if then is not None:
                then()

        self._wanted = course_id
        self._pages.show_page(self.states)
        self._screen.query(read, got, key="chosen", states=self.states, on_trouble=self._gone)

    def _gone(self, error: Trouble) -> bool:
        if not isinstance(error, DomainError) or error.code != "not_found":
            return False
        self._wanted = self._chosen = None
        self.states.show_content()
        self._on_gone()
        return True

    def reload(self) -> None:
        """Read the course shown again, unless somebody is typing into a form."""
        if self._wanted is not None and self._pages.current is self.states:
            self.load(self._wanted)

    def show_course(self) -> None:
        """Leave a form and show the course again, with the keyboard on its first act."""
        self._takes_keyboard = True
        self._pages.show_page(self.states)
        self.reload()

    def show_chosen(self, chosen: Chosen) -> None:
        """Show a course that was read."""
        self._chosen = chosen
        course, line = chosen.view.course, chosen.view.line
        self.course_title.setText(course.title)
        self.chip.set(*course_state(line))
        applied = [_("受講決定 {seats}").format(seats=seats(line.accepted, line.capacity)), queue_words(line)]
        self.facts.set_facts(
            [
                (_("申込"), "　".join(part for part in applied if part)),
                (_("日程"), course_days(line)),
                (_("会場"), _("、").join(line.venues)),
                (_("申込期間"), _window(course)),
                (_("決めかた"), label(course.selection) if course.capacity is not None else ""),
                (_("種類"), _("、").join(part for part in (label(course.kind), course.topic) if part)),
                (_("担当"), _("、").join(course.owners)),
                (_("共催"), _("、").join(course.partners)),
                (_("対象"), course.audience),
                (_("電話"), course.phone),
                (_("ページ"), course.apply_url),
                (_("中止の理由"), course.cancelled_reason),
            ]
        )
        shell = self._screen.shell
        self.sessions.clear()
        for session in chosen.view.sessions:
            word, kind = session_state(session, chosen.now)
            button = LinkButton(
                _("予定で見る"),
                partial(shell.navigate, ScheduleWanted(class_session=session.id)),
                accessible_name=_("第{number}回を予定で見る").format(number=session.number),
            )
            change = LinkButton(
                _("貸出・取り除く"),
                partial(self._begin_meeting, session),
                accessible_name=_("第{number}回の貸出機を変える、または取り除く").format(number=session.number),
            )
            self.sessions.add_line(
                f"{session.number}　{short_day(session.starts_at)} {session_hours(session)}",
                f"{session.venue} {session.room}".strip(),
                right=(_stacked(Chip(word, kind), button, change),),
            )
        self._fill_acts(chosen)
        self._pages.show_page(self.states)
        if self._takes_keyboard:
            # The form that had it is gone, and Qt would give it to something far away.
            self._takes_keyboard = False
            place = self._acts_row.itemAt(0)
            act = place.widget() if place is not None else None
            if act is not None:
                act.setFocus()

    def begin_edit(self) -> None:
        """Open the form of the course's data."""
        chosen = self._chosen
        if chosen is None:
            return
        self.basic.owners.offer(chosen.sections)
        for group in (self.basic, self.gathering, self.flyer):
            group.put(chosen.view.course)
        self.forced.show_nothing()
        self.staffing.put(chosen.view.course.staffing)
        self.lending.offer(chosen.stocks)
        self.lending.put(chosen.view.course.lending)
        self._pages.show_page(self.form)
        self.basic.title.line.setFocus()

    def _fill_acts(self, chosen: Chosen) -> None:
        shell, course = self._screen.shell, chosen.view.course
        clear(self._acts_row)
        clear(self._more_row)
        self._acts_row.add(
            PrimaryButton(
                _("申込を見る"), lambda: shell.navigate(ApplicationsWanted(course=course.id)), icon_name="person_plus"
            )
        )
        self._acts_row.add(
            SecondaryButton(_("印刷する"), lambda: shell.navigate(PrintsWanted(course=course.id)), icon_name="printer")
        )
        self._acts_row.add(SecondaryButton(_("直す"), self.begin_edit, icon_name="pencil"))
        self._more_row.add(SecondaryButton(_("写して作る"), self.begin_copy, icon_name="copy", size=ButtonSize.SMALL))
        if not course.is_cancelled:
            self._more_row.add(
                SecondaryButton(_("回を追加する"), self.begin_add, icon_name="plus", size=ButtonSize.SMALL)
            )
            self._more_row.add(DangerButton(_("講座を中止する"), self.begin_cancel, size=ButtonSize.SMALL))

    def _make_form(self) -> QWidget:
        form = QWidget()
        buttons = QWidget()
        FlowRow(self.save, SecondaryButton(_("やめる"), self.show_course), parent=buttons)
        VBox(
            Heading(_("講座を直す"), level=2),
            self.basic,
            self.staffing,
            self.lending,
            self.gathering,
            self.flyer,
            self.forced.clashes,
            self.forced.reason,
            buttons,
            spacing=12,
            parent=form,
        )
        return form

    def _save(self) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        before = chosen.view.course
        try:
            course = self.flyer.onto(self.gathering.onto(self.basic.onto(before)))
            course = replace(course, staffing=read(self.staffing, self.staffing.typed), lending=self.lending.needs())
        except DomainError:
            return  # shown beside its field
        services = self._screen.shell.services
        reason = self.forced.text
        self._screen.operate(
            lambda: services.scheduling.change_course(course, was=before, forced_reason=reason),
            lambda saved: self._saved(saved, course),
            fields=all_places(self.basic.places(), self.gathering.places()),
            busy=[self.save],
            on_trouble=self.forced.refuse,
        )

    def _saved(self, saved: CourseResult, after: Course) -> None:
        shell = self._screen.shell
        words = _("「{title}」を保存しました").format(title=after.title)
        if saved.promoted:
            # People who moved up must be told; taking the seats back from them would be no undo.
            words = _("{saved}。キャンセル待ちの{count}人が受講決定になりました").format(
                saved=words, count=len(saved.promoted)
            )
            shell.notice(words, action=(_("申込を見る"), lambda: shell.navigate(ApplicationsWanted(course=after.id))))
        else:
            shell.notice(words, undo=self._turns.way_back(saved.undo))
        self._pages.show_page(self.states)
        self.load(after.id)

    def begin_copy(self) -> None:
        """Open the form that makes a course like this one."""
        if self._chosen is not None:
            self._pages.show_page(self.copy_form)
            self.copy_form.begin(self._chosen.view)

    def _copied(self, result: CopyResult) -> None:
        self._screen.shell.notice(made_words(result), undo=self._turns.way_back(result.undo))
        self._screen.open(course=result.courses[0].course)

    def begin_add(self) -> None:
        """Open the form of one more meeting."""
        if self._chosen is not None:
            self._pages.show_page(self.add_form)
            self.add_form.begin(self._chosen.view)

    def _begin_meeting(self, line: SessionLine) -> None:
        self._pages.show_page(self.meeting_form)
        self.meeting_form.begin(line)

    def _meeting_done(self, result: SessionResult, words: str) -> None:
        self._screen.shell.notice(words, undo=self._turns.way_back(result.undo))
        self.show_course()

    def begin_cancel(self) -> None:
        """Ask the reason, saying first whom it concerns and what the targets lose."""
        chosen = self._chosen
        if chosen is None:
            return
        services, course = self._screen.shell.services, chosen.view.course
        self._screen.query(
            lambda: services.scheduling.cancel_course_preview(course.id),
            lambda shown: self._ask_reason(course, shown),
            key="cancel",
        )

    def _ask_reason(self, course: Course, shown: CancelPreview) -> None:
        self._pages.show_page(self.reason_form)
        self.reason_form.ask(
            _("「{title}」を中止する").format(title=course.title),
            "\n".join(cancel_sentences(shown)),
            _("講座を中止する"),
            example=_("例：申込が少なかったため"),
        )

    def _cancel(self, reason: str) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        services, course = self._screen.shell.services, chosen.view.course
        self._screen.operate(
            lambda: services.scheduling.cancel_course(course.id, reason),
            lambda result: self._cancelled(course, result),
            fields={"reason": self.reason_form.reason},
            busy=[self.reason_form.accept],
        )

    def _cancelled(self, course: Course, result: CourseResult) -> None:
        words = _("「{title}」を中止にしました").format(title=course.title)
        self._screen.shell.notice(words, undo=self._turns.way_back(result.undo))
        self._pages.show_page(self.states)
        self.load(course.id)


def _window(course: Course) -> str:
    # Days as short as those of the meetings above: longer ones break inside a word in the narrow panel.
    start = f"{short_day(course.apply_from)} {clock(course.apply_from)}" if course.apply_from is not None else ""
    end = f"{short_day(course.apply_until)} {clock(course.apply_until)}" if course.apply_until is not None else ""
    if start and end:
        return _("{start}から\n{end}まで").format(start=start, end=end)
    if start:
        return _("{start}から").format(start=start)
    return _("{end}まで").format(end=end) if end else ""


def _stacked(*things: QWidget) -> QWidget:
    """Return things below each other at the right end of a line."""
    holder = QWidget()
    column = VBox(spacing=2, parent=holder)
    for thing in things:
        column.addWidget(thing, 0, Qt.AlignmentFlag.AlignRight)
    return holder
