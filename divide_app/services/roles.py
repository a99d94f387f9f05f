"""Who may do what: one table of every method of every service, asked before any of them is begun from outside.

Three steps, each with all of the one before:

- Volunteers receive people at the door: they see the sessions and who is expected at one, and nothing else.
- Coordinators plan classes, take applications, keep helpers and make reports; what they see of people is less than
  what staff sees (`domain.people.personal_data`).
- Staff besides decides against somebody, draws lots, makes people one or forgets them, keeps users and the office's
  own word to the public, and lets whole copies of the data go.

Commands without signing in and an office without users work as staff.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from types import FunctionType
from typing import Any, TypeVar

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role

T = TypeVar("T")

STAFF = frozenset({Role.STAFF})
OFFICE = frozenset({Role.STAFF, Role.COORDINATOR})
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class _Row:
    """One service: the names of its methods, by who may use them."""

    everybody: str = ""
    office: str = ""
    staff: str = ""


_TABLE: Mapping[str, _Row] = {
    "Applications": _Row(
        everybody="accept of_course",
        office="all apply apply_together cancel decline desk join of_person renew_ticket revoke_ticket separate",
        staff="close_list refuse withdraw",
    ),
    "Calls": _Row(office="hand_on record"),
    "Catalogue": _Row(office="add_national all keep remove"),
    "CheckIn": _Row(
        everybody="pulse receive_code receive_person receive_walk_in seat_and_receive undo view",
        office="identify_walk_in part_walk_in",
    ),
    "Closing": _Row(office="acting confirm note_present take_back view"),
    "CourseCopies": _Row(office="acting copy_course copy_year preview_course preview_year"),
    "DaysOff": _Row(
        office="acting between deny_holiday forget_correction holidays keep_year_end name_holiday year_end"
    ),
    "Demo": _Row(staff="create journey prints"),
    "Drafts": _Row(office="drop find keep"),
    "Encryption": _Row(office="state", staff="change_password decrypt encrypt new_recovery_key paper rekey save_paper"),
    "Exports": _Row(office="attendance calendar events venues", staff="audit participants"),
    "HallPackages": _Row(
        everybody="hall_state write_again", office="create inbox merge pack_home packages put_away resolve"
    ),
    "Home": _Row(office="gaps view"),
    "Hours": _Row(office="confirm confirm_as_planned history view"),
    "Imports": _Row(
        office="check check_row guess_kind look profiles remove_profile run runs save_profile save_rejected undo"
    ),
    "Lending": _Row(office="acting keep new_id of_meeting remove stocks"),
    "Letters": _Row(
        office="change_settings mailings make make_call_list note_told preview settings state take_back told_counts "
        "words"
    ),
    "LookAlikes": _Row(office="doubles maybe_same not_same of of_person"),
    "Lottery": _Row(office="make_seed rehearse rules set_rules verify view", staff="cancel_draw draw prepare"),
    "Maintenance": _Row(office="audit_entries audit_verdict backups check info verify", staff="accept_audit back_up"),
    "Merging": _Row(staff="merge preview standing undo"),
    "OfficeData": _Row(
        everybody="get may_sign_in",
        office="add_closure closures keep_venue new_id remove_closure sections venues",
        staff="change set_up",
    ),
    "Participants": _Row(office="add all change find get new_id view"),
    "Places": _Row(
        office="acting alike merge_rooms merge_venues preview_merge_rooms preview_merge_venues remove_room "
        "remove_venue unused unused_rooms"
    ),
    "PlanningHistory": _Row(everybody="forget", office="act keep redo steps undo"),
    "Prints": _Row(office="make note page save"),
    "Privacy": _Row(office="keep_since", staff="forget print_dossier purge save show"),
    "Purposes": _Row(office="change_heard_ways heard heard_ways in_force versions", staff="change"),
    "ReportFiles": _Row(office="evidence monthly"),
    "Reports": _Row(office="by_band monthly pivot set_remark"),
    "Roster": _Row(office="apply course_rule lock month needs propose rules set_course_rule set_rules take_back tell"),
    "ScanDecisions": _Row(office="decide picture set_survey_words survey survey_words take_back waiting"),
    "Scans": _Row(office="files look read take_in undo_file"),
    "Scheduling": _Row(
        everybody="session sessions",
        office="acting add_meeting cancel_course cancel_course_preview cancel_session cancel_session_preview "
        "change_course clash_board clashes_at course courses days_off lend month move "
        "plan preview preview_add remove_meeting reopen reopen_course",
    ),
    "Search": _Row(office="find"),
    "Supporters": _Row(office="add all assign assignments change get new_id unassign"),
    "Targets": _Row(office="all keep new_id remove tally"),
    "Telephone": _Row(office="take"),
    "Users": _Row(
        everybody="check_staff sign_in",
        office="all",
        staff="add change_role disable enable set_password",
    ),
    "VisitRequests": _Row(
        office="accept acting all cancel_course change_course decline keep new_id plan preview reopen_course take_back "
        "view waiting withdraw"
    ),
    "YearPlans": _Row(office="is_empty view"),
}
"""Every public method of every service; a test holds that none is missing and none is left over."""

_inside: ContextVar[bool] = ContextVar("inside a service", default=False)
"""A service asks others for its own work: who may do the one act need not be allowed every step by itself."""


@cache
def roles_of(service: str) -> Mapping[str, frozenset[Role]]:
    """Return who may use each method of a service, by the name of its class."""
    row = _TABLE[service]
    found: dict[str, frozenset[Role]] = {}
    for names, roles in ((row.everybody, EVERYBODY), (row.office, OFFICE), (row.staff, STAFF)):
        found |= dict.fromkeys(names.split(), roles)
    return found


def guarded(service: type[T]) -> type[T]:
    """Let every public method of a service ask first whether who is signed in may use it.

    A method the table does not know is for staff alone, so that a forgotten row never opens a door.
    """
    roles = roles_of(service.__name__)
    for name, function in public_methods(service):
        if getattr(function, "guards", None) is not service:
            setattr(service, name, _asking(service, function, roles.get(name, STAFF)))
    return service


def public_methods(service: type) -> Iterator[tuple[str, FunctionType]]:
    """Yield the methods a service offers, inherited ones too; properties read only what its methods gave."""
    for name in dir(service):
        method = getattr(service, name)
        if not name.startswith("_") and isinstance(method, FunctionType):
            yield name, method


def _asking(service: type, method: FunctionType, roles: frozenset[Role]) -> Callable[..., Any]:
    function: Any = getattr(method, "unguarded", method)  # of a base that is guarded by its own row

    @wraps(function)
    def asking(self: Any, *arguments: Any, **named: Any) -> Any:
        if _inside.get():
            return function(self, *arguments, **named)
        if self.database.viewer not in roles:
            raise DomainError("not_allowed", role=self.database.viewer.value)
        token = _inside.set(True)
        try:
            return function(self, *arguments, **named)
        finally:
            _inside.reset(token)

    asking.guards = service  # type: ignore[attr-defined]  # functions take attributes, which mypy does not know
    asking.unguarded = function  # type: ignore[attr-defined]  # as above
    return asking
