"""Every method of every service has a decided role, and nobody gets past it: not by reading, not by writing."""

from __future__ import annotations

import importlib
import inspect
import platform
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Actor, Role
from divide_app.domain.seats.application_states import ApplicationAct, Doer, may
from divide_app.foundation.user_paths import system_user
from divide_app.services import Opened, Services
from divide_app.services.roles import EVERYBODY, OFFICE, STAFF, allowed, decided, public_methods, roles_of
from tests.support.city import City, at

AN_ID = UUID(int=7)


SERVICES = {name: made.kind for name, made in vars(Services).items() if isinstance(made, Opened)}
METHODS = [(name, method) for name, service in SERVICES.items() for method, _function in public_methods(service)]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_public_method_says_who_may_use_it(name: str) -> None:
    source = inspect.getsource(importlib.import_module(SERVICES[name].__module__))
    for base in SERVICES[name].__mro__[1:-1]:
        source += inspect.getsource(base)
    for method, _function in public_methods(SERVICES[name]):
        declared = re.search(
            rf"@allowed\((STAFF|OFFICE|EVERYBODY)(, signed_in=False)?\).*\n(    @.*\n)*    def {method}\(", source
        )
        assert declared, f"decide by @allowed(...) who may use {SERVICES[name].__name__}.{method}"


def _arguments(method: Any) -> tuple[list[Any], dict[str, Any]]:
    """Anything for every argument: whoever may not must hear so before one of them is looked at."""
    given: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in list(inspect.signature(method).parameters.values()):
        if parameter.default is not inspect.Parameter.empty:
            continue
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            named[parameter.name] = None
        elif parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
            given.append(None)
    return given, named


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_not_is_refused_before_anything_is_read_or_written(sqlite_city: City, role: Role) -> None:
    city = sqlite_city
    city.services.users.add("職員", Role.STAFF, "lamp-and-river")
    before = len(city.services.maintenance.audit_entries())
    city.services.database.actor = Actor("係員", role)
    refused = 0
    for name, method in METHODS:
        if role in roles_of(getattr(SERVICES[name], method)):
            continue
        bound = getattr(getattr(city.services, name), method)
        given, named = _arguments(bound)
        with pytest.raises(DomainError, match="not_allowed"):
            bound(*given, **named)
        refused += 1
    assert (refused == 0) == (role is Role.STAFF)
    city.services.database.actor = Actor("係員")
    assert len(city.services.maintenance.audit_entries()) == before


def test_a_volunteer_receives_people_at_a_door_and_nothing_else(city: City) -> None:
    course = city.course(capacity=5)
    (session,) = city.sessions(course)
    _person, _application, code = city.apply(course, city.person("見本 花子", phone="019-000-0001"))
    waiting, application, _code = city.apply(course, city.person("見本 太郎"))
    del waiting
    city.clock.moment = at("09:50")
    city.services.database.actor = Actor("係員", Role.VOLUNTEER)
    services = city.services
    assert [line.id for line in services.scheduling.sessions()] == [session]
    view = services.check_in.view(session)
    assert {one.name for one in view.people} == {"見本 花子", "見本 太郎"}
    received = services.check_in.receive_code(session, code)
    assert received.event is not None
    services.check_in.undo(received.event)
    assert services.check_in.receive_walk_in(session, "70-74").participant is not None
    for act in (
        lambda: services.participants.find("見本"),
        lambda: services.applications.cancel(application),
        lambda: services.search.find("見本"),
        lambda: services.reports.monthly(2026, 11),
        lambda: services.closing.confirm(session),
        services.home.view,
    ):
        with pytest.raises(DomainError, match="not_allowed"):
            act()
    services.database.actor = Actor("係員")


def test_an_act_one_may_do_may_use_others_for_its_own_work(city: City) -> None:
    """Proposing a roster, printing a letter and the like ask other services; the one act was allowed."""
    course = city.course(capacity=5)
    person = city.person("見本 花子", phone="019-000-0001")
    city.services.database.actor = Actor("係員", Role.COORDINATOR)
    assert city.apply(course, person)[0] == person
    assert city.services.prints.make("flyer", [str(course)]).pages == 1
    assert city.services.scheduling.cancel_course_preview(course).accepted
    with pytest.raises(DomainError, match="not_allowed"):
        city.services.users.add("もう一人", Role.STAFF, "lamp-and-river")
    city.services.database.actor = Actor("係員")
    # What was refused leaves nothing behind that would let the next call pass.
    city.services.database.actor = Actor("係員", Role.VOLUNTEER)
    with pytest.raises(DomainError, match="not_allowed"):
        city.services.participants.get(person)
    city.services.database.actor = Actor("係員")


ACTS = {
    "apply": ApplicationAct.APPLY,
    "decline": ApplicationAct.DECLINE,
    "cancel": ApplicationAct.CANCEL,
    "withdraw": ApplicationAct.WITHDRAW,
    "refuse": ApplicationAct.REFUSE,
    "close_list": ApplicationAct.CLOSE_LIST,
}
OTHER_ACTS = {
    ("check_in", "seat_and_receive"): (ApplicationAct.ACCEPT,),
    ("calls", "record"): (ApplicationAct.TELL, ApplicationAct.MISS),
    ("calls", "hand_on"): (ApplicationAct.HAND_ON,),
    ("lottery", "draw"): (ApplicationAct.DRAW,),
    ("lottery", "cancel_draw"): (ApplicationAct.UNDRAW,),
}


def test_the_table_of_applications_and_this_one_say_the_same() -> None:
    wanted = {("applications", method): (act,) for method, act in ACTS.items()} | OTHER_ACTS
    for (service, method), acts in wanted.items():
        roles = roles_of(getattr(SERVICES[service], method))
        for act in acts:
            assert roles == {role for role in Role if may(act, Doer(role.value))}, (service, method)


def test_each_role_may_do_all_that_the_one_before_it_may() -> None:
    assert STAFF < OFFICE < EVERYBODY
    assert {roles_of(getattr(SERVICES[name], method)) for name, method in METHODS} == {STAFF, OFFICE, EVERYBODY}


def test_commands_and_offices_without_users_work_as_staff(city: City) -> None:
    assert city.services.database.actor.role is Role.STAFF
    assert city.services.participants.all() == []


def test_a_role_that_is_asked_about_says_what_it_may(city: City) -> None:
    assert city.services.may(city.services.closing.confirm)
    city.services.database.actor = Actor("係員", Role.VOLUNTEER)
    assert not city.services.may(city.services.closing.confirm)
    assert city.services.may(city.services.check_in.receive_code)
    city.services.database.actor = Actor("係員")


def test_a_method_nobody_decided_about_is_for_staff_alone() -> None:
    from types import SimpleNamespace

    class Forgetful:
        """A service with a method nobody decided about."""

        def __init__(self, role: Role) -> None:
            self.database = SimpleNamespace(actor=Actor("係員", role), needs_sign_in=False)

        def forgotten(self) -> int:
            return 7

    made = decided(Forgetful)
    assert made(Role.STAFF).forgotten() == 7
    with pytest.raises(DomainError, match="not_allowed"):
        made(Role.COORDINATOR).forgotten()


def test_a_long_act_is_recorded_under_who_began_it(sqlite_city: City) -> None:
    database = sqlite_city.services.database

    class Long:
        """A service somebody else signs in during."""

        def __init__(self) -> None:
            self.database = database

        @allowed(STAFF)
        def work(self) -> None:
            database.actor = Actor("手伝い", Role.VOLUNTEER)
            with database.write() as uow:
                uow.audit("demo.create")

    Long().work()
    assert database.actor == Actor("手伝い", Role.VOLUNTEER)
    database.actor = Actor("係員")
    assert next(iter(sqlite_city.services.maintenance.audit_entries(1))).actor == "係員"


def test_this_account_and_pc_stay_with_whoever_signs_in(tmp_path: Path) -> None:
    services = open_services(tmp_path)
    here = services.actor
    assert (here.name, here.role, here.user) == ("職員", Role.STAFF, None)
    assert (here.system_user, here.pc) == (system_user(), platform.node())
    user = services.users.add("見本 花子", Role.STAFF, "lamp-and-river").user
    services.users.sign_in("見本 花子", "lamp-and-river")
    assert services.actor == Actor("見本 花子", Role.STAFF, user.id, here.system_user, here.pc)
    services.close()
