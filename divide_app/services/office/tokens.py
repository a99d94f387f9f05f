"""What machines sign in with where the office has users: made by staff, shown once, withdrawn at any moment."""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import RESERVED_NAMES, Role
from divide_app.domain.office.sign_in import MachineToken
from divide_app.exchange.safe_files import may_write
from divide_app.foundation.files import written_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import checked
from divide_app.services.roles import EVERYBODY, OFFICE, STAFF, Service, allowed
from divide_app.storage.keys import SlotKind

_USERS = changes(Topic.USERS)
ENDINGS = (".token", ".txt")
"""Of files that hold a token."""
_BYTES = 32
_MARK = "kakehashi-"
"""Begins every token, so that one found in a place where none should be is known for what it is."""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One token as lists show it; never with its secret.

    Attributes:
        last_day: Last local day it holds, None = until it is withdrawn.
        used_at: When a command was last let in by it (UTC).
        is_over: Its last day is past.
        is_withdrawn: It was taken back.
    """

    id: UUID
    name: str
    role: Role
    created_at: datetime
    last_day: date | None
    used_at: datetime | None
    is_over: bool
    is_withdrawn: bool

    @property
    def holds(self) -> bool:
        """Whether it still lets a machine in."""
        return not self.is_over and not self.is_withdrawn


@dataclass(frozen=True, slots=True)
class TokenResult:
    """A token that was made or withdrawn; `secret` is shown once and kept nowhere, "" for one withdrawn."""

    token: TokenLine
    secret: str = ""
    changes: Changes = _USERS


class Tokens(Service):
    """Tokens of machines."""

    @allowed(OFFICE)
    def all(self) -> list[TokenLine]:
        """Return all tokens, withdrawn ones too, in order of their names."""
        with self.database.read() as uow:
            return sorted((_line(one, uow.now) for one in uow.machine_tokens.all()), key=lambda one: one.name)

    @allowed(STAFF)
    def add(self, name: str, role: Role, last_day: date | None = None) -> TokenResult:
        """Make a token for a machine, with a role of its own; in an encrypted place it opens that, too.

        Raises:
            DomainError: `name_missing`, `name_too_long`, `token_exists`, `user_exists` for the name of a user, whom
                the record would show then; `name_reserved`; `no_users` where nobody signs in; `token_day_past` for a
                day that is past; `individual_number`, `not_allowed`.
        """
        now = self.database.now()
        secret = _MARK + base64.b32encode(os.urandom(_BYTES)).decode().rstrip("=").lower()
        made = checked(MachineToken(self.database.make_id(), name, role, _digest(secret), now, last_day))
        if made.name in RESERVED_NAMES:
            raise DomainError("name_reserved", field="name", name=made.name)
        if made.is_over(local_day(now)):
            raise DomainError("token_day_past", field="last_day")
        slot = self.database.new_slot(SlotKind.TOKEN, str(made.id), secret)
        with self.database.write() as uow:
            if not uow.users.is_anybody_let_in():
                raise DomainError("no_users", name=made.name)
            if uow.machine_tokens.by_name(made.name) is not None:
                raise DomainError("token_exists", field="name", name=made.name)
            if uow.users.by_name(made.name) is not None:
                raise DomainError("user_exists", field="name", name=made.name)
            uow.machine_tokens.add(made)
            uow.audit("token.add", made.id, role=role.value)
            self.database.put_slot(slot, uow)
        return TokenResult(_line(made, now), secret)

    @allowed(STAFF)
    def save(self, secret: str, path: Path) -> None:
        """Write a token just made to a file readable by its owner alone.

        Raises:
            DomainError: As `exchange.safe_files.may_write`; `not_allowed`.
            EnvironmentProblem: As `foundation.files.written_whole`.
        """
        may_write(path, *ENDINGS)
        with written_whole(path, is_private=True) as file:
            file.write(f"{secret}\n".encode())

    @allowed(STAFF)
    def withdraw(self, name: str) -> TokenResult:
        """Take a token back: it lets nothing in any more, from the next command on.

        Raises:
            DomainError: `token_unknown`, `not_allowed`.
        """
        with self.database.write() as uow:
            found = uow.machine_tokens.by_name(name.strip())
            if found is None:
                raise DomainError("token_unknown", field="name", name=name.strip())
            now = uow.now
            found = replace(found, withdrawn_at=found.withdrawn_at or now)
            uow.machine_tokens.change(found)
            uow.audit("token.withdraw", found.id)
            self.database.change_slots(lambda there: there.without(SlotKind.TOKEN, str(found.id)), uow)
        return TokenResult(_line(found, now))

    @allowed(EVERYBODY, signed_in=False)
    def sign_in(self, secret: str) -> TokenLine:
        """Let a machine in: from now on answers hold what its token's role sees.

        Raises:
            EnvironmentProblem: `bad_token`, `token_withdrawn`, `token_over`.
        """
        with self.database.read() as uow:
            found = uow.machine_tokens.by_digest(_digest(secret.strip()))
        code = "bad_token" if found is None else _why_not(found, self.database.now())
        with self.database.write(replace(self.database.actor, name="" if found is None else found.name)) as uow:
            if found is not None and not code:
                uow.machine_tokens.change(replace(found, used_at=uow.now))
            uow.audit("token.refused" if code else "token.sign_in", "" if found is None else found.id)
        if found is None or code:
            raise EnvironmentProblem(code, **({} if found is None else {"name": found.name}))
        self.database.sign_in(found.id, found.name, found.role)
        with suppress(EnvironmentProblem):  # as when a user signs in
            self.database.put_slot(self.database.new_slot(SlotKind.TOKEN, str(found.id), secret.strip()))
        return _line(found, self.database.now())


def _why_not(token: MachineToken, now: datetime) -> str:
    if token.withdrawn_at is not None:
        return "token_withdrawn"
    return "token_over" if token.is_over(local_day(now)) else ""


def _digest(secret: str) -> str:
    """A secret of 256 bits of chance needs no stretching: nobody guesses one."""
    return sha256(secret.encode()).hexdigest()


def _line(token: MachineToken, now: datetime) -> TokenLine:
    return TokenLine(
        token.id,
        token.name,
        token.role,
        token.created_at,
        token.last_day,
        token.used_at,
        is_over=token.is_over(local_day(now)),
        is_withdrawn=token.withdrawn_at is not None,
    )
