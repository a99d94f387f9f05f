"""Discloses all data held of a person, erases people without changing a figure, and purges expired entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from divide_app.domain.calendar import at_local, fiscal_year, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import fields_of
from divide_app.domain.office.office import office_name
from divide_app.domain.people.participants import Participant
from divide_app.domain.planning.visit_requests import RequestState
from divide_app.domain.seats.placement import cancel
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.office.purposes import purpose_in_force
from divide_app.services.roles import OFFICE, STAFF, Service, allowed
from divide_app.services.seats.course_seats import carry_out, open_seats_of, texts, trail
from divide_app.storage.forgetting import forget_supporters, take_out
from divide_app.storage.queries.people import personal_data as held
from divide_app.storage.repositories.people.people import participant_json
from divide_app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from divide_app.printing.paper import Printed

_FORGOTTEN = changes(
    Topic.PARTICIPANTS,
    Topic.APPLICATIONS,
    Topic.COURSES,
    Topic.ATTENDANCE,
    Topic.PACKAGES,
    Topic.SUPPORTERS,
    Topic.REQUESTS,
)
_USUAL_KEEP_YEARS = 5
_CONTACTS_KEPT = timedelta(days=366)
"""After a visit request came: its contact serves the answer and nothing else."""


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
        supporters: Helpers forgotten.
        contacts: Visit requests whose contact was taken out.
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
    supporters: int = 0
    contacts: int = 0
    changes: Changes = _FORGOTTEN


class Privacy(Service):
    """Discloses, erases and purges personal data."""

    @allowed(STAFF)
    def show(self, participant_id: UUID) -> Dossier:
        """Return all that is held of a person; that it was looked at is noted in the trail.

        Raises:
            DomainError: `not_found`, `person_merged`, `person_forgotten`, `not_allowed`.
        """
        with self.database.write() as uow:
            content = _content(uow, participant_id)
            uow.audit("privacy.show", participant_id)
        return Dossier(participant_id, content)

    @allowed(STAFF)
    def print_dossier(self, dossier: Dossier) -> Printed:
        """Return the dossier as a paper a person can read."""
        from divide_app.printing import dossier as paper
        from divide_app.services.people.dossier_sheet import dossier_sheet_of

        with self.database.read() as uow:
            office = uow.offices.the_one()
            sheet = dossier_sheet_of(dossier.content, office_name(office))
        return paper.draw(sheet)

    @allowed(STAFF)
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

    @allowed(STAFF)
    def forget(self, participant_id: UUID, *, with_cancel: bool = False) -> ForgetResult:
        """Take out everything that tells who a person is, at once and for good; no figure changes.

        The person's row stays without a name, so that 実人数 stays what it was. The trail keeps ids only, so nothing of
        it has to go. Copies made before (backups, papers) are not reached from here.

        Args:
            participant_id: The person.
            with_cancel: Cancel what the person is still expected at in the same act; the next move up.

        Raises:
            DomainError: `person_still_expected` without `with_cancel`; `not_found`, `person_merged`,
                `person_forgotten`, `not_allowed`.
        """
        with self.database.write() as uow:
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
            unchanged = take_out(uow, [participant_id])
            courses = {row["course_id"] for row in held.applications_of(uow.connection, entries)}
            sessions = [one.id for course in sorted(courses) for one in uow.class_sessions.of_course(course)]
            out = uow.hall_packages.out_with(sessions)
            uow.audit("privacy.forget", participant_id, entries=len(entries), cancelled=len(cancelled))
        self._clear()
        return ForgetResult(1, unchanged, tuple(cancelled), tuple(promoted), len(out))

    @allowed(STAFF)
    def purge(self, before: date | None = None, *, dry_run: bool = False) -> ForgetResult:
        """Forget everybody whose time is over: entered, last applied and last came before a day.

        Args:
            before: The day; None: the first day of the oldest fiscal year the office keeps people for.
            dry_run: Only compute what would be, figures too; nothing stays changed.

        Raises:
            DomainError: `purge_in_future`, `not_allowed`.
        """
        today = local_day(self.database.now())
        day = before or self.keep_since()
        if day > today:
            raise DomainError("purge_in_future", field="before")
        if dry_run:
            with self.database.rehearse() as uow:
                return _purged(uow, day)
        with self.database.write() as uow:
            result = _purged(uow, day)
            if not result.statistics_unchanged:  # a program error: rather erase nobody
                raise DomainError("statistics_would_change")
            uow.audit(
                "privacy.purge",
                before=day.isoformat(),
                people=result.people,
                supporters=result.supporters,
                contacts=result.contacts,
            )
        self._clear()
        return result

    @allowed(STAFF)
    def forget_supporter(self, supporter_id: UUID) -> ForgetResult:
        """Take out who a helper is; the hours and the kind stay for the figures.

        Raises:
            DomainError: `supporter_still_assigned`, `not_found`, `not_allowed`.
        """
        with self.database.write() as uow:
            uow.supporters.get(supporter_id)
            if held.supporter_expected(uow.connection, supporter_id, uow.now):
                raise DomainError("supporter_still_assigned")
            held.leave_no_trace(uow.connection)
            forget_supporters(uow, [supporter_id])
            uow.audit("privacy.forget_supporter", supporter_id)
        self._clear()
        return ForgetResult(0, statistics_unchanged=True, supporters=1)

    @allowed(STAFF)
    def forget_contact(self, request_id: UUID) -> ForgetResult:
        """Take out whom to call of a visit request; what was asked for, and the answer, stay.

        Raises:
            DomainError: `request_still_waiting`, `not_found`, `not_allowed`.
        """
        with self.database.write() as uow:
            if uow.visit_requests.get(request_id).state is RequestState.RECEIVED:
                raise DomainError("request_still_waiting")
            held.leave_no_trace(uow.connection)
            uow.visit_requests.forget_all([request_id])
            uow.audit("privacy.forget_contact", request_id)
        self._clear()
        return ForgetResult(0, statistics_unchanged=True, contacts=1)

    @allowed(STAFF)
    def save_record(self, result: ForgetResult, path: Path) -> Path:
        """Write the record of a purge (廃棄記録) for the binder as PDF: how many, by which rule, who did it; no names.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: As `written_whole`.
        """
        from divide_app.exchange.safe_files import may_write
        from divide_app.foundation.files import written_whole

        may_write(path, ".pdf")
        printed = self.record(result)
        with written_whole(path) as file:
            file.write(printed.pdf)
        return path

    @allowed(STAFF)
    def record(self, result: ForgetResult) -> Printed:
        """Draw the record of a purge (廃棄記録), as `save_record` writes it."""
        from divide_app.printing import package_proof as paper
        from divide_app.services.people.disposal_record import disposal_record_of

        with self.database.read() as uow:
            record = disposal_record_of(uow, result.before, (result.people, result.supporters, result.contacts))
        return paper.draw([record])

    @allowed(OFFICE)
    def keep_since(self) -> date:
        """Return the first day of the oldest fiscal year the office keeps people for."""
        with self.database.read() as uow:
            return _keep_since(uow)

    def _clear(self) -> None:
        with self.database.engine.connect() as connection:
            held.clear_journal(connection)


def _purged(uow: UnitOfWork, day: date) -> ForgetResult:
    """Forget everybody whose time is over.

    By the office's own rule contacts go a year after they asked; a day that was named holds for every class.
    """
    connection, moment = uow.connection, at_local(day, time())
    people, helpers = held.over_since(connection, moment), held.supporters_over(connection, moment)
    asked = at_local(local_day(uow.now) - _CONTACTS_KEPT, time()) if day == _keep_since(uow) else moment
    contacts = held.contacts_over(connection, max(moment, asked))
    unchanged = take_out(uow, people, moment)
    forget_supporters(uow, helpers)
    uow.visit_requests.forget_all(contacts)
    return ForgetResult(len(people), unchanged, before=day, supporters=len(helpers), contacts=len(contacts))


def _keep_since(uow: UnitOfWork) -> date:
    office = uow.offices.the_one()
    years = _USUAL_KEEP_YEARS if office is None else office.keep_years
    return date(fiscal_year(local_day(uow.now)) - years, 4, 1)


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
