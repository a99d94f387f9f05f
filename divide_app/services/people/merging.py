"""Merges two entries of one person, shows the result beforehand, and undoes a merge exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationState, ApplicationStatus
from divide_app.domain.door.attendance import derive
from divide_app.domain.errors import DomainError
from divide_app.domain.people.lookalikes import Pair, birth_years_differ
from divide_app.domain.people.one_person import DUPLICATE_REASON, FieldChoice, stronger, united
from divide_app.domain.people.participants import Participant, Sex
from divide_app.domain.seats.application_states import ApplicationAct
from divide_app.domain.seats.placement import STANDING, Move, leave
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import STAFF, Service, allowed
from divide_app.services.seats.course_seats import carry_out, open_seats, texts, trail
from divide_app.storage.queries.door import door
from divide_app.storage.repositories.door.attendance import Frozen, summary_key
from divide_app.storage.repositories.people.people import participant_json, participant_of
from divide_app.storage.repositories.people.same_people import PersonMerge
from divide_app.storage.unit_of_work import UnitOfWork

_MERGED = changes(
    *(Topic.PARTICIPANTS, Topic.APPLICATIONS, Topic.ATTENDANCE, Topic.COURSES, Topic.CLASS_SESSIONS, Topic.TARGETS)
)


@dataclass(frozen=True, slots=True)
class DoubleApplication:
    """Both entries applied for one course: the application `stays`, the other is withdrawn if it still stood."""

    course: str
    stays: UUID
    withdrawn: UUID
    frees_seat: bool


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Preview of a merge.

    Attributes:
        kept: The entry that stays, as it is now.
        gone: The entry that becomes part of it.
        result: The person afterwards.
        choices: Every field in which the entry that goes says something else.
        applications: Applications that move.
        doubles: Courses both applied for.
        attendances: Attendances that move.
        came_twice: Sessions in which both were counted as present; afterwards one person was there once.
        walk_ins: Walk-ins that were found to be the entry that goes.
        needs_reason: Both years of birth are known and differ; only a reason opens that.
    """

    kept: Participant
    gone: Participant
    result: Participant
    choices: tuple[FieldChoice, ...]
    applications: int
    doubles: tuple[DoubleApplication, ...]
    attendances: int
    came_twice: int
    walk_ins: int
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Two entries made one; `promoted` applications moved up into a seat one person had twice."""

    merge: UUID
    kept: UUID
    gone: UUID
    promoted: tuple[UUID, ...]
    changes: Changes = _MERGED


@dataclass(frozen=True, slots=True)
class UnmergeResult:
    """Two people again; `waits` applications whose seat was given away meanwhile stand first in the waiting list."""

    kept: UUID
    gone: UUID
    waits: tuple[UUID, ...]
    changes: Changes = _MERGED


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One merge that stands; it can be taken back while `can_undo`."""

    id: UUID
    kept: UUID
    gone: UUID
    merged_at: datetime
    kept_name: str
    gone_name: str
    can_undo: bool


class Merging(Service):
    """Two entries, one person."""

    @allowed(STAFF)
    def preview(self, kept: UUID, gone: UUID) -> MergePreview:
        """Return what a merge would mean; nothing is changed.

        Raises:
            DomainError: `same_entry`, `not_found`, `person_merged`, `person_forgotten`, `not_allowed`.
        """
        if kept == gone:
            raise DomainError("same_entry")
        with self.database.read() as uow:
            one, other = uow.participants.get(kept), uow.participants.get(gone)
            result, choices = united(one, other)
            mine, theirs = (_by_course(uow.applications.of_person(id_)) for id_ in (kept, gone))
            doubles = []
            for course_id in sorted(mine.keys() & theirs.keys()):
                stays = stronger(mine[course_id], theirs[course_id])
                leaves = theirs[course_id] if stays is mine[course_id] else mine[course_id]
                doubles.append(
                    DoubleApplication(
                        uow.courses.get(course_id).title,
                        stays.id,
                        leaves.id,
                        frees_seat=leaves.status is ApplicationStatus.ACCEPTED,
                    )
                )
            sessions = uow.person_rows.sessions_of([gone])
            present = [session for session in sessions if uow.attendance.is_present(session, gone)]
            return MergePreview(
                kept=one,
                gone=other,
                result=result,
                choices=choices,
                applications=len(theirs.keys() - mine.keys()),
                doubles=tuple(doubles),
                attendances=len(present),
                came_twice=sum(uow.attendance.is_present(session, kept) for session in present),
                walk_ins=len(uow.person_rows.walk_ins_of(gone)),
                needs_reason=birth_years_differ(one.birth, other.birth),
            )

    @allowed(STAFF)
    def merge(self, kept: UUID, gone: UUID, *, forced_reason: str = "") -> MergeResult:
        """Make two entries one person; what is needed to take it back is kept.

        Args:
            kept: The entry that stays.
            gone: The entry that becomes part of it.
            forced_reason: Why, although the years of birth differ.

        Raises:
            DomainError: `birth_years_differ` without a reason, `same_entry`, `not_found`, `person_merged`,
                `person_forgotten`, `individual_number`, `not_allowed`.
        """
        if kept == gone:
            raise DomainError("same_entry")
        refuse_individual_number(forced_reason, field="forced_reason")
        with self.database.write() as uow:
            for id_ in sorted((kept, gone)):
                uow.participants.lock(id_)
            one, other = uow.participants.get(kept), uow.participants.get(gone)
            if birth_years_differ(one.birth, other.birth) and not forced_reason.strip():
                raise DomainError("birth_years_differ", kept=str(kept), gone=str(gone))
            result, _choices = united(one, other)
            moved, doubles, promoted = _join_applications(uow, kept, gone)
            states = _take_out_states(uow, [kept, gone], uow.person_rows.sessions_of([gone]))
            walk_ins = [id_ for id_, _session in uow.person_rows.walk_ins_of(gone)]
            uow.person_rows.give_walk_ins(walk_ins, kept)
            earlier = uow.participants.merge_away(gone, kept)
            uow.participants.change(result)
            _derive_states(uow, states, [kept], {gone: kept})
            merge = PersonMerge(
                uow.make_id(),
                kept,
                gone,
                uow.now,
                forced_reason.strip(),
                None,
                {
                    "kept": participant_json(one),
                    "united": participant_json(result),
                    "moved": texts(moved),
                    "doubles": doubles,
                    "walk_ins": texts(walk_ins),
                    "earlier": texts(earlier),
                    "states": states,
                },
            )
            uow.person_merges.add(merge)
            uow.not_same.unsay(Pair.of(kept, gone))
            uow.audit(
                "person.merge",
                merge.id,
                kept=kept,
                gone=gone,
                is_forced=bool(forced_reason.strip()),
                applications=len(moved),
                promoted=texts(promoted),
            )
        return MergeResult(merge.id, kept, gone, promoted)

    @allowed(STAFF)
    def undo(self, merge_id: UUID) -> UnmergeResult:
        """Make two people of one again, each with what was theirs.

        What was entered after the merge stays with the kept person, except acts at a door that name the other. A
        seat that was given to somebody else meanwhile is not taken back: the application waits in front of all.

        Raises:
            DomainError: `not_found`, `already_unmerged`, `merge_forgotten`, `later_merge` when a later one stands on
                this one, `not_allowed`.
        """
        with self.database.write() as uow:
            merge = uow.person_merges.get(merge_id)
            for id_ in sorted((merge.kept, merge.gone)):
                uow.participants.lock(id_)
            merge = uow.person_merges.get(merge_id)
            if merge.undone_at is not None:
                raise DomainError("already_unmerged")
            if not merge.before:
                raise DomainError("merge_forgotten")
            if uow.person_merges.later_ones(merge):
                raise DomainError("later_merge")
            waits = _part(uow, merge)
            uow.person_merges.mark_undone(merge_id, uow.now)
            uow.audit("person.unmerge", merge_id, kept=merge.kept, gone=merge.gone, waits=texts(waits))
        return UnmergeResult(merge.kept, merge.gone, waits)

    @allowed(STAFF)
    def standing(self, person: UUID | None = None) -> list[MergeLine]:
        """Return the merges that were not taken back, newest first; of one person only, when one is given."""
        with self.database.read() as uow:
            found = uow.person_merges.standing()
            people = uow.participants.by_ids(list({id_ for one in found for id_ in (one.kept, one.gone)}))
            touched: set[UUID] = set()
            lines = []
            for one in found:  # newest first, so that what is touched already has a later merge on it
                is_free = bool(one.before) and not touched & {one.kept, one.gone}
                touched |= {one.kept, one.gone}
                if person in {None, one.kept}:
                    lines.append(
                        MergeLine(
                            *(one.id, one.kept, one.gone, one.merged_at),
                            *(people[one.kept].name, people[one.gone].name, is_free),
                        )
                    )
        return lines


def _by_course(applications: Iterable[Application]) -> dict[UUID, Application]:
    return {one.course_id: one for one in applications}


def _join_applications(uow: UnitOfWork, kept: UUID, gone: UUID) -> tuple[list[UUID], list[Any], tuple[UUID, ...]]:
    """Move applications over; of two for one course the weaker is withdrawn and stays with the entry that goes."""
    mine, theirs = (_by_course(uow.applications.of_person(id_)) for id_ in (kept, gone))
    moved: list[UUID] = []
    doubles: list[Any] = []
    promoted: tuple[UUID, ...] = ()
    for course_id in sorted(theirs):
        if course_id not in mine:
            uow.person_rows.give_application(theirs[course_id].id, kept)
            moved.append(theirs[course_id].id)
            continue
        seats = open_seats(uow, course_id)
        now = {one.participant_id: one for one in seats.standing}
        stays = stronger(now[kept], now[gone])
        leaves = now[gone] if stays is now[kept] else now[kept]
        up: tuple[UUID, ...] = ()
        before = [_placed(one) for one in seats.standing]
        if leaves.status in STANDING:
            act = ApplicationAct.WITHDRAW
            moves = leave(seats.course, seats.standing, leaves.id, act, seats.rules, is_drawn=seats.is_drawn)
            up = carry_out(uow, moves)
            uow.applications.set_reason(leaves.id, DUPLICATE_REASON)
            uow.audit("application.withdraw", leaves.id, course=course_id, promoted=texts(up), moves=trail(moves))
        if stays is now[gone]:
            uow.person_rows.swap_applications(now[kept], now[gone], uow.make_id())
        promoted += up
        doubles.append(
            {
                "course": str(course_id),
                "kept": str(now[kept].id),
                "gone": str(now[gone].id),
                "is_swapped": stays is now[gone],
                "leaves": str(leaves.id),
                "reason": leaves.reason,
                "before": before,
                "after": [_placed(one) for one in uow.applications.of_course(course_id)],
                "promoted": texts(up),
            }
        )
    return moved, doubles, promoted


def _placed(application: Application) -> list[Any]:
    return [str(application.id), application.stands.value, application.place]


def _part(uow: UnitOfWork, merge: PersonMerge) -> tuple[UUID, ...]:
    """Put back what stood before; return the applications that wait because their seat was given away."""
    kept, gone, before = merge.kept, merge.gone, merge.before
    earlier = [UUID(id_) for id_ in before["earlier"]]
    waits = tuple(id_ for double in before["doubles"] for id_ in _part_double(uow, double))
    for id_ in before["moved"]:
        uow.person_rows.give_application(UUID(id_), gone)
    recorded = {UUID(state["session"]) for state in before["states"]}
    since = [id_ for id_ in uow.person_rows.sessions_of([gone, *earlier]) if id_ not in recorded]
    walk_ins = [UUID(id_) for id_ in before["walk_ins"]]
    sessions = sorted(recorded | set(since))
    now = {state["session"]: state for state in _take_out_states(uow, [kept], sessions)}
    uow.person_rows.give_walk_ins(walk_ins, gone)
    uow.participants.part(gone, earlier)
    _put_person_back(uow, merge)
    states = [*before["states"], *(now[str(id_)] for id_ in since if str(id_) in now)]
    _derive_states(uow, states, [kept, gone], {})
    return waits


def _part_double(uow: UnitOfWork, double: dict[str, Any]) -> list[UUID]:
    course_id, leaves = UUID(double["course"]), UUID(double["leaves"])
    seats = open_seats(uow, course_id)
    now = {one.id: one for one in seats.standing}
    if double["is_swapped"]:
        uow.person_rows.swap_applications(now[UUID(double["kept"])], now[UUID(double["gone"])], uow.make_id())
    states = {UUID(id_): (ApplicationState(state), place) for id_, state, place in double["before"]}
    was = states[leaves][0]
    if was.status not in STANDING or now[leaves].stands is not ApplicationState.WITHDRAWN:
        return []  # it did not stand, or somebody decided about it since
    uow.applications.set_reason(leaves, double["reason"])
    is_untouched = not double["promoted"] and [_placed(one) for one in seats.standing] == double["after"]
    if is_untouched or was is ApplicationState.ENTERED:
        back = {leaves: states[leaves]} if not is_untouched else states
        # Each is put where it stood before: nobody moves up, so nobody must be told.
        moves: tuple[Move, ...] = tuple(
            Move(id_, state.status, state.status, place, state, now[id_].stands)
            for id_, (state, place) in back.items()
            if (now[id_].stands, now[id_].place) != (state, place)
        )
        carry_out(uow, moves)
        up: tuple[UUID, ...] = ()
    else:
        first = ApplicationState.WAITING
        moves = (Move(leaves, now[leaves].status, first.status, 0, first, now[leaves].stands),)
        carry_out(uow, moves)
        further = open_seats(uow, course_id).promoted()
        up = carry_out(uow, further)
        moves += further
    uow.audit("application.reinstate", leaves, course=course_id, promoted=texts(up), moves=trail(moves))
    return [] if is_untouched or was is ApplicationState.ENTERED or leaves in up else [leaves]


def _put_person_back(uow: UnitOfWork, merge: PersonMerge) -> None:
    """Give the kept entry its own values again, except those somebody has changed since."""
    now = participant_json(uow.participants.get(merge.kept))
    mine, joined = merge.before["kept"], merge.before["united"]
    birth = ("birth_day", "birth_year", "band", "band_as_of")
    keeps_birth = any(now[name] != joined[name] for name in birth)
    back = {
        name: value if value != joined[name] or (name in birth and keeps_birth) else mine[name]
        for name, value in now.items()
    }
    uow.participants.change(participant_of(merge.kept, back))


def _take_out_states(uow: UnitOfWork, people: list[UUID], sessions: Iterable[UUID]) -> list[dict[str, Any]]:
    """Uncount these people in the sessions, and return what was frozen of each there."""
    found: list[dict[str, Any]] = []
    for session_id in sorted(sessions):
        session = door.door_session(uow.connection, session_id, lock=True)
        if session is None:
            continue
        key = summary_key(session.starts_at, session.venue_id)
        frozen_by: dict[str, Any] = {}
        for person in people:
            frozen = uow.attendance.frozen_of(session_id, person)
            if frozen is None:
                continue
            uow.attendance.count(session_id, key, frozen, -int(uow.attendance.is_present(session_id, person)))
            uow.person_rows.remove_state(session_id, person)
            frozen_by[str(person)] = [frozen.band, frozen.sex.value, frozen.district, frozen.is_walk_in]
        found.append({"session": str(session_id), "frozen": frozen_by})
    return found


def _derive_states(
    uow: UnitOfWork, states: list[dict[str, Any]], people: list[UUID], stands_for: dict[UUID, UUID]
) -> None:
    """Derive anew, from all acts, what these people did in the sessions; what was frozen of them stays as it was.

    Args:
        uow: The unit of work.
        states: Sessions with what was frozen of whom.
        people: Whose states follow from the acts now.
        stands_for: Entries whose frozen words serve another one who has none of their own.
    """
    for state in states:
        session = door.door_session(uow.connection, UUID(state["session"]), lock=True)
        if session is None:
            continue
        for person in people:
            kept = state["frozen"].get(str(person)) or next(
                (state["frozen"].get(str(gone)) for gone, stands in stands_for.items() if stands == person), None
            )
            derived = derive(uow.attendance.events_of(session.id, person), session.ends_at).get(person)
            if derived is None:
                continue
            if kept is None:
                kept = next(iter(state["frozen"].values()))
            band, sex, district, is_walk_in = kept
            frozen = Frozen(person, band, Sex(sex), district, is_walk_in=is_walk_in)
            uow.attendance.put_state(session.id, derived, frozen)
            uow.attendance.count(
                session.id, summary_key(session.starts_at, session.venue_id), frozen, int(derived.present)
            )
