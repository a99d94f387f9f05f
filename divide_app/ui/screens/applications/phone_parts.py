"""Parts of the telephone form: columns, the chosen item, and the four fields of a new person."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine, CourseLine
from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people.age_band import parse_birth
from divide_app.domain.people.participants import Birth, Participant, PhoneKind
from divide_app.domain.people.romaji import kana_of
from divide_app.domain.planning.courses import CourseState, SelectionKind
from divide_app.foundation.translation import _
from divide_app.services.people.participants import ParticipantView
from divide_app.ui.screens.applications.phone_alikes import Alikes
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.fields import ChoiceField, Field, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, IconText, Label
from divide_app.ui.widgets.layouts import Grid, HBox, VBox
from divide_app.ui.widgets.people_words import need_choices
from divide_app.ui.widgets.session_looks import course_days
from divide_app.ui.widgets.tables import Align, Column
from divide_app.ui.widgets.ticks import Ticks
from divide_app.wording.dates import day_and_clock
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

_NOBODY = UUID(int=0)
_MOST_PAST = 3
_ALIKES_AFTER_MS = 120
_ORDER = (CourseState.OPEN, CourseState.RUNNING, CourseState.CLOSED, CourseState.PREPARING)


def only_kana(text: str) -> bool:
    """Tell whether a text is a reading: kana only, whatever its width."""
    key = kana_key(text)
    return bool(key) and all("ァ" <= sign <= "ヿ" for sign in key)


def course_order(lines: Sequence[CourseLine]) -> list[CourseLine]:
    """Return the courses a caller may ask for: open ones first, then by their first day; what is over is left out."""
    wanted = [line for line in lines if line.state in _ORDER]
    return sorted(
        wanted,
        key=lambda line: (
            _ORDER.index(line.state),
            line.first_starts_at is None,
            line.first_starts_at.timestamp() if line.first_starts_at else 0,
            line.title,
        ),
    )


def fits(line: CourseLine, text: str) -> bool:
    """Tell whether every word of `text` is in title, place, topic or days of a course; kana may be typed as letters."""
    hay = name_key(f"{line.title} {line.topic} {' '.join(line.venues)} {course_days(line)}")
    return all(_is_in(word, hay) for word in text.split())


def _is_in(word: str, hay: str) -> bool:
    spelled = kana_of(word)
    return name_key(word) in hay or bool(spelled and name_key(spelled) in hay)


def seats_words(line: CourseLine) -> tuple[str, ChipKind]:
    """Return 18/20 ・ 待ち2 and what it means; full or waited for is a warning."""
    if line.selection is SelectionKind.LOTTERY and line.accepted == 0:
        words = _("抽選 {applied}人／{capacity}席").format(applied=line.applied, capacity=line.capacity or 0)
        return words, ChipKind.INFO
    if line.capacity is None:
        return _("定員なし"), ChipKind.INFO
    words = f"{line.accepted}/{line.capacity}"
    if line.waiting:
        return _("{seats}・待ち{waiting}").format(seats=words, waiting=line.waiting), ChipKind.WARN
    if line.accepted >= line.capacity:
        return _("{seats}・満席").format(seats=words), ChipKind.WARN
    return words, ChipKind.DONE


def open_words(line: CourseLine) -> str:
    """Return whether applications are taken, and until when: 募集中、11月28日(土) 17:00まで."""
    words = label(line.state)
    if line.state is CourseState.PREPARING and line.apply_from is not None:
        return _("{state}、{moment}から").format(state=words, moment=day_and_clock(line.apply_from))
    if line.state is CourseState.OPEN and line.apply_until is not None:
        return _("{state}、{moment}まで").format(state=words, moment=day_and_clock(line.apply_until))
    return words


def past_words(view: ParticipantView, without: Collection[UUID] = ()) -> str:
    """Return the courses somebody applied for, newest first: スマホ入門、LINE; "" for none.

    Args:
        view: The person.
        without: Courses shown elsewhere already.
    """
    titles = dict.fromkeys(line.course_title for line in reversed(view.applications) if line.course_id not in without)
    shown = _("、").join(list(titles)[:_MOST_PAST])
    return _("{courses} ほか").format(courses=shown) if len(titles) > _MOST_PAST else shown


def course_columns(standing: Callable[[], Mapping[UUID, ApplicationLine]]) -> list[Column[CourseLine]]:
    """Return what a clerk says about a course; `standing` gives the caller's own applications by course."""

    def state(line: CourseLine) -> str:
        mine = standing().get(line.id)
        if mine is not None:
            return _("申込済み")
        return label(line.state)

    def state_kind(line: CourseLine) -> ChipKind:
        if line.id in standing():
            return ChipKind.WARN
        return ChipKind.INFO if line.state is CourseState.OPEN else ChipKind.NEUTRAL

    return [
        Column(
            _("講座"),
            lambda line: line.title,
            sub=lambda line: " ".join([course_days(line), *line.venues[:1]]),
            bold=True,
        ),
        Column(_("席"), lambda line: seats_words(line)[0], chip=lambda line: seats_words(line)[1], width=150),
        Column(_("状態"), state, chip=state_kind, width=114, align=Align.RIGHT),
    ]


class Chosen(QWidget):
    """What was chosen, large enough to read back, with a way to choose again.

    Signals:
        change_wanted: The person pressed the button.
    """

    change_wanted = Signal()

    def __init__(self, change_word: str) -> None:
        super().__init__()
        self.name = Label("", "section", wrap=True)
        self.below = Label("", "soft", wrap=True)
        self.chip = Chip("")
        self.facts = Facts(name_width=64)
        self.change = QuietButton(change_word, self.change_wanted.emit, icon_name="retry")
        column = VBox(self.below, self.name, spacing=4, parent=self)
        column.add(HBox(self.chip, None))
        column.add(self.facts)
        column.add(FlowRow(self.change))
        column.add(None)

    def tell(
        self,
        name: str,
        below: str,
        facts: Sequence[tuple[str, str]],
        *,
        chip: str = "",
        kind: ChipKind = ChipKind.INFO,
    ) -> None:
        """Show one thing."""
        self.name.setText(name)
        self.below.setText(below)
        self.below.setVisible(bool(below))
        self.chip.set(chip, kind)
        self.chip.setVisible(bool(chip))
        self.facts.set_facts(facts)
        self.setAccessibleName(f"{name} {below}".strip())


class Closed(Card):
    """Why the application was not taken, with the one thing that may still be done.

    Attributes:
        is_outside: It is to be taken outside the window; a second refusal then asks for a reason beside that.

    Signals:
        force_wanted: Take it all the same, with the reason typed ("" outside the window).
    """

    force_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(sheet="warn", margins=12, spacing=8)
        self.is_outside = False
        self.words = IconText("warning", "", colour="warn")
        self.reason = TextField(_("それでも受け付ける理由"), hint=_("理由は、申込に残ります。"), required=True)
        self.reason.line.textChanged.connect(self._reason_typed)
        self.reason.line.returnPressed.connect(self._force)
        self.force = SecondaryButton(_("期間の外でも受け付ける"), self._force)
        self.body.add(self.words)
        self.body.add(self.reason)
        self.body.add(FlowRow(self.force))
        self.hide()

    def tell(self, text: str, *, may_force: bool, needs_reason: bool = False) -> None:
        """Show the sentence.

        Args:
            text: It.
            may_force: Staff may take it all the same.
            needs_reason: Only with a reason.
        """
        self.words.set(text)
        self.reason.set_text("")
        self.reason.setVisible(needs_reason)
        self.force.setVisible(may_force or needs_reason)
        self.force.setText(_("この理由で受け付ける") if needs_reason else _("期間の外でも受け付ける"))
        self._reason_typed()
        self.setAccessibleName(text)
        self.show()  # without the keyboard: a second quick Enter must not force what was just refused

    def _reason_typed(self, _text: str = "") -> None:
        self.force.setEnabled(self.reason.isHidden() or bool(self.reason.text))

    def _force(self) -> None:
        if self.force.isEnabled():
            self.is_outside = self.is_outside or self.reason.isHidden()
            self.force_wanted.emit("" if self.reason.isHidden() else self.reason.text)


class Wishes(QWidget):
    """What the caller needs, with which telephone, and how they heard of the course.

    Signals:
        touched: Something was changed.
    """

    touched = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.needs = Ticks(_("必要な配慮"), need_choices())
        self.phone_kind: ChoiceField[PhoneKind] = ChoiceField(
            _("お使いの電話機 (Alt+K)"), [(kind, label(kind)) for kind in PhoneKind]
        )
        self.heard: ChoiceField[str] = ChoiceField(_("何で知ったか (Alt+H)"), [("", _("聞いていない"))])
        column = VBox(spacing=4, parent=self)
        column.add(Label(_("必要な配慮 (Ctrl+番号)"), "strong"))
        column.add(self.needs)
        column.add(HBox(self.phone_kind, self.heard, spacing=12))
        for number, box in enumerate(self.needs.boxes.values(), 1):
            box.setText(f"{number} {box.text()}")
            box.toggled.connect(self.touched)
        for field in (self.phone_kind, self.heard):
            field.picked.connect(self.touched)


class NewPersonForm(QWidget):
    """Four fields; Enter goes to the next one and, at the end, on to the course.

    Whoever may be registered already is shown below while it is typed; nobody is registered beside a look-alike
    without having been asked.

    Signals:
        typed: The person as typed so far, for finding look-alikes (a `Participant`).
        done: The person as typed (a `Participant` with an id to be given), and who they are not (ids).
        known: The caller is registered already (a participant's UUID).
        left: The person pressed 検索に戻る.
    """

    typed = Signal(Participant)
    done = Signal(Participant, tuple)
    known = Signal(UUID)
    left = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.kana = TextField(_("かな"), placeholder=_("さとう きよ"))
        self.name = TextField(_("氏名(わからなければ空欄)"))
        self.phone = TextField(_("電話番号"))
        self.birth = TextField(_("生年月日または年代"), placeholder=_("S25.3.2、1950年、70代"))
        self.fields: dict[str, Field] = {
            "kana": self.kana,
            "name": self.name,
            "phone": self.phone,
            "birth": self.birth,
        }
        self.go_on = PrimaryButton(_("講座を選ぶ (Enter)"), self.finish)
        self.alikes = Alikes()
        self.alikes.picked.connect(lambda one: self.known.emit(one.line.id))
        self.alikes.refused.connect(self._is_another)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_ALIKES_AFTER_MS)
        self._timer.timeout.connect(lambda: self.typed.emit(self._person(Birth())))
        column = VBox(spacing=2, parent=self)
        pairs = Grid(spacing=12, row_spacing=2)
        for place, field in enumerate(self.typed_fields):
            pairs.addWidget(field, place // 2, place % 2)
            pairs.setColumnStretch(place % 2, 1)
            field.line.textChanged.connect(lambda _text: self._timer.start())
        column.add(pairs)
        column.add(FlowRow(self.go_on, SecondaryButton(_("検索に戻る"), self.left.emit)))
        column.add(self.alikes, 100)  # all of the room while there are any
        column.add(None)

    def reset(self) -> None:
        """Empty the fields."""
        for field in self.typed_fields:
            field.set_text("")
        self.alikes.show_found([])

    def begin(self, typed: str) -> None:
        """Put what was typed into the search line where it belongs, and wait for the rest."""
        folded = unicodedata.normalize("NFKC", typed)
        if folded and all(sign.isdigit() or sign in "-() +" for sign in folded):
            self.phone.set_text(folded)
        elif only_kana(typed):
            self.kana.set_text(typed)
        elif kana_of(typed):
            self.kana.set_text(kana_of(typed))
        elif typed:
            self.name.set_text(typed)
        empty = [field for field in self.typed_fields if not field.text]
        (empty[0] if empty else self.birth).line.setFocus()

    def finish(self) -> None:
        """Check what can be checked here, ask about look-alikes, and hand the person on."""
        self._go_on(may_ask=True)

    @property
    def typed_fields(self) -> tuple[TextField, ...]:
        """The fields in the order of typing."""
        return self.kana, self.name, self.phone, self.birth

    def _person(self, birth: Birth) -> Participant:
        name = self.name.text or self.kana.text
        return Participant(id=_NOBODY, name=name, kana=self.kana.text, birth=birth, phone=self.phone.text)

    def _go_on(self, *, may_ask: bool) -> None:
        if not (self.name.text or self.kana.text):
            self.name.set_error(sentence(DomainError("name_missing", field="name")))
            return
        try:
            birth = parse_birth(self.birth.text, self._today())
        except DomainError as error:
            self.birth.set_error(sentence(error))
            return
        person = self._person(birth)
        found = self.alikes.found
        if may_ask and found:
            self.alikes.ask()
            return
        self.done.emit(person, tuple(one.line.id for one in found))

    def _is_another(self) -> None:
        self._go_on(may_ask=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next field with Enter, or on to the course; F6 goes to the look-alikes."""
        if event.key() == Qt.Key.Key_F6 and self.alikes.found:
            self.alikes.ask()
            return
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        fields = self.typed_fields
        place = next((place for place, field in enumerate(fields) if field.line.hasFocus()), len(fields) - 1)
        if place + 1 < len(fields):
            fields[place + 1].line.setFocus()
        else:
            self.finish()
