"""The telephone form: who calls, for which course, what they need; typed by keyboard while the caller speaks."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine, CourseLine, ParticipantLine
from divide_app.domain.people import Participant, PhoneKind
from divide_app.foundation.translation import _
from divide_app.ui.background import Trouble
from divide_app.ui.screens.applications.call_result import CallResult, Taken, take
from divide_app.ui.screens.applications.phone_parts import (
    Chosen,
    Closed,
    NewPersonForm,
    course_columns,
    course_order,
    fits,
    person_columns,
    seats_words,
)
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import ChoiceField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.go_to import go_to, reveal
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_stack import PageStack
from divide_app.ui.widgets.people_words import NeedBoxes
from divide_app.ui.widgets.pick_list import PickList
from divide_app.ui.widgets.session_looks import course_days
from divide_app.wording.bands import band_label
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

_REFUSED_HERE = {"course_closed", "course_not_open", "already_applied", "course_cancelled"}
_OUTSIDE_WINDOW = {"course_closed", "course_not_open"}


class PhoneView(Screen):
    """One application after the other, without the mouse.

    Signals:
        person_wanted: Show this participant (UUID) in full.
    """

    topics = frozenset({"courses", "applications", "participants", "class_sessions"})
    person_wanted = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._courses: list[CourseLine] = []
        self._person: Participant | None = None
        self._before: Participant | None = None
        self._is_new = False
        self._is_sending = False
        self._standing: dict[UUID, ApplicationLine] = {}
        self._course: CourseLine | None = None
        self._make_person_card()
        self._make_course_card()
        self.result = CallResult()
        self.result.next_call.connect(self.next_call)
        self.result.same_person.connect(self.same_person)
        self.result.person_wanted.connect(self.person_wanted)
        self.result.print_wanted.connect(self._print)
        self.right = PageStack()
        self.right.addWidget(self.course_card)
        self.right.addWidget(self.result)
        row = Reflow(self.person_card, self.right, shares=(9, 11), from_width=760)
        VBox(spacing=0, parent=self).add(row, 1)
        for keys, act in (
            ("F2", self.new_person),
            ("F3", self.same_person),
            ("F4", self.next_call),
            ("Ctrl+Return", self.accept),
            ("Ctrl+Enter", self.accept),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.next_call()

    def refresh(self) -> None:
        """Read the courses, with their seats as they are now."""
        self.query(self.shell.services.scheduling.courses, self._got_courses, key="courses", states=self.courses.states)

    def open(self, **arguments: object) -> None:
        """Take `participant`: the person who calls is known."""
        participant = arguments.get("participant")
        if isinstance(participant, UUID):
            self.next_call()
            self._take_person(participant)

    def next_call(self) -> None:
        """Empty the form for the next caller (F4)."""
        self._person = self._before = self._course = None
        self._is_new = False
        self._standing = {}
        self.people.reset()
        self.new_form.reset()
        self.person_pages.setCurrentIndex(0)
        self.same_person(keep_person=False)
        go_to(self.people.line)

    def same_person(self, *, keep_person: bool = True) -> None:
        """Take another application of the same caller (F3)."""
        self._course = None
        self.courses.line.clear()
        self.course_pages.setCurrentIndex(0)
        self.closed.hide()
        self.right.setCurrentIndex(0)
        self._show_courses("")
        self._update_accept()
        if not keep_person:
            self.needs.set_value(())
            self.phone_kind.set_value(PhoneKind.UNKNOWN)
        elif self._person is not None:
            self._ask_standing(self._person.id)
            self._go_to_courses()

    def new_person(self) -> None:
        """Open the four fields of somebody who is not known yet (F2)."""
        if self.right.currentIndex() == 1:
            self.next_call()
        self.new_form.begin(self.people.line.text().strip())
        self.person_pages.setCurrentIndex(1)

    def accept(self) -> None:
        """Take the application: keep the person first when new or changed, then ask for the seat."""
        self._accept(is_forced=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go one step back with Esc; Enter on a tick box accepts."""
        if event.key() == Qt.Key.Key_Escape:
            self._step_back()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.accept_button.isEnabled():
            self.accept()
            return
        super().keyPressEvent(event)

    def _make_person_card(self) -> None:
        self.person_card = Card(_("1 どなたから"))
        self.people: PickList[ParticipantLine] = PickList(
            _("かな・名前・電話番号"),
            person_columns(),
            lambda line: line.id,
            accessible_name=_("お電話の方をさがす"),
            empty_text=_("かな・漢字・電話番号の、どれでもさがせます"),
        )
        self.people.searched.connect(self._search)
        self.people.picked.connect(self._picked_person)
        self.people.nothing_picked.connect(lambda _text: self.new_person())
        self.new_button = SecondaryButton(_("新しい方を登録する (F2)"), self.new_person, icon_name="person_plus")
        search = QWidget()
        column = VBox(spacing=12, parent=search)
        column.add(self.people, 1)
        column.add(FlowRow(self.new_button))
        self.new_form = NewPersonForm(self.shell.today)
        self.new_form.done.connect(self._made_person)
        self.new_form.left.connect(self._search_again)
        self.person_chosen = Chosen(_("別の方にする"))
        self.person_chosen.change_wanted.connect(self._search_again)
        self.person_pages = PageStack()
        for page in (search, self.new_form, self.person_chosen):
            self.person_pages.addWidget(page)
        self.needs = NeedBoxes()
        self.phone_kind: ChoiceField[PhoneKind] = ChoiceField(
            _("お使いの電話機"), [(kind, label(kind)) for kind in PhoneKind]
        )
        needs = VBox(Label(_("必要な配慮"), "strong"), self.needs, self.phone_kind, spacing=4)
        self.person_card.body.add(self.person_pages, 1)
        self.person_card.body.add(needs)

    def _make_course_card(self) -> None:
        self.course_card = Card(_("2 どの講座"))
        self.courses: PickList[CourseLine] = PickList(
            _("講座名・会場・日にち"),
            course_columns(lambda: self._standing),
            lambda line: line.id,
            accessible_name=_("講座をさがす"),
            empty_text=_("募集中の講座がありません"),
        )
        self.courses.searched.connect(self._show_courses)
        self.courses.picked.connect(self._picked_course)
        self.course_chosen = Chosen(_("別の講座にする"))
        self.course_chosen.change_wanted.connect(self._course_again)
        self.course_pages = PageStack()
        self.course_pages.addWidget(self.courses)
        self.course_pages.addWidget(self.course_chosen)
        self.closed = Closed()
        self.closed.force_wanted.connect(lambda: self._accept(is_forced=True))
        self.accept_button = PrimaryButton(_("申込を受け付ける (Enter)"), self.accept)
        self.waits_for = Label("", "small", wrap=True)
        self.course_card.body.add(self.course_pages, 1)
        self.course_card.body.add(self.closed)
        self.course_card.body.add(self.waits_for)
        self.course_card.body.add(self.accept_button)

    # --- the person

    def _search(self, text: str) -> None:
        if not text:
            self.people.reset()
            return
        services = self.shell.services
        self.query(lambda: services.participants.find(text), lambda found: self._found(text, found), key="people")

    def _found(self, text: str, found: list[ParticipantLine]) -> None:
        self.people.set_results(text, found, _("登録がありません。Enter で新しい方として登録します"))

    def _picked_person(self, line: object) -> None:
        if isinstance(line, ParticipantLine):
            self._take_person(line.id)

    def _take_person(self, participant: UUID) -> None:
        services = self.shell.services
        self.query(lambda: services.participants.view(participant), self._got_person, key="person")

    def _got_person(self, view: object) -> None:
        from divide_app.services.participants import ParticipantView

        if isinstance(view, ParticipantView):
            self._is_new = False
            self._before = view.participant
            self._set_standing(view.applications)
            self._set_person(view.participant, view.line.band)

    def _made_person(self, participant: object) -> None:
        if isinstance(participant, Participant):
            self._is_new, self._before = True, None
            known = self._person
            id_ = known.id if known is not None else self.shell.services.participants.new_id()
            self._standing = {}
            self._set_person(replace(participant, id=id_), "")

    def _set_person(self, person: Participant, band: str) -> None:
        self._person = person
        standing = _("、").join(line.course_title for line in self._standing.values())
        self.person_chosen.tell(
            person.name,
            person.kana,
            [
                (_("年代"), band_label(band) if band else ""),
                (_("電話"), person.phone),
                (_("地区"), person.district),
                (_("申込中"), standing),
            ],
            chip=_("新しい方") if self._is_new else "",
        )
        self.needs.set_value(person.needs)
        self.phone_kind.set_value(person.phone_kind)
        self.person_pages.setCurrentIndex(2)
        self._show_courses(self.courses.line.text().strip())
        self._update_accept()
        if self._course is None:
            self._go_to_courses()
        else:
            go_to(self.accept_button)

    def _search_again(self) -> None:
        self._person = None
        self._standing = {}
        self.person_pages.setCurrentIndex(0)
        self._update_accept()
        go_to(self.people.line)
        self.people.line.selectAll()

    def _ask_standing(self, participant: UUID) -> None:
        services = self.shell.services
        self.query(lambda: services.applications.of_person(participant), self._got_standing, key="standing")

    def _got_standing(self, lines: list[ApplicationLine]) -> None:
        self._set_standing(tuple(lines))
        self._show_courses(self.courses.line.text().strip())

    def _set_standing(self, lines: tuple[ApplicationLine, ...]) -> None:
        standing = {"applied", "accepted", "waiting"}
        current = {course.id for course in self._courses}
        self._standing = {
            line.course_id: line for line in lines if line.status.value in standing and line.course_id in current
        }

    # --- the course

    def _got_courses(self, lines: list[CourseLine]) -> None:
        self._courses = course_order(lines)
        self._show_courses(self.courses.line.text().strip())
        if self._course is not None and self.right.currentIndex() == 0:
            fresh = next((line for line in self._courses if line.id == self._course.id), None)
            if fresh is not None:
                self._set_course(fresh)

    def _show_courses(self, text: str) -> None:
        shown = [line for line in self._courses if fits(line, text)]
        nothing = _("その文字の講座は見つかりません") if text else _("募集中の講座がありません")
        self.courses.set_results(text, shown, nothing)

    def _picked_course(self, line: object) -> None:
        if isinstance(line, CourseLine):
            self._set_course(line)
            if self._person is None:
                go_to(self.people.line)
            else:
                go_to(self.accept_button)

    def _set_course(self, line: CourseLine) -> None:
        self._course = line
        words, kind = seats_words(line)
        self.course_chosen.tell(
            line.title,
            course_days(line),
            [(_("会場"), _("、").join(line.venues)), (_("申込"), words)],
            chip=words,
            kind=kind,
        )
        self.course_pages.setCurrentIndex(1)
        self.closed.hide()
        self._update_accept()

    def _go_to_courses(self) -> None:
        self.courses.line.setFocus()
        reveal(self.course_card)  # with the button below the list, which tells what is still missing

    def _course_again(self) -> None:
        self._course = None
        self.course_pages.setCurrentIndex(0)
        self.closed.hide()
        self._update_accept()
        self._go_to_courses()
        self.courses.line.selectAll()

    # --- accepting

    def _update_accept(self) -> None:
        missing = [
            word for word, thing in ((_("お電話の方"), self._person), (_("講座"), self._course)) if thing is None
        ]
        self._is_sending = False
        self.accept_button.setEnabled(not missing)
        words = _("{things}を選ぶと受け付けられます").format(things=_("と").join(missing))
        self.waits_for.setText(words if missing else "")
        self.waits_for.setVisible(bool(missing))

    def _accept(self, *, is_forced: bool) -> None:
        person, course = self._person, self._course
        if person is None or course is None or self._is_sending:
            return
        # Not by disabling the button: a disabled button loses the keyboard to something far away.
        self._is_sending = True
        wanted = replace(person, needs=self.needs.value(), phone_kind=self.phone_kind.value or PhoneKind.UNKNOWN)
        self.closed.hide()
        if self._is_new or wanted != self._before:
            participants, actor, is_new = self.shell.services.participants, self.shell.actor, self._is_new
            keep = participants.add if is_new else participants.change
            self.operate(
                lambda: keep(wanted, actor=actor),
                lambda _result: self._kept(wanted, course, is_forced=is_forced),
                fields=self.new_form.fields,
                on_trouble=self._person_refused,
            )
        else:
            self._apply(wanted, course, is_forced=is_forced)

    def _person_refused(self, trouble: Trouble) -> bool:
        self._is_sending = False
        if isinstance(trouble, DomainError) and trouble.field in self.new_form.fields and self._is_new:
            self.person_pages.setCurrentIndex(1)
        return False

    def _kept(self, person: Participant, course: CourseLine, *, is_forced: bool) -> None:
        self._person = self._before = person
        self._is_new = False
        self._apply(person, course, is_forced=is_forced)

    def _apply(self, person: Participant, course: CourseLine, *, is_forced: bool) -> None:
        services, actor = self.shell.services, self.shell.actor
        self.operate(
            lambda: take(services, course.id, person, actor=actor, is_forced=is_forced),
            self._taken,
            on_trouble=self._refused,
        )

    def _taken(self, taken: Taken) -> None:
        self._is_sending = False
        self.result.tell(taken)
        self.right.setCurrentIndex(1)
        go_to(self.result.next_button)
        reveal(self.result)
        name = taken.person.name
        self.shell.notice(
            _("{name}さんの「{course}」の申込を受け付けました").format(name=name, course=taken.course.title),
            undo=lambda: self._undo(taken.application, name),
        )

    def _undo(self, application: UUID, name: str) -> None:
        services, actor = self.shell.services, self.shell.actor
        self.operate(
            lambda: services.applications.cancel(application, actor=actor),
            lambda _result: self._undone(name),
        )

    def _undone(self, name: str) -> None:
        self.shell.notice(_("{name}さんの申込を取り消しました").format(name=name), kind="info")
        if self._person is not None:
            self.same_person()

    def _refused(self, trouble: Trouble) -> bool:
        self._is_sending = False
        if not isinstance(trouble, DomainError) or trouble.code not in _REFUSED_HERE:
            return False
        self.closed.tell(sentence(trouble), may_force=trouble.code in _OUTSIDE_WINDOW)
        reveal(self.closed)
        return True

    def _step_back(self) -> None:
        if self.right.currentIndex() == 1:
            self.next_call()
        elif self._course is not None:
            self._course_again()
        elif self.person_pages.currentIndex() != 0:
            self._search_again()

    def _print(self, application: object) -> None:
        course = self._course
        if course is not None:
            self.shell.navigate("prints", paper="tickets", course=course.id, application=application)
