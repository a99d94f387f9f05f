"""Identifies the walk-ins of a meeting with registered participants while attendance is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.door.presence import Presence
from divide_app.domain.lines import ParticipantLine, WalkInLine
from divide_app.domain.people.participants import Sex
from divide_app.foundation.translation import _
from divide_app.services.door.closing import ClosingPerson, ClosingView
from divide_app.ui.widgets.buttons import Button, ButtonSize, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.people_words import person_columns
from divide_app.ui.widgets.pick_list import PickList
from divide_app.wording.bands import band_label
from divide_app.wording.dates import clock
from divide_app.wording.labels import label

_LEAST_FOUND = 150
"""Pixels at 100 %: two people found can be told apart whatever the size of the text."""


def walk_in_words(one: WalkInLine) -> str:
    """Return all that is known of a walk-in: 飛び込みの方（60〜69歳・男性・9:50）."""
    known = [band_label(one.band) if one.band else ""]
    known += [label(one.sex) if one.sex is not Sex.UNSTATED else "", clock(one.came_at) if one.came_at else ""]
    who = _("{name}さん").format(name=one.name) if one.name else _("飛び込みの方")
    return _("{who}（{known}）").format(who=who, known=_("・").join(filter(None, known)))


def way_words(lines: Sequence[WalkInLine]) -> str:
    """Return the words of the way to the walk-ins: how many there are of whom nobody knows who they were."""
    unknown = sum(one.participant_id is None for one in lines)
    if unknown:
        return _("飛び込みの方を確かめる（{count}人）").format(count=unknown)
    return _("飛び込みの方を見る")


def known_words(one: WalkInLine) -> str:
    """Return whom a walk-in is recorded as, or that nobody knows yet."""
    if one.participant_id is None:
        return _("どなたか、まだ確かめていません")
    if not one.known_name:
        return _("登録済みの方として記録済み")
    return _("{name}さんとして記録済み").format(name=one.known_name)


def counted_words(person: ClosingPerson | None) -> str:
    """Return what becomes of the count when a walk-in is found to be somebody, who may be on the page already."""
    if person is None:
        return _("この回の出席は、この方の出席になります。人数は変わりません。")
    if person.presence is Presence.PRESENT:
        return _("この方は、この回でもう受け付けています。2つの記録をまとめて、1人と数えます。")
    return _("この回に申し込んでいる方です。この方が出席になります。")


class WalkIns(Card):
    """The walk-ins of the meeting, each with the one thing that may be said of them; nothing to see without any.

    Attributes:
        buttons: Each walk-in's button.

    Signals:
        identify_wanted: Find out who this one was (a `WalkInLine`).
        part_wanted: This one was somebody else after all (a `WalkInLine`).
        reached: The keyboard was put on one of the buttons, which should be in sight (the button).
    """

    identify_wanted = Signal(WalkInLine)
    part_wanted = Signal(WalkInLine)
    reached = Signal(Button)

    def __init__(self) -> None:
        super().__init__(_("飛び込みの方"), spacing=4)
        self._shown: tuple[WalkInLine, ...] = ()
        self.buttons: dict[UUID, Button] = {}
        self.lines = CardLines(compact=True)
        self.body.add(self.lines)
        self.hide()

    def show_lines(self, lines: Sequence[WalkInLine]) -> None:
        """Show these; the keyboard stays with the one it was at."""
        if tuple(lines) == self._shown:
            return
        had = next((id_ for id_, button in self.buttons.items() if button.hasFocus()), None)
        self._shown = tuple(lines)
        self.lines.clear()
        self.buttons = {one.id: self._button(one) for one in lines}
        for one in lines:
            self.lines.add_line(walk_in_words(one), known_words(one), right=(self.buttons[one.id],))
        self.setVisible(bool(lines))
        if had is not None:
            self.take_keyboard(had)

    def take_keyboard(self, walk_in: UUID) -> None:
        """Put the keyboard on a walk-in's button, once it has its place on the page."""
        button = self.buttons.get(walk_in)
        if button is not None:
            QTimer.singleShot(0, button, partial(self._reach, button))

    def take_keyboard_to_first(self) -> None:
        """Put the keyboard where something can be said: on the first of whom nobody knows who it was."""
        open_ = [one.id for one in self._shown if one.participant_id is None]
        for walk_in in (open_ or list(self.buttons))[:1]:
            self.take_keyboard(walk_in)

    def _reach(self, button: Button) -> None:
        button.setFocus()
        self.reached.emit(button)

    def _button(self, one: WalkInLine) -> Button:
        is_known = one.participant_id is not None
        word = _("別の方に戻す") if is_known else _("登録済みの方か確かめる")
        wanted = self.part_wanted if is_known else self.identify_wanted
        return SecondaryButton(
            word,
            partial(wanted.emit, one),
            size=ButtonSize.SMALL,
            icon_name="undo" if is_known else "search",
            accessible_name=f"{walk_in_words(one)} {known_words(one)} {word}",
        )


class WhoWasIt(Card):
    """The register searched for one walk-in: by name, reading or telephone, then who is chosen in words.

    Signals:
        searched: Words to look for.
        said: Who it was (the `WalkInLine`, the `ParticipantLine`).
        left: The person does not want to say.
    """

    searched = Signal(str)
    said = Signal(WalkInLine, ParticipantLine)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._walk_in: WalkInLine | None = None
        self._person: ParticipantLine | None = None
        self._here: Callable[[UUID], ClosingPerson | None] = lambda _id: None
        self.question = Heading(_("登録済みのどなたですか"), level=2)
        self.about = Label("", "body", wrap=True)
        self.people: PickList[ParticipantLine] = PickList(
            _("かな・名前・電話番号"),
            person_columns(),
            lambda line: line.id,
            accessible_name=_("登録済みの方をさがす"),
            empty_text=_("かな・漢字・電話番号の、どれでもさがせます"),
        )
        sized(self.people, least_height=_LEAST_FOUND)
        self.people.searched.connect(self.searched)
        self.people.picked.connect(self._picked)
        self.leave_button = SecondaryButton(_("やめる"), self.left.emit)
        self._search_page = search = QWidget()
        column = VBox(spacing=10, parent=search)
        column.add(self.people, 1)
        column.add(FlowRow(self.leave_button))
        self.name = Label("", "section", wrap=True)
        self.known = Label("", "body", wrap=True)
        self.effect = Label("", "body", wrap=True)
        self.yes = PrimaryButton(_("この方として記録する"), self._say, icon_name="check")
        self.again = SecondaryButton(_("選び直す"), self._search_again, icon_name="retry")
        self.no = QuietButton(_("やめる"), self.left.emit)
        self._sure_page = sure = QWidget()
        VBox(self.name, self.known, self.effect, FlowRow(self.yes, self.again, self.no), None, spacing=12, parent=sure)
        self.pages = PageSwitch(search, self._sure_page)
        for thing in (self.question, self.about):
            self.body.add(thing)
        self.body.add(self.pages, 1)

    def ask(self, walk_in: WalkInLine, here: Callable[[UUID], ClosingPerson | None]) -> None:
        """Ask about one walk-in; `here` finds a person on the page. A name told at the door is searched at once."""
        self._walk_in, self._person, self._here = walk_in, None, here
        self.about.setText(walk_in_words(walk_in))
        self.setAccessibleName(f"{self.question.text()} {walk_in_words(walk_in)}")
        self.people.reset()
        self._search_again()
        self.people.line.setText(walk_in.name)

    def show_found(self, text: str, found: Sequence[ParticipantLine]) -> None:
        """Show who was found for `text`."""
        self.people.set_results(text, found, _("見つかりません。かなや電話番号でも、さがしてください"))

    def _picked(self, person: object) -> None:
        if not isinstance(person, ParticipantLine):
            return
        self._person = person
        self.name.setText(_("{name}さん").format(name=person.name))
        known = (person.kana, band_label(person.band) if person.band else "", person.district, person.phone)
        self.known.setText("　".join(filter(None, known)))
        self.effect.setText(counted_words(self._here(person.id)) + _("違っていたときは、あとで別の方に戻せます。"))
        self.pages.show_page(self._sure_page)
        self.yes.setFocus()

    def _say(self) -> None:
        if self._walk_in is not None and self._person is not None:
            self.said.emit(self._walk_in, self._person)

    def _search_again(self) -> None:
        self.pages.show_page(self._search_page)
        self.people.line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes one step back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.pages.current is self._sure_page:
            self._search_again()
        else:
            self.left.emit()


def person_here(view: ClosingView, id_: UUID) -> ClosingPerson | None:
    """Return the person of the meeting with this id, if they are one of its people."""
    return next((one for one in view.people if one.attendee_id == id_), None)
