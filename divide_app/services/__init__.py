"""The application services: one use case is one method and one transaction."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from divide_app.services.roles import decided, roles_of

if TYPE_CHECKING:
    from datetime import datetime

    from divide_app.domain.office.office import Actor
    from divide_app.services.demo import Demo
    from divide_app.services.door.attendance_list import AttendanceList
    from divide_app.services.door.check_in import CheckIn
    from divide_app.services.door.closing import Closing
    from divide_app.services.door.hall_packages import HallPackages
    from divide_app.services.figures.figure_tables import FigureTables
    from divide_app.services.figures.report_files import ReportFiles
    from divide_app.services.figures.reports import Reports
    from divide_app.services.figures.targets import Targets
    from divide_app.services.files.exports import Exports
    from divide_app.services.files.imports import Imports
    from divide_app.services.home import Home
    from divide_app.services.office.encryption import Encryption
    from divide_app.services.office.maintenance import Maintenance
    from divide_app.services.office.office import OfficeData
    from divide_app.services.office.purposes import Purposes
    from divide_app.services.office.tokens import Tokens
    from divide_app.services.office.users import Users
    from divide_app.services.papers.letters import Letters
    from divide_app.services.papers.prints import Prints
    from divide_app.services.papers.reaching_papers import ReachingPapers
    from divide_app.services.people.drafts import Drafts
    from divide_app.services.people.lookalikes import LookAlikes
    from divide_app.services.people.merging import Merging
    from divide_app.services.people.participants import Participants
    from divide_app.services.people.privacy import Privacy
    from divide_app.services.people.reaching import Reaching
    from divide_app.services.people.supporters import Supporters
    from divide_app.services.people.telephone import Telephone
    from divide_app.services.planning.catalogue import Catalogue
    from divide_app.services.planning.course_copies import CourseCopies
    from divide_app.services.planning.days_off import DaysOff
    from divide_app.services.planning.history import PlanningHistory
    from divide_app.services.planning.lending import Lending
    from divide_app.services.planning.places import Places
    from divide_app.services.planning.scheduling import Scheduling
    from divide_app.services.planning.visit_requests import VisitRequests
    from divide_app.services.planning.year_plan import YearPlans
    from divide_app.services.roster.hours import Hours
    from divide_app.services.roster.roster import Roster
    from divide_app.services.scans.decisions import ScanDecisions
    from divide_app.services.scans.scans import Scans
    from divide_app.services.search import Search
    from divide_app.services.seats.applications import Applications
    from divide_app.services.seats.calls import Calls
    from divide_app.services.seats.lottery import Lottery
    from divide_app.storage.database import Database
    from divide_app.storage.places import Moved

ServiceT = TypeVar("ServiceT")


class Opened(Generic[ServiceT]):
    """A service that is imported and made when it is first asked for, so that starting is quick."""

    def __init__(self, module: str, name: str, *, has_history: bool = False) -> None:
        """Say where the service stands.

        Args:
            module: Its module below `divide_app.services`.
            name: Name of its class.
            has_history: Its acts are steps of `Services.planning_history`.
        """
        self._module, self._name, self._has_history = module, name, has_history

    def __set_name__(self, owner: type, name: str) -> None:
        self._attribute = name

    @overload
    def __get__(self, services: None, owner: type) -> Opened[ServiceT]: ...
    @overload
    def __get__(self, services: Services, owner: type) -> ServiceT: ...
    def __get__(self, services: Services | None, owner: type) -> ServiceT | Opened[ServiceT]:
        if services is None:
            return self
        more = (services.planning_history,) if self._has_history else ()
        made: ServiceT = self.kind(services.database, *more)
        vars(services)[self._attribute] = made  # found there from now on: this descriptor sets nothing
        return made

    @property
    def kind(self) -> Callable[..., ServiceT]:
        """The service's class."""
        found: type[ServiceT] = getattr(import_module(f"{__name__}.{self._module}"), self._name)
        return decided(found)


class Services:
    """Every service over one open database.

    Screens and commands ask the services; the database itself is for those who open and close it.
    """

    applications: Opened[Applications] = Opened("seats.applications", "Applications")
    """Applications, seats and the waiting list."""
    attendance_list: Opened[AttendanceList] = Opened("door.attendance_list", "AttendanceList")
    """Who came to what, with the acts it follows from."""
    calls: Opened[Calls] = Opened("seats.calls", "Calls")
    """Calls to applicants."""
    catalogue: Opened[Catalogue] = Opened("planning.catalogue", "Catalogue")
    """The kinds of course the office offers."""
    check_in: Opened[CheckIn] = Opened("door.check_in", "CheckIn")
    """The door."""
    closing: Opened[Closing] = Opened("door.closing", "Closing", has_history=True)
    """Meetings that are over."""
    course_copies: Opened[CourseCopies] = Opened("planning.course_copies", "CourseCopies", has_history=True)
    """Courses and years planned again."""
    days_off: Opened[DaysOff] = Opened("planning.days_off", "DaysOff", has_history=True)
    """Holidays corrected by hand, and the yearly closing."""
    demo: Opened[Demo] = Opened("demo", "Demo")
    """The made-up sample city."""
    drafts: Opened[Drafts] = Opened("people.drafts", "Drafts")
    """Half-typed entries."""
    encryption: Opened[Encryption] = Opened("office.encryption", "Encryption")
    """The keys of the place."""
    exports: Opened[Exports] = Opened("files.exports", "Exports")
    """Files for other programs."""
    hall_packages: Opened[HallPackages] = Opened("door.hall_packages", "HallPackages")
    """Sessions carried to another PC and back."""
    home: Opened[Home] = Opened("home", "Home")
    """What to do today."""
    hours: Opened[Hours] = Opened("roster.hours", "Hours")
    """Hours of helpers."""
    imports: Opened[Imports] = Opened("files.imports", "Imports")
    """Files of other programs."""
    lending: Opened[Lending] = Opened("planning.lending", "Lending", has_history=True)
    """Things lent during classes."""
    letters: Opened[Letters] = Opened("papers.letters", "Letters")
    """Letters to applicants, and who was told what."""
    look_alikes: Opened[LookAlikes] = Opened("people.lookalikes", "LookAlikes")
    """Entries that may be one person."""
    lottery: Opened[Lottery] = Opened("seats.lottery", "Lottery")
    """Lotteries that can be proven."""
    maintenance: Opened[Maintenance] = Opened("office.maintenance", "Maintenance")
    """Backups and checks."""
    merging: Opened[Merging] = Opened("people.merging", "Merging")
    """Two entries, one person."""
    office: Opened[OfficeData] = Opened("office.office", "OfficeData")
    """The office's own data."""
    participants: Opened[Participants] = Opened("people.participants", "Participants")
    """People who come."""
    places: Opened[Places] = Opened("planning.places", "Places", has_history=True)
    """Venues and rooms that are superfluous."""
    planning_history: Opened[PlanningHistory] = Opened("planning.history", "PlanningHistory")
    """This window's acts of planning, to take back and do again."""
    prints: Opened[Prints] = Opened("papers.prints", "Prints")
    """Papers."""
    privacy: Opened[Privacy] = Opened("people.privacy", "Privacy")
    """What is held of a person, and forgetting it."""
    purposes: Opened[Purposes] = Opened("office.purposes", "Purposes")
    """What people's data is used for, and how they heard of us."""
    figure_tables: Opened[FigureTables] = Opened("figures.figure_tables", "FigureTables")
    """Figures of any period."""
    reaching: Opened[Reaching] = Opened("people.reaching", "Reaching")
    """Who must be told what."""
    reaching_papers: Opened[ReachingPapers] = Opened("papers.reaching_papers", "ReachingPapers")
    """Call lists, letters and messages for them."""
    report_files: Opened[ReportFiles] = Opened("figures.report_files", "ReportFiles")
    """Reports as files for other programs."""
    reports: Opened[Reports] = Opened("figures.reports", "Reports")
    """Monthly figures and pivots."""
    roster: Opened[Roster] = Opened("roster.roster", "Roster")
    """Who helps where, a month at a time."""
    scan_decisions: Opened[ScanDecisions] = Opened("scans.decisions", "ScanDecisions")
    """What only a person can read on them."""
    scans: Opened[Scans] = Opened("scans.scans", "Scans")
    """Papers read back."""
    scheduling: Opened[Scheduling] = Opened("planning.scheduling", "Scheduling", has_history=True)
    """Courses and meetings."""
    search: Opened[Search] = Opened("search", "Search")
    """One box for everything."""
    supporters: Opened[Supporters] = Opened("people.supporters", "Supporters")
    """Helpers and their hours."""
    targets: Opened[Targets] = Opened("figures.targets", "Targets")
    """Published targets."""
    telephone: Opened[Telephone] = Opened("people.telephone", "Telephone")
    """Applications by telephone."""
    tokens: Opened[Tokens] = Opened("office.tokens", "Tokens")
    """What machines sign in with."""
    users: Opened[Users] = Opened("office.users", "Users")
    """People who may sign in."""
    visit_requests: Opened[VisitRequests] = Opened("planning.visit_requests", "VisitRequests", has_history=True)
    """What associations ask for."""
    year_plans: Opened[YearPlans] = Opened("planning.year_plan", "YearPlans")
    """A fiscal year at a glance."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def actor(self) -> Actor:
        """Who acts: named by the audit trail, asked for the role; bound when a place is opened and by signing in."""
        return self.database.actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self.database.actor = actor

    @property
    def is_hall(self) -> bool:
        """Whether these data came in a hall package, so that only the door can be used."""
        return self.database.place.package is not None

    @property
    def is_encrypted(self) -> bool:
        """Whether the data are encrypted with slots: a password of any of them opens them."""
        return self.database.unlocked is not None

    @property
    def moved(self) -> Moved | None:
        """When these data were carried to another PC, None = they were not."""
        from divide_app.storage.places import moved_away

        return moved_away(self.database.place)

    @property
    def is_shared(self) -> bool:
        """Whether the data lie on a server, where several halls work at once."""
        return self.database.is_shared

    @property
    def needs_sign_in(self) -> bool:
        """Whether the office has users and nobody has signed in yet."""
        return self.database.needs_sign_in

    def now(self) -> datetime:
        """Return the present moment (UTC) by the clock of the data."""
        return self.database.now()

    def may(self, act: Callable[..., object]) -> bool:
        """Tell whether who is signed in may do an act, so that no button offers what would be refused.

        Args:
            act: A method of a service, e.g. `services.closing.confirm`.
        """
        return self.database.actor.role in roles_of(act)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def read_services() -> None:
    """Import every service, so that none is imported when it is first asked for."""
    for opened in vars(Services).values():
        if isinstance(opened, Opened):
            _ = opened.kind
