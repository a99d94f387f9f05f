"""Venues with rooms, hours and closing days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number
from divide_app.domain.planning.days_off import YearEnd
from divide_app.domain.planning.places_alike import AlikePlaces
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.translation import _
from divide_app.services.office.office import VenueResult
from divide_app.services.planning.days_off import HolidayLine
from divide_app.ui.screens.settings.days_off import HolidayCard, YearEndCard
from divide_app.ui.screens.settings.section import RecordSection
from divide_app.ui.screens.settings.tidy_places import TidyCard
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines, Reflow
from divide_app.ui.widgets.fields import ChoiceField, Editor, Group, NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.ui.widgets.record_form import Beside, RecordForm, Words
from divide_app.ui.widgets.tables import Column
from divide_app.ui.widgets.ticks import TicksField
from divide_app.ui.widgets.when_fields import day_field, read
from divide_app.wording.clashes import joined_room_sentence
from divide_app.wording.dates import clock, dated_range, weekday


@dataclass(frozen=True, slots=True)
class _Found:
    """The halls with their closing days."""

    venues: list[Venue]
    closures: list[Closure]


@dataclass(frozen=True, slots=True)
class _Untidy:
    """What could be made one, or removed."""

    venues: list[Venue]
    alike: list[AlikePlaces]
    unused: list[Venue]
    unused_rooms: list[tuple[Venue, Room]]


@dataclass(frozen=True, slots=True)
class _DaysOff:
    """The days on which every hall is closed."""

    year_end: YearEnd
    holidays: list[HolidayLine]


class RoomRows(Group):
    """The rooms of a hall, one line each; rooms stay, since past meetings stand in them."""

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        """`new_id` gives the id of a room that is added."""
        super().__init__()
        self._new_id = new_id
        self._rows: list[tuple[Room, TextField, NumberField]] = []
        self._column = VBox(spacing=4)
        more = SecondaryButton(_("部屋を追加する"), lambda: self._add(None), icon_name="plus", size=ButtonSize.SMALL)
        buttons = QWidget()
        FlowRow(more, parent=buttons)
        VBox(Label(_("部屋"), "strong"), self._column, self._error, buttons, spacing=6, parent=self)

    def inner(self) -> list[Editor]:
        """Return the lines."""
        return [field for _room, name, seats in self._rows for field in (name, seats)]

    def put(self, value: Sequence[Room]) -> None:
        """Show these rooms."""
        clear(self._column)
        self._rows = []
        self.set_error(None)
        for room in value:
            self._add(room)

    def typed(self) -> tuple[Room, ...]:
        """Return the rooms of every line with a name.

        Raises:
            DomainError: Seats that are no number.
        """
        return tuple(
            replace(room, name=name.text, seats=seats.typed()) for room, name, seats in self._rows if name.text
        )

    def set_error(self, text: str | None) -> None:
        """Show a sentence at the room it is about, or take it away with None."""
        wrong = next((name for _room, name, _seats in self._rows if contains_individual_number(name.text)), None)
        if text and wrong is not None:
            self.refused.emit()
            wrong.set_error(text)
        else:
            super().set_error(text)

    def _add(self, room: Room | None) -> None:
        name = TextField(_("部屋の名前"), room.name if room else "")
        seats = NumberField(_("席"), room.seats if room else None)
        self._rows.append((room or Room(self._new_id(), UUID(int=0), ""), name, seats))
        self._column.add(Reflow(name, seats, shares=(3, 1), from_width=300))
        if room is None and self.isVisible():
            name.line.setFocus()


class VenueSection(RecordSection[Venue]):
    """会場と休館日."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("会場"),
            _("選ぶと直せます。開館時間と休館日は、予定の重なりを調べるときに使います。"),
            _("会場を追加する"),
            [
                Column(_("会場"), lambda venue: venue.name, sub=lambda venue: venue.address, bold=True),
                Column(_("開館"), _hours, width=130),
                Column(_("休み"), lambda venue: _weekdays(venue.closed_weekdays), width=90),
                Column(_("部屋"), lambda venue: str(len(venue.rooms)), sort=lambda venue: len(venue.rooms), width=60),
            ],
            _("会場のこと"),
            lambda: _form(screen),
        )
        self.offer_file("venues")
        self._venues: list[Venue] = []
        self._make_closures()
        self.tidy, self.year_end, self.holidays = TidyCard(self), YearEndCard(self), HolidayCard(self)
        for card in (self.tidy, self.closure_card, self.year_end, self.holidays):
            self.list_column.add(card)

    def read(self) -> None:
        """Read halls and closing days; the cards below follow one by one, or the window would stand still meanwhile."""
        services = self.page.shell.services

        def found() -> _Found:
            return _Found(services.office.venues(), services.office.closures())

        self.page.query(found, self._show, key="venues", states=self.states)

    def _read_untidy(self) -> None:
        services = self.page.shell.services

        def untidy() -> _Untidy:
            places = services.places
            return _Untidy(services.office.venues(), places.alike(), places.unused(), places.unused_rooms())

        self.page.query(untidy, self._show_untidy, key="untidy")

    def _read_days_off(self) -> None:
        services, year = self.page.shell.services, self.page.shell.fiscal_year

        def days_off() -> _DaysOff:
            return _DaysOff(services.days_off.year_end(), services.days_off.holidays(year))

        self.page.query(days_off, self._show_days_off, key="days_off")

    def new(self) -> Venue:
        """Return a hall nothing is known of."""
        return Venue(self.page.shell.services.office.new_id(), "")

    def keep_record(self, record: Venue) -> VenueResult:
        """Keep a hall with its rooms."""
        rooms = tuple(replace(room, venue_id=record.id) for room in record.rooms)
        return self.page.shell.services.office.keep_venue(replace(record, rooms=rooms))

    def was_kept(self, record: Venue, _before: Venue | None, result: VenueResult) -> None:
        """Say it, with the way back to what stood in the database."""
        super().was_kept(record, result.before, result)

    def kept_words(self, record: Venue, result: VenueResult) -> str:
        """Say it, and which rooms are taken to consist of others."""
        said = super().kept_words(record, result)
        return _("。").join((said, *map(joined_room_sentence, result.joined_rooms)))

    def _make_closures(self) -> None:
        self.closure_venue: ChoiceField[UUID | None] = ChoiceField(_("どこが"))
        self.first = day_field(_("始まり"), required=True, today=self.page.shell.today)
        self.last = day_field(_("終わり"), hint=_("1日だけなら空のままにします。"), today=self.page.shell.today)
        self.why = TextField(_("理由"), placeholder=_("年末年始の休館"), required=True)
        self.add_closure = SecondaryButton(_("休みを追加する"), self._add_closure, icon_name="plus")
        self.closures = CardLines()
        self.closure_card = Card(_("休館日"))
        body = self.closure_card.body
        body.add(self.closures)
        body.add(Reflow(self.closure_venue, self.why, shares=(1, 1), from_width=420))
        body.add(Reflow(self.first, self.last, shares=(1, 1), from_width=420))
        row = QWidget()
        FlowRow(self.add_closure, parent=row)
        body.add(row)

    def _show(self, found: _Found) -> None:
        self._venues, closures = found.venues, found.closures
        self.show_lines(self._venues)
        names = {venue.id: venue.name for venue in self._venues}
        self.closure_venue.box.set_choices([(None, _("すべての会場")), *names.items()])
        self.closures.clear()
        for one in closures:
            where = _("すべての会場") if one.venue_id is None else names.get(one.venue_id, "")
            words = f"{dated_range(one.first_day, one.last_day)}　{one.reason}"
            remove = QuietButton(
                "",
                partial(self._remove, one),
                icon_name="trash",
                size=ButtonSize.SMALL,
                accessible_name=_("{what}を削除する").format(what=words),
            )
            self.closures.add_line(words, where, right=(remove,))
        self._read_untidy()

    def _show_untidy(self, found: _Untidy) -> None:
        self.tidy.show_places(found.venues, found.alike, found.unused, found.unused_rooms)
        self._read_days_off()

    def _show_days_off(self, found: _DaysOff) -> None:
        if not self.year_end.is_editing:
            self.year_end.show_days(found.year_end)
        self.holidays.show_days(found.holidays)

    def _add_closure(self) -> None:
        try:
            first, last = read(self.first, self.first.day), read(self.last, self.last.day)
        except DomainError:
            return
        if first is None:
            self.first.set_error(_("入力してください。まだ保存していません。"))
            return
        services, venue_id, why = self.page.shell.services, self.closure_venue.value, self.why.text
        made = services.office.new_id()
        closure = Closure(made, venue_id, first, last or first, why)

        def done() -> None:
            for field in (self.first, self.last, self.why):
                field.set_text("")
            self.tell_saved(_("休みを追加しました"), partial(self._remove, closure))
            self.read()

        self.act(
            lambda: services.office.add_closure(closure),
            done,
            fields={"last_day": self.last, "reason": self.why},
            busy=[self.add_closure],
        )

    def _remove(self, closure: Closure) -> None:
        services = self.page.shell.services

        def put_back() -> None:
            self.act(lambda: services.office.add_closure(closure), self.read)

        def done() -> None:
            self.tell_saved(_("休みを削除しました"), put_back)
            self.read()

        self.act(lambda: services.office.remove_closure(closure.id), done)


def _form(screen: Screen) -> RecordForm[Venue]:
    def new_id() -> UUID:
        return screen.shell.services.office.new_id()

    wifi: ChoiceField[bool | None] = ChoiceField(
        _("Wi-Fi"), [(None, _("わからない")), (True, _("あり")), (False, _("なし", "yes or no"))]
    )
    unchecked = Words(hint=_("空のときは、調べません。"))
    return RecordForm(
        Venue,
        [
            Beside("name", "kana"),
            Beside("address", "district", shares=(2, 1)),
            Beside("opens_at", "closes_at"),
            *("closed_weekdays", "rooms"),
            Beside("phone", "has_wifi"),
            "access",
        ],
        words={"opens_at": unchecked, "closes_at": unchecked},
        editors={
            "closed_weekdays": TicksField(_("毎週の休み"), [(day, _weekday_word(day)) for day in range(1, 8)]),
            "rooms": RoomRows(new_id),
            "has_wifi": wifi,
        },
    )


def _hours(venue: Venue) -> str:
    if venue.opens_at is None and venue.closes_at is None:
        return ""
    parts = (clock(hour) if hour is not None else "" for hour in (venue.opens_at, venue.closes_at))
    return "〜".join(parts)


def _weekday_word(number: int) -> str:
    from datetime import date

    return weekday(date(2026, 1, 4 + number))  # 5 January 2026 is a Monday


def _weekdays(numbers: frozenset[int]) -> str:
    return _("・").join(_weekday_word(number) for number in sorted(numbers))
