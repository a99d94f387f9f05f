"""Imports the applications of a form's file in the order they were sent, by the same rules as at the counter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from typing import NamedTuple
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationStatus, Channel
from divide_app.domain.calendar import local
from divide_app.domain.errors import DomainError
from divide_app.domain.names import label_key, name_key
from divide_app.domain.people.participants import LONGEST_NAME, Participant
from divide_app.domain.planning.courses import Course
from divide_app.domain.seats.placement import STANDING, Seats, check_open, place
from divide_app.exchange.cells import shown
from divide_app.exchange.drafts import ApplicationDraft
from divide_app.foundation.translation import _
from divide_app.services.files.import_outcome import Outcome, Steps, Tally
from divide_app.services.files.import_people import (
    Match,
    People,
    memo_with,
    otherwise,
    person_of_application,
    say_who_it_may_be,
    unsaid,
)
from divide_app.services.seats.course_seats import open_seats
from divide_app.services.seats.ticketing import new_ticket_code
from divide_app.storage.queries.seats import same_hour
from divide_app.storage.repositories.base import chunks
from divide_app.storage.unit_of_work import UnitOfWork

_CHUNK = 2_000
"""Rows whose namesakes are looked up together."""
_CUT_SHORT = re.compile(r"[0-9]([.][0-9]+)?[Ee][+]?[0-9]+")
"""A long number as Excel shows it in a narrow column, and writes it into a CSV: most of its digits are gone."""


@dataclass
class _Desk:
    """One course while the file is taken in: locked, and its seats counted once instead of once a row."""

    course: Course
    first_starts_at: datetime | None
    opening: Seats
    accepted: int = 0
    waiting: int = 0
    by_person: dict[UUID, Application] = field(default_factory=dict)
    by_id: dict[UUID, Application] = field(default_factory=dict)
    receipts: dict[tuple[str, str], UUID] = field(default_factory=dict)
    new_receipts: list[tuple[UUID, str, str, UUID]] = field(default_factory=list)
    new: dict[UUID, None] = field(default_factory=dict)
    changed: dict[UUID, None] = field(default_factory=dict)
    lines: dict[UUID, int] = field(default_factory=dict)
    """Line of each application that was taken, new or asked for again."""

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

    def put(self, application: Application) -> None:
        self.by_person[application.participant_id] = self.by_id[application.id] = application

    def note(self, application: Application) -> None:
        self.put(application)
        self.accepted += application.status is ApplicationStatus.ACCEPTED
        self.waiting += application.status is ApplicationStatus.WAITING

    def note_receipt(self, receipt: tuple[str, str], application: UUID) -> None:
        if receipt[1] and receipt not in self.receipts:
            self.receipts[receipt] = application
            self.new_receipts.append((self.course.id, *receipt, application))

    def with_receipt(self, receipt: tuple[str, str]) -> Application | None:
        id_ = self.receipts.get(receipt)
        return None if id_ is None else self.by_id[id_]


class _Row(NamedTuple):
    line: int
    draft: ApplicationDraft
    at: datetime
    receipt: tuple[str, str]
    """Source of the list and number in it, "" for none: two lists both count from 1."""

    @property
    def number(self) -> str:
        return self.receipt[1]

    def is_of(self, application: Application) -> bool:
        """Tell whether this is the row the application was made of, and not another one of the same person."""
        if self.number and application.receipt_number:
            return self.number == application.receipt_number
        return self.draft.applied_at in {None, application.applied_at}


class _Desks:
    """Opens the desk of a course when it is first named; the course stays locked until the end."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self._titles: list[str] | None = None
        self._by_label: dict[str, list[Course]] | None = None
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
            for part in chunks([desk.by_id[id_] for id_ in desk.new], _CHUNK):
                steps.pause()
                self.uow.applications.add_all(part)
            for id_ in desk.changed:
                self.uow.applications.change(desk.by_id[id_])
        for desk in self._by_id.values():
            for receipts in chunks(desk.new_receipts, _CHUNK):
                steps.pause()
                self.uow.import_receipts.add_all(receipts)

    def say_same_hours(self, tally: Tally) -> None:
        """Warn of everybody who got a seat here and has one in another course at one hour."""
        for desk in self._by_id.values():
            taken = [(desk.by_id[id_], line) for id_, line in desk.lines.items()]
            lines = {one.participant_id: line for one, line in taken if one.status is ApplicationStatus.ACCEPTED}
            for found in same_hour(self.uow.connection, desk.course.id, list(lines), self.uow.now):
                tally.warn(
                    lines[found.participant_id],
                    "",
                    "same_hour",
                    text=desk.course.title,
                    why=shown(found.title),
                    start=local(found.starts_at).strftime("%Y-%m-%d %H:%M"),
                )

    @property
    def added(self) -> list[UUID]:
        """Ids of the applications added."""
        return [id_ for desk in self._by_id.values() for id_ in desk.new]

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
            return sorted(self.uow.courses.by_title(name) or self._alike(name), key=lambda course: course.id)
        return [] if found is None else [found]

    def _alike(self, name: str) -> list[Course]:
        """Return the courses whose titles differ from a name by the signs for waves and lines only."""
        if self._by_label is None:
            self._by_label = {}
            for course in self.uow.courses.all():
                self._by_label.setdefault(label_key(course.title), []).append(course)
        return self._by_label.get(label_key(name), [])

    def _open(self, course: Course) -> _Desk:
        desk = self._by_id.get(course.id)
        if desk is None:
            found = open_seats(self.uow, course.id)
            starts = [session.starts_at for session in self.uow.class_sessions.of_course(course.id)]
            desk = _Desk(found.course, min(starts, default=None), found.seats())
            for application in found.standing:
                desk.note(application)
            desk.receipts = self.uow.import_receipts.of_course(course.id)
            self._by_id[course.id] = desk
        return desk


def keep_applications(
    drafts: Sequence[tuple[int, ApplicationDraft]], column: str, tally: Tally, uow: UnitOfWork, steps: Steps
) -> None:
    """Take the applications of a file.

    Rows without a moment are of now, and come last. A person who applied keeps that one application (one who cancelled
    since must ask again, with a later moment): what the row it was made of says now is taken, and what another row
    says beyond is kept with it, so that a row counts as unchanged only when all it says is kept. A receipt number that
    the same list had for another person is asked about: one of two people would be lost. A list is what its source
    column says, else the profile it is read by.

    Args:
        drafts: Line and row.
        column: How the file spells the course column.
        tally: What became of each row.
        uow: The transaction.
        steps: Progress.
    """
    desks = _Desks(uow)
    people = People(uow)
    rows = [
        _Row(line, draft, draft.applied_at or uow.now, (draft.source or tally.profile, _number(line, draft, tally)))
        for line, draft in drafts
    ]
    rows.sort(key=lambda row: (row.draft.applied_at is None, row.at, row.line))
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        said = [person_of_application(row.draft, uow.make_id()) for row in part]
        people.look_up(said)
        for row, person in zip(part, said, strict=True):
            steps.keep()
            _store_application(row, person, column, desks, people, tally)
        people.store()
    desks.store(steps)
    desks.say_same_hours(tally)
    people.settle(tally)
    tally.added["participant"], tally.added["application"] = people.added, desks.added


def _number(line: int, draft: ApplicationDraft, tally: Tally) -> str:
    """Return the receipt number; one that a spreadsheet cut short (1.23457E+11) tells nobody apart."""
    if _CUT_SHORT.fullmatch(unicodedata.normalize("NFKC", draft.receipt_number)):
        tally.warn(line, "", "receipt_cut_short", text=shown(draft.receipt_number))
        return ""
    return draft.receipt_number


def _store_application(row: _Row, said: Participant, column: str, desks: _Desks, people: People, tally: Tally) -> None:
    line, draft, at, receipt = row
    if len(said.name) > LONGEST_NAME:
        tally.reject(line, "", "name_too_long", number=LONGEST_NAME)
        return
    named = desks.named(draft.course)
    if not named:
        tally.reject(line, column, "course_unknown", text=shown(draft.course), near=desks.near(draft.course))
        return
    match = people.find(said, line, tally.decisions)
    numbered = [(desk, one) for desk in named if (one := desk.with_receipt(receipt)) is not None]
    if numbered and (match.person is None or match.person.id != numbered[0][1].participant_id):
        asker = people.standing(numbered[0][1].participant_id)
        if line not in tally.decisions.people:
            if _is_asker(asker, numbered[0][1], row, said):
                match = Match(asker)
            elif not _is_taken(named, match, row):
                people.ask(line, said, asker, match, tally)
                tally.reject(line, "", "receipt_of_another", text=row.number, why=shown(asker.name))
                return
    known = match.person
    earlier = [(desk, desk.by_person[known.id]) for desk in named if known is not None and known.id in desk.by_person]
    known_rows = {one.id for _desk, one in numbered}
    same = [
        (desk, one)
        for desk, one in earlier
        if one.id in known_rows or (row.is_of(one) and one.applied_at == draft.applied_at)
    ]
    desk = same[0][0] if same else _choose(named, at, desks.uow.now)
    if desk is None:
        tally.reject(line, column, "course_ambiguous", text=shown(draft.course), count=len(named))
        return
    before = desk.by_person.get(known.id) if known is not None else None
    if known is not None and before is not None and (same or _has_asked(before, row)):
        outcome = _say_again(desk, before, known, row, match.news or said, people, tally)
        tally.count(outcome, line)
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
    news = match.news or said
    person_id = _person(known, news, line, people)
    application = Application(
        id=desks.uow.make_id() if before is None else before.id,
        course_id=desk.course.id,
        participant_id=person_id,
        status=placement.status,
        applied_at=at,
        channel=draft.channel,
        place=placement.place,
        ticket_code=new_ticket_code(desks.uow),
        receipt_number=row.number,
        memo=memo_with("", draft.memo, (*draft.extra, *_beyond_register(people, known, news, line, tally))),
    )
    (desk.new if before is None else desk.changed)[application.id] = None
    desk.lines[application.id] = line
    desk.note(application)  # somebody who had cancelled asks again, at the end of the order
    desk.note_receipt(receipt, application.id)
    tally.count(Outcome.ADDED if before is None else Outcome.UPDATED, line)


def _is_asker(asker: Participant, application: Application, row: _Row, said: Participant) -> bool:
    """Tell whether a row with an application's number is that application, written a little otherwise.

    The name must be the same and nothing that never changes may speak against it; another telephone is a corrected one
    only when something beside the name stays.
    """
    if name_key(asker.name) != name_key(said.name) or {"birth", "kana"} & otherwise(asker, said).keys():
        return False
    if "phone" not in otherwise(asker, said):
        return True
    stays = (
        application.applied_at == row.draft.applied_at,
        said.birth.day is not None,
        bool(said.kana and asker.kana),
        bool(said.address and said.address == asker.address),
    )
    return any(stays)


def _is_taken(named: list[_Desk], match: Match, row: _Row) -> bool:
    """Tell whether a person decided before that the row is an application of its own."""
    found = [desk.by_person.get(match.person.id) for desk in named] if match.person is not None else []
    return any(one is not None and one.receipt_number == row.number for one in found)


def _say_again(
    desk: _Desk, before: Application, known: Participant, row: _Row, said: Participant, people: People, tally: Tally
) -> Outcome:
    """Keep what a row says of an application there is already.

    The row the application was made of corrects it. Another one (somebody sent the form twice, or had telephoned) only
    fills blanks. What it says otherwise goes to the application's memo, where it is found when the file comes again.
    """
    draft, now = row.draft, people.now(known)
    is_own = row.is_of(before)
    noted = before.memo.splitlines()
    news = unsaid(said, {name for name, pair in people.otherwise(known, said).items() if ": ".join(pair) in noted})
    people.merge(known, news, row.line, only_blanks=not is_own)
    aside = _beyond_register(people, known, said, row.line, tally)
    if is_own:
        channel = before.channel if draft.channel is Channel.OTHER else draft.channel
        after = replace(before, channel=channel, applied_at=draft.applied_at or before.applied_at)
        if after.applied_at != before.applied_at:
            tally.warn(row.line, "", "moment_corrected", text=desk.course.title)
    else:
        again = " ".join(filter(None, (_sent(draft.applied_at), row.number)))
        after, aside = before, (*aside, *(((_("もう一度の申込"), again),) if again else ()))
        tally.warn(row.line, "", "asked_twice", text=desk.course.title)
    after = replace(after, memo=memo_with(after.memo, draft.memo, (*draft.extra, *aside)))
    if after != before:
        desk.put(after)
        if after.id not in desk.new:
            desk.changed[after.id] = None
    desk.note_receipt(row.receipt, before.id)
    return Outcome.UPDATED if after != before or people.now(known) != now else Outcome.UNCHANGED


def _beyond_register(
    people: People, known: Participant | None, said: Participant, line: int, tally: Tally
) -> tuple[tuple[str, str], ...]:
    """Return, word and value, what a row says otherwise than the register keeps it."""
    found = {} if known is None else people.otherwise(known, said)
    if found:
        tally.warn(line, "", "told_otherwise", text="、".join(word for word, _value in found.values()))
    return tuple(found.values())


def _sent(at: datetime | None) -> str:
    return "" if at is None else local(at).strftime("%Y-%m-%d %H:%M")


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
