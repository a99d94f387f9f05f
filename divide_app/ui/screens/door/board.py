"""The door of one session: every press or scan is one act, the result is shown large, the last act can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import EventResult
from divide_app.domain.door.ticket_code import normalise_code
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import DoorPerson, SessionLine
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.ids import new_id
from divide_app.foundation.translation import _
from divide_app.services.door.check_in import CheckInAnswer, DoorView, UndoAnswer
from divide_app.services.door.hall_packages import HallState
from divide_app.ui import theme
from divide_app.ui.background import Trouble
from divide_app.ui.screens.door.acting import Acting
from divide_app.ui.screens.door.banner import DoorBanner
from divide_app.ui.screens.door.compact import is_compact, set_compact
from divide_app.ui.screens.door.finding import is_missing
from divide_app.ui.screens.door.head import DoorHead
from divide_app.ui.screens.door.leaving import Leaving
from divide_app.ui.screens.door.name_board import EVERYBODY, NameBoard
from divide_app.ui.screens.door.name_card import NameCard, apart_words, shown_name
from divide_app.ui.screens.door.outstanding import Attempt, Receive
from divide_app.ui.screens.door.result import Act
from divide_app.ui.screens.door.scanner import ScannerFilter
from divide_app.ui.screens.door.sentences import (
    ending_words,
    honoured,
    welcome_words,
    what_next,
)
from divide_app.ui.screens.door.side import DoorSide
from divide_app.ui.screens.door.sound import Sound
from divide_app.ui.screens.door.timer import DoorTimer
from divide_app.ui.screens.door.walk_in import WalkInForm
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.page_stack import PageStack
from divide_app.ui.widgets.session_looks import session_hours, session_place
from divide_app.wording.dates import clock_range, short_day
from divide_app.wording.sentences import sentence

_LEAST_HEIGHT = 500
"""Height in pixels at 100 % below which nothing stands beside the result and its buttons."""


class DoorBoard(Screen):
    """The door.

    Attributes:
        acting: From a press to its answer.

    Signals:
        ended: The person left the door.
        closing_wanted: The attendance of this session is to be confirmed (its id).
    """

    topics = frozenset({"attendance", "applications", "participants", "class_sessions"})
    ended = Signal()
    closing_wanted = Signal(UUID)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._line: SessionLine | None = None
        self._view: DoorView | None = None
        self._now: datetime | None = None
        self._last: tuple[UUID, str] | None = None
        self._pulse: tuple[int, int, str] | None = None
        self.sound = Sound()
        self._view_is_old = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("no_ring", True)
        self.setAccessibleName(_("受付"))
        self.head = DoorHead(self._turn_sound, self.ask_to_end)
        self.title, self.where, self.count = self.head.title, self.head.where, self.head.count
        self.sound_button, self.end_button = self.head.sound_button, self.head.end_button
        self._name_sound()
        self.names = NameBoard()
        self.names.pressed.connect(self.press)
        self.names.menu_wanted.connect(self.open_menu)
        self.names.code_typed.connect(self.receive_code)
        self.walk_in = WalkInForm()
        self.walk_in.done.connect(self.receive_walk_in)
        self.walk_in.left.connect(self._leave_walk_in)
        self.pages = PageStack()
        self.pages.addWidget(self.names)
        self.pages.addWidget(self.walk_in)
        self.pages.currentChanged.connect(lambda _page: self._show_foot())
        self.side = DoorSide(self.undo)
        self.result, self.undo_button, self.camera = self.side.result, self.side.undo_button, self.side.camera
        self.acting = Acting(
            self,
            self.result,
            self.names,
            self.sound,
            on_welcome=self._welcome,
            on_ready=self._ready,
            on_trouble=self._trouble,
            receive_seated=self._receive_seated,
        )
        self.camera.scanned.connect(self.receive_code)
        self.camera.turned.connect(lambda _on: self.setFocus())
        self.leaving = Leaving(self, lambda: self.result, self._ready)
        self.scanner = ScannerFilter(self)
        self.scanner.scanned.connect(self.receive_code)
        self.scanner.muddled.connect(self._muddled)
        self.timer = DoorTimer(self)
        self.timer.due.connect(self._ask_pulse)
        self.timer.due.connect(self.acting.try_again)
        self.timer.woke.connect(self._woke)
        row = HBox(spacing=0)
        row.add(self._make_left(), 1)
        row.add(self.side)
        theme.watcher().changed.connect(self._fit)
        self.banner = DoorBanner(shell.today)
        column = VBox(self.head, self.banner, spacing=0, parent=self)
        column.add(row, 1)

    # --- what the screen is made of

    @property
    def line(self) -> SessionLine | None:
        """The meeting whose door this is; None before the first was opened."""
        return self._line

    def begin(self, line: SessionLine) -> None:
        """Open the door of a session."""
        self._line, self._view = line, None
        self._remember(None, "")
        self.acting.open(line.course_id)
        services = self.shell.services
        self.side.show_place(is_hall=services.is_hall, is_shared=services.is_shared)
        number = _("{title} 第{number}回").format(title=line.course_title, number=line.number)
        self.title.setText(
            _("{title}　受付").format(title=number if line.sessions_in_course > 1 else line.course_title)
        )
        self._name_place(line.starts_at, session_hours(line), session_place(line))
        self.names.choose_row(EVERYBODY)
        self.show_names()
        self._ready()
        self.refetch()

    def _name_place(self, starts_at: datetime, hours: str, place: str) -> None:
        day = _("今日") if self.shell.today() == local_day(starts_at) else short_day(starts_at)
        self.where.setText(f"{day} {hours}　{place}".strip())

    def refresh(self) -> None:
        """Read who is expected and who has come."""
        line, services = self._line, self.shell.services
        if line is None:
            return
        self.query(
            lambda: (
                services.check_in.view(line.id),
                services.now(),
                services.check_in.pulse(line.id),
                services.hall_packages.hall_state(),
            ),
            self._got,
            key="view",
            on_trouble=self._view_trouble,
        )

    def show_names(self) -> None:
        """Show the names again."""
        self.pages.setCurrentWidget(self.names)
        self.setFocus()

    def show_walk_in(self, *, by_keys: bool = False) -> None:
        """Show the two questions for somebody without an application."""
        if not self.result.buttons:
            # What was said of somebody else must not stand beside the questions.
            self.result.tell("card", "", _("年代と性別をおしてください"), picture="walk_in")
        self.pages.setCurrentWidget(self.walk_in)
        self.walk_in.begin(by_keys=by_keys)

    def show_everybody(self) -> None:
        """Show all people."""
        self.names.choose_row(EVERYBODY)
        self.show_names()

    def _turn_filter(self) -> None:
        """Show those still expected, or everybody again: one button for both, named by what it does next."""
        if self.names.is_filtered or not self.names.missing:
            self.show_everybody()
        else:
            self.names.show_missing()

    def _name_filter(self) -> None:
        missing = self.names.missing
        is_back = self.names.is_filtered or not missing
        self.everybody_button.setText(_("みんなを見る") if is_back else _("まだの方 {count}人").format(count=missing))

    def _make_left(self) -> QWidget:
        left = QWidget()
        self.walk_in_button = SecondaryButton(
            _("名簿にない方(飛び込み)"), self.show_walk_in, size=ButtonSize.DOOR, icon_name="walk_in"
        )
        self.everybody_button = SecondaryButton(
            _("みんなを見る"), self._turn_filter, size=ButtonSize.DOOR, icon_name="people"
        )
        self.names.filtered.connect(self._name_filter)
        self._foot = QWidget()
        foot = HBox(spacing=12, parent=self._foot)
        foot.add(self.walk_in_button, 1)
        foot.add(self.everybody_button, 1)
        self._left = VBox(spacing=12, parent=left)
        self._left.add(self.pages, 1)
        self._left.add(self._foot)
        return left

    def _show_foot(self) -> None:
        """Whoever answers the two questions about a walk-in has the way back there, and needs the height."""
        self._foot.setVisible(self.pages.currentWidget() is self.names)

    # --- acts

    def press(self, person: DoorPerson) -> None:
        """Receive the person of a card; pressing somebody who is inside only shows when they came.

        Of namesakes the panel asks which one it is: their cards differ by age and number alone.
        """
        alike = [one for one in self.names.namesakes(person) if not one.present]
        if len(alike) > 1 and not person.present:
            acts = [Act(apart_words(one), partial(self._receive, one)) for one in alike]
            words = _("同じお名前の方が{count}人います。どの方ですか").format(count=len(alike))
            self.result.tell("warn", honoured(person.name), words, acts=[*acts, Act(_("とじる"), self._ready)])
            return
        self._receive(person)

    def _receive(self, person: DoorPerson) -> None:
        if self._line is not None:
            receive = self._receiving(self.shell.services.check_in.receive_person, self._line.id, person.attendee_id)
            self.acting.begin(person.attendee_id, receive, shown_name(person), person.attendee_id)

    def _receive_seated(self, participant: UUID) -> Receive:
        assert self._line is not None, "asked for by an answer at an open door"
        return self._receiving(self.shell.services.check_in.seat_and_receive, self._line.id, participant)

    def _receiving(self, act: Callable[..., CheckInAnswer], session: UUID, who: object) -> Receive:
        """Return one wish at the door of a session: its nonce stays the same however often it is tried."""
        device, nonce = self.acting.device, new_id().hex

        def receive(reason: str, answer: str, at: datetime | None) -> CheckInAnswer:
            return act(session, who, at=at, device=device, nonce=nonce, forced_reason=reason, answer=answer)

        return receive

    def receive_code(self, code: str) -> None:
        """Receive whoever holds the ticket the scanner read."""
        if self._line is None:
            return
        receive = self._receiving(self.shell.services.check_in.receive_code, self._line.id, code)
        self.names.line.clear()  # half a code may have got there before the scanner was told from fingers
        self.names.by_keys = True
        self.show_names()
        self.acting.begin(("code", normalise_code(code)), receive)

    def receive_walk_in(self, band: str, sex: object, name: str) -> None:
        """Receive somebody without an application."""
        services, line, device = self.shell.services, self._line, self.acting.device
        if line is None or not isinstance(sex, Sex):
            return
        nonce = new_id().hex

        def receive(reason: str, _answer: str, at: datetime | None) -> CheckInAnswer:
            return services.check_in.receive_walk_in(
                line.id, band, sex=sex, name=name, at=at, device=device, nonce=nonce, forced_reason=reason
            )

        self.acting.begin(("walk-in", nonce), receive, name)

    def undo(self) -> None:
        """Take the last act of this PC back."""
        if self._last is not None:
            self._undo_event(*self._last)

    def leave_room(self, person: DoorPerson) -> None:
        """Note that somebody goes out (退出)."""
        services, line, device = self.shell.services, self._line, self.acting.device
        if line is None:
            return
        nonce = new_id().hex
        self.operate(
            lambda: services.check_in.receive_person(
                line.id, person.attendee_id, device=device, nonce=nonce, leaving=True
            ),
            lambda answer: self._left_room(person, answer),
            on_trouble=lambda trouble: self._trouble(trouble, lambda: self.leave_room(person)),
        )

    def open_menu(self, person: DoorPerson, card: NameCard) -> None:
        """Offer what else can be done with somebody who has come."""
        menu = self.make_menu(person)
        menu.popup(card.mapToGlobal(QPoint(card.width() - theme.px(40), card.height() // 2)))

    def make_menu(self, person: DoorPerson) -> QMenu:
        """Return the menu of a card."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setProperty("rank", "door")
        menu.setFont(theme.font("section"))
        if person.is_inside:
            menu.addAction(_("退室する")).triggered.connect(lambda _checked=False: self.leave_room(person))
        else:
            menu.addAction(_("もう一度入室する")).triggered.connect(lambda _checked=False: self.press(person))
        event = person.last_event_id
        if event is not None:
            name = shown_name(person)
            take_back = _("受付を取り消す") if person.is_inside else _("退室を取り消す")
            menu.addAction(take_back).triggered.connect(lambda _checked=False: self._undo_event(event, name))
        return menu

    def ask_to_end(self) -> None:
        """Ask in the panel whether the door is to be closed, and offer to confirm the attendance afterwards."""
        view, line = self._view, self._line
        if line is None:
            self.ended.emit()
            return
        stay = Act(_("つづける"), self._ready)
        if len(self.acting.outstanding):
            acts = [Act(_("もう一度"), self.acting.try_now, is_main=True), stay]
            acts.insert(1, Act(_("記録せずにおわる"), lambda: self.leaving.let_go(self._end)))
            words = _("まだ記録できていない方が{count}人います").format(count=len(self.acting.outstanding))
            self.result.tell("trouble", "", words, _("おわると、この方たちの受付は残りません。"), acts)
        else:
            acts = [Act(_("受付をおわる"), lambda: self.leaving.let_go(self._end), is_main=True), stay]
            words = _("受付をおわりますか")
            services = self.shell.services
            may_confirm = not services.is_hall and services.may(services.closing.confirm)
            if view is not None and self._is_over(view) and may_confirm:
                words = _("この回は終わりました。出席を確定しますか")
                acts = [
                    Act(_("出席の確定へ進む"), lambda: self.leaving.let_go(self.confirm), is_main=True),
                    Act(_("確定せずにおわる"), lambda: self.leaving.let_go(self._end)),
                    stay,
                ]
            self.result.tell("card", "", words, "" if view is None else ending_words(view), acts)
        self.result.buttons[0].setFocus()

    def confirm(self) -> None:
        """Close the door, and go where the attendance is confirmed (出席の確定)."""
        line = self._line
        if line is not None:
            self._end()
            self.closing_wanted.emit(line.id)

    # --- answers

    def _welcome(self, answer: CheckInAnswer) -> None:
        self.sound.welcome()
        view = self._view
        person = None
        if view is not None:
            person = next((one for one in view.people if one.attendee_id == answer.participant), None)
        words = _("受付しました") if view is None else welcome_words(answer, view, answer.first_at)
        self.result.tell("done", honoured(answer.name), words, what_next(person), self._with_group(person))
        self._remember(answer.event, answer.name)
        self.pages.setCurrentWidget(self.names)
        if not self.names.go_on_from(answer.participant):
            self.setFocus()

    def _with_group(self, person: DoorPerson | None) -> list[Act]:
        """Offer to receive those who applied together with somebody in one press."""
        view = self._view
        if person is None or person.group_id is None or view is None:
            return []
        others = [
            one
            for one in view.people
            if one.group_id == person.group_id and one.attendee_id != person.attendee_id and is_missing(one)
        ]
        if not others:
            return []
        word = _("ご一緒の{count}人も受け付ける").format(count=len(others))
        return [Act(word, lambda: self._receive_group(others), is_main=True)]

    def _receive_group(self, others: list[DoorPerson]) -> None:
        line, services = self._line, self.shell.services
        if line is None:
            return
        acts = [self._receiving(services.check_in.receive_person, line.id, one.attendee_id) for one in others]

        def done(answers: list[CheckInAnswer]) -> None:
            come = [answer for answer in answers if answer.status is EventResult.OK]
            self._remember(None, "")
            names = _("、").join(honoured(answer.name) for answer in come)
            left = len(answers) - len(come)
            below = _("{count}人は受け付けていません。お名前をおしてください。").format(count=left) if left else ""
            self.sound.welcome()
            self.result.tell("warn" if left else "done", names, _("受付しました"), below)
            self.refetch()

        self.operate(lambda: [act("", "", None) for act in acts], done)

    def _left_room(self, person: DoorPerson, answer: CheckInAnswer) -> None:
        if answer.status is not EventResult.OK:
            now = self.shell.services.now()
            self.acting.answered(Attempt(person.attendee_id, lambda _reason, _answer, _at: answer, now), answer)
            return
        self._remember(answer.event, person.name)
        self.result.tell("card", honoured(person.name), _("退室しました"), picture="check")

    def _remember(self, event: UUID | None, name: str) -> None:
        self._last = (event, name) if event is not None else None
        self.undo_button.setEnabled(self._last is not None)
        self.side.name_undo(name if event is not None else "")

    def _undo_event(self, event: UUID, name: str) -> None:
        services, device = self.shell.services, self.acting.device
        self.operate(
            lambda: services.check_in.undo(event, device=device),
            lambda answer: self._undone(answer, name),
            busy=[self.undo_button],
            on_trouble=lambda trouble: self._trouble(trouble, lambda: self._undo_event(event, name)),
        )

    def _undone(self, _answer: UndoAnswer, name: str) -> None:
        self._remember(None, "")
        self.acting.forget_presses()
        self.result.tell(
            "card",
            honoured(name),
            _("取り消しました"),
            _("もう一度受け付けるときは、お名前をおしてください"),
            picture="undo",
        )
        if not isinstance(QApplication.focusWidget(), NameCard):
            self.setFocus()

    def _trouble(self, trouble: Trouble, again: Callable[[], object]) -> bool:
        self.sound.attention()
        acts = [] if isinstance(trouble, DomainError) else [Act(_("もう一度"), again, is_main=True)]
        self.result.tell("trouble", "", sentence(trouble), acts=[*acts, Act(_("とじる"), self._ready)])
        return True

    def _view_trouble(self, trouble: Trouble) -> bool:
        if self._view_is_old or len(self.acting.outstanding):
            return True  # said already; it is read again by itself
        self._view_is_old = True
        return self._trouble(trouble, self.refetch)

    def _ready(self) -> None:
        self.result.tell("card", "", _("お名前をおすか、受講票を読みとってください"), picture="door")
        self.acting.forget_presses()
        self.names.line.clear()
        self.setFocus()

    def _leave_walk_in(self) -> None:
        self.show_names()
        self._ready()

    def _got(self, answer: tuple[DoorView, datetime, tuple[int, int, str], HallState | None]) -> None:
        view, self._now, self._pulse, state = answer
        self._view = view
        # The office may have moved the meeting while the door is open.
        place = " ".join(part for part in (view.venue, view.room) if part)
        self._name_place(view.starts_at, clock_range(view.starts_at, view.ends_at), place)
        self.names.set_people(view.people, view.starts_at, view.ends_at)
        walk_ins = sum(person.present and person.is_walk_in for person in view.people)
        self.head.set_count(view.present - walk_ins, view.expected, walk_ins)
        self.banner.set_start(view.starts_at)
        self.side.show_hall(state)
        if self._view_is_old:
            self._view_is_old = False
            self._ready()

    def _ask_pulse(self) -> None:
        """Read again when another PC received somebody at this door, and write what a package's file lacks."""
        services, line = self.shell.services, self._line
        if line is None or self.acting.is_busy:
            return

        def ask() -> tuple[tuple[int, int, str], HallState | None]:
            state = services.hall_packages.hall_state()
            if state is not None and state.is_behind:
                state = services.hall_packages.write_again()
            return services.check_in.pulse(line.id), state

        def got(answer: tuple[tuple[int, int, str], HallState | None]) -> None:
            pulse, state = answer
            self.side.show_hall(state)
            if pulse != self._pulse or self._view_is_old:
                self.refetch()

        # While the server is away nothing is said: the next act will, with what to do.
        self.query(ask, got, key="pulse", on_trouble=lambda _trouble: True)

    def _muddled(self) -> None:
        """A scanner typed into the Japanese input method: the next time it is off, because no field has the focus."""
        self.sound.attention()
        self.show_names()
        self.result.tell(
            "warn", "", _("もう一度読みとってください"), _("スキャナーの文字が、日本語の入力にまざりました。")
        )

    def _woke(self) -> None:
        """After sleep the day, the people and the scanner are looked at anew; a press under way counts for nothing."""
        self.acting.forget_presses()
        self.scanner.stop()
        self.scanner.start()
        if self.camera.is_on:
            self.camera.stop()
            self.camera.start()
        self.refetch()

    def _is_over(self, view: DoorView) -> bool:
        return self._now is not None and self._now >= view.ends_at and view.state is SessionState.PLANNED

    def _end(self) -> None:
        self._line = self._view = self._pulse = None
        self.acting.close()
        self.ended.emit()

    # --- keys, sound, room

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typed signs search, arrows go to the cards; Esc takes the way back, and the help (F1) names the others."""
        text, key = event.text(), event.key()
        on_names = self.pages.currentWidget() is self.names
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_F2: lambda: self.show_walk_in(by_keys=True),
            Qt.Key.Key_F3: self.camera.toggle,
            Qt.Key.Key_F4: self._turn_sound,
            Qt.Key.Key_F9: self.ask_to_end,
        }
        if key == Qt.Key.Key_Escape:
            if self.result.buttons:
                self.result.buttons[-1].click()
            else:
                self.show_everybody()
        elif key in acts:
            acts[Qt.Key(key)]()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Right} and on_names:
            self.names.go_on()
        elif text and text.isprintable() and not text.isspace() and on_names:
            self.names.type_ahead(text)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Lead Tab from the door itself to the open question, else to the kana; the buttons above come last."""
        if self.hasFocus() and forwards and self.result.buttons:
            self.result.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().focusNextPrevChild(forwards)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for the scanner while the door is open."""
        super().showEvent(event)
        self.scanner.start()
        self.timer.start()
        self.banner.watch(self.window())

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the keys alone, and close the camera: its lamp would only worry people."""
        self.scanner.stop()
        self.timer.stop()
        self.camera.stop()
        self.banner.leave(self.window())
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand closer together when there is little height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        compact = is_compact(self)
        left, top, right, bottom = (18, 10, 14, 10) if compact else (24, 18, 20, 16)
        self._left.setContentsMargins(theme.px(left), theme.px(top), theme.px(right), theme.px(bottom))
        self._left.setSpacing(theme.px(8 if compact else 14))
        for button in (self.walk_in_button, self.everybody_button):
            set_compact(button, is_compact=compact)
        self.head.set_compact(compact)
        self.names.set_compact(compact)
        self.walk_in.set_compact(compact)
        self.side.fit(self.width(), is_compact=compact, has_room=self.height() >= theme.px(_LEAST_HEIGHT))

    def _turn_sound(self) -> None:
        self.sound.turn()
        self._name_sound()
        self.sound.welcome()

    def _name_sound(self) -> None:
        self.sound_button.setText(_("音 あり") if self.sound.is_on else _("音 なし"))
        self.sound_button.setAccessibleName(_("受付の音") + " " + self.sound_button.text())
