"""Second step of the wizard: time and place, with every meeting and its clashes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import CatalogueEntry
from divide_app.domain.planning.plan import OnClosed, PlanDraft
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.translation import _
from divide_app.services.planning.scheduling import PlanResult
from divide_app.ui.background import ErrorPlace, Trouble
from divide_app.ui.screens.courses.rules import (
    PreviewLine,
    Repeat,
    When,
    hard_count,
    parse_days,
    preview_lines,
    repeat_words,
    worth_showing,
)
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.cards import Card, CardLines, Reflow
from divide_app.ui.widgets.fields import ChoiceField, Field, MemoField, NumberField, TextField
from divide_app.ui.widgets.labels import Chip, ChipKind, IconText, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.when_fields import ClockField, day_field, read
from divide_app.wording.clashes import clash_sentence, joined_room_sentence
from divide_app.wording.dates import clock, clock_range, short_day
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

T = TypeVar("T")
ASK_AFTER_MS = 200
NEW = "\0new"
"""Value of the choice that asks for a name not known yet."""


class WhenStep(QWidget):
    """Rule and place at the left, the meetings they make at the right."""

    def __init__(self, screen: Screen, draft: Callable[[], PlanDraft]) -> None:
        """`draft` makes the whole plan from all steps; it raises `DomainError` while something is missing."""
        super().__init__()
        self._screen, self._draft = screen, draft
        self._venues: list[Venue] = []
        self.result: PlanResult | None = None
        self.first = day_field(_("最初の日"), required=True, today=screen.shell.today)
        self.repeat: ChoiceField[Repeat] = ChoiceField(_("くり返し"), repeat_words(None), Repeat.WEEKLY)
        self.every = NumberField(_("何週間ごと"), 2, least=1, most=52, unit=_("週間"))
        self.count = NumberField(_("回数"), 1, least=1, most=366, unit=_("回"))
        self.days = MemoField(_("開く日"), hint=_("1行に1日ずつ入れます。例：11/21"), rows=5)
        self.start = ClockField(_("始まり"), "10:00", required=True)
        self.end = ClockField(_("終わり"), "12:00", required=True)
        self.venue: ChoiceField[str] = ChoiceField(_("会場"))
        self.new_venue = TextField(_("新しい会場の名前"))
        self.room: ChoiceField[str] = ChoiceField(_("部屋"))
        self.new_room = TextField(_("新しい部屋の名前"))
        closed = [(choice, label(choice)) for choice in OnClosed]
        self.on_closed: ChoiceField[OnClosed] = ChoiceField(_("休館日や祝日に当たったら"), closed, OnClosed.EXTEND)
        self.reason = TextField(_("重なりがあっても登録する理由"), hint=_("理由は、その回に残ります。"), required=True)
        rules = Card(_("いつ・どこで"))
        for row in (
            Reflow(self.first, self.repeat, shares=(1, 1), from_width=380),
            self.days,
            Reflow(self.every, self.count, shares=(1, 1), from_width=300),
            Reflow(self.start, self.end, shares=(1, 1), from_width=300),
            self.venue,
            self.new_venue,
            self.room,
            self.new_room,
            self.on_closed,
        ):
            rules.body.add(row)
        rules.body.add(None)
        self.preview = Card(_("できる回"))
        self.summary = Chip("", ChipKind.NEUTRAL)
        self.preview.head.add(self.summary)
        self.hint = Label("", "soft", wrap=True)
        self.refusal = IconText("trouble", "", colour="trouble")
        self.lines = CardLines()
        for part in (self.hint, self.refusal, self.lines, self.reason):
            self.preview.body.add(part)
        self.preview.body.add(None)
        VBox(Reflow(rules, self.preview, shares=(1, 1)), None, spacing=0, parent=self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER_MS)
        self._timer.timeout.connect(self.ask)
        self._connect()
        self._offer_places()
        self._arrange()
        self._say_nothing(_("日と時刻を入れると、ここに回が並びます。"))

    def places(self) -> dict[str, ErrorPlace]:
        """Return where a refusal's sentence goes."""
        return {
            "rrule": self.count,
            "sessions": self.days,
            "minutes": self.end,
            "ends_at": self.end,
            "reason": self.reason,
            "venue": self.new_venue,
        }

    def offer(self, venues: Sequence[Venue]) -> None:
        """Offer the venues the office knows."""
        self._venues = list(venues)
        self._offer_places()

    def fill_from(self, entry: CatalogueEntry) -> None:
        """Take number and length of the meetings from a kind of course."""
        self.count.set_number(entry.sessions)
        started = self.start.clock()
        if started is not None and entry.minutes:
            at = started[0].hour * 60 + started[0].minute + entry.minutes
            self.end.set_text(f"{at // 60}:{at % 60:02}")

    def set_day(self, day: date) -> None:
        """Begin on a day."""
        self.first.set_day(day)
        self._day_typed()

    def when(self) -> When:
        """Return what stands in the rows; refusals are shown.

        Raises:
            DomainError: Something is missing or cannot be read.
        """
        return self._when(show=True)

    def venue_name(self) -> str:
        """Return the venue's name, "" when it is not decided."""
        return self.new_venue.text if self.venue.value == NEW else self.venue.value or ""

    def room_name(self) -> str:
        """Return the room's name, "" when it is not decided."""
        asks = NEW in {self.room.value, self.venue.value}
        return self.new_room.text if asks else self.room.value or ""

    def ask(self) -> None:
        """Ask now what the plan would make."""
        self._timer.stop()
        try:
            self._when(show=False)
            draft = self._draft()
        except DomainError:
            self.result = None
            self._say_nothing(_("日と時刻を入れると、ここに回が並びます。"))
            return
        services = self._screen.shell.services
        self._screen.query(
            lambda: services.scheduling.preview(draft), self.show_result, key="preview", on_trouble=self._refused
        )

    def show_result(self, result: PlanResult) -> None:
        """Show the meetings, what moved and why, and what is in the way."""
        self.result = result
        self.refusal.hide()
        self.lines.clear()
        every = preview_lines(result)
        shown = worth_showing(every, result)
        for line in shown:
            self._add_line(line, result)
        if len(shown) < len(every):
            # Hundreds of rows would keep the window busy, and nobody reads them: what is in the way always shows.
            self.lines.add(Label(_("ほか{count}回").format(count=len(every) - len(shown)), "soft"))
        self.lines.show()
        hard = hard_count(result)
        self.summary.set(
            _("重なり {count}件").format(count=hard) if hard else _("{count}回").format(count=len(result.meetings)),
            ChipKind.TROUBLE if hard else ChipKind.DONE,
        )
        self.summary.show()
        self.reason.setVisible(bool(hard))
        told = []
        if result.moved:
            shifted = sum(one.moved_to is not None for one in result.moved)
            skipped = len(result.moved) - shifted
            told.append(
                _("休館日や祝日のため、移した回 {shifted}、とばした回 {skipped}").format(
                    shifted=shifted, skipped=skipped
                )
            )
        if result.new_places:
            names = _("、").join(result.new_places)
            told.append(_("はじめて使う会場・部屋：{names}").format(names=names))
        told += [joined_room_sentence(one) for one in result.joined_rooms]
        self.hint.setText("\n".join(told))
        self.hint.setVisible(bool(told))

    def check(self) -> bool:
        """Tell whether the step is done: everything readable, and clashes forced only with a reason."""
        try:
            self.when()
        except DomainError:
            return False
        if self.result is not None and hard_count(self.result) and not self.reason.text:
            self.reason.set_error(_("重なりがあります。日時や部屋を変えるか、理由を入力してください。"))
            return False
        return True

    def _add_line(self, line: PreviewLine, result: PlanResult) -> None:
        day = short_day(line.starts_at)
        if line.ends_at is None or line.number == 0:
            reason = line.moved.reason if line.moved is not None else ""
            self.lines.add_line(
                f"{day} {clock(line.starts_at)}",
                _("{reason}のため、とばします").format(reason=reason),
                right=(Chip(_("とばす"), ChipKind.NEUTRAL),),
            )
            return
        found = [clash for clash in result.clashes if clash.session_id == result.class_sessions[line.place]]
        told = [clash_sentence(clash) for clash in found]
        if line.moved is not None:
            told.insert(
                0,
                _("{day}は{reason}のため、この日に移しました。").format(
                    day=short_day(line.moved.starts_at), reason=line.moved.reason
                ),
            )
        chip = None
        if any(clash.hard for clash in found):
            chip = Chip(_("重なり"), ChipKind.TROUBLE)
        elif found:
            chip = Chip(_("注意"), ChipKind.WARN)
        elif line.moved is not None:
            chip = Chip(_("移動"), ChipKind.INFO)
        self.lines.add_line(
            f"{line.number}　{day} {clock_range(line.starts_at, line.ends_at)}",
            "\n".join(told),
            right=(chip,) if chip is not None else (),
        )

    def _refused(self, error: Trouble) -> bool:
        if not isinstance(error, DomainError):
            return False
        self.result = None
        self._say_nothing("")
        self.refusal.set(sentence(error))
        self.refusal.show()
        return True

    def _say_nothing(self, words: str) -> None:
        self.lines.clear()
        self.lines.hide()
        self.summary.hide()
        self.refusal.hide()
        self.reason.hide()
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    def _when(self, *, show: bool) -> When:
        def get(field: Field, reader: Callable[[], T | None]) -> T:
            value = read(field, reader) if show else reader()
            if value is None:
                if show:
                    field.set_error(_("入力してください。"))
                raise DomainError("no_meetings")
            return value

        repeat = self.repeat.value or Repeat.WEEKLY
        days: tuple[date, ...] = ()
        if repeat is Repeat.DAYS:
            days = get(self.days, lambda: parse_days(self.days.text, self._screen.shell.today()) or None)
            first = min(days)
        else:
            first = get(self.first, self.first.day)
        when = When(
            repeat=repeat,
            first=first,
            count=1 if repeat is Repeat.DAYS else get(self.count, self.count.number),
            every=get(self.every, self.every.number) if repeat is Repeat.EVERY_N_WEEKS else 1,
            start=get(self.start, self.start.clock),
            end=get(self.end, self.end.clock),
            on_closed=self.on_closed.value or OnClosed.EXTEND,
            days=days,
        )
        ends_first = timedelta(days=when.end[1], hours=when.end[0].hour, minutes=when.end[0].minute)
        starts_first = timedelta(days=when.start[1], hours=when.start[0].hour, minutes=when.start[0].minute)
        if ends_first <= starts_first:
            error = DomainError("end_before_start", field="ends_at")
            if show:
                self.end.set_error(sentence(error))
            raise error
        return when

    def _connect(self) -> None:
        self.first.edited.connect(self._day_typed)
        for field in (self.every, self.count, self.start, self.end, self.new_venue, self.new_room):
            field.edited.connect(self._changed)
        self.days.memo.textChanged.connect(self._changed)
        self.repeat.picked.connect(self._arranged)
        self.on_closed.picked.connect(self._changed)
        self.venue.picked.connect(self._venue_picked)
        self.room.picked.connect(self._arranged)

    def _day_typed(self, _text: str = "") -> None:
        try:
            day = self.first.day()
        except DomainError:
            day = None
        self.repeat.box.set_choices(repeat_words(day))
        self._changed()

    def _changed(self, _value: object = None) -> None:
        self._timer.start()

    def _arranged(self, _value: object = None) -> None:
        self._arrange()
        self._changed()

    def _venue_picked(self, _value: object) -> None:
        self._offer_rooms()
        self._arranged()

    def _offer_places(self) -> None:
        known = [(venue.name, venue.name) for venue in self._venues]
        self.venue.box.set_choices([("", _("まだ決めない")), *known, (NEW, _("新しい会場を入力する"))])
        self._offer_rooms()
        self._arrange()

    def _offer_rooms(self) -> None:
        venue = next((one for one in self._venues if one.name == self.venue.value), None)
        rooms = [(room.name, _room_words(room.name, room.seats)) for room in venue.rooms] if venue else []
        self.room.box.set_choices([("", _("決めない")), *rooms, (NEW, _("新しい部屋を入力する"))])

    def _arrange(self) -> None:
        by_hand = self.repeat.value is Repeat.DAYS
        self.days.setVisible(by_hand)
        self.first.setVisible(not by_hand)
        self.count.setVisible(not by_hand)
        self.on_closed.setVisible(not by_hand)
        self.every.setVisible(self.repeat.value is Repeat.EVERY_N_WEEKS)
        is_new = self.venue.value == NEW
        self.new_venue.setVisible(is_new)
        self.room.setVisible(bool(self.venue.value) and not is_new)
        self.new_room.setVisible(is_new or (bool(self.venue.value) and self.room.value == NEW))


def _room_words(name: str, seats: int | None) -> str:
    return name if seats is None else _("{room}（{seats}席）").format(room=name, seats=seats)
