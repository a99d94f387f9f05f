"""出席の確定: present, absent and unknown participants and the helpers' hours on one page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.door.presence import Presence
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ParticipantLine, WalkInLine
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.services.door.closing import ClosingPerson, ClosingView
from divide_app.services.planning.results import SessionResult
from divide_app.ui import theme
from divide_app.ui.background import Trouble
from divide_app.ui.screens.door.closing_walk_ins import WalkIns, WhoWasIt, person_here, way_words
from divide_app.ui.screens.door.closing_words import (
    count_words,
    helper_words,
    person_columns,
    rest_words,
    warnings,
)
from divide_app.ui.screens.door.compact import is_compact, set_compact
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, QuietButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import MemoField, NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox, clear, scrolled, sized
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.reason_form import ReasonForm
from divide_app.ui.widgets.session_looks import session_hours, session_place, session_title
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import LinesTableModel, TableView
from divide_app.wording.dates import reiwa_day
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

_KEYS = {
    Qt.Key.Key_P: Presence.PRESENT,
    Qt.Key.Key_A: Presence.ABSENT,
    Qt.Key.Key_U: Presence.UNKNOWN,
    Qt.Key.Key_1: Presence.PRESENT,
    Qt.Key.Key_2: Presence.ABSENT,
    Qt.Key.Key_3: Presence.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class _Done:
    changes: frozenset[str]


_LEAST_TABLE = 190
"""Pixels at 100 %: two or three people can be seen whatever stands beside them."""


class ClosingPage(Screen):
    """One meeting that is over.

    Attributes:
        choices: The buttons for the chosen person, by what they say.
        walk_ins: Those who came without an application, each with a way to say who it was.
        who: The page on which the register is searched for one of them.
        minutes: The helpers' lines by assignment.

    Signals:
        ended: The person is through with this meeting.
    """

    topics = frozenset({"attendance", "class_sessions", "assignments", "applications"})
    ended = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session: UUID | None = None
        self._view: ClosingView | None = None
        self._said: dict[UUID, Presence] = {}
        self._rest: Presence | None = None
        self.minutes: dict[UUID, NumberField] = {}
        self.title = Heading("")
        self.where = Label("", "soft", wrap=True)
        self.back = QuietButton(_("もどる"), self.ended.emit, icon_name="chevron_left")
        self.to_walk_ins = QuietButton("", self._to_walk_ins, icon_name="walk_in")
        self.to_walk_ins.hide()
        self.pages = PageSwitch()
        self._page = self._make_page()
        self.states = StateStack(self._page)
        self.reason_form = ReasonForm(self._reopen, self._show_page)
        form = Card()
        form.body.add(sized(self.reason_form, most_width=560))
        self._form = QWidget()
        VBox(form, None, parent=self._form)
        self.who = WhoWasIt()
        self.who.searched.connect(self._search)
        self.who.said.connect(self._identify)
        self.who.left.connect(self._leave_search)
        self._asked: UUID | None = None
        for page in (self.states, self._form, self.who):
            self.pages.add(page)
        head = QWidget()
        FlowRow(self.back, self.title, self.to_walk_ins, parent=head)
        self._whole = VBox(head, self.where, spacing=10, parent=self)
        self._whole.add(self.pages, 1)

    # --- what the page is made of

    def _make_page(self) -> QWidget:
        self.warning = IconText("warning", "", "body", colour="warn")
        people = Card(spacing=8)
        self.rest_words = Label("", "body")
        self.rest = SegmentedControl(
            [(Presence.ABSENT.value, _("欠席にする")), (Presence.UNKNOWN.value, _("不明にする"))],
            accessible_name=_("記録のない方"),
        )
        self.rest.chosen.connect(self._rest_chosen)
        self._rest_row = QWidget()
        FlowRow(self.rest_words, self.rest, parent=self._rest_row)
        self.model: LinesTableModel[ClosingPerson] = LinesTableModel(
            person_columns(self.presence), key=lambda one: one.attendee_id
        )
        self.table = TableView(self.model, accessible_name=_("来た方・来なかった方"), plain=True)
        self.table.installEventFilter(self)
        self.table.chosen.connect(lambda _one: self._show_choices())
        sized(self.table, least_height=_LEAST_TABLE)
        self.choices = {
            Presence.PRESENT: SecondaryButton(_("出席(P)"), partial(self.say, Presence.PRESENT), icon_name="check"),
            Presence.ABSENT: SecondaryButton(_("欠席(A)"), partial(self.say, Presence.ABSENT), icon_name="cross"),
            Presence.UNKNOWN: SecondaryButton(_("不明(U)"), partial(self.say, Presence.UNKNOWN), icon_name="info"),
        }
        self.take_back_button = SecondaryButton(_("受付を取り消す"), self._take_back_chosen, icon_name="undo")
        self.take_back_button.hide()
        self._choice_words = Label("", "body")
        self._choice_row = QWidget()
        FlowRow(*self.choices.values(), self.take_back_button, self._choice_words, parent=self._choice_row)
        people.body.add(self._rest_row)
        people.body.add(self._choice_row)
        people.body.add(self.table, 1)
        side = Card(_("支援者の活動時間"), spacing=10)
        self._nobody = Label(_("この回に支援者は入っていません。"), "soft", wrap=True)
        lines = QWidget()
        self._lines = VBox(spacing=8, parent=lines)
        self.hours_reason = TextField(_("前に確定した時間を直す理由"))
        self.remark = MemoField(_("この回の備考"), rows=2)
        for thing in (self._nobody, lines, self.hours_reason, self.remark, None):
            side.body.add(thing)
        self.walk_ins = WalkIns()
        self.walk_ins.identify_wanted.connect(self._ask_who)
        self.walk_ins.part_wanted.connect(self._part)
        body = QWidget()
        VBox(self.warning, Reflow(people, side), self.walk_ins, spacing=10, margins=(0, 0, 4, 0), parent=body)
        self.count = Label("", "section")
        self.confirm_button = PrimaryButton(_("出席を確定する"), self.confirm, size=ButtonSize.DOOR, icon_name="check")
        self.reopen_button = SecondaryButton(_("確定を取り消す"), self._ask_reason, size=ButtonSize.DOOR)
        self.next_button = PrimaryButton("", self._next, size=ButtonSize.DOOR, icon_name="chevron_right")
        acts = QWidget()
        HBox(self.reopen_button, self.confirm_button, self.next_button, spacing=12, parent=acts)
        foot = QWidget()
        HBox(self.count, None, acts, spacing=12, parent=foot)
        page = QWidget()
        column = VBox(spacing=10, parent=page)
        area = scrolled(body)
        self.walk_ins.reached.connect(lambda button: area.ensureWidgetVisible(button, 0, theme.px(80)))
        column.add(area, 1)
        column.add(foot)
        return page

    def begin(self, class_session: UUID) -> None:
        """Show a meeting; what was chosen for another one is let go."""
        if class_session != self._session:
            self._said.clear()
            self._rest = None
            self._view = None
            self.minutes = {}
            self.title.setText(_("出席の確定"))
            self.where.setText("")
        self._session = class_session
        self._show_page()
        self.refetch()

    def refresh(self) -> None:
        """Read the meeting."""
        closing, session = self.shell.services.closing, self._session
        if session is not None:
            self.query(lambda: closing.view(session), self._got, key="closing", states=self.states)

    def presence(self, person: ClosingPerson) -> Presence:
        """Return what a person is when the meeting is confirmed as it stands on the page."""
        view = self._view
        if person.presence is Presence.PRESENT or view is None:
            return person.presence
        if view.line.state is SessionState.HELD:
            return person.presence
        return self._said.get(person.attendee_id) or self._rest or person.marked or view.rest

    # --- acts

    def say(self, presence: Presence) -> None:
        """Say what the chosen person is, and go on to the next one."""
        person, view = self.table.current_line(), self._view
        if not isinstance(person, ClosingPerson) or view is None or view.line.state is SessionState.HELD:
            return
        if presence is Presence.PRESENT:
            self._said.pop(person.attendee_id, None)
            if person.presence is not Presence.PRESENT:
                self._note(person)
                return
        elif person.presence is Presence.PRESENT:
            if not person.is_noted:
                self._choice_words.setText(_("受付の記録がある方です。来ていないときだけ、おしてください"))
                self.take_back_button.show()  # the keyboard stays on the list: the next Enter must take nothing back
                return
            self._said[person.attendee_id] = presence
            self._take_back(person)
            return
        else:
            self._said[person.attendee_id] = presence
        self._show_people(view)
        self._go_on()

    def confirm(self) -> None:
        """Keep everything on the page and close the meeting."""
        view, services = self._view, self.shell.services
        if view is None or not self.confirm_button.isVisible() or not self.confirm_button.isEnabled():
            return
        minutes: dict[UUID, int | None] = {}
        for id_, field in self.minutes.items():
            try:
                minutes[id_] = field.number()
            except DomainError as error:
                field.set_error(sentence(error))
                return
        said = {
            one.attendee_id: self.presence(one)
            for one in view.people
            if one.is_expected and one.presence is not Presence.PRESENT
        }
        absent = [id_ for id_, one in said.items() if one is Presence.ABSENT]
        unknown = [id_ for id_, one in said.items() if one is Presence.UNKNOWN]
        reason, remark = self.hours_reason.text, self.remark.text
        self.operate(
            lambda: services.closing.confirm(
                view.line.id,
                absent=absent,
                unknown=unknown,
                rest=self._rest,
                minutes=minutes,
                hours_reason=reason,
                remark=remark,
            ),
            lambda result: self._done(result, _("「{title}」の出席を確定しました")),
            fields={"reason": self.hours_reason, "remark": self.remark},
            busy=[self.confirm_button],
            on_trouble=self._confirm_trouble,
        )

    def _confirm_trouble(self, trouble: Trouble) -> bool:
        """Read again when somebody was received or gave up their seat meanwhile; the sentence is said all the same."""
        if isinstance(trouble, DomainError) and trouble.code in {"has_come", "not_expected", "session_held"}:
            self.refetch()
        return False

    def _note(self, person: ClosingPerson) -> None:
        view, services = self._view, self.shell.services
        if view is not None:
            self.operate(
                lambda: _Done(services.closing.note_present(view.line.id, person.attendee_id)),
                lambda _done: self._go_on(),
                busy=[self._choice_row],
            )

    def _take_back(self, person: ClosingPerson) -> None:
        view, services = self._view, self.shell.services
        if view is not None:
            self.operate(
                lambda: _Done(services.closing.take_back(view.line.id, person.attendee_id)),
                lambda _done: self._go_on(),
                busy=[self._choice_row],
            )

    def _take_back_chosen(self) -> None:
        person = self.table.current_line()
        if isinstance(person, ClosingPerson):
            self._take_back(person)

    # --- who a walk-in was

    def _ask_who(self, walk_in: WalkInLine) -> None:
        view = self._view
        if view is not None:
            self._asked = walk_in.id
            self.to_walk_ins.hide()
            self.pages.show_page(self.who)
            self.who.ask(walk_in, lambda id_: person_here(self._view or view, id_))

    def _to_walk_ins(self) -> None:
        self.walk_ins.take_keyboard_to_first()

    def _search(self, text: str) -> None:
        services = self.shell.services
        self.query(
            lambda: services.participants.find(text) if text else [],
            lambda found: self.who.show_found(text, found),
            key="who",
        )

    def _leave_search(self) -> None:
        self._show_page()
        if self._asked is not None:
            self.walk_ins.take_keyboard(self._asked)

    def _identify(self, walk_in: WalkInLine, person: ParticipantLine) -> None:
        self._record(walk_in.id, person.id, _("飛び込みの方を、{name}さんとして記録しました").format(name=person.name))

    def _part(self, walk_in: WalkInLine) -> None:
        self._record(walk_in.id, None, _("飛び込みの方を、別の方に戻しました"), was=walk_in.participant_id)

    def _record(self, walk_in: UUID, person: UUID | None, words: str, *, was: UUID | None = None) -> None:
        """Say who a walk-in was, or (`person` None) that it was not `was` after all; the notice takes it back."""
        door = self.shell.services.check_in

        def say(whom: UUID | None) -> _Done:
            if whom is None:
                return _Done(door.part_walk_in(walk_in))
            return _Done(door.identify_walk_in(walk_in, whom))

        def done(_result: _Done) -> None:
            self._asked = walk_in
            self._leave_search()
            self.shell.notice(words, undo=lambda: self.operate(lambda: say(was), on_trouble=self._undo_trouble))

        def failed(trouble: Trouble) -> bool:
            if isinstance(trouble, DomainError):
                self._leave_search()  # somebody else said it meanwhile: what stands is read again
                self.refetch()
            return False

        self.operate(lambda: say(person), done, busy=[self.who, self.walk_ins], on_trouble=failed)

    def _rest_chosen(self, value: str) -> None:
        self._rest = Presence(value)
        for id_ in [id_ for id_, one in self._said.items() if one is not Presence.PRESENT]:
            del self._said[id_]  # "all the others" means those said before, too
        if self._view is not None:
            self._show_people(self._view)

    def _ask_reason(self) -> None:
        view = self._view
        if view is None:
            return
        self.pages.show_page(self._form)
        self._show_way()
        self.reason_form.ask(
            _("出席の確定を取り消す"),
            f"{session_title(view.line)}　{reiwa_day(view.line.starts_at)}",
            _("確定を取り消す"),
            example=_("例：来た方を数え直すため"),
            is_loss=False,
        )

    def _reopen(self, reason: str) -> None:
        view, services = self._view, self.shell.services
        if view is not None:
            self.operate(
                lambda: services.scheduling.reopen(view.line.id, reason),
                self._reopened,
                fields={"reason": self.reason_form.reason},
                busy=[self.reason_form.accept],
            )

    def _reopened(self, result: SessionResult) -> None:
        self._show_page()
        self._done(result, _("「{title}」の出席の確定を取り消しました"))

    def _next(self) -> None:
        view = self._view
        if view is not None and view.others:
            self.begin(view.others[0].id)
        else:
            self.ended.emit()

    def _done(self, result: SessionResult, words: str) -> None:
        view, services, token = self._view, self.shell.services, result.undo
        assert view is not None

        def undo() -> None:
            self.operate(
                lambda: services.planning_history.undo(token),
                on_trouble=self._undo_trouble,
            )

        self._said.clear()
        self._rest = None
        self.shell.notice(words.format(title=session_title(view.line)), undo=undo)

    def _undo_trouble(self, trouble: Trouble) -> bool:
        if isinstance(trouble, DomainError):
            self.shell.notice(sentence(trouble), kind="trouble")
            return True
        return False

    # --- showing

    def _show_page(self) -> None:
        self.pages.show_page(self.states)
        self._show_way()

    def _show_way(self) -> None:
        view = self._view
        is_here = self.pages.current is self.states
        self.to_walk_ins.setVisible(is_here and view is not None and bool(view.walk_ins))

    def _got(self, view: ClosingView) -> None:
        is_new = self._view is None or self._view.line.id != view.line.id
        state_changed = self._view is not None and self._view.line.state is not view.line.state
        self._view = view
        is_held = view.line.state is SessionState.HELD
        is_over = view.line.starts_at <= view.now and view.line.state is not SessionState.CANCELLED
        self.title.setText(_("出席の確定　{title}").format(title=session_title(view.line)))
        self.where.setText(f"{reiwa_day(view.line.starts_at)} {session_hours(view.line)}　{session_place(view.line)}")
        told = warnings(view)
        self.warning.set(told)
        self.warning.setVisible(bool(told))
        if is_new or state_changed:
            self._show_helpers(view)
            self.remark.set_text(view.remark)
        self.remark.setEnabled(not is_held)
        self._rest_row.setVisible(not is_held and any(_is_open(one) for one in view.people))
        self._choice_row.setVisible(not is_held and bool(view.people))
        self.walk_ins.show_lines(view.walk_ins)
        self.to_walk_ins.setText(way_words(view.walk_ins))
        self._show_way()
        self._show_people(view)
        self.reopen_button.setVisible(is_held)
        self.confirm_button.setVisible(not is_held and is_over)
        self.next_button.setVisible(is_held)
        self.next_button.setText(
            _("次の未確定の回へ（あと{count}回）").format(count=len(view.others)) if view.others else _("おわる")
        )
        if is_new:
            self.table.setFocus()
            self._go_to_first()
            QTimer.singleShot(0, self, self._show_chosen)  # once the list has its height
        elif state_changed:
            (self.next_button if is_held else self.table).setFocus()

    def _show_people(self, view: ClosingView) -> None:
        rest = self._rest or view.rest
        self.rest.set_value(rest.value)
        self.rest_words.setText(rest_words(view))
        self.model.set_lines(view.people)
        counts = dict.fromkeys(Presence, 0)
        for one in view.people:
            counts[self.presence(one)] += 1
        self.count.setText(count_words(counts))
        self._show_choices()

    def _show_choices(self) -> None:
        person = self.table.current_line()
        self.take_back_button.hide()
        if not isinstance(person, ClosingPerson):
            self._choice_words.setText(_("名簿から選んで、おしてください。"))
        else:
            name = person.name or _("飛び込みの方")
            self._choice_words.setText(_("{title}：{word}").format(title=name, word=label(self.presence(person))))
        for presence, button in self.choices.items():
            button.setEnabled(
                isinstance(person, ClosingPerson) and (presence is Presence.PRESENT or person.is_expected)
            )

    def _show_helpers(self, view: ClosingView) -> None:
        clear(self._lines)
        self.minutes = {}
        is_held = view.line.state is SessionState.HELD
        for line in view.helpers:
            minutes = line.planned_minutes if line.actual_minutes is None and not is_held else line.actual_minutes
            field = NumberField(line.supporter, minutes, most=1440, hint=helper_words(line), unit=_("分"))
            field.setEnabled(not is_held)
            self.minutes[line.id] = field
            self._lines.add(field)
        self._nobody.setVisible(not view.helpers)
        self.hours_reason.set_text("")
        self.hours_reason.setVisible(not is_held and any(one.actual_minutes is not None for one in view.helpers))

    def _go_to_first(self) -> None:
        for row in range(self.model.rowCount()):
            if _is_open(self.model.line(row)):
                self.table.choose_row(row)
                return
        self.table.choose_row(0)

    def _show_chosen(self) -> None:
        self.table.scrollTo(self.table.currentIndex())

    def _go_on(self) -> None:
        """Put the cursor on the next person of whom something is to be said; stay on the last one."""
        self.table.setFocus()
        for row in range(self.table.currentIndex().row() + 1, self.model.rowCount()):
            if _is_open(self.model.line(row)):
                self.table.choose_row(row)
                return

    # --- room and keys

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand closer together when there is little height: the people are what one wants to see."""
        super().resizeEvent(event)
        compact = is_compact(self)
        self.where.setVisible(not compact)
        left, top, right, bottom = (20, 6, 16, 8) if compact else (24, 16, 24, 14)
        self._whole.setContentsMargins(theme.px(left), theme.px(top), theme.px(right), theme.px(bottom))
        self._whole.setSpacing(theme.px(6 if compact else 10))
        for button in (self.confirm_button, self.reopen_button, self.next_button):
            set_compact(button, is_compact=compact)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the letters that mark the chosen person before the list searches by them."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            presence = _KEYS.get(Qt.Key(event.key()))
            if presence is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self.say(presence)
                return True
            if _confirms(event):
                self.confirm()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, Ctrl+Enter confirms."""
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        elif _confirms(event):
            self.confirm()
        else:
            super().keyPressEvent(event)


def _confirms(event: QKeyEvent) -> bool:
    is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    return is_enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _is_open(person: ClosingPerson) -> bool:
    """Whether something is to be said of a person: no act tells it."""
    return person.is_expected and person.presence is not Presence.PRESENT
