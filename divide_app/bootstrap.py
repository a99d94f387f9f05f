"""Wires settings, database and services together; the only module that does."""

from __future__ import annotations

import platform
from dataclasses import replace
from pathlib import Path

from divide_app.domain.office.office import UNNAMED, Actor
from divide_app.foundation.clock import Clock, system_clock
from divide_app.foundation.ids import IdMaker, new_id
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
) -> Services:
    """Open a PLACE (a folder, a PostgreSQL address or a hall package) and return the services over it.

    Who acts until somebody signs in is `actor`, at this account and PC.

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
    services.actor = at_this_pc(actor)
    return services


def at_this_pc(actor: Actor) -> Actor:
    """Return who acts with the names of this account and PC."""
    return replace(actor, system_user=system_user(), pc=platform.node())
