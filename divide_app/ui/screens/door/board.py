"""One session's door: every press or scan is one act, told in large words, and the last one can be taken back."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Hashable
from datetime import datetime
from uuid import UUID, uuid4

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from divide_app.domain.attendance import CheckInReason, EventResult
from divide_app.domain.calendar import local_day
from divide_app.domain.courses import SessionState
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import DoorPerson, SessionLine
from divide_app.domain.people import Sex
from divide_app.foundation.translation import _
from divide_app.services.check_in import CheckInAnswer, DoorView, UndoAnswer
from divide_app.ui import theme
from divide_app.ui.background import Trouble
from divide_app.ui.screens.door.camera import CameraPanel
from divide_app.ui.screens.door.leaving import Leaving
from divide_app.ui.screens.door.name_board import EVERYBODY, NameBoard
from divide_app.ui.screens.door.name_card import NameCard, shown_name
from divide_app.ui.screens.door.result import Act, ResultPanel
from divide_app.ui.screens.door.scanner import ScannerFilter
from divide_app.ui.screens.door.sentences import honoured, welcome_words, what_next
from divide_app.ui.screens.door.sound import Sound
from divide_app.ui.screens.door.walk_in import WalkInForm
from divide_app.ui.screens.door.watch import DoorWatch
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import ButtonSize, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import HBox, VBox, sized
from divide_app.ui.widgets.page_stack import PageStack
from divide_app.ui.widgets.session_looks import session_hours, session_place
from divide_app.wording.dates import short_day
from divide_app.wording.door import door_sentence
from divide_app.wording.sentences import sentence

Receive = Callable[[str, str], CheckInAnswer]
"""One way to receive somebody: (forced reason, answer to the question)."""
_GUARD_S = 1.5
_SIDE = 380


class DoorBoard(Screen):
    """The door.

    Attributes:
        guard_s: A second press of the same card within so many seconds is a shaky hand, not a wish.

    Signals:
        ended: The person left the door.
        closing_wanted: The attendance of this session is to be confirmed (its id).
    """

    topics = frozenset({"attendance", "applications", "participants", "class_sessions"})
    ended = Signal()
    closing_wanted = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.guard_s = _GUARD_S
        self.device = platform.node() or "PC"
        self._line: SessionLine | None = None
        self._view: DoorView | None = None
        self._now: datetime | None = None
        self._under_way: set[Hashable] = set()
        self._pressed_at: dict[Hashable, float] = {}
        self._last: tuple[UUID, str] | None = None
        self.sound = Sound()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("no_ring", True)
        self.setAccessibleName(_("受付"))
        self.scanner = ScannerFilter(self)
        self.scanner.scanned.connect(self.receive_code)
        self._pulse: tuple[int, int, str] | None = None
        self.leaving = Leaving(self, lambda: self.result, self._ready)
        self.watch = DoorWatch(self)
        self.watch.due.connect(self._ask_pulse)
        self.watch.woke.connect(self._woke)
        self.names = NameBoard()
        self.names.pressed.connect(self.press)
        self.names.menu_wanted.connect(self.open_menu)
        self.walk_in = WalkInForm()
        self.walk_in.done.connect(self.receive_walk_in)
        self.walk_in.left.connect(self.show_names)
        self.pages = PageStack()
        self.pages.addWidget(self.names)
        self.pages.addWidget(self.walk_in)
        self.result = ResultPanel()
        self.result.told.connect(self._make_room)
        row = HBox(spacing=0)
        row.add(self._make_left(), 1)
        row.add(self._make_side())
        column = VBox(self._make_head(), spacing=0, parent=self)
        column.add(row, 1)

    # --- what the screen is made of

    def begin(self, line: SessionLine) -> None:
        """Open the door of a session."""
        self._line, self._view = line, None
        self._last = None
        self._pressed_at.clear()
        number = _("{title} 第{number}回").format(title=line.course_title, number=line.number)
        self.title.setText(
            _("{title}　受付").format(title=number if line.sessions_in_course > 1 else line.course_title)
        )
        day = _("今日") if self.shell.today() == local_day(line.starts_at) else short_day(line.starts_at)
        self.where.setText(f"{day} {session_hours(line)}　{session_place(line)}")
        self.names.choose_row(EVERYBODY)
        self.show_names()
        self._ready()
        self.refetch()

    def refresh(self) -> None:
        """Read who is expected and who has come."""
        line, services = self._line, self.shell.services
        if line is None:
            return
        self.query(
            lambda: (services.check_in.view(line.id), services.database.now(), services.check_in.pulse(line.id)),
            self._got,
            key="view",
            on_trouble=self._view_trouble,
        )

    def show_names(self) -> None:
        """Show the names again."""
        self.pages.setCurrentWidget(self.names)
        self.setFocus()

    def show_walk_in(self) -> None:
        """Show the two questions for somebody without an application."""
        self.walk_in.begin()
        self.pages.setCurrentWidget(self.walk_in)

    def show_everybody(self) -> None:
        """Show all people."""
        self.names.choose_row(EVERYBODY)
        self.show_names()

    def _make_head(self) -> QWidget:
        head = QWidget()
        head.setObjectName("door_head")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Label("", "title", wrap=True)
        self.where = Label("", "body", wrap=True)
        self.count = Label("0", "door_count")
        self.of = Label("", "unit")
        self.sound_button = QuietButton("", self._turn_sound, size=ButtonSize.DOOR)
        self._name_sound()
        self.end_button = SecondaryButton(_("受付をおわる"), self.ask_to_end, size=ButtonSize.DOOR)
        row = HBox(spacing=16, margins=(12, 28), parent=head)
        sized(head, least_height=84)
        row.add(VBox(self.title, self.where, spacing=2), 1)
        figures = HBox(spacing=6)
        figures.addWidget(self.count, 0, Qt.AlignmentFlag.AlignBottom)
        figures.addWidget(self.of, 0, Qt.AlignmentFlag.AlignBottom)
        row.add(figures)
        row.add(self.sound_button)
        row.add(self.end_button)
        return head

    def _make_left(self) -> QWidget:
        left = QWidget()
        self.walk_in_button = SecondaryButton(
            _("名簿にない方(飛び込み)"), self.show_walk_in, size=ButtonSize.DOOR, icon_name="walk_in"
        )
        self.everybody_button = SecondaryButton(
            _("みんなを見る"), self.show_everybody, size=ButtonSize.DOOR, icon_name="people"
        )
        foot = HBox(spacing=12)
        foot.add(self.walk_in_button, 1)
        foot.add(self.everybody_button, 1)
        column = VBox(spacing=14, margins=(24, 18, 20, 16), parent=left)
        column.add(self.pages, 1)
        column.add(foot)
        return left

    def _make_side(self) -> QWidget:
        side = QWidget()
        self._side = side
        side.setObjectName("door_side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.undo_button = SecondaryButton(_("取り消す"), self.undo, size=ButtonSize.DOOR, icon_name="undo")
        self.undo_button.setEnabled(False)
        self.scan_hint = Card(sheet="dashed", margins=14, spacing=6)
        hint = Label(_("受講票のQRを\nスキャナーで読んでください"), wrap=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scan_picture = IconLabel("door", "text_soft", 32)
        self.scan_hint.body.addWidget(self._scan_picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.scan_hint.body.add(hint)
        self.camera = CameraPanel()
        self.camera.scanned.connect(self.receive_code)
        self.camera.turned.connect(self._camera_turned)
        self.scan_hint.body.add(self.camera)
        self._scan_words = hint
        self.promise = Label(
            _("この画面に住所・電話番号は出ません。\n記録はこのパソコンに保存されています。"), "small", wrap=True
        )
        self.promise.setAlignment(Qt.AlignmentFlag.AlignCenter)
        content = QWidget()
        content.setObjectName("clear")
        VBox(self.result, None, spacing=0, margins=(0, 0, 2, 0), parent=content)
        area = QScrollArea()
        area.setObjectName("clear")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        column = VBox(spacing=14, margins=(22, 20, 20, 14), parent=side)
        column.add(area, 1)
        # Outside the scrolled part: the way back is always in the same place.
        row = HBox(spacing=10)
        row.add(self.undo_button, 3)
        row.add(self.camera.button, 2)
        column.add(row)
        for thing in (self.scan_hint, self.promise):
            column.add(thing)
        return side

    # --- acts

    def press(self, person: DoorPerson) -> None:
        """Receive the person of a card; pressing somebody who is inside only shows when they came."""
        services, line, actor, device = self.shell.services, self._line, self.shell.actor, self.device
        if line is None:
            return
        nonce = uuid4().hex

        def receive(reason: str, answer: str) -> CheckInAnswer:
            return services.check_in.receive_person(
                line.id,
                person.attendee_id,
                actor=actor,
                device=device,
                nonce=nonce,
                forced_reason=reason,
                answer=answer,
            )

        self._act(person.attendee_id, receive)

    def receive_code(self, code: str) -> None:
        """Receive whoever holds the ticket the scanner read."""
        services, line, actor, device = self.shell.services, self._line, self.shell.actor, self.device
        if line is None:
            return
        nonce = uuid4().hex

        def receive(reason: str, answer: str) -> CheckInAnswer:
            return services.check_in.receive_code(
                line.id, code, actor=actor, device=device, nonce=nonce, forced_reason=reason, answer=answer
            )

        self.show_names()
        self._act(("code", code), receive, guard=False)

    def receive_walk_in(self, band: str, sex: object, name: str) -> None:
        """Receive somebody without an application."""
        services, line, actor, device = self.shell.services, self._line, self.shell.actor, self.device
        if line is None or not isinstance(sex, Sex):
            return
        nonce = uuid4().hex

        def receive(reason: str, _answer: str) -> CheckInAnswer:
            return services.check_in.receive_walk_in(
                line.id, band, actor=actor, sex=sex, name=name, device=device, nonce=nonce, forced_reason=reason
            )

        self._act(("walk-in", nonce), receive, guard=False)

    def undo(self) -> None:
        """Take the last act of this PC back."""
        if self._last is not None:
            self._undo_event(*self._last)

    def leave_room(self, person: DoorPerson) -> None:
        """Note that somebody goes out (退出)."""
        services, line, actor, device = self.shell.services, self._line, self.shell.actor, self.device
        if line is None:
            return
        nonce = uuid4().hex
        self.operate(
            lambda: services.check_in.receive_person(
                line.id, person.attendee_id, actor=actor, device=device, nonce=nonce, leaving=True
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
        if view is None or line is None:
            self.ended.emit()
            return
        acts = [
            Act(_("受付をおわる"), lambda: self.leaving.let_go(self._end), is_main=True),
            Act(_("つづける"), self._ready),
        ]
        words = _("受付をおわりますか")
        if self._is_over(view) and not self.shell.services.is_hall:
            words = _("この回は終わりました。出席を確定しますか")
            acts = [
                Act(_("出席の確定へ進む"), lambda: self.leaving.let_go(self.confirm), is_main=True),
                Act(_("確定せずにおわる"), lambda: self.leaving.let_go(self._end)),
                Act(_("つづける"), self._ready),
            ]
        come = _("{present}人を受け付けました").format(present=view.present)
        missing = view.expected - sum(person.present and not person.is_walk_in for person in view.people)
        below = come if missing <= 0 else _("{come}。まだの方は{missing}人です").format(come=come, missing=missing)
        self.result.tell("card", "", words, _("{words}。記録はすべて保存されています。").format(words=below), acts)
        self.result.buttons[0].setFocus()

    def confirm(self) -> None:
        """Close the door, and go where the attendance is confirmed (出席の確定)."""
        line = self._line
        if line is not None:
            self._end()
            self.closing_wanted.emit(line.id)

    # --- answers

    def _act(self, key: Hashable, receive: Receive, *, guard: bool = True, reason: str = "", answer: str = "") -> None:
        now = time.monotonic()
        shaky = guard and now - self._pressed_at.get(key, -self.guard_s) < self.guard_s
        if key in self._under_way or shaky:
            return
        self._under_way.add(key)
        self._pressed_at[key] = now
        self.operate(
            lambda: receive(reason, answer),
            lambda result: self._answered(key, receive, result),
            on_trouble=lambda trouble: self._act_trouble(key, receive, trouble, reason, answer),
        )

    def _again(self, key: Hashable, receive: Receive, *, reason: str = "", answer: str = "") -> None:
        self._act(key, receive, guard=False, reason=reason, answer=answer)

    def _answered(self, key: Hashable, receive: Receive, answer: CheckInAnswer) -> None:
        self._under_way.discard(key)
        if answer.status is EventResult.OK:
            self._welcome(answer)
            return
        self.sound.attention()
        reason = answer.reason
        assert reason is not None
        # The name of this very PC would only puzzle.
        details = {name: value for name, value in answer.details.items() if value != self.device}
        words = door_sentence(reason, details)
        name = honoured(answer.name) if answer.name else ""
        if answer.status is EventResult.INCOMPLETE:
            self._ask_question(key, receive, answer, name)
            return
        acts = self._acts_for(key, receive, answer)
        if reason is CheckInReason.ALREADY_IN:
            self.result.tell("warn", name, words, acts=acts, picture="check")
        else:
            self.result.tell("trouble", name, words, acts=acts)

    def _acts_for(self, key: Hashable, receive: Receive, answer: CheckInAnswer) -> list[Act]:
        acts = []
        person = answer.participant
        if answer.may_accept and person is not None:
            acts.append(Act(_("席を用意する"), lambda: self._accept(key, receive, person), is_main=True))
        if answer.may_force:
            acts.append(Act(_("あわせて受け付ける"), lambda: self._ask_reason(key, receive, answer)))
        if acts:
            acts.append(Act(_("受け付けない"), self._ready))
        return acts

    def _ask_reason(self, key: Hashable, receive: Receive, answer: CheckInAnswer) -> None:
        self.result.ask(
            honoured(answer.name),
            _("受け付ける理由を\nおしてください"),
            _("そのほかの理由"),
            (_("この理由で受け付ける"), lambda reason: self._again(key, receive, reason=reason)),
            (_("職員が認めました"), _("席に余裕があります"), _("行き違いがありました")),
            Act(_("やめる"), self._ready),
        )

    def _ask_question(self, key: Hashable, receive: Receive, answer: CheckInAnswer, name: str) -> None:
        question = str(answer.details.get("question", ""))
        self.result.ask(
            name,
            _("「{question}」をうかがってください").format(question=question)
            if question
            else _("うかがうことがあります"),
            _("お答え"),
            (_("受け付ける"), lambda text: self._again(key, receive, answer=text)),
            (_("はい"), _("いいえ")),
            Act(_("やめる"), self._ready),
        )

    def _accept(self, key: Hashable, receive: Receive, participant: UUID) -> None:
        services, line, actor = self.shell.services, self._line, self.shell.actor
        if line is None:
            return

        def accept() -> CheckInAnswer:
            lines = services.applications.of_course(line.course_id)
            mine = next((one for one in lines if one.participant_id == participant), None)
            if mine is None:
                raise DomainError("application_unknown")
            services.applications.accept(mine.id, actor=actor)
            return receive("", "")

        self.operate(
            accept,
            lambda answer: self._answered(key, receive, answer),
            busy=self.result.buttons,
            on_trouble=lambda trouble: self._trouble(trouble, lambda: self._accept(key, receive, participant)),
        )

    def _welcome(self, answer: CheckInAnswer) -> None:
        self.sound.welcome()
        view = self._view
        person = None
        if view is not None:
            person = next((one for one in view.people if one.attendee_id == answer.participant), None)
        words = _("受付しました") if view is None else welcome_words(answer, view, answer.first_at)
        self.result.tell("done", honoured(answer.name), words, what_next(person))
        self._remember(answer.event, answer.name)
        self.names.line.clear()  # the next person has another name
        self.show_names()

    def _left_room(self, person: DoorPerson, answer: CheckInAnswer) -> None:
        if answer.status is not EventResult.OK:
            self._answered(person.attendee_id, lambda _reason, _answer: answer, answer)
            return
        self._remember(answer.event, person.name)
        self.result.tell("card", honoured(person.name), _("退室しました"), picture="check")

    def _remember(self, event: UUID | None, name: str) -> None:
        self._last = (event, name) if event is not None else None
        self.undo_button.setEnabled(self._last is not None)

    def _undo_event(self, event: UUID, name: str) -> None:
        services, actor, device = self.shell.services, self.shell.actor, self.device
        self.operate(
            lambda: services.check_in.undo(event, actor=actor, device=device),
            lambda answer: self._undone(answer, name),
            busy=[self.undo_button],
            on_trouble=lambda trouble: self._trouble(trouble, lambda: self._undo_event(event, name)),
        )

    def _undone(self, _answer: UndoAnswer, name: str) -> None:
        self._remember(None, "")
        self._pressed_at.clear()
        self.result.tell(
            "card",
            honoured(name),
            _("取り消しました"),
            _("もう一度受け付けるときは、お名前をおしてください"),
            picture="undo",
        )

    def _act_trouble(self, key: Hashable, receive: Receive, trouble: Trouble, reason: str, answer: str) -> bool:
        self._under_way.discard(key)
        return self._trouble(trouble, lambda: self._again(key, receive, reason=reason, answer=answer))

    def _trouble(self, trouble: Trouble, again: Callable[[], object]) -> bool:
        self.sound.attention()
        acts = [] if isinstance(trouble, DomainError) else [Act(_("もう一度"), again, is_main=True)]
        self.result.tell("trouble", "", sentence(trouble), acts=[*acts, Act(_("とじる"), self._ready)])
        return True

    def _view_trouble(self, trouble: Trouble) -> bool:
        return self._trouble(trouble, self.refetch)

    def _ready(self) -> None:
        self.result.tell("card", "", _("お名前をおすか、受講票を読みとってください"), picture="door")
        self.setFocus()

    def _got(self, answer: tuple[DoorView, datetime, tuple[int, int, str]]) -> None:
        view, self._now, self._pulse = answer
        self._view = view
        self.names.set_people(view.people, view.starts_at, view.ends_at)
        self.count.setText(str(view.present))
        self.of.setText(_("／ {expected} 人").format(expected=view.expected) if view.expected else _("人"))
        self.count.setAccessibleName(
            _("受付ずみ {present}人、予定 {expected}人").format(present=view.present, expected=view.expected)
        )

    def _ask_pulse(self) -> None:
        """Read again when another PC received somebody at this door."""
        services, line = self.shell.services, self._line
        if line is None or self._under_way:
            return

        def got(pulse: tuple[int, int, str]) -> None:
            if pulse != self._pulse:
                self.refetch()

        # While the server is away nothing is said: the next act will, with what to do.
        self.query(lambda: services.check_in.pulse(line.id), got, key="pulse", on_trouble=lambda _trouble: True)

    def _woke(self) -> None:
        """After sleep the day, the people and the scanner are looked at anew; a press under way counts for nothing."""
        self._pressed_at.clear()
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
        self.ended.emit()

    # --- keys, sound, room

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typed signs search, arrows go to the cards; Esc shows everybody, F2 receives a walk-in."""
        text = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.show_everybody()
        elif event.key() == Qt.Key.Key_F2:
            self.show_walk_in()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Right} and self.pages.currentWidget() is self.names:
            self.names.go_to(0)
        elif text and text.isprintable() and not text.isspace() and self.pages.currentWidget() is self.names:
            self.names.type_ahead(text)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for the scanner while the door is open."""
        super().showEvent(event)
        self.scanner.start()
        self.watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the keys alone, and close the camera: its lamp would only worry people."""
        self.scanner.stop()
        self.watch.stop()
        self.camera.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop what is only a hint when there is little height."""
        super().resizeEvent(event)
        self._side.setFixedWidth(min(theme.px(_SIDE), round(self.width() * 0.36)))
        self.result.is_compact = self.height() < theme.px(600)
        self._make_room()

    def _camera_turned(self, _on: bool) -> None:
        self._make_room()
        self.setFocus()

    def _make_room(self) -> None:
        is_asking = bool(self.result.buttons)
        is_high = self.height() >= theme.px(600)
        has_camera = self.camera.is_on or self.camera.has_words
        self.camera.is_small = not is_high
        self.camera.setVisible(has_camera)
        self.scan_hint.setVisible(not is_asking and (is_high or has_camera))
        for part in (self._scan_picture, self._scan_words):
            part.setVisible(not has_camera)
        self.promise.setVisible(not is_asking and not has_camera and self.height() >= theme.px(500))

    def _turn_sound(self) -> None:
        self.sound.turn()
        self._name_sound()
        self.sound.welcome()

    def _name_sound(self) -> None:
        self.sound_button.setText(_("音 あり") if self.sound.is_on else _("音 なし"))
        self.sound_button.setAccessibleName(_("受付の音") + " " + self.sound_button.text())
