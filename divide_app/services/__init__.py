"""The acts of the office: one use case, one method, one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from divide_app.services.roles import guarded, roles_of

if TYPE_CHECKING:
    from divide_app.services.demo import Demo
    from divide_app.services.door.check_in import CheckIn
    from divide_app.services.door.closing import Closing
    from divide_app.services.door.hall_packages import HallPackages
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
    from divide_app.services.office.users import Users
    from divide_app.services.papers.letters import Letters
    from divide_app.services.papers.prints import Prints
    from divide_app.services.people.drafts import Drafts
    from divide_app.services.people.lookalikes import LookAlikes
    from divide_app.services.people.merging import Merging
    from divide_app.services.people.participants import Participants
    from divide_app.services.people.privacy import Privacy
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


@dataclass(eq=False)
class Services:
    """Every service over one open database; each is imported when it is first asked for, so that starting is quick."""

    database: Database

    @cached_property
    def applications(self) -> Applications:
        """Applications, seats and the waiting list."""
        from divide_app.services.seats.applications import Applications

        return guarded(Applications)(self.database)

    @cached_property
    def calls(self) -> Calls:
        """Calls to applicants."""
        from divide_app.services.seats.calls import Calls

        return guarded(Calls)(self.database)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The kinds of course the office offers."""
        from divide_app.services.planning.catalogue import Catalogue

        return guarded(Catalogue)(self.database)

    @cached_property
    def check_in(self) -> CheckIn:
        """The door."""
        from divide_app.services.door.check_in import CheckIn

        return guarded(CheckIn)(self.database)

    @cached_property
    def closing(self) -> Closing:
        """Meetings that are over."""
        from divide_app.services.door.closing import Closing

        return guarded(Closing)(self.database, self.planning_history)

    @cached_property
    def days_off(self) -> DaysOff:
        """Holidays corrected by hand, and the yearly closing."""
        from divide_app.services.planning.days_off import DaysOff

        return guarded(DaysOff)(self.database, self.planning_history)

    @cached_property
    def demo(self) -> Demo:
        """The made-up sample city."""
        from divide_app.services.demo import Demo

        return guarded(Demo)(self.database)

    @cached_property
    def encryption(self) -> Encryption:
        """The keys of the place."""
        from divide_app.services.office.encryption import Encryption

        return guarded(Encryption)(self.database)

    @cached_property
    def exports(self) -> Exports:
        """Files for other programs."""
        from divide_app.services.files.exports import Exports

        return guarded(Exports)(self.database)

    @cached_property
    def hall_packages(self) -> HallPackages:
        """Sessions carried to another PC and back."""
        from divide_app.services.door.hall_packages import HallPackages

        return guarded(HallPackages)(self.database)

    @cached_property
    def home(self) -> Home:
        """What to do today."""
        from divide_app.services.home import Home

        return guarded(Home)(self.database)

    @cached_property
    def hours(self) -> Hours:
        """Hours of helpers."""
        from divide_app.services.roster.hours import Hours

        return guarded(Hours)(self.database)

    @cached_property
    def imports(self) -> Imports:
        """Files of other programs."""
        from divide_app.services.files.imports import Imports

        return guarded(Imports)(self.database)

    @cached_property
    def lottery(self) -> Lottery:
        """Lotteries that can be proven."""
        from divide_app.services.seats.lottery import Lottery

        return guarded(Lottery)(self.database)

    @cached_property
    def look_alikes(self) -> LookAlikes:
        """Entries that may be one person."""
        from divide_app.services.people.lookalikes import LookAlikes

        return guarded(LookAlikes)(self.database)

    @cached_property
    def merging(self) -> Merging:
        """Two entries, one person."""
        from divide_app.services.people.merging import Merging

        return guarded(Merging)(self.database)

    @cached_property
    def privacy(self) -> Privacy:
        """What is held of a person, and forgetting it."""
        from divide_app.services.people.privacy import Privacy

        return guarded(Privacy)(self.database)

    @cached_property
    def purposes(self) -> Purposes:
        """What people's data is used for, and how they heard of us."""
        from divide_app.services.office.purposes import Purposes

        return guarded(Purposes)(self.database)

    @cached_property
    def drafts(self) -> Drafts:
        """Half-typed entries."""
        from divide_app.services.people.drafts import Drafts

        return guarded(Drafts)(self.database)

    @cached_property
    def lending(self) -> Lending:
        """Things lent during classes."""
        from divide_app.services.planning.lending import Lending

        return guarded(Lending)(self.database, self.planning_history)

    @cached_property
    def letters(self) -> Letters:
        """Letters to applicants, and who was told what."""
        from divide_app.services.papers.letters import Letters

        return guarded(Letters)(self.database)

    @cached_property
    def maintenance(self) -> Maintenance:
        """Backups and checks."""
        from divide_app.services.office.maintenance import Maintenance

        return guarded(Maintenance)(self.database)

    @cached_property
    def office(self) -> OfficeData:
        """The office's own data."""
        from divide_app.services.office.office import OfficeData

        return guarded(OfficeData)(self.database)

    @cached_property
    def participants(self) -> Participants:
        """People who come."""
        from divide_app.services.people.participants import Participants

        return guarded(Participants)(self.database)

    @cached_property
    def prints(self) -> Prints:
        """Papers."""
        from divide_app.services.papers.prints import Prints

        return guarded(Prints)(self.database)

    @cached_property
    def reports(self) -> Reports:
        """Monthly figures and pivots."""
        from divide_app.services.figures.reports import Reports

        return guarded(Reports)(self.database)

    @cached_property
    def report_files(self) -> ReportFiles:
        """Reports as files for other programs."""
        from divide_app.services.figures.report_files import ReportFiles

        return guarded(ReportFiles)(self.database)

    @cached_property
    def roster(self) -> Roster:
        """Who helps where, a month at a time."""
        from divide_app.services.roster.roster import Roster

        return guarded(Roster)(self.database)

    @cached_property
    def scans(self) -> Scans:
        """Papers read back."""
        from divide_app.services.scans.scans import Scans

        return guarded(Scans)(self.database)

    @cached_property
    def scan_decisions(self) -> ScanDecisions:
        """What only a person can read on them."""
        from divide_app.services.scans.decisions import ScanDecisions

        return guarded(ScanDecisions)(self.database)

    @cached_property
    def scheduling(self) -> Scheduling:
        """Courses and meetings."""
        from divide_app.services.planning.scheduling import Scheduling

        return guarded(Scheduling)(self.database, self.planning_history)

    @cached_property
    def places(self) -> Places:
        """Venues and rooms that are superfluous."""
        from divide_app.services.planning.places import Places

        return guarded(Places)(self.database, self.planning_history)

    @cached_property
    def course_copies(self) -> CourseCopies:
        """Courses and years planned again."""
        from divide_app.services.planning.course_copies import CourseCopies

        return guarded(CourseCopies)(self.database, self.planning_history)

    @cached_property
    def planning_history(self) -> PlanningHistory:
        """This window's acts of planning, to take back and do again."""
        from divide_app.services.planning.history import PlanningHistory

        return guarded(PlanningHistory)(self.database)

    @cached_property
    def search(self) -> Search:
        """One box for everything."""
        from divide_app.services.search import Search

        return guarded(Search)(self.database)

    @cached_property
    def supporters(self) -> Supporters:
        """Helpers and their hours."""
        from divide_app.services.people.supporters import Supporters

        return guarded(Supporters)(self.database)

    @cached_property
    def targets(self) -> Targets:
        """Published targets."""
        from divide_app.services.figures.targets import Targets

        return guarded(Targets)(self.database)

    @cached_property
    def telephone(self) -> Telephone:
        """Applications by telephone."""
        from divide_app.services.people.telephone import Telephone

        return guarded(Telephone)(self.database)

    @cached_property
    def users(self) -> Users:
        """People who may sign in."""
        from divide_app.services.office.users import Users

        return guarded(Users)(self.database)

    @property
    def is_hall(self) -> bool:
        """Whether these data came in a hall package, so that only the door can be used."""
        return self.database.place.package is not None

    @cached_property
    def year_plans(self) -> YearPlans:
        """A fiscal year at a glance."""
        from divide_app.services.planning.year_plan import YearPlans

        return guarded(YearPlans)(self.database)

    @cached_property
    def visit_requests(self) -> VisitRequests:
        """What associations ask for."""
        from divide_app.services.planning.visit_requests import VisitRequests

        return guarded(VisitRequests)(self.database, self.planning_history)

    def may(self, service: str, method: str) -> bool:
        """Tell whether who is signed in may use a method, so that no button offers what would be refused.

        Args:
            service: Name of its class, e.g. `Closing`; nothing is imported for the answer.
            method: Name of the method, e.g. `confirm`.
        """
        return self.database.viewer in roles_of(service)[method]

    def close(self) -> None:
        """Close the database."""
        self.database.close()
