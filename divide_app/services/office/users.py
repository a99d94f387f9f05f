"""Users: added with a role, authenticated by a password of which only the hash is stored, refused once disabled."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from math import ceil
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import RECOVERY_KEY, RESERVED_NAMES, UNNAMED, Role, User
from divide_app.domain.office.sign_in import wait_after
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import checked
from divide_app.services.passwords import MOST_LENGTH, office_words, refuse_weak
from divide_app.services.roles import EVERYBODY, OFFICE, STAFF, Service, allowed
from divide_app.storage.keys import SlotKind
from divide_app.storage.unit_of_work import UnitOfWork

_USERS = changes(Topic.USERS)
_ANY_STAFF = "staff"
"""Whose password it is where anybody's of staff was asked for."""


@dataclass(frozen=True, slots=True)
class UserLine:
    """One user as lists show them; never with the hash.

    Attributes:
        signed_in_at: When they last signed in (UTC), None = never yet.
        is_last_staff: Nobody else could do what only staff may, so they stay what they are; told by `all`.
        supporter_id: Who of the supporters it is.
        supporter: That supporter's name, "" for none; told by `all`.
    """

    id: UUID
    name: str
    role: Role
    is_disabled: bool
    created_at: datetime
    signed_in_at: datetime | None = None
    is_last_staff: bool = False
    supporter_id: UUID | None = None
    supporter: str = ""


@dataclass(frozen=True, slots=True)
class UserResult:
    """A user who was added or changed."""

    user: UserLine
    changes: Changes = _USERS


class Users(Service):
    """People who may sign in."""

    @allowed(OFFICE)
    def all(self) -> list[UserLine]:
        """Return everybody, disabled ones too, in order of their names."""
        with self.database.read() as uow:
            staff = [one.id for one in _staff(uow)]
            return [
                replace(_line(one), is_last_staff=staff == [one.id], supporter=_supporter_name(uow, one))
                for one in sorted(uow.users.all(), key=lambda one: one.name)
            ]

    @property
    def may_manage(self) -> bool:
        """Whether who looks may add and change users."""
        return self.database.actor.role in STAFF

    @allowed(STAFF)
    def add(self, name: str, role: Role, password: str) -> UserResult:
        """Let somebody sign in; the first one is staff, so that there is somebody who may do everything.

        Raises:
            DomainError: `name_missing`, `name_too_long`, `user_exists`, `token_exists` and `name_reserved` for a name
                by which the record calls somebody else, `first_user_not_staff`, `password_too_short`,
                `password_easy`, `password_like_name`, `individual_number`, `not_allowed`.
        """
        now = self.database.now()
        user = checked(User(self.database.make_id(), name, role, "", is_disabled=False, created_at=now))
        name = user.name
        if name in RESERVED_NAMES:
            raise DomainError("name_reserved", field="name", name=name)
        # Before the transaction: it takes a tenth of a second.
        hashed = hash_password(password, name, office_words(self.database))
        slot = self.database.new_slot(SlotKind.USER, str(user.id), password)
        with self.database.write() as uow:
            if uow.users.by_name(name) is not None:
                raise DomainError("user_exists", field="name", name=name)
            if uow.machine_tokens.by_name(name) is not None:
                raise DomainError("token_exists", field="name", name=name)
            if role is not Role.STAFF and not _staff(uow):
                raise DomainError("first_user_not_staff")
            uow.users.add(replace(user, password_hash=hashed))
            uow.audit("user.add", user.id, role=role.value)
            self.database.put_slot(slot, uow)
        self.database.is_open_to_all = False  # whoever makes the first user goes on, to make the others
        return UserResult(_line(user))

    @allowed(STAFF)
    def change_role(self, name: str, role: Role) -> UserResult:
        """Give somebody another role; a lesser one holds at their next act, a greater one when they next sign in.

        Raises:
            DomainError: `user_unknown`, `last_staff`, `own_user`, `not_allowed`.
        """
        with self.database.write() as uow:
            user = _named(uow, name)
            if role is not Role.STAFF:
                _keep_staff(uow, user)
            user = replace(user, role=role)
            uow.users.change(user)
            uow.audit("user.change_role", user.id, role=role.value)
        return UserResult(_line(user))

    @allowed(STAFF)
    def disable(self, name: str, *, gives_up: bool = False) -> UserResult:
        """Let somebody sign in no more; what they did stays under their name.

        Args:
            name: Who.
            gives_up: The office gives signing in up altogether: the last one, who is staff, may be disabled, too.

        Raises:
            DomainError: `user_unknown`, `last_staff`, `own_user`, `not_allowed`.
        """
        with self.database.write() as uow:
            user = _named(uow, name)
            is_last = all(one.is_disabled or one.id == user.id for one in uow.users.all())
            if not (gives_up and is_last):
                _keep_staff(uow, user)
            user = replace(user, is_disabled=True)
            uow.users.change(user)
            uow.audit("user.disable", user.id)
            self.database.change_slots(lambda there: there.without(SlotKind.USER, str(user.id)), uow)
        return UserResult(_line(user))

    @allowed(STAFF)
    def enable(self, name: str) -> UserResult:
        """Let somebody sign in again with the password they had.

        Raises:
            DomainError: `user_unknown`, `first_user_not_staff`, `not_allowed`.
        """
        with self.database.write() as uow:
            user = _let_in(uow, _named(uow, name))
            uow.users.change(user)
            uow.audit("user.enable", user.id)
        return UserResult(_line(user))

    @allowed(STAFF)
    def set_password(self, name: str, password: str) -> UserResult:
        """Give somebody a new password; who was disabled may sign in again.

        Raises:
            DomainError: `user_unknown`, `first_user_not_staff`, `password_too_short`, `password_easy`,
                `password_like_name`, `not_allowed`.
        """
        hashed = hash_password(password, name, office_words(self.database))
        with self.database.read() as uow:
            slot = self.database.new_slot(SlotKind.USER, str(_named(uow, name).id), password)
        with self.database.write() as uow:
            user = _let_in(uow, replace(_named(uow, name), password_hash=hashed))
            uow.users.change(user)
            uow.sign_in_tries.forget(
                _digest(str(user.id))
            )  # who waited for somebody else's wrong tries waits no longer
            uow.audit("user.set_password", user.id)
            self.database.put_slot(slot, uow)
        if self.database.user is not None and self.database.user.id == user.id:
            self.database.user = user  # one's own new password ends other windows, not this one
        return UserResult(_line(user))

    @allowed(STAFF)
    def tie(self, name: str, supporter_id: UUID | None) -> UserResult:
        """Say which supporter a user is, so that as a volunteer they see the sessions they help at; None for nobody.

        Raises:
            DomainError: `user_unknown`, `not_found` for no such supporter, `not_allowed`.
        """
        with self.database.write() as uow:
            if supporter_id is not None:
                uow.supporters.get(supporter_id)
            user = replace(_named(uow, name), supporter_id=supporter_id)
            uow.users.change(user)
            uow.audit("user.tie", user.id, supporter="" if supporter_id is None else supporter_id)
            return UserResult(replace(_line(user), supporter=_supporter_name(uow, user)))

    @allowed(EVERYBODY, signed_in=False)
    def sign_in(self, name: str, password: str) -> UserLine:
        """Return who it is; from now on answers hold what their role sees. Every try is in the audit trail.

        Raises:
            EnvironmentProblem: `bad_sign_in`, whatever was wrong: a guesser learns nothing; with `seconds` where the
                next try has to wait. `sign_in_wait` with `seconds`: it has to, and the password was not looked at.
        """
        self.database.sign_out()  # who was here before need not be let in any more
        with self.database.read() as uow:
            user = uow.users.by_name(name.strip())
        who = "" if user is None else str(user.id)
        wait = self._count_try(who)
        is_right = _fits(user, password)
        known = user.name if is_right and user is not None else ""
        with self.database.write(replace(self.database.actor, name=known, user=None)) as uow:
            if is_right and user is not None:
                # Read anew: somebody may have changed or switched off this user while the password was checked.
                user = replace(uow.users.lock(user.id), signed_in_at=uow.now)
                is_right = not user.is_disabled
            if is_right and user is not None:
                uow.users.change(user)
                uow.sign_in_tries.forget(_digest(who), _this_pc())
            uow.audit("user.sign_in" if is_right else "user.sign_in_refused", who)
        if user is None or not is_right:
            raise EnvironmentProblem("bad_sign_in", **wait)
        self.database.sign_in(user.id, user.name, user.role, user)
        with suppress(EnvironmentProblem):  # the slots cannot be written now: the next time will do
            self.database.put_slot(self.database.new_slot(SlotKind.USER, str(user.id), password))
        return _line(user)

    @allowed(EVERYBODY, signed_in=False)
    def sign_in_as_opened(self, password: str) -> UserLine | None:
        """Sign in the user who opened an encrypted place with their own password; None where it was another one.

        Raises:
            EnvironmentProblem: As `sign_in`.
        """
        slot = None if self.database.unlocked is None else self.database.unlocked.slot
        if slot is None or slot.kind is not SlotKind.USER:
            return None
        with self.database.read() as uow:
            user = uow.users.find(UUID(slot.owner))
        return None if user is None else self.sign_in(user.name, password)

    @allowed(EVERYBODY, signed_in=False)
    def sign_in_by_recovery_key(self) -> None:
        """Let in as staff who just opened an encrypted place with its recovery key: every password may be forgotten.

        Raises:
            EnvironmentProblem: `sign_in_needed`: it was opened with something else.
        """
        unlocked = self.database.unlocked
        if unlocked is None or unlocked.slot is None or unlocked.slot.kind is not SlotKind.RECOVERY:
            raise EnvironmentProblem("sign_in_needed")
        self.database.work_unnamed(RECOVERY_KEY)
        with self.database.write(replace(self.database.actor, name=RECOVERY_KEY)) as uow:
            uow.audit("user.sign_in_by_recovery_key")

    @allowed(EVERYBODY, signed_in=False)
    def to_ask(self) -> tuple[str, ...]:
        """Return the names of those who may sign in; where the office gave that up, who looks works as staff again."""
        with self.database.read() as uow:
            names = tuple(sorted(one.name for one in uow.users.all() if not one.is_disabled))
        if not names:
            self.database.work_unnamed(UNNAMED.name)
            self.database.is_open_to_all = True
        return names

    def _count_try(self, who: str) -> dict[str, int]:
        """Count a try at a password from this PC before it is judged; return the `seconds` the one after it waits.

        Raises:
            EnvironmentProblem: `sign_in_wait`.
        """
        with self.database.jot() as uow:
            tries, left = uow.sign_in_tries.lock(_digest(who), _this_pc(), uow.now).another(uow.now)
            uow.sign_in_tries.keep(tries)
        if left:
            raise EnvironmentProblem("sign_in_wait", seconds=ceil(left.total_seconds()))
        wait = wait_after(tries.tries)
        return {"seconds": ceil(wait.total_seconds())} if wait else {}

    @allowed(EVERYBODY)
    def check_staff(self, password: str) -> UserLine:
        """Return the member of staff whose password this is: they let a volunteer's PC leave the door.

        Raises:
            DomainError: `bad_staff_password`, with `seconds` where the next try has to wait.
            EnvironmentProblem: `sign_in_wait`.
        """
        wait = self._count_try(_ANY_STAFF)
        with self.database.read() as uow:
            staff = _staff(uow)
        found = next((one for one in staff if _fits(one, password)), None)
        with self.database.write(replace(self.database.actor, name="" if found is None else found.name)) as uow:
            if found is not None:
                uow.sign_in_tries.forget(_digest(_ANY_STAFF), _this_pc())
            uow.audit("user.staff_checked" if found else "user.staff_refused", "" if found is None else found.id)
        if found is None:
            raise DomainError("bad_staff_password", field="password", **wait)
        return _line(found)


def hash_password(password: str, name: str = "", words: tuple[str, ...] = ()) -> str:
    """Return the Argon2id hash of a password, with the values of RFC 9106 for memory that is scarce (64 MiB).

    Raises:
        DomainError: As `passwords.refuse_weak`.
    """
    refuse_weak(password, name, words)
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$RaSLckjhx1LU3uoNBK5U1Q$k6hIIllIojDzxfRx5Vqd2Y2hFBQn+3UhNkEJo8/wzSE"
"""A hash nothing fits: a name nobody has takes as long to refuse as a wrong password."""


def _fits(user: User | None, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        PasswordHasher().verify(_NOBODY if user is None else user.password_hash, password[:MOST_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return user is not None and not user.is_disabled and len(password) <= MOST_LENGTH


def _staff(uow: UnitOfWork) -> list[User]:
    return [one for one in uow.users.all() if one.role is Role.STAFF and not one.is_disabled]


def _keep_staff(uow: UnitOfWork, user: User) -> None:
    """Refuse what would leave the office without staff, or shut the one out who does it.

    Raises:
        DomainError: `last_staff`, `own_user`.
    """
    if user.role is not Role.STAFF or user.is_disabled:
        return
    if all(one.id == user.id for one in _staff(uow)):
        raise DomainError("last_staff", name=user.name)
    if user.id == uow.actor.user:
        raise DomainError("own_user")


def _let_in(uow: UnitOfWork, user: User) -> User:
    """Return the user enabled; not before there is staff, else nobody could do what only staff may.

    Raises:
        DomainError: `first_user_not_staff`.
    """
    if user.is_disabled and user.role is not Role.STAFF and not _staff(uow):
        raise DomainError("first_user_not_staff")
    return replace(user, is_disabled=False)


def _named(uow: UnitOfWork, name: str) -> User:
    """Return the user of a name, with everybody locked in one order: two of staff cannot each take the other away.

    Raises:
        DomainError: `user_unknown`.
    """
    everybody = [uow.users.lock(one.id) for one in uow.users.all()]
    user = next((one for one in everybody if one.name == name.strip()), None)
    if user is None:
        raise DomainError("user_unknown", field="name", name=name.strip())
    return user


def _line(user: User) -> UserLine:
    return UserLine(
        user.id,
        user.name,
        user.role,
        user.is_disabled,
        user.created_at,
        user.signed_in_at,
        supporter_id=user.supporter_id,
    )


def _supporter_name(uow: UnitOfWork, user: User) -> str:
    found = None if user.supporter_id is None else uow.supporters.find(user.supporter_id)
    return "" if found is None else found.name


def _this_pc() -> str:
    return _digest(platform.node())


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
