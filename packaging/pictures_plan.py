"""The pictures of 予定: a quiet week, a week and a month with forty meetings more, a meeting in the hand, a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from camera import Camera

    from divide_app.services import Services

TODAY = date(2026, 11, 21)
DENSE = date(2026, 11, 23)
"""Monday of the week that is filled: a public holiday, on which the halls are shut as on every Monday."""
MEETINGS = 40

_ROOMS = (
    ("中央公民館", "第1研修室", 20),
    ("中央公民館", "第2研修室", 16),
    ("西部公民館", "研修室", 16),
    ("都南公民館", "第2和室", 12),
    ("東老人福祉センター", "大広間", 24),
    ("北地区センター", "集会室", 16),
    ("市立図書館", "学習室", 12),
)
_TIMES = (
    (("10:00", "12:00"), ("10:30", "11:45"), ("9:30", "11:00")),
    (("13:30", "15:30"), ("14:00", "16:00"), ("13:00", "14:30")),
)
_TITLES = (
    ("はじめてのスマホ教室", "スマホの基本"),
    ("LINEなどSNSの使い方", "LINE・SNS"),
    ("マイナポータルを活用しよう", "マイナンバーカード"),
    ("キャッシュレス決済を体験しよう", "キャッシュレス"),
    ("スマホなんでも相談会", "相談会"),
    ("インターネットの使い方", "スマホの基本"),
    ("e-Taxの利用方法", "行政手続き"),
)
_CLOSED = {"市立図書館": 1, "北地区センター": 2, "東老人福祉センター": 6}


def _slots() -> Iterator[tuple[date, str, str, str, str, int]]:
    """Yield forty free places of the week: day, hours, hall, room, seats."""
    for turn in range(2):
        for place, (venue, room, seats) in enumerate(_ROOMS):
            for number in range(1, 7):
                day = DENSE + timedelta(days=number)
                if _CLOSED.get(venue) == day.weekday() or (place + number + turn) % 5 in {3, 4}:
                    continue
                start, end = _TIMES[turn][(place + number) % 3]
                yield day, start, end, venue, room, seats


def plan_dense_week(services: Services) -> int:
    """Plan forty meetings into one week, with people and supporters; returns how many there are."""
    from divide_app.domain.calendar import at_local, parse_clock
    from divide_app.domain.errors import DomainError
    from divide_app.domain.planning.plan import MeetingDraft, PlanDraft

    def at(day: date, clock: str) -> Any:
        read, later = parse_clock(clock)
        return at_local(day, read, later)

    people = [line.id for line in services.participants.all()]
    helpers = [line.id for line in services.supporters.all(2026)]
    made = 0
    opened = at_local(TODAY - timedelta(days=20), time(9))
    for day, start, end, venue, room, seats in _slots():
        if made == MEETINGS:
            break
        title, topic = _TITLES[made % len(_TITLES)]
        meeting = MeetingDraft(at(day, start), at(day, end), venue, room)
        draft = PlanDraft(
            title, topic=topic, capacity=seats, sessions=(meeting,), apply_from=opened, people_per_supporter=5
        )
        try:
            planned = services.scheduling.plan(draft)
        except DomainError:
            continue  # what the sample city planned there already stays
        group = people[made * 6 : made * 6 + min(seats, 4 + made % 9)]
        services.applications.apply_together(planned.course, group, is_forced=True)
        for number in range(1 + made % 3):
            helper = helpers[(made * 3 + number) % len(helpers)]
            services.supporters.assign(planned.class_sessions[0], helper, forced_reason="見本")
        made += 1
    return made


def show_schedule(camera: Camera) -> None:
    """予定 of the sample city: week, month, a chosen meeting, list, year."""
    camera.go("schedule", view="list")
    camera.shoot("schedule-list")
    screen = camera.go("schedule", view="week", day=TODAY)
    camera.shoot("schedule-week")
    screen = camera.go("schedule", view="month", day=TODAY)
    camera.shoot("schedule-month")
    today = next(day for day in screen.days.days() if day.day == TODAY)
    camera.go("schedule", class_session=today.meetings[0].line.id)
    camera.shoot("schedule-session")
    camera.do(screen.side.close_panel)
    camera.go("schedule", view="year")
    camera.shoot("schedule-year")
    camera.go("schedule", view="month", day=TODAY)


def show_dense_schedule(camera: Camera) -> None:
    """予定 with forty meetings in a week: by hours, by halls, by people, month, and a meeting in the hand."""
    from divide_app.ui.screens.schedule.week import Arrangement

    plan_dense_week(camera.opened.shell.services)
    screen = camera.go("schedule", view="week", day=DENSE + timedelta(days=1))
    camera.do(screen.side.close_panel)
    camera.do(screen.refetch)
    camera.shoot("schedule-week-40")
    hold_a_clash(camera, screen)
    camera.shoot("schedule-drag")
    camera.do(screen.week.view.let_go)
    camera.do(screen.week.view.mark, None)
    for arrangement, name in ((Arrangement.PLACES, "halls"), (Arrangement.PEOPLE, "people")):
        camera.do(screen.week.arrange, arrangement)
        camera.shoot(f"schedule-week-{name}")
    camera.do(screen.week.arrange, Arrangement.HOURS)
    camera.go("schedule", view="month", day=DENSE)
    camera.shoot("schedule-month-40")
    camera.go("schedule", view="list")
    camera.do(screen.list.group_by, "venue")
    camera.do(screen.side.close_panel)
    camera.do(screen.list.table.scrollToTop)
    camera.shoot("schedule-list-halls")
    camera.do(screen.list.group_by, "none")


def hold_a_clash(camera: Camera, screen: Any) -> None:
    """Carry a meeting with the mouse onto another one of the same room, and hold it there."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    view = screen.week.view
    items = view.items_model.items()
    pairs = (
        (at, other)
        for at, one in enumerate(items)
        for other, two in enumerate(items)
        if one.block.is_movable
        and two.block.day > one.block.day
        and one.block.line.room_id == two.block.line.room_id is not None
        and one.block.start == two.block.start
    )
    at, other = next(pairs)
    start = view.visualRect(view.items_model.index(at, 0)).center()
    end = view.visualRect(view.items_model.index(other, 0)).center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for share in (0.3, 0.7, 1.0):
        point = QPoint(start + (end - start) * share)
        QTest.mouseMove(view.viewport(), point)
        camera.settle()
    view._say_free()
    camera.settle()
