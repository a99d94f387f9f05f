"""Merges halls or rooms that were entered twice, with a preview, and removes unused ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.places_alike import AlikePlaces
from divide_app.domain.planning.venues import Room, Venue
from divide_app.foundation.translation import _
from divide_app.services.planning.places import MergeResult, PlaceRemoved
from divide_app.ui.background import Trouble
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines, Reflow
from divide_app.ui.widgets.clash_box import ClashBox
from divide_app.ui.widgets.fields import ChoiceField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.wording.sentences import sentence

if TYPE_CHECKING:
    from divide_app.ui.screens.settings.section import Section


@dataclass(frozen=True, slots=True)
class Place:
    """A venue, or a room of one."""

    id: UUID
    name: str
    venue: UUID
    is_room: bool


def places_of(venues: Sequence[Venue]) -> list[Place]:
    """Return every venue, each followed by its rooms."""
    found: list[Place] = []
    for venue in venues:
        found.append(Place(venue.id, venue.name, venue.id, is_room=False))
        found += [Place(room.id, f"{venue.name} {room.name}", venue.id, is_room=True) for room in venue.rooms]
    return found


def merge_sentences(gone: str, kept: str, result: MergeResult) -> list[str]:
    """Return what making one of two places does, one sentence each."""
    found = [
        _("予定 {count}回が「{kept}」に移ります。").format(count=result.sessions, kept=kept)
        if result.sessions
        else _("移る予定はありません。")
    ]
    if result.rooms_joined:
        names = _("、").join(result.rooms_joined)
        found.append(_("同じ名前の部屋は1つになります：{names}").format(names=names))
    if result.rooms_moved:
        names = _("、").join(result.rooms_moved)
        found.append(_("部屋も移ります：{names}").format(names=names))
    if result.closures:
        found.append(_("休館日 {count}件も移ります。").format(count=result.closures))
    found.append(_("「{gone}」は一覧からなくなります。").format(gone=gone))
    return found


class TidyCard(Card):
    """二重の会場・部屋をまとめる.

    Attributes:
        gone: The place that goes.
        kept: The place that stays.
        act: The button that makes them one; shown with what it does.
    """

    def __init__(self, section: Section) -> None:
        super().__init__(_("二重の会場・部屋"))
        self._section = section
        self._places: list[Place] = []
        self._asked: tuple[UUID, UUID] | None = None
        self.alikes = CardLines()
        self.gone: ChoiceField[UUID | None] = ChoiceField(_("なくす方"))
        self.kept: ChoiceField[UUID | None] = ChoiceField(_("残す方"))
        self.told = VBox(spacing=4)
        self.clashes = ClashBox()
        self.reason = TextField(_("重なってもまとめる理由"), hint=_("理由は、その回に残ります。"), required=True)
        self.act = PrimaryButton(_("1つにまとめる"), self._merge)
        self._effect = QWidget()
        row = QWidget()
        FlowRow(self.act, SecondaryButton(_("やめる"), self.leave), parent=row)
        VBox(self.told, self.clashes, self.reason, row, spacing=10, parent=self._effect)
        self.unused_title = Label(_("予定が1回も入っていない会場・部屋（使わないときは削除できます）"), "strong")
        self.unused = CardLines()
        self.body.add(
            Label(
                _(
                    "同じ会場や部屋を2つの名前で登録したときは、1つにまとめます。"
                    "まとめると、予定・部屋・休館日が残す方に移ります。先に、何が移るかを見られます。"
                ),
                "soft",
                wrap=True,
            )
        )
        for part in (
            self.alikes,
            Reflow(self.gone, self.kept, shares=(1, 1), from_width=420),
            self._effect,
            self.unused_title,
            self.unused,
        ):
            self.body.add(part)
        self._effect.hide()
        self.gone.picked.connect(lambda _value: self._offer_kept(ask=True))
        self.kept.picked.connect(lambda _value: self._ask())

    @property
    def is_editing(self) -> bool:
        """Whether two places are chosen and shown."""
        return not self._effect.isHidden()

    def show_places(
        self,
        venues: Sequence[Venue],
        alike: Sequence[AlikePlaces],
        unused: Sequence[Venue],
        unused_rooms: Sequence[tuple[Venue, Room]],
    ) -> None:
        """Offer the places, those that look alike in front, and what may go."""
        self._places = places_of(venues)
        names = {place.id: place.name for place in self._places}
        self.gone.box.set_choices([(None, _("選んでください")), *names.items()])
        self._offer_kept(ask=False)
        self.alikes.clear()
        for pair in alike:
            words = _("「{other}」と「{kept}」は、名前が似ています").format(other=pair.other_name, kept=pair.kept_name)
            look = SecondaryButton(
                _("何が移るか見る"),
                partial(self.choose, pair.other, pair.kept),
                size=ButtonSize.SMALL,
                accessible_name=_("{words}。まとめると何が移るかを見る").format(words=words),
            )
            self.alikes.add_line(words, right=(look,))
        self.alikes.setVisible(bool(alike))
        self.unused.clear()
        services = self._section.page.shell.services
        for venue in unused:
            self._add_unused(venue.name, partial(services.places.remove_venue, venue.id))
        for venue, room in unused_rooms:
            self._add_unused(f"{venue.name} {room.name}", partial(services.places.remove_room, room.id))
        for part in (self.unused_title, self.unused):
            part.setVisible(bool(unused or unused_rooms))

    def choose(self, gone: UUID, kept: UUID) -> None:
        """Choose both places and show what making them one would do."""
        self.gone.set_value(gone)
        self._offer_kept(ask=False)
        self.kept.set_value(kept)
        self._ask()

    def leave(self) -> None:
        """Choose nothing."""
        self.gone.set_value(None)
        self._offer_kept(ask=True)

    def _place(self, id_: UUID | None) -> Place | None:
        return next((place for place in self._places if place.id == id_), None)

    def _offer_kept(self, *, ask: bool) -> None:
        gone = self._place(self.gone.value)
        there = [
            (place.id, place.name)
            for place in self._places
            if gone is not None
            and place.id != gone.id
            and place.is_room == gone.is_room
            and (not gone.is_room or place.venue == gone.venue)
        ]
        self.kept.box.set_choices(
            [(None, _("選んでください") if there or gone is None else _("ほかにありません")), *there]
        )
        self.kept.setEnabled(bool(there))
        if ask:
            self._ask()

    def _ask(self) -> None:
        gone, kept = self._place(self.gone.value), self._place(self.kept.value)
        self._effect.hide()
        if gone is None or kept is None:
            self._asked = None
            return
        self._asked = (gone.id, kept.id)
        places = self._section.page.shell.services.places
        look = places.preview_merge_rooms if gone.is_room else places.preview_merge_venues
        self._section.page.query(
            lambda: look(gone.id, kept.id), partial(self._show, gone, kept), key="merge", on_trouble=self._refused
        )

    def _show(self, gone: Place, kept: Place, result: MergeResult) -> None:
        if self._asked != (gone.id, kept.id):
            return
        self._tell([IconText("info", words) for words in merge_sentences(gone.name, kept.name, result)])
        self.clashes.show_nothing()
        if result.clashes:
            self.clashes.show_clashes(result.clashes)
        self.reason.set_text("")
        self.reason.setVisible(bool(result.clashes))
        self.act.show()
        self.act.setFocus()

    def _refused(self, error: Trouble) -> bool:
        if not isinstance(error, DomainError):
            return False
        self._tell([IconText("trouble", sentence(error), colour="trouble")])
        self.clashes.show_nothing()
        self.reason.hide()
        self.act.hide()
        return True

    def _tell(self, lines: Sequence[QWidget]) -> None:
        clear(self.told)
        for line in lines:
            self.told.add(line)
        self._effect.show()

    def _merge(self) -> None:
        gone, kept = self._place(self.gone.value), self._place(self.kept.value)
        if gone is None or kept is None:
            return
        if not self.reason.isHidden() and not self.reason.text:
            self.reason.set_error(_("重なる回があるため、まだまとめていません。理由を入力してください。"))
            return
        shell, reason = self._section.page.shell, self.reason.text if not self.reason.isHidden() else ""
        places = shell.services.places
        merge = places.merge_rooms if gone.is_room else places.merge_venues

        def done(result: MergeResult) -> None:
            words = _("「{gone}」を「{kept}」にまとめました。予定 {count}回が移りました").format(
                gone=gone.name, kept=kept.name, count=result.sessions
            )
            self.leave()
            self._section.tell_saved(words, token=result.undo)
            self._section.read()

        self._section.page.operate(
            lambda: merge(gone.id, kept.id, forced_reason=reason),
            done,
            fields={"reason": self.reason},
            busy=[self.act],
        )

    def _add_unused(self, name: str, act: partial[PlaceRemoved]) -> None:
        remove = QuietButton(
            _("削除する"),
            partial(self._remove, name, act),
            icon_name="trash",
            size=ButtonSize.SMALL,
            accessible_name=_("{what}を削除する").format(what=name),
        )
        self.unused.add_line(name, right=(remove,))

    def _remove(self, name: str, act: partial[PlaceRemoved]) -> None:

        def done(result: PlaceRemoved) -> None:
            self._section.tell_saved(_("「{name}」を削除しました").format(name=name), token=result.undo)
            self._section.read()

        self._section.page.operate(act, done)
