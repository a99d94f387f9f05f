"""Wires settings, database and services together; the only module that does."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from divide_app.domain.individual_number import contains_individual_number
from divide_app.domain.office.office import UNNAMED, Actor
from divide_app.foundation.clock import Clock, system_clock
from divide_app.foundation.ids import IdMaker, new_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.user_paths import system_user
from divide_app.services import Services
from divide_app.storage.database import open_database
from divide_app.storage.keys import head_of
from divide_app.storage.places import parse_place


def open_services(
    place: str | Path,
    *,
    password: str | None = None,
    clock: Clock = system_clock,
    make_id: IdMaker = new_id,
    create: bool = True,
    actor: Actor = UNNAMED,
    hall: str = "",
) -> Services:
    """Open a PLACE (a folder, a PostgreSQL address or a hall package) and return the services over it.

    Who acts until somebody signs in is `actor`, at this account and PC; where the office has users nobody may anything
    before (`services.roles`). `hall` is the id of the venue this PC stands in, "" for anywhere.

    Raises:
        DomainError: As `services.passwords.refuse_weak`, for the password of a new place.
        EnvironmentProblem: When the place cannot be opened; see `storage.database.open_database` and
            `services.door.package_place.open_package`.
    """
    found = parse_place(place)
    if found.package is not None:
        from divide_app.services.door.package_place import open_package

        services = Services(open_package(found.package, password=password, clock=clock, make_id=make_id))
    else:
        if create and password and found.folder is not None and not head_of(found.database_file):
            from divide_app.services.passwords import refuse_weak

            refuse_weak(password)
        services = Services(open_database(found, password=password, clock=clock, make_id=make_id, create=create))
        try:
            with services.database.read() as uow:
                has_users = uow.users.is_anybody_let_in()
                services.database.needs_sign_in, services.database.is_open_to_all = has_users, not has_users
            services.actor = at_this_pc(actor)
            if services.database.unlocked is not None:
                with suppress(EnvironmentProblem):  # the slots cannot be written now: the next time will do
                    services.encryption.shut_doors()
        except BaseException:
            services.close()
            raise
    services.actor, services.database.hall_of_pc = at_this_pc(actor), hall
    return services


def at_this_pc(actor: Actor) -> Actor:
    """Return who acts with the names of this account and PC, as far as the record may hold them."""
    account, pc = ("" if contains_individual_number(name) else name for name in (system_user(), platform.node()))
    return replace(actor, system_user=account, pc=pc)
