"""Exports sessions to a hall's PC in an encrypted package, and merges the acts it returns without losing any."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from divide_app.domain.door.attendance import AttendanceEvent, EventKind, EventResult, act_key
from divide_app.domain.door.merge import HeldAct, HeldReason, InboxState, OfficeFacts, decide, lookalikes
from divide_app.domain.door.packages import (
    CODE_LENGTH,
    CODE_LETTERS,
    PACKAGE_SUFFIX,
    PackageContent,
    PackedApplication,
    PackedSession,
    PackedWalkIn,
    code_in_groups,
)
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.names import name_key
from divide_app.domain.office.office import office_name
from divide_app.domain.people.age_band import UNKNOWN
from divide_app.domain.planning.courses import SessionState
from divide_app.exchange import hall_package
from divide_app.exchange.safe_files import may_write
from divide_app.foundation.ids import derived_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services.attendance_keeping import bring_in
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_foreign_text
from divide_app.services.passwords import office_words, refuse_weak
from divide_app.services.roles import EVERYBODY, OFFICE, Service, allowed
from divide_app.storage.package_database import PackageDatabase
from divide_app.storage.queries import lists
from divide_app.storage.queries.door import door, packing
from divide_app.storage.repositories.door.packages import HallPackage, InboxAct
from divide_app.storage.unit_of_work import UnitOfWork

_PACKED = changes(Topic.PACKAGES)
_MERGED = changes(Topic.PACKAGES, Topic.ATTENDANCE, Topic.APPLICATIONS)
_NO_OFFICE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class PackResult:
    """A package written: `class_sessions` in order of time, `people` the number of persons in it."""

    file: Path
    package: UUID
    class_sessions: tuple[UUID, ...]
    people: int
    changes: Changes = _PACKED


@dataclass(frozen=True, slots=True)
class KnownAct:
    """An accepted act of the same person at the same session that the office holds already; moments are UTC."""

    kind: EventKind
    happened_at: datetime
    device: str


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One act that waits for a person, with all that is needed to decide; moments are UTC.

    Attributes:
        item: Its id in the inbox.
        attendee: Participant or walk-in.
        name: Name of the attendee as far as the office still knows it.
        known: What the office holds of the same person at this session, so that both devices and times can be seen.
    """

    item: UUID
    package: UUID
    event: UUID
    reason: HeldReason
    class_session: UUID
    course_title: str
    starts_at: datetime | None
    attendee: UUID | None
    name: str
    kind: EventKind
    happened_at: datetime
    recorded_at: datetime
    device: str
    received_at: datetime
    known: tuple[KnownAct, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageLine:
    """One package of the register, newest first; moments are UTC.

    Attributes:
        sessions: Its sessions as they stand now.
        people: How many persons it holds.
        waiting: Acts of it that wait in the inbox.
        returned_at: When it was last merged; None while it is out.
        wiped_at: When its file was put away.
    """

    id: UUID
    created_at: datetime
    created_by: str
    sessions: tuple[SessionLine, ...]
    people: int
    waiting: int
    returned_at: datetime | None
    wiped_at: datetime | None


@dataclass(frozen=True, slots=True)
class PutAwayResult:
    """A package's file overwritten; `acts` is how many it held, all of them at the office."""

    package: UUID
    acts: int
    file_digest: str
    changes: Changes = _PACKED


@dataclass(frozen=True, slots=True)
class LookalikeLine:
    """A walk-in who shares a written name with another, or with an applicant: two people, until someone says who.

    Attributes:
        walk_ins: The two walk-ins, or the one who shares the name with an applicant.
        applicants: The applicants of the course who are called so.
    """

    class_session: UUID
    name: str
    walk_ins: tuple[UUID, ...]
    applicants: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What became of a package's acts; the three add up to all of them."""

    package: UUID
    accepted: int
    known: int
    held: tuple[InboxLine, ...]
    lookalikes: tuple[LookalikeLine, ...]
    changes: Changes = _MERGED


@dataclass(frozen=True, slots=True)
class ResolveResult:
    """Result of decisions about held acts, and the acts that still wait."""

    accepted: int
    rejected: int
    waiting: tuple[InboxLine, ...]
    changes: Changes = _MERGED


@dataclass(frozen=True, slots=True)
class HallState:
    """State of the package file from which this database was opened.

    Attributes:
        is_behind: Acts on this PC are not in the file yet, because it could not be written.
    """

    file: Path
    is_behind: bool


class HallPackages(Service):
    """Exports and merges hall packages."""

    @allowed(OFFICE)
    def create(self, class_session_ids: Sequence[UUID], path: Path, password: str) -> PackResult:
        """Write a package with these sessions and the people of their courses.

        Args:
            class_session_ids: Sessions to take along.
            path: File to write; an older package there is replaced only when nothing in it would be lost.
            password: What the hall must type to open it.

        Raises:
            DomainError: `not_found`, `package_exists`, `wrong_extension`, `door_only` when these data are a package
                themselves; as `passwords.refuse_weak`.
            EnvironmentProblem: `package_password_needed` for none or for spaces alone; as `written_whole`.
        """
        self._refuse_package()
        if not password.strip():
            raise EnvironmentProblem("package_password_needed")
        refuse_weak(password, words=office_words(self.database))
        may_write(path, PACKAGE_SUFFIX)
        wanted = list(dict.fromkeys(class_session_ids))
        self._refuse_loss(path, password)
        package_id = self.database.make_id()
        with self.database.read() as uow:
            office = uow.offices.the_one()
        office_id = _NO_OFFICE if office is None else office.id
        key = hall_package.new_key(package_id, office_id, password)
        with self.database.write() as uow:
            name = office_name(office)
            content = packing.content_of(uow.connection, package_id, name, uow.now, wanted)
            content = replace(content, ticket_key=uow.ticket_keys.ours().hex())
            found = tuple(session.id for session in content.sessions)
            for missing in set(wanted) - set(found):
                raise DomainError("not_found", id=str(missing), kind="class_sessions")
            people = len(content.people)
            uow.hall_packages.add(HallPackage(package_id, office_id, uow.now, uow.actor.name, found, people))
            uow.audit("package.create", package_id, sessions=len(found), people=people)
            # Before the commit: a package that could not be written must not be registered.
            hall_package.write(path, key, content, is_named=True)
        return PackResult(path, package_id, found, people)

    @allowed(OFFICE)
    def merge(self, path: Path, password: str) -> MergeResult:
        """Take in what a package brings home, in one transaction; merging it again changes nothing.

        Raises:
            DomainError: `other_office`, `door_only`; as `refuse_foreign_text` for a file somebody made by hand.
            EnvironmentProblem: `missing_file`, `file_unreadable`, `not_a_package`, `package_damaged`,
                `package_newer`, `package_older`, `password_needed`, `bad_password`.
        """
        self._refuse_package()
        label = hall_package.label_of(path)
        with self.database.read() as uow:
            office = uow.offices.the_one()
            if uow.hall_packages.find(label.package_id) is None and (office is None or office.id != label.office_id):
                raise DomainError("other_office")
        content = hall_package.read(path, password).content
        if content.received is not None:
            raise DomainError("already_received")
        refuse_foreign_text(*(one.name for one in content.walk_ins), *(one.answer for one in content.applications))
        for event in content.events:
            refuse_foreign_text(event.device, event.nonce, event.forced_reason)
        with self.database.write() as uow:
            _register(uow, content, label.office_id)
            for id_ in sorted(session.id for session in content.sessions):
                door.door_session(uow.connection, id_, lock=True)
            facts = _facts(uow, content)
            decision = decide(content, facts)
            alike = _take_in(uow, content, decision.accepted, facts)
            waiting = _hold(uow, content, decision.held)
            uow.audit(
                "package.merge",
                content.id,
                accepted=len(decision.accepted),
                known=len(decision.known),
                held=len(waiting),
            )
            held = _lines(uow, waiting)
        return MergeResult(content.id, len(decision.accepted), len(decision.known), tuple(held), tuple(alike))

    @allowed(OFFICE)
    def packages(self) -> list[PackageLine]:
        """Return the register of packages, newest first."""
        with self.database.read() as uow:
            found = sorted(uow.hall_packages.all(), key=lambda one: one.created_at, reverse=True)
            ids = list(dict.fromkeys(id_ for one in found for id_ in one.class_session_ids))
            lines = {line.id: line for line in lists.session_lines(uow.connection, ids=ids)} if ids else {}
            waiting = Counter(act.package_id for act in uow.merge_inbox.waiting())
        return [
            PackageLine(
                id=one.id,
                created_at=one.created_at,
                created_by=one.created_by,
                sessions=tuple(lines[id_] for id_ in one.class_session_ids if id_ in lines),
                people=one.people,
                waiting=waiting[one.id],
                returned_at=one.returned_at,
                wiped_at=one.wiped_at,
            )
            for one in found
        ]

    @allowed(OFFICE)
    def put_away(self, path: Path, password: str) -> PutAwayResult:
        """Overwrite a package's file once the office holds every act in it, and leave the office's receipt there.

        The PC at the hall that opens the receipt erases its own copy when the receipt names all it has.

        Raises:
            DomainError: `package_not_merged` when acts in the file have not come home, `already_received` for a
                receipt, `not_found` for a package of another office, `door_only`.
            EnvironmentProblem: As `merge`, and `not_writable`, `disk_full`, `no_folder`, `write_failed`.
        """
        self._refuse_package()
        opened = hall_package.read(path, password)
        content = opened.content
        if content.received is not None:
            raise DomainError("already_received")
        ids = [event.id for event in content.events]
        with self.database.write() as uow:
            package = uow.hall_packages.lock(content.id)
            missing = _not_home(uow, content)
            if missing or package.returned_at is None:
                raise DomainError("package_not_merged", count=missing)
            digest = opened.stamp.hex()
            uow.hall_packages.change(
                replace(package, acts=len(ids), file_digest=digest, wiped_at=uow.now, wiped_by=uow.actor.name)
            )
            uow.audit("package.put_away", content.id, acts=len(ids), file_digest=digest)
            # Before the commit: what the register calls put away must be.
            hall_package.put_away(path, opened.key, receipt_of(content))
        return PutAwayResult(content.id, len(ids), digest)

    @allowed(OFFICE)
    def inbox(self) -> list[InboxLine]:
        """Return the acts that wait for a person, in the order they came."""
        with self.database.read() as uow:
            return _lines(uow, uow.merge_inbox.waiting())

    @allowed(OFFICE)
    def resolve(self, items: Sequence[UUID], *, accept: bool, clock_minutes: int = 0) -> ResolveResult:
        """Decide about acts in the inbox, all or none.

        Accepted acts are stored as if the hall had brought them now. Acts of somebody who is not known any more count
        as those of a walk-in without a name. The act as it came stays in the inbox with the decision.
        An act and what takes it back are decided together, so that neither counts without the other.

        Args:
            items: Ids in the inbox; those that belong to them are added.
            accept: Take them in; False rejects them.
            clock_minutes: Minutes to add to the device's time, when its clock was wrong.

        Raises:
            DomainError: `not_found`, `already_decided`, `session_gone`, `session_cancelled`.
        """
        with self.database.write() as uow:
            found = uow.merge_inbox.find(items)
            items = [*items, *_belonging(uow, found)]
            state = InboxState.ACCEPTED if accept else InboxState.REJECTED
            chosen = []
            for item in dict.fromkeys(items):
                act = found.get(item)
                if act is None:
                    raise DomainError("not_found", id=str(item), kind="merge_inbox")
                if not uow.merge_inbox.decide(item, state, uow.actor.name, uow.now, clock_minutes if accept else 0):
                    raise DomainError("already_decided")
                chosen.append(act)
            if accept:
                _take_held(uow, chosen, timedelta(minutes=clock_minutes))
            uow.audit("package.resolve", state=state.value, acts=len(chosen), clock_minutes=clock_minutes)
            waiting = _lines(uow, uow.merge_inbox.waiting())
        return ResolveResult(len(chosen) if accept else 0, 0 if accept else len(chosen), tuple(waiting))

    @allowed(OFFICE)
    def pack_home(self, path: Path) -> Path:
        """Write the package these data came in, with everything that happened, to another file.

        Raises:
            DomainError: `not_a_hall`, when these data did not come in a package; `wrong_extension`.
            EnvironmentProblem: As `written_whole`; `place_file` for the very package that is open.
        """
        hall = self.database.hall if isinstance(self.database, PackageDatabase) else None
        if hall is None:
            raise DomainError("not_a_hall")
        hall.write_copy(path)
        return path

    @allowed(EVERYBODY)
    def hall_state(self) -> HallState | None:
        """Return how the package's file stands at a hall's PC; None at the office."""
        if not isinstance(self.database, PackageDatabase) or self.database.place.package is None:
            return None
        return HallState(self.database.place.package, self.database.is_behind)

    @allowed(EVERYBODY)
    def write_again(self) -> HallState | None:
        """Try to write the package's file again, and return how it stands."""
        if isinstance(self.database, PackageDatabase):
            self.database.refresh_file()
        return self.hall_state()

    def _refuse_package(self) -> None:
        if isinstance(self.database, PackageDatabase):
            raise DomainError("door_only")

    def _refuse_loss(self, path: Path, password: str) -> None:
        """Refuse to write over a package which may hold acts nobody has merged."""
        try:
            hall_package.label_of(path)
            brought = hall_package.read(path, password).content
        except EnvironmentProblem as problem:
            if problem.code in {"missing_file", "not_a_package"}:
                return  # nothing there that could be merged, now or with another program
        else:
            with self.database.read() as uow:
                if not _not_home(uow, brought):
                    return
        raise DomainError("package_exists", name=path.name)


def receipt_of(content: PackageContent) -> PackageContent:
    """Return what the hall gets back: which acts are at the office, and nothing about anybody."""
    return PackageContent(
        id=content.id,
        office=content.office,
        created_at=content.created_at,
        courses=(),
        sessions=(),
        people=(),
        applications=(),
        walk_ins=(),
        events=(),
        received=tuple(sorted(event.id for event in content.events)),
    )


def one_time_code() -> str:
    """Return a new code to lock a package with, in groups of four letters."""
    return code_in_groups("".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)))


def _not_home(uow: UnitOfWork, content: PackageContent) -> int:
    """Return how much of a package the office lacks: acts, answers, and who a walk-in was."""
    ids = [event.id for event in content.events]
    home = packing.known_events(uow.connection, ids) | uow.merge_inbox.known(ids) | _known_copies(uow, content)
    people = packing.known_people(
        uow.connection, [one.participant_id for one in content.walk_ins if one.participant_id]
    )
    came, _events = packing.acts(uow.connection, [session.id for session in content.sessions])
    nobody_yet = {one.id for one in came if one.participant_id is None}
    identities = []
    for one in content.walk_ins:
        if one.participant_id in people and one.id in nobody_yet:
            here = uow.attendance.walk_in(one.id)
            if here is not None and people[one.participant_id].id not in here.found_not:
                identities.append(one.id)
    return len(set(ids) - home) + len(identities) + len(_new_answers(uow, content))


def _new_answers(uow: UnitOfWork, content: PackageContent) -> list[PackedApplication]:
    """Return the applications whose question was answered at the hall alone."""
    courses = [course.id for course in content.courses]
    answers = {one.id: one.answer for one in packing.applications(uow.connection, courses)}
    return [one for one in content.applications if one.answer and answers.get(one.id) == ""]


def _known_copies(uow: UnitOfWork, content: PackageContent) -> set[UUID]:
    """Return the acts the office knows under another id, because the device sent them twice."""
    known = packing.known_acts(uow.connection, sorted({event.nonce for event in content.events if event.nonce}))
    return {event.id for event in content.events if act_key(event) in known}


def _register(uow: UnitOfWork, content: PackageContent, office_id: UUID) -> None:
    """Note the return; a package made before a backup was put back is registered anew."""
    known = uow.hall_packages.find(content.id)
    if known is not None:
        uow.hall_packages.change(replace(known, returned_at=uow.now))
        return
    sessions = tuple(session.id for session in content.sessions)
    uow.hall_packages.add(
        HallPackage(content.id, office_id, content.created_at, "", sessions, len(content.people), uow.now)
    )


def _facts(uow: UnitOfWork, content: PackageContent) -> OfficeFacts:
    connection = uow.connection
    ids = [event.id for event in content.events]
    people = {person.id for person in content.people} | {
        event.attendee_id for event in content.events if event.attendee_id is not None
    }
    courses = [course.id for course in content.courses]
    return OfficeFacts(
        now=uow.now,
        sessions={one.id: one for one in packing.sessions(connection, [session.id for session in content.sessions])},
        people={id_: one.id for id_, one in packing.known_people(connection, sorted(people)).items()},
        applications={
            (one.course_id, one.participant_id): one.status for one in packing.applications(connection, courses)
        },
        events=packing.known_events(connection, ids) | uow.merge_inbox.known(ids),
        waiting={one.event.id: one.reason for one in uow.merge_inbox.waiting_with(ids)},
        acts=packing.known_acts(connection, sorted({event.nonce for event in content.events if event.nonce})),
    )


def _take_in(
    uow: UnitOfWork, content: PackageContent, accepted: Sequence[AttendanceEvent], facts: OfficeFacts
) -> list[LookalikeLine]:
    came = {event.attendee_id for event in accepted}
    there, _events = packing.acts(uow.connection, list(facts.sessions))
    known = {one.id for one in there}
    # A walk-in nobody's accepted act speaks of waits in the inbox with the acts that do.
    walk_ins = [one for one in content.walk_ins if one.id in came or one.id in known]
    bring_in(uow, walk_ins, accepted)
    for one in _new_answers(uow, content):
        uow.applications.set_answer(one.id, one.answer)
    new = [one for one in walk_ins if one.id not in known]
    pairs = [LookalikeLine(one.class_session_id, one.name, (one.id, other.id)) for one, other in lookalikes(new, there)]
    return pairs + _like_applicants(uow, new, facts)


def _like_applicants(uow: UnitOfWork, walk_ins: Sequence[PackedWalkIn], facts: OfficeFacts) -> list[LookalikeLine]:
    """Return the walk-ins nobody was found to be who are called like an applicant of their course."""
    people = packing.known_people(uow.connection, sorted({person for _course, person in facts.applications}))
    called: dict[tuple[UUID, str], list[UUID]] = {}
    for course, person in sorted(facts.applications):
        if person in people:
            called.setdefault((course, name_key(people[person].name)), []).append(person)
    return [
        LookalikeLine(one.class_session_id, one.name, (one.id,), tuple(same))
        for one in walk_ins
        if one.participant_id is None and one.name
        if (same := called.get((facts.sessions[one.class_session_id].course_id, name_key(one.name))))
    ]


def _hold(uow: UnitOfWork, content: PackageContent, held: Sequence[HeldAct]) -> list[InboxAct]:
    walk_ins = {one.id: one for one in content.walk_ins}
    waiting = [
        InboxAct(
            id=uow.make_id(),
            package_id=content.id,
            event=one.event,
            walk_in=None if one.event.attendee_id is None else walk_ins.get(one.event.attendee_id),
            reason=one.reason,
            received_at=uow.now,
        )
        for one in held
    ]
    uow.merge_inbox.add_all(waiting)
    return waiting


def _belonging(uow: UnitOfWork, found: dict[UUID, InboxAct]) -> list[UUID]:
    """Add to the acts found in the inbox what waits there and takes one of them back, or is taken back by one."""
    ids = [one.event.id for one in found.values()]
    targets = [one.event.undoes for one in found.values() if one.event.undoes is not None]
    added = []
    for one in uow.merge_inbox.waiting_with([*ids, *targets]):
        if one.id not in found:
            found[one.id] = one
            added.append(one.id)
    return added


def _take_held(uow: UnitOfWork, acts: Sequence[InboxAct], shift: timedelta) -> None:
    known = packing.known_people(uow.connection, [one.event.attendee_id for one in acts if one.event.attendee_id])
    walk_ins: dict[UUID, PackedWalkIn] = {}
    events = []
    for act in sorted(acts, key=lambda one: one.event.class_session_id):  # one order of locks for all
        event = replace(act.event, happened_at=act.event.happened_at + shift)
        session = door.door_session(uow.connection, event.class_session_id, lock=True)
        if session is None:
            raise DomainError("session_gone")
        if session.state is SessionState.CANCELLED:
            raise DomainError("session_cancelled")
        target = None if event.undoes is None else uow.attendance.written_for(event.undoes)
        if act.walk_in is not None:
            walk_ins[act.walk_in.id] = act.walk_in
        if target is not None:
            # Whoever the act counts for by now, what takes it back is theirs.
            event = replace(event, attendee_id=target, is_walk_in=uow.attendance.walk_in(target) is not None)
        elif (
            act.walk_in is None
            and event.attendee_id is not None
            and not event.is_walk_in
            and event.attendee_id not in known
        ):
            # The same stranger for all acts of that person at that door, however often somebody decides.
            stranger = derived_id(event.class_session_id, event.attendee_id.hex)
            walk_ins[stranger] = PackedWalkIn(
                stranger, event.class_session_id, event.band or UNKNOWN, event.sex, "", None
            )
            event = replace(event, attendee_id=stranger, is_walk_in=True)
        events.append(event)
    bring_in(uow, list(walk_ins.values()), events)


def _lines(uow: UnitOfWork, acts: Sequence[InboxAct]) -> list[InboxLine]:
    sessions = _sessions(uow, acts)
    titles = packing.course_titles(uow.connection, [session.course_id for session in sessions.values()])
    names = packing.known_people(uow.connection, [one.event.attendee_id for one in acts if one.event.attendee_id])
    known: dict[tuple[UUID, UUID | None], list[KnownAct]] = {}
    for one in packing.acts(uow.connection, list(sessions))[1]:
        if one.result is EventResult.OK:
            there = known.setdefault((one.class_session_id, one.attendee_id), [])
            there.append(KnownAct(one.kind, one.happened_at, one.device))
    found = []
    for act in acts:
        event, session = act.event, sessions.get(act.event.class_session_id)
        name = act.walk_in.name if act.walk_in is not None else ""
        attendee = event.attendee_id
        if attendee in names:
            attendee, name = names[attendee].id, names[attendee].name
        found.append(
            InboxLine(
                item=act.id,
                package=act.package_id,
                event=event.id,
                reason=act.reason,
                class_session=event.class_session_id,
                course_title="" if session is None else titles[session.course_id],
                starts_at=None if session is None else session.starts_at,
                attendee=attendee,
                name=name,
                kind=event.kind,
                happened_at=event.happened_at,
                recorded_at=event.recorded_at,
                device=event.device,
                received_at=act.received_at,
                known=tuple(known.get((event.class_session_id, attendee), ())),
            )
        )
    return found


def _sessions(uow: UnitOfWork, acts: Sequence[InboxAct]) -> Mapping[UUID, PackedSession]:
    ids = list(dict.fromkeys(act.event.class_session_id for act in acts))
    return {session.id: session for session in packing.sessions(uow.connection, ids)}
