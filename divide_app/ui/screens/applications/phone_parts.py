"""Parts of the telephone form: columns, the chosen thing, the four fields of a new person."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.age_band import parse_birth
from divide_app.domain.courses import CourseState, SelectionKind
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine, CourseLine, ParticipantLine
from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people import Participant
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.fields import Field, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.room_for import room_for_bands
from divide_app.ui.widgets.session_looks import course_days
from divide_app.ui.widgets.tables import Align, Column
from divide_app.wording.bands import band_label
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

_NOBODY = UUID(int=0)
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
    """Tell whether every word of `text` is in title, place, topic or days of a course."""
    hay = name_key(f"{line.title} {line.topic} {' '.join(line.venues)} {course_days(line)}")
    return all(name_key(word) in hay for word in text.split())


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


def person_columns() -> list[Column[ParticipantLine]]:
    """Return what tells look-alikes apart: name and kana, band, district and telephone."""
    return [
        Column(_("氏名"), lambda line: line.name, sub=lambda line: line.kana, bold=True),
        Column(_("年代"), lambda line: band_label(line.band), width=room_for_bands(least=110)),
        Column(_("地区・電話"), lambda line: line.district, sub=lambda line: line.phone, width=136),
    ]


def course_columns(standing: Callable[[], Mapping[UUID, ApplicationLine]]) -> list[Column[CourseLine]]:
    """Return what a clerk says about a course; `standing` gives the caller's own applications by course."""

    def state(line: CourseLine) -> str:
        mine = standing().get(line.id)
        if mine is not None:
            return _("申込ずみ")
        return label(line.state) if line.state is not CourseState.PREPARING else _("募集前")

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

    Signals:
        force_wanted: Take it outside the window.
    """

    force_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(sheet="warn", margins=12, spacing=8)
        self.words = IconText("warning", "", colour="warn")
        self.force = SecondaryButton(_("期間の外でも受け付ける"), self.force_wanted.emit)
        self.body.add(self.words)
        self.body.add(FlowRow(self.force))
        self.hide()

    def tell(self, text: str, *, may_force: bool) -> None:
        """Show the sentence."""
        self.words.set(text)
        self.force.setVisible(may_force)
        self.setAccessibleName(text)
        self.show()
        if may_force:
            self.force.setFocus()


class NewPersonForm(QWidget):
    """Four fields; Enter goes to the next one and, at the end, on to the course.

    Signals:
        done: The person as typed (a `Participant` with an id to be given).
        left: The person pressed 検索に戻る.
    """

    done = Signal(object)
    left = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.kana = TextField(_("かな"), placeholder=_("さとう きよ"))
        self.name = TextField(_("氏名"), hint=_("漢字がわからなければ、かなだけで登録できます"))
        self.phone = TextField(_("電話番号"))
        self.birth = TextField(_("生年月日または年代"), placeholder=_("S25.3.2、1950年、70代"))
        self.fields: dict[str, Field] = {
            "kana": self.kana,
            "name": self.name,
            "phone": self.phone,
            "birth": self.birth,
        }
        self.go_on = PrimaryButton(_("講座を選ぶ (Enter)"), self.finish)
        column = VBox(spacing=2, parent=self)
        for field in (self.kana, self.name, self.phone, self.birth):
            column.add(field)
        column.add(FlowRow(self.go_on, SecondaryButton(_("検索に戻る"), self.left.emit)))
        column.add(None)

    def reset(self) -> None:
        """Empty the fields."""
        for field in (self.kana, self.name, self.phone, self.birth):
            field.set_text("")

    def begin(self, typed: str) -> None:
        """Put what was typed into the search line where it belongs, and wait for the rest."""
        folded = unicodedata.normalize("NFKC", typed)
        if folded and all(sign.isdigit() or sign in "-() +" for sign in folded):
            self.phone.set_text(folded)
        elif only_kana(typed):
            self.kana.set_text(typed)
        elif typed:
            self.name.set_text(typed)
        empty = [field for field in (self.kana, self.name, self.phone, self.birth) if not field.text]
        (empty[0] if empty else self.birth).line.setFocus()

    def finish(self) -> None:
        """Check what can be checked here, and hand the person on."""
        name = self.name.text or self.kana.text
        if not name:
            self.name.set_error(sentence(DomainError("name_missing", field="name")))
            return
        try:
            birth = parse_birth(self.birth.text, self._today())
        except DomainError as error:
            self.birth.set_error(sentence(error))
            return
        self.done.emit(Participant(id=_NOBODY, name=name, kana=self.kana.text, birth=birth, phone=self.phone.text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next empty field with Enter, or on to the course."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        fields = (self.kana, self.name, self.phone, self.birth)
        place = next((place for place, field in enumerate(fields) if field.line.hasFocus()), len(fields) - 1)
        if place + 1 < len(fields):
            fields[place + 1].line.setFocus()
        else:
            self.finish()
