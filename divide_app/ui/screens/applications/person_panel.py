"""One participant: the form, and what they applied for and attended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from divide_app.domain.people.participants import Participant
from divide_app.foundation.translation import _
from divide_app.services.people.merging import MergeLine
from divide_app.services.people.participants import ParticipantView
from divide_app.ui.record_list import RecordPanel
from divide_app.ui.screens.applications.phone_parts import only_kana
from divide_app.ui.widgets.buttons import ButtonSize, DangerButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import CardLines
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.people_words import birth_field
from divide_app.ui.widgets.record_form import RecordForm
from divide_app.wording.bands import band_label
from divide_app.wording.dates import day_and_clock, duration, reiwa_day
from divide_app.wording.labels import label

_ROWS = (
    "kana",
    "name",
    "phone",
    "birth",
    "sex",
    "needs",
    "needs_text",
    "phone_kind",
    "district",
    "postal_code",
    "address",
)


class PersonPanel(RecordPanel[Participant]):
    """The chosen participant.

    Signals:
        call_wanted: Take an application of this participant (UUID).
        held_wanted: Write out all that is held of this participant (UUID).
        forget_wanted: Forget this participant (UUID).
        part_wanted: Make two people again of a merge that stands (`MergeLine`).
    """

    call_wanted = Signal(UUID)
    held_wanted = Signal(UUID)
    forget_wanted = Signal(UUID)
    part_wanted = Signal(MergeLine)

    def __init__(self, today: Callable[[], date]) -> None:
        self.call_button = QuietButton(
            _("この方の申込を受ける"), lambda: self._tell(self.call_wanted), icon_name="phone"
        )
        form = RecordForm(
            Participant,
            [*_ROWS, "memo", FlowRow(self.call_button), None],
            editors={"birth": birth_field(today)},
            spacing=4,
        )
        (page,) = form.parts
        super().__init__(
            form,
            [("form", _("情報"), page), ("history", _("申込と出席"), self._make_history())],
            name=_("参加者の見方"),
        )
        self.title.setText(_("参加者"))
        self.merges = CardLines(compact=True)
        self.part_buttons: dict[UUID, SecondaryButton] = {}
        self.body.insertWidget(1, self.merges)

    def begin_new(self, id_: UUID, typed: str = "") -> None:
        """Open an empty form for somebody new; what was searched for goes into name or kana."""
        self.begin(Participant(id_, ""), _("新しい方"))
        self.set_read_only(False)
        searched, other = ("kana", "name") if only_kana(typed) else ("name", "kana")
        self.form[searched].put(typed)
        self.tabs.hide()
        self._show_merges(())
        self.form[other].setFocus()

    def show_view(self, view: ParticipantView, merges: Sequence[MergeLine] = (), *, may_change: bool = True) -> None:
        """Show a person, with the entries that became part of it."""
        self._show_merges(merges)
        self.set_read_only(not may_change, view.unseen)
        if self.show_record(view.participant, f"{view.participant.kana}　{band_label(view.line.band)}"):
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

    def _tell(self, signal: SignalInstance) -> None:
        if self.shown_id is not None:
            signal.emit(self.shown_id)
