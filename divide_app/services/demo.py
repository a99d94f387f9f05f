"""Fills an empty database with one year of a made-up city."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationStatus, Channel
from divide_app.domain.calendar import at_local, fiscal_year, fiscal_year_days, local, local_day
from divide_app.domain.door.attendance import Attendance, AttendanceEvent, EventKind, EventResult
from divide_app.domain.errors import DomainError
from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.office.office import Actor, Office
from divide_app.domain.people.age_band import band_at
from divide_app.domain.people.availability import Availability, parse_weekly
from divide_app.domain.people.participants import Birth, Need, Participant, PhoneKind, Sex
from divide_app.domain.people.supporters import (
    Appointment,
    Assignment,
    AssignmentRole,
    ContactWay,
    ContactWishes,
    Supporter,
    SupporterKind,
)
from divide_app.domain.planning.courses import (
    CatalogueEntry,
    ClassSession,
    Course,
    SelectionKind,
    SessionKind,
    SessionState,
)
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.domain.planning.visit_requests import VisitRequest, Wish
from divide_app.foundation.bundled import database_file
from divide_app.foundation.translation import _
from divide_app.services.changes import EVERYTHING, Changes
from divide_app.services.office.purposes import keep_first
from divide_app.services.planning.catalogue_reference import add_catalogue
from divide_app.services.planning.holidays import public_holidays
from divide_app.services.planning.visit_requests import VisitRequests
from divide_app.services.roles import STAFF, Service, allowed
from divide_app.services.seats.ticketing import new_ticket_code
from divide_app.storage.database import acting_as
from divide_app.storage.repositories.door.attendance import Frozen, WalkIn, summary_key
from divide_app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from divide_app.services.seats.lottery import Lottery

_DEMO = Actor("demo")
_AVAILABLE = ("", "平日 9:00-17:00", "", "月・水・金・土 9:00-12:30; 火・木 午後", "", "火・木・土・日")
"""When the helpers can come, in turn; half of them said nothing."""

PEOPLE = 260
"""Enough that names repeat and lists must be searched."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Result of creating the sample city."""

    courses: int
    class_sessions: int
    participants: int
    supporters: int
    targets: int
    changes: Changes = EVERYTHING


class Demo(Service):
    """The sample city."""

    @allowed(STAFF)
    @acting_as(_DEMO)
    def create(self) -> DemoResult:
        """Fill an empty place, with all of the city or nothing.

        Everything stands around today by the program's clock: a year that is over, the running year with
        unfinished things to do, and meetings today and tomorrow. The same day gives the same city.

        Raises:
            DomainError: `not_empty`, when anything is kept here already.
        """
        from divide_app.services.seats.lottery import Lottery

        lottery = Lottery(self.database)  # read from the disk before anybody waits for the lock
        with self.database.as_one():
            with self.database.write() as uow:
                if uow.offices.the_one() is not None or uow.courses.all() or uow.participants.all():
                    raise DomainError("not_empty")
                city = _City(uow, tomllib.loads(_reference("sample_city.toml")))
                city.found_office()
                city.plan_and_hold()
                city.open_today()
                uow.audit("demo.create", sessions=city.sessions)
            asked = self._decide(city, lottery)
        self.database.optimise()
        return DemoResult(city.courses + asked, city.sessions + asked, len(city.people), len(city.supporters), 1)

    def _decide(self, city: _City, lottery: Lottery) -> int:
        """Do what an office has behind it, by the services themselves: a lottery drawn, two requests, one accepted.

        Returns:
            How many courses the requests became, each of one meeting.
        """
        visits = VisitRequests(self.database)
        lottery.draw(city.drawn, seed="見本市 令和8年 抽選 立会人 見本")
        first = city.today + timedelta(days=26)
        for number, (organisation, place, topic) in enumerate(_REQUESTS):
            moments = [at_local(first + timedelta(days=7 * (number + step)), time(10)) for step in range(3)]
            wishes = tuple(Wish(moment, moment + timedelta(hours=2)) for moment in moments)
            visits.save(
                VisitRequest(
                    visits.new_id(),
                    organisation,
                    wishes,
                    15 + number,
                    self.database.now() - timedelta(days=3 - number),
                    contact_name="見本 太郎",
                    phone="000-0000-0002",
                    postal_code="0000000",
                    address=_address(number),
                    place=place,
                    topic=topic,
                )
            )
        free = [view for one in visits.waiting() if (view := visits.view(one.id)).wishes[0].is_free][:1]
        for view in free:
            visits.accept(view.request.id, wish=1)
        return len(free)

    @allowed(STAFF)
    @acting_as(_DEMO)
    def prints(self, out: Path) -> list[Path]:
        """Write one of each paper of the sample city into a folder, with a picture of each page."""
        from divide_app.services.journey import write_papers

        out.mkdir(parents=True, exist_ok=True)
        return write_papers(self.database, out, None, lambda _sentence: None)

    @allowed(STAFF)
    @acting_as(_DEMO)
    def journey(self, out: Path, report: Callable[[str], None]) -> list[Path]:
        """Make the city in an empty place and do the main job in it from end to end; see `journey.run`.

        Raises:
            DomainError: `not_empty`, when the place holds data already.
        """
        from divide_app.services.journey import run

        out.mkdir(parents=True, exist_ok=True)
        made = self.create()
        report(
            _("見本の市をつくりました：講座{courses}、回{sessions}、参加者{people}人。").format(
                courses=made.courses, sessions=made.class_sessions, people=made.participants
            )
        )
        return run(self.database, out, report)


def _office_hour(first: datetime, number: int) -> datetime:
    """Return the moment of the number-th call: a few a day, between nine and five."""
    day = local_day(first) + timedelta(days=number // 4)
    return at_local(day, time(9 + number % 4 * 2, number * 7 % 60))


def _reference(name: str) -> str:
    return database_file("reference", name).read_text(encoding="utf-8")


_REQUESTS = (
    ("見本町内会", "見本町集会所", "LINEで孫と写真を送り合いたい"),
    ("若葉サロン", "若葉集会所", "マイナポータルの使い方"),
)


class _City:
    """The city while it is being made."""

    def __init__(self, uow: UnitOfWork, data: Mapping[str, Any]) -> None:
        self.uow = uow
        self.data = data
        self.chance = random.Random(2026)  # noqa: S311 - the same city each time, no secret
        self.today = local_day(uow.now)
        self.year = fiscal_year(self.today)
        self.courses = 0
        self.sessions = 0
        self.people: list[Participant] = []
        self.supporters: list[Supporter] = []
        self.venues: list[Venue] = []
        self.kinds: list[CatalogueEntry] = []
        self.drawn = UUID(int=0)
        """The course whose lottery is to be drawn once the city stands."""

    def found_office(self) -> None:
        uow, data = self.uow, self.data
        office = data["office"]
        keep_first(uow)
        uow.offices.add(
            Office(
                uow.make_id(),
                office["municipality"],
                office["municipal_code"],
                office["name"],
                office["phone"],
                office["opening_note"],
            )
        )
        add_catalogue(uow)
        self.kinds = uow.catalogue.all()
        for venue in data["venue"]:
            self._add_venue(venue)
        self._add_closures()
        self._add_population()
        self._add_target()
        self._add_people()
        self._add_supporters()

    def plan_and_hold(self) -> None:
        """Two meetings a month or a little more, from the beginning of last fiscal year to the end of this one."""
        day = fiscal_year_days(self.year - 1)[0] + timedelta(days=13)
        end = fiscal_year_days(self.year)[1]
        turn = 0
        while day < end:
            entry = self.kinds[turn % len(self.kinds)]
            venue = self.venues[(turn * 5) % len(self.venues)]
            days = self._open_days(venue, day, entry.sessions)
            if days and abs((days[0] - self.today).days) > 1:
                self._add_course(entry, venue, days, is_rained_off=turn % 13 == 9)
            day += timedelta(days=14 if entry.sessions == 1 else 21)
            turn += 1

    def open_today(self) -> None:
        """Give the home screen something to say: today, tomorrow, a lottery that is due."""
        beginners = next(kind for kind in self.kinds if kind.title == "はじめてのスマホ教室")
        consultation = next(kind for kind in self.kinds if kind.kind is SessionKind.CONSULTATION)
        cashless = next(kind for kind in self.kinds if kind.topic == "キャッシュレス")
        line = next(kind for kind in self.kinds if kind.topic == "LINE・SNS")
        week = timedelta(days=7)
        self._add_course(
            beginners, self.venues[0], [self.today - week, self.today, self.today + week], people=20, waiting=2
        )
        self._add_course(consultation, self.venues[1], [self.today], start=time(13, 30), people=0)
        self._add_course(cashless, self.venues[2], [self.today + timedelta(days=1)], people=12, helpers=1)
        self._add_lottery(line, "LINEをはじめよう", self.venues[5], people=31, days_ago=0)
        self.drawn = self._add_lottery(line, "写真を送り合おう", self.venues[4], people=23, days_ago=8)

    def _add_venue(self, venue: Mapping[str, Any]) -> None:
        id_ = self.uow.make_id()
        made = Venue(
            id=id_,
            name=venue["name"],
            kana=venue["kana"],
            district=venue["district"],
            address=venue["address"],
            latitude=venue["latitude"],
            longitude=venue["longitude"],
            has_wifi=venue["wifi"],
            opens_at=venue["opens"],
            closes_at=venue["closes"],
            closed_weekdays=frozenset(venue["closed"]),
            access=venue["access"],
            rooms=tuple(Room(self.uow.make_id(), id_, name, seats) for name, seats in venue["rooms"]),
        )
        self.uow.venues.add(made)
        self.venues.append(made)

    def _add_closures(self) -> None:
        for year in (self.year - 1, self.year):
            self.uow.closures.add(
                Closure(self.uow.make_id(), None, date(year, 12, 29), date(year + 1, 1, 3), "年末年始")
            )
        self.uow.closures.add(
            Closure(self.uow.make_id(), self.venues[3].id, date(self.year, 8, 10), date(self.year, 8, 14), "館内点検")
        )

    def _add_population(self) -> None:
        for number, district in enumerate(dict.fromkeys(venue.district for venue in self.venues)):
            for band, (women, men) in self.data["population"].items():
                self.uow.populations.put(district, band, Sex.FEMALE, women - 15 * number)
                self.uow.populations.put(district, band, Sex.MALE, men - 12 * number)

    def _add_target(self) -> None:
        target = self.data["target"]
        first = self.year - 1
        self.uow.targets.add(
            Target(
                id=self.uow.make_id(),
                name=target["name"],
                metric=Metric.SESSIONS_HELD,
                first_year=first,
                last_year=first + target["years"] - 1,
                at_least=target["at_least"],
                yearly=tuple((first + n, target["yearly"]) for n in range(target["years"])),
                owners=tuple(target["owners"]),
            )
        )

    def _add_people(self) -> None:
        names = self.data["names"]
        districts = list(dict.fromkeys(venue.district for venue in self.venues))
        for number in range(PEOPLE):
            is_woman = self.chance.random() < 0.62
            family = self.chance.choice(names["family"])
            given = self.chance.choice(names["female" if is_woman else "male"])
            age = min(93, max(34, round(self.chance.gauss(74, 9))))
            born = date(self.today.year - age, self.chance.randint(1, 12), self.chance.randint(1, 28))
            needs = []
            if self.chance.random() < 0.35:
                needs.append(Need.LOAN_PHONE)
            if self.chance.random() < 0.06:
                needs.append(Need.WRITING)
            if self.chance.random() < 0.04:
                needs.append(Need.WHEELCHAIR)
            self.people.append(
                Participant(
                    id=self.uow.make_id(),
                    name=f"{family[0]} {given[0]}",
                    kana=f"{family[1]} {given[1]}",
                    birth=self._birth(number, born),
                    sex=Sex.UNSTATED if number % 19 == 0 else Sex.FEMALE if is_woman else Sex.MALE,
                    phone=f"000-{self.chance.randint(100, 999)}-{self.chance.randint(1000, 9999)}",
                    # One in eight told no address: letters need one, and those people are called.
                    postal_code="" if number % 8 == 0 else "0000000",
                    address="" if number % 8 == 0 else _address(number),
                    district=self.chance.choice(districts),
                    needs=frozenset(needs),
                    phone_kind=self.chance.choice(list(PhoneKind)),
                )
            )
        self.uow.participants.add_all(self.people)

    def _birth(self, number: int, born: date) -> Birth:
        """Most give the date; some only the year, some only a band, and a few nothing."""
        if number % 23 == 0:
            return Birth()
        if number % 7 == 0:
            return Birth(band=band_at(Birth(day=born), self.today), band_as_of=self.today)
        return Birth(year=born.year) if number % 11 == 0 else Birth(day=born)

    def _add_supporters(self) -> None:
        kinds = [
            (SupporterKind.DIGITAL_SUPPORTER, "みなみ野ITボランティアの会"),
            (SupporterKind.VOLUNTEER, "みなみ野ITボランティアの会"),
            (SupporterKind.VOLUNTEER, ""),
            (SupporterKind.PROMOTER, "市民活動センター"),
            (SupporterKind.PHONE_SHOP, "みなみ野携帯ショップ"),
            (SupporterKind.STUDENT, "みなみ野大学"),
            (SupporterKind.LECTURER, ""),
            (SupporterKind.STAFF, "生涯学習課"),
        ]
        names = self.data["names"]
        for number in range(16):
            kind, organisation = kinds[number % len(kinds)]
            family = names["family"][(number * 7) % len(names["family"])]
            given = names["female" if number % 2 else "male"][(number * 5) % 12]
            first, last = fiscal_year_days(self.year)
            if number == 3:
                last = self.today + timedelta(days=40)
            supporter = Supporter(
                id=self.uow.make_id(),
                name=f"{family[0]} {given[0]}",
                kana=f"{family[1]} {given[1]}",
                kind=kind,
                organisation=organisation,
                skills=("iPhone", "Android") if number % 3 else ("Android", "らくらくホン"),
                languages=("手話",) if number == 5 else ("筆談",) if number in {2, 9} else (),
                districts=self._near(number),
                monthly_limit=4 if number % 4 else None,
                phone=f"000-{200 + number}-{4100 + 37 * number}",
                insured_years=(self.year,) if kind in {SupporterKind.VOLUNTEER, SupporterKind.STUDENT} else (),
                availability=Availability(parse_weekly(_AVAILABLE[number % len(_AVAILABLE)])),
                contact=ContactWishes((ContactWay.EMAIL, ContactWay.PHONE) if number % 3 else (ContactWay.FAX,)),
                appointments=(Appointment(kind, first, last),) if kind is not SupporterKind.STAFF else (),
            )
            self.uow.supporters.add(supporter)
            self.supporters.append(supporter)

    def _near(self, number: int) -> tuple[str, ...]:
        """Return where somebody can go: their own district, and two or three more."""
        around = (self.venues[(number + step) % len(self.venues)].district for step in (0, 1, 3, 4)[: 3 + number % 2])
        return tuple(dict.fromkeys(around))

    def _open_days(self, venue: Venue, first: date, number: int) -> list[date]:
        found: list[date] = []
        day = first
        while len(found) < number and (day - first).days < 60:
            year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
            is_open = day.isoweekday() not in venue.closed_weekdays and not public_holidays(day, day)
            if is_open and not year_end and (not found or (day - found[-1]).days >= 7):
                found.append(day)
            day += timedelta(days=1)
        return found

    def _add_course(
        self,
        entry: CatalogueEntry,
        venue: Venue,
        days: list[date],
        *,
        start: time = time(10),
        people: int | None = None,
        waiting: int = 0,
        helpers: int | None = None,
        is_rained_off: bool = False,
    ) -> None:
        uow = self.uow
        room = venue.rooms[self.courses % len(venue.rooms)]
        capacity = None if entry.kind is SessionKind.CONSULTATION else min(room.seats or 20, 20)
        begins = at_local(days[0], start)
        course = Course(
            id=uow.make_id(),
            title=entry.title,
            kind=entry.kind,
            topic=entry.topic,
            people_per_supporter=entry.people_per_supporter,
            capacity=capacity,
            apply_from=begins - timedelta(days=40),
            apply_until=begins - timedelta(days=1),
            owners=("生涯学習課",) if self.courses % 3 else ("生涯学習課", "高齢福祉課"),
            audience="市内にお住まいの方",
            description=entry.description,
            phone=self.data["office"]["phone"],
            contact="生涯学習課",
            fee="無料",
            belongings="筆記用具、お持ちの方はスマートフォン",
        )
        uow.courses.add(course)
        sessions = [
            ClassSession(
                id=uow.make_id(),
                course_id=course.id,
                number=number,
                kind=entry.kind,
                starts_at=at_local(day, start),
                ends_at=at_local(day, start) + timedelta(minutes=entry.minutes),
                venue_id=venue.id,
                room_id=room.id,
                **self._state_of(day, is_rained_off=is_rained_off and number == 1),
            )
            for number, day in enumerate(days, 1)
        ]
        uow.class_sessions.add_all(sessions)
        self.courses += 1
        self.sessions += len(sessions)
        accepted = self._add_applications(course, begins, people, waiting)
        for session in sessions:
            self._assign(session, entry, len(accepted), helpers)
            if session.state is not SessionState.CANCELLED and session.ends_at < uow.now:
                self._receive(session, accepted)

    def _state_of(self, day: date, *, is_rained_off: bool) -> dict[str, Any]:
        if is_rained_off:
            return {"state": SessionState.CANCELLED, "cancelled_reason": "大雨のため"}
        # The last ten days are still to be confirmed, so that there is something to do today.
        return {"state": SessionState.HELD if day < self.today - timedelta(days=10) else SessionState.PLANNED}

    def _add_applications(
        self, course: Course, begins: datetime, people: int | None, waiting: int
    ) -> list[tuple[Participant, Application]]:
        if course.capacity is None:
            return []
        number = min(people if people is not None else self.chance.randint(8, course.capacity), course.capacity)
        chosen = self.chance.sample(self.people, number + waiting)
        accepted = []
        for order, person in enumerate(chosen, 1):
            is_seated = order <= number
            accepted.append(
                (
                    person,
                    Application(
                        id=self.uow.make_id(),
                        course_id=course.id,
                        participant_id=person.id,
                        status=ApplicationStatus.ACCEPTED if is_seated else ApplicationStatus.WAITING,
                        applied_at=_office_hour(begins - timedelta(days=30), order),
                        channel=self.chance.choice([Channel.PHONE, Channel.PHONE, Channel.COUNTER, Channel.FORM]),
                        place=order if is_seated else order - number,
                        ticket_code=new_ticket_code(self.uow),
                    ),
                )
            )
        if course.apply_from is not None and course.apply_from > self.uow.now:
            return []  # nobody has a seat before applications are taken
        self.uow.applications.add_all(application for _, application in accepted)
        return [pair for pair in accepted if pair[1].status is ApplicationStatus.ACCEPTED]

    def _assign(self, session: ClassSession, entry: CatalogueEntry, accepted: int, helpers: int | None) -> None:
        needed = max(1, -(-accepted // entry.people_per_supporter)) if helpers is None else helpers
        # Three goes through all sixteen, each time from somebody else; who cannot come there is passed over.
        turns = [self.supporters[(self.sessions + n * 3) % len(self.supporters)] for n in range(len(self.supporters))]
        place = next(venue.district for venue in self.venues if venue.id == session.venue_id)
        begins, ends = (local(moment) for moment in (session.starts_at, session.ends_at))
        span = begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute
        chosen = [
            one for one in turns if place in one.districts and one.availability.absence(begins.date(), *span) is None
        ][: min(needed, 4)]
        is_done = session.state is SessionState.HELD
        self.uow.assignments.add_all(
            Assignment(
                id=self.uow.make_id(),
                class_session_id=session.id,
                supporter_id=supporter.id,
                role=AssignmentRole.SUPPORT if n else AssignmentRole.LEAD,
                planned_minutes=session.minutes,
                actual_minutes=session.minutes + 30 if is_done else None,
            )
            for n, supporter in enumerate(dict.fromkeys(chosen))
        )

    def _receive(self, session: ClassSession, accepted: list[tuple[Participant, Application]]) -> None:
        """Let people come: most of those accepted, and now and then a walk-in."""
        day = local_day(session.starts_at)
        came: list[tuple[UUID, Frozen]] = [
            (person.id, Frozen(person.id, band_at(person.birth, day), person.sex, person.district))
            for person, _ in accepted
            if self.chance.random() < 0.88
        ]
        walk_ins = self.chance.randint(4, 9) if session.kind is SessionKind.CONSULTATION else self.chance.randint(0, 1)
        came += [self._walk_in(session) for _ in range(walk_ins)]
        events = []
        for number, (attendee, frozen) in enumerate(came):
            at = session.starts_at - timedelta(minutes=20) + timedelta(seconds=45 * number)
            event = AttendanceEvent(
                id=self.uow.make_id(),
                class_session_id=session.id,
                attendee_id=attendee,
                kind=EventKind.IN,
                result=EventResult.OK,
                happened_at=at,
                recorded_at=at,
                device="受付PC",
                is_walk_in=frozen.is_walk_in,
                band=frozen.band,
                sex=frozen.sex,
            )
            events.append(event)
            minutes = int((session.ends_at - at).total_seconds() // 60)
            state = Attendance(attendee, True, True, at, None, minutes, (event.id,))
            self.uow.attendance.put_state(session.id, state, frozen)
            self.uow.attendance.count(session.id, summary_key(session.starts_at, session.venue_id), frozen, 1)
        self.uow.attendance.append_all(events)

    def _walk_in(self, session: ClassSession) -> tuple[UUID, Frozen]:
        walk_in = WalkIn(
            self.uow.make_id(),
            session.id,
            self.chance.choice(["65-69", "70-74", "75-79", "80-84", "unknown"]),
            self.chance.choice([Sex.FEMALE, Sex.MALE, Sex.UNSTATED]),
        )
        self.uow.attendance.add_walk_in(walk_in)
        return walk_in.id, Frozen(None, walk_in.band, walk_in.sex, "", is_walk_in=True)

    def _add_lottery(self, entry: CatalogueEntry, title: str, venue: Venue, *, people: int, days_ago: int) -> UUID:
        """Add a course whose applications closed some days ago, with more people than seats."""
        uow, closed = self.uow, self.uow.now - timedelta(days=days_ago)
        days = self._open_days(venue, self.today + timedelta(days=16), 2)
        course = Course(
            id=uow.make_id(),
            title=title,
            topic=entry.topic,
            people_per_supporter=entry.people_per_supporter,
            capacity=16,
            selection=SelectionKind.LOTTERY,
            apply_from=closed - timedelta(days=30),
            apply_until=closed - timedelta(hours=18),
            owners=("生涯学習課",),
            audience="市内にお住まいの60歳以上の方",
            description=entry.description,
            phone=self.data["office"]["phone"],
            contact="生涯学習課",
            fee="無料",
        )
        uow.courses.add(course)
        uow.class_sessions.add_all(
            ClassSession(
                uow.make_id(),
                course.id,
                number,
                SessionKind.CLASS,
                at_local(day, time(10)),
                at_local(day, time(12)),
                venue.id,
                venue.rooms[0].id,
            )
            for number, day in enumerate(days, 1)
        )
        uow.applications.add_all(
            Application(
                uow.make_id(),
                course.id,
                person.id,
                ApplicationStatus.APPLIED,
                _office_hour(closed - timedelta(days=20), number),
                Channel.PHONE,
                ticket_code=new_ticket_code(uow),
            )
            for number, person in enumerate(self.chance.sample(self.people, people))
        )
        self.courses += 1
        self.sessions += len(days)
        return course.id


def _address(number: int) -> str:
    """Return a made-up address; no such town exists."""
    return f"みなみ野市見本町{number % 6 + 1}丁目{number % 30 + 1}番{number % 12 + 1}号"
