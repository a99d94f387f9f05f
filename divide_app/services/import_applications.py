"""Takes the applications of a form's file in the order they were sent, by the same rule as the counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import NamedTuple
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.calendar import local
from divide_app.domain.courses import Course
from divide_app.domain.errors import DomainError
from divide_app.domain.names import name_key
from divide_app.domain.people import LONGEST_NAME, Participant
from divide_app.domain.placement import STANDING, Seats, check_open, place
from divide_app.exchange.cells import shown
from divide_app.exchange.drafts import ApplicationDraft
from divide_app.services.import_outcome import Outcome, Steps, Tally
from divide_app.services.import_people import (
    People,
    memo_with,
    person_of_application,
    say_who_it_may_be,
)
from divide_app.services.seats import open_seats
from divide_app.services.ticketing import new_ticket_code
from divide_app.storage.repositories.base import chunks
from divide_app.storage.unit_of_work import UnitOfWork

_CHUNK = 2_000
"""Rows whose namesakes are looked up together."""


@dataclass
class _Desk:
    """One course while the file is taken in: locked, and its seats counted once instead of once a row."""

    course: Course
    first_starts_at: datetime | None
    opening: Seats
    accepted: int = 0
    waiting: int = 0
    by_person: dict[UUID, Application] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    new_receipts: list[tuple[UUID, str, UUID]] = field(default_factory=list)
    new: list[Application] = field(default_factory=list)

    @property
    def seats(self) -> Seats:
        """What the course's applications look like now; each row of the file asks for one seat."""
        before = self.opening
        smallest = before.smallest_waiting
        if smallest is not None and self.waiting > before.waiting:
            smallest = 1
        return Seats(self.accepted, self.waiting, before.has_applied, before.is_drawn, smallest, before.is_seed_fixed)

    def is_open(self, at: datetime) -> bool:
        try:
            check_open(self.course, at=at, first_starts_at=self.first_starts_at)
        except DomainError:
            return False
        return True

    def note(self, application: Application) -> None:
        self.by_person[application.participant_id] = application
        self.accepted += application.status is ApplicationStatus.ACCEPTED
        self.waiting += application.status is ApplicationStatus.WAITING

    def note_receipt(self, number: str, application: UUID) -> None:
        if number and number not in self.receipts:
            self.receipts.add(number)
            self.new_receipts.append((self.course.id, number, application))


class _Row(NamedTuple):
    line: int
    draft: ApplicationDraft
    at: datetime


class _Desks:
    """Opens the desk of a course when it is first named; the course stays locked until the end."""

    def __init__(self, uow: UnitOfWork, source: str) -> None:
        self.uow = uow
        self.source = source
        self._titles: list[str] | None = None
        self._near: dict[str, str] = {}
        self._by_id: dict[UUID, _Desk] = {}
        self._by_name: dict[str, list[_Desk]] = {}

    def named(self, name: str) -> list[_Desk]:
        """Return the desks of every course with that title or id."""
        if name not in self._by_name:
            self._by_name[name] = [self._open(course) for course in self._courses(name)]
        return self._by_name[name]

    def store(self, steps: Steps) -> None:
        """Write what is new."""
        for desk in self._by_id.values():
            for part in chunks(desk.new, _CHUNK):
                steps.pause()
                self.uow.applications.add_all(part)
        for desk in self._by_id.values():
            for receipts in chunks(desk.new_receipts, _CHUNK):
                steps.pause()
                self.uow.import_receipts.add_all(self.source, receipts)

    @property
    def added(self) -> list[UUID]:
        """Ids of the applications added."""
        return [application.id for desk in self._by_id.values() for application in desk.new]

    def near(self, name: str) -> str:
        """Return titles of courses that look like a name no course has, in words; "" for none."""
        if name not in self._near:
            if self._titles is None:
                self._titles = list(dict.fromkeys(course.title for course in self.uow.courses.all()))
            by_key = {name_key(title): title for title in self._titles}
            keys = get_close_matches(name_key(name), by_key, n=3, cutoff=0.5)
            self._near[name] = "、".join(by_key[key] for key in keys)
        return self._near[name]

    def _courses(self, name: str) -> list[Course]:
        try:
            found = self.uow.courses.find(UUID(name))
        except ValueError:
            return sorted(self.uow.courses.by_title(name), key=lambda course: course.id)
        return [] if found is None else [found]

    def _open(self, course: Course) -> _Desk:
        desk = self._by_id.get(course.id)
        if desk is None:
            found = open_seats(self.uow, course.id)
            starts = [session.starts_at for session in self.uow.class_sessions.of_course(course.id)]
            desk = _Desk(found.course, min(starts, default=None), found.seats())
            for application in found.standing:
                desk.note(application)
            desk.receipts = self.uow.import_receipts.of_course(course.id, self.source)
            self._by_id[course.id] = desk
        return desk


def keep_applications(
    drafts: Sequence[tuple[int, ApplicationDraft]], column: str, tally: Tally, uow: UnitOfWork, steps: Steps
) -> None:
    """Take the applications of a file.

    Rows without a moment are of now, and come last. Known already, and left as they are: a receipt number that came
    from the same form for the same course (two forms both count from 1), and a person who applied (one who cancelled
    since must ask again, with a later moment).

    Args:
        drafts: Line and row.
        column: How the file spells the course column.
        tally: What became of each row.
        uow: The transaction.
        steps: Progress.
    """
    desks = _Desks(uow, tally.source)
    people = People(uow)
    rows = [_Row(line, draft, draft.applied_at or uow.now) for line, draft in drafts]
    rows.sort(key=lambda row: (row.draft.applied_at is None, row.at, row.line))
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        said = [person_of_application(row.draft, uow.make_id()) for row in part]
        people.look_up(said)
        for row, person in zip(part, said, strict=True):
            steps.keep()
            _take(row, person, column, desks, people, tally)
        people.store()
    desks.store(steps)
    people.settle(tally)
    tally.added["participant"], tally.added["application"] = people.added, desks.added


def _take(row: _Row, said: Participant, column: str, desks: _Desks, people: People, tally: Tally) -> None:
    line, draft, at = row
    if len(draft.name) > LONGEST_NAME:
        tally.reject(line, "", "name_too_long", number=LONGEST_NAME)
        return
    named = desks.named(draft.course)
    if not named:
        tally.reject(line, column, "course_unknown", text=shown(draft.course), near=desks.near(draft.course))
        return
    if draft.receipt_number and any(draft.receipt_number in desk.receipts for desk in named):
        tally.count(Outcome.UNCHANGED, line)
        return
    match = people.find(said, line, tally.decisions)
    known = match.person
    earlier = [desk.by_person.get(known.id) for desk in named] if known is not None else []
    if any(one is not None and one.applied_at == draft.applied_at for one in earlier):
        tally.count(Outcome.UNCHANGED, line)
        return
    desk = _choose(named, at, desks.uow.now)
    if desk is None:
        tally.reject(line, column, "course_ambiguous", text=shown(draft.course), count=len(named))
        return
    if known is not None and _has_asked(desk.by_person.get(known.id), row):
        tally.count(Outcome.UNCHANGED, line)
        return
    try:
        placement = place(
            desk.course,
            desk.seats,
            at=at,
            first_starts_at=desk.first_starts_at,
        )
    except DomainError as error:
        tally.reject(line, column, error.code, text=desk.course.title, **_moments(error))
        return
    say_who_it_may_be(match, said, line, tally)
    person_id = _person(known, match.news or said, line, people)
    before = desk.by_person.get(person_id)
    application = Application(
        id=desks.uow.make_id() if before is None else before.id,
        course_id=desk.course.id,
        participant_id=person_id,
        status=placement.status,
        applied_at=at,
        channel=draft.channel,
        place=placement.place,
        ticket_code=new_ticket_code(desks.uow),
        receipt_number=draft.receipt_number,
        memo=memo_with("", draft.memo, draft.extra),
    )
    if before is None:
        desk.new.append(application)
    else:
        desks.uow.applications.change(application)  # somebody who had cancelled asks again, at the end of the order
    desk.note(application)
    desk.note_receipt(draft.receipt_number, application.id)
    tally.count(Outcome.ADDED if before is None else Outcome.UPDATED, line)


def _has_asked(earlier: Application | None, row: _Row) -> bool:
    """Tell whether the row is an application already taken; one cancelled since comes back only with a later moment."""
    if earlier is None:
        return False
    return earlier.status in STANDING or row.draft.applied_at is None or row.at <= earlier.applied_at


def _choose(named: list[_Desk], at: datetime, now: datetime) -> _Desk | None:
    """Return the course meant: the only one; else the one open at the moment; else the next one, by its first day."""
    if len(named) == 1:
        return named[0]
    open_then = [desk for desk in named if desk.is_open(at)]
    if open_then:
        return open_then[0] if len(open_then) == 1 else None
    coming = sorted(
        (desk for desk in named if desk.first_starts_at is not None and desk.first_starts_at > now),
        key=lambda desk: desk.first_starts_at or now,
    )
    return coming[0] if coming else None


def _person(known: Participant | None, said: Participant, line: int, people: People) -> UUID:
    if known is None:
        people.add(said, line)
        return said.id
    people.merge(known, said, line, only_blanks=True)
    return known.id


def _moments(error: DomainError) -> dict[str, str]:
    """Return the refusal's moments as text, under the names the sentences of row problems know."""
    names = {"opens_at": "start", "closed_at": "end"}
    return {
        names[name]: local(value).strftime("%Y-%m-%d %H:%M")
        for name, value in error.details.items()
        if name in names and isinstance(value, datetime)
    }
