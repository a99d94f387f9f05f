"""A small city with at least one row in every table, made by the services and repositories themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from divide_app.domain.applications import CallOutcome
from divide_app.domain.door.attendance import AttendanceEvent, EventKind, EventResult
from divide_app.domain.door.merge import HeldReason, InboxState
from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.files.imports import ImportRun
from divide_app.domain.office.office import Role, User
from divide_app.domain.office.sign_in import MachineToken
from divide_app.domain.papers.letters import LetterKind, LetterSettings, MailChannel
from divide_app.domain.people.participants import Birth, Need, Participant, Sex
from divide_app.domain.people.supporters import Appointment, SupporterKind
from divide_app.domain.planning.courses import SelectionKind
from divide_app.domain.planning.lending import LendingNeed, Stock
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.domain.planning.visit_requests import RequestState, VisitRequest, Wish
from divide_app.domain.reaching import MeetingBefore, Telling, TellingChannel, TellingKind
from divide_app.domain.roster.roster import RosterRules
from divide_app.domain.scans.page_code import SheetKind
from divide_app.domain.scans.scans import MarkState, PaperMark, PrintedSheet, ScannedFile, ScannedPage
from divide_app.domain.scans.sheet_layout import plan_pages
from divide_app.domain.scans.survey import SurveyQuestionWords, SurveyWords
from divide_app.domain.scans.survey_layout import CHOICES, QUESTIONS
from divide_app.domain.seats.rules import PriorityKind, PriorityRule, SeatRules
from divide_app.services import Services
from divide_app.storage.database import Database
from divide_app.storage.repositories.door.packages import HallPackage, InboxAct
from divide_app.storage.unit_of_work import UnitOfWork
from tests.support.city import ACTOR, City, at, meeting
from tests.support.databases import HandClock


class FullCity:
    """The city, and the ids the writers of its tables need."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.services = Services(database)
        self.city = City(self.services, clock)
        self.services.office.set_up("見本市", "生涯学習課")
        self._settings()
        self._people()
        self._courses()
        self._door()
        self._helpers()
        self._papers()

    def _write(self, *acts: Callable[[UnitOfWork], object]) -> None:
        with self.services.database.write() as uow:
            for act in acts:
                act(uow)
            uow.audit("test.fill")

    def _settings(self) -> None:
        services = self.services
        services.purposes.change_heard_ways(["広報", "知人"])
        services.days_off.name_holiday(date(2026, 12, 1), "市民の日")
        services.days_off.keep_year_end(replace(services.days_off.year_end(), reason="休み"))
        self.stock = Stock(services.lending.new_id(), "貸出機", 5, 30)
        services.lending.save(self.stock)
        services.targets.save(Target(UUID(int=5), "講習", Metric.SESSIONS_HELD, 2026, 2027, at_least=10))
        services.drafts.save("PC1", "telephone", {"name": "見本"})
        hall = services.office.new_id()
        room = Room(services.office.new_id(), hall, "大ホール", 40)
        self.hall = Venue(
            hall, "文化会館", "ぶんかかいかん", latitude=35.1, longitude=136.9, closed_weekdays=frozenset({1, 7}),
            has_wifi=True, municipal_code="232203", rooms=(room,),
        )  # fmt: skip
        services.office.keep_venue(self.hall)
        closure = Closure(services.office.new_id(), hall, date(2026, 12, 10), date(2026, 12, 11), "点検")
        services.office.add_closure(closure)
        now = self.city.clock.moment
        words = SurveyWords("お願い", (SurveyQuestionWords("問い", ("はい",) * CHOICES),) * QUESTIONS)
        self._write(
            lambda uow: uow.users.add(User(uow.make_id(), "係員", Role.STAFF, "$argon2id$made-up", False, now, now)),
            lambda uow: uow.letter_book.put(LetterSettings(number="1"), at=now, make_id=uow.make_id),
            lambda uow: uow.roster_rules.put(RosterRules(per_day=3)),
            lambda uow: uow.survey_words.store(words),
            lambda uow: uow.import_profiles.put("participants", "窓口", {"sources": []}),
            lambda uow: uow.offices.set_remark(202611, "順調"),
            lambda uow: uow.populations.put("本町", "70-74", Sex.FEMALE, 120),
            lambda uow: uow.machine_tokens.add(
                MachineToken(UUID(int=90), "夜の控え", Role.COORDINATOR, "a1" * 32, now, date(2027, 3, 31), now, now)
            ),
            lambda uow: uow.sign_in_tries.keep(uow.sign_in_tries.lock("b2" * 32, "c3" * 32, now).another(now)[0]),
        )

    def _people(self) -> None:
        city = self.city
        self.kept = city.person(
            "髙橋 花子", kana="たかはし はなこ", district="本町", phone="0587-00-0001", email="hanako@example.jp",
            postal_code="4920000", address="本町1", needs=frozenset({Need.WRITING}), needs_text="筆談", memo="備考",
        )  # fmt: skip
        gone = city.person("高橋 花子", kana="たかはし はなこ")
        self.services.merging.merge(self.kept, gone)
        one, other = city.person("見本 一"), city.person("見本 二", birth=Birth(year=1950))
        self.services.look_alikes.not_same(one, other)
        band = Birth(band="70-79", band_as_of=date(2026, 4, 1))
        self.services.participants.add(Participant(UUID(int=77), "見本 三", birth=band))

    def _courses(self) -> None:
        city, services = self.city, self.services
        self.course = city.course(
            "入門", meeting("10:00", "12:00", "市民センター", "第1会議室"), capacity=6, owners=("生涯学習課",),
            partners=("社協",), question="動きますか", lending=(),
        )  # fmt: skip
        (self.session,) = city.sessions(self.course)
        self.codes = {person: code for person, _id, code in self._apply(self.kept, 3)}
        group = city.apply_together(self.course, 2)
        self.waiting = [city.apply(self.course)[1] for _ in range(2)]
        services.applications.renew_ticket(group[0])
        services.calls.record(self.waiting[0], CallOutcome.NO_ANSWER)
        rules = SeatRules(priorities=(PriorityRule(PriorityKind.AGE_FROM, age=75),))
        services.lottery.set_rules(self.course, rules)
        drawn = city.course(
            "抽選", meeting("2026-12-05 10:00", "2026-12-05 12:00", "文化会館", "大ホール"), capacity=2,
            selection=SelectionKind.LOTTERY,
        )  # fmt: skip
        for _ in range(4):
            city.apply(drawn)
        services.lottery.draw(drawn, seed="見本の種")
        now = city.clock.moment
        application = group[1]
        self._write(
            lambda uow: uow.mailings.note(
                [application], LetterKind.ACCEPTED, MailChannel.POST, at=now, actor=ACTOR, make_id=uow.make_id
            ),
            lambda uow: uow.import_runs.add_run(
                ImportRun(uow.make_id(), now, ACTOR, "applications", "窓口", "0" * 64, 1, 0),
                {"application": [application]},
            ),
            lambda uow: uow.import_receipts.add_all([(self.course, "form", "A-1", application)]),
            lambda uow: uow.courses.change(replace(uow.courses.get(drawn), lending=(LendingNeed(self.stock.id, 2),))),
        )
        start = datetime(2026, 12, 12, 1, tzinfo=UTC)
        wishes = (Wish(start, start + timedelta(hours=2)),)
        request = VisitRequest(
            services.visit_requests.new_id(), "本町自治会", wishes, 10, now, contact_name="会長", phone="0587-00-0002",
            place="本町集会所",
        )  # fmt: skip
        services.visit_requests.save(request)
        services.visit_requests.accept(request.id, wish=1)
        declined = replace(
            request, id=services.visit_requests.new_id(), state=RequestState.DECLINED, answer="満員のため"
        )
        self._write(lambda uow: uow.visit_requests.add(declined))

    def _apply(self, first: UUID, people: int) -> list[tuple[UUID, UUID, str]]:
        return [self.city.apply(self.course, first), *(self.city.apply(self.course) for _ in range(people - 1))]

    def _door(self) -> None:
        city, services = self.city, self.services
        city.clock.moment = at("9:50")
        people = list(self.codes)
        for person in people[:2]:
            city.scan(self.session, self.codes[person], device="PC1", answer="はい", nonce=f"n-{person}")
        again = services.check_in.receive_code(self.session, self.codes[people[1]], device="PC1", nonce="z")
        assert again.status is EventResult.REFUSED
        guest = services.check_in.receive_walk_in(self.session, "70-74", name="飛入 客", sex=Sex.MALE)
        passer = services.check_in.receive_walk_in(self.session, "80-84")
        assert guest.participant is not None
        assert passer.event is not None
        services.check_in.identify_walk_in(guest.participant, city.person("飛入 客"))
        city.clock.moment = at("11:00")
        left = services.check_in.receive_code(self.session, self.codes[people[0]], device="PC1", leaving=True)
        assert left.event is not None
        services.check_in.undo(left.event, by_staff=True)
        (office,) = self._read(lambda uow: uow.offices.all())
        package = HallPackage(services.office.new_id(), office.id, city.clock.moment, ACTOR, (self.session,), 6)
        moment = at("11:05")
        waiting = AttendanceEvent(
            UUID(int=91), self.session, people[2], EventKind.IN, EventResult.OK, moment, moment, "hall"
        )
        act = InboxAct(UUID(int=90), package.id, waiting, None, HeldReason.CLOCK, moment, InboxState.WAITING)
        self._write(lambda uow: uow.hall_packages.add(package), lambda uow: uow.merge_inbox.add_all([act]))

    def _read(self, ask: Callable[[UnitOfWork], list[object]]) -> list[object]:
        with self.services.database.read() as uow:
            return ask(uow)

    def _helpers(self) -> None:
        services = self.services
        helper = self.city.supporter(
            "支援 花子", kana="しえん はなこ", appointments=(Appointment(SupporterKind.PROMOTER, date(2026, 4, 1)),)
        )
        services.users.tie("係員", helper)
        services.supporters.assign(self.session, helper)
        now = self.city.clock.moment
        before = MeetingBefore(
            UUID(int=92), self.session, self.course, 1, helper, now, at("9:00"), at("11:00"), True, "公民館", "和室",
            True,
        )  # fmt: skip
        telling = Telling(
            UUID(int=93), self.waiting[0], None, self.session, TellingKind.NEWS, TellingChannel.PHONE, CallOutcome.TOLD,
            now, ACTOR,
        )  # fmt: skip
        other = replace(telling, id=UUID(int=94), application_id=None, supporter_id=helper)
        self._write(
            lambda uow: uow.meetings_before.add(before),
            lambda uow: uow.tellings.add_all([telling, other]),
        )
        (line,) = services.supporters.assignments(class_session_id=self.session)
        self.city.clock.moment = at("13:00")
        services.hours.confirm({line.id: 110})
        services.hours.confirm({line.id: 120}, reason="残った")

    def _papers(self) -> None:
        now = self.city.clock.moment
        people = tuple(self.codes)
        layouts = tuple(page.code for page in plan_pages(len(people)))
        sheet = PrintedSheet(UUID(int=80), SheetKind.ATTENDANCE, self.session, now, ACTOR, layouts, people)
        file = ScannedFile(UUID(int=81), "scan.pdf", 1, now, ACTOR)
        page = ScannedPage(UUID(int=82), file.id, 1, sheet.id, 1)
        marks = [
            PaperMark(UUID(int=83), page.id, 0, self.session, people[0], "present", 0.9),
            PaperMark(
                UUID(int=84), page.id, 1, self.session, people[1], "late", 0.4, state=MarkState.DECIDED,
                decided_by=ACTOR, decided_at=now,
            ),
        ]  # fmt: skip
        self._write(
            lambda uow: uow.printed_sheets.add(sheet),
            lambda uow: uow.scanned_files.add(file),
            lambda uow: uow.scanned_files.add_page(page),
            lambda uow: uow.paper_marks.add_all(marks, {UUID(int=84): b"jpeg"}),
        )
        self.services.closing.confirm(self.session)


def full_city(database: Database, clock: HandClock) -> FullCity:
    """Return a city that has something in every table."""
    return FullCity(database, clock)


__all__ = ["FullCity", "full_city"]
