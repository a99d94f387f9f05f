"""A small made-up city for service tests, with short words for what the tests do over and over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from divide_app.domain.calendar import parse_moment
from divide_app.domain.people.participants import Birth, Participant, Sex
from divide_app.domain.people.supporters import Supporter
from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
from divide_app.services import Services
from divide_app.services.door.check_in import CheckInAnswer
from tests.support.databases import HandClock

ACTOR = "係員"
DAY = "2026-11-21"


def at(text: str) -> datetime:
    """Return a local clock time of the usual day, or a whole local moment, as UTC."""
    return parse_moment(text if "-" in text else f"{DAY} {text}")


def meeting(start: str, end: str, venue: str = "", room: str = "") -> MeetingDraft:
    """Return one meeting by local times."""
    return MeetingDraft(at(start), at(end), venue, room)


TWO_AT_ONCE = "前半と後半で分けて出席"
"""Why a made-up person has a seat in two courses at one hour: most courses here are at the usual one."""


class City:
    """Services with shortcuts; the usual session is on 2026-11-21, 10:00 to 12:00 in 市民センター 第1会議室."""

    def __init__(self, services: Services, clock: HandClock) -> None:
        self.services = services
        self.clock = clock
        self.is_checked_at_end = True
        self._people = 0
        clock.moment = at("9:30")

    def course(self, title: str = "スマートフォン入門", *meetings: MeetingDraft, **parts: Any) -> UUID:
        """Plan a course; without meetings it is the usual one."""
        parts.setdefault("venue", "市民センター")
        parts.setdefault("room", "第1会議室")
        parts.setdefault("apply_from", datetime(2026, 1, 1, tzinfo=UTC))
        parts.setdefault("apply_until", datetime(2027, 12, 31, tzinfo=UTC))
        draft = PlanDraft(title, sessions=meetings or (meeting("10:00", "12:00"),), **parts)
        return self.services.scheduling.plan(draft).course

    def sessions(self, course: UUID) -> list[UUID]:
        """Return a course's meetings by number."""
        return [one.id for one in self.services.scheduling.course(course).sessions]

    def person(self, name: str = "", **parts: Any) -> UUID:
        """Add a person; the name is made up when none is given."""
        self._people += 1
        parts.setdefault("birth", Birth(day=date(1950, 5, 5)))
        parts.setdefault("sex", Sex.FEMALE)
        id_ = self.services.participants.new_id()
        self.services.participants.add(Participant(id_, name or f"見本{self._people}子", **parts))
        return id_

    def supporter(self, name: str = "支援花子", **parts: Any) -> UUID:
        """Add a supporter."""
        id_ = self.services.supporters.new_id()
        self.services.supporters.add(Supporter(id_, name, **parts))
        return id_

    def apply(self, course: UUID, person: UUID | None = None) -> tuple[UUID, UUID, str]:
        """Apply for a course; return the person, the application and the ticket's code."""
        person = person or self.person()
        done = self.services.applications.apply(course, person, forced_reason=TWO_AT_ONCE)
        return person, done.application, done.ticket_code

    def apply_together(self, course: UUID, people: int = 2) -> list[UUID]:
        """Let new people apply as one; return their applications."""
        who = [self.person() for _ in range(people)]
        done = self.services.applications.apply_together(course, who)
        return [one.application for one in done.members]

    def scan(self, session: UUID, code: str, **parts: Any) -> CheckInAnswer:
        """Hold a ticket before the scanner."""
        return self.services.check_in.receive_code(session, code, **parts)

    def present(self, session: UUID) -> int:
        """Return how many are counted as present, the same in all places where it is counted."""
        view = self.services.check_in.view(session).present
        line = self.services.scheduling.session(session).present
        assert view == line
        return view

    def summed(self) -> int:
        """Return all attendances in the kept summary."""
        return sum(cell.attendances for cell in self.services.reports.pivot(2020, 2035))


def later(moment: datetime, **parts: float) -> datetime:
    """Return a moment some time after another."""
    return moment + timedelta(**parts)
