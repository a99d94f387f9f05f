"""The telephone form: caller, course and needs, entered by keyboard during the call."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine, CourseLine, ParticipantLine
from divide_app.domain.people.participants import Need, Participant, PhoneKind
from divide_app.foundation.translation import _
from divide_app.services.people.participants import ParticipantView
from divide_app.services.people.telephone import PhoneApplication
from divide_app.ui.background import Trouble
from divide_app.ui.screens.applications.call_result import CallResult
from divide_app.ui.screens.applications.phone_draft import FORM, DraftClock
from divide_app.ui.screens.applications.phone_parts import (
    Chosen,
    Closed,
    NewPersonForm,
    Wishes,
    course_columns,
    course_order,
    fits,
    open_words,
    past_words,
    seats_words,
)
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import PrintsWanted
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import ChoiceField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.go_to import go_to, reveal
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_stack import PageStack
from divide_app.ui.widgets.people_words import person_columns
from divide_app.ui.widgets.pick_list import PickList
from divide_app.ui.widgets.session_looks import course_days
from divide_app.wording.bands import band_label
from divide_app.wording.sentences import sentence

T = TypeVar("T")
_NEEDS_REASON = {"same_hour", "residence_differs", "been_before"}
_REFUSED_HERE = {"course_closed", "course_not_open", "already_applied", "course_cancelled"} | _NEEDS_REASON
_NEW = ("kana", "name", "phone", "birth")
_OUTSIDE_WINDOW = {"course_closed", "course_not_open"}


class PhoneView(Screen):
    """One application after the other, without the mouse.

    Signals:
        person_wanted: Show this participant (UUID) in full.
    """

    topics = frozenset({"courses", "applications", "participants", "class_sessions"})
    person_wanted = Signal(UUID)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._courses: list[CourseLine] = []
        self._person: Participant | None = None
        self._before: Participant | None = None
        self._is_new = False
        self._is_sending = False
        self._others: tuple[UUID, ...] = ()
        self._standing: dict[UUID, ApplicationLine] = {}
        self._past = ""
        self._course: CourseLine | None = None
        self._is_restored = False
        self._wanted_course: UUID | None = None
        self._wanted_heard = ""
        self._left_at: str | None = None
        self._device = platform.node() or "PC"
        self._call = 0
        self._draft = DraftClock(self._content, self._keep_draft, self)
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
            ("Alt+K", lambda: self._next_of(self.phone_kind)),
            ("Alt+H", lambda: self._next_of(self.heard)),
            *((f"Ctrl+{number}", box.toggle) for number, box in enumerate(self.needs.boxes.values(), 1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.next_call()

    def refresh(self) -> None:
        """Read the courses, with their seats as they are now."""
        services = self.shell.services

        def read() -> list[CourseLine]:
            return services.scheduling.courses()  # named on the other thread: what it needs is imported there

        self.query(read, self._got_courses, key="courses", states=self.courses.states)
        self.query(services.purposes.heard_ways, self._got_ways, key="ways")
        if not self._is_restored:
            self._is_restored = True
            self._ask(lambda: services.drafts.find(self._device, FORM), self._got_draft, key="draft found")

    def open(self, *, participant: UUID) -> None:
        """Begin a call of a person who is known; what stood half-typed is of somebody else."""
        self._is_restored = True
        self.next_call()
        self._take_person(participant)

    def next_call(self) -> None:
        """Empty the form for the next caller (F4)."""
        self._forget_caller()
        self._wanted_course = None
        self._clear_course()
        go_to(self.people.line)

    def other_person(self) -> None:
        """Somebody else is on the line: nothing of the one before stays, but the course does."""
        self._forget_caller()
        self._update_accept()
        self._show_courses(self.courses.line.text().strip())
        self._touched()
        go_to(self.people.line)

    def _forget_caller(self) -> None:
        """Empty everything that was said of a caller, and listen to no answer that is still under way about them."""
        self._call += 1
        self._person = self._before = None
        self._is_new = False
        self._others = ()
        self._standing = {}
        self._past = self._wanted_heard = ""
        self.people.reset()
        self.past.setText("")
        self._empty_form()
        self.person_pages.setCurrentIndex(0)

    def _empty_form(self) -> None:
        self._left_at = None
        self.new_form.reset()
        self.needs.set_value(())
        self.phone_kind.set_value(PhoneKind.UNKNOWN)
        self.heard.set_value("")

    def _forget_other_name(self) -> None:
        """Empty the form of somebody new when, after it was left, another name was searched for."""
        if self._left_at not in {None, self.people.line.text().strip()}:
            self._empty_form()

    def _ask(
        self,
        read: Callable[[], T],
        got: Callable[[T], object],
        key: str,
        *,
        on_trouble: Callable[[Trouble], bool | None] | None = None,
    ) -> None:
        """Ask about the caller on the line; an answer that comes when another one is, is not shown."""
        call = self._call

        def heard(found: T) -> None:
            if call == self._call:
                got(found)

        self.query(read, heard, key=key, on_trouble=on_trouble)

    def same_person(self) -> None:
        """Take another application of the same caller (F3)."""
        self._clear_course()
        if self._person is not None:
            self._ask_standing(self._person.id)
            self._go_to_courses()

    def _clear_course(self) -> None:
        self._course = None
        self.courses.line.clear()
        self.course_pages.setCurrentIndex(0)
        self.closed.hide()
        self.right.setCurrentIndex(0)
        self._show_courses("")
        self._update_accept()

    def new_person(self) -> None:
        """Open the four fields of somebody who is not known yet (F2)."""
        if self.right.currentIndex() == 1:
            self.next_call()
        elif self._person is not None and not self._is_new:
            self.other_person()
        self._forget_other_name()
        self.new_form.begin(self.people.line.text().strip())
        self.person_pages.setCurrentIndex(1)

    def accept(self) -> None:
        """Take the application: keep the person first when new or changed, then ask for the seat."""
        if not self._is_sending:
            self.closed.is_outside = False
            self._accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Wait for the caller's name: whoever comes here has somebody on the line and no hand for the mouse."""
        super().showEvent(event)
        if self._person is None and self.person_pages.currentIndex() == 0:
            QTimer.singleShot(0, self.people.line, self.people.line.setFocus)

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
        self.people.table.chosen.connect(self._highlighted)
        self.past = Label("", "small", wrap=True)
        self.new_button = SecondaryButton(_("新しい方を登録する (F2)"), self.new_person, icon_name="person_plus")
        search = QWidget()
        column = VBox(spacing=12, parent=search)
        column.add(self.people, 1)
        column.add(self.past)
        column.add(FlowRow(self.new_button))
        self.new_form = NewPersonForm(self.shell.today)
        self.new_form.typed.connect(self._look_for_alikes)
        self.new_form.done.connect(self._made_person)
        self.new_form.known.connect(self._take_person)
        self.new_form.left.connect(self._search_again)
        self.person_chosen = Chosen(_("別の方にする"))
        self.person_chosen.change_wanted.connect(self.other_person)
        self.person_pages = PageStack()
        for page in (search, self.new_form, self.person_chosen):
            self.person_pages.addWidget(page)
        self.wishes = Wishes()
        self.needs, self.phone_kind, self.heard = self.wishes.needs, self.wishes.phone_kind, self.wishes.heard
        self.wishes.touched.connect(self._touched)
        for line in (self.people.line, *(field.line for field in self.new_form.typed_fields)):
            line.textChanged.connect(self._touched)
        self.person_card.body.add(self.person_pages, 1)
        self.person_card.body.add(self.wishes)

    def _make_course_card(self) -> None:
        self.course_card = Card(_("2 どの講座"))
        self.courses: PickList[CourseLine] = PickList(
            _("講座名・会場・日にち"),
            course_columns(lambda: self._standing),
            lambda line: line.id,
            accessible_name=_("講座をさがす"),
            empty_text=_("募集中の講座がありません"),
        )
        self.courses.line.textChanged.connect(self._touched)
        self.courses.searched.connect(self._show_courses)
        self.courses.picked.connect(self._picked_course)
        self.course_chosen = Chosen(_("別の講座にする"))
        self.course_chosen.change_wanted.connect(self._course_again)
        self.course_pages = PageStack()
        self.course_pages.addWidget(self.courses)
        self.course_pages.addWidget(self.course_chosen)
        self.closed = Closed()
        self.closed.force_wanted.connect(self._accept)
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
        self._ask(lambda: services.participants.find(text), lambda found: self._found(text, found), key="people")

    def _found(self, text: str, found: list[ParticipantLine]) -> None:
        self.people.set_results(text, found, _("登録がありません。Enter で新しい方として登録します"))

    def _highlighted(self, line: object) -> None:
        """Tell what the one under the cursor applied for before: the surest way to tell two of one name apart."""
        if not isinstance(line, ParticipantLine):
            self.past.setText("")
            return
        services = self.shell.services
        self._ask(lambda: services.participants.view(line.id), self._got_past, key="past")

    def _got_past(self, view: ParticipantView) -> None:
        words = past_words(view)
        self.past.setText(_("これまでの申込: {courses}").format(courses=words or _("なし")))

    def _look_for_alikes(self, person: object) -> None:
        if not isinstance(person, Participant) or not person.name:
            self.new_form.alikes.show_found([])
            return
        services = self.shell.services
        self._ask(lambda: services.look_alikes.of(person), self.new_form.alikes.show_found, key="alikes")

    def _next_of(self, field: ChoiceField[Any]) -> None:
        """Choose the next value, and after the last the first, by one key."""
        box = field.box
        box.setCurrentIndex((box.currentIndex() + 1) % max(1, box.count()))
        self._touched()

    def _picked_person(self, line: object) -> None:
        if isinstance(line, ParticipantLine):
            self._take_person(line.id)

    def _take_person(self, participant: object) -> None:
        if not isinstance(participant, UUID):
            return
        services = self.shell.services
        self._ask(lambda: services.participants.view(participant), self._got_person, key="person")

    def _got_person(self, view: ParticipantView) -> None:
        self._forget_other_name()
        self.new_form.reset()
        self._is_new = False
        self._others = ()
        self._before = view.participant
        self._set_standing(view.applications)
        self._past = past_words(view, self._standing.keys())
        self._set_person(view.participant, view.line.band)

    def _made_person(self, participant: object, others: object) -> None:
        if isinstance(participant, Participant):
            self._is_new, self._before = True, None
            self._past = ""
            self._others = others if isinstance(others, tuple) else ()
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
                (_("これまで"), self._past),
            ],
            chip=_("新しい方") if self._is_new else "",
        )
        if not self._is_new:  # what was ticked for somebody new while they spoke stays ticked
            self.needs.set_value(person.needs)
            self.phone_kind.set_value(person.phone_kind)
        self.person_pages.setCurrentIndex(2)
        self._touched()
        self._show_courses(self.courses.line.text().strip())
        self._update_accept()
        if self._course is None:
            self._go_to_courses()
        else:
            go_to(self.accept_button)

    def _search_again(self) -> None:
        self._left_at = self.people.line.text().strip()
        self._person = None
        self._standing = {}
        self.person_pages.setCurrentIndex(0)
        self._update_accept()
        go_to(self.people.line)
        self.people.line.selectAll()

    def _ask_standing(self, participant: UUID) -> None:
        services = self.shell.services
        self._ask(lambda: services.applications.of_person(participant), self._got_standing, key="standing")

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
        wanted = self._course.id if self._course is not None else self._wanted_course
        self._wanted_course = None
        if wanted is not None and self.right.currentIndex() == 0:
            fresh = next((line for line in self._courses if line.id == wanted), None)
            if fresh is not None and self._course is not None:
                self._tell_course(fresh)  # the same course with its seats as they are now: what was said of it stays
            elif fresh is not None:
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
        self._tell_course(line)
        self.course_pages.setCurrentIndex(1)
        self.closed.hide()
        self._update_accept()
        self._touched()

    def _tell_course(self, line: CourseLine) -> None:
        self._course = line
        words, kind = seats_words(line)
        self.course_chosen.tell(
            line.title,
            course_days(line),
            [(_("会場"), _("、").join(line.venues)), (_("申込期間"), open_words(line))],
            chip=words,
            kind=kind,
        )

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

    def _accept(self, reason: str = "") -> None:
        person, course = self._person, self._course
        if person is None or course is None or self._is_sending:
            return
        # Not by disabling the button: a disabled button loses the keyboard to something far away.
        self._is_sending = True
        wanted = replace(person, needs=self.needs.value(), phone_kind=self.phone_kind.value or PhoneKind.UNKNOWN)
        services, heard, is_forced = self.shell.services, self.heard.value or "", self.closed.is_outside
        before = None if self._is_new else self._before
        others = self._others if self._is_new else ()  # the clerk was asked, and said that these are two

        self.operate(
            lambda: services.telephone.register(
                course.id,
                wanted,
                before=before,
                others=others,
                heard=heard,
                is_forced=is_forced,
                forced_reason=reason,
            ),
            self._taken,
            fields=self.new_form.fields | {"reason": self.closed.reason},
            on_trouble=self._refused,
        )

    def _taken(self, done: PhoneApplication) -> None:
        self._is_sending = False
        self._person = self._before = done.person
        self._is_new, self._others = False, ()
        self.closed.hide()
        self.result.tell(done)
        self.right.setCurrentIndex(1)
        self._draft.now()
        go_to(self.result.next_button)
        reveal(self.result)
        name, call = done.person.name, self._call
        self.shell.notice(
            _("{name}さんの「{course}」の申込を受け付けました").format(name=name, course=done.course.title),
            undo=lambda: self._undo(done.application, name, call),
        )

    def _undo(self, application: UUID, name: str, call: int) -> None:
        services = self.shell.services
        self.operate(
            lambda: services.applications.cancel(application),
            lambda _result: self._undone(name, call),
        )

    def _undone(self, name: str, call: int) -> None:
        self.shell.notice(_("{name}さんの申込を取り消しました").format(name=name), kind="info")
        if call == self._call:  # the next caller's course is not to be lost
            self.same_person()

    def _refused(self, trouble: Trouble) -> bool:
        self._is_sending = False
        if isinstance(trouble, DomainError) and trouble.field in self.new_form.fields and self._is_new:
            self.person_pages.setCurrentIndex(1)
        if not isinstance(trouble, DomainError) or trouble.code not in _REFUSED_HERE:
            return False
        self.closed.tell(
            sentence(trouble), may_force=trouble.code in _OUTSIDE_WINDOW, needs_reason=trouble.code in _NEEDS_REASON
        )
        reveal(self.accept_button)  # it has the keyboard, and is pushed down by the card
        reveal(self.closed)
        if trouble.code in _NEEDS_REASON:
            go_to(self.closed.reason.line)
        return True

    def _step_back(self) -> None:
        if self.right.currentIndex() == 1:
            self.next_call()
        elif self._course is not None:
            self._course_again()
        elif self.person_pages.currentIndex() == 2:
            self.other_person()
        elif self.person_pages.currentIndex() == 1:
            self._search_again()
        else:
            self.other_person()

    def _print(self, application: UUID) -> None:
        course = self._course
        if course is not None:
            self.shell.navigate(PrintsWanted(paper="tickets", course=course.id, application=application))

    # --- what stands half-typed

    def _touched(self, *_what: object) -> None:
        self._draft.touched()

    def _content(self) -> dict[str, str]:
        """Return what would be lost now; nothing once the application is taken."""
        if self.right.currentIndex() == 1:
            return {}
        person, page = self._person, self.person_pages.currentIndex()
        content = {
            "search": self.people.line.text() if page == 0 else "",
            "person": "" if person is None or self._is_new else str(person.id),
            "page": "new" if page == 1 or (self._is_new and person is not None) else "",
            "course": "" if self._course is None else str(self._course.id),
            "courses": self.courses.line.text(),
            **{name: field.line.text() for name, field in zip(_NEW, self.new_form.typed_fields, strict=True)},
        }
        if any(content.values()):
            content |= {
                "needs": ",".join(sorted(need.value for need in self.needs.value())),
                "phone_kind": (self.phone_kind.value or PhoneKind.UNKNOWN).value,
                "heard": self.heard.value or "",
            }
        return content

    def _keep_draft(self, content: dict[str, str]) -> None:
        drafts, device = self.shell.services.drafts, self._device
        keep = (lambda: drafts.save(device, FORM, content)) if content else (lambda: drafts.drop(device, FORM))
        # What must not be kept (an individual number) is refused beside its field when it is saved, not here.
        self.query(keep, lambda _done: None, key="draft", on_trouble=lambda trouble: isinstance(trouble, DomainError))

    def _got_draft(self, content: dict[str, str] | None) -> None:
        if not content or any(text for name, text in self._content().items() if name in {"search", "person", "page"}):
            return
        self._draft.stands(content)
        self._wanted_course = UUID(content["course"]) if "course" in content else None
        for name, field in zip(_NEW, self.new_form.typed_fields, strict=True):
            field.set_text(content.get(name, ""))
        self.people.line.setText(content.get("search", ""))
        self.courses.line.setText(content.get("courses", ""))
        if "person" in content:
            services, person = self.shell.services, UUID(content["person"])
            self._ask(
                lambda: services.participants.view(person),
                lambda view: self._got_restored(view, content),
                key="person",
                on_trouble=lambda trouble: isinstance(trouble, DomainError),  # forgotten or joined since
            )
        else:
            self._restore_ticks(content)
            if content.get("page") == "new":
                self.person_pages.setCurrentIndex(1)
                self.new_form.begin("")
        self.refresh()
        self.shell.notice(
            _("前に書きかけだった申込を戻しました。続きを入力できます"),
            kind="info",
            action=(_("消して新しい電話を受ける"), self.next_call),
        )

    def _got_restored(self, view: ParticipantView, content: dict[str, str]) -> None:
        self._got_person(view)
        self._restore_ticks(content)

    def _restore_ticks(self, content: dict[str, str]) -> None:
        self.needs.set_value(Need(need) for need in content.get("needs", "").split(",") if need)
        self.phone_kind.set_value(PhoneKind(content.get("phone_kind", PhoneKind.UNKNOWN.value)))
        self._wanted_heard = content.get("heard", "")
        self.heard.set_value(self._wanted_heard)

    def _got_ways(self, ways: list[str]) -> None:
        self.heard.box.set_choices([("", _("聞いていない")), *((way, way) for way in ways)])
        if self._wanted_heard:
            self.heard.set_value(self._wanted_heard)
            self._wanted_heard = ""
