"""Column profiles for the window and the command line: bundled ones and the office's own."""

from __future__ import annotations

from dataclasses import dataclass

from divide_app.domain.errors import DomainError
from divide_app.exchange.profiles import (
    Profile,
    find_profile,
    load_profiles,
    own_profile,
    sources_as_data,
    sources_of_data,
)
from divide_app.services.files.import_outcome import ImportKind
from divide_app.services.guard import refuse_individual_number
from divide_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One column profile in a list.

    Attributes:
        name: What `--profile` takes.
        title: What people see.
        is_untried: Nobody has held it against a real file of that service.
        is_own: Kept by the office, so it may be changed and removed.
    """

    kind: ImportKind
    name: str
    title: str
    is_untried: bool
    is_own: bool


def own_profiles(uow: UnitOfWork, kind: ImportKind | None = None) -> tuple[Profile, ...]:
    """Return the office's own profiles."""
    found = []
    for its_kind, name, content in uow.import_profiles.all(None if kind is None else kind.value):
        found.append(own_profile(name, its_kind, name, sources_of_data(content["sources"])))
    return tuple(found)


def profile_called(name: str, kind: ImportKind, own: tuple[Profile, ...]) -> Profile:
    """Return the profile of that name.

    Raises:
        DomainError: `unknown_profile` with the names there are.
    """
    return find_profile(name, kind.value, own=own)


def profile_lines(uow: UnitOfWork, kind: ImportKind | None) -> tuple[ProfileLine, ...]:
    """Return the profiles of a kind, or of every kind."""
    own = own_profiles(uow, kind)
    kinds = tuple(ImportKind) if kind is None else (kind,)
    return tuple(
        ProfileLine(one, profile.code, profile.title, profile.is_untried, profile.is_own)
        for one in kinds
        for profile in load_profiles(one.value, own=own)
    )


def keep_profile(uow: UnitOfWork, kind: ImportKind, profile: Profile) -> ProfileLine:
    """Keep a profile under its name, in place of an own one of that name.

    Raises:
        DomainError: `name_missing`, `profile_name_taken`, `individual_number`.
    """
    if not profile.code:
        raise DomainError("name_missing", field="name")
    if profile.code in {one.code for one in load_profiles(kind.value)}:
        raise DomainError("profile_name_taken", field="name", name=profile.code)
    refuse_individual_number(profile.code, *(one.value for one in profile.sources), field="name")
    uow.import_profiles.put(kind.value, profile.code, {"sources": sources_as_data(profile.sources)})
    uow.audit("import.save_profile", kind=kind.value, columns=sum(len(one.columns) for one in profile.sources))
    return ProfileLine(kind, profile.code, profile.title, profile.is_untried, profile.is_own)


def drop_profile(uow: UnitOfWork, kind: ImportKind, name: str) -> None:
    """Remove an own profile.

    Raises:
        DomainError: `unknown_profile`.
    """
    if not uow.import_profiles.remove(kind.value, name):
        raise DomainError("unknown_profile", name=name, there=[one.code for one in own_profiles(uow, kind)])
    uow.audit("import.remove_profile", kind=kind.value)
