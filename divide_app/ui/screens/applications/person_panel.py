"""One participant: the form, and what they applied for and attended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QStackedWidget, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.people.age_band import parse_birth
from divide_app.domain.people.participants import Birth, Participant, PhoneKind, Sex
from divide_app.foundation.translation import _
from divide_app.services.people.merging import MergeLine
from divide_app.services.people.participants import ParticipantView
from divide_app.ui.screens.applications.phone_parts import only_kana
from divide_app.ui.widgets.buttons import (
    ButtonSize,
    DangerButton,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
    SegmentedControl,
)
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import ChoiceField, Field, MemoField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.in_card import in_card
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.people_words import NeedBoxes, birth_text
from divide_app.wording.bands import band_label
from divide_app.wording.dates import day_and_clock, duration, reiwa_day
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence


class PersonPanel(Card):
    """The chosen participant.

    Signals:
        save_wanted: The person as it stands in the form (`Participant`).
        call_wanted: Take an application of this participant (UUID).
        held_wanted: Write out all that is held of this participant (UUID).
        forget_wanted: Forget this participant (UUID).
        part_wanted: Make two people again of a merge that stands (`MergeLine`).
        left: Close the panel.
    """

    save_wanted = Signal(object)
    call_wanted = Signal(object)
    held_wanted = Signal(object)
    forget_wanted = Signal(object)
    part_wanted = Signal(object)
    left = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._original: Participant | None = None
        self._birth_shown = ""
        self.is_new = False
        self.title = Heading(_("参加者"), level=2)
        self.below = Label("", "small")
        self.tabs = SegmentedControl(
            [("form", _("情報")), ("history", _("申込と出席"))], accessible_name=_("参加者の見方")
        )
        self.tabs.chosen.connect(self._turned)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._make_form())
        self.pages.addWidget(self._make_history())
        self.body.add(VBox(self.title, self.below, spacing=2))
        self.merges = CardLines(compact=True)
        self.part_buttons: dict[UUID, SecondaryButton] = {}
        self.body.add(self.merges)
        self.body.add(FlowRow(self.tabs))
        self.body.add(in_card(self.pages), 1)
        self.foot = QWidget()
        FlowRow(None, self.leave_button, self.save_button, parent=self.foot)
        self.body.add(self.foot)

    @property
    def participant_id(self) -> UUID | None:
        """Who is shown."""
        return None if self._original is None else self._original.id

    def begin(self, id_: UUID, typed: str = "") -> None:
        """Open an empty form for somebody new; what was searched for goes into name or kana."""
        is_kana = only_kana(typed)
        person = Participant(id_, "")
        self.is_new = True
        self._show(person)
        (self.kana if is_kana else self.name).set_text(typed)
        self.title.setText(_("新しい方"))
        self.below.setText("")
        self.tabs.hide()
        self._show_merges(())
        self._turned("form")
        (self.name if is_kana else self.kana).line.setFocus()

    def show_view(self, view: ParticipantView, merges: Sequence[MergeLine] = ()) -> None:
        """Show a person, with the entries that became part of it; unsaved input of the same person is kept."""
        self._show_merges(merges)
        if self.is_dirty() and view.participant.id == self.participant_id:
            return
        self.is_new = False
        self._show(view.participant)
        self.title.setText(view.participant.name)
        self.below.setText(f"{view.participant.kana}　{band_label(view.line.band)}")
        self.tabs.show()
        self._show_history(view)

    def _show_merges(self, merges: Sequence[MergeLine]) -> None:
        self.merges.clear()
        self.part_buttons = {}
        self.merges.setVisible(bool(merges))
        for one in merges:
            when = _("{day}にまとめました").format(day=reiwa_day(one.merged_at))
            button = SecondaryButton(
                _("元の2人に戻す"),
                partial(self.part_wanted.emit, one),
                icon_name="undo",
                size=ButtonSize.SMALL,
                accessible_name=_("{name}さんの登録を元に戻す").format(name=one.gone_name),
            )
            button.setVisible(one.can_undo)
            self.part_buttons[one.id] = button
            why = "" if one.can_undo else _("あとでまとめた登録を先に戻してください")
            below = _("。").join(filter(None, (when, why)))
            self.merges.add_line(_("「{name}」の登録もこの方です").format(name=one.gone_name), below, right=(button,))

    def is_dirty(self) -> bool:
        """Whether the form differs from what is kept."""
        original = self._original
        if original is None:
            return False
        return self.birth.text != self._birth_shown or self._typed(original.birth) != original

    def discard(self) -> None:
        """Give the input up."""
        original = self._original
        if original is None:
            return
        if self.is_new:
            self._original = None
            self.left.emit()
        else:
            self._show(original)

    def saved(self) -> None:
        """Take the form as kept."""
        self.is_new = False
        self._original = None

    def value(self) -> Participant | None:
        """Return the person as typed, or None after showing what cannot be read."""
        original = self._original
        if original is None:
            return None
        birth = original.birth
        if self.birth.text != self._birth_shown:
            try:
                birth = parse_birth(self.birth.text, self._today())
            except DomainError as error:
                self.birth.set_error(sentence(error))
                return None
        return self._typed(birth)

    def _typed(self, birth: Birth) -> Participant:
        assert self._original is not None
        return replace(
            self._original,
            name=self.name.text,
            kana=self.kana.text,
            birth=birth,
            sex=self.sex.value or Sex.UNSTATED,
            phone=self.phone.text,
            postal_code=self.postal_code.text,
            address=self.address.text,
            district=self.district.text,
            needs=self.needs.value(),
            needs_text=self.needs_text.text,
            phone_kind=self.phone_kind.value or PhoneKind.UNKNOWN,
            memo=self.memo.text,
        )

    def _show(self, person: Participant) -> None:
        self._original = person
        self._birth_shown = birth_text(person.birth)
        for field, text in (
            (self.name, person.name),
            (self.kana, person.kana),
            (self.phone, person.phone),
            (self.birth, self._birth_shown),
            (self.postal_code, person.postal_code),
            (self.address, person.address),
            (self.district, person.district),
            (self.needs_text, person.needs_text),
        ):
            field.set_text(text)
        self.memo.set_text(person.memo)
        self.sex.set_value(person.sex)
        self.phone_kind.set_value(person.phone_kind)
        self.needs.set_value(person.needs)

    def _make_form(self) -> QWidget:
        self.name = TextField(_("氏名"), required=True)
        self.kana = TextField(_("かな"))
        self.phone = TextField(_("電話番号"))
        self.birth = TextField(_("生年月日または年代"), placeholder=_("S25.3.2、1950年、70代"))
        self.sex: ChoiceField[Sex] = ChoiceField(_("性別"), [(sex, label(sex)) for sex in Sex])
        self.district = TextField(_("地区"))
        self.postal_code = TextField(_("郵便番号"))
        self.address = TextField(_("住所"))
        self.needs = NeedBoxes()
        self.needs_text = TextField(_("そのほかの配慮"))
        self.phone_kind: ChoiceField[PhoneKind] = ChoiceField(
            _("お使いの電話機"), [(kind, label(kind)) for kind in PhoneKind]
        )
        self.memo = MemoField(_("備考"), rows=2)
        self.fields: dict[str, Field] = {
            "name": self.name,
            "kana": self.kana,
            "phone": self.phone,
            "address": self.address,
            "needs_text": self.needs_text,
            "memo": self.memo,
        }
        self.save_button = PrimaryButton(_("保存する"), self._save)
        self.leave_button = SecondaryButton(_("やめる"), self.discard)
        self.call_button = QuietButton(_("この方の申込を受ける"), self._call, icon_name="phone")
        form = QWidget()
        column = VBox(self.kana, self.name, self.phone, self.birth, self.sex, spacing=4, parent=form)
        column.add(Label(_("必要な配慮"), "strong"))
        for thing in (
            self.needs,
            self.needs_text,
            self.phone_kind,
            self.district,
            self.postal_code,
            self.address,
            self.memo,
        ):
            column.add(thing)
        column.add(FlowRow(self.call_button))
        column.add(None)
        for line in (self.kana, self.name, self.phone, self.birth):
            line.line.returnPressed.connect(self._save)
        return form

    def _make_history(self) -> QWidget:
        page = QWidget()
        self.applications = CardLines()
        self.attendances = CardLines()
        self.no_history = Label(_("まだ申込も出席もありません"), "soft", wrap=True)
        column = VBox(self.no_history, Label(_("申込"), "strong"), self.applications, spacing=6, parent=page)
        column.add(Label(_("出席", "times"), "strong"))
        column.add(self.attendances)
        column.add(None)
        self.held_button = QuietButton(
            _("持っている情報を書き出す"), lambda: self._tell(self.held_wanted), icon_name="paper"
        )
        self.forget_button = DangerButton(_("この方の情報を消去する"), lambda: self._tell(self.forget_wanted))
        column.add(FlowRow(self.held_button, self.forget_button))
        return page

    def _show_history(self, view: ParticipantView) -> None:
        self.applications.clear()
        self.attendances.clear()
        for line in reversed(view.applications):
            words = f"{reiwa_day(line.applied_at)} {label(line.channel)}"
            place = f" {line.place}" if line.place else ""
            chip = Chip(label(line.status) + place, ChipKind.NEUTRAL)
            self.applications.add_line(line.course_title, words, right=(chip,))
        came = [line for line in view.attendances if line.present and line.first_in is not None]
        for seen in sorted(came, key=lambda one: str(one.first_in), reverse=True):
            assert seen.first_in is not None
            self.attendances.add_line(day_and_clock(seen.first_in), duration(seen.minutes))
        self.no_history.setVisible(not view.applications and not came)
        self.tabs.set_word(
            "history", _("申込 {count}・出席 {came}").format(count=len(view.applications), came=len(came))
        )

    def _turned(self, name: str) -> None:
        self.tabs.set_value(name)
        self.pages.setCurrentIndex(0 if name == "form" else 1)
        self.foot.setVisible(name == "form")

    def _save(self) -> None:
        person = self.value()
        if person is not None and self.save_button.isEnabled():
            self.save_wanted.emit(person)

    def _tell(self, signal: SignalInstance) -> None:
        if self.participant_id is not None:
            signal.emit(self.participant_id)

    def _call(self) -> None:
        if self.participant_id is not None:
            self.call_wanted.emit(self.participant_id)
