"""Moves a meeting to another time and place, and shows clashes before saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import at_local, local, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.translation import _
from divide_app.ui.screens.schedule.meeting_drag import Wish
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.clash_box import ClashBox
from divide_app.ui.widgets.fields import ChoiceField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.session_looks import session_title
from divide_app.ui.widgets.when_fields import ClockField, day_field, read
from divide_app.wording.dates import day_and_range
from divide_app.wording.sentences import sentence

ASK_AFTER_MS = 200
"""Clashes are asked for when the typing pauses."""


class MoveForm(QWidget):
    """Day, hours, venue and room, with the clashes below them.

    Attributes:
        save: The button that moves the meeting.
        clashes: What is in the way, in words.
        reason: Why it is moved all the same; shown only when something hard is in the way.
    """

    def __init__(self, screen: Screen, on_save: Callable[[Wish, str], object], on_leave: Callable[[], object]) -> None:
        super().__init__()
        self._screen, self._on_save = screen, on_save
        self._line: SessionLine | None = None
        self._venues: list[Venue] = []
        self._asked: Wish | None = None
        self._known: tuple[Clash, ...] | None = None
        self._title = Heading(_("移す"), level=2)
        self._now = Label("", "soft", wrap=True)
        self.day = day_field(_("日"), required=True, today=screen.shell.today)
        self.start = ClockField(_("始まり"), required=True)
        self.end = ClockField(_("終わり"), required=True)
        self.venue: ChoiceField[UUID | None] = ChoiceField(_("会場"))
        self.room: ChoiceField[UUID | None] = ChoiceField(_("部屋"))
        self.clashes = ClashBox()
        self.reason = TextField(_("それでも移す理由"), hint=_("理由は、この回に残ります。"), required=True)
        self.save = PrimaryButton(_("ここへ移す"), self._save)
        buttons = QWidget()
        FlowRow(self.save, SecondaryButton(_("やめる"), on_leave), parent=buttons)
        VBox(
            self._title,
            self._now,
            self.day,
            self.start,
            self.end,
            self.venue,
            self.room,
            self.clashes,
            self.reason,
            buttons,
            spacing=8,
            parent=self,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER_MS)
        self._timer.timeout.connect(self.ask)
        for field in (self.day, self.start, self.end):
            field.edited.connect(self._changed)
            field.line.returnPressed.connect(self._save)
        self.venue.picked.connect(self._venue_picked)
        self.room.picked.connect(self._changed)

    def begin(self, line: SessionLine, venues: Sequence[Venue]) -> None:
        """Start from where the meeting is now."""
        self._line, self._venues = line, list(venues)
        self._now.setText(f"{session_title(line)}\n{day_and_range(line.starts_at, line.ends_at)}")
        self.day.set_day(local_day(line.starts_at))
        self.start.set_clock(line.starts_at)
        self.end.set_text(_clock_words(line.starts_at, line.ends_at))
        self.venue.box.set_choices([(None, _("未定")), *((venue.id, venue.name) for venue in venues)])
        self.venue.set_value(line.venue_id)
        self._offer_rooms(line.room_id)
        self.reason.set_text("")
        self._known = None
        self._asked = None
        self.clashes.show_nothing()
        self.reason.hide()
        self.day.line.setFocus()
        self.day.line.selectAll()

    def wish_for(self, wish: Wish, found: Sequence[Clash]) -> None:
        """Show where the meeting was put, what is in the way there, and ask for the reason."""
        self.day.set_day(local_day(wish.starts_at))
        self.start.set_clock(wish.starts_at)
        self.end.set_text(_clock_words(wish.starts_at, wish.ends_at))
        self.venue.set_value(wish.venue_id)
        self._offer_rooms(wish.room_id)
        self._timer.stop()
        self._asked = wish
        self.show_clashes(found, wish)
        self.reason.line.setFocus()

    def ask(self) -> None:
        """Ask now what would be in the way."""
        self._timer.stop()
        try:
            wish = self._wish()
        except DomainError:
            self.clashes.show_nothing()
            return
        line = self._line
        if line is None or wish == self._asked:
            return
        self._asked = wish
        services, id_ = self._screen.shell.services, line.id
        self._screen.query(
            lambda: services.scheduling.clashes_at(
                id_, wish.starts_at, wish.ends_at, wish.room_id, venue_id=wish.venue_id, keep_place=False
            ),
            lambda found: self.show_clashes(found, wish),
            key="clashes",
            on_trouble=self._refused,
        )

    def show_clashes(self, found: Sequence[Clash], wish: Wish | None = None) -> None:
        """Say what is in the way; hard things ask for a reason."""
        if wish is not None and wish != self._asked:
            return
        line = self._line
        names = dict(zip(line.supporter_ids, line.supporters, strict=False)) if line is not None else {}
        self._known = tuple(found)
        self.clashes.show_clashes(found, names)
        self.reason.setVisible(any(clash.hard for clash in found))

    def show_refusal(self, error: DomainError) -> bool:
        """Show a refusal of the move beside what it is about; tells whether it could."""
        if error.code == "clash":
            found = error.details.get("clashes", ())
            if isinstance(found, tuple):
                self.show_clashes(found)
            self.reason.set_error(sentence(error))
            return True
        if error.code == "people_received":
            self.reason.show()
            self.reason.set_error(sentence(error))
            return True
        if error.field == "ends_at":
            self.end.set_error(sentence(error))
            return True
        return False

    def _refused(self, error: object) -> bool:
        return isinstance(error, DomainError) and self.show_refusal(error)

    def _changed(self, _value: object = None) -> None:
        self._timer.start()

    def _venue_picked(self, _value: object) -> None:
        self._offer_rooms(None)
        self._changed()

    def _offer_rooms(self, chosen: UUID | None) -> None:
        venue = next((one for one in self._venues if one.id == self.venue.value), None)
        rooms = venue.rooms if venue is not None else ()
        self.room.box.set_choices([(None, _("決めない")), *((room.id, room.name) for room in rooms)])
        self.room.set_value(chosen)
        self.room.setVisible(bool(rooms))

    def _wish(self) -> Wish:
        """Return what is asked for.

        Raises:
            DomainError: A field is empty or cannot be read.
        """
        day, start, end = self.day.day(), self.start.clock(), self.end.clock()
        if day is None or start is None or end is None:
            raise DomainError("bad_time", text="")
        return Wish(at_local(day, *start), at_local(day, *end), self.venue.value, self.room.value)

    def _save(self) -> None:
        try:
            for field, reader in ((self.day, self.day.day), (self.start, self.start.clock), (self.end, self.end.clock)):
                if read(field, reader) is None:
                    field.set_error(_("入力してください。まだ移していません。"))
                    return
            wish = self._wish()
        except DomainError:
            return
        hard = wish == self._asked and any(clash.hard for clash in self._known or ())
        if hard and not self.reason.text:
            self.reason.set_error(
                _("重なりがあるため、まだ移していません。日時や部屋を変えるか、理由を入力してください。")
            )
            return
        self._asked = wish
        self._on_save(wish, self.reason.text)


def _clock_words(start: datetime, end: datetime) -> str:
    there = local(end)
    days = (local_day(end) - local_day(start)).days
    return f"{there.hour + 24 * days}:{there.minute:02}"
