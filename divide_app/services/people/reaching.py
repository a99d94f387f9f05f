"""Who must be told what, and what came of each try: changes, seats, results of lotteries, and reminders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationState, ApplicationStatus, CallOutcome, SameHour
from divide_app.domain.calendar import at_local, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.personal_data import hidden_fields
from divide_app.domain.people.supporters import Supporter
from divide_app.domain.planning.courses import Course, SessionState
from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.reaching import (
    Contact,
    MeetingBefore,
    News,
    NewsKind,
    PersonToTell,
    Reach,
    Telling,
    TellingChannel,
    TellingKind,
    Try,
)
from divide_app.foundation.ids import derived_id
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries import reaching as queries
from divide_app.storage.queries.planning.meetings import session_lines
from divide_app.storage.queries.seats import same_hour
from divide_app.storage.unit_of_work import UnitOfWork

_TOLD = changes(Topic.APPLICATIONS, Topic.ASSIGNMENTS)
_LOOKED_AHEAD = timedelta(days=15)
"""How far ahead the next day with meetings is looked for."""

_OFFERED = frozenset({ApplicationState.OFFERED, ApplicationState.UNREACHED})
_RESULT = {
    ApplicationState.ACCEPTED: NewsKind.WON,
    ApplicationState.WAITING: NewsKind.WAITING,
    ApplicationState.LOST: NewsKind.LOST,
    ApplicationState.REFUSED: NewsKind.LOST,
}
_INVITES = frozenset({NewsKind.OFFERED, NewsKind.PROMOTED, NewsKind.WON, NewsKind.MOVED, NewsKind.REOPENED})
"""News by which somebody is to come at an hour they did not know of."""
_STANDING = (ApplicationStatus.APPLIED, ApplicationStatus.ACCEPTED, ApplicationStatus.WAITING)


@dataclass(frozen=True, slots=True)
class NotedTries:
    """Tries that were noted; `ids` take them back (none after that)."""

    ids: tuple[UUID, ...]
    changes: Changes = _TOLD


def item_id(person: PersonToTell) -> UUID:
    """Return what names an item for scripts, the same from one list to the next: nothing of an item is kept."""
    reach = person.reach
    who = reach.application or reach.supporter
    return derived_id(person.course.id, f"{reach.kind} {who} {reach.class_session or ''}")


class Reaching(Service):
    """People to tell."""

    @allowed(OFFICE)
    def to_tell(self) -> tuple[PersonToTell, ...]:
        """Return everybody who must be told something, the most urgent first.

        An item is not kept: it follows from what people knew (`MeetingBefore`), from what is true now, and from who was
        reached since. So a change that is taken back takes its items back.
        """
        with self.database.read() as uow:
            found = people_to_tell(uow)
        return self._seen(found)

    @allowed(OFFICE)
    def reminders(self, day: date) -> tuple[PersonToTell, ...]:
        """Return everybody who is expected at a day's meetings, those already reminded last."""
        with self.database.read() as uow:
            found = people_to_remind(uow, day)
        return self._seen(sorted(found, key=lambda one: (one.is_told, *_urgency(one))))

    @allowed(OFFICE)
    def item(self, id_: UUID) -> PersonToTell:
        """Return one item of `to_tell`, or of the reminders of a day up to two weeks ahead.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            found = next((one for one in people_to_tell(uow) if item_id(one) == id_), None)
            today = local_day(uow.now)
            days = (today + timedelta(days=ahead) for ahead in range(_LOOKED_AHEAD.days))
            found = found or next(
                (one for day in days for one in people_to_remind(uow, day) if item_id(one) == id_), None
            )
        if found is None:
            raise DomainError("not_found", id=str(id_), kind="people_to_tell")
        return self._seen([found])[0]

    @allowed(OFFICE)
    def next_day(self) -> date | None:
        """Return the next day, after today, on which something is planned; None when nothing is."""
        with self.database.read() as uow:
            after = at_local(local_day(uow.now) + timedelta(days=1), time())
            lines = session_lines(uow.connection, first=after, last=after + _LOOKED_AHEAD)
        return next((local_day(one.starts_at) for one in lines if one.state is SessionState.PLANNED), None)

    @allowed(OFFICE)
    def note(self, whom: Sequence[Reach], channel: TellingChannel, outcome: CallOutcome) -> NotedTries:
        """Note one try for each of these people; who was reached leaves the list.

        An offered seat is answered by `Calls.record`, which this does not replace.

        Raises:
            DomainError: `not_found`, `not_offered` for such an answer.
        """
        if outcome in {CallOutcome.ACCEPTS, CallOutcome.DECLINES}:
            raise DomainError("not_offered")
        with self.database.write() as uow:
            made = [
                Telling(
                    id=uow.make_id(),
                    application_id=one.application,
                    supporter_id=one.supporter,
                    class_session_id=one.class_session,
                    kind=one.kind,
                    channel=channel,
                    outcome=outcome,
                    at=uow.now,
                    actor=uow.actor.name,
                )
                for one in whom
            ]
            for one in whom:
                _check_there(uow, one)
            uow.tellings.add_all(made)
            uow.audit("people.told", channel=channel.value, outcome=outcome.value, people=len(made))
        return NotedTries(tuple(one.id for one in made))

    @allowed(OFFICE)
    def take_back(self, ids: Sequence[UUID]) -> NotedTries:
        """Take tries away that were noted by mistake: these people stand in the list again."""
        with self.database.write() as uow:
            uow.tellings.remove(ids)
            uow.audit("people.told_take_back", people=len(ids))
        return NotedTries(())

    def _seen(self, found: Iterable[PersonToTell]) -> tuple[PersonToTell, ...]:
        hidden = hidden_fields(self.database.actor.role) & {"phone", "email", "postal_code", "address"}
        return tuple(replace(one, contact=replace(one.contact, **dict.fromkeys(hidden, ""))) for one in found)


def _check_there(uow: UnitOfWork, whom: Reach) -> None:
    if whom.application is not None:
        uow.applications.get(whom.application)
    elif whom.supporter is not None:
        uow.supporters.get(whom.supporter)


def _urgency(one: PersonToTell) -> tuple[datetime, str, str]:
    return one.due, one.course.title, one.contact.kana or one.contact.name


def people_to_tell(uow: UnitOfWork) -> list[PersonToTell]:
    """Return everybody who must be told something, the most urgent first."""
    return sorted([*_applicants(uow), *_helpers(uow)], key=_urgency)


def _applicants(uow: UnitOfWork) -> Iterable[PersonToTell]:
    now = uow.now
    befores: dict[UUID, list[MeetingBefore]] = {}
    for before in uow.meetings_before.coming(now):
        if before.supporter_id is None:
            befores.setdefault(before.course_id, []).append(before)
    drawn = queries.drawn_lately(uow.connection, now)
    moved_up = queries.courses_with_moves(uow.connection, now)
    ids = sorted({*befores, *drawn.values(), *moved_up})
    if not ids:
        return []
    meetings = _by_course(session_lines(uow.connection, course_ids=ids))
    found = []
    for course_id in ids:
        course = uow.courses.find(course_id)
        if course is None:
            continue
        standing = uow.applications.of_course(course_id)
        told = _Told(uow, [one.id for one in standing])
        lines = {line.id: line for line in meetings.get(course_id, ())}
        results = {id_: queries.drawn_at(uow.connection, id_) for id_, its in drawn.items() if its == course_id}
        lots = {id_: at for draw, at in results.items() for id_ in queries.entrants(uow.connection, draw)}
        news = {
            one.id: items
            for one in standing
            if (items := _news_of(one, course, befores.get(course_id, ()), lines, lots.get(one.id), told, now))
        }
        people = uow.participants.by_ids([one.participant_id for one in standing if one.id in news])
        invited = [one.participant_id for one in standing if _INVITES & {its.kind for its in news.get(one.id, ())}]
        elsewhere: dict[UUID, list[SameHour]] = {}
        for one_hour in same_hour(uow.connection, course_id, invited, now):
            elsewhere.setdefault(one_hour.participant_id, []).append(one_hour)
        found += [
            replace(
                _person(course, people[one.participant_id], one, news[one.id], lines.values(), told, now),
                elsewhere=tuple(elsewhere.get(one.participant_id, ())),
            )
            for one in standing
            if one.id in news
        ]
    return found


class _Told:
    """The tries for some applications, and when each was reached last: by a try, a call or a letter."""

    def __init__(self, uow: UnitOfWork, ids: Sequence[UUID]) -> None:
        self.tries: dict[UUID, list[Try]] = {}
        self.last: dict[UUID, datetime] = {}
        for one in uow.tellings.of_applications(ids):
            if one.kind is TellingKind.NEWS and one.application_id is not None:
                self._add(one.application_id, Try(one.at, one.channel.value, one.outcome, one.actor))
        for id_, calls in uow.calls.of_applications(ids).items():
            for call in calls:
                self._add(id_, Try(call.at, call.channel.value, call.outcome, call.actor))
        for id_, at, actor in queries.letters_of(uow.connection, ids):
            self._add(id_, Try(at, TellingChannel.POST.value, CallOutcome.TOLD, actor))
        for found in self.tries.values():
            found.sort(key=lambda one: one.at)

    def _add(self, id_: UUID, one: Try) -> None:
        self.tries.setdefault(id_, []).append(one)
        if not one.outcome.is_missed:
            self.last[id_] = max(one.at, self.last.get(id_, one.at))

    def knows(self, id_: UUID, since: datetime) -> bool:
        """Tell whether somebody was reached after something became true."""
        return id_ in self.last and self.last[id_] >= since


def _news_of(
    application: Application,
    course: Course,
    befores: Sequence[MeetingBefore],
    lines: Mapping[UUID, SessionLine],
    drawn_at: datetime | None,
    told: _Told,
    now: datetime,
) -> tuple[News, ...]:
    id_, state = application.id, application.stands
    if not course.is_cancelled:
        is_coming = any(_is_coming(line, now) for line in lines.values())
        since = application.promoted_at
        if state in _OFFERED and is_coming:
            return (News(NewsKind.OFFERED, since or application.applied_at),)
        if state is ApplicationState.ACCEPTED and since is not None and is_coming and not told.knows(id_, since):
            return (News(NewsKind.PROMOTED, since),)
        result = _RESULT.get(state)
        if drawn_at is not None and result is not None and not told.knows(id_, drawn_at):
            return (News(result, drawn_at, place=application.place),)
    expects = application.status is ApplicationStatus.ACCEPTED or (
        course.is_cancelled and application.status in _STANDING
    )
    if not expects:
        return ()
    since = max(application.applied_at, application.promoted_at or application.applied_at)
    knew = [one for one in befores if one.noted_at >= since and not told.knows(id_, one.noted_at)]
    found = _changed(knew, lines, now)
    if found and course.is_cancelled:
        return (replace(found[0], kind=NewsKind.COURSE_CANCELLED),)
    return found


def _changed(
    knew: Sequence[MeetingBefore],
    lines: Mapping[UUID, SessionLine],
    now: datetime,
    wanted: Collection[UUID] | None = None,
) -> tuple[News, ...]:
    """Return what is new at meetings still to come; what somebody knew is the first thing noted since they heard."""
    first: dict[UUID, MeetingBefore] = {}
    for one in knew:
        first.setdefault(one.class_session_id, one)
    found = []
    for id_, before in first.items():
        line = lines.get(id_)
        is_ahead = before.starts_at > now or (line is not None and _is_coming(line, now))
        kind = before.news(line, is_wanted=wanted is None or id_ in wanted) if is_ahead else None
        if kind is not None:
            found.append(News(kind, before.noted_at, before, line))
    return tuple(sorted(found, key=lambda one: one.before.number if one.before else 0))


def _is_coming(line: SessionLine, now: datetime) -> bool:
    return line.state is SessionState.PLANNED and line.starts_at > now


def _due(news: Sequence[News], coming: Sequence[SessionLine], now: datetime) -> datetime:
    """Return before when somebody must know: the first start they would go to, or could."""
    starts = [one.before.starts_at for one in news if one.before is not None and one.before.is_planned]
    starts += [one.now.starts_at for one in news if one.now is not None and _is_coming(one.now, now)]
    starts = [start for start in starts if start > now] or [line.starts_at for line in coming]
    return min(starts, default=now)


def _person(
    course: Course,
    person: Participant,
    application: Application,
    news: tuple[News, ...],
    lines: Iterable[SessionLine],
    told: _Told,
    now: datetime,
) -> PersonToTell:
    coming = tuple(line for line in lines if _is_coming(line, now))
    since = min(one.since for one in news)
    return PersonToTell(
        reach=Reach(TellingKind.NEWS, application=application.id),
        course=course,
        contact=_contact(person),
        news=news,
        meetings=coming,
        due=_due(news, coming, now),
        tries=tuple(one for one in told.tries.get(application.id, ()) if one.at >= since),
    )


def _helpers(uow: UnitOfWork) -> Iterable[PersonToTell]:
    now = uow.now
    befores = [one for one in uow.meetings_before.coming(now) if one.supporter_id is not None]
    if not befores:
        return []
    helpers = {one.id: one for one in uow.supporters.all()}
    lines = {one.id: one for one in session_lines(uow.connection, ids=list({b.class_session_id for b in befores}))}
    tries: dict[UUID, list[Telling]] = {}
    for one in uow.tellings.of_supporters(sorted({b.supporter_id for b in befores if b.supporter_id is not None})):
        if one.kind is TellingKind.NEWS and one.supporter_id is not None:
            tries.setdefault(one.supporter_id, []).append(one)
    found = []
    for supporter_id, course_id in sorted({(b.supporter_id, b.course_id) for b in befores if b.supporter_id}):
        helper, course = helpers.get(supporter_id), uow.courses.find(course_id)
        if helper is None or course is None:
            continue
        mine = [one for one in befores if (one.supporter_id, one.course_id) == (supporter_id, course_id)]
        noted = [
            one for one in tries.get(supporter_id, ()) if one.class_session_id in {b.class_session_id for b in mine}
        ]
        last = max((one.at for one in noted if not one.outcome.is_missed), default=None)
        knew = [one for one in mine if last is None or one.noted_at > last]
        wanted = {line.id for line in lines.values() if supporter_id in line.supporter_ids}
        news = _changed(knew, lines, now, wanted)
        if not news:
            continue
        since = min(one.since for one in news)
        found.append(
            _helper(
                course,
                helper,
                Reach(TellingKind.NEWS, supporter=supporter_id, class_session=mine[0].class_session_id),
                news,
                tuple(one.now for one in news if one.now is not None),
                _due(news, (), now),
                tuple(Try(one.at, one.channel.value, one.outcome, one.actor) for one in noted if one.at >= since),
            )
        )
    return found


def _helper(
    course: Course,
    helper: Supporter,
    reach: Reach,
    news: tuple[News, ...],
    meetings: tuple[SessionLine, ...],
    due: datetime,
    tries: tuple[Try, ...],
    *,
    is_told: bool = False,
) -> PersonToTell:
    return PersonToTell(
        reach=reach,
        course=course,
        contact=Contact(helper.name, helper.kana, helper.phone, helper.contact.email, "", helper.contact.address),
        news=news,
        meetings=meetings,
        due=due,
        tries=tries,
        is_told=is_told,
    )


def _contact(person: Participant) -> Contact:
    return Contact(person.name, person.kana, person.phone, person.email, person.postal_code, person.address)


def people_to_remind(uow: UnitOfWork, day: date) -> list[PersonToTell]:
    """Return everybody who is expected at a day's meetings, in no order."""
    first = at_local(day, time())
    lines = [
        line
        for line in session_lines(uow.connection, first=first, last=first + timedelta(days=1))
        if line.state is SessionState.PLANNED
    ]
    tries: dict[tuple[UUID | None, UUID | None], list[Telling]] = {}
    for made_try in queries.reminded(uow, [line.id for line in lines]):
        whom = made_try.application_id or made_try.supporter_id
        tries.setdefault((whom, made_try.class_session_id), []).append(made_try)
    helpers = {one.id: one for one in uow.supporters.all()} if any(line.supporter_ids for line in lines) else {}
    found: list[PersonToTell] = []
    for line in lines:
        course = uow.courses.get(line.course_id)
        asked = [one for one in uow.applications.of_course(course.id) if one.status is ApplicationStatus.ACCEPTED]
        people = uow.participants.by_ids([one.participant_id for one in asked])
        news = (News(NewsKind.REMINDER, uow.now, now=line),)
        for one in asked:
            made = tries.get((one.id, line.id), [])
            found.append(
                PersonToTell(
                    reach=Reach(TellingKind.REMINDER, application=one.id, class_session=line.id),
                    course=course,
                    contact=_contact(people[one.participant_id]),
                    news=news,
                    meetings=(line,),
                    due=line.starts_at,
                    tries=_tries(made),
                    is_told=_is_told(made),
                )
            )
        for id_ in line.supporter_ids:
            made = tries.get((id_, line.id), [])
            reach = Reach(TellingKind.REMINDER, supporter=id_, class_session=line.id)
            found.append(
                _helper(
                    course, helpers[id_], reach, news, (line,), line.starts_at, _tries(made), is_told=_is_told(made)
                )
            )
    return found


def _tries(made: Sequence[Telling]) -> tuple[Try, ...]:
    return tuple(Try(one.at, one.channel.value, one.outcome, one.actor) for one in made)


def _is_told(made: Sequence[Telling]) -> bool:
    return any(not one.outcome.is_missed for one in made)


def _by_course(lines: Iterable[SessionLine]) -> dict[UUID, list[SessionLine]]:
    found: dict[UUID, list[SessionLine]] = {}
    for line in lines:
        found.setdefault(line.course_id, []).append(line)
    return found
