"""The office that owns this database, its users, and who acts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE, NOT_PERSONAL, Kept, Role, Shape

__all__ = [
    "COMMAND",
    "RECOVERY_KEY",
    "RESERVED_NAMES",
    "UNNAMED",
    "Actor",
    "Office",
    "Role",
    "User",
    "need_role",
    "office_name",
]

LONGEST_KEEP = 30
"""Fiscal years; no rule of an office asks for more."""

MOST_NAME = 200
"""Characters of a user's name."""


@dataclass(frozen=True, slots=True)
class Office:
    """The office this database belongs to.

    Attributes:
        stamp_boxes: Titles over the boxes for the chief's stamps (決裁欄), left to right.
        band_layout: Key of the age layout reports are grouped by.
        keep_years: Full fiscal years for which people are kept after they last applied or came.
    """

    id: Annotated[UUID, MADE]
    municipality: Annotated[str, Kept("市区町村", NOT_PERSONAL, missing="name_missing")]
    municipal_code: Annotated[str, Kept("市区町村コード", NOT_PERSONAL)]
    name: Annotated[str, Kept("担当課", NOT_PERSONAL, missing="name_missing")]
    phone: Annotated[str, Kept("電話番号", NOT_PERSONAL)] = ""
    opening_note: Annotated[str, Kept("受付時間", NOT_PERSONAL)] = ""
    stamp_boxes: Annotated[tuple[str, ...], Kept("決裁欄", NOT_PERSONAL)] = ("課長", "補佐", "係長", "担当")
    band_layout: Annotated[str, Kept("年代の分けかた", NOT_PERSONAL, shape=Shape.MADE)] = "standard"
    keep_years: Annotated[int, Kept("保存する期間", NOT_PERSONAL, least=1, most=LONGEST_KEEP, bad="bad_keep_years")] = 5


def office_name(office: Office | None) -> str:
    """Return the office's name for papers and screens: 見本市 生涯学習課; "" before the first set-up."""
    return "" if office is None else f"{office.municipality} {office.name}"


@dataclass(frozen=True, slots=True)
class User:
    """A user who may sign in.

    Attributes:
        signed_in_at: When they last signed in (UTC), None = never yet.
        supporter_id: Who of the supporters it is: a volunteer sees the sessions they help at.
    """

    id: Annotated[UUID, MADE]
    name: Annotated[str, Kept("名前", "だれが操作したかの記録", missing="name_missing", longest=MOST_NAME)]
    role: Annotated[Role, Kept("役割", NOT_PERSONAL)]
    password_hash: Annotated[str, MADE]
    is_disabled: Annotated[bool, MADE]
    created_at: Annotated[datetime, MADE]
    signed_in_at: Annotated[datetime | None, MADE] = None
    supporter_id: Annotated[UUID | None, MADE] = None

    def is_as_trusted_as(self, before: User) -> bool:
        """Whether who signed in as `before` may go on: let in, with the same password, and with no lesser role."""
        order = list(Role)
        return (
            not self.is_disabled
            and self.password_hash == before.password_hash
            and order.index(self.role) <= order.index(before.role)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts at one open place.

    Attributes:
        name: A user's name, or what stands for it where nobody signed in.
        role: Commands without signing in and an office without users work as staff.
        user: Who signed in; None = nobody did.
        system_user: Name of the account of the operating system.
        pc: Name of the PC.
    """

    name: str
    role: Role = Role.STAFF
    user: UUID | None = None
    system_user: str = ""
    pc: str = ""

    def signed_in(self, user: UUID, name: str, role: Role) -> Actor:
        """Return the same account on the same PC with a user signed in."""
        return replace(self, name=name, role=role, user=user)


COMMAND = Actor("command")
"""Whoever works at the command line without signing in."""

UNNAMED = Actor("職員")
"""Whoever works in the window of an office without users."""

RECOVERY_KEY = "回復キー"
"""Name in the record of whoever opened the place with it."""

RESERVED_NAMES = frozenset({RECOVERY_KEY, COMMAND.name})
"""Names in the record of who is no user: neither a person nor a machine signs in under one of them."""


def need_role(role: Role, allowed: frozenset[Role]) -> None:
    """Refuse what a role may not do.

    Raises:
        DomainError: `not_allowed`.
    """
    if role not in allowed:
        raise DomainError("not_allowed", role=role.value)
