"""What the clerk tells the caller once the application is taken."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.lines import SessionLine
from divide_app.foundation.translation import _
from divide_app.services.people.telephone import PhoneApplication
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import HBox
from divide_app.wording.dates import day_and_clock, day_and_range, reiwa_day
from divide_app.wording.spoken import spoken_phone


def title_of(status: ApplicationStatus, place: int | None) -> str:
    """Return 受講決定 18番, キャンセル待ち 2番, or that a lottery decides."""
    if status is ApplicationStatus.ACCEPTED:
        return _("受講決定 {place}番").format(place=place) if place else _("受講決定")
    if status is ApplicationStatus.WAITING:
        return _("キャンセル待ち {place}番").format(place=place)
    return _("抽選の申込を受付")


def read_back(done: PhoneApplication) -> str:
    """Return the sentence the clerk reads to the caller; the name as it is said, not as it is written."""
    words = {"name": done.person.kana or done.person.name, "course": done.course.title}
    parts = [_("{name}様、「{course}」のお申込みをお受けしました。").format(**words)]
    parts += _when_and_where(done.sessions)
    if done.status is ApplicationStatus.ACCEPTED:
        if done.course.belongings:
            parts.append(_("お持ちいただくものは、{things}です。").format(things=done.course.belongings))
    elif done.status is ApplicationStatus.WAITING:
        parts.append(
            _("ただいま満席のため、キャンセル待ちの{place}番です。席が空きましたら、こちらからお電話します。").format(
                place=done.place
            )
        )
    else:
        until = done.course.apply_until
        parts.append(
            _("受講される方は抽選で決まります。結果は、{until}のしめきりの後にお知らせします。").format(
                until=day_and_clock(until)
            )
            if until is not None
            else _("受講される方は抽選で決まります。結果はあらためてお知らせします。")
        )
    if done.number is not None:
        parts.append(_("申込番号は{number}番です。").format(number=done.number))
    if done.person.phone:
        spoken = spoken_phone(done.person.phone)
        parts.append(_("お電話番号は、{phone} でよろしいですか。").format(phone=spoken))
    return "\n".join(part for part in parts if part)


def _when_and_where(sessions: tuple[SessionLine, ...]) -> list[str]:
    """Return every day to come to, each on a line of its own, and the place: once when it is the same for all."""
    places = list(dict.fromkeys(_place(line) for line in sessions))
    said = []
    if len(sessions) > 1:
        said.append(_("全部で{count}回です。").format(count=len(sessions)))
    for number, line in enumerate(sessions, 1):
        words = {"number": number, "when": _when(line), "place": _place(line)}
        if len(sessions) == 1:
            said.append(_("日時は、{when}です。").format(**words))
        elif len(places) > 1 and words["place"]:
            said.append(_("{number}回目は、{when}、{place}です。").format(**words))
        else:
            said.append(_("{number}回目は、{when}です。").format(**words))
    if len(places) == 1 and places[0]:
        said.append(_("会場は、{place}です。").format(place=places[0]))
    return said


def _when(line: SessionLine) -> str:
    return day_and_range(line.starts_at, line.ends_at) if line.time_is_known else reiwa_day(line.starts_at)


def _place(line: SessionLine) -> str:
    return f"{line.venue} {line.room}".strip()


class CallResult(Card):
    """The result very large, the words to read, and the next call in one key.

    Signals:
        next_call: The next caller.
        same_person: Another course for the same caller.
        print_wanted: Print the ticket of this application (UUID).
        person_wanted: Show this participant (UUID).
    """

    next_call = Signal()
    same_person = Signal()
    print_wanted = Signal(UUID)
    person_wanted = Signal(UUID)

    def __init__(self) -> None:
        super().__init__(margins=20, spacing=14)
        self._done: PhoneApplication | None = None
        self.picture = IconLabel("check_circle", "done", 44)
        self.title = Label("", "door_result", wrap=True)
        self.words = Label("", "section", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.next_button = PrimaryButton(_("次の電話を受ける (F4)"), self.next_call.emit, icon_name="phone")
        self.same_button = SecondaryButton(_("別の講座も申し込む (F3)"), self.same_person.emit)
        self.print_button = SecondaryButton(_("受講票を印刷する"), self._print, icon_name="printer")
        self.person_button = QuietButton(_("この方の情報を見る"), self._person, icon_name="person")
        self.body.add(HBox(self.picture, self.title, spacing=12))
        self.body.add(Label(_("お電話の方に読み上げてください"), "small"))
        self.body.add(self.words)
        self.body.add(None)
        self.body.add(self.next_button)
        self.body.add(FlowRow(self.same_button, self.print_button, self.person_button))

    def tell(self, done: PhoneApplication) -> None:
        """Show what happened."""
        self._done = done
        is_accepted = done.status is ApplicationStatus.ACCEPTED
        self.picture.set_icon("check_circle" if is_accepted else "clock", "done" if is_accepted else "warn")
        self.set_sheet("done" if is_accepted else "warn")
        self.title.setText(title_of(done.status, done.place))
        self.words.setText(read_back(done))
        self.print_button.setVisible(is_accepted)
        self.setAccessibleName(f"{self.title.text()} {self.words.text()}")

    def _print(self) -> None:
        if self._done is not None:
            self.print_wanted.emit(self._done.application)

    def _person(self) -> None:
        if self._done is not None:
            self.person_wanted.emit(self._done.person.id)
