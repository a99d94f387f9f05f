"""Undoes an import as one act: what it added is removed, what has been used since stays, seats are reassigned."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.services.changes import Changes
from divide_app.services.files.import_outcome import ImportKind
from divide_app.services.seats.course_seats import fill
from divide_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What taking an import back did.

    Attributes:
        applications: Applications removed.
        participants: People removed.
        kept: Things that stay, because a letter, the door or another application refers to them.
        promoted: Applications of others that moved from the waiting list to a seat; these people must be told.
    """

    applications: int
    participants: int
    kept: int
    promoted: tuple[UUID, ...]
    changes: Changes


def undo_import(uow: UnitOfWork, run_id: UUID) -> UndoneImport:
    """Take an import back inside the caller's transaction.

    Raises:
        DomainError: `import_gone`.
    """
    run = uow.import_runs.find(run_id)
    if run is None or run.undone_at is not None:
        raise DomainError("import_gone")
    asked = uow.import_runs.ids(run_id, "application")
    people = uow.import_runs.ids(run_id, "participant")
    courses = uow.import_runs.courses_of(asked)
    for course in courses:
        uow.courses.lock(course)
    gone = uow.import_runs.remove_applications(asked)
    promoted: list[UUID] = []
    for course in courses if gone else ():
        promoted += fill(uow, course)
    left = uow.import_runs.remove_participants(people)
    uow.import_runs.mark_undone(run_id, uow.now)
    kept = len(asked) - len(gone) + len(people) - len(left)
    uow.audit("import.undo", run_id, applications=len(gone), participants=len(left), kept=kept)
    return UndoneImport(len(gone), len(left), kept, tuple(promoted), ImportKind(run.kind).changes)
