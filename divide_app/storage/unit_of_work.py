"""The unit of work: one transaction with all repositories; only its owner commits."""

from __future__ import annotations

from datetime import datetime
from functools import cache, cached_property
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, text

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Actor
from divide_app.foundation.clock import Clock
from divide_app.foundation.ids import IdMaker
from divide_app.storage import audit
from divide_app.storage.audit import Head

_CALENDAR_LOCK = 0x63616C65
"""Any fixed number ('cale'). Order of locks: calendar, course, class session, audit; never the other way."""

if TYPE_CHECKING:
    from divide_app.storage.repositories.door.attendance import AttendanceLog
    from divide_app.storage.repositories.door.packages import HallPackages, MergeInbox
    from divide_app.storage.repositories.door.presence import PresenceMarks
    from divide_app.storage.repositories.door.tickets import FormerTickets, TicketKeys
    from divide_app.storage.repositories.files import ImportProfiles, ImportReceipts, ImportRuns
    from divide_app.storage.repositories.office import MachineTokens, Offices, Sections, SignInTries, Targets, Users
    from divide_app.storage.repositories.papers import LetterBook, Mailings
    from divide_app.storage.repositories.people.people import Assignments, Participants, Supporters
    from divide_app.storage.repositories.people.privacy import Drafts, HeardWays, Purposes
    from divide_app.storage.repositories.people.same_people import NotSame, PersonMerges, PersonRows
    from divide_app.storage.repositories.planning.courses import Applications, Catalogue, ClassSessions, Courses
    from divide_app.storage.repositories.planning.days_off import HolidayCorrections, YearEnds
    from divide_app.storage.repositories.planning.lending import Stocks
    from divide_app.storage.repositories.planning.venues import Closures, Populations, Venues
    from divide_app.storage.repositories.planning.visits import VisitRequests
    from divide_app.storage.repositories.reaching import MeetingsBefore, Tellings
    from divide_app.storage.repositories.roster import HoursLog, RosterRuleBook
    from divide_app.storage.repositories.scans import PaperMarks, PrintedSheets, ScannedFiles, SurveyWordsBook
    from divide_app.storage.repositories.seats import Calls, Draws, RulesOfSeats


@cache
def load_all() -> None:
    """Import every repository with its tables: once in a program, before it takes its first lock for writing."""
    from divide_app.storage import repositories

    import_module("divide_app.storage.rows.every")
    for module in walk_packages(repositories.__path__, f"{repositories.__name__}."):
        import_module(module.name)


class UnitOfWork:
    """The repositories over one write transaction, and the audit entries that belong to it."""

    def __init__(self, connection: Connection, actor: Actor, clock: Clock, make_id: IdMaker) -> None:
        self.connection = connection
        self.actor = actor
        self.now: datetime = clock()
        self.make_id = make_id
        self.is_package = False
        """The data came in a hall package: it holds some sessions only, and only the door may write."""
        self.allowed_acts: tuple[str, ...] = ()
        """How the acts begin that these data take; empty = all."""
        self._entries: list[audit.NewEntry] = []

    def audit(self, act: str, subject: object = "", **detail: object) -> None:
        """Note an act for the trail: who, at which account and PC, what.

        Args:
            act: Stable name, `thing.verb`.
            subject: Id of the thing acted on.
            detail: Ids and counts; never names, numbers or other personal data.

        Raises:
            DomainError: `door_only`, in a hall package, for an act that would be lost when the package goes home.
        """
        if self.allowed_acts and not act.startswith(self.allowed_acts):
            raise DomainError("door_only")
        plain = {key: str(value) if isinstance(value, UUID) else value for key, value in detail.items()}
        where = {"system_user": self.actor.system_user, "pc": self.actor.pc}
        plain |= {key: name for key, name in where.items() if name}
        self._entries.append((self.make_id(), self.now, self.actor.name, act, str(subject), plain))

    def lock_calendar(self) -> None:
        """Let nobody else give rooms and supporters meanwhile, so that two plans cannot both find a room free.

        An embedded database needs nothing: its write transaction is the only one.
        """
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CALENDAR_LOCK})

    def seal(self, key: bytes | None = None) -> Head:
        """Write the audit entries, sealed with the key, as the last thing before the commit; return the trail's head.

        Raises:
            RuntimeError: When the use case noted none: an act without a trace is a fault of the program.
        """
        if not self._entries:
            raise RuntimeError("a use case must write its audit entry")
        head = audit.write_entries(self.connection, self._entries, key)
        self._entries = []
        return head

    @cached_property
    def offices(self) -> Offices:
        """The office's own row."""
        from divide_app.storage.repositories.office import Offices

        return Offices(self.connection)

    @cached_property
    def sections(self) -> Sections:
        """Sections that own courses."""
        from divide_app.storage.repositories.office import Sections

        return Sections(self.connection, self.make_id)

    @cached_property
    def targets(self) -> Targets:
        """Published targets."""
        from divide_app.storage.repositories.office import Targets

        return Targets(self.connection)

    @cached_property
    def users(self) -> Users:
        """People who may sign in."""
        from divide_app.storage.repositories.office import Users

        return Users(self.connection)

    @cached_property
    def sign_in_tries(self) -> SignInTries:
        """Tries at passwords."""
        from divide_app.storage.repositories.office import SignInTries

        return SignInTries(self.connection)

    @cached_property
    def machine_tokens(self) -> MachineTokens:
        """What machines sign in with."""
        from divide_app.storage.repositories.office import MachineTokens

        return MachineTokens(self.connection)

    @cached_property
    def venues(self) -> Venues:
        """Venues with their rooms."""
        from divide_app.storage.repositories.planning.venues import Venues

        return Venues(self.connection)

    @cached_property
    def closures(self) -> Closures:
        """Closing days."""
        from divide_app.storage.repositories.planning.venues import Closures

        return Closures(self.connection)

    @cached_property
    def holiday_corrections(self) -> HolidayCorrections:
        """Holidays corrected by hand."""
        from divide_app.storage.repositories.planning.days_off import HolidayCorrections

        return HolidayCorrections(self.connection)

    @cached_property
    def year_ends(self) -> YearEnds:
        """The yearly closing."""
        from divide_app.storage.repositories.planning.days_off import YearEnds

        return YearEnds(self.connection)

    @cached_property
    def stocks(self) -> Stocks:
        """Things lent during classes."""
        from divide_app.storage.repositories.planning.lending import Stocks

        return Stocks(self.connection)

    @cached_property
    def populations(self) -> Populations:
        """Districts and population."""
        from divide_app.storage.repositories.planning.venues import Populations

        return Populations(self.connection, self.make_id)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Kinds of course."""
        from divide_app.storage.repositories.planning.courses import Catalogue

        return Catalogue(self.connection)

    @cached_property
    def courses(self) -> Courses:
        """Courses."""
        from divide_app.storage.repositories.planning.courses import Courses

        return Courses(self.connection, self.now)

    @cached_property
    def class_sessions(self) -> ClassSessions:
        """Meetings."""
        from divide_app.storage.repositories.planning.courses import ClassSessions

        return ClassSessions(self.connection)

    @cached_property
    def applications(self) -> Applications:
        """Applications."""
        from divide_app.storage.repositories.planning.courses import Applications

        return Applications(self.connection)

    @cached_property
    def former_tickets(self) -> FormerTickets:
        """Codes of tickets that were replaced."""
        from divide_app.storage.repositories.door.tickets import FormerTickets

        return FormerTickets(self.connection)

    @cached_property
    def ticket_keys(self) -> TicketKeys:
        """The key that signs tickets."""
        from divide_app.storage.repositories.door.tickets import TicketKeys

        return TicketKeys(self.connection)

    @cached_property
    def visit_requests(self) -> VisitRequests:
        """What associations asked for."""
        from divide_app.storage.repositories.planning.visits import VisitRequests

        return VisitRequests(self.connection)

    @cached_property
    def participants(self) -> Participants:
        """Participants with their search index."""
        from divide_app.storage.repositories.people.people import Participants

        return Participants(self.connection, self.now)

    @cached_property
    def supporters(self) -> Supporters:
        """Supporters with appointments."""
        from divide_app.storage.repositories.people.people import Supporters

        return Supporters(self.connection, self.make_id)

    @cached_property
    def assignments(self) -> Assignments:
        """Who helps where."""
        from divide_app.storage.repositories.people.people import Assignments

        return Assignments(self.connection)

    @cached_property
    def attendance(self) -> AttendanceLog:
        """Events of the door, derived state and summaries."""
        from divide_app.storage.repositories.door.attendance import AttendanceLog

        return AttendanceLog(self.connection)

    @cached_property
    def presence_marks(self) -> PresenceMarks:
        """Who was said to be absent, or not to be known."""
        from divide_app.storage.repositories.door.presence import PresenceMarks

        return PresenceMarks(self.connection)

    @cached_property
    def hall_packages(self) -> HallPackages:
        """Register of the hall packages that went out."""
        from divide_app.storage.repositories.door.packages import HallPackages

        return HallPackages(self.connection)

    @cached_property
    def merge_inbox(self) -> MergeInbox:
        """Acts from packages that wait for a person."""
        from divide_app.storage.repositories.door.packages import MergeInbox

        return MergeInbox(self.connection)

    @cached_property
    def import_runs(self) -> ImportRuns:
        """Files brought in, and what they added."""
        from divide_app.storage.repositories.files import ImportRuns

        return ImportRuns(self.connection)

    @cached_property
    def import_profiles(self) -> ImportProfiles:
        """The office's own column profiles."""
        from divide_app.storage.repositories.files import ImportProfiles

        return ImportProfiles(self.connection, self.now, self.make_id)

    @cached_property
    def import_receipts(self) -> ImportReceipts:
        """Numbers forms gave to applications."""
        from divide_app.storage.repositories.files import ImportReceipts

        return ImportReceipts(self.connection)

    @cached_property
    def mailings(self) -> Mailings:
        """Who was told what."""
        from divide_app.storage.repositories.papers import Mailings

        return Mailings(self.connection)

    @cached_property
    def meetings_before(self) -> MeetingsBefore:
        """Meetings as they were before a change."""
        from divide_app.storage.repositories.reaching import MeetingsBefore

        return MeetingsBefore(self.connection)

    @cached_property
    def tellings(self) -> Tellings:
        """Tries to tell somebody something."""
        from divide_app.storage.repositories.reaching import Tellings

        return Tellings(self.connection)

    @cached_property
    def letter_book(self) -> LetterBook:
        """How the office writes letters."""
        from divide_app.storage.repositories.papers import LetterBook

        return LetterBook(self.connection)

    @cached_property
    def roster_rules(self) -> RosterRuleBook:
        """What the office decided about rosters."""
        from divide_app.storage.repositories.roster import RosterRuleBook

        return RosterRuleBook(self.connection, self.make_id)

    @cached_property
    def hours_log(self) -> HoursLog:
        """Changes of the hours people worked."""
        from divide_app.storage.repositories.roster import HoursLog

        return HoursLog(self.connection, self.make_id)

    @cached_property
    def seat_rules(self) -> RulesOfSeats:
        """How each course gives its seats."""
        from divide_app.storage.repositories.seats import RulesOfSeats

        return RulesOfSeats(self.connection)

    @cached_property
    def calls(self) -> Calls:
        """Attempts to reach applicants."""
        from divide_app.storage.repositories.seats import Calls

        return Calls(self.connection)

    @cached_property
    def draws(self) -> Draws:
        """Lotteries with their records."""
        from divide_app.storage.repositories.seats import Draws

        return Draws(self.connection)

    @cached_property
    def not_same(self) -> NotSame:
        """Pairs that are two people."""
        from divide_app.storage.repositories.people.same_people import NotSame

        return NotSame(self.connection)

    @cached_property
    def person_merges(self) -> PersonMerges:
        """Entries that became one person."""
        from divide_app.storage.repositories.people.same_people import PersonMerges

        return PersonMerges(self.connection)

    @cached_property
    def person_rows(self) -> PersonRows:
        """What hangs on a person."""
        from divide_app.storage.repositories.people.same_people import PersonRows

        return PersonRows(self.connection)

    @cached_property
    def purposes(self) -> Purposes:
        """Texts on the purpose of use."""
        from divide_app.storage.repositories.people.privacy import Purposes

        return Purposes(self.connection)

    @cached_property
    def heard_ways(self) -> HeardWays:
        """Ways to hear of a course."""
        from divide_app.storage.repositories.people.privacy import HeardWays

        return HeardWays(self.connection)

    @cached_property
    def drafts(self) -> Drafts:
        """Half-typed entries."""
        from divide_app.storage.repositories.people.privacy import Drafts

        return Drafts(self.connection)

    @cached_property
    def printed_sheets(self) -> PrintedSheets:
        """Prints of papers that are read back."""
        from divide_app.storage.repositories.scans import PrintedSheets

        return PrintedSheets(self.connection)

    @cached_property
    def scanned_files(self) -> ScannedFiles:
        """Files of scans that were taken in."""
        from divide_app.storage.repositories.scans import ScannedFiles

        return ScannedFiles(self.connection)

    @cached_property
    def paper_marks(self) -> PaperMarks:
        """What the rows of papers said."""
        from divide_app.storage.repositories.scans import PaperMarks

        return PaperMarks(self.connection)

    @cached_property
    def survey_words(self) -> SurveyWordsBook:
        """The words of the survey form."""
        from divide_app.storage.repositories.scans import SurveyWordsBook

        return SurveyWordsBook(self.connection)
