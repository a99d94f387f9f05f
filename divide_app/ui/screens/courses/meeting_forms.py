"""Forms for adding a meeting, with its clashes, and for a single meeting: lending, or removal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import at_local, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.plan import MeetingDraft
from divide_app.domain.planning.venues import Venue
from divide_app.domain.states import SessionState
from divide_app.foundation.translation import _
from divide_app.services.planning.lending import MeetingLending
from divide_app.services.planning.scheduling import CourseView, SessionResult
from divide_app.ui.background import Trouble
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import CheckBox, DangerButton, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.clash_box import ClashBox
from divide_app.ui.widgets.fields import ChoiceField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox, hairline
from divide_app.ui.widgets.lending_fields import LendingFields
from divide_app.ui.widgets.when_fields import ClockField, day_field, read
from divide_app.wording.dates import day_and_range
from divide_app.wording.sentences import sentence

ASK_AFTER_MS = 200
Done = Callable[[SessionResult, str], object]
"""Gets what was done and the words for the notice line."""


class ForcedReason:
    """Clashes in words, and the line for the reason that forces the hard ones."""

    def __init__(self, words: str) -> None:
        self.clashes = ClashBox()
        self.reason = TextField(words, hint=_("理由は、その回に残ります。"), required=True)
        self.reason.hide()

    @property
    def text(self) -> str:
        """The reason, "" while nothing hard is in the way."""
        return self.reason.text if not self.reason.isHidden() else ""

    def show(self, found: Sequence[Clash]) -> None:
        """Say what is in the way."""
        self.clashes.show_clashes(found)
        self.reason.setVisible(any(clash.hard for clash in found))

    def show_nothing(self) -> None:
        """Say nothing (yet)."""
        self.clashes.show_nothing()
        self.reason.set_text("")
        self.reason.hide()

    def refuse(self, error: Trouble) -> bool:
        """Show a refusal for a clash; tells whether it was one."""
        if not isinstance(error, DomainError) or error.code != "clash":
            return False
        found = error.details.get("clashes", ())
        if isinstance(found, tuple):
            self.show(found)
        self.reason.set_error(sentence(error))
        return True


class AddMeetingForm(QWidget):
    """回を追加する."""

    def __init__(self, screen: Screen, on_done: Done, on_leave: Callable[[], object]) -> None:
        super().__init__()
        self._screen, self._on_done = screen, on_done
        self._view: CourseView | None = None
        self._venues: list[Venue] = []
        self._title = Label(_("回を追加する"), "section", wrap=True)
        self.day = day_field(_("日"), required=True, today=screen.shell.today)
        self.start = ClockField(_("始まり"), required=True)
        self.end = ClockField(_("終わり"), required=True)
        self.venue: ChoiceField[str] = ChoiceField(_("会場"))
        self.room: ChoiceField[str] = ChoiceField(_("部屋"))
        self.forced = ForcedReason(_("それでも追加する理由"))
        self.save = PrimaryButton(_("この回を追加する"), self._save, icon_name="plus")
        buttons = QWidget()
        FlowRow(self.save, SecondaryButton(_("やめる"), on_leave), parent=buttons)
        VBox(
            self._title,
            Label(_("受講決定の人は、追加した回にも参加する予定になります。"), "soft", wrap=True),
            self.day,
            self.start,
            self.end,
            self.venue,
            self.room,
            self.forced.clashes,
            self.forced.reason,
            buttons,
            spacing=8,
            parent=self,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER_MS)
        self._timer.timeout.connect(self.ask)
        for field in (self.day, self.start, self.end):
            field.edited.connect(lambda _text: self._timer.start())
        self.venue.picked.connect(self._venue_picked)
        self.room.picked.connect(lambda _value: self.ask())

    def begin(self, view: CourseView) -> None:
        """Start a week after the last meeting, at its hours and place."""
        self._view = view
        self._title.setText(_("「{title}」に回を追加する").format(title=view.course.title))
        last = max(view.sessions, key=lambda one: one.starts_at, default=None)
        if last is not None:
            self.day.set_day(local_day(last.starts_at) + timedelta(days=7))
            self.start.set_clock(last.starts_at)
            self.end.set_clock(last.ends_at)
        self.forced.show_nothing()
        self._screen.query(
            self._screen.shell.services.office.venues, lambda venues: self._offer(venues, last), key="venues"
        )
        self.day.line.setFocus()
        self.day.line.selectAll()

    def ask(self) -> None:
        """Ask now what would be in the way."""
        self._timer.stop()
        view = self._view
        try:
            draft = self._draft(show=False)
        except DomainError:
            self.forced.show_nothing()
            return
        if view is None:
            return
        scheduling = self._screen.shell.services.scheduling
        self._screen.query(
            lambda: scheduling.preview_add(view.course.id, draft),
            self.forced.show,
            key="add_meeting",
            on_trouble=self._refused,
        )

    def _offer(self, venues: Sequence[Venue], last: SessionLine | None) -> None:
        self._venues = list(venues)
        # No venue means that of the last meeting, so that nothing may be chosen only where it has none.
        open_place = [] if last is not None and last.venue else [("", _("会場未定"))]
        self.venue.box.set_choices([*open_place, *((venue.name, venue.name) for venue in venues)])
        if last is not None:
            self.venue.set_value(last.venue)
        self._offer_rooms(last.room if last is not None else "")
        self.ask()

    def _venue_picked(self, _value: object) -> None:
        self._offer_rooms("")
        self.ask()

    def _offer_rooms(self, chosen: str) -> None:
        venue = next((one for one in self._venues if one.name == self.venue.value), None)
        rooms = venue.rooms if venue is not None else ()
        self.room.box.set_choices([("", _("決めない")), *((room.name, room.name) for room in rooms)])
        self.room.set_value(chosen)
        self.room.setVisible(bool(rooms))

    def _draft(self, *, show: bool) -> MeetingDraft:
        """Return the meeting as typed.

        Raises:
            DomainError: Something is missing or cannot be read; shown with `show`.
        """
        fields = ((self.day, self.day.day), (self.start, self.start.clock), (self.end, self.end.clock))
        for field, reader in fields:
            if (read(field, reader) if show else reader()) is None:
                if show:
                    field.set_error(_("入力してください。まだ追加していません。"))
                raise DomainError("bad_time", text="")
        day, start, end = self.day.day(), self.start.clock(), self.end.clock()
        assert day is not None
        assert start is not None
        assert end is not None
        return MeetingDraft(at_local(day, *start), at_local(day, *end), self.venue.value or "", self.room.value or "")

    def _refused(self, error: Trouble) -> bool:
        if isinstance(error, DomainError) and error.field == "ends_at":
            self.forced.show_nothing()
            self.end.set_error(sentence(error))
            return True
        return False

    def _save(self) -> None:
        view = self._view
        try:
            draft = self._draft(show=True)
        except DomainError:
            return
        if view is None:
            return
        shell, reason = self._screen.shell, self.forced.text
        scheduling = shell.services.scheduling
        self._screen.operate(
            lambda: scheduling.add_meeting(view.course.id, draft, forced_reason=reason),
            lambda result: self._on_done(result, _("第{number}回を追加しました").format(number=result.before.number)),
            fields={"ends_at": self.end, "reason": self.forced.reason},
            busy=[self.save],
            on_trouble=self.forced.refuse,
        )


class MeetingForm(QWidget):
    """この回を直す: what it lends, and taking it away when it was entered by mistake."""

    def __init__(self, screen: Screen, on_done: Done, on_leave: Callable[[], object]) -> None:
        super().__init__()
        self._screen, self._on_done = screen, on_done
        self._line: SessionLine | None = None
        self._lending: MeetingLending | None = None
        self._title = Label("", "section", wrap=True)
        self._when = Label("", "soft", wrap=True)
        self.usual = Label("", wrap=True)
        self.own = CheckBox(_("この回だけ、貸す数を変える"))
        self.lending = LendingFields()
        self.own.toggled.connect(self.lending.setVisible)
        self.forced = ForcedReason(_("それでも貸す理由"))
        self.save = PrimaryButton(_("貸出機を保存する"), self._save)
        self.remove = DangerButton(_("この回を取り除く"), self._remove)
        buttons = QWidget()
        FlowRow(self.save, SecondaryButton(_("やめる"), on_leave), parent=buttons)
        self._removing = QWidget()
        row = QWidget()
        FlowRow(self.remove, parent=row)
        VBox(
            hairline(),
            Label(
                _(
                    "まちがえて登録した回は、取り除けます。申込は講座に残り、支援者の配置は外れます。"
                    "開けなくなった回は、予定の画面で中止にしてください。"
                ),
                "soft",
                wrap=True,
            ),
            row,
            spacing=8,
            parent=self._removing,
        )
        VBox(
            self._title,
            self._when,
            self.usual,
            self.own,
            self.lending,
            self.forced.clashes,
            self.forced.reason,
            buttons,
            self._removing,
            spacing=8,
            parent=self,
        )

    def begin(self, line: SessionLine) -> None:
        """Start with a meeting as it is."""
        self._line, self._lending = line, None
        self._title.setText(_("第{number}回を直す").format(number=line.number))
        place = f"{line.venue} {line.room}".strip()
        self._when.setText(f"{day_and_range(line.starts_at, line.ends_at)}\n{place}".strip())
        self.forced.show_nothing()
        self.save.setEnabled(False)
        self._removing.setVisible(line.state is not SessionState.HELD)
        services = self._screen.shell.services
        self._screen.query(lambda: services.lending.of_meeting(line.id), self._show, key="of_meeting")

    def _show(self, found: MeetingLending) -> None:
        self._lending = found
        names = {stock.id: stock.name for stock in found.stocks}
        told = [
            _("{name} {count}台").format(name=names[need.stock_id], count=need.quantity)
            for need in found.course
            if need.stock_id in names
        ]
        self.usual.setText(_("この講座で貸すもの：{what}").format(what=_("、").join(told) or _("なし")))
        self.lending.offer(found.stocks)
        self.lending.put(found.course if found.own is None else found.own)
        self.own.setChecked(found.own is not None)
        self.lending.setVisible(found.own is not None)
        self.save.setEnabled(True)
        self.own.setFocus()

    def _save(self) -> None:
        line = self._line
        try:
            needs = self.lending.needs() if self.own.isChecked() else None
        except DomainError:
            return
        if line is None:
            return
        shell, reason = self._screen.shell, self.forced.text
        scheduling = shell.services.scheduling
        self._screen.operate(
            lambda: scheduling.lend(line.id, needs, forced_reason=reason),
            lambda result: self._on_done(result, _("第{number}回の貸出機を保存しました").format(number=line.number)),
            busy=[self.save],
            on_trouble=self.forced.refuse,
        )

    def _remove(self) -> None:
        line = self._line
        if line is None:
            return
        shell = self._screen.shell
        scheduling = shell.services.scheduling
        self._screen.operate(
            lambda: scheduling.remove_meeting(line.id),
            lambda result: self._on_done(result, _("第{number}回を取り除きました").format(number=line.number)),
            busy=[self.remove],
        )
