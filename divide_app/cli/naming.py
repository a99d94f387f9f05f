"""Resolves names given on the command line to ids and refuses ambiguous ones."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.names import name_key
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.cli.context import Context
    from divide_app.domain.planning.venues import Room, Venue
    from divide_app.services import Services

_SESSION = re.compile(r"(?P<title>.+?)\s*[#＃]\s*(?P<number>[0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Named:
    """A course or one of its sessions, as a person named it; `resolved` puts its id in its place."""

    title: str
    number: int | None = None


def a_course(text: str) -> UUID | Named:
    """Read a course: its id, or its title as `list courses` shows it."""
    return _id(text) or Named(_words(text))


def a_class_session(text: str) -> UUID | Named:
    """Read a session: its id, or the title of its course and its number as in スマホ入門#2."""
    found = _id(text)
    if found is not None:
        return found
    match = _SESSION.fullmatch(text.strip())
    if match is None:
        raise argparse.ArgumentTypeError(
            _("回として読めません。id か「講座名#2」のように書いてください。list class-sessions で確かめられます")
        )
    return Named(match["title"], int(match["number"]))


def resolved(context: Context, arguments: argparse.Namespace) -> argparse.Namespace:
    """Return the arguments with the id of every course and session that was named; nothing is opened when none was.

    Raises:
        DomainError: `name_not_found`, `name_not_unique`.
        EnvironmentProblem: The place cannot be opened.
    """
    changed: dict[str, Any] = {}
    for key, value in vars(arguments).items():
        if isinstance(value, Named):
            changed[key] = _find(context.services(), value)
        elif isinstance(value, list) and any(isinstance(one, Named) for one in value):
            changed[key] = [_find(context.services(), one) if isinstance(one, Named) else one for one in value]
    return argparse.Namespace(**(vars(arguments) | changed)) if changed else arguments


def venue_of(services: Services, text: str) -> Venue:
    """Return a venue by its id or its name.

    Raises:
        DomainError: `name_not_found`.
    """
    wanted, key = _id(text), name_key(text)
    for venue in services.office.venues():
        if venue.id == wanted or (wanted is None and name_key(venue.name) == key):
            return venue
    raise DomainError("name_not_found", kind=_("会場"), name=text.strip())


def room_of(venue: Venue, text: str) -> Room:
    """Return a room of a venue by its id or its name.

    Raises:
        DomainError: `name_not_found`.
    """
    wanted, key = _id(text), name_key(text)
    for room in venue.rooms:
        if room.id == wanted or (wanted is None and name_key(room.name) == key):
            return room
    raise DomainError("name_not_found", kind=_("{venue}の部屋").format(venue=venue.name), name=text.strip())


def is_id(text: str) -> bool:
    """Tell whether a text is an id and no name."""
    return _id(text) is not None


def _find(services: Services, named: Named) -> UUID:
    key = name_key(named.title)
    course = _the_one(
        (line.id for line in services.scheduling.courses() if name_key(line.title) == key), _("講座"), named.title
    )
    if named.number is None:
        return course
    name = f"{named.title}#{named.number}"
    sessions = services.scheduling.sessions(course_id=course)
    return _the_one((line.id for line in sessions if line.number == named.number), _("回"), name)


def _the_one(ids: Iterable[UUID], kind: str, name: str) -> UUID:
    found = list(ids)
    if not found:
        raise DomainError("name_not_found", kind=kind, name=name)
    if len(found) > 1:
        raise DomainError("name_not_unique", kind=kind, name=name, count=len(found))
    return found[0]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def _words(text: str) -> str:
    words = text.strip()
    if not name_key(words):
        raise argparse.ArgumentTypeError(_("講座の名前かidを書いてください。list courses で確かめられます"))
    return words
