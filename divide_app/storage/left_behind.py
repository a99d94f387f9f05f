"""What a restore takes over from the data it replaces: who was forgotten, and who may sign in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from divide_app.domain.office.office import User
from divide_app.domain.office.sign_in import MachineToken
from divide_app.storage import audit
from divide_app.storage.forgetting import forget_again
from divide_app.storage.queries.people.personal_data import Forgotten, forgotten
from divide_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What stays true of data that are replaced by older ones.

    Attributes:
        gone: Who was forgotten.
        users: Who may sign in and who no more, with their passwords and roles; none where nobody signs in.
        tokens: Of machines, withdrawn ones too.
        head: How far the record went, "" when it could not be read.
    """

    gone: Forgotten = field(default_factory=Forgotten)
    users: tuple[User, ...] = ()
    tokens: tuple[MachineToken, ...] = ()
    head: str = ""


def left_behind(uow: UnitOfWork) -> LeftBehind:
    """Return what a restore takes over from these data."""
    users = uow.users.all() if uow.users.is_anybody_let_in() else []
    return LeftBehind(
        forgotten(uow.connection), tuple(users), tuple(uow.machine_tokens.all()), str(audit.head(uow.connection))
    )


def take_over(uow: UnitOfWork, left: LeftBehind) -> None:
    """Make what stays true hold in restored data, and note the restore.

    An older copy brings no user back who was switched off, no password that was changed, no token that was withdrawn,
    and it never ends signing in. Somebody whose name is another user's there stays out.
    """
    again = forget_again(uow, left.gone)
    for one in left.users:
        is_tied = one.supporter_id is not None and uow.supporters.find(one.supporter_id) is not None
        user = one if is_tied else replace(one, supporter_id=None)
        if uow.users.find(user.id) is not None:
            uow.users.change(user)
        elif uow.users.by_name(user.name) is None:
            uow.users.add(user)
    for token in left.tokens:
        if uow.machine_tokens.find(token.id) is not None:
            uow.machine_tokens.change(token)
        elif uow.machine_tokens.by_name(token.name) is None:
            uow.machine_tokens.add(token)
    uow.audit("backup.restore", replaced=left.head, forgotten=again)
