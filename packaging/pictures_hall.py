"""Pictures of what leaves the office: visit requests and hall packages, with acts of a PC whose clock is wrong."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from uuid import UUID

if TYPE_CHECKING:
    from camera import Camera

    from divide_app.services import Services

NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
"""The moment of all pictures, as `pictures.NOW`."""


def show_visits(camera: Camera) -> None:
    """派遣依頼: a request whose first wish is in the way of another course, and the form."""
    from divide_app.domain.planning.visit_requests import VisitRequest, Wish

    services = camera.opened.shell.services
    visits = services.visit_requests
    busy = next(line for line in services.scheduling.sessions(date(2026, 12, 1), date(2026, 12, 28)) if line.venue)
    hours = timedelta(hours=2)
    names = (
        ("青葉自治会", "LINEで孫と写真を送り合いたい", busy.venue),
        ("若葉サロン", "マイナポータルの使い方", "若葉集会所"),
    )
    for number, (name, topic, place) in enumerate(names):
        days = (busy.starts_at + timedelta(days=7 * (step + number)) for step in range(3))
        wishes = tuple(Wish(day, day + hours) for day in days)
        camera.do(
            visits.save,
            VisitRequest(
                UUID(int=0x7 << 76 | 0b10 << 62 | 0xD15 << 32 | number), name, wishes, 15 + number, NOW, "見本 太郎",
                phone="019-000-0002", place=place, topic=topic,
            ))  # fmt: skip
    screen = camera.go("visits", request=visits.all()[0].id)
    camera.shoot("visits")
    camera.do(screen.edit, visits.all()[0])
    camera.shoot("visits-form")
    camera.do(screen.form._leave)


def show_reaching(camera: Camera) -> None:
    """連絡する方: people of a meeting that is off are called, others reminded; then all is taken back."""
    services = camera.opened.shell.services
    coming = services.scheduling.sessions(NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=14))
    session = max(coming, key=lambda one: one.accepted)
    done = services.scheduling.cancel_session(session.id, "大雪のため")
    camera.do(camera.go("home").refetch)
    camera.shoot("home-reaching")
    screen = camera.go("reaching", part="news")
    camera.shoot("reaching")
    camera.do(screen.table.choose_row, 1)
    camera.do(screen.show_line, screen.table.current_line())
    camera.shoot("reaching-call")
    camera.go("reaching", part="reminders")
    camera.shoot("reaching-reminders")
    camera.do(services.planning_history.undo, done.undo)


def show_packages(camera: Camera) -> None:
    """受付パック: taking out, the code, home again with acts of a PC whose clock is a day behind, and the register."""
    code = "K7QM-2XDP-9HTA-4WNE"
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"XDG_DATA_HOME": folder}):
        file = Path(folder) / "受付パック 11月21日 南公民館.kakehashi"
        screen = camera.go("packages", part="pack")
        camera.shoot("packages")
        with mock.patch("divide_app.ui.screens.packages.pack.one_time_code", return_value=code):
            camera.do(screen.pack.write_to, file)
        camera.shoot("packages-code")
        session = screen.shell.services.hall_packages.packages()[0].sessions[0]
        for at, day in ((NOW, 0), (NOW - timedelta(days=1), 1)):
            hall = hall_at(file, code, at, 0x5000 + day * 100)
            missing = [person for person in hall.check_in.view(session.id).people if not person.present]
            for person in missing[: 2 if day else 6]:
                forced = "時計" if day else ""
                hall.check_in.receive_person(
                    session.id, person.attendee_id, device="南公民館のPC", forced_reason=forced
                )
            hall.close()
        camera.do(screen.pack.begin_again)
        camera.do(screen.show_part, "home")
        screen.bring_home.read_package(file)
        screen.bring_home.password.set_text(code)
        camera.do(screen.bring_home.merge)
        camera.shoot("packages-home")
        camera.do(screen.show_part, "inbox")
        camera.shoot("packages-inbox")
        _show_both(camera, screen, session.id)
        camera.do(screen.show_part, "home")
        camera.do(screen.bring_home.put_away)
        camera.shoot("packages-receipt")
        camera.do(screen.show_part, "register")
        camera.shoot("packages-register")
        camera.do(screen.inbox.resolve, accept=False, everyone=True)


def _show_both(camera: Camera, screen: Any, session: UUID) -> None:
    """Somebody received at the hall by a wrong clock was received at the office, too: both stand beside each other."""
    waiting = screen.inbox.model.line(0)
    screen.shell.services.check_in.receive_person(
        session, waiting.attendee, device="事務所のPC", forced_reason="職員が認めました"
    )
    camera.do(screen.refetch)
    screen.inbox._line = None
    camera.do(screen.inbox.table.choose_row, 0)
    camera.do(screen.inbox._chosen, screen.inbox.model.line(0))
    camera.shoot("packages-both")


def hall_at(file: Path, code: str, at: datetime, first_id: int) -> Services:
    """Open a package at a hall whose clock stands still, with ids that are the same each time."""
    from divide_app.bootstrap import open_services

    ids = count(first_id)

    def make_id() -> UUID:
        return UUID(int=0x7 << 76 | 0b10 << 62 | 0xABC << 32 | next(ids))

    return open_services(file, password=code, clock=lambda: at, make_id=make_id)
