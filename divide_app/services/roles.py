"""Permissions: declared at every service method and checked before an outside call runs.

Three steps, each with all of the one before:

- Volunteers receive people at the door: they see the sessions and who is expected at one, and nothing else.
- Coordinators plan classes, take applications, keep helpers and make reports; what they see of people is less than
  what staff sees (`domain.people.personal_data`).
- Staff besides decides against somebody, draws lots, makes people one or forgets them, keeps users and the office's
  own word to the public, and lets whole copies of the data go.

An office without users works as staff. Where there are users nobody may anything before they signed in, in the window
and at the command line alike, except what is declared so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from types import FunctionType
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from divide_app.domain.fields import EVERYBODY, OFFICE, STAFF
from divide_app.domain.office.office import Role, need_role
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.storage.database import Database, acting, acting_as
from divide_app.storage.trouble import UNREADABLE

__all__ = ["EVERYBODY", "OFFICE", "STAFF", "Service", "allowed", "decided", "public_methods", "roles_of"]

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


def allowed(roles: frozenset[Role], *, signed_in: bool = True) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Declare who may use a method of a service; anybody else is refused before anything is read or written.

    Args:
        roles: Who may.
        signed_in: Where the office has users one of them must have signed in; False for signing in itself.

    Raises:
        DomainError: `not_allowed`, from the method.
        EnvironmentProblem: `sign_in_needed`, from the method; `unreadable_values` in place of an error of Python's
            where the data hold values this program never writes.
    """

    def declare(method: Callable[P, T]) -> Callable[P, T]:
        @wraps(method)
        def asking(*arguments: P.args, **named: P.kwargs) -> T:
            if acting.get() is not None:
                # A service asks others for its own work: who may do the one act need not be allowed every step.
                return method(*arguments, **named)
            service: Any = arguments[0]
            if signed_in and service.database.needs_sign_in:
                raise EnvironmentProblem("sign_in_needed")
            actor = service.database.actor
            need_role(actor.role, roles)
            with acting_as(actor):
                try:
                    return method(*arguments, **named)
                except UNREADABLE as error:
                    _blame_values(service.database, error)
                    raise

        asking.roles = roles  # type: ignore[attr-defined]  # functions take attributes, which mypy does not know
        return asking

    return declare


_WHERE_AT_MOST = 5


def _blame_values(database: Database, error: Exception) -> None:
    """Look whether values of the data are to blame for an error; they may lie in any table an act reads.

    Raises:
        EnvironmentProblem: `unreadable_values`, with tables and columns.
    """
    from divide_app.domain.office.findings import FindingCode
    from divide_app.storage.integrity import everything

    with database.read() as uow:
        found = everything.findings(uow, lambda _thing: None)
    wrong = [one for one in found if one.code in {FindingCode.VALUE, FindingCode.WORD}]
    if wrong:
        log.error("values nobody can read", exc_info=error)
        where = dict.fromkeys(f"{one.table}.{one.column}".strip(".") for one in wrong)
        raise EnvironmentProblem("unreadable_values", where=[*where][:_WHERE_AT_MOST]) from error


class Service:
    """One subject's acts over an open database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @allowed(OFFICE)
    def new_id(self) -> UUID:
        """Return an id for something about to be added."""
        return self.database.make_id()


def roles_of(act: Callable[..., object]) -> frozenset[Role]:
    """Return who may use a method of a service."""
    roles: frozenset[Role] = getattr(act, "roles", STAFF)
    return roles


def decided(service: type[T]) -> type[T]:
    """Return a service of which every public method asks: one nobody decided about is for staff alone.

    A forgotten declaration never opens a door; a test names it.
    """
    for name, method in public_methods(service):
        if not hasattr(method, "roles"):
            setattr(service, name, allowed(STAFF)(method))
    return service


def public_methods(service: type) -> Iterator[tuple[str, FunctionType]]:
    """Yield the methods a service offers, inherited ones too; properties read only what its methods gave."""
    for name in dir(service):
        method = getattr(service, name)
        if not name.startswith("_") and isinstance(method, FunctionType):
            yield name, method
