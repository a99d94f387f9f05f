"""Where classes meet: halls with rooms and hours, and the days they are shut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.days_off import YearEnd
from divide_app.domain.planning.places_alike import AlikePlaces
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.foundation.translation import _
from divide_app.services.office.office import VenueResult
from divide_app.services.planning.days_off import HolidayLine
from divide_app.ui.screens.settings.days_off import HolidayCard, YearEndCard
from divide_app.ui.screens.settings.section import ListSection
from divide_app.ui.screens.settings.tidy_places import TidyCard
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, CheckBox, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines, Reflow
from divide_app.ui.widgets.fields import ChoiceField, NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.ui.widgets.tables import Column
from divide_app.ui.widgets.when_fields import ClockField, day_field, read
from divide_app.wording.dates import clock, dated_range, weekday
from divide_app.wording.sentences import sentence


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything the page shows, read at once."""

    venues: list[Venue]
    closures: list[Closure]
    alike: list[AlikePlaces]
    unused: list[Venue]
    unused_rooms: list[tuple[Venue, Room]]
    year_end: YearEnd
    holidays: list[HolidayLine]


class RoomRows(QWidget):
    """The rooms of a hall, one line each; rooms stay, since past meetings stand in them."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[Room | None, TextField, NumberField]] = []
        self._column = VBox(spacing=4)
        more = SecondaryButton(_("部屋を足す"), lambda: self._add(None), icon_name="plus", size=ButtonSize.SMALL)
        buttons = QWidget()
        FlowRow(more, parent=buttons)
        VBox(Label(_("部屋"), "strong"), self._column, buttons, spacing=6, parent=self)

    def put(self, rooms: Sequence[Room]) -> None:
        """Show these rooms."""
        clear(self._column)
        self._rows = []
        for room in rooms:
            self._add(room)

    def rooms(self, venue_id: UUID) -> list[tuple[Room | None, str, int | None]]:
        """Return (room as it was, name, seats) of every line with a name.

        Raises:
            DomainError: Seats that are no number; shown.
        """
        return [(room, name.text, read(seats, seats.number)) for room, name, seats in self._rows if name.text]

    def _add(self, room: Room | None) -> None:
        name = TextField(_("部屋の名前"), room.name if room else "")
        seats = NumberField(_("席"), room.seats if room else None)
        self._rows.append((room, name, seats))
        self._column.add(Reflow(name, seats, shares=(3, 1), from_width=300))
        if room is None and self.isVisible():
            name.line.setFocus()


class VenueSection(ListSection[Venue]):
    """会場と休館日."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("会場"),
            _("選ぶと直せます。開館時間と休館日は、予定の重なりを調べるときに使います。"),
            _("会場を足す"),
            [
                Column(_("会場"), lambda venue: venue.name, sub=lambda venue: venue.address, bold=True),
                Column(_("開館"), _hours, width=130),
                Column(_("休み"), lambda venue: _weekdays(venue.closed_weekdays), width=90),
                Column(_("部屋"), lambda venue: str(len(venue.rooms)), sort=lambda venue: len(venue.rooms), width=60),
            ],
            _("会場のこと"),
        )
        self.offer_file("venues")
        self._venue: Venue | None = None
        self._venues: list[Venue] = []
        self._make_form()
        self._make_closures()
        self.tidy, self.year_end, self.holidays = TidyCard(self), YearEndCard(self), HolidayCard(self)
        for card in (self.tidy, self.closure_card, self.year_end, self.holidays):
            self.list_column.add(card)

    def read(self) -> None:
        """Read halls and closing days."""
        services, year = self.page.shell.services, self.page.shell.fiscal_year

        def found() -> _Found:
            return _Found(
                services.office.venues(),
                services.office.closures(),
                services.places.alike(),
                services.places.unused(),
                services.places.unused_rooms(),
                services.days_off.year_end(),
                services.days_off.holidays(year),
            )

        self.page.query(found, self._show, key="venues", states=self.states)

    def fill(self, line: Venue | None) -> None:
        """Put a hall into the form."""
        self._venue = line
        venue = line or Venue(UUID(int=0), "")
        self.name.set_text(venue.name)
        self.kana.set_text(venue.kana)
        self.district.set_text(venue.district)
        self.address.set_text(venue.address)
        self.opens.set_clock(venue.opens_at)
        self.closes.set_clock(venue.closes_at)
        self.phone.set_text(venue.phone)
        self.access.set_text(venue.access)
        self.wifi.set_value(venue.has_wifi)
        for number, box in self.weekdays.items():
            box.setChecked(number in venue.closed_weekdays)
        self.rooms.put(venue.rooms)
        self.name.line.setFocus()

    def store(self) -> None:
        """Keep the hall."""
        services, actor, before = self.page.shell.services, self.page.shell.actor, self._venue
        try:
            opens, closes = read(self.opens, self.opens.clock), read(self.closes, self.closes.clock)
            rooms = self.rooms.rooms(UUID(int=0))
        except DomainError:
            return
        base = replace(
            before or Venue(UUID(int=0), ""),
            name=self.name.text,
            kana=self.kana.text,
            district=self.district.text,
            address=self.address.text,
            opens_at=opens[0] if opens else None,
            closes_at=closes[0] if closes else None,
            phone=self.phone.text,
            access=self.access.text,
            has_wifi=self.wifi.value,
            closed_weekdays=frozenset(number for number, box in self.weekdays.items() if box.isChecked()),
        )

        def act() -> VenueResult:
            venue = base if before is not None else replace(base, id=services.office.new_id())
            kept = tuple(
                replace(room, name=name, seats=seats)
                if room is not None
                else Room(services.office.new_id(), venue.id, name, seats)
                for room, name, seats in rooms
            )
            return services.office.keep_venue(replace(venue, rooms=kept), actor=actor)

        self.page.operate(
            act,
            lambda result: self.stored(
                _("「{name}」を保存しました").format(name=base.name),
                partial(self._put_back, result.before) if result.before is not None else None,
            ),
            fields={"name": self.name, "closes_at": self.closes},
            busy=[self.save],
        )

    def _make_form(self) -> None:
        self.name = TextField(_("会場の名前"), required=True)
        self.kana = TextField(_("よみがな"))
        self.district = TextField(_("地区"))
        self.address = TextField(_("住所"))
        self.opens = ClockField(_("開館"), hint=_("空のときは、調べません。"))
        self.closes = ClockField(_("閉館"), hint=_("空のときは、調べません。"))
        self.phone = TextField(_("電話番号"))
        self.access = TextField(_("行きかた"))
        self.wifi: ChoiceField[bool | None] = ChoiceField(
            _("Wi-Fi"), [(None, _("わからない")), (True, _("あり")), (False, _("なし", "yes or no"))]
        )
        self.weekdays = {number: CheckBox(_weekday_word(number)) for number in range(1, 8)}
        self.rooms = RoomRows()
        ticks = QWidget()
        FlowRow(*self.weekdays.values(), spacing=16, row_spacing=0, parent=ticks)
        for number, box in self.weekdays.items():
            box.setAccessibleName(_("毎週の休み：{weekday}曜日").format(weekday=_weekday_word(number)))
        closed = QWidget()
        VBox(Label(_("毎週の休み"), "strong"), ticks, spacing=2, parent=closed)
        body = self.form_card.body
        for row in (
            Reflow(self.name, self.kana, shares=(1, 1), from_width=420),
            Reflow(self.address, self.district, shares=(2, 1), from_width=420),
            Reflow(self.opens, self.closes, shares=(1, 1), from_width=420),
            closed,
            self.rooms,
            Reflow(self.phone, self.wifi, shares=(1, 1), from_width=420),
            self.access,
        ):
            body.add(row)
        self.finish_form()

    def _make_closures(self) -> None:
        self.closure_venue: ChoiceField[UUID | None] = ChoiceField(_("どこが"))
        self.first = day_field(_("始まり"), required=True, today=self.page.shell.today)
        self.last = day_field(_("終わり"), hint=_("1日だけなら空のままにします。"), today=self.page.shell.today)
        self.why = TextField(_("理由"), placeholder=_("年末年始の休館"), required=True)
        self.add_closure = SecondaryButton(_("休みを足す"), self._add_closure, icon_name="plus")
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
        self.tidy.show_places(found.venues, found.alike, found.unused, found.unused_rooms)
        if not self.year_end.is_editing:
            self.year_end.show_days(found.year_end)
        self.holidays.show_days(found.holidays)
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
                accessible_name=_("{what}を消す").format(what=words),
            )
            self.closures.add_line(words, where, right=(remove,))

    def _add_closure(self) -> None:
        try:
            first, last = read(self.first, self.first.day), read(self.last, self.last.day)
        except DomainError:
            return
        if first is None:
            self.first.set_error(_("入力してください。まだ保存していません。"))
            return
        services, venue_id, why = self.page.shell.services, self.closure_venue.value, self.why.text
        actor = self.page.shell.actor
        made = services.office.new_id()
        closure = Closure(made, venue_id, first, last or first, why)

        def done() -> None:
            for field in (self.first, self.last, self.why):
                field.set_text("")
            self.keep(_("休みを足しました"), partial(self._remove, closure))
            self.read()

        self.act(
            lambda: services.office.add_closure(closure, actor=actor),
            done,
            fields={"last_day": self.last, "reason": self.why},
            busy=[self.add_closure],
        )

    def _remove(self, closure: Closure) -> None:
        services, actor = self.page.shell.services, self.page.shell.actor

        def put_back() -> None:
            self.act(lambda: services.office.add_closure(closure, actor=actor), self.read)

        def done() -> None:
            self.keep(_("休みを消しました"), put_back)
            self.read()

        self.act(lambda: services.office.remove_closure(closure.id, actor=actor), done)

    def _put_back(self, venue: Venue) -> None:
        services, actor = self.page.shell.services, self.page.shell.actor
        self.page.operate(
            lambda: services.office.keep_venue(venue, actor=actor),
            lambda _result: self.stored(_("元に戻しました")),
            on_trouble=lambda error: self.name.set_error(sentence(error)),
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
