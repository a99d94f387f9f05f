"""Shows a person all that is held of them, forgets people without changing a figure, and lets go whose time is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from divide_app.domain.calendar import at_local, fiscal_year, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import fields_of
from divide_app.domain.office.office import Role, office_name
from divide_app.domain.people.participants import Participant
from divide_app.domain.seats.placement import cancel
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.office.purposes import purpose_in_force
from divide_app.services.seats.course_seats import carry_out, open_seats_of, texts, trail
from divide_app.services.viewing import need_role
from divide_app.storage.database import Database
from divide_app.storage.queries.people import personal_data as held
from divide_app.storage.repositories.people.people import participant_json
from divide_app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from divide_app.printing.paper import Printed

_FORGOTTEN = changes(*(Topic.PARTICIPANTS, Topic.APPLICATIONS, Topic.COURSES, Topic.ATTENDANCE, Topic.PACKAGES))
_STAFF = frozenset({Role.STAFF})
_USUAL_KEEP_YEARS = 5


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is held of a person, as plain JSON values; moments are ISO 8601 in UTC."""

    participant: UUID
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ForgetResult:
    """People forgotten.

    Attributes:
        people: How many.
        statistics_unchanged: Every figure was computed before and after, and is the same. Applications cancelled in
            the same act are compared as cancelled.
        cancelled: Applications that were cancelled with it.
        promoted: Applications that moved up into their seats; these people must be told.
        sessions_out: Sessions whose hall package is on its way and may carry the person until it is overwritten.
    """

    people: int
    statistics_unchanged: bool
    cancelled: tuple[UUID, ...] = ()
    promoted: tuple[UUID, ...] = ()
    sessions_out: int = 0
    before: date | None = None
    changes: Changes = _FORGOTTEN


class Privacy:
    """What is held of people."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def show(self, participant_id: UUID, *, actor: str) -> Dossier:
        """Return all that is held of a person; that it was looked at is noted in the trail.

        Raises:
            DomainError: `not_found`, `person_merged`, `person_forgotten`, `not_allowed`.
        """
        need_role(self.database.viewer, _STAFF)
        with self.database.write(actor) as uow:
            content = _content(uow, participant_id)
            uow.audit("privacy.show", participant_id)
        return Dossier(participant_id, content)

    def print_dossier(self, dossier: Dossier) -> Printed:
        """Return the dossier as a paper a person can read."""
        from divide_app.printing import dossier as paper
        from divide_app.services.people.dossier_sheet import dossier_sheet_of

        with self.database.read() as uow:
            office = uow.offices.the_one()
            sheet = dossier_sheet_of(dossier.content, office_name(office))
        return paper.draw(sheet)

    def save(self, dossier: Dossier, path: Path) -> tuple[Path, Path]:
        """Write the dossier as PDF and as JSON beside it, each whole or not at all, and return both files.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: `disk_full`, `no_folder`, `not_writable`, `write_failed`.
        """
        import json

        from divide_app.exchange.safe_files import may_write
        from divide_app.foundation.files import written_whole

        may_write(path, ".pdf", ".json")
        pdf, plain = path.with_suffix(".pdf"), path.with_suffix(".json")
        for file_named in (pdf, plain):
            may_write(file_named, file_named.suffix)
        printed = self.print_dossier(dossier)
        with written_whole(pdf) as file:
            file.write(printed.pdf)
        with written_whole(plain) as file:
            file.write(json.dumps(dossier.content, ensure_ascii=False, indent=2).encode())
        return pdf, plain

    def forget(self, participant_id: UUID, *, actor: str, with_cancel: bool = False) -> ForgetResult:
        """Take out everything that tells who a person is, at once and for good; no figure changes.

        The person's row stays without a name, so that 実人数 stays what it was. The trail keeps ids only, so nothing of
        it has to go. Copies made before (backups, papers) are not reached from here.

        Args:
            participant_id: The person.
            actor: Who does it.
            with_cancel: Cancel what the person is still expected at in the same act; the next move up.

        Raises:
            DomainError: `person_still_expected` without `with_cancel`; `not_found`, `person_merged`,
                `person_forgotten`, `not_allowed`.
        """
        need_role(self.database.viewer, _STAFF)
        with self.database.write(actor) as uow:
            uow.participants.lock(participant_id)
            uow.participants.get(participant_id)
            entries = uow.participants.those_of(participant_id)
            expected = held.expected(uow.connection, entries, uow.now)
            if expected and not with_cancel:
                titles = list(dict.fromkeys(str(row["title"]) for row in expected))
                raise DomainError("person_still_expected", courses="」「".join(titles), id=str(participant_id))
            cancelled: list[UUID] = []
            promoted: list[UUID] = []
            for row in expected:
                seats, application = open_seats_of(uow, row["id"])
                moves = cancel(seats.course, seats.standing, application.id)
                up = carry_out(uow, moves)
                uow.audit(
                    "application.cancel", application.id, course=seats.course.id, promoted=texts(up), moves=trail(moves)
                )
                cancelled.append(application.id)
                promoted += up
            unchanged = _take_out(uow, [participant_id])
            courses = {row["course_id"] for row in held.applications_of(uow.connection, entries)}
            sessions = [one.id for course in sorted(courses) for one in uow.class_sessions.of_course(course)]
            out = uow.hall_packages.out_with(sessions)
            uow.audit("privacy.forget", participant_id, entries=len(entries), cancelled=len(cancelled))
        self._clear()
        return ForgetResult(1, unchanged, tuple(cancelled), tuple(promoted), len(out))

    def purge(self, before: date | None = None, *, actor: str, dry_run: bool = False) -> ForgetResult:
        """Forget everybody whose time is over: entered, last applied and last came before a day.

        Args:
            before: The day; None: the first day of the oldest fiscal year the office keeps people for.
            actor: Who does it.
            dry_run: Only compute what would be, figures too; nothing stays changed.

        Raises:
            DomainError: `purge_in_future`, `not_allowed`.
        """
        need_role(self.database.viewer, _STAFF)
        today = local_day(self.database.now())
        day = before or self.keep_since()
        if day > today:
            raise DomainError("purge_in_future", field="before")
        moment = at_local(day, time())
        if dry_run:
            with self.database.rehearse() as uow:
                people = held.over_since(uow.connection, moment)
                return ForgetResult(len(people), _take_out(uow, people, moment), before=day)
        with self.database.write(actor) as uow:
            people = held.over_since(uow.connection, moment)
            unchanged = _take_out(uow, people, moment)
            if not unchanged:  # a fault of the program: better nobody is forgotten than a figure spoiled
                raise DomainError("statistics_would_change")
            uow.audit("privacy.purge", before=day.isoformat(), people=len(people))
        self._clear()
        return ForgetResult(len(people), unchanged, before=day)

    def keep_since(self) -> date:
        """Return the first day of the oldest fiscal year the office keeps people for."""
        with self.database.read() as uow:
            office = uow.offices.the_one()
        years = _USUAL_KEEP_YEARS if office is None else office.keep_years
        return date(fiscal_year(local_day(self.database.now())) - years, 4, 1)

    def _clear(self) -> None:
        with self.database.engine.connect() as connection:
            held.clear_journal(connection)


def _take_out(uow: UnitOfWork, people: Sequence[UUID], walk_ins_before: datetime | None = None) -> bool:
    """Take these people out everywhere, and tell whether every figure is as it was."""
    connection = uow.connection
    figures = held.statistics(connection)
    held.leave_no_trace(connection)
    entries = held.all_entries(connection, people)
    uow.drafts.remove_about(entries, held.names_of(connection, entries))
    held.take_out(connection, entries)
    if walk_ins_before is not None:
        held.take_out_walk_in_names(connection, walk_ins_before)
    uow.person_merges.empty(entries)
    uow.participants.forget(entries)
    return held.statistics(connection) == figures


def _content(uow: UnitOfWork, participant_id: UUID) -> dict[str, Any]:
    connection = uow.connection
    person = uow.participants.get(participant_id)
    entries = uow.participants.those_of(participant_id)
    earlier = uow.participants.by_ids([id_ for id_ in entries if id_ != participant_id])
    applications = held.applications_of(connection, entries)
    told = held.told_of(connection, [row["id"] for row in applications])
    purposes = {one.version: one.text for one in uow.purposes.all()}
    content: dict[str, Any] = _plain(
        {
            "made_at": uow.now,
            "purpose": purpose_in_force(uow).text,
            "fields": [
                {
                    "name": field.name,
                    "purpose": field.kept.purpose,
                    "seen_by": sorted(role.value for role in field.kept.seen_by),
                }
                for field in fields_of(Participant)
            ],
            "person": {"id": participant_id} | participant_json(person),
            "earlier_entries": [{"id": one.id} | participant_json(one) for one in earlier.values()],
            "applications": [
                {
                    key: row[key]
                    for key in (
                        *("id", "title", "applied_at", "channel", "state", "place", "number", "receipt_number"),
                        *("heard", "answer", "memo", "reason", "purpose_version"),
                    )
                }
                | {
                    "purpose": purposes.get(row["purpose_version"], ""),
                    "told": [
                        {key: one[key] for key in ("what", "at", "result")}
                        for one in told
                        if one["application_id"] == row["id"]
                    ],
                }
                for row in applications
            ],
            "attendances": [
                {
                    key: row[key]
                    for key in (
                        *("title", "number", "starts_at", "present", "first_in", "last_out", "minutes"),
                        *("band", "sex", "district", "is_walk_in"),
                    )
                }
                for row in held.attendances_of(connection, entries)
            ],
            "acts": [
                {key: row[key] for key in ("happened_at", "kind", "result", "reason", "forced_reason", "device")}
                for row in held.acts_of(connection, entries)
            ],
            "walk_ins": [
                {key: row[key] for key in ("name", "band", "sex")} for row in held.walk_ins_of(connection, entries)
            ],
            "trail": held.trail_of(connection, entries),
        }
    )
    return content


def _plain(value: Any) -> Any:
    """Return a value as JSON can say it."""
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value
