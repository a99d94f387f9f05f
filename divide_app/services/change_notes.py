"""Notes meetings as they were before a change, so that people who expected them can be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from divide_app.domain.people.supporters import Assignment
from divide_app.domain.planning.courses import ClassSession, SessionState
from divide_app.domain.reaching import MeetingBefore
from divide_app.domain.states import ApplicationStatus
from divide_app.storage.queries.planning.meetings import count_status
from divide_app.storage.row_images import RowChange, Values
from divide_app.storage.unit_of_work import UnitOfWork

_TOLD_OF = ("starts_at", "ends_at", "time_is_known", "venue_id", "room_id")
_STANDING = (ApplicationStatus.APPLIED.value, ApplicationStatus.ACCEPTED.value, ApplicationStatus.WAITING.value)


def note_changes(uow: UnitOfWork, changes: Sequence[RowChange]) -> None:
    """Note those meetings among changed rows whose people must be told, and helpers who were taken off.

    Every act that changes rows of meetings or takes helpers off calls this before its transaction ends: planning by
    its history, the others by `note_meetings` and `note_called_off`.
    """
    meetings = {change.id: change for change in changes if change.table == "class_sessions" and _is_news(uow, change)}
    off = [
        change.before
        for change in changes
        if change.table == "assignments" and change.before is not None and change.after is None
    ]
    helpers: dict[UUID, set[UUID]] = {id_: set() for id_ in meetings}
    for id_, there in uow.assignments.of_sessions(list(meetings)).items():
        helpers[id_].update(one.supporter_id for one in there)
    for values in off:
        helpers.setdefault(values["class_session_id"], set()).add(values["supporter_id"])
    befores = {id_: _before(change) for id_, change in meetings.items()}
    others = [id_ for id_ in helpers if id_ not in befores]
    befores |= {
        one.id: uow.class_sessions.values(one) for one in uow.class_sessions.by_ids(others) if one.starts_at > uow.now
    }
    if not befores:
        return
    counts = count_status(uow.connection, list({values["course_id"] for values in befores.values()}))
    whom: dict[UUID, list[UUID | None]] = {}
    for id_, values in befores.items():
        is_asked = any(counts.get(values["course_id"], {}).get(status) for status in _STANDING)
        # A meeting that was there is noted also when nobody applied: calendars that have it must learn of the change.
        is_noted = id_ in meetings and (is_asked or meetings[id_].before is not None)
        whom[id_] = [*([None] if is_noted else []), *sorted(helpers.get(id_, ()))]
    if not any(whom.values()):
        return
    names = _names(uow, changes)
    found: list[MeetingBefore] = []
    for id_, values in befores.items():
        is_planned = id_ not in meetings or meetings[id_].before is not None
        found += [
            MeetingBefore(
                id=uow.make_id(),
                class_session_id=id_,
                course_id=values["course_id"],
                number=values["number"],
                supporter_id=supporter,
                noted_at=uow.now,
                starts_at=values["starts_at"],
                ends_at=values["ends_at"],
                time_is_known=values["time_is_known"],
                venue=names.get(values["venue_id"], ""),
                room=names.get(values["room_id"], ""),
                is_planned=is_planned and values["state"] != SessionState.CANCELLED.value,
            )
            for supporter in whom[id_]
        ]
    uow.meetings_before.add_all(found)


def note_meetings(uow: UnitOfWork, before: Sequence[ClassSession], after: Sequence[ClassSession]) -> None:
    """Note meetings that were changed outside planning; one that is only in `after` is new."""
    was = {one.id: uow.class_sessions.values(one) for one in before}
    note_changes(
        uow,
        [RowChange("class_sessions", one.id, was.get(one.id), uow.class_sessions.values(one)) for one in after],
    )


def note_called_off(uow: UnitOfWork, gone: Sequence[Assignment]) -> None:
    """Note helpers who were taken off their meetings."""
    note_changes(uow, [RowChange("assignments", one.id, uow.assignments.values(one), None) for one in gone])


def _before(change: RowChange) -> Values:
    values = change.after if change.before is None else change.before
    assert values is not None, "a change has a row on one side"
    return values


def _is_news(uow: UnitOfWork, change: RowChange) -> bool:
    """Tell whether a meeting to come is new, gone, off, on again, or elsewhere."""
    sides = [values for values in (change.before, change.after) if values is not None]
    if all(values["starts_at"] <= uow.now for values in sides):
        return False
    if len(sides) == 1:
        return bool(sides[0]["state"] == SessionState.PLANNED.value)
    before, after = sides
    is_off = [values["state"] == SessionState.CANCELLED.value for values in sides]
    return is_off[0] != is_off[1] or any(before[name] != after[name] for name in _TOLD_OF)


def _names(uow: UnitOfWork, changes: Sequence[RowChange]) -> Mapping[UUID, str]:
    """Return the names of venues and rooms, those that went with the change too."""
    found: dict[UUID, str] = {}
    for venue in uow.venues.all():
        found |= {venue.id: venue.name, **{room.id: room.name for room in venue.rooms}}
    gone: list[tuple[UUID, Any]] = [
        (change.id, change.before["name"])
        for change in changes
        if change.table in {"venues", "rooms"} and change.before is not None
    ]
    return found | dict(gone)
